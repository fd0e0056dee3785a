//! The fee policy as data: which rate holds on a day, and why.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    money::{BasisPoints, Currency, Money},
    time::{self, Day},
};

/// What instant payouts cost, as a host sets it. Where several rules give a rate, the lowest wins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FeePolicy {
    /// The rate for everybody, of what is **received**.
    pub rate: BasisPoints,
    /// Lower rates for creators with much volume.
    pub tiers: Vec<FeeTier>,
    /// Lower rates for a time.
    pub promotions: Vec<Promotion>,
    /// The most that one payout costs, in major units of its currency; a currency that is not named has no cap. A day
    /// that is cut into several payouts pays it for each at most.
    pub caps_major: BTreeMap<Currency, i64>,
}

/// A lower rate from a volume on. The volume is what a creator paid out instantly in the **previous** UTC calendar
/// month, before fees, so that the rate never changes inside a month: what a page shows today is booked tomorrow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeeTier {
    /// The currency of the volume; there is no conversion in this house.
    pub currency: Currency,
    /// The least volume, in major units.
    pub from_major: i64,
    /// The rate from there on.
    pub rate: BasisPoints,
}

/// A lower rate for payouts that are made on some UTC days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Promotion {
    /// The first day, written `2026-12-01`.
    #[serde(with = "time::calendar_text")]
    pub first_day: Day,
    /// The last day, whole.
    #[serde(with = "time::calendar_text")]
    pub last_day: Day,
    /// The rate on those days.
    pub rate: BasisPoints,
}

/// Why a rate holds, for the page and the statement to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "rule")]
pub enum FeeRule {
    /// It is everybody's.
    Flat,
    /// Last month's instant payouts came to at least this.
    Tier {
        /// The volume that the rate begins at.
        from: Money,
    },
    /// There is a promotion.
    Promotion {
        /// Its last day.
        through: Day,
    },
}

impl FeeRule {
    /// The word that statements, exports and logs use.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Flat => "flat",
            Self::Tier { .. } => "tier",
            Self::Promotion { .. } => "promotion",
        }
    }
}

impl Default for FeePolicy {
    fn default() -> Self {
        Self {
            rate: BasisPoints::new(300),
            tiers: Vec::new(),
            promotions: Vec::new(),
            caps_major: BTreeMap::new(),
        }
    }
}

impl FeePolicy {
    /// The rate of payouts made on a day, after some volume in the month before it. Of equal rates the more lasting
    /// reason is told.
    pub fn rate_on(&self, day: Day, volume_of_last_month: Money) -> (BasisPoints, FeeRule) {
        let currency = volume_of_last_month.currency();
        let tiers = self.tiers.iter().filter(|tier| tier.currency == currency).filter_map(|tier| {
            let from = Money::of_major(tier.from_major, currency);
            (volume_of_last_month.minor() >= from.minor()).then_some((tier.rate, FeeRule::Tier { from }))
        });
        let running =
            self.promotions.iter().filter(|offer| (offer.first_day..=offer.last_day).contains(&day));
        let promotions = running.map(|offer| (offer.rate, FeeRule::Promotion { through: offer.last_day }));
        let flat = (self.rate, FeeRule::Flat);
        tiers.chain(promotions).fold(flat, |best, other| if other.0 < best.0 { other } else { best })
    }

    /// The most that one payout costs.
    pub fn cap(&self, currency: Currency) -> Option<Money> {
        self.caps_major.get(&currency).map(|major| Money::of_major(*major, currency))
    }
}
