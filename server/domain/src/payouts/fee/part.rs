//! One instant payout.

use serde::{Deserialize, Serialize};

use crate::money::{BasisPoints, Money};

/// One instant payout: what leaves the balance, and how it divides. `gross = fee + net`, always.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InstantPart {
    /// What leaves the balance.
    pub gross: Money,
    /// What the platform keeps.
    pub fee: Money,
    /// What arrives.
    pub net: Money,
}

impl InstantPart {
    /// fee = gross − floor(gross × 10000 ÷ (10000 + rate)), but the cap at most; net = gross − fee. A gross that is
    /// not positive costs nothing.
    pub fn of(gross: Money, rate: BasisPoints, cap: Option<Money>) -> Self {
        let whole = i128::from(BasisPoints::WHOLE);
        let net = i128::from(gross.minor())
            .saturating_mul(whole)
            .checked_div_euclid(whole.saturating_add(i128::from(rate.get())))
            .and_then(|net| i64::try_from(net).ok());
        let net = net.filter(|_| gross.is_positive()).unwrap_or(gross.minor());
        let uncapped = gross.minor().saturating_sub(net);
        let fee = usable(cap, gross).map_or(uncapped, |cap| uncapped.min(cap));
        let money = |minor| Money::new(minor, gross.currency());
        Self { gross, fee: money(fee), net: money(gross.minor().saturating_sub(fee)) }
    }

    /// The payout that brings the most out of `available`. Where banks carry whole units only, what arrives is rounded
    /// down to them, and no more leaves the balance than brings exactly that: the rounding is neither the platform's
    /// nor lost, it stays in the balance, and the fee is [`InstantPart::of`] of what leaves, to the minor unit.
    pub fn within(available: Money, rate: BasisPoints, cap: Option<Money>) -> Self {
        let all = Self::of(available, rate, cap);
        let net = all.net.in_payout_steps();
        if net == all.net { all } else { Self::of(least_gross(net, rate, cap), rate, cap) }
    }
}

/// The least amount of which `net` arrives: ceil(net × (10000 + rate) ÷ 10000), or net and the cap when that is less.
fn least_gross(net: Money, rate: BasisPoints, cap: Option<Money>) -> Money {
    let whole = i128::from(BasisPoints::WHOLE);
    let fee = i128::from(net.minor().max(0)).saturating_mul(i128::from(rate.get()));
    let fee = fee.saturating_add(whole.saturating_sub(1)).checked_div(whole);
    let fee = fee.and_then(|fee| i64::try_from(fee).ok()).unwrap_or(0);
    let fee = usable(cap, net).map_or(fee, |cap| fee.min(cap));
    Money::new(net.minor().saturating_add(fee), net.currency())
}

/// A cap in the payout's own currency; there is no conversion in this house.
fn usable(cap: Option<Money>, amount: Money) -> Option<i64> {
    cap.filter(|cap| cap.currency() == amount.currency()).map(|cap| cap.minor().max(0))
}
