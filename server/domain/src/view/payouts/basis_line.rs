//! A [`PlanBasis`] as one line of numbers and identifiers. Every byte of code that reads it in the browser is
//! downloaded by every reader, and reading nested structures from JSON costs some thirty kilobytes more of it.

use super::PlanBasis;
use crate::{
    id::DestinationId,
    money::{BasisPoints, Currency, Money},
    payouts::{Calendar, FeeRule, Funds, InstantTerms, PausedBy, Planner, RecentAmount, Reserve},
    time::{Day, Timestamp},
};

/// A hold until this moment is none.
const NOT_HELD: i64 = 0;

/// A line that is not a plan's basis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the basis of a plan")]
pub struct NotABasis;

impl From<PlanBasis> for String {
    fn from(basis: PlanBasis) -> Self {
        let PlanBasis { now, planner, funds, stopped, destinations, otherwise_eligible } = basis;
        let Planner { calendar, terms, minimum } = planner;
        let InstantTerms { rate, cap, why, minimum: least, maximum } = terms;
        let (rule, about) = rule_numbers(why);
        let reserve =
            funds.reserve.map_or([0, 0], |reserve| [reserve.rate.get().into(), reserve.days.into()]);
        let count = i64::try_from(funds.recent.len()).unwrap_or(i64::MAX);
        let mut numbers: Vec<i64> = vec![now.unix_ms(), calendar.run_hour.into(), calendar.hold_days.into()];
        numbers.extend([rate.get().into(), rule, about, cap.is_some().into()]);
        numbers.extend([cap.unwrap_or(least), least, maximum, minimum, funds.balance].map(Money::minor));
        numbers.extend(reserve);
        numbers.extend([stopped_number(stopped), otherwise_eligible.into(), count]);
        for sale in &funds.recent {
            numbers.extend([sale.captured_at.unix_ms(), sale.settles_at.unix_ms(), sale.amount.minor()]);
        }
        let mut words = vec![funds.balance.currency().code().to_owned()];
        words.extend(numbers.iter().map(ToString::to_string));
        for (id, takes_instant, held_until) in destinations {
            let held_until = held_until.map_or(NOT_HELD, Timestamp::unix_ms);
            words.extend([id.into(), i64::from(takes_instant).to_string(), held_until.to_string()]);
        }
        words.join(" ")
    }
}

/// Which rule decides the fee, and what it is about.
fn rule_numbers(why: FeeRule) -> (i64, i64) {
    match why {
        FeeRule::Flat => (0, 0),
        FeeRule::Tier { from } => (1, from.minor()),
        FeeRule::Promotion { through } => (2, through.epoch_days().into()),
    }
}

fn rule(number: i64, about: i64, currency: Currency) -> Option<FeeRule> {
    match number {
        0 => Some(FeeRule::Flat),
        1 => Some(FeeRule::Tier { from: Money::new(about, currency) }),
        2 => Some(FeeRule::Promotion { through: Day::from_epoch_days(about.try_into().ok()?) }),
        _ => None,
    }
}

fn stopped_number(stopped: Option<PausedBy>) -> i64 {
    match stopped {
        None => 0,
        Some(PausedBy::Platform) => 1,
        Some(PausedBy::Failures) => 2,
        Some(PausedBy::Creator) => 3,
        Some(PausedBy::Review) => 4,
    }
}

fn stopped(number: i64) -> Result<Option<PausedBy>, NotABasis> {
    let all = [
        None,
        Some(PausedBy::Platform),
        Some(PausedBy::Failures),
        Some(PausedBy::Creator),
        Some(PausedBy::Review),
    ];
    all.into_iter().find(|stopped| stopped_number(*stopped) == number).ok_or(NotABasis)
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
    let (now, run_hour, hold_days, rate) = (number()?, number()?, number()?, number()?);
    let why = rule(number()?, number()?, currency)?;
    let capped = number()? == 1;
    let mut amount = || Some(Money::new(number()?, currency));
    let cap = amount().map(|cap| capped.then_some(cap))?;
    let (least, maximum, minimum, balance) = (amount()?, amount()?, amount()?, amount()?);
    let (reserve_rate, reserve_days) = (number()?.try_into().ok()?, number()?.try_into().ok()?);
    let stopped = stopped(number()?).ok()?;
    let (eligible, count) = (number()?, number()?);
    let mut recent = Vec::new();
    for _ in 0..count {
        recent.push(RecentAmount {
            captured_at: Timestamp::from_unix_ms(number()?),
            settles_at: Timestamp::from_unix_ms(number()?),
            amount: Money::new(number()?, currency),
        });
    }
    let rate = BasisPoints::new(u32::try_from(rate).ok()?);
    let reserve = Reserve::of(BasisPoints::new(reserve_rate), reserve_days);
    let calendar = Calendar { run_hour: run_hour.try_into().ok()?, hold_days: hold_days.try_into().ok()? };
    let mut destinations = Vec::new();
    while let Some(id) = words.next() {
        let takes_instant = words.next()? == "1";
        let held_until = words.next()?.parse::<i64>().ok().filter(|until| *until != NOT_HELD);
        destinations.push((
            id.parse::<DestinationId>().ok()?,
            takes_instant,
            held_until.map(Timestamp::from_unix_ms),
        ));
    }
    Some(PlanBasis {
        now: Timestamp::from_unix_ms(now),
        planner: Planner {
            calendar,
            terms: InstantTerms { rate, cap, why, minimum: least, maximum },
            minimum,
        },
        funds: Funds { balance, recent, reserve },
        stopped,
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
        payouts::{Calendar, FeeRule, Funds, InstantTerms, PausedBy, Planner, RecentAmount, Reserve},
        time::{Day, Timestamp},
    };

    fn any_terms() -> impl Strategy<Value = InstantTerms> {
        let rules = (0usize..3, any::<i64>(), any::<i32>());
        (prop::sample::select(Currency::ALL), any::<u32>(), any::<Option<i64>>(), rules, any::<[i64; 2]>())
            .prop_map(|(currency, rate, cap, (rule, from, through), limits)| {
                let money = |minor| Money::new(minor, currency);
                let rules = [
                    FeeRule::Flat,
                    FeeRule::Tier { from: money(from) },
                    FeeRule::Promotion { through: Day::from_epoch_days(through) },
                ];
                let [minimum, maximum] = limits.map(money);
                let rate = BasisPoints::new(rate);
                InstantTerms { rate, cap: cap.map(money), why: rules[rule], minimum, maximum }
            })
    }

    fn any_stop() -> impl Strategy<Value = Option<PausedBy>> {
        let stops = [PausedBy::Platform, PausedBy::Failures, PausedBy::Creator, PausedBy::Review];
        prop::option::of(prop::sample::select(stops.to_vec()))
    }

    proptest! {
        #[test]
        fn the_browser_reads_what_the_server_wrote(
            now: i64, run_hour: u8, hold_days: u16, terms in any_terms(), amounts: [i64; 2],
            stopped in any_stop(), otherwise_eligible: bool, reserve: (u32, u16),
            recent in prop::collection::vec((any::<i64>(), any::<i64>(), any::<i64>()), 0..5),
            banks in prop::collection::vec((any::<u128>(), any::<bool>(), prop::option::of(1i64..)), 0..3),
        ) {
            let money = |minor| Money::new(minor, terms.minimum.currency());
            let sale = |(captured, settles, minor)| RecentAmount {
                captured_at: Timestamp::from_unix_ms(captured),
                settles_at: Timestamp::from_unix_ms(settles),
                amount: money(minor),
            };
            let [minimum, balance] = amounts.map(money);
            let reserve = Reserve::of(BasisPoints::new(reserve.0), reserve.1);
            let basis = PlanBasis {
                now: Timestamp::from_unix_ms(now),
                planner: Planner { calendar: Calendar { run_hour, hold_days }, terms, minimum },
                funds: Funds { balance, recent: recent.into_iter().map(sale).collect(), reserve },
                stopped,
                destinations: banks.into_iter().map(|(id, instant, held)| {
                    (DestinationId::new(Timestamp::default(), id), instant, held.map(Timestamp::from_unix_ms))
                }).collect(),
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
