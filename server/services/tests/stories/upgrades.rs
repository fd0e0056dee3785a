//! What an upgrade counted has to be there still when its money comes; else the money can only go back.

use domain::{
    id::OrderToken,
    order::DisputeState,
    review::{DecisionKind, Review},
    view::ProblemCode,
};
use services::review::{DecideOutcome, Promised};

use super::{told::told, world::World};

const DAY: i64 = 86_400;

impl World {
    /// The payment of an upgrade that counts on what is gone: it bought nothing and waits for a person.
    async fn pays_in_vain(&self, token: &OrderToken, number: &str) -> Review {
        let periods = self.rows().memberships;
        self.pays(token, number);
        self.notified(number).await;
        assert_ne!(self.order(token).state.code(), "paid");
        assert_eq!(self.rows().memberships, periods, "nothing was bought and nothing ended");
        self.waiting_item()
    }
}

#[tokio::test]
async fn an_unused_period_pays_for_one_upgrade_only() {
    told(async |world| {
        let (mei, shop) = (&world.shop.mei, &world.shop);
        world.bought(mei, &shop.month).await;
        world.clock.advance(2 * DAY);
        let (year, studio) = (world.upgrades(mei, &shop.year).await, world.upgrades(mei, &shop.studio).await);
        let number = world.opened(mei, &studio).await;
        world.pays_and_is_told(mei, &year).await;
        world.pays_in_vain(&studio, &number).await;
    })
    .await;
}

#[tokio::test]
async fn a_disputed_period_does_not_pay_for_an_upgrade() {
    let world = World::new().await;
    let (mei, year) = (&world.shop.mei, &world.shop.year);
    let (_, transaction) = world.sold_by_card().await;
    let token = world.upgrades(mei, year).await;
    let number = world.opened(mei, &token).await;
    world.bank_says(&transaction, DisputeState::Open).await;
    world.pays_in_vain(&token, &number).await;
    world.audit();
}

#[tokio::test]
async fn a_period_that_was_not_counted_sets_the_upgrade_aside() {
    told(async |world| {
        let (mei, shop) = (&world.shop.mei, &world.shop);
        world.bought(mei, &shop.month).await;
        let token = world.upgrades(mei, &shop.year).await;
        let number = world.opened(mei, &token).await;
        world.bought(mei, &shop.month).await;
        world.pays_in_vain(&token, &number).await;
    })
    .await;
}

#[tokio::test]
async fn nothing_is_counted_beside_a_period_that_is_worth_nothing() {
    let world = World::new().await;
    let (mei, shop) = (&world.shop.mei, &world.shop);
    let (_, transaction) = world.sold_by_card().await;
    world.bought(mei, &shop.month).await;
    world.bank_says(&transaction, DisputeState::Open).await;
    let token = world.upgrades(mei, &shop.year).await;
    assert_eq!(world.order(&token).price, shop.year.price, "it follows, at its full price");
    world.pays_and_is_told(mei, &token).await;
    world.audit();
}

#[tokio::test]
async fn an_upgrade_that_was_set_aside_can_only_go_back() {
    let world = World::new().await;
    let (mei, shop) = (&world.shop.mei, &world.shop);
    world.bought(mei, &shop.month).await;
    let token = world.upgrades(mei, &shop.year).await;
    let number = world.opened(mei, &token).await;
    let (other, _) = world.waiting(mei, &shop.studio).await;
    world.bought(mei, &shop.month).await;
    let item = world.pays_in_vain(&token, &number).await.id;
    assert_eq!(world.possible(&item).await, [DecisionKind::Refund]);
    let other = world.order(&other).id;
    for (decision, onto) in [("settle", None), ("settle_and_refund_excess", None), ("move_to", Some(&other))]
    {
        let outcome = world.decided(&item, decision, onto).await;
        let DecideOutcome::Refused(problems, _) = outcome else { panic!("{decision}: {outcome:?}") };
        assert_eq!(problems[0].code, ProblemCode::NotPossible, "{decision}");
    }
    let mut outcome = world.decided(&item, "refund", None).await;
    if outcome == DecideOutcome::Proposed {
        let version = world.item(&item).version;
        outcome = world
            .services
            .reviews
            .agree(&World::approver(), &item, version, Promised::default())
            .await
            .unwrap();
    }
    assert_eq!(outcome, DecideOutcome::Resolved);
    world.refunds_arrive().await;
    assert_eq!(world.order(&token).state.code(), "refunded");
    world.audit();
}

#[tokio::test]
async fn money_of_nobody_never_pays_an_upgrade() {
    let world = World::new().await;
    let (mei, shop) = (&world.shop.mei, &world.shop);
    world.bought(mei, &shop.month).await;
    let order = world.order(&world.upgrades(mei, &shop.studio).await);
    let item = world.stray("ABC123", order.price).await;
    let outcome = world.decided(&item, "move_to", Some(&order.id)).await;
    let DecideOutcome::Refused(problems, _) = outcome else { panic!("{outcome:?}") };
    assert_eq!(problems[0].code, ProblemCode::OtherOrderUnfit);
}
