//! What a run makes of one creator, in rows and postings: the one place where items and payouts begin.

use super::{InstantPart, ItemOutcome, Obstacle, Payout, PayoutItem, PayoutRun, SkipReason};
use crate::{
    id::{CreatorId, DestinationId, PayoutId, TransactionId},
    ledger::{LedgerError, Transaction},
    money::Money,
    time::Timestamp,
};

/// What there was when a run looked at a creator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookedAt {
    /// Whom.
    pub creator: CreatorId,
    /// Why a daily creator is not paid instantly, when that plays a part.
    pub obstacle: Option<Obstacle>,
    /// What the creator had.
    pub balance: Money,
    /// What the run could have taken.
    pub payable: Money,
    /// The effective minimum.
    pub minimum: Money,
    /// When.
    pub at: Timestamp,
}

/// What a run pays one creator. All of it belongs into one unit of work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// The item.
    pub item: PayoutItem,
    /// Its payouts, as they begin.
    pub payouts: Vec<Payout>,
    /// The postings of each.
    pub transactions: Vec<Transaction>,
}

impl PayoutRun {
    /// The item of a creator to whom the run pays nothing.
    pub fn skips(&self, seen: LookedAt, reason: SkipReason) -> PayoutItem {
        let nothing = Money::zero(seen.balance.currency());
        self.item(seen, ItemOutcome::Skipped(reason), (nothing, nothing))
    }

    /// The item of a creator whom the run pays, in one part or more, with the payouts and what moves in the books.
    /// `bits` draws a random number for each identifier; those that grow keep new rows together.
    pub fn pays(
        &self,
        seen: LookedAt,
        destination: &DestinationId,
        parts: impl IntoIterator<Item = InstantPart>,
        mut bits: impl FnMut() -> u128,
    ) -> Result<Made, LedgerError> {
        let (creator, at) = (seen.creator.clone(), seen.at);
        let nothing = Money::zero(seen.balance.currency());
        let (mut gross, mut fee) = (nothing, nothing);
        let (mut payouts, mut transactions) = (Vec::new(), Vec::new());
        for (part, number) in parts.into_iter().zip(1u16..) {
            (gross, fee) = (gross.plus(part.gross)?, fee.plus(part.fee)?);
            let (id, to) = (PayoutId::new(at, bits()), destination.clone());
            let payout = Payout::requested(id, self, creator.clone(), to, (part, number), at);
            transactions.push(payout.started(TransactionId::new(at, bits()), at)?);
            payouts.push(payout);
        }
        let item = self.item(seen, ItemOutcome::Paying, (gross, fee));
        Ok(Made { item, payouts, transactions })
    }

    fn item(&self, seen: LookedAt, outcome: ItemOutcome, (gross, fee): (Money, Money)) -> PayoutItem {
        PayoutItem {
            run: self.id.clone(),
            creator: seen.creator,
            kind: self.kind,
            day: self.day,
            outcome,
            obstacle: seen.obstacle,
            gross,
            fee,
            balance: seen.balance,
            payable: seen.payable,
            minimum: seen.minimum,
            decided_at: seen.at,
        }
    }
}
