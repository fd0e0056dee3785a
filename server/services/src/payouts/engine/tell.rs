//! What creators are told by the engine itself.

use domain::{
    id::CreatorId,
    message::{MessageKind, PauseCause, Recipient},
    payouts::{FailureReason, Obstacle, Payout, PayoutEvent, Schedule, SkipReason},
    time::Day,
};

use super::PayoutEngine;
use crate::{
    Fault,
    messages::tell,
    ports::{OutboxRow, Write},
};

/// Whether a skipped run is news. An empty balance, money that settles and an amount somebody waits for are how things
/// go; a pause and a changed destination were told when they began; a fault of ours is for our own people.
pub(super) const fn is_told(reason: SkipReason, schedule: Schedule) -> bool {
    match reason {
        SkipReason::PausedByPlatform
        | SkipReason::PausedAfterFailures
        | SkipReason::PausedByCreator
        | SkipReason::DestinationOnHold
        | SkipReason::NothingPayable
        | SkipReason::StillSettling
        | SkipReason::NotReadable => false,
        SkipReason::BelowMinimum => !matches!(schedule, Schedule::OnAmount { .. }),
        SkipReason::UnderReview
        | SkipReason::NoDestination
        | SkipReason::NegativeBalance
        | SkipReason::NotEligible
        | SkipReason::CannotBeSplit
        | SkipReason::FellBack => true,
    }
}

/// The message about a skipped run.
pub(super) fn skipped(
    reason: SkipReason,
    obstacle: Option<Obstacle>,
    schedule: Schedule,
    day: Day,
) -> MessageKind {
    match (reason, obstacle) {
        (SkipReason::FellBack, Some(obstacle)) => MessageKind::FellBack {
            obstacle: obstacle.code().to_owned(),
            next_day: Schedule::Weekly.first_on_or_after(day),
        },
        _ => MessageKind::SkippedFirstTime {
            reason: reason.code().to_owned(),
            next_day: Some(schedule.first_on_or_after(day.plus_days(1))),
        },
    }
}

/// The message about what became of a payout, if there is anything to say.
pub(super) fn outcome(
    payout: &Payout,
    event: PayoutEvent,
    last_four: &str,
) -> Result<Option<MessageKind>, Fault> {
    let (id, net) = (payout.id.clone(), payout.net()?);
    Ok(match event {
        PayoutEvent::Paid => Some(MessageKind::PayoutPaid {
            payout: id,
            net,
            fee: payout.fee,
            sent_as: payout.kind,
            last_four: last_four.to_owned(),
        }),
        PayoutEvent::Failed(reason) => Some(MessageKind::PayoutFailed {
            payout: id,
            net,
            reason: reason.code().to_owned(),
            back: payout.gross,
            action: action(reason).to_owned(),
        }),
        PayoutEvent::Returned { reason, .. } => Some(MessageKind::PayoutReturned {
            payout: id,
            net,
            reason: reason.code().to_owned(),
            back: payout.gross,
            action: action(reason).to_owned(),
        }),
        PayoutEvent::Cancelled => None,
    })
}

/// Payouts pause after failures in a row.
pub(super) fn paused(count: u32, last_four: &str) -> MessageKind {
    MessageKind::Paused(PauseCause::Failures { count, last_four: last_four.to_owned() })
}

/// What the creator can do about a failure.
const fn action(reason: FailureReason) -> &'static str {
    match reason {
        FailureReason::AccountClosed
        | FailureReason::AccountUnknown
        | FailureReason::HolderMismatch
        | FailureReason::CurrencyMismatch
        | FailureReason::Refused => "check_destination",
        FailureReason::InstantNotSupported => "choose_standard",
        FailureReason::LimitReached | FailureReason::PlatformFunds | FailureReason::ProcessorUnavailable => {
            "wait"
        }
    }
}

impl PayoutEngine {
    pub(super) fn tell_owner(&self, creator: &CreatorId, about: MessageKind) -> (Write, OutboxRow) {
        let to = Recipient::Owner(creator.clone());
        tell(self.parts.clock.as_ref(), self.parts.entropy.as_ref(), to, about)
    }
}
