//! The cashier's HTML.

use super::trades::Trade;
use crate::wallet::{escaped, money::yuan, words::Words};

/// What the page has to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// The trade waits for its payer.
    Payable,
    /// It is paid.
    Paid,
    /// It was closed.
    Closed,
    /// Its time is over.
    Expired,
    /// The request was refused, with this code.
    Refused(&'static str),
}

/// Where the buttons lead.
pub struct Forms<'a> {
    /// The address.
    pub action: &'static str,
    /// What travels with them.
    pub hidden: Vec<(&'static str, &'a str)>,
    /// Whether there is a button to give up.
    pub may_cancel: bool,
}

/// The words that the wallet does not have.
struct Own {
    sandbox: &'static str,
    name: &'static str,
    cancel: &'static str,
    refused_title: &'static str,
    refused_text: &'static str,
}

const ENGLISH: Own = Own {
    sandbox: "Sandbox Alipay — no real money",
    name: "Sandbox Alipay",
    cancel: "Cancel",
    refused_title: "This payment can't be opened",
    refused_text: "The shop's request was refused. No money moved. Code:",
};

const CHINESE: Own = Own {
    sandbox: "沙盒支付宝 — 不涉及真实资金",
    name: "沙盒支付宝",
    cancel: "取消",
    refused_title: "无法打开该笔付款",
    refused_text: "商家的请求被拒绝，未扣款。错误码：",
};

/// The whole document.
pub fn html(
    words: &Words,
    shown: Shown,
    trade: Option<&Trade>,
    forms: Option<&Forms<'_>>,
    back: Option<&str>,
) -> String {
    let own = if words.language == "en" { &ENGLISH } else { &CHINESE };
    let (title, text) = match shown {
        Shown::Payable => (words.payable_title, String::new()),
        Shown::Paid => (words.paid_title, words.paid_text.to_owned()),
        Shown::Closed => (words.closed_title, words.closed_text.to_owned()),
        Shown::Expired => (words.expired_title, words.expired_text.to_owned()),
        Shown::Refused(code) => (own.refused_title, format!("{} {}", own.refused_text, escaped(code))),
    };
    let text = if text.is_empty() { text } else { format!("<p>{text}</p>\n") };
    let fen = trade.map_or(0, |trade| trade.payment().map_or(trade.order.total_fen, |payment| payment.fen));
    let heading =
        if shown == Shown::Payable { format!("{title} · {}", yuan(fen)) } else { title.to_owned() };
    let Words { language, amount, purpose, number, .. } = words;
    let order = trade.map_or_else(String::new, |trade| {
        format!(
            "<dl>\n<div class=\"amount\"><dt>{amount}</dt><dd>{}</dd></div>\n<div><dt>{purpose}</dt><dd>{}</dd></div>\n\
             <div><dt>{number}</dt><dd class=\"number\">{}</dd></div>\n</dl>\n",
            yuan(fen),
            escaped(&trade.order.subject),
            escaped(&trade.order.number),
        )
    });
    let buttons = match forms {
        Some(forms) if shown == Shown::Payable => buttons(words, own, forms, fen),
        _ => String::new(),
    };
    let back = match back {
        Some(back) if shown != Shown::Payable || forms.is_some_and(|forms| !forms.may_cancel) => {
            let class = if shown == Shown::Payable { "quiet" } else { "primary" };
            format!("<p><a class=\"{class}\" href=\"{}\">{}</a></p>\n", escaped(back), words.back)
        }
        _ => String::new(),
    };
    format!(
        "<!doctype html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"robots\" content=\"noindex\">\n\
         <title>{heading} — {name}</title>\n<link rel=\"icon\" href=\"/wallet.svg\" type=\"image/svg+xml\">\n\
         <link rel=\"stylesheet\" href=\"/wallet.css\">\n</head>\n<body>\n\
         <header><p>{sandbox}</p></header>\n<main>\n<h1>{title}</h1>\n{text}{order}{buttons}{back}</main>\n\
         </body>\n</html>\n",
        name = own.name,
        sandbox = own.sandbox,
    )
}

fn buttons(words: &Words, own: &Own, forms: &Forms<'_>, fen: i64) -> String {
    let fields: Vec<String> = forms
        .hidden
        .iter()
        .map(|(name, value)| {
            format!("<input type=\"hidden\" name=\"{name}\" value=\"{}\">\n", escaped(value))
        })
        .collect();
    let hidden = fields.concat();
    let form = |decision: &str, class: &str, label: &str| {
        format!(
            "<form method=\"post\" action=\"{}\">\n{hidden}\
             <button type=\"submit\" name=\"decision\" value=\"{decision}\"{class}>{label}</button>\n</form>\n",
            forms.action,
        )
    };
    let pay = form("pay", "", &format!("{} {}", words.pay, yuan(fen)));
    let cancel =
        if forms.may_cancel { form("cancel", " class=\"quiet\"", own.cancel) } else { String::new() };
    pay + &cancel
}
