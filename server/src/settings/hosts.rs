//! Where real money is: an account that moves it is reached at its gateway's own host only, and one that does not never
//! is. A live installation that pays at a sandbox would let members in for nothing; a demo that pays at a gateway would
//! take real money for play.

use domain::order::Gateway;

/// The hosts at which a gateway moves real money, the one we use by default first.
const fn own(kind: Gateway) -> &'static [&'static str] {
    match kind {
        Gateway::WechatPay => &["api.mch.weixin.qq.com", "api2.mch.weixin.qq.com"],
        Gateway::Alipay => &["openapi.alipay.com"],
        Gateway::Stripe => &["api.stripe.com"],
    }
}

/// What is wrong with the address of an account, if anything is. Stripe has one host for both: there the key tells.
pub(super) fn check(kind: Gateway, url: &str, moves_money: bool) -> Result<(), String> {
    let own = own(kind);
    let is_own = host(url).is_some_and(|host| own.contains(&host.as_str()));
    if moves_money {
        let is_safe = is_own && url.get(..8).is_some_and(|scheme| scheme.eq_ignore_ascii_case("https://"));
        let problem = || format!("real money is at https://{} only", own.join(" or https://"));
        return is_safe.then_some(()).ok_or_else(problem);
    }
    if is_own && kind != Gateway::Stripe {
        return Err("is where the gateway moves real money, and this account is for play".to_owned());
    }
    Ok(())
}

/// The host of an address, without a user, a port and the root's dot, as it is looked up.
fn host(url: &str) -> Option<String> {
    let (_, rest) = url.split_once("://")?;
    let whole = rest.split(['/', '?', '#', '\\']).next()?;
    let host = whole.rsplit('@').next()?;
    let name = host.split(':').next()?;
    Some(name.trim_end_matches('.').to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use domain::order::Gateway::{Alipay, Stripe, WechatPay};

    use super::check;

    #[test]
    fn real_money_is_only_at_the_gateways_own_hosts() {
        for (kind, url) in [
            (WechatPay, "https://api.mch.weixin.qq.com"),
            (WechatPay, "https://api2.mch.weixin.qq.com/"),
            (Alipay, "https://openapi.alipay.com"),
            (Stripe, "https://api.stripe.com"),
        ] {
            assert_eq!(check(kind, url, true), Ok(()), "{url}");
        }
        for (kind, url) in [
            (WechatPay, "http://127.0.0.1:3001"),
            (WechatPay, "http://api.mch.weixin.qq.com"),
            (WechatPay, "https://api.mch.weixin.qq.com.example.com"),
            (WechatPay, "https://api.mch.weixin.qq.com@example.com"),
            (WechatPay, "https://example.com/api.mch.weixin.qq.com"),
            (Alipay, "https://openapi-sandbox.dl.alipaydev.com"),
            (Stripe, "https://api.mch.weixin.qq.com"),
            (Stripe, "api.stripe.com"),
        ] {
            assert!(check(kind, url, true).unwrap_err().contains("real money is at https://"), "{url}");
        }
    }

    #[test]
    fn play_never_reaches_a_host_that_moves_real_money() {
        for (kind, url) in [
            (WechatPay, "https://api.mch.weixin.qq.com"),
            (WechatPay, "https://API2.mch.weixin.qq.com.:443/v3"),
            (Alipay, "https://someone@openapi.alipay.com/gateway.do"),
        ] {
            assert!(check(kind, url, false).is_err(), "{url}");
        }
        for (kind, url) in [
            (WechatPay, "http://127.0.0.1:3001"),
            (Alipay, "https://openapi-sandbox.dl.alipaydev.com"),
            (Stripe, "https://api.stripe.com"),
        ] {
            assert_eq!(check(kind, url, false), Ok(()), "{url}");
        }
    }
}
