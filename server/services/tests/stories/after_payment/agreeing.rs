//! What a second person reads before agreeing to a refund holds when they press, or nothing happens.

use domain::{
    id::{MembershipId, OrderId, OrderToken, ReviewId},
    review::ReviewState,
    view::{ProblemCode, payouts::plain_amount, refunds::SaleRefundView},
};
use services::{
    refunds::{RefundForm, RefundOutcome},
    review::{DecideOutcome, Promised},
};

use super::{World, yuan};

const DAY: i64 = 86_400;

impl World {
    /// Somebody of the staff proposes to give so much of a sale back; nothing for all of it.
    async fn proposed(&self, token: &OrderToken, amount: &str) -> (OrderId, ReviewId) {
        let order = self.order(token).id;
        let note = "As agreed on the phone.".to_owned();
        let form = RefundForm { amount: amount.to_owned(), note, ..RefundForm::default() };
        let given = self.services.refunds.give_as_operator(&Self::operator(), &order, &form).await.unwrap();
        let RefundOutcome::Proposed(item) = given else { panic!("{given:?}") };
        (order, item)
    }

    /// What the second person reads, and what the form under it says of that.
    async fn read_by_the_second(&self, order: &OrderId) -> (SaleRefundView, Promised) {
        let desk = &self.services.refunds;
        let view = desk.sale_for_staff(&Self::approver(), order, Default::default()).await.unwrap().unwrap();
        let returns: Vec<_> = view.after.returns.iter().map(MembershipId::as_str).collect();
        let promised = Promised { left: plain_amount(view.left), returns: returns.join(",") };
        (view, promised)
    }

    async fn agreed(&self, item: &ReviewId, promised: Promised) -> DecideOutcome {
        let version = self.item(item).version;
        let agreed = self.services.reviews.agree(&Self::approver(), item, version, promised).await.unwrap();
        self.audit();
        agreed
    }

    async fn is_not_agreed(&self, item: &ReviewId, promised: Promised, why: ProblemCode) {
        let (refunds, outcome) = (self.all_refunds(), self.agreed(item, promised).await);
        let DecideOutcome::Refused(problems, _) = outcome else { panic!("{outcome:?}") };
        assert_eq!(problems[0].code, why);
        assert_eq!(self.item(item).state, ReviewState::AwaitingSecond, "it waits on");
        assert_eq!(self.all_refunds(), refunds, "nothing is given back");
    }
}

#[tokio::test]
async fn a_seat_that_goes_between_the_page_and_the_press_is_said_before_anything_goes_back() {
    let world = World::new().await;
    let (mei, shop) = (&world.shop.mei, &world.shop);
    world.bought(mei, &shop.studio).await;
    let upgrade = world.upgrades(mei, &shop.lifetime).await;
    world.pays_and_is_told(mei, &upgrade).await;
    world.clock.advance(5 * DAY);
    world.offers().await;
    let (order, item) = world.proposed(&upgrade, "").await;
    let (view, promised) = world.read_by_the_second(&order).await;
    assert_eq!(view.after.returns.len(), 1, "the studio is valid again by it");
    for other in [&shop.tom, &shop.ann] {
        world.bought(other, &shop.studio).await;
    }
    world.is_not_agreed(&item, promised, ProblemCode::PeriodGone).await;
    let (view, promised) = world.read_by_the_second(&order).await;
    assert!(view.after.returns.is_empty() && view.after.stays_counted, "the page says so now");
    assert_eq!(world.agreed(&item, promised).await, DecideOutcome::Resolved);
    assert_eq!(world.order(&upgrade).state.code(), "refund_pending");
}

#[tokio::test]
async fn a_part_that_became_all_that_is_left_ends_no_membership_unsaid() {
    let world = World::new().await;
    let token = world.bought(&world.shop.mei, &world.shop.lifetime).await;
    let (order, item) = world.proposed(&token, "1200").await;
    let (view, promised) = world.read_by_the_second(&order).await;
    assert_eq!(view.left, yuan(199_900), "a part of it: the membership stays");
    let rest =
        RefundForm { amount: "799".to_owned(), note: "For the wait.".to_owned(), ..RefundForm::default() };
    let given = world.services.refunds.give_as_creator(&world.shop.creator, &order, &rest).await;
    assert_eq!(given.unwrap(), RefundOutcome::Started);
    world.clock.advance(61);
    world.is_not_agreed(&item, promised, ProblemCode::ChangedMeanwhile).await;
    assert!(world.still_member());
    let (view, promised) = world.read_by_the_second(&order).await;
    assert_eq!(view.left, yuan(120_000), "all that is left: the membership ends");
    assert_eq!(world.agreed(&item, promised).await, DecideOutcome::Resolved);
    assert!(!world.still_member());
}
