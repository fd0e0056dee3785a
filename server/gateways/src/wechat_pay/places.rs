//! The places that payers and downloads may be sent to: the gateway's own, whatever an answer says.

use reqwest::Url;

/// Where H5 pages are.
const PAGES: [&str; 1] = ["wx.tenpay.com"];
/// Where bills are.
const FILES: [&str; 2] = ["api.mch.weixin.qq.com", "api2.mch.weixin.qq.com"];

/// The allow-lists, and the address that the settings name, for the sandbox.
pub(super) struct Places {
    base_url: Url,
}

impl Places {
    pub(super) fn new(base_url: Url) -> Self {
        Self { base_url }
    }

    /// A page that a payer may be sent to.
    pub(super) fn page(&self, text: &str) -> Option<Url> {
        self.allowed(text, &PAGES)
    }

    /// A file that may be fetched, with a signed request.
    pub(super) fn file(&self, text: &str) -> Option<Url> {
        self.allowed(text, &FILES)
    }

    fn allowed(&self, text: &str, hosts: &[&str]) -> Option<Url> {
        let url = Url::parse(text.trim()).ok()?;
        if !url.username().is_empty() || url.password().is_some() {
            return None;
        }
        let of_the_gateway = url.scheme() == "https"
            && url.port().is_none()
            && url.host_str().is_some_and(|host| hosts.contains(&host));
        (of_the_gateway || url.origin() == self.base_url.origin()).then_some(url)
    }
}

#[cfg(test)]
mod tests {
    use super::{Places, Url};

    #[test]
    fn only_the_gateways_own_places_are_allowed() {
        let places = Places::new(Url::parse("http://127.0.0.1:4000/").unwrap());
        for good in ["https://wx.tenpay.com/cgi-bin/mmpayweb-bin/checkmweb?a=b", "http://127.0.0.1:4000/h5"] {
            assert!(places.page(good).is_some(), "{good}");
        }
        for bad in [
            "",
            "/h5",
            "javascript:alert(1)",
            "http://wx.tenpay.com/",
            "https://wx.tenpay.com:8443/",
            "https://wx.tenpay.com.evil.example/",
            "https://wx.tenpay.com@evil.example/",
            "https://user@wx.tenpay.com/",
            "https://evil.example/?https://wx.tenpay.com/",
            "http://127.0.0.1:4001/h5",
            "https://api.mch.weixin.qq.com/",
        ] {
            assert!(places.page(bad).is_none(), "{bad}");
        }
        assert!(places.file("https://api.mch.weixin.qq.com/v3/billdownload/file?token=x").is_some());
        assert!(places.file("https://wx.tenpay.com/").is_none());
    }
}
