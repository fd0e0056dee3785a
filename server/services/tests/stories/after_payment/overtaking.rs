//! Disputes that come before their payment, and those of money that upgrades counted.

use domain::{
    order::{DisputeNews, DisputeState, Gateway},
    review::{DecisionKind, Evidence, ReviewKind, ReviewState},
};
use services::actor::Approver;

use super::{World, yuan};
use crate::told::told;

const DAY: i64 = 86_400;

impl World {
    /// A payment by card that we do not know of yet, and its number at the gateway.
    async fn paid_unheard(&self) -> (domain::id::OrderToken, String, String) {
        let token = self.ordered_with(&self.shop.mei, &self.shop.month, "card").await;
        let number = self.opened(&self.shop.mei, &token).await;
        assert!(self.gateways.cards.pay(&number, yuan(6_800), false));
        let book = self.gateways.cards.book();
        let capture = book.payments[&number].capture.clone().unwrap();
        (token, number, capture.gateway_transaction)
    }

    /// The dispute whose event came has found its order.
    async fn attached(&self) {
        self.swept_until(20, || self.rows().disputes.values().all(|row| row.order.is_some())).await;
    }
}

#[tokio::test]
async fn a_dispute_that_overtakes_its_payment_finds_its_sale_when_the_payment_settles() {
    told(async |world| {
        let (token, number, transaction) = world.paid_unheard().await;
        world.bank_says(&transaction, DisputeState::Open).await;
        let item = world.waiting_item();
        assert_eq!(item.kind, ReviewKind::DisputeUnexplained);
        world.notified_by(Gateway::Stripe, &number).await;
        world.attached().await;
        assert_eq!((world.creator_has(), world.still_member()), (0, true));
        let dispute = world.rows().disputes.into_values().next().unwrap();
        assert_eq!((dispute.order, dispute.taken), (Some(world.order(&token).id), yuan(6_800)));
        let row = world.item(&item.id);
        assert_eq!(
            (row.state, row.decision),
            (ReviewState::Resolved, None),
            "explained, by nobody's decision"
        );
        world.sweep().await.ok();
        world.bank_says(&transaction, DisputeState::Lost).await;
        assert_eq!((world.creator_has(), world.still_member()), (0, false));
        assert_eq!(world.rows().adjustments.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn an_end_that_overtakes_the_payment_has_its_effect_when_the_payment_settles() {
    for (state, creator, member) in [(DisputeState::Lost, 0, false), (DisputeState::Won, 6_800, true)] {
        let world = World::new().await;
        let (_, number, transaction) = world.paid_unheard().await;
        world.bank_says(&transaction, state).await;
        world.notified_by(Gateway::Stripe, &number).await;
        world.attached().await;
        assert_eq!((world.creator_has(), world.still_member()), (creator, member), "{state:?}");
        assert!(world.rows().reviews.values().all(|row| row.state == ReviewState::Resolved));
        world.audit();
    }
}

#[tokio::test]
async fn what_was_booked_as_a_loss_before_the_payment_came_is_not_taken_from_the_creator_too() {
    let world = World::new().await;
    let (_, number, transaction) = world.paid_unheard().await;
    world.bank_says(&transaction, DisputeState::Lost).await;
    let item = world.waiting_item();
    world.decided(&item.id, "taken", None).await;
    world.notified_by(Gateway::Stripe, &number).await;
    world.attached().await;
    assert_eq!((world.creator_has(), world.still_member()), (6_800, false));
    world.audit();
}

#[tokio::test]
async fn more_than_the_sale_leaves_an_item_about_the_rest() {
    let world = World::new().await;
    let (_, number, transaction) = world.paid_unheard().await;
    let news = DisputeNews { amount: yuan(7_000), ..world.news(&transaction, DisputeState::Open) };
    world.bank_says_as("open", news).await;
    world.notified_by(Gateway::Stripe, &number).await;
    world.attached().await;
    let item = world.waiting_item();
    assert_eq!((item.amount, item.order.is_some()), (yuan(200), true));
    assert_eq!(world.creator_has(), 0);
}

#[tokio::test]
async fn a_dispute_voids_an_upgrade_two_upgrades_later() {
    let world = World::new().await;
    let (mei, shop) = (&world.shop.mei, &world.shop);
    let (_, transaction) = world.sold_by_card().await;
    world.clock.advance(DAY);
    let year = world.upgrades(mei, &shop.year).await;
    world.pays_and_is_told(mei, &year).await;
    world.clock.advance(DAY);
    let lifetime = world.upgrades(mei, &shop.lifetime).await;
    let number = world.opened(mei, &lifetime).await;
    world.bank_says(&transaction, DisputeState::Open).await;
    assert_eq!(
        world.creator_has(),
        world.order(&year).price.minor(),
        "the bank took a price that was sold once"
    );
    let before = world.rows().memberships.len();
    world.pays(&lifetime, &number);
    world.notified(&number).await;
    assert_eq!(world.rows().memberships.len(), before, "the price counted money that is not there");
    let item = world.waiting_item();
    let reader = Approver { user: World::operator().user, may_act: true };
    let view = world.services.reviews.page(&reader, &item.id, Default::default()).await.unwrap().unwrap();
    assert_eq!(view.line.evidence[0], Evidence::CountedChanged, "{:?}", view.line.evidence);
    assert_eq!(view.choices.iter().map(|choice| choice.decision).collect::<Vec<_>>(), [DecisionKind::Refund]);
    world.audit();
}

#[tokio::test]
async fn a_lost_dispute_ends_every_period_that_its_money_paid_for() {
    told(async |world| {
        let (mei, shop) = (&world.shop.mei, &world.shop);
        let (_, transaction) = world.sold_by_card().await;
        world.clock.advance(DAY);
        let year = world.upgrades(mei, &shop.year).await;
        world.pays_and_is_told(mei, &year).await;
        world.clock.advance(DAY);
        let lifetime = world.upgrades(mei, &shop.lifetime).await;
        world.pays_and_is_told(mei, &lifetime).await;
        assert!(world.still_member());
        world.bank_says(&transaction, DisputeState::Lost).await;
        assert!(!world.still_member());
    })
    .await;
}

#[tokio::test]
async fn disputes_that_are_over_stay_findable() {
    let world = World::new().await;
    let (_, transaction) = world.sold_by_card().await;
    world.bank_says(&transaction, DisputeState::Lost).await;
    let list = world.services.disputes.list(&World::approver(), None).await.unwrap();
    assert_eq!((list.lines.len(), list.lines[0].state, list.next_before), (1, DisputeState::Lost, None));
    let id = list.lines[0].id.clone();
    let own = Approver { user: world.shop.mei.user.clone(), may_act: true };
    let page = world.services.disputes.page(&own, &id).await.unwrap().unwrap();
    assert!(page.is_own && page.line.over_at.is_some());
    let older = world.services.disputes.list(&World::approver(), Some(&id)).await.unwrap();
    assert!(older.lines.is_empty());
}
