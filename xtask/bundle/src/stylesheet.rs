//! Makes a style sheet smaller without understanding it: comments go, white space shrinks, strings stay.
//!
//! White space is only dropped where the grammar of CSS cannot care: next to braces, semicolons and commas, and after
//! a colon. Not before a colon (`a :hover`), not around `+` and `-` (`calc(1px + 2px)`), not around `>`.

use std::iter::Peekable;
use std::str::Chars;

/// The same sheet in fewer bytes.
pub fn compact(source: &str) -> String {
    let mut writer =
        Writer { text: String::with_capacity(source.len()), structural: true, space: false, comment: false };
    let mut characters = source.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '/' if characters.peek() == Some(&'*') => {
                skip_comment(&mut characters);
                writer.comment = true;
            }
            '"' | '\'' => {
                writer.push(character);
                copy_string(&mut characters, character, &mut writer.text);
            }
            '\\' => {
                writer.push(character);
                writer.text.extend(characters.next());
            }
            '(' => {
                writer.push(character);
                copy_bare_address(&mut characters, &mut writer.text);
            }
            white if white.is_ascii_whitespace() => writer.space = true,
            other => writer.push(other),
        }
    }
    writer.text
}

/// Collects the output and decides, at each character, whether the gap before it may go.
struct Writer {
    text: String,
    /// Whether the last character was punctuation of the sheet itself, not part of an escape, a string or an address.
    structural: bool,
    space: bool,
    comment: bool,
}

impl Writer {
    fn push(&mut self, next: char) {
        let tight = self.structural || matches!(next, '{' | '}' | ';' | ',');
        if !tight && self.space {
            self.text.push(' ');
        } else if !tight && self.comment {
            // `a/* */b` are two words: an empty comment keeps them apart without becoming a descendant selector.
            self.text.push_str("/**/");
        }
        self.space = false;
        self.comment = false;
        self.structural = matches!(next, '{' | '}' | ';' | ',' | ':');
        self.text.push(next);
    }
}

fn skip_comment(characters: &mut Peekable<Chars<'_>>) {
    characters.next();
    let mut last = ' ';
    for character in characters.by_ref() {
        if last == '*' && character == '/' {
            return;
        }
        last = character;
    }
}

fn copy_string(characters: &mut Peekable<Chars<'_>>, quote: char, text: &mut String) {
    while let Some(character) = characters.next() {
        text.push(character);
        if character == '\\' {
            text.extend(characters.next());
        } else if character == quote {
            return;
        }
    }
}

/// An address without quotes, as in `url(data:…)`, may hold anything but white space: it is copied as it stands.
fn copy_bare_address(characters: &mut Peekable<Chars<'_>>, text: &mut String) {
    if !text.to_ascii_lowercase().ends_with("url(") || matches!(characters.peek(), Some('"' | '\'')) {
        return;
    }
    for character in characters.by_ref() {
        text.push(character);
        if character == ')' {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_needless_white_space_go() {
        let source = "/* tokens */\n:root {\n  --gap: 4px;\n  color : oklch(20% 0.02 90 / 50%) ;\n}\n\n.a ,\n.b > .c { margin: 0 auto; }\n";
        assert_eq!(
            compact(source),
            ":root{--gap:4px;color :oklch(20% 0.02 90 / 50%);}.a,.b > .c{margin:0 auto;}"
        );
    }

    #[test]
    fn white_space_that_means_something_stays() {
        assert_eq!(compact("a  :hover{width:calc(1px  +  2px)}"), "a :hover{width:calc(1px + 2px)}");
        assert_eq!(compact("@media (a) and (b){}"), "@media (a) and (b){}");
        assert_eq!(compact("a/* x */b{}"), "a/**/b{}");
    }

    #[test]
    fn strings_escapes_and_addresses_are_copied_as_they_are() {
        let text = "a::after{content:\"/* {  } */ \\\" ;  \";background:url(data:image/svg+xml,<svg/*>;,x)}";
        assert_eq!(compact(text), text);
        assert_eq!(compact(".a\\  b{}"), ".a\\  b{}");
        assert_eq!(compact(".a\\{ b{}"), ".a\\{ b{}");
        assert_eq!(compact("a{background:URL(x/*y*/z)}"), "a{background:URL(x/*y*/z)}");
    }

    #[test]
    fn an_unfinished_comment_or_string_ends_with_the_sheet() {
        assert_eq!(compact("a{} /* never closed"), "a{}");
        assert_eq!(compact("a{content:\"open"), "a{content:\"open");
    }
}
