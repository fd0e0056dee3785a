//! A message as a mail.

use domain::{locale::Locale, message::MessageKind, view::messages::MessageLine};

use super::{Line, MessageText, messages, said};
use crate::text::fill;

/// The subject and the text of a mail, for a reader of this name and language. `site` is the address of the
/// installation, without a slash at the end.
pub fn letter(line: &MessageLine, name: &str, locale: Locale, site: &str) -> (String, String) {
    let words = messages(locale);
    let said = said(line, locale);
    let sentences: Vec<String> = said.body.iter().map(|line: &Line| line.plain(locale)).collect();
    let link = said.link.map(|link| {
        fill(words.link_line, &[("words", link.words), ("address", &format!("{site}{}", link.path))])
    });
    let foot = fill(foot(words, &line.about), &[("site", site), ("list", &format!("{site}/messages"))]);
    // The name comes last into its own line: nothing else is filled after it.
    let hello = fill(words.hello, &[("name", name)]);
    let parts = [Some(hello), Some(sentences.join("\n")), link, Some(format!("-- \n{foot}\n"))];
    (said.subject.plain(locale), parts.into_iter().flatten().collect::<Vec<_>>().join("\n\n"))
}

/// Why the mail came: for what somebody ordered, or for what they look after.
fn foot(words: &MessageText, about: &MessageKind) -> &'static str {
    match about {
        MessageKind::Order(news) if news.token().is_some() => words.foot_order,
        MessageKind::SeatOffered { .. } => words.foot_order,
        _ => words.foot,
    }
}
