//! Names that a mail program would show as links.

/// Whether a name has a link in it, or what a mail program may take for one: `://`, or a host such as `pay.example`.
pub(super) fn looks_like_a_link(name: &str) -> bool {
    name.contains("://") || name.split(ends_a_host).any(is_host)
}

fn ends_a_host(one: char) -> bool {
    !(one.is_alphanumeric() || one == '-' || is_dot(one))
}

/// Browsers take the full stops of Chinese and Japanese for dots.
const fn is_dot(one: char) -> bool {
    matches!(one, '.' | '。' | '．' | '｡')
}

/// Labels with dots between them that end like a top-level domain, or four numbers.
fn is_host(word: &str) -> bool {
    let labels: Vec<&str> = word.split(is_dot).filter(|label| !label.is_empty()).collect();
    let Some((last, [_, ..])) = labels.split_last() else { return false };
    let is_number = |label: &&str| label.chars().all(|one| one.is_ascii_digit());
    let is_top = last.chars().count() > 1 && last.chars().all(char::is_alphabetic);
    is_top || last.starts_with("xn--") || (labels.len() == 4 && labels.iter().all(is_number))
}

#[cfg(test)]
mod tests {
    use super::looks_like_a_link;

    #[test]
    fn links_and_hosts_are_told_from_names() {
        for link in [
            "https://pay.example",
            "ftp://1",
            "Lin (pay.example)",
            "Win at www.pay.example/now",
            "pay.example:8080",
            "pay。example",
            "例子.中国",
            "a.xn--fiqs8s",
            "10.0.0.1",
        ] {
            assert!(looks_like_a_link(link), "{link}");
        }
        for name in [
            "",
            "Lin Yue",
            "陈玫",
            "J. R. Reed",
            "J.R. Reed",
            "Dr. Noor",
            "Mei 2.0",
            "窑火。",
            "1.5.2",
            "A...",
        ] {
            assert!(!looks_like_a_link(name), "{name}");
        }
    }
}
