//! A creator's payouts: `/settings/payouts` here, the other pages in files of their own.

mod bank;
mod basis;
mod basis_line;
mod demand;
mod desk;
mod own_cycle;
mod page;
mod statement;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

pub use self::{
    bank::{BankDraft, BankForm, BankView},
    basis::PlanBasis,
    basis_line::NotABasis,
    demand::{DemandDraft, DemandForm, DemandQuote, DemandView},
    desk::{
        CalledOff, CreatorDeskView, DeskDraft, OpenPayout, RunItem, RunLine, RunView, RunsView, TotalLine,
        UncheckedAccount, WaitingCredit,
    },
    own_cycle::{OWN_CYCLE, OwnCycle, OwnCycleForm},
    page::{CHART_MONTHS, MoneyView, MonthView, PartView, PayoutRow, PayoutsView, Stopped, first_month},
    statement::{
        FeeExplained, FeeRuleSaid, StatementAdjustment, StatementReturn, StatementSale, StatementView,
    },
};
use super::Problem;
use crate::{
    id::{DestinationId, SettingsChangeId},
    money::Money,
    payouts::{
        Change, Eligibility, Fallback, NextPayout, PausedBy, PayoutKind, PayoutOutcome, Preview, Requirement,
        Schedule,
    },
    time::{Day, Timestamp},
};

/// How many days of payouts the page shows, today included.
pub const HISTORY_DAYS: u16 = 90;

/// `/settings/payouts`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayoutSettingsView {
    /// What the next payout is worked out from; the browser's preview gets this and nothing else.
    pub basis: PlanBasis,
    /// The next payout, as the stored choices make it.
    pub next: NextPayout,
    /// What each preset would do next with today's balance, in the order of the page.
    pub previews: Vec<Preview>,
    /// The checklist for instant payouts.
    pub eligibility: Eligibility,
    /// The stored choices.
    pub choices: Choices,
    /// Days a sale must be old before a standard payout takes it.
    pub hold_days: u16,
    /// Who has stopped payouts, if anybody.
    pub paused_by: Option<PausedBy>,
    /// Where money can go, oldest first.
    pub destinations: Vec<DestinationView>,
    /// What the creator has.
    pub money: BalanceView,
    /// The payouts of the last [`HISTORY_DAYS`] days.
    pub history: HistoryView,
    /// The last change, if any.
    pub last_change: Option<LastChange>,
    /// Whether the reader's role may change any of it.
    pub may_change: bool,
}

/// The stored choices; the defaults before the first save.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choices {
    /// How often.
    pub schedule: Schedule,
    /// What happens when instant is not possible.
    pub fallback: Fallback,
    /// The creator's own minimum, as stored: not the one that counts.
    pub threshold: Money,
    /// Whether the creator has paused payouts.
    pub paused: bool,
    /// Where payouts go.
    pub destination: Option<DestinationId>,
    /// The version that a save must name; 0 before the first one.
    pub version: i64,
}

/// A balance, divided by what has settled now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BalanceView {
    /// All of it; can be negative after refunds.
    pub balance: Money,
    /// What has settled.
    pub settled: Money,
    /// What is still settling.
    pub settling: Money,
}

/// A destination, without anything secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DestinationView {
    /// The identifier.
    pub id: DestinationId,
    /// How the creator knows it.
    pub label: String,
    /// The last four digits.
    pub last_four: String,
    /// Whether it takes instant payouts.
    pub takes_instant: bool,
}

/// Past payouts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryView {
    /// The first day of the strip.
    pub from: Day,
    /// The last day of the strip: today.
    pub through: Day,
    /// The payouts and skipped days, newest first.
    pub lines: Vec<HistoryLine>,
}

/// One payout, or one skipped day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryLine {
    /// The day it ran or was skipped.
    pub day: Day,
    /// How it travelled.
    pub kind: PayoutKind,
    /// What became of it.
    pub outcome: PayoutOutcome,
    /// What left the balance.
    pub gross: Money,
    /// The fee inside it.
    pub fee: Money,
    /// What arrived, or was to arrive.
    pub net: Money,
}

/// The last change of the settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastChange {
    /// The record's identifier.
    pub id: SettingsChangeId,
    /// Who; `None` when the person is gone.
    pub by: Option<String>,
    /// When.
    pub at: Timestamp,
    /// What; empty when the very first save kept the defaults.
    pub changes: Vec<Change>,
    /// The first run it counted for.
    pub counts_from: Timestamp,
}

/// The form, as typed. A field that is missing arrives empty, and is refused like one that is wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PayoutSettingsForm {
    /// The word of a preset of [`Schedule`], or [`OWN_CYCLE`].
    pub schedule: String,
    /// What the schedule is when it is a cycle of one's own.
    pub own: OwnCycleForm,
    /// A code of [`Fallback`].
    pub fallback: String,
    /// An amount in the payout currency.
    pub threshold: String,
    /// `true` when the box is ticked; empty when not.
    pub paused: String,
    /// The identifier of a destination; empty for none.
    pub destination: String,
    /// The version the page was drawn from.
    pub version: String,
}

impl PayoutSettingsForm {
    /// The form that says what is stored.
    pub fn of(choices: &Choices) -> Self {
        Self {
            schedule: choices.schedule.preset_code().unwrap_or(OWN_CYCLE).to_owned(),
            own: OwnCycleForm::of(choices.schedule, choices.threshold.currency()),
            fallback: choices.fallback.code().to_owned(),
            threshold: plain_amount(choices.threshold),
            paused: if choices.paused { "true".to_owned() } else { String::new() },
            destination: choices.destination.as_ref().map(ToString::to_string).unwrap_or_default(),
            version: choices.version.to_string(),
        }
    }
}

/// `10.00`: as a field holds it, without sign and grouping.
pub fn plain_amount(amount: Money) -> String {
    Decimal::new(amount.minor(), amount.currency().exponent()).to_string()
}

/// A refused form with its reasons.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayoutSettingsDraft {
    /// What was typed.
    pub form: PayoutSettingsForm,
    /// Why it was refused, in the order of the page; each names the field it is about.
    pub problems: Vec<Problem>,
    /// What instant payouts still ask for, when that is a reason.
    pub missing: Vec<Requirement>,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::plain_amount;
    use crate::money::{Currency, Money, parse_money};

    proptest! {
        #[test]
        fn a_stored_threshold_reads_back_from_its_field(minor in 0i64..=Money::MAX_MINOR, index in 0usize..15) {
            let amount = Money::new(minor, Currency::ALL[index]);
            prop_assert_eq!(parse_money(&plain_amount(amount), amount.currency()), Ok(amount));
        }
    }

    #[test]
    fn fields_show_every_digit_of_the_currency() {
        assert_eq!(plain_amount(Money::new(1_000, Currency::Cny)), "10.00");
        assert_eq!(plain_amount(Money::new(1_204, Currency::Jpy)), "1204");
    }
}
