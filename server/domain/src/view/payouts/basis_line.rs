//! A [`PlanBasis`] as one line of numbers and identifiers. Every byte of code that reads it in the browser is
//! downloaded by every reader, and reading nested structures from JSON costs some thirty kilobytes more of it.

use super::PlanBasis;
use crate::{
    id::DestinationId,
    money::{BasisPoints, Currency, Money},
    payouts::{Calendar, Funds, InstantTerms, Planner, RecentAmount},
    time::Timestamp,
};

/// A line that is not a plan's basis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the basis of a plan")]
pub struct NotABasis;

impl From<PlanBasis> for String {
    fn from(basis: PlanBasis) -> Self {
        let PlanBasis { now, planner, funds, paused_by_platform, destinations, otherwise_eligible } = basis;
        let Planner { calendar, terms, minimum } = planner;
        let count = i64::try_from(funds.recent.len()).unwrap_or(i64::MAX);
        let mut numbers: Vec<i64> = vec![now.unix_ms(), calendar.run_hour.into(), calendar.hold_days.into()];
        numbers.push(terms.fee.get().into());
        numbers.extend([terms.minimum, terms.maximum, minimum, funds.balance].map(Money::minor));
        numbers.extend([paused_by_platform.into(), otherwise_eligible.into(), count]);
        for sale in &funds.recent {
            numbers.extend([sale.captured_at.unix_ms(), sale.settles_at.unix_ms(), sale.amount.minor()]);
        }
        let mut words = vec![funds.balance.currency().code().to_owned()];
        words.extend(numbers.iter().map(ToString::to_string));
        for (id, takes_instant) in destinations {
            words.extend([id.into(), i64::from(takes_instant).to_string()]);
        }
        words.join(" ")
    }
}

impl TryFrom<String> for PlanBasis {
    type Error = NotABasis;
    fn try_from(line: String) -> Result<Self, NotABasis> {
        read(&line).ok_or(NotABasis)
    }
}

fn read(line: &str) -> Option<PlanBasis> {
    let mut words = line.split(' ');
    let currency: Currency = words.next()?.parse().ok()?;
    let mut number = || words.next()?.parse::<i64>().ok();
    let (now, run_hour, hold_days, fee) = (number()?, number()?, number()?, number()?);
    let mut amount = || Some(Money::new(number()?, currency));
    let (least, maximum, minimum, balance) = (amount()?, amount()?, amount()?, amount()?);
    let (paused, eligible, count) = (number()?, number()?, number()?);
    let mut recent = Vec::new();
    for _ in 0..count {
        recent.push(RecentAmount {
            captured_at: Timestamp::from_unix_ms(number()?),
            settles_at: Timestamp::from_unix_ms(number()?),
            amount: Money::new(number()?, currency),
        });
    }
    let fee = BasisPoints::new(u32::try_from(fee).ok()?);
    let calendar = Calendar { run_hour: run_hour.try_into().ok()?, hold_days: hold_days.try_into().ok()? };
    let mut destinations = Vec::new();
    while let Some(id) = words.next() {
        destinations.push((id.parse::<DestinationId>().ok()?, words.next()? == "1"));
    }
    Some(PlanBasis {
        now: Timestamp::from_unix_ms(now),
        planner: Planner { calendar, terms: InstantTerms { fee, minimum: least, maximum }, minimum },
        funds: Funds { balance, recent },
        paused_by_platform: paused == 1,
        destinations,
        otherwise_eligible: eligible == 1,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{NotABasis, PlanBasis};
    use crate::{
        id::DestinationId,
        money::{BasisPoints, Currency, Money},
        payouts::{Calendar, Funds, InstantTerms, Planner, RecentAmount},
        time::Timestamp,
    };

    proptest! {
        #[test]
        fn the_browser_reads_what_the_server_wrote(
            index in 0usize..15, now: i64, run_hour: u8, hold_days: u16, fee: u32, amounts: [i64; 4],
            paused_by_platform: bool, otherwise_eligible: bool,
            recent in prop::collection::vec((any::<i64>(), any::<i64>(), any::<i64>()), 0..5),
            banks in prop::collection::vec(any::<(u128, bool)>(), 0..3),
        ) {
            let money = |minor| Money::new(minor, Currency::ALL[index]);
            let sale = |(captured, settles, minor)| RecentAmount {
                captured_at: Timestamp::from_unix_ms(captured),
                settles_at: Timestamp::from_unix_ms(settles),
                amount: money(minor),
            };
            let [least, maximum, minimum, balance] = amounts.map(money);
            let terms = InstantTerms { fee: BasisPoints::new(fee), minimum: least, maximum };
            let basis = PlanBasis {
                now: Timestamp::from_unix_ms(now),
                planner: Planner { calendar: Calendar { run_hour, hold_days }, terms, minimum },
                funds: Funds { balance, recent: recent.into_iter().map(sale).collect() },
                paused_by_platform,
                destinations: banks.into_iter().map(|(id, instant)| (DestinationId::new(Timestamp::default(), id), instant)).collect(),
                otherwise_eligible,
            };
            let json = serde_json::to_string(&basis).unwrap();
            prop_assert_eq!(serde_json::from_str::<PlanBasis>(&json).unwrap(), basis);
        }

        #[test]
        fn any_other_line_is_refused_and_never_a_panic(line in ".{0,60}") {
            prop_assert_eq!(PlanBasis::try_from(line), Err(NotABasis));
        }
    }
}
