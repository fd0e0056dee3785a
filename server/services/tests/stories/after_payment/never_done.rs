//! A refund that the gateway never carries out reaches a person, whatever it says instead, and closes by itself when it is
//! done after all.

use domain::{
    id::OrderToken,
    message::{OrderNews, Recipient},
    order::{Gateway, Refund},
    review::{DecisionKind, Evidence, Review, ReviewKind, ReviewState},
    view::ProblemCode,
};
use services::{actor::Approver, ports::RefundAnswer, refunds::RefundOutcome, review::DecideOutcome};

use super::{World, yuan};
use crate::told::told;

const HOUR: i64 = 3_600;

impl World {
    /// Mei asks for her money; nothing has been heard about it yet.
    async fn asked_back(&self) -> OrderToken {
        let token = self.bought(&self.shop.mei, &self.shop.month).await;
        self.again(async || {
            let asked = self.services.refunds.ask(&self.shop.mei, &token, "").await;
            if self.rows().refunds.is_empty() { asked } else { Ok(RefundOutcome::Started) }
        })
        .await;
        token
    }

    /// Time goes by, with a round of the worker after each of so many steps.
    async fn time_goes_by(&self, steps: u32, seconds: i64) {
        for _ in 0..steps {
            self.clock.advance(seconds);
            // A call of this round may be the one that fails.
            let _swept = self.sweep().await;
        }
        self.audit();
    }

    /// Rounds of the worker for as long as something is so.
    async fn swept_while(&self, seconds: i64, so: impl Fn() -> bool) {
        for _ in 0..12 {
            if !so() {
                return;
            }
            self.time_goes_by(1, seconds).await;
        }
        panic!("it stays so");
    }

    async fn suggested(&self, item: &Review) -> Option<DecisionKind> {
        let reader = Approver { user: Self::operator().user, may_act: true };
        let view = self.services.reviews.page(&reader, &item.id, Default::default()).await;
        view.unwrap().unwrap().line.suggested
    }

    fn was_held(&self, token: &OrderToken) -> usize {
        let held = OrderNews::RefundHeld { token: token.clone(), amount: yuan(6_800) };
        let told = self.order_news(&Recipient::Person(self.shop.mei.user.clone()));
        told.into_iter().filter(|news| *news == held).count()
    }
}

#[tokio::test]
async fn an_account_that_may_give_nothing_back_is_a_persons_business_within_hours() {
    let world = World::new().await;
    world.gateway.change(|book| book.gives_nothing_back = true);
    let token = world.asked_back().await;
    world.time_goes_by(36, HOUR / 12).await;
    world.time_goes_by(25, HOUR).await;
    let item = world.waiting_item();
    assert_eq!(item.kind, ReviewKind::RefundFailed);
    let opened_after = item.opened_at.ms_since(world.all_refunds()[0].created_at) / 3_600_000;
    assert!(opened_after <= 3, "{opened_after} hours");
    assert_eq!((world.all_refunds().len(), world.was_held(&token)), (1, 1));
    let no_right = Evidence::RefundNotLet { code: "NOAUTH".to_owned() };
    let (possible, evidence) = world.known_about(&item).await;
    assert_eq!(evidence, [no_right]);
    assert_eq!(possible, [DecisionKind::RefundAgain, DecisionKind::RefundedOutside]);
    // Nothing goes out by another way while nobody can ask whether it did by this one.
    let outcome = world.decided(&item.id, "refund_again", None).await;
    let DecideOutcome::Refused(problems, _) = outcome else { panic!("{outcome:?}") };
    assert_eq!(problems[0].code, ProblemCode::GatewaySilent);
    world.gateway.change(|book| book.gives_nothing_back = false);
    assert_eq!(world.decided(&item.id, "refund_again", None).await, DecideOutcome::Resolved);
    world.refunds_arrive().await;
    assert_eq!(world.order(&token).state.code(), "refunded");
    assert_eq!(world.cleared(Gateway::WechatPay), (0, 0, 0));
}

#[tokio::test]
async fn one_that_is_done_after_all_closes_its_item_by_itself() {
    told(async |world| {
        let token = world.asked_back().await;
        world.swept_until(20, || world.refund_is("processing")).await;
        world.gateway.change(|book| book.down = true);
        world.time_goes_by(8, 24 * HOUR).await;
        let item = world.waiting_item();
        let refund = world.all_refunds().remove(0);
        assert_eq!((refund.failure.as_str(), world.was_held(&token)), (Refund::TOO_LONG, 1));
        world.gateway.change(|book| book.down = false);
        world.refund_succeeds();
        world.swept_until(25 * HOUR, || world.item(&item.id).state == ReviewState::Resolved).await;
        assert_eq!(world.item(&item.id).decision, None);
        assert_eq!(world.order(&token).state.code(), "refunded");
        assert_eq!((world.all_refunds().len(), world.was_held(&token)), (1, 1));
        assert_eq!(world.cleared(Gateway::WechatPay), (0, 0, 0));
    })
    .await;
}

#[tokio::test]
async fn what_is_under_way_for_a_week_is_looked_at_and_asked_for_no_second_time() {
    let world = World::new().await;
    world.asked_back().await;
    world.time_goes_by(7 * 24 - 1, HOUR).await;
    assert!(world.rows().reviews.is_empty(), "banks take days");
    world.time_goes_by(3, HOUR).await;
    let item = world.waiting_item();
    let since = world.all_refunds()[0].created_at;
    assert_eq!(world.known_about(&item).await.1, [Evidence::RefundLate { since }]);
    for decision in ["refund_again", "refunded_outside"] {
        let outcome = world.decided(&item.id, decision, None).await;
        let DecideOutcome::Refused(problems, _) = outcome else { panic!("{outcome:?}") };
        assert_eq!(problems[0].code, ProblemCode::RefundUnderWay, "{decision}");
    }
    assert_eq!(world.suggested(&item).await, None, "nothing that would be refused");
}

#[tokio::test]
async fn one_that_never_got_there_is_asked_for_again_under_its_number_and_closes_its_item() {
    told(async |world| {
        let token = world.asked_back().await;
        world.gateway.change(|book| book.down = true);
        world.time_goes_by(3, 13 * HOUR).await;
        let item = world.waiting_item();
        assert_eq!(world.all_refunds()[0].failure, Refund::TOO_LONG);
        assert!(world.gateway.book().refunds.is_empty(), "it was never heard of there");
        world.gateway.change(|book| book.down = false);
        world.swept_while(HOUR, || world.gateway.book().refunds.is_empty()).await;
        world.refund_succeeds();
        world.swept_while(25 * HOUR, || world.item(&item.id).state != ReviewState::Resolved).await;
        assert_eq!(world.item(&item.id).decision, None, "nobody had to");
        assert_eq!(world.order(&token).state.code(), "refunded");
        assert_eq!((world.all_refunds().len(), world.gateway.book().refunds.len()), (1, 1));
        assert_eq!((world.rows().reviews.len(), world.was_held(&token)), (1, 1));
        assert_eq!(world.cleared(Gateway::WechatPay), (0, 0, 0));
    })
    .await;
}

#[tokio::test]
async fn one_number_is_closed_before_another_is_asked_for_and_never_asked_for_then() {
    let world = World::new().await;
    let token = world.asked_back().await;
    world.gateway.change(|book| book.down = true);
    world.time_goes_by(3, 13 * HOUR).await;
    let item = world.waiting_item();
    world.gateway.change(|book| book.down = false);
    // It is asked for once more by the next round, and waits for no person meanwhile.
    world.swept_while(HOUR, || !world.all_refunds()[0].is_asked_for_once_more()).await;
    for decision in ["refund_again", "refunded_outside"] {
        let outcome = world.decided(&item.id, decision, None).await;
        let DecideOutcome::Refused(problems, _) = outcome else { panic!("{outcome:?}") };
        assert_eq!(problems[0].code, ProblemCode::RefundUnderWay, "{decision}");
    }
    world.gateway.change(|book| book.down = true);
    world.time_goes_by(1, 60).await;
    assert_eq!(world.all_refunds()[0].failure, Refund::TOO_LONG);
    world.gateway.change(|book| book.down = false);
    assert_eq!(world.decided(&item.id, "refund_again", None).await, DecideOutcome::Resolved);
    world.time_goes_by(3, 25 * HOUR).await;
    let asked: Vec<_> = world.gateway.book().refunds.into_keys().collect();
    assert_eq!(asked, [world.all_refunds()[1].refund_number.clone()], "the new number only");
    world.refund_succeeds();
    world.swept_while(HOUR, || world.order(&token).state.code() != "refunded").await;
    assert_eq!(world.cleared(Gateway::WechatPay), (0, 0, 0));
}

#[tokio::test]
async fn a_decision_loses_against_the_round_that_asks_once_more_at_the_same_time() {
    let world = World::new().await;
    world.asked_back().await;
    world.gateway.change(|book| book.down = true);
    world.time_goes_by(3, 13 * HOUR).await;
    let item = world.waiting_item();
    world.gateway.change(|book| book.down = false);
    world.clock.advance(2 * HOUR);
    let services = world.services.clone();
    world.switch.meanwhile("commit", 1, async move {
        services.till.sweep("this process").await.unwrap();
    });
    let outcome = world.decided(&item.id, "refund_again", None).await;
    let DecideOutcome::Refused(problems, _) = outcome else { panic!("{outcome:?}") };
    assert_eq!(problems[0].code, ProblemCode::RefundUnderWay);
    assert_eq!(world.all_refunds().len(), 1);
}

#[tokio::test]
async fn the_last_word_is_read_before_anybody_decides() {
    let world = World::new().await;
    world.asked_back().await;
    world.time_goes_by(7 * 24 + 2, HOUR).await;
    let item = world.waiting_item();
    // The gateway keeps the money, and takes no other number.
    world.refunds_answer(&RefundAnswer::Abnormal);
    let outcome = world.decided(&item.id, "refund_again", None).await;
    let DecideOutcome::Refused(problems, _) = outcome else { panic!("{outcome:?}") };
    assert_eq!(problems[0].code, ProblemCode::ChangedMeanwhile);
    assert!(world.all_refunds()[0].is_settled_there());
    assert_eq!(world.known_about(&item).await.0, [DecisionKind::RefundedOutside]);
    assert_eq!(world.rows().reviews.len(), 1);
}

#[tokio::test]
async fn the_refund_of_an_account_that_was_removed_reaches_a_person() {
    let world = World::new().await;
    world.asked_back().await;
    world.commerce.change(|tables| {
        for refund in tables.refunds.values_mut() {
            refund.account = "gone".parse().unwrap();
        }
    });
    for _ in 0..5 {
        world.clock.advance(6 * HOUR);
        world.sweep().await.unwrap();
    }
    let item = world.waiting_item();
    assert_eq!(
        (item.kind, world.all_refunds()[0].failure.as_str()),
        (ReviewKind::RefundFailed, Refund::TOO_LONG)
    );
    let DecideOutcome::Refused(problems, _) = world.decided(&item.id, "refunded_outside", None).await else {
        panic!()
    };
    assert_eq!(problems[0].code, ProblemCode::GatewaySilent);
}
