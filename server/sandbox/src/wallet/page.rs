//! The wallet's HTML.

use super::{money::yuan, words::Words};
use crate::wechat::trades::Order;

/// What the page has to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// No code was given yet.
    Ask,
    /// The code is not one of ours.
    Unknown,
    /// The order waits for its payer.
    Payable,
    /// The order is paid.
    Paid,
    /// The merchant gave the order up.
    Closed,
    /// The order's or the code's time is over.
    Expired,
}

/// One page.
pub struct Page<'a> {
    /// The language's words.
    pub words: &'a Words,
    /// What to say.
    pub shown: Shown,
    /// The order, when the code is known.
    pub order: Option<&'a Order>,
    /// The price, or what was paid, in fen.
    pub amount_fen: i64,
    /// The code as it was given.
    pub code_url: &'a str,
    /// Where "Back to the shop" leads.
    pub return_url: Option<&'a str>,
}

impl Page<'_> {
    /// The whole document.
    pub fn html(&self) -> String {
        let Words { language, sandbox, wallet, .. } = self.words;
        let (title, text) = self.title_and_text();
        let text = if text.is_empty() { String::new() } else { format!("<p>{text}</p>") };
        let heading = match self.shown {
            Shown::Payable => format!("{title} · {}", yuan(self.amount_fen)),
            _ => title.to_owned(),
        };
        format!(
            "<!doctype html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"robots\" content=\"noindex\">\n\
             <title>{heading} — {wallet}</title>\n<link rel=\"icon\" href=\"/wallet.svg\" type=\"image/svg+xml\">\n\
             <link rel=\"stylesheet\" href=\"/wallet.css\">\n</head>\n<body>\n\
             <header><p>{sandbox}</p></header>\n<main>\n<h1>{title}</h1>\n{text}\n{order}{action}{back}</main>\n\
             </body>\n</html>\n",
            order = self.order_list(),
            action = self.action(),
            back = self.back(),
        )
    }

    fn title_and_text(&self) -> (&str, &str) {
        let words = self.words;
        match self.shown {
            Shown::Ask => (words.ask_title, words.ask_text),
            Shown::Unknown => (words.unknown_title, words.unknown_text),
            Shown::Payable => (words.payable_title, ""),
            Shown::Paid => (words.paid_title, words.paid_text),
            Shown::Closed => (words.closed_title, words.closed_text),
            Shown::Expired => (words.expired_title, words.expired_text),
        }
    }

    fn order_list(&self) -> String {
        let Some(order) = self.order else {
            return String::new();
        };
        let Words { amount, purpose, number, .. } = self.words;
        format!(
            "<dl>\n<div class=\"amount\"><dt>{amount}</dt><dd>{}</dd></div>\n<div><dt>{purpose}</dt><dd>{}</dd></div>\n\
             <div><dt>{number}</dt><dd class=\"number\">{}</dd></div>\n</dl>\n",
            yuan(self.amount_fen),
            escaped(&order.description),
            escaped(&order.out_trade_no),
        )
    }

    fn action(&self) -> String {
        let code_url = escaped(self.code_url);
        match self.shown {
            Shown::Payable => format!(
                "<form method=\"post\" action=\"/wallet/pay\">\n\
                 <input type=\"hidden\" name=\"code_url\" value=\"{code_url}\">\n\
                 <input type=\"hidden\" name=\"return_url\" value=\"{}\">\n\
                 <button type=\"submit\">{} {}</button>\n</form>\n",
                escaped(self.return_url.unwrap_or_default()),
                self.words.pay,
                yuan(self.amount_fen),
            ),
            Shown::Ask | Shown::Unknown => format!(
                "<form method=\"get\" action=\"/wallet\">\n<label for=\"code\">{}</label>\n\
                 <input id=\"code\" name=\"code_url\" value=\"{code_url}\" required autocomplete=\"off\" \
                 spellcheck=\"false\">\n<button type=\"submit\">{}</button>\n</form>\n",
                self.words.code, self.words.open,
            ),
            _ => String::new(),
        }
    }

    fn back(&self) -> String {
        let Some(return_url) = self.return_url else {
            return String::new();
        };
        let class = if self.shown == Shown::Payable { "quiet" } else { "primary" };
        format!("<p><a class=\"{class}\" href=\"{}\">{}</a></p>\n", escaped(return_url), self.words.back)
    }
}

/// Text as it may stand in an element or a quoted attribute.
pub fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}
