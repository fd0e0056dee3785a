//! The hosted page's HTML: plain forms, no script.

use super::{
    super::{
        prices::shown,
        things::{Session, Standing},
    },
    cards::Declined,
    words::Words,
};
use crate::wallet::escaped;

/// One page.
pub struct Page<'a> {
    /// The language's words.
    pub words: &'a Words,
    /// The session, if there is such a one.
    pub session: Option<&'a Session>,
    /// Why the card that was just tried was not charged.
    pub declined: Option<Declined>,
    /// What was typed as the name on the card.
    pub holder: &'a str,
}

impl Page<'_> {
    /// The whole document.
    pub fn html(&self) -> String {
        let words = self.words;
        let (title, text) = match self.session.map(|session| session.standing) {
            None => (words.unknown_title, words.unknown_text),
            Some(Standing::Open) => (words.title, ""),
            Some(Standing::Complete) => (words.complete_title, words.complete_text),
            Some(Standing::Expired) => (words.expired_title, words.expired_text),
        };
        let text = if text.is_empty() { String::new() } else { format!("<p>{text}</p>\n") };
        let declined = self.declined.map(|why| format!("<p role=\"alert\">{}</p>\n", words.declined(why)));
        format!(
            "<!doctype html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"robots\" content=\"noindex\">\n\
             <title>{title} — {sandbox}</title>\n<link rel=\"icon\" href=\"/wallet.svg\" type=\"image/svg+xml\">\n\
             <link rel=\"stylesheet\" href=\"/wallet.css\">\n</head>\n<body>\n<header><p>{sandbox}</p></header>\n\
             <main>\n<h1>{title}</h1>\n{text}{declined}{body}</main>\n</body>\n</html>\n",
            language = words.language,
            sandbox = words.sandbox,
            declined = declined.unwrap_or_default(),
            body = self.session.map(|session| self.body(session)).unwrap_or_default(),
        )
    }

    fn body(&self, session: &Session) -> String {
        let words = self.words;
        let amount = shown(session.amount, &session.currency);
        let list = format!(
            "<dl>\n<div class=\"amount\"><dt>{}</dt><dd>{amount}</dd></div>\n<div><dt>{}</dt><dd>{}</dd></div>\n</dl>\n",
            words.amount,
            words.purpose,
            escaped(&session.name),
        );
        let forms =
            if session.standing == Standing::Open { self.forms(session, &amount) } else { String::new() };
        let back = match session.standing {
            Standing::Complete => Some(super::landing(session)),
            Standing::Open | Standing::Expired => session.cancel_url.clone(),
        };
        let class = if session.standing == Standing::Open { "quiet" } else { "primary" };
        let back = back.map(|url| {
            format!("<p><a class=\"{class}\" href=\"{}\">{}</a></p>\n", escaped(&url), words.back)
        });
        format!("{list}{forms}{}", back.unwrap_or_default())
    }

    fn forms(&self, session: &Session, amount: &str) -> String {
        let action = format!("/c/pay/{}", session.id);
        let forms = session.methods.iter().map(|method| match method.as_str() {
            "card" => self.card_form(&action, amount),
            "alipay" => self.wallet_form(&action, method, self.words.alipay, amount),
            _ => self.wallet_form(&action, method, self.words.wechat_pay, amount),
        });
        forms.collect()
    }

    fn card_form(&self, action: &str, amount: &str) -> String {
        let Words { card_number, expiry, code, holder, pay, .. } = self.words;
        format!(
            "<form method=\"post\" action=\"{action}\">\n<input type=\"hidden\" name=\"method\" value=\"card\">\n\
             <label for=\"number\">{card_number}</label>\n<input id=\"number\" name=\"number\" required \
             inputmode=\"numeric\" autocomplete=\"cc-number\" placeholder=\"4242 4242 4242 4242\">\n\
             <label for=\"expiry\">{expiry}</label>\n<input id=\"expiry\" name=\"expiry\" required \
             inputmode=\"numeric\" autocomplete=\"cc-exp\" placeholder=\"12/34\">\n\
             <label for=\"code\">{code}</label>\n<input id=\"code\" name=\"code\" required inputmode=\"numeric\" \
             autocomplete=\"cc-csc\" placeholder=\"123\">\n\
             <label for=\"holder\">{holder}</label>\n<input id=\"holder\" name=\"holder\" autocomplete=\"cc-name\" \
             value=\"{}\">\n<button type=\"submit\">{pay} {amount}</button>\n</form>\n",
            escaped(self.holder),
        )
    }

    fn wallet_form(&self, action: &str, method: &str, label: &str, amount: &str) -> String {
        let Words { pay_later, pay_fails, .. } = self.words;
        let button = |outcome: &str, text: &str| {
            format!("<p><button type=\"submit\" name=\"outcome\" value=\"{outcome}\">{text}</button></p>\n")
        };
        format!(
            "<form method=\"post\" action=\"{action}\">\n<input type=\"hidden\" name=\"method\" value=\"{method}\">\n\
             {}{}{}</form>\n",
            button("now", &format!("{label} · {amount}")),
            button("later", pay_later),
            button("fails", pay_fails),
        )
    }
}
