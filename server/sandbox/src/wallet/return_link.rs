//! Where "Back to the shop" may lead.

use reqwest::Url;

use crate::address::is_loopback;

/// The address, if it is on this machine or where the order's notifications go; otherwise the page has no such link,
/// or anybody could make the wallet point anywhere.
pub fn allowed(return_url: &str, notify_url: &str) -> Option<Url> {
    let url = Url::parse(return_url).ok()?;
    let of_the_web =
        matches!(url.scheme(), "http" | "https") && url.username().is_empty() && url.password().is_none();
    let of_the_shop = Url::parse(notify_url).is_ok_and(|notify| notify.origin() == url.origin());
    (of_the_web && (is_loopback(&url) || of_the_shop)).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_and_the_shop_itself_are_led_back_to() {
        let notify = "https://shop.test/webhooks/wechat-pay";
        for good in [
            "https://shop.test/o/1?x=y",
            "http://localhost:3000/o/1",
            "http://127.0.0.1/",
            "http://[::1]:80/a",
        ] {
            assert!(allowed(good, notify).is_some(), "{good}");
        }
        for bad in [
            "",
            "/o/1",
            "//shop.test/",
            "javascript:alert(1)",
            "http://shop.test/",
            "https://shop.test.evil.example/",
            "https://evil.example/?https://shop.test/",
            "https://shop.test@evil.example/",
            "https://user@shop.test/",
            "http://localhost.evil.example/",
        ] {
            assert!(allowed(bad, notify).is_none(), "{bad}");
        }
    }
}
