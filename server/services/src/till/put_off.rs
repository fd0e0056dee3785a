//! Work that could not be done makes room for other work: it comes again later, and rarely when its account is gone.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use domain::{
    order::{GatewayAccountName, Order, RefundNews, RefundState},
    time::Timestamp,
};

use super::{
    Till,
    expire::{watch_after, watch_again},
    sweep::Piece,
};
use crate::{
    Fault,
    ports::{Changes, GatewayFault, Write},
};

/// How long work waits that only the host can make possible again, in seconds.
const RARELY_SECONDS: i64 = 6 * 3600;
/// The longest an order waits whose gateway does not answer, in milliseconds.
const LONGEST_WAIT_MS: i64 = 600_000;
/// After so many questions without an answer an account is asked no more in a round.
const SILENT_AFTER: u32 = 8;

/// Which accounts do not answer in this round.
#[derive(Default)]
pub(super) struct Silence(Mutex<BTreeMap<GatewayAccountName, u32>>);

impl Silence {
    /// A question stayed without an answer.
    pub(super) fn heard_nothing(&self, account: GatewayAccountName) {
        let mut accounts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = accounts.entry(account).or_default();
        *count = count.saturating_add(1);
    }

    fn is_silent(&self, account: &GatewayAccountName) -> bool {
        let accounts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        accounts.get(account).is_some_and(|count| *count >= SILENT_AFTER)
    }
}

impl Piece {
    /// The account that has to be asked.
    pub(super) fn account(&self) -> Option<&GatewayAccountName> {
        match self {
            Self::Conclude(_, attempts) => {
                attempts.iter().find(|attempt| attempt.state.is_open()).map(|attempt| &attempt.account)
            }
            Self::Ask(asked) => Some(&asked.0.account),
            Self::Refund(refund) => Some(&refund.account),
        }
    }
}

impl Till {
    /// Why a piece is not worth a try now.
    pub(super) fn unreachable(&self, piece: &Piece, silence: &Silence) -> Option<Fault> {
        let account = piece.account()?;
        if silence.is_silent(account) {
            return Some(Fault::Gateway(GatewayFault::NoAnswer));
        }
        let gone = self.account(account).err()?;
        // Once in this process's life: the host has to put the account back, and reads it as often as he likes.
        if self.gone.lock().unwrap_or_else(PoisonError::into_inner).insert(account.clone()) {
            tracing::error!(%account, code = gone.code(), fault = %gone, "work of a removed account waits");
        }
        Some(gone)
    }

    /// Makes room. What failed for a reason of ours (the database, another process) stays due: its turn comes at once.
    /// A row that changed meanwhile has moved by itself.
    pub(super) async fn put_off(&self, piece: Piece, fault: &Fault, now: Timestamp) -> Result<(), Fault> {
        let rarely = match fault {
            Fault::Rule(_) => true,
            Fault::Gateway(_) => false,
            Fault::Store(_) | Fault::Contention | Fault::Cryptography | Fault::Closing => return Ok(()),
        };
        let later = now.plus_seconds(RARELY_SECONDS);
        let write = match piece {
            Piece::Conclude(order, _) => {
                let until = if rarely { later } else { now.plus_ms(wait_ms(&order, now)) };
                Write::PutOffOrder(order.id, until)
            }
            Piece::Ask(asked) => {
                let (attempt, order) = *asked;
                let is_open = attempt.state.is_open();
                let mut next = if is_open { attempt.asked(now) } else { attempt };
                let watch_until = self.watch_until(&order);
                next.next_query_at = match (is_open, rarely) {
                    (true, false) => next.next_query_at,
                    (true, true) => Some(later),
                    (false, false) => Some(watch_again(now, watch_until)),
                    (false, true) => watch_after(RARELY_SECONDS, now, watch_until),
                };
                Write::UpdateAttempt(next)
            }
            // Nobody could ask about it for so long that a person looks.
            Piece::Refund(refund) if refund.is_late(now) || refund.state == RefundState::Abnormal => {
                return self.store_refund(refund, RefundNews::NoAnswer, now).await;
            }
            Piece::Refund(mut refund) => {
                let wait = if rarely { RARELY_SECONDS } else { domain::order::Refund::ASK_AGAIN_SECONDS };
                refund.next_query_at = Some(now.plus_seconds(wait));
                Write::UpdateRefund(refund)
            }
        };
        self.parts.commerce.commit(Changes { writes: vec![write], ..Changes::default() }).await?;
        Ok(())
    }
}

/// Longer and longer: a quarter of the time that it has been waiting already.
pub(super) fn wait_ms(order: &Order, now: Timestamp) -> i64 {
    now.ms_since(order.expires_at).div_euclid(4).clamp(1_000, LONGEST_WAIT_MS)
}
