//! The words that islands carry into the browser. Few, because every reader downloads both languages.

use domain::locale::Locale;

texts! {
    /// The live parts of the order page.
    LiveText, live {
        time_left: "Time left to pay" => "剩余付款时间";
        five_minutes: "5 minutes left to pay." => "还有 5 分钟。";
        one_minute: "1 minute left to pay." => "还有 1 分钟。";
        time_is_up: "The time to pay is over." => "付款时间已到。";
        checking: "Checking your payment." => "正在查询付款。";
        offline: "You are offline. The code and the order number stay valid; we check as soon as you are back."
            => "网络已断开。二维码和订单号仍然有效，联网后会立即查询。";
    }
}

/// `14:32`, for a countdown.
pub fn clock(seconds: i64) -> String {
    let seconds = seconds.max(0);
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// `PT14M32S`, for machines (ISO 8601).
pub fn duration(seconds: i64) -> String {
    let seconds = seconds.max(0);
    format!("PT{}M{}S", seconds / 60, seconds % 60)
}

/// What is said aloud when so many seconds are left; silence otherwise, because a countdown that talks is no help.
pub fn spoken(seconds: i64, locale: Locale) -> Option<&'static str> {
    let words = live(locale);
    match seconds {
        300 => Some(words.five_minutes),
        60 => Some(words.one_minute),
        0 => Some(words.time_is_up),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use domain::locale::Locale;

    use super::{clock, duration, spoken};

    #[test]
    fn a_countdown_never_goes_below_nothing() {
        assert_eq!((clock(872).as_str(), duration(872).as_str()), ("14:32", "PT14M32S"));
        assert_eq!((clock(-3).as_str(), duration(-3).as_str()), ("0:00", "PT0M0S"));
        assert_eq!(clock(61), "1:01");
    }

    #[test]
    fn it_speaks_three_times() {
        let said: Vec<i64> = (-5..900).filter(|left| spoken(*left, Locale::English).is_some()).collect();
        assert_eq!(said, [0, 60, 300]);
    }
}
