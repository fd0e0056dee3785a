//! The wallet's words, in each language.

/// Every sentence of the page.
pub struct Words {
    /// The language tag.
    pub language: &'static str,
    pub sandbox: &'static str,
    pub wallet: &'static str,
    pub ask_title: &'static str,
    pub ask_text: &'static str,
    pub code: &'static str,
    pub open: &'static str,
    pub payable_title: &'static str,
    pub pay: &'static str,
    pub amount: &'static str,
    pub purpose: &'static str,
    pub number: &'static str,
    pub paid_title: &'static str,
    pub paid_text: &'static str,
    pub closed_title: &'static str,
    pub closed_text: &'static str,
    pub expired_title: &'static str,
    pub expired_text: &'static str,
    pub unknown_title: &'static str,
    pub unknown_text: &'static str,
    pub back: &'static str,
}

const ENGLISH: Words = Words {
    language: "en",
    sandbox: "Sandbox wallet — no real money",
    wallet: "Sandbox wallet",
    ask_title: "Which code do you want to pay?",
    ask_text: "Paste what the QR code says.",
    code: "Payment code",
    open: "Open",
    payable_title: "Confirm your payment",
    pay: "Pay",
    amount: "Amount",
    purpose: "For",
    number: "Order number",
    paid_title: "Paid",
    paid_text: "This order is paid. The shop is being told; you don't need to pay again.",
    closed_title: "This order is closed",
    closed_text: "The shop closed it, so it can't be paid. No money moved.",
    expired_title: "This code has expired",
    expired_text: "The time to pay is over. No money moved. Start again in the shop to get a new code.",
    unknown_title: "We don't know this code",
    unknown_text: "It isn't one of this wallet's codes. No money moved. Check that you copied all of it.",
    back: "Back to the shop",
};

const CHINESE: Words = Words {
    language: "zh-CN",
    sandbox: "沙盒钱包 — 不涉及真实资金",
    wallet: "沙盒钱包",
    ask_title: "请输入付款码",
    ask_text: "粘贴二维码中的内容。",
    code: "付款码",
    open: "打开",
    payable_title: "确认付款",
    pay: "支付",
    amount: "金额",
    purpose: "商品",
    number: "订单号",
    paid_title: "已支付",
    paid_text: "该订单已付款，正在通知商家，请勿重复付款。",
    closed_title: "订单已关闭",
    closed_text: "商家已关闭该订单，无法付款，未扣款。",
    expired_title: "付款码已过期",
    expired_text: "已超过付款时限，未扣款。请回到商家页面重新下单。",
    unknown_title: "无法识别该付款码",
    unknown_text: "这不是本钱包的付款码，未扣款。请检查是否复制完整。",
    back: "返回商家",
};

/// The words for an Accept-Language header: the better liked of the two languages, English when neither is named.
pub fn words(accept_language: Option<&str>) -> &'static Words {
    let mut best = (0_u16, &ENGLISH);
    for choice in accept_language.unwrap_or_default().split(',') {
        let (tag, parameters) = choice.split_once(';').unwrap_or((choice, ""));
        let words = match tag.trim().split('-').next().unwrap_or_default().to_ascii_lowercase().as_str() {
            "en" => &ENGLISH,
            "zh" => &CHINESE,
            _ => continue,
        };
        let liking = thousandths(parameters);
        if liking > best.0 {
            best = (liking, words);
        }
    }
    best.1
}

/// The weight in `q=0.8`, as 800; what has no weight is liked fully, what has a malformed one not at all.
fn thousandths(parameters: &str) -> u16 {
    let Some(weight) = parameters.trim().strip_prefix("q=") else {
        return 1_000;
    };
    let (whole, fraction) = weight.split_once('.').unwrap_or((weight, ""));
    let padded: String = fraction.chars().chain(std::iter::repeat('0')).take(3).collect();
    match (whole, padded.parse::<u16>()) {
        ("0", Ok(thousandths)) => thousandths,
        ("1", _) => 1_000,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn the_better_liked_language_is_spoken_and_english_otherwise() {
        let cases = [
            (None, "en"),
            (Some(""), "en"),
            (Some("fr-FR,de;q=0.5"), "en"),
            (Some("zh-CN,zh;q=0.9,en;q=0.8"), "zh-CN"),
            (Some("en-GB,zh;q=0.9"), "en"),
            (Some("en;q=0.3, zh-Hant;q=0.75"), "zh-CN"),
            (Some("zh;q=0"), "en"),
        ];
        for (header, language) in cases {
            assert_eq!(words(header).language, language, "{header:?}");
        }
    }
}
