//! Reading pages as text: what stands between the tags, and in the attributes that people read or hear.

use std::collections::BTreeSet;

use crate::browser::Answer;

/// Every piece of text on a page, trimmed, with entities resolved.
pub fn texts(page: &str) -> BTreeSet<String> {
    let body = without(&without(page, "<script", "</script>"), "<!--", "-->");
    let mut texts = BTreeSet::new();
    for piece in body.split('<') {
        let (tag, text) = piece.split_once('>').unwrap_or(("", piece));
        texts.insert(resolved(text.trim()));
        for name in ["aria-label", "content", "title", "alt", "placeholder"] {
            if let Some((value, _)) =
                tag.split_once(&format!(" {name}=\"")).and_then(|(_, rest)| rest.split_once('"'))
            {
                texts.insert(resolved(value.trim()));
            }
        }
    }
    texts.remove("");
    texts
}

/// The page without everything from one mark through the next other one.
pub fn without(page: &str, from: &str, through: &str) -> String {
    let mut rest = page;
    let mut kept = String::new();
    while let Some((before, after)) = rest.split_once(from) {
        kept.push_str(before);
        rest = after.split_once(through).map_or("", |(_, after)| after);
    }
    kept + rest
}

/// Entities as the characters they stand for.
pub fn resolved(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#x27;", "'")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

/// The page as it is for everybody: without the nonce of this one answer.
pub fn settled(answer: &Answer) -> String {
    match answer.header("content-security-policy").split_once("'nonce-") {
        Some((_, rest)) => answer.body.replace(rest.split('\'').next().unwrap(), "nonce"),
        None => answer.body.clone(),
    }
}

/// The page through the end of the document. Leptos hangs its two bookkeeping scripts behind it.
pub fn document(answer: &Answer) -> &str {
    let (document, rest) = answer.body.rsplit_once("</html>").unwrap();
    assert!(without(rest, "<script", "</script>").trim().is_empty(), "{rest}");
    document
}

/// Whether a text holds a Chinese character or full-width punctuation.
pub fn has_chinese(text: &str) -> bool {
    text.chars().any(|letter| matches!(letter, '\u{3000}'..='\u{303f}' | '\u{3400}'..='\u{9fff}' | '\u{ff00}'..='\u{ff65}'))
}
