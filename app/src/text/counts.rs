//! Numbers with their nouns, and how long things last.

use domain::{
    catalogue::Period,
    locale::Locale,
    order::{Channel, Gateway},
};

use super::dates;

fn counted(count: u64, one: &str, many: &str, chinese: &str, locale: Locale) -> String {
    match locale {
        Locale::English => format!("{count} {}", if count == 1 { one } else { many }),
        Locale::SimplifiedChinese => format!("{count} {chinese}"),
    }
}

/// `1 second`, `5 seconds`, `5 秒`.
pub fn seconds(count: u64, locale: Locale) -> String {
    counted(count, "second", "seconds", "秒", locale)
}

/// `1 minute`, `15 minutes`, `15 分钟`.
pub fn minutes(count: u64, locale: Locale) -> String {
    counted(count, "minute", "minutes", "分钟", locale)
}

/// `1 day`, `7 days`, `7 天`.
pub fn days(count: u64, locale: Locale) -> String {
    counted(count, "day", "days", "天", locale)
}

/// A wait, in seconds up to two minutes, then in minutes rounded up.
pub fn wait(count: u64, locale: Locale) -> String {
    if count <= 120 { seconds(count, locale) } else { minutes(count.div_ceil(60), locale) }
}

/// What one payment lasts: `one month`, `一个月`, `until 1 July 2027`.
pub fn period(period: Period, locale: Locale) -> String {
    let text = match (period, locale) {
        (Period::Month, Locale::English) => "one month",
        (Period::Quarter, Locale::English) => "three months",
        (Period::Year, Locale::English) => "one year",
        (Period::Lifetime, Locale::English) => "for good",
        (Period::Month, Locale::SimplifiedChinese) => "一个月",
        (Period::Quarter, Locale::SimplifiedChinese) => "三个月",
        (Period::Year, Locale::SimplifiedChinese) => "一年",
        (Period::Lifetime, Locale::SimplifiedChinese) => "永久",
        (Period::Until(end), Locale::English) => return format!("until {}", dates::day(end, locale)),
        (Period::Until(end), Locale::SimplifiedChinese) => {
            return format!("至 {}", dates::day(end, locale));
        }
    };
    text.to_owned()
}

/// The same after a price: `for one month`, `一个月`.
pub fn for_period(of: Period, locale: Locale) -> String {
    match (of, locale) {
        (Period::Lifetime | Period::Until(_), _) | (_, Locale::SimplifiedChinese) => period(of, locale),
        (_, Locale::English) => format!("for {}", period(of, locale)),
    }
}

/// The gateway's name.
pub fn gateway(gateway: Gateway, locale: Locale) -> &'static str {
    match (gateway, locale) {
        (Gateway::WechatPay, Locale::English) => "WeChat Pay",
        (Gateway::WechatPay, Locale::SimplifiedChinese) => "微信支付",
        (Gateway::Alipay, Locale::English) => "Alipay",
        (Gateway::Alipay, Locale::SimplifiedChinese) => "支付宝",
        (Gateway::Stripe, _) => "Stripe",
    }
}

/// What the payer pays with.
pub fn channel(channel: Channel, locale: Locale) -> &'static str {
    match (channel, locale) {
        (Channel::WechatPay, _) => gateway(Gateway::WechatPay, locale),
        (Channel::Alipay, _) => gateway(Gateway::Alipay, locale),
        (Channel::Card, Locale::English) => "Card",
        (Channel::Card, Locale::SimplifiedChinese) => "银行卡",
    }
}

/// The application that scans the channel's code.
pub fn scanning_app(channel: Channel, locale: Locale) -> &'static str {
    match (channel, locale) {
        (Channel::WechatPay, Locale::English) => "WeChat",
        (Channel::WechatPay, Locale::SimplifiedChinese) => "微信",
        (Channel::Alipay, Locale::English) => "Alipay",
        (Channel::Alipay, Locale::SimplifiedChinese) => "支付宝",
        (Channel::Card, Locale::English) => "your phone’s camera",
        (Channel::Card, Locale::SimplifiedChinese) => "手机相机",
    }
}

#[cfg(test)]
mod tests {
    use domain::locale::Locale;

    use super::{minutes, seconds, wait};

    #[test]
    fn one_is_singular_in_english_and_waits_are_rounded_up() {
        assert_eq!(minutes(1, Locale::English), "1 minute");
        assert_eq!(seconds(5, Locale::English), "5 seconds");
        assert_eq!(wait(121, Locale::English), "3 minutes");
        assert_eq!(wait(90, Locale::SimplifiedChinese), "90 秒");
    }
}
