//! `/payouts`: what is ahead, what is on its way, what was paid, and what was not and why.

use serde::{Deserialize, Serialize};

use crate::{
    id::{PayoutId, RunId},
    money::{Money, MoneyError},
    payouts::{ItemRecord, NextPayout, Obstacle, PausedBy, Payout, PayoutKind, PayoutOutcome, PayoutState},
    time::{Day, Timestamp},
};

/// How many months the chart shows, this one included.
pub const CHART_MONTHS: i32 = 12;

/// `/payouts`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayoutsView {
    /// Now, by the business clock.
    pub now: Timestamp,
    /// The next payout, or why there is none.
    pub next: NextPayout,
    /// The payouts ahead that today's money makes, soonest first.
    pub upcoming: Vec<NextPayout>,
    /// What the creator has.
    pub money: MoneyView,
    /// Who or what has stopped payouts, if anything.
    pub stopped: Option<Stopped>,
    /// Until when payouts wait because the destination was changed.
    pub held_until: Option<Timestamp>,
    /// Payouts and skipped runs, newest first.
    pub rows: Vec<PayoutRow>,
    /// The page after this one: items decided before this moment.
    pub next_before: Option<Timestamp>,
    /// The last [`CHART_MONTHS`] months, oldest first.
    pub months: Vec<MonthView>,
    /// Years with payouts, newest first, for the yearly export.
    pub years: Vec<i32>,
}

/// A balance and its parts: `balance = settled + settling`; the reserve is kept back from what has settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoneyView {
    /// All of it; negative after refunds that took more than there was.
    pub balance: Money,
    /// What has settled.
    pub settled: Money,
    /// What is still settling.
    pub settling: Money,
    /// What of the settled money is kept back for refunds and disputes.
    pub reserved: Money,
}

/// Payouts do not go on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stopped {
    /// Who or what stopped them.
    pub by: PausedBy,
    /// The platform's words, where it was the platform.
    pub reason: String,
    /// Since when.
    pub since: Option<Timestamp>,
    /// Failures in a row, where those stopped them.
    pub failures: u32,
}

/// What one run made of the creator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayoutRow {
    /// The run; its statement has this address.
    pub run: RunId,
    /// The UTC day.
    pub day: Day,
    /// When it was decided.
    pub decided_at: Timestamp,
    /// How it travels.
    pub kind: PayoutKind,
    /// What became of it.
    pub outcome: PayoutOutcome,
    /// Why it is not instant, when that plays a part.
    pub obstacle: Option<Obstacle>,
    /// What left the balance.
    pub gross: Money,
    /// The fee inside it.
    pub fee: Money,
    /// What arrives when everything goes well: gross less fee.
    pub net: Money,
    /// What the run could have taken.
    pub payable: Money,
    /// The least that was paid.
    pub minimum: Money,
    /// The payouts it is made of.
    pub parts: Vec<PartView>,
}

/// One payout of a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartView {
    /// Its number at the bank.
    pub id: PayoutId,
    /// Which part, from 1.
    pub part: u16,
    /// What left the balance.
    pub gross: Money,
    /// The fee inside it.
    pub fee: Money,
    /// What arrives.
    pub net: Money,
    /// Where it stands.
    pub state: PayoutState,
    /// Since when.
    pub since: Timestamp,
    /// When it is tried again, while the bank asks us to wait.
    pub retry_at: Option<Timestamp>,
    /// The bank's own name for it.
    pub reference: Option<String>,
}

/// One month of the chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthView {
    /// Its first day.
    pub month: Day,
    /// What arrived and stayed.
    pub arrived: Money,
    /// The fees of that.
    pub fees: Money,
    /// How many payouts that was.
    pub count: i64,
}

impl PartView {
    fn of(payout: &Payout) -> Result<Self, MoneyError> {
        let waits = payout.state == PayoutState::Requested && payout.tries > 0;
        Ok(Self {
            id: payout.id.clone(),
            part: payout.part,
            gross: payout.gross,
            fee: payout.fee,
            net: payout.gross.minus(payout.fee)?,
            state: payout.state,
            since: payout.state_since,
            retry_at: payout.next_look_at.filter(|_| waits),
            reference: payout.reference.clone(),
        })
    }

    /// Whether it arrived and stayed.
    pub fn is_paid(&self) -> bool {
        self.state == PayoutState::Paid
    }
}

impl PayoutRow {
    /// An item as the page shows it.
    pub fn of(record: &ItemRecord) -> Result<Self, MoneyError> {
        let item = &record.item;
        Ok(Self {
            run: item.run.clone(),
            day: item.day,
            decided_at: item.decided_at,
            kind: item.kind,
            outcome: record.outcome(),
            obstacle: item.obstacle,
            gross: item.gross,
            fee: item.fee,
            net: item.gross.minus(item.fee)?,
            payable: item.payable,
            minimum: item.minimum,
            parts: record.payouts.iter().map(PartView::of).collect::<Result<_, _>>()?,
        })
    }

    /// The parts that have this outcome, as a sum of what arrives.
    pub fn arrived(&self) -> Result<Money, MoneyError> {
        let paid = self.parts.iter().filter(|part| part.is_paid());
        Money::sum(self.net.currency(), paid.map(|part| part.net))
    }

    /// When it is tried again, while a bank asks us to wait.
    pub fn retry_at(&self) -> Option<Timestamp> {
        self.parts.iter().filter_map(|part| part.retry_at).min()
    }
}

impl MonthView {
    /// The months of the chart up to today, filled from rows of any order.
    pub fn chart<'a>(
        rows: impl IntoIterator<Item = &'a PayoutRow>,
        today: Day,
        nothing: Money,
    ) -> Result<Vec<Self>, MoneyError> {
        let first = first_month(today);
        let mut months = Vec::new();
        let mut month = first;
        while month <= today {
            months.push(Self { month, arrived: nothing, fees: nothing, count: 0 });
            month = month.last_of_month().plus_days(1);
        }
        for row in rows {
            let own = row.day.first_of_month();
            let Some(month) = months.iter_mut().find(|month| month.month == own) else { continue };
            for part in row.parts.iter().filter(|part| part.is_paid()) {
                month.arrived = month.arrived.plus(part.net)?;
                month.fees = month.fees.plus(part.fee)?;
                month.count = month.count.saturating_add(1);
            }
        }
        Ok(months)
    }
}

/// The first day of the chart that ends today.
pub fn first_month(today: Day) -> Day {
    (1..CHART_MONTHS).fold(today.first_of_month(), |month, _| month.plus_days(-1).first_of_month())
}

#[cfg(test)]
mod tests {
    use super::{MonthView, first_month};
    use crate::{
        money::{Currency, Money},
        time::Day,
    };

    #[test]
    fn the_chart_has_twelve_months_wherever_in_the_year_today_lies() {
        let nothing = Money::zero(Currency::Cny);
        for ago in 0..800 {
            let today = Day::from_calendar(2028, 3, 31).unwrap().plus_days(-ago);
            let months = MonthView::chart([], today, nothing).unwrap();
            assert_eq!(months.len(), 12, "{today}");
            assert_eq!(months[0].month, first_month(today));
            assert_eq!(months[11].month, today.first_of_month());
        }
    }
}
