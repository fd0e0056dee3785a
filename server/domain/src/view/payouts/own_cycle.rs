//! A cycle of one's own, as the form asks for it. The server and the preview in the browser read it with one function.

use serde::{Deserialize, Serialize};

use super::{super::Problem, PayoutSettingsForm, plain_amount};
use crate::{
    money::{Currency, Money, ParseMoneyError, parse_money},
    payouts::{Schedule, Weekdays},
    time::Day,
    view::ProblemCode,
};

/// What the schedule field says for a cycle of one's own.
pub const OWN_CYCLE: &str = "own";

/// The kinds of cycles of one's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnCycle {
    /// Every so many days.
    Every,
    /// On weekdays.
    Weekdays,
    /// On a date of the month.
    Date,
    /// On reaching an amount.
    Amount,
}

impl OwnCycle {
    /// Every kind, in the order of the page.
    pub const ALL: [Self; 4] = [Self::Every, Self::Weekdays, Self::Date, Self::Amount];

    /// The word the form uses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Every => "every",
            Self::Weekdays => "weekdays",
            Self::Date => "date",
            Self::Amount => "amount",
        }
    }

    /// The kind of a schedule; `None` for a preset.
    pub const fn of(schedule: Schedule) -> Option<Self> {
        match schedule {
            Schedule::EveryDays { .. } => Some(Self::Every),
            Schedule::Weekdays(_) => Some(Self::Weekdays),
            Schedule::DayOfMonth(_) => Some(Self::Date),
            Schedule::OnAmount { .. } => Some(Self::Amount),
            Schedule::Daily | Schedule::Weekly | Schedule::Monthly | Schedule::Quarterly => None,
        }
    }

    /// The kind of a word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cycle| cycle.code() == code)
    }
}

/// The fields of a cycle, as typed; only those of the chosen kind count. The form calls them `own[cycle]`, `own[days]`
/// and so on, and problems name them the same way.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OwnCycleForm {
    /// A code of [`OwnCycle`].
    pub cycle: String,
    /// Every how many days.
    pub days: String,
    /// One of those days, `2026-11-22`.
    pub from: String,
    /// Codes of [`Weekdays`].
    pub weekdays: Vec<String>,
    /// A date of the month, 1–31.
    pub date: String,
    /// An amount in the payout currency.
    pub amount: String,
}

impl OwnCycleForm {
    /// The fields that say a schedule; all empty for a preset.
    pub fn of(schedule: Schedule, currency: Currency) -> Self {
        let cycle = OwnCycle::of(schedule).map(|cycle| cycle.code().to_owned()).unwrap_or_default();
        let empty = Self { cycle, ..Self::default() };
        match schedule {
            Schedule::EveryDays { days, from } => {
                Self { days: days.to_string(), from: from.to_string(), ..empty }
            }
            Schedule::Weekdays(days) => Self { weekdays: days.codes().map(str::to_owned).collect(), ..empty },
            Schedule::DayOfMonth(date) => Self { date: date.to_string(), ..empty },
            Schedule::OnAmount { minor } => {
                Self { amount: plain_amount(Money::new(minor, currency)), ..empty }
            }
            Schedule::Daily | Schedule::Weekly | Schedule::Monthly | Schedule::Quarterly => empty,
        }
    }

    /// The schedule that the fields say, or what is wrong with one of them. The first run must come within one cycle
    /// from today, so that "from" is what it says.
    pub fn schedule(&self, currency: Currency, today: Day) -> Result<Schedule, Problem> {
        match OwnCycle::from_code(&self.cycle) {
            Some(OwnCycle::Every) => {
                let days = number(&self.days, Schedule::EVERY_DAYS)
                    .map_err(|(least, most)| at("days", ProblemCode::NumberOutOfRange { least, most }))?;
                let latest = today.plus_days(i32::from(days));
                let from = self.from.trim().parse::<Day>().ok().filter(|from| *from <= latest);
                let from = from.ok_or_else(|| at("from", ProblemCode::DateInvalid { latest }))?;
                Ok(Schedule::EveryDays { days, from })
            }
            Some(OwnCycle::Weekdays) => Weekdays::of_codes(self.weekdays.iter().map(String::as_str))
                .map(Schedule::Weekdays)
                .ok_or_else(|| at("weekdays", ProblemCode::WeekdayMissing)),
            Some(OwnCycle::Date) => number(&self.date, Schedule::DATES)
                .map(Schedule::DayOfMonth)
                .map_err(|(least, most)| at("date", ProblemCode::NumberOutOfRange { least, most })),
            Some(OwnCycle::Amount) => self.amount(currency),
            None => Err(at("cycle", ProblemCode::ChoiceUnknown)),
        }
    }

    fn amount(&self, currency: Currency) -> Result<Schedule, Problem> {
        let problem = match parse_money(&self.amount, currency) {
            Ok(amount) if amount.is_positive() => return Ok(Schedule::OnAmount { minor: amount.minor() }),
            Ok(_) => ProblemCode::AmountTooSmall { minimum: Money::new(1, currency) },
            Err(ParseMoneyError::TooLarge) => ProblemCode::AmountTooLarge,
            Err(ParseMoneyError::Empty | ParseMoneyError::NotANumber | ParseMoneyError::TooPrecise) => {
                ProblemCode::AmountInvalid
            }
        };
        Err(at("amount", problem))
    }
}

impl PayoutSettingsForm {
    /// The schedule that the form chooses, or what is wrong with it.
    pub fn schedule(&self, currency: Currency, today: Day) -> Result<Schedule, Problem> {
        if self.schedule == OWN_CYCLE {
            return self.own.schedule(currency, today);
        }
        Schedule::preset(&self.schedule).ok_or_else(|| Problem::at("schedule", ProblemCode::ChoiceUnknown))
    }
}

/// A problem at one of the fields.
fn at(field: &str, code: ProblemCode) -> Problem {
    Problem { field: format!("own[{field}]"), code }
}

/// A whole number within bounds, or the bounds.
fn number<T>(typed: &str, bounds: std::ops::RangeInclusive<T>) -> Result<T, (u32, u32)>
where
    T: std::str::FromStr + PartialOrd + Into<u32> + Copy,
{
    let typed = typed.trim().parse().ok().filter(|number| bounds.contains(number));
    typed.ok_or_else(|| ((*bounds.start()).into(), (*bounds.end()).into()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{OWN_CYCLE, OwnCycleForm};
    use crate::{
        money::{Currency, Money},
        payouts::{Schedule, schedule_testing::any_schedule},
        time::Day,
        view::{
            ProblemCode,
            payouts::{Choices, PayoutSettingsForm},
        },
    };

    fn today() -> Day {
        Day::from_calendar(2026, 11, 21).unwrap()
    }

    fn read(own: OwnCycleForm) -> Result<Schedule, (String, ProblemCode)> {
        let read = PayoutSettingsForm { schedule: OWN_CYCLE.to_owned(), own, ..Default::default() };
        read.schedule(Currency::Cny, today()).map_err(|problem| (problem.field, problem.code))
    }

    fn fields(fields: [&str; 5]) -> OwnCycleForm {
        let [cycle, days, from, date, amount] = fields.map(str::to_owned);
        OwnCycleForm { cycle, days, from, date, amount, weekdays: Vec::new() }
    }

    #[test]
    fn every_wrong_field_is_named_with_what_would_be_right() {
        let days = ProblemCode::NumberOutOfRange { least: 2, most: 90 };
        let date = ProblemCode::NumberOutOfRange { least: 1, most: 31 };
        let late = ProblemCode::DateInvalid { latest: today().plus_days(3) };
        let least = ProblemCode::AmountTooSmall { minimum: Money::new(1, Currency::Cny) };
        let cases = [
            (["", "3", "2026-11-21", "", ""], "cycle", ProblemCode::ChoiceUnknown),
            (["every", "1", "2026-11-21", "", ""], "days", days.clone()),
            (["every", "91", "2026-11-21", "", ""], "days", days.clone()),
            (["every", "-3", "2026-11-21", "", ""], "days", days),
            (["every", "3", "2026-11-25", "", ""], "from", late.clone()),
            (["every", "3", "tomorrow", "", ""], "from", late),
            (["weekdays", "", "", "", ""], "weekdays", ProblemCode::WeekdayMissing),
            (["date", "", "", "32", ""], "date", date.clone()),
            (["date", "", "", "0", ""], "date", date),
            (["amount", "", "", "", "0"], "amount", least),
            (["amount", "", "", "", "much"], "amount", ProblemCode::AmountInvalid),
        ];
        for (typed, field, code) in cases {
            assert_eq!(read(fields(typed)), Err((format!("own[{field}]"), code)), "{typed:?}");
        }
        let unknown = OwnCycleForm {
            weekdays: vec!["mon".into(), "noday".into()],
            ..fields(["weekdays", "", "", "", ""])
        };
        assert_eq!(read(unknown), Err(("own[weekdays]".to_owned(), ProblemCode::WeekdayMissing)));
    }

    #[test]
    fn the_first_day_is_at_most_one_cycle_ahead_and_may_be_long_ago() {
        for from in ["2026-11-24", " 2026-11-21 ", "2019-02-28"] {
            let day = from.trim().parse().unwrap();
            let read = read(fields(["every", "3", from, "", ""]));
            assert_eq!(read, Ok(Schedule::EveryDays { days: 3, from: day }));
        }
    }

    #[test]
    fn fields_of_other_kinds_do_not_count() {
        assert_eq!(read(fields(["date", "many", "never", " 31 ", "much"])), Ok(Schedule::DayOfMonth(31)));
    }

    proptest! {
        #[test]
        fn a_stored_schedule_reads_back_from_its_form(schedule in any_schedule(), index in 0usize..15) {
            let currency = Currency::ALL[index];
            let choices = Choices {
                schedule, fallback: crate::payouts::Fallback::Wait, threshold: Money::new(1_000, currency),
                paused: false, destination: None, version: 1,
            };
            let form = PayoutSettingsForm::of(&choices);
            let seen_on = if let Schedule::EveryDays { from, .. } = schedule { from } else { today() };
            prop_assert_eq!(form.schedule(currency, seen_on), Ok(schedule));
        }
    }
}
