//! The languages the house speaks.

use serde::{Deserialize, Serialize};

/// A language in which every page is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Locale {
    /// English.
    #[default]
    #[serde(rename = "en")]
    English,
    /// Simplified Chinese.
    #[serde(rename = "zh-CN")]
    SimplifiedChinese,
}

impl Locale {
    /// Every language, in the order of the language switch.
    pub const ALL: [Self; 2] = [Self::English, Self::SimplifiedChinese];

    /// The BCP 47 tag, as `<html lang>` and the cookie carry it.
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::SimplifiedChinese => "zh-CN",
        }
    }

    /// Reads a tag such as `zh`, `zh-CN`, `zh-Hans-CN` or `en-GB`; unknown languages give `None`.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let language = tag.trim().split(['-', '_', ';']).next().unwrap_or_default();
        match language.to_ascii_lowercase().as_str() {
            "en" => Some(Self::English),
            "zh" => Some(Self::SimplifiedChinese),
            _ => None,
        }
    }

    /// Chooses by an `Accept-Language` header: the first language we speak, in the reader's order of quality.
    pub fn from_accept_language(header: &str) -> Self {
        let mut best: Option<(u32, Self)> = None;
        for item in header.split(',').take(16) {
            let mut parts = item.split(';');
            let Some(locale) = parts.next().and_then(Self::from_tag) else { continue };
            let quality =
                parts.find_map(|part| part.trim().strip_prefix("q=")).map_or(1000, quality_in_thousandths);
            if quality > 0 && best.is_none_or(|(found, _)| quality > found) {
                best = Some((quality, locale));
            }
        }
        best.map_or_else(Self::default, |(_, locale)| locale)
    }
}

fn quality_in_thousandths(text: &str) -> u32 {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let padded: String = fraction.chars().chain("000".chars()).take(3).collect();
    let whole: u32 = whole.parse().unwrap_or(0);
    whole.saturating_mul(1000).saturating_add(padded.parse().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::Locale;

    #[test]
    fn the_readers_order_of_quality_decides() {
        assert_eq!(Locale::from_accept_language("zh-CN,zh;q=0.9,en;q=0.8"), Locale::SimplifiedChinese);
        assert_eq!(Locale::from_accept_language("fr, en;q=0.5, zh;q=0.7"), Locale::SimplifiedChinese);
        assert_eq!(Locale::from_accept_language("zh;q=0, en;q=0.1"), Locale::English);
        assert_eq!(Locale::from_accept_language("de"), Locale::English);
    }
}
