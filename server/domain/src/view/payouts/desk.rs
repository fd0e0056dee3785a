//! `/operator/payouts`: runs and what they made of creators.

use serde::{Deserialize, Serialize};

use crate::{
    id::{CreatorId, RunId},
    money::Money,
    payouts::{ItemOutcome, PayoutKind, Rail, RunOrigin, RunState},
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
pub struct CreatorDeskView {
    /// The creator.
    pub creator: CreatorId,
    /// The owner's name; empty when the person is gone.
    pub name: String,
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
    /// Why it was refused.
    pub problems: Vec<Problem>,
}
