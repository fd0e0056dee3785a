//! The work whose time has come, done by a worker: questions to gateways, expired orders, refunds.

use std::{
    collections::BTreeSet,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    vec,
};

use domain::{
    order::{Attempt, Order, Refund},
    time::Timestamp,
};

use super::{Till, put_off::Silence};
use crate::{Fault, ports::DueWork};

/// Rows of each kind per round: bounds memory and the time between two looks at the lease.
const ROUND: u32 = 200;
/// The job's name in the lease table.
const JOB: &str = "till";
/// A lease lasts this long; a worker that hangs longer has lost it.
const LEASE_SECONDS: i64 = 60;

/// What a round did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Attempts asked about.
    pub asked: usize,
    /// Orders concluded.
    pub concluded: usize,
    /// Refunds moved on.
    pub refunds: usize,
    /// Things that could not be done and come again.
    pub postponed: usize,
}

/// One thing to do.
#[derive(Clone)]
pub(super) enum Piece {
    /// An order whose time is up.
    Conclude(Order, Vec<Attempt>),
    /// An attempt to be asked about.
    Ask(Box<(Attempt, Order)>),
    /// A refund to be moved on.
    Refund(Refund),
}

impl Piece {
    const fn name(&self) -> &'static str {
        match self {
            Self::Conclude(..) => "conclude",
            Self::Ask(_) => "ask",
            Self::Refund(_) => "refund",
        }
    }
}

/// The pieces of a round and what came of them.
struct Round {
    now: Timestamp,
    pieces: Mutex<vec::IntoIter<Piece>>,
    silence: Silence,
    postponed: AtomicUsize,
}

impl Round {
    fn next(&self) -> Option<Piece> {
        self.pieces.lock().unwrap_or_else(PoisonError::into_inner).next()
    }
}

impl Till {
    /// Does one round, if this process holds the lease. Each piece is independent: one that fails comes again later and
    /// does not stop the others. Two processes doing the same piece are harmless: versions let one of them through.
    pub async fn sweep(&self, holder: &str) -> Result<Swept, Fault> {
        let system = self.parts.clock.system();
        let until = system.plus_seconds(LEASE_SECONDS);
        if self.parts.commerce.lease(JOB, holder, system, until).await?.is_none() {
            return Ok(Swept::default());
        }
        let now = self.parts.clock.business();
        // A dispute that overtook its payment waits for nobody else.
        if let Err(fault) = self.parts.disputes.attach_loose().await {
            tracing::warn!(code = fault.code(), %fault, "disputes stay without their orders");
        }
        let work = self.parts.commerce.due_work(now, ROUND).await?;
        let (asked, concluded, refunds) = (work.attempts.len(), work.expired.len(), work.refunds.len());
        let round = Round {
            now,
            pieces: Mutex::new(pieces(work).into_iter()),
            silence: Silence::default(),
            postponed: AtomicUsize::new(0),
        };
        let lane = || Box::pin(self.lane(&round));
        // Eight at a time: a gateway that keeps silent until its time is over holds its own pieces only.
        tokio::join!(lane(), lane(), lane(), lane(), lane(), lane(), lane(), lane());
        let postponed = round.postponed.into_inner();
        Ok(Swept { asked, concluded, refunds, postponed })
    }

    async fn lane(&self, round: &Round) {
        while let Some(piece) = round.next() {
            let done = match self.unreachable(&piece, &round.silence) {
                Some(why) => Err(why),
                None => self.carry_out(piece.clone(), round).await,
            };
            let Err(fault) = done else { continue };
            round.postponed.fetch_add(1, Ordering::Relaxed);
            tracing::debug!(what = piece.name(), code = fault.code(), %fault, "comes again later");
            if let Err(fault) = self.put_off(piece, &fault, round.now).await {
                tracing::warn!(code = fault.code(), %fault, "a piece of work stays due");
            }
        }
    }

    async fn carry_out(&self, piece: Piece, round: &Round) -> Result<(), Fault> {
        let (name, account) = (piece.name(), piece.account().cloned());
        let done = match piece {
            Piece::Conclude(order, attempts) => self.conclude(order, attempts, round.now).await,
            Piece::Ask(asked) => {
                let (attempt, order) = *asked;
                self.ask(attempt, &order, round.now).await
            }
            Piece::Refund(refund) => self.move_refund(refund, round.now).await,
        };
        if let Err(fault) = &done {
            tracing::warn!(what = name, code = fault.code(), %fault, "postponed");
            if let (Fault::Gateway(_), Some(account)) = (fault, account) {
                round.silence.heard_nothing(account);
            }
        }
        done
    }
}

/// Orders first. Ending an order asks about its attempts too.
fn pieces(work: DueWork) -> Vec<Piece> {
    let DueWork { attempts, expired, refunds } = work;
    let ending: BTreeSet<_> = expired.iter().map(|(order, _)| order.id.clone()).collect();
    let asked =
        |(attempt, order): &(Attempt, Order)| !(attempt.state.is_open() && ending.contains(&order.id));
    let asked: Vec<_> = attempts.into_iter().filter(asked).collect();
    let expired = expired.into_iter().map(|(order, attempts)| Piece::Conclude(order, attempts));
    let asked = asked.into_iter().map(|asked| Piece::Ask(Box::new(asked)));
    expired.chain(asked).chain(refunds.into_iter().map(Piece::Refund)).collect()
}
