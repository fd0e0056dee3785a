//! `/operator/payouts`: runs and what they made of creators.

use serde::{Deserialize, Serialize};

use crate::{
    id::{AdjustmentId, CreatorId, PayoutId, RunId},
    money::{Currency, Money},
    payouts::{ItemOutcome, PayoutKind, PayoutState, Rail, RunOrigin, RunState},
    time::{Day, Timestamp},
    view::Problem,
};

/// `/operator/payouts`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunsView {
    /// Today, by the business clock.
    pub today: Day,
    /// The runs of this page, newest first.
    pub runs: Vec<RunLine>,
    /// The page after this one: runs made before this moment.
    pub next_before: Option<Timestamp>,
    /// Credits that wait for a second person, oldest first.
    pub credits: Vec<WaitingCredit>,
    /// Accounts whose checks have not passed, newest first: nobody is paid before.
    pub unchecked: Vec<UncheckedAccount>,
    /// Whether the reader may act, besides looking and approving.
    pub may_act: bool,
}

/// An account whose identity and risk checks have not passed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UncheckedAccount {
    /// The creator.
    pub creator: CreatorId,
    /// The owner's name; empty when the person is gone.
    pub name: String,
    /// What it is paid in.
    pub currency: Currency,
    /// When it was opened.
    pub opened_at: Timestamp,
}

/// A credit that waits for a second person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingCredit {
    /// The identifier.
    pub id: AdjustmentId,
    /// Whose balance.
    pub creator: CreatorId,
    /// The owner's name; empty when the person is gone.
    pub name: String,
    /// How much.
    pub amount: Money,
    /// The name of who asked for it; empty when the person is gone.
    pub asked_by: String,
    /// When.
    pub asked_at: Timestamp,
    /// Whether the reader did, and so cannot agree to it.
    pub is_mine: bool,
}

/// One run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunLine {
    /// The identifier.
    pub id: RunId,
    /// Who asked for it.
    pub origin: RunOrigin,
    /// The way its payouts take.
    pub rail: Rail,
    /// How they travel.
    pub kind: PayoutKind,
    /// The UTC day it is for.
    pub day: Day,
    /// Where it stands.
    pub state: RunState,
    /// When it was made.
    pub created_at: Timestamp,
    /// Its items by outcome and currency.
    pub totals: Vec<TotalLine>,
}

/// One line of a run's totals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TotalLine {
    /// The outcome.
    pub outcome: ItemOutcome,
    /// How many creators.
    pub creators: i64,
    /// What leaves their balances.
    pub gross: Money,
    /// The fees inside it.
    pub fee: Money,
}

/// `/operator/payouts/{run}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunView {
    /// The run.
    pub run: RunLine,
    /// The outcome that is listed; `None` for all of them.
    pub outcome: Option<ItemOutcome>,
    /// The items of this page.
    pub items: Vec<RunItem>,
    /// The page after this one: creators after this one.
    pub next_after: Option<CreatorId>,
    /// Who approved it so far, with when.
    pub approvals: Vec<(String, Timestamp)>,
    /// Whether the reader has approved it.
    pub approved_by_me: bool,
    /// How many approvals it needs.
    pub needed: usize,
    /// Whether it pays an account that the reader owns or helps with.
    pub pays_me: bool,
    /// Whether the reader may act, besides looking and approving.
    pub may_act: bool,
    /// Who refused it, if somebody did.
    pub called_off: Option<CalledOff>,
}

/// Who refused a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalledOff {
    /// The person's name; empty when the person is gone.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// Why; the creators read it.
    pub reason: String,
}

/// What the run made of one creator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunItem {
    /// The creator.
    pub creator: CreatorId,
    /// The owner's name; empty when the person is gone.
    pub name: String,
    /// What came of it.
    pub outcome: ItemOutcome,
    /// What leaves the balance.
    pub gross: Money,
    /// The fee inside it.
    pub fee: Money,
    /// What the creator had before.
    pub balance: Money,
}

/// `/operator/creators/{creator}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is one fact that the page shows by itself")]
pub struct CreatorDeskView {
    /// The creator.
    pub creator: CreatorId,
    /// The owner's name; empty when the person is gone.
    pub name: String,
    /// The same person's accounts in other currencies: what is decided here does not hold for them.
    pub others: Vec<(CreatorId, Currency)>,
    /// What the creator has.
    pub balance: Money,
    /// Since when the platform has paused payouts, and why.
    pub paused: Option<(Timestamp, String)>,
    /// Whether payouts pause after failures in a row.
    pub paused_after_failures: bool,
    /// The share of recent sales that is kept back, in percent, as a field holds it.
    pub reserve_percent: String,
    /// Of how many days.
    pub reserve_days: u16,
    /// How many payouts have arrived.
    pub completed: u32,
    /// The ISO 3166 code of the country the creator is paid in; empty while nobody said.
    pub country: String,
    /// Whether the country has instant payouts.
    pub country_has_instant: bool,
    /// Whether identity and risk checks are passed.
    pub compliant: bool,
    /// Payouts that have not ended, newest first.
    pub open: Vec<OpenPayout>,
    /// Credits that wait for a second person, oldest first.
    pub credits: Vec<WaitingCredit>,
    /// Whether the reader owns this account or helps with it, and so may not act on it.
    pub is_own: bool,
    /// Whether the reader may act, besides looking and approving.
    pub may_act: bool,
}

/// A payout that has not ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenPayout {
    /// The identifier.
    pub id: PayoutId,
    /// The UTC day of its run.
    pub day: Day,
    /// The way it takes.
    pub rail: Rail,
    /// How it travels.
    pub kind: PayoutKind,
    /// What would be back in the balance.
    pub gross: Money,
    /// Where it stands.
    pub state: PayoutState,
}

/// A refused form of the operator, with its reasons.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DeskDraft {
    /// The reason that was typed.
    pub reason: String,
    /// The percentage that was typed.
    pub percent: String,
    /// The days that were typed.
    pub days: String,
    /// The amount that was typed.
    pub amount: String,
    /// The payout that was chosen to be called off.
    pub payout: String,
    /// Why something is called off, as typed.
    pub why: String,
    /// The country that was typed.
    pub country: String,
    /// Whether the box for instant payouts in the country was ticked.
    pub country_has_instant: bool,
    /// Whether the box for passed checks was ticked.
    pub compliant: bool,
    /// Why it was refused.
    pub problems: Vec<Problem>,
}
