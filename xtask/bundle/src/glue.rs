//! Takes comments and indentation out of the JavaScript that wasm-bindgen writes.
//!
//! Line by line, not a parser: the generated file is one statement a line. From the first template literal that
//! spans lines on, everything is left alone, because white space means something there.

/// The same program without the lines that no engine needs.
pub fn strip(source: &str) -> String {
    let mut kept = String::with_capacity(source.len());
    let mut inside_comment = false;
    let mut verbatim = false;
    for line in source.lines() {
        if verbatim {
            kept.push_str(line);
            kept.push('\n');
            continue;
        }
        let text = line.trim();
        if inside_comment {
            inside_comment = !text.ends_with("*/");
            continue;
        }
        if text.starts_with("/*") && !text.contains("*/") {
            inside_comment = true;
            continue;
        }
        if text.is_empty() || is_comment(text) {
            continue;
        }
        verbatim = opens_template(text);
        kept.push_str(if verbatim { line } else { text });
        kept.push('\n');
    }
    kept
}

/// A line that is nothing but a comment.
fn is_comment(text: &str) -> bool {
    text.starts_with("//")
        || (text.starts_with("/*") && text.find("*/").is_some_and(|end| end + 2 == text.len()))
}

/// Whether a line leaves a template literal open: it holds an odd number of back-quotes.
fn opens_template(text: &str) -> bool {
    text.matches('`').count() % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_indentation_go_and_code_stays() {
        let source = "/* @ts-self */\n\n/**\n * @param {number} a\n */\nexport function f(a) {\n    // why\n    const s = \"// not a comment\"; /* kept */\n    return `${a}`;\n}\n";
        let expected =
            "export function f(a) {\nconst s = \"// not a comment\"; /* kept */\nreturn `${a}`;\n}\n";
        assert_eq!(strip(source), expected);
    }

    #[test]
    fn a_template_that_spans_lines_keeps_its_white_space() {
        let source = "  a();\n  b(`x\n    y`);\n  // stays, to be safe\n";
        assert_eq!(strip(source), "a();\n  b(`x\n    y`);\n  // stays, to be safe\n");
    }
}
