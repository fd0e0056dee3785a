//! The hosted page's words, in each language.

use super::cards::Declined;

/// Every sentence of the page.
pub struct Words {
    /// The language tag.
    pub language: &'static str,
    pub sandbox: &'static str,
    pub title: &'static str,
    pub amount: &'static str,
    pub purpose: &'static str,
    pub card_number: &'static str,
    pub expiry: &'static str,
    pub code: &'static str,
    pub holder: &'static str,
    pub pay: &'static str,
    pub alipay: &'static str,
    pub wechat_pay: &'static str,
    pub pay_later: &'static str,
    pub pay_fails: &'static str,
    pub back: &'static str,
    pub complete_title: &'static str,
    pub complete_text: &'static str,
    pub expired_title: &'static str,
    pub expired_text: &'static str,
    pub unknown_title: &'static str,
    pub unknown_text: &'static str,
    pub wrong_number: &'static str,
    pub wrong_expiry: &'static str,
    pub wrong_code: &'static str,
    pub declined: &'static str,
    pub no_funds: &'static str,
    pub real_card: &'static str,
}

const ENGLISH: Words = Words {
    language: "en",
    sandbox: "Sandbox checkout — no real money",
    title: "Pay",
    amount: "Amount",
    purpose: "For",
    card_number: "Card number",
    expiry: "Expiry (MM/YY)",
    code: "Security code",
    holder: "Name on card",
    pay: "Pay",
    alipay: "Pay with Alipay",
    wechat_pay: "Pay with WeChat Pay",
    pay_later: "Pay, confirmed later",
    pay_fails: "Pay, fails later",
    back: "Back to the shop",
    complete_title: "You're done",
    complete_text: "This payment was handed in. You don't need to pay again.",
    expired_title: "This page has expired",
    expired_text: "No money moved. Start again in the shop.",
    unknown_title: "We don't know this page",
    unknown_text: "No money moved. Check that you copied the whole address.",
    wrong_number: "Your card number is incorrect.",
    wrong_expiry: "Your card's expiry date is incorrect or has passed.",
    wrong_code: "Your card's security code is incorrect.",
    declined: "Your card was declined. No money moved; try another card.",
    no_funds: "Your card has insufficient funds. No money moved; try another card.",
    real_card: "Your card was declined: this page takes test cards only. No money moved.",
};

const CHINESE: Words = Words {
    language: "zh-CN",
    sandbox: "沙盒收银台 — 不涉及真实资金",
    title: "付款",
    amount: "金额",
    purpose: "商品",
    card_number: "卡号",
    expiry: "有效期（月/年）",
    code: "安全码",
    holder: "持卡人姓名",
    pay: "支付",
    alipay: "用支付宝支付",
    wechat_pay: "用微信支付",
    pay_later: "支付，稍后确认",
    pay_fails: "支付，稍后失败",
    back: "返回商家",
    complete_title: "付款已提交",
    complete_text: "该笔付款已提交，请勿重复付款。",
    expired_title: "页面已过期",
    expired_text: "未扣款。请回到商家页面重新下单。",
    unknown_title: "找不到该页面",
    unknown_text: "未扣款。请检查链接是否复制完整。",
    wrong_number: "卡号不正确。",
    wrong_expiry: "有效期不正确或已过期。",
    wrong_code: "安全码不正确。",
    declined: "银行卡被拒绝，未扣款。请换一张卡。",
    no_funds: "余额不足，未扣款。请换一张卡。",
    real_card: "本页只接受测试卡，未扣款。",
};

impl Words {
    /// The words of a session's language; the browser's when the session leaves it to the browser.
    pub fn of(locale: Option<&str>, accept_language: Option<&str>) -> &'static Self {
        let wanted = match locale {
            None | Some("auto") => accept_language.unwrap_or_default(),
            Some(locale) => locale,
        };
        if wanted.starts_with("zh") { &CHINESE } else { &ENGLISH }
    }

    /// Why a card was not charged.
    pub fn declined(&self, why: Declined) -> &'static str {
        match why {
            Declined::Number => self.wrong_number,
            Declined::Expiry => self.wrong_expiry,
            Declined::Code => self.wrong_code,
            Declined::Bank => self.declined,
            Declined::Funds => self.no_funds,
            Declined::Real => self.real_card,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Words;

    #[test]
    fn the_session_says_the_language_and_the_browser_when_it_does_not() {
        for (locale, header, language) in [
            (Some("zh"), Some("en"), "zh-CN"),
            (Some("en"), Some("zh-CN"), "en"),
            (Some("auto"), Some("zh-CN,en;q=0.5"), "zh-CN"),
            (None, None, "en"),
            (Some("de"), None, "en"),
        ] {
            assert_eq!(Words::of(locale, header).language, language, "{locale:?} {header:?}");
        }
    }
}
