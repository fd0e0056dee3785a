//! A period that a decision grants follows the one before it. When that one goes back at the same moment, whoever is second
//! decides again: nobody pays for time behind a hole, or for the same time twice.

use domain::{
    id::{OrderId, OrderToken, ReviewId},
    membership::Membership,
};
use services::{
    refunds::RefundOutcome,
    review::{DecideForm, DecideOutcome},
};

use super::{World, yuan};
use crate::told::told;

const DAY: i64 = 86_400;

impl World {
    fn granted_to(&self, token: &OrderToken) -> Membership {
        let order = self.order(token).id;
        self.rows().memberships.values().find(|row| row.source_order == order).unwrap().clone()
    }

    /// Mei's second month, which only a decision lets in: by its own money, or by that of nobody. Its order, the item, and
    /// what is decided.
    async fn renewal_to_decide(
        &self,
        by_its_own: bool,
    ) -> (OrderToken, ReviewId, &'static str, Option<OrderId>) {
        let month = &self.shop.month;
        if by_its_own {
            let (token, item) = self.mismatched(month, yuan(6_700)).await;
            return (token, item, "settle", None);
        }
        let (token, _) = self.waiting(&self.shop.mei, month).await;
        let item = self.stray("ABC123", month.price).await;
        let onto = self.order(&token).id;
        (token, item, "move_to", Some(onto))
    }
}

#[tokio::test]
async fn a_period_that_a_decision_grants_begins_where_the_one_before_it_ends() {
    for by_its_own in [true, false] {
        told(async |world| {
            let first = world.bought(&world.shop.mei, &world.shop.month).await;
            world.clock.advance(DAY);
            let (second, item, decision, onto) = world.renewal_to_decide(by_its_own).await;
            let decided = world.decided(&item, decision, onto.as_ref()).await;
            assert_eq!(decided, DecideOutcome::Resolved);
            let ends = world.granted_to(&first).valid_until;
            assert_eq!(Some(world.granted_to(&second).valid_from), ends);
        })
        .await;
    }
}

#[tokio::test]
async fn a_period_that_goes_back_while_it_is_decided_is_not_followed() {
    for by_its_own in [true, false] {
        let world = World::new().await;
        let mei = world.shop.mei.clone();
        let first = world.bought(&mei, &world.shop.month).await;
        world.clock.advance(DAY);
        let (second, item, decision, onto) = world.renewal_to_decide(by_its_own).await;
        let services = world.services.clone();
        world.switch.meanwhile("commit", 1, async move {
            assert_eq!(services.refunds.ask(&mei, &first, "").await.unwrap(), RefundOutcome::Started);
        });
        assert_eq!(world.decided(&item, decision, onto.as_ref()).await, DecideOutcome::Resolved);
        assert_eq!(world.granted_to(&second).valid_from, world.now(), "nothing is paid for before it");
        world.audit();
    }
}

#[tokio::test]
async fn a_period_that_a_decision_follows_while_it_goes_back_takes_the_new_one_with_it() {
    for by_its_own in [true, false] {
        let world = World::new().await;
        let mei = &world.shop.mei;
        let first = world.bought(mei, &world.shop.month).await;
        world.clock.advance(DAY);
        let (second, item, decision, onto) = world.renewal_to_decide(by_its_own).await;
        let form = DecideForm {
            decision: decision.to_owned(),
            onto: onto.map(|order| order.to_string()).unwrap_or_default(),
            note: "Looked at the bill.".to_owned(),
            version: world.item(&item).version,
        };
        let services = world.services.clone();
        world.switch.meanwhile("commit", 1, async move {
            let decided = services.reviews.decide(&World::operator(), &item, &form).await.unwrap();
            assert_eq!(decided, DecideOutcome::Resolved);
        });
        world.gives_back(mei, &first).await;
        assert_eq!(world.order(&first).state.code(), "refund_pending");
        assert_eq!(world.granted_to(&second).valid_from, world.now(), "it moves up");
        world.audit();
    }
}
