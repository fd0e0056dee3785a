//! What a message is about. These texts rest in databases for years: a tag or a field that has been used is never given
//! another meaning, and new fields have defaults.

use serde::{Deserialize, Serialize};

use super::OrderNews;
use crate::{
    id::{PayoutId, ProductId, RunId, UserId},
    money::Money,
    payouts::PayoutKind,
    time::{Day, Timestamp},
};

/// Who or what stopped payouts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "cause")]
pub enum PauseCause {
    /// The owner, or somebody of the team.
    Person {
        /// Who.
        by: UserId,
    },
    /// The platform, in words that the creator reads.
    Platform {
        /// Why, as the operator wrote it.
        reason: String,
    },
    /// Several failures in a row to one destination.
    Failures {
        /// How many.
        count: u32,
        /// The last four digits of the destination.
        last_four: String,
    },
}

/// What happened to somebody's place in a team.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TeamStep {
    /// Somebody was given a role and had none before.
    Added,
    /// Somebody was given another role.
    Changed,
    /// Somebody lost it.
    Removed,
}

/// What a message is about. Reasons, obstacles, steps, schedules, roles and fields are the stable codes of their owners.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum MessageKind {
    /// A payout arrived.
    PayoutPaid {
        /// Which.
        payout: PayoutId,
        /// What arrived.
        net: Money,
        /// What it cost.
        fee: Money,
        /// How it travelled.
        sent_as: PayoutKind,
        /// The last four digits of the destination.
        last_four: String,
    },
    /// A payout will not arrive.
    PayoutFailed {
        /// Which.
        payout: PayoutId,
        /// What would have arrived.
        net: Money,
        /// Why: the code of a failure reason.
        reason: String,
        /// What is back in the balance.
        back: Money,
        /// What the creator can do: `check_destination`, `choose_standard` or `wait`.
        action: String,
    },
    /// A payout came back after it had arrived, or seemed to.
    PayoutReturned {
        /// Which.
        payout: PayoutId,
        /// What had arrived.
        net: Money,
        /// Why: the code of a failure reason.
        reason: String,
        /// What is back in the balance.
        back: Money,
        /// What the creator can do, as for a failure.
        action: String,
    },
    /// Instant is not possible, so that the next standard payout takes the money. Told once per change.
    FellBack {
        /// Why: the code of an obstacle.
        obstacle: String,
        /// The day of that payout.
        next_day: Day,
    },
    /// A run paid nothing, for a reason that the creator has not been told yet.
    SkippedFirstTime {
        /// Why: the code of a skip reason.
        reason: String,
        /// The next day on which a run looks again, if one is planned.
        next_day: Option<Day>,
    },
    /// Payouts stopped.
    Paused(PauseCause),
    /// Payouts go on.
    Resumed {
        /// Who let them; `None` is the platform.
        by: Option<UserId>,
    },
    /// The schedule is another.
    ScheduleChanged {
        /// The code before.
        before: String,
        /// The code after.
        after: String,
        /// Who changed it; `None` is the platform.
        by: Option<UserId>,
        /// The first run it counts for.
        counts_from: Timestamp,
    },
    /// Payouts go somewhere else.
    DestinationChanged {
        /// The last four digits; `None` when there is no destination any more.
        last_four: Option<String>,
        /// Until when payouts to it wait, if they do.
        held_until: Option<Timestamp>,
        /// Who changed it; `None` is the platform.
        by: Option<UserId>,
    },
    /// There is one more account that payouts can go to.
    DestinationAdded {
        /// Its last four digits.
        last_four: String,
        /// Who added it.
        by: UserId,
    },
    /// Somebody of the team asked for an instant payout.
    InstantRequested {
        /// The run that carries it.
        run: RunId,
        /// What left the balance.
        gross: Money,
        /// What it costs.
        fee: Money,
        /// Who asked.
        by: UserId,
    },
    /// Somebody of the team changed other settings.
    SettingsChangedByTeam {
        /// The codes of the fields.
        fields: Vec<String>,
        /// Who.
        by: UserId,
    },
    /// Somebody came to the team or left it.
    TeamChanged {
        /// The code of the role.
        role: String,
        /// What happened.
        step: TeamStep,
        /// Whose place it is.
        member: UserId,
        /// Who did it.
        by: UserId,
    },
    /// Payouts were called off before they left; of one run, so that parts are told together.
    PayoutCalledOff {
        /// The run that made them.
        run: RunId,
        /// What is back in the balance.
        back: Money,
        /// Why, in the operator's words; empty when the bank called it off.
        reason: String,
    },
    /// The platform gave money.
    Credited {
        /// How much.
        amount: Money,
    },
    /// The platform keeps another share of recent sales back, or none any more.
    ReserveChanged {
        /// The share, in basis points; 0 when nothing is kept back any more.
        basis_points: u32,
        /// Of how many days.
        days: u16,
    },
    /// The platform's checks of the account have passed: payouts are open.
    ChecksPassed,
    /// A seat is held for somebody who waited for one.
    SeatOffered {
        /// The community's name.
        community: String,
        /// The part of its address.
        slug: String,
        /// What can be ordered now.
        product: ProductId,
        /// Until when.
        until: Timestamp,
    },
    /// Something about an order, for its buyer or for whoever sold it.
    Order(OrderNews),
    /// For operators: a run is above the limit and waits for a second person.
    RunNeedsApproval {
        /// Which.
        run: RunId,
        /// What it pays.
        total: Money,
        /// To how many creators.
        creators: u32,
    },
}

impl MessageKind {
    /// The tag: for the store's column, for logs and counts.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::PayoutPaid { .. } => "payout_paid",
            Self::PayoutFailed { .. } => "payout_failed",
            Self::PayoutReturned { .. } => "payout_returned",
            Self::FellBack { .. } => "fell_back",
            Self::SkippedFirstTime { .. } => "skipped_first_time",
            Self::Paused(_) => "paused",
            Self::Resumed { .. } => "resumed",
            Self::ScheduleChanged { .. } => "schedule_changed",
            Self::DestinationChanged { .. } => "destination_changed",
            Self::DestinationAdded { .. } => "destination_added",
            Self::InstantRequested { .. } => "instant_requested",
            Self::SettingsChangedByTeam { .. } => "settings_changed_by_team",
            Self::TeamChanged { .. } => "team_changed",
            Self::PayoutCalledOff { .. } => "payout_called_off",
            Self::Credited { .. } => "credited",
            Self::ReserveChanged { .. } => "reserve_changed",
            Self::ChecksPassed => "checks_passed",
            Self::SeatOffered { .. } => "seat_offered",
            Self::Order(_) => "order",
            Self::RunNeedsApproval { .. } => "run_needs_approval",
        }
    }

    /// Who did it, when it was a person.
    pub const fn by(&self) -> Option<&UserId> {
        match self {
            Self::Paused(PauseCause::Person { by })
            | Self::SettingsChangedByTeam { by, .. }
            | Self::DestinationAdded { by, .. }
            | Self::InstantRequested { by, .. }
            | Self::TeamChanged { by, .. } => Some(by),
            Self::Resumed { by } | Self::ScheduleChanged { by, .. } | Self::DestinationChanged { by, .. } => {
                by.as_ref()
            }
            Self::PayoutPaid { .. }
            | Self::PayoutFailed { .. }
            | Self::PayoutReturned { .. }
            | Self::FellBack { .. }
            | Self::SkippedFirstTime { .. }
            | Self::Paused(PauseCause::Platform { .. } | PauseCause::Failures { .. })
            | Self::PayoutCalledOff { .. }
            | Self::Credited { .. }
            | Self::ReserveChanged { .. }
            | Self::ChecksPassed
            | Self::SeatOffered { .. }
            | Self::Order(_)
            | Self::RunNeedsApproval { .. } => None,
        }
    }

    /// Whom it is about, when that is somebody else than who did it.
    pub const fn member(&self) -> Option<&UserId> {
        if let Self::TeamChanged { member, .. } = self { Some(member) } else { None }
    }
}

#[cfg(test)]
#[path = "kind_tests.rs"]
mod tests;
