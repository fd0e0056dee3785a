//! Disputes whose events were lost: the night asks the gateway, and each state has its effect once.

use domain::{
    order::{DisputeState, Gateway},
    review::ReviewKind,
};
use services::ports::Bill;

use super::{World, bills::is_finished, yuan};
use crate::told::told;

impl World {
    /// A bank takes money back, or decides about it, and no event says so.
    fn bank_did(&self, transaction: &str, state: DisputeState) {
        let (now, news) = (self.now(), self.news(transaction, state));
        self.gateways.cards.change(|book| {
            match book.disputes.iter_mut().find(|(_, known)| known.reference == news.reference) {
                Some((_, known)) => *known = news,
                None => book.disputes.push((now, news)),
            }
        });
    }

    /// The account's bill of yesterday is empty; says whether everything was answered.
    async fn compared_cards(&self) -> Result<bool, services::Fault> {
        let day = self.now().day().plus_days(-1);
        let (from, until) = (day.start(), day.start().plus_days(1));
        self.gateways.cards.change(|book| book.bill = Some(Bill::Lines { from, until, lines: Vec::new() }));
        let done = self.services.reconciliation.reconcile(&Gateway::Stripe.into(), day, true).await?;
        Ok(is_finished(&done))
    }

    async fn night(&self) {
        self.until(async || Ok(self.compared_cards().await?.then_some(()))).await;
    }
}

#[tokio::test]
async fn a_dispute_whose_every_event_was_lost_is_found_by_night_and_booked_once() {
    told(async |world| {
        let (_, transaction) = world.sold_by_card().await;
        world.bank_did(&transaction, DisputeState::Open);
        world.night().await;
        assert_eq!((world.creator_has(), world.still_member()), (0, true));
        world.night().await;
        world.bank_did(&transaction, DisputeState::Lost);
        world.night().await;
        assert_eq!((world.creator_has(), world.still_member()), (0, false));
        // The events arrive after all.
        for state in [DisputeState::Open, DisputeState::UnderReview, DisputeState::Lost] {
            world.bank_says(&transaction, state).await;
        }
        world.night().await;
        assert_eq!((world.rows().disputes.len(), world.rows().adjustments.len()), (1, 1));
        assert!(world.rows().reviews.is_empty());
    })
    .await;
}

#[tokio::test]
async fn what_was_told_is_not_booked_again_by_night_and_a_lost_victory_arrives() {
    told(async |world| {
        let (_, transaction) = world.sold_by_card().await;
        world.bank_did(&transaction, DisputeState::Open);
        world.bank_says(&transaction, DisputeState::Open).await;
        world.night().await;
        assert_eq!((world.creator_has(), world.rows().adjustments.len()), (0, 1));
        world.bank_did(&transaction, DisputeState::Won);
        world.night().await;
        world.night().await;
        assert_eq!((world.creator_has(), world.still_member()), (6_800, true));
        assert_eq!(world.rows().adjustments.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn an_open_dispute_is_asked_about_until_it_is_over_however_long_ago_it_began() {
    let world = World::new().await;
    let (_, transaction) = world.sold_by_card().await;
    world.bank_did(&transaction, DisputeState::Open);
    world.night().await;
    world.clock.advance(200 * 86_400);
    world.bank_did(&transaction, DisputeState::Won);
    world.gateways.cards.change(|book| assert!(book.unbelievable.insert("dp_1".to_owned())));
    assert!(!world.compared_cards().await.unwrap(), "the next round asks again");
    assert_eq!(world.creator_has(), 0);
    world.gateways.cards.change(|book| book.unbelievable.clear());
    world.night().await;
    assert_eq!(world.creator_has(), 6_800);
    let asked = || world.gateways.cards.book().asked["gateway.dispute"];
    let before = asked();
    world.night().await;
    assert_eq!(asked(), before, "it is over");
}

#[tokio::test]
async fn disputes_do_not_wait_for_a_bill() {
    let world = World::new().await;
    let (_, transaction) = world.sold_by_card().await;
    world.bank_did(&transaction, DisputeState::Open);
    world.gateways.cards.change(|book| book.bill = None);
    world.services.reconciliation.round("one").await.unwrap();
    assert_eq!(world.creator_has(), 0);
    world.audit();
}

#[tokio::test]
async fn a_dispute_and_its_payment_that_were_both_unheard_find_each_other() {
    let world = World::new().await;
    let token = world.ordered_with(&world.shop.mei, &world.shop.month, "card").await;
    let number = world.opened(&world.shop.mei, &token).await;
    assert!(world.gateways.cards.pay(&number, yuan(6_800), false));
    let transaction =
        world.gateways.cards.book().payments[&number].capture.clone().unwrap().gateway_transaction;
    world.bank_did(&transaction, DisputeState::Open);
    world.night().await;
    assert_eq!(world.waiting_item().kind, ReviewKind::DisputeUnexplained);
    world.notified_by(Gateway::Stripe, &number).await;
    assert_eq!(world.order(&token).state.code(), "paid");
    world.swept_until(20, || world.creator_has() == 0).await;
    world.night().await;
    assert_eq!((world.rows().disputes.len(), world.rows().adjustments.len()), (1, 1));
    world.audit();
}
