//! What becomes of a dispute, whatever order its events come in. The money leaves the creator when it is opened; the
//! membership stays until it is lost.

use super::{DisputeNews, DisputeState, Gateway, GatewayAccountName};
use crate::{
    id::{DisputeId, OrderId, UserId},
    money::Money,
    time::Timestamp,
};

/// A dispute as we know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dispute {
    /// The identifier.
    pub id: DisputeId,
    /// Through whom.
    pub gateway: Gateway,
    /// Through which of our accounts there.
    pub account: GatewayAccountName,
    /// The gateway's own name for it.
    pub reference: String,
    /// The gateway's own number of the captured payment.
    pub gateway_transaction: String,
    /// The sale it is about; none for a payment that bought nothing of ours.
    pub order: Option<OrderId>,
    /// How much is disputed.
    pub amount: Money,
    /// How much of it the creator's balance gave: never more than was left of the sale.
    pub taken: Money,
    /// Where it stands.
    pub state: DisputeState,
    /// The gateway's own code of the reason.
    pub reason: String,
    /// When we heard of it first.
    pub opened_at: Timestamp,
    /// Until when evidence is taken.
    pub evidence_until: Option<Timestamp>,
    /// Who handed evidence in.
    pub evidence_by: Option<UserId>,
    /// When.
    pub evidence_at: Option<Timestamp>,
    /// When the bank's decision reached us.
    pub over_at: Option<Timestamp>,
    /// The version that was loaded; 0 for a new one.
    pub version: i64,
}

/// What follows from news about a dispute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DisputeStep {
    /// Nothing that was not known.
    Nothing,
    /// It is further than it was; no money moves.
    Moved,
    /// Won: what was taken goes back into the creator's balance.
    GiveBack,
    /// Lost: the membership ends, when nothing of the sale is left by it.
    Revoke,
}

impl Dispute {
    /// A dispute that is new to us; an end that is heard before the beginning comes next through [`Self::heard`].
    pub fn opened(
        id: DisputeId,
        (gateway, account): (Gateway, GatewayAccountName),
        news: &DisputeNews,
        (order, taken): (Option<OrderId>, Money),
        now: Timestamp,
    ) -> Self {
        Self {
            id,
            gateway,
            account,
            reference: news.reference.clone(),
            gateway_transaction: news.gateway_transaction.clone(),
            order,
            amount: news.amount,
            taken,
            state: DisputeState::Open,
            reason: news.reason.clone(),
            opened_at: now,
            evidence_until: news.evidence_until,
            evidence_by: None,
            evidence_at: None,
            over_at: None,
            version: 0,
        }
    }

    /// Takes news in. A state that was passed is never gone back to: events come in any order, and twice.
    #[must_use]
    pub fn heard(mut self, news: &DisputeNews, now: Timestamp) -> (Self, DisputeStep) {
        if rank(news.state) <= rank(self.state) {
            return (self, DisputeStep::Nothing);
        }
        self.state = news.state;
        self.evidence_until = news.evidence_until.or(self.evidence_until);
        let step = match news.state {
            DisputeState::Open => DisputeStep::Nothing,
            DisputeState::UnderReview => DisputeStep::Moved,
            DisputeState::Won => DisputeStep::GiveBack,
            DisputeState::Lost => DisputeStep::Revoke,
        };
        if news.state.is_over() {
            self.over_at = Some(now);
        }
        (self, step)
    }

    /// Whether evidence can still be handed in.
    pub fn takes_evidence(&self, now: Timestamp) -> bool {
        self.state == DisputeState::Open && self.evidence_until.is_none_or(|until| now < until)
    }
}

const fn rank(state: DisputeState) -> u8 {
    match state {
        DisputeState::Open => 0,
        DisputeState::UnderReview => 1,
        DisputeState::Won | DisputeState::Lost => 2,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Dispute, DisputeStep};
    use crate::{
        id::DisputeId,
        money::{Currency, Money},
        order::{DisputeNews, DisputeState, Gateway},
        time::Timestamp,
    };

    fn news(state: DisputeState) -> DisputeNews {
        DisputeNews {
            reference: "dp_1".to_owned(),
            gateway_transaction: "pi_1".to_owned(),
            amount: Money::new(6_800, Currency::Usd),
            state,
            reason: "fraudulent".to_owned(),
            evidence_until: None,
        }
    }

    proptest! {
        /// Resends and any order of the events lead to one end, and to one effect of it.
        #[test]
        fn a_dispute_ends_once(states in prop::collection::vec(0usize..4, 1..12), won: bool) {
            let at = Timestamp::from_unix_ms(7);
            let end = if won { DisputeState::Won } else { DisputeState::Lost };
            let states = states.into_iter().map(|index| match DisputeState::ALL[index] {
                DisputeState::Won | DisputeState::Lost => end,
                open @ (DisputeState::Open | DisputeState::UnderReview) => open,
            });
            let mut dispute = Dispute::opened(
                DisputeId::new(at, 1),
                (Gateway::Stripe, Gateway::Stripe.into()),
                &news(DisputeState::Open),
                (None, Money::zero(Currency::Usd)),
                at,
            );
            let mut effects = 0;
            for state in states.chain([end]) {
                let (next, step) = dispute.heard(&news(state), at);
                effects += i32::from(matches!(step, DisputeStep::GiveBack | DisputeStep::Revoke));
                dispute = next;
            }
            prop_assert_eq!((dispute.state, effects), (end, 1));
            prop_assert!(dispute.over_at.is_some() && !dispute.takes_evidence(at));
        }
    }
}
