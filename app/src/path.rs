//! Where a reader may be sent: paths on this site, and nothing else.

/// The query parameter that names an account by its currency.
pub const ACCOUNT: &str = "account";

/// The longest path we send anybody to.
const MAX_LENGTH: usize = 512;

/// A path on this site, or `/` when the text is anything else. Browsers read `//host` and `/\host` as another site and
/// drop tabs and line ends before they look, so all of these are refused rather than repaired. Letters outside ASCII
/// are percent-encoded, so that the result fits into a header.
pub fn local(text: &str) -> String {
    let mut letters = text.chars();
    let starts_here = letters.next() == Some('/') && !matches!(letters.next(), Some('/' | '\\'));
    if !starts_here
        || text.len() > MAX_LENGTH
        || text.chars().any(|letter| letter.is_control() || letter == '\\')
    {
        return "/".to_owned();
    }
    text.bytes().map(encoded).collect()
}

fn encoded(byte: u8) -> String {
    let plain =
        byte.is_ascii_graphic() && !matches!(byte, b'"' | b'<' | b'>' | b'`' | b'{' | b'}' | b'|' | b'^');
    if plain { char::from(byte).to_string() } else { format!("%{byte:02X}") }
}

/// A path as a value inside another path's query.
pub fn as_query_value(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~' | b'/');
    text.bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

/// The path with one more query parameter; takes the place of an earlier one of that name, and of a fragment.
pub fn with_query(path: &str, name: &str, value: &str) -> String {
    let before_fragment = path.split('#').next().unwrap_or_default();
    let (address, query) = before_fragment.split_once('?').unwrap_or((before_fragment, ""));
    let mine = |pair: &&str| !pair.is_empty() && pair.split('=').next() != Some(name);
    let mut pairs: Vec<String> = query.split('&').filter(mine).map(str::to_owned).collect();
    pairs.push(format!("{name}={}", as_query_value(value)));
    format!("{address}?{}", pairs.join("&"))
}

/// A page of the payouts of an account: the main one has no name in its address.
pub fn in_account(path: &str, account: &str) -> String {
    if account.is_empty() { path.to_owned() } else { with_query(path, ACCOUNT, account) }
}

/// The path without some query parameters.
pub fn without_query(path: &str, names: &[&str]) -> String {
    let (address, query) = path.split_once('?').unwrap_or((path, ""));
    let others =
        |pair: &&str| !pair.is_empty() && !names.contains(&pair.split('=').next().unwrap_or_default());
    let pairs: Vec<&str> = query.split('&').filter(others).collect();
    if pairs.is_empty() { address.to_owned() } else { format!("{address}?{}", pairs.join("&")) }
}

#[cfg(test)]
mod tests {
    use super::{as_query_value, local, with_query, without_query};

    #[test]
    fn nobody_is_sent_to_another_site() {
        for elsewhere in [
            "",
            "join",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/a\\b",
            "/\t/evil.example",
            "/\n",
            "javascript:alert(1)",
            " /a",
        ] {
            assert_eq!(local(elsewhere), "/", "{elsewhere:?}");
        }
        assert_eq!(local(&format!("/{}", "a".repeat(600))), "/");
    }

    #[test]
    fn paths_of_ours_are_kept_and_made_fit_for_a_header() {
        assert_eq!(
            local("/join/slow-kiln?product=prd_1&agreement=open"),
            "/join/slow-kiln?product=prd_1&agreement=open"
        );
        assert_eq!(local("/c/窑?a=<b>"), "/c/%E7%AA%91?a=%3Cb%3E");
    }

    #[test]
    fn queries_are_added_replaced_and_taken_away() {
        assert_eq!(as_query_value("/join/a?b=c&d"), "/join/a%3Fb%3Dc%26d");
        assert_eq!(with_query("/a?x=1&refused=1#top", "refused", "1"), "/a?x=1&refused=1");
        assert_eq!(with_query("/a", "refused", "1"), "/a?refused=1");
        assert_eq!(without_query("/a?x=1&refused=1", &["refused"]), "/a?x=1");
        assert_eq!(without_query("/a?refused=1", &["refused"]), "/a");
    }
}
