//! Every word of the house, one struct per area and one value of it per language, so that a missing translation does
//! not compile. English and Chinese stand side by side, because they are written together.
//!
//! A text may hold places such as `{amount}`: [`fill`] puts plain text there, `components::Sentence` puts markup there.
//! Islands take their words from [`live`] and [`fee`] alone, so that the browser gets no others.

use domain::locale::Locale;

macro_rules! texts {
    ($(#[$doc:meta])* $name:ident, $pick:ident { $($field:ident: $english:literal => $chinese:literal;)+ }) => {
        $(#[$doc])*
        pub struct $name {
            $(#[doc = $english] pub $field: &'static str,)+
        }

        static ENGLISH: $name = $name { $($field: $english,)+ };
        static CHINESE: $name = $name { $($field: $chinese,)+ };

        #[doc = concat!("The words of [`", stringify!($name), "`] in a language.")]
        pub fn $pick(locale: domain::locale::Locale) -> &'static $name {
            match locale {
                domain::locale::Locale::English => &ENGLISH,
                domain::locale::Locale::SimplifiedChinese => &CHINESE,
            }
        }

        #[cfg(test)]
        pub(crate) const PAIRS: &[(&str, &str, &str)] = &[$((stringify!($field), $english, $chinese),)+];
    };
}

pub mod account;
pub mod afterwards;
pub mod checkout;
pub mod common;
pub mod community;
pub mod counts;
pub mod cycle;
pub mod dates;
pub mod desk;
pub mod fee;
pub mod home;
pub mod instant;
pub mod lists;
pub mod live;
pub mod manage;
pub mod messages;
pub mod order;
pub mod orders;
pub mod outcomes;
pub mod payouts;
pub mod payouts_page;
pub mod problems;
pub mod reconcile;
pub mod review;
pub mod sale;
pub mod statement;
pub mod team;
pub mod trouble;

/// Puts plain text into the places of a template.
pub fn fill(template: &str, places: &[(&str, &str)]) -> String {
    let mut filled = template.to_owned();
    for (name, value) in places {
        filled = filled.replace(&format!("{{{name}}}"), value);
    }
    filled
}

/// An amount as a page writes it: like [`domain::money::format_money`], with a real minus sign.
pub fn money(amount: domain::money::Money, locale: Locale) -> String {
    domain::money::format_money(amount, locale).replace('-', "\u{2212}")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{
        account, afterwards, checkout, common, community, cycle, desk, fee, fill, home, instant, lists, live,
        manage, messages, order, orders, outcomes, payouts, payouts_page, problems, reconcile, review, sale,
        statement, team, trouble,
    };

    fn places(template: &str) -> BTreeSet<&str> {
        template.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
    }

    #[test]
    fn both_languages_have_the_same_places_and_neither_is_empty() {
        let areas = [
            account::PAIRS,
            afterwards::PAIRS,
            checkout::PAIRS,
            common::PAIRS,
            community::PAIRS,
            cycle::PAIRS,
            fee::PAIRS,
            home::PAIRS,
            lists::PAIRS,
            live::PAIRS,
            messages::PAIRS,
            messages::orders::PAIRS,
            order::PAIRS,
            orders::PAIRS,
            desk::PAIRS,
            instant::PAIRS,
            payouts_page::PAIRS,
            statement::PAIRS,
            manage::PAIRS,
            team::PAIRS,
            outcomes::PAIRS,
            payouts::PAIRS,
            problems::PAIRS,
            reconcile::PAIRS,
            review::PAIRS,
            sale::PAIRS,
            trouble::PAIRS,
        ];
        for (field, english, chinese) in areas.into_iter().flatten() {
            assert_eq!(places(english), places(chinese), "{field}");
            assert!(!english.trim().is_empty() && !chinese.trim().is_empty(), "{field}");
            assert!(!english.contains('!'), "{field} shouts");
        }
    }

    #[test]
    fn a_value_fills_every_place_of_its_name() {
        assert_eq!(fill("{a} and {a}, not {b}", &[("a", "one")]), "one and one, not {b}");
    }
}
