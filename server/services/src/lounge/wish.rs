//! The three things that somebody can want before they pay, as a page asks for them.

use domain::id::ProductId;

use super::{Lounge, TrialOutcome, WaitOutcome};
use crate::{Fault, actor::Member};

/// What somebody wants of a product before paying.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// To look around.
    Try,
    /// To wait for a seat.
    Wait,
    /// To wait no more, or to give up the seat that is held.
    Leave,
}

/// How it ended, as far as a page has to know that shows how things stand anyway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Granted {
    /// It was looked at: done, done before, or not to be had.
    Looked,
    /// Too many tries in a short time.
    Later {
        /// Seconds until the next one is worth it.
        retry_after_seconds: u32,
    },
}

impl Lounge {
    /// Does what somebody wants.
    pub async fn grant(&self, member: &Member, product: &ProductId, wish: Wish) -> Result<Granted, Fault> {
        Ok(match wish {
            Wish::Try => self.start_trial(member, product).await?.into(),
            Wish::Wait => self.wait(member, product).await?.into(),
            Wish::Leave => self.leave(member, product).await?.into(),
        })
    }
}

impl From<TrialOutcome> for Granted {
    fn from(outcome: TrialOutcome) -> Self {
        match outcome {
            TrialOutcome::Later { retry_after_seconds } => Self::Later { retry_after_seconds },
            TrialOutcome::Started(_)
            | TrialOutcome::Had(_)
            | TrialOutcome::WasMember
            | TrialOutcome::NotOffered => Self::Looked,
        }
    }
}

impl From<WaitOutcome> for Granted {
    fn from(outcome: WaitOutcome) -> Self {
        match outcome {
            WaitOutcome::Later { retry_after_seconds } => Self::Later { retry_after_seconds },
            WaitOutcome::InLine
            | WaitOutcome::Offered
            | WaitOutcome::SeatFree
            | WaitOutcome::Left
            | WaitOutcome::NotOffered => Self::Looked,
        }
    }
}
