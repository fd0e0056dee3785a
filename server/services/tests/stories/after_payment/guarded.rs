//! Who may not give money back, how much one person gives alone, and refunds that change after they were over.

use domain::{
    ledger::Account,
    money::Currency,
    order::RefundState,
    people::AccountRole,
    review::{ReviewKind, ReviewState},
    view::ProblemCode,
};
use services::{
    actor::{Approver, Operator},
    ports::{Notification, RefundAnswer},
    refunds::{RefundForm, RefundOutcome},
    review::{DecideForm, DecideOutcome, Promised},
};

use super::{World, yuan};

fn form(amount: &str) -> RefundForm {
    let note = "As agreed on the phone.".to_owned();
    RefundForm { amount: amount.to_owned(), note, ..RefundForm::default() }
}

fn code(outcome: DecideOutcome) -> ProblemCode {
    let DecideOutcome::Refused(mut problems, _) = outcome else { panic!("{outcome:?}") };
    problems.remove(0).code
}

fn refusal(outcome: RefundOutcome) -> ProblemCode {
    let RefundOutcome::Refused(mut problems, _) = outcome else { panic!("{outcome:?}") };
    problems.remove(0).code
}

impl World {
    /// The gateway tells of a refund, and says so when it is asked.
    pub async fn heard_of(&self, event: &str, number: &str, answer: RefundAnswer) {
        self.refunds_answer(&answer);
        let (event_id, refund_number) = (event.to_owned(), number.to_owned());
        self.gateway.announce(event, Ok(Notification::Refund { event_id, refund_number, answer }));
        self.receive(event).await.unwrap();
    }

    /// A refund of money that came too late, which failed; its order and its item.
    async fn failed_refund(&self) -> (domain::id::OrderToken, domain::id::ReviewId) {
        let (token, number) = self.late_and_full().await;
        self.notified(&number).await;
        self.swept_until(20, || self.refund_is("processing")).await;
        self.refunds_answer(&RefundAnswer::Abnormal);
        self.swept_until(20, || self.refund_is("abnormal")).await;
        (token, self.waiting_item().id)
    }
}

#[tokio::test]
async fn nobody_of_the_staff_decides_about_their_own_money() {
    let world = World::new().await;
    let token = world.bought(&world.shop.tom, &world.shop.month).await;
    let order = world.order(&token).id;
    let (waits, item) = world.mismatched(&world.shop.lifetime, yuan(200_000)).await;
    let decide = DecideForm {
        decision: "settle".to_owned(),
        note: "Looks right.".to_owned(),
        version: 1,
        ..DecideForm::default()
    };
    for user in [&world.shop.tom.user, &world.shop.creator.user] {
        let own = Operator { user: user.clone() };
        let given = world.services.refunds.give_as_operator(&own, &order, &form("")).await.unwrap();
        assert_eq!(refusal(given), ProblemCode::OwnMoney);
    }
    for user in [&world.shop.mei.user, &world.shop.creator.user] {
        let own = Operator { user: user.clone() };
        let outcome = world.services.reviews.decide(&own, &item, &decide).await.unwrap();
        assert_eq!(code(outcome), ProblemCode::OwnMoney);
    }
    assert_eq!(world.decided(&item, "settle", None).await, DecideOutcome::Proposed);
    let own = Approver { user: world.shop.mei.user.clone(), may_act: false };
    let outcome = world.services.reviews.agree(&own, &item, 2, Promised::default()).await.unwrap();
    assert_eq!(code(outcome), ProblemCode::OwnMoney);
    assert_eq!(world.order(&waits).state.code(), "pending");
}

#[tokio::test]
async fn nobody_agrees_to_a_refund_of_what_they_bought() {
    let world = World::new().await;
    let token = world.bought(&world.shop.mei, &world.shop.lifetime).await;
    let order = world.order(&token).id;
    let given = world.services.refunds.give_as_operator(&World::operator(), &order, &form("")).await;
    let RefundOutcome::Proposed(item) = given.unwrap() else { panic!("given alone") };
    let own = Approver { user: world.shop.mei.user.clone(), may_act: false };
    let version = world.item(&item).version;
    let outcome = world.services.reviews.agree(&own, &item, version, Promised::default()).await.unwrap();
    assert_eq!(code(outcome), ProblemCode::OwnMoney);
    assert!(world.all_refunds().is_empty());
}

#[tokio::test]
async fn money_of_one_buyer_never_pays_what_another_one_orders() {
    let world = World::new().await;
    let (_, item) = world.mismatched(&world.shop.month, yuan(19_900)).await;
    let (toms, _) = world.waiting(&world.shop.tom, &world.shop.studio).await;
    let outcome = world.decided(&item, "move_to", Some(&world.order(&toms).id)).await;
    assert_eq!(code(outcome), ProblemCode::OtherOrderUnfit);
}

#[tokio::test]
async fn a_large_refund_in_small_parts_needs_a_second_person_too() {
    let world = World::new().await;
    let token = world.bought(&world.shop.mei, &world.shop.lifetime).await;
    let order = world.order(&token).id;
    let operator = World::operator();
    let give = async |amount: &str| {
        world.clock.advance(61);
        world.services.refunds.give_as_operator(&operator, &order, &form(amount)).await.unwrap()
    };
    assert_eq!(give("600").await, RefundOutcome::Started);
    let RefundOutcome::Proposed(item) = give("500").await else { panic!("given alone") };
    let version = world.item(&item).version;
    let agreed =
        world.services.reviews.agree(&World::approver(), &item, version, Promised::default()).await.unwrap();
    assert_eq!(agreed, DecideOutcome::Resolved);
    assert_eq!(give("100").await, RefundOutcome::Started, "what two agreed to does not count");
    world.audit();
}

#[tokio::test]
async fn two_who_agree_at_once_to_give_a_part_back_give_it_once_and_the_second_is_told() {
    let world = World::new().await;
    let token = world.bought(&world.shop.mei, &world.shop.lifetime).await;
    let order = world.order(&token).id;
    let given = world.services.refunds.give_as_operator(&World::operator(), &order, &form("1100")).await;
    let RefundOutcome::Proposed(item) = given.unwrap() else { panic!("given alone") };
    let version = world.item(&item).version;
    let (services, theirs) = (world.services.clone(), item.clone());
    world.switch.meanwhile("commit", 1, async move {
        let agreed = services.reviews.agree(&World::approver(), &theirs, version, Promised::default()).await;
        assert_eq!(agreed.unwrap(), DecideOutcome::Resolved);
    });
    let third = Approver { user: world.shop.ann.user.clone(), may_act: false };
    let late = world.services.reviews.agree(&third, &item, version, Promised::default()).await.unwrap();
    assert_eq!(code(late), ProblemCode::ChangedMeanwhile);
    assert_eq!(world.all_refunds().len(), 1);
    assert_eq!(world.item(&item).agreed_by, Some(World::approver().user));
    world.audit();
}

#[tokio::test]
async fn little_money_that_buys_something_dear_needs_a_second_person() {
    let world = World::new().await;
    let (_, item) = world.mismatched(&world.shop.lifetime, yuan(1)).await;
    assert_eq!(world.decided(&item, "settle", None).await, DecideOutcome::Proposed);
}

#[tokio::test]
async fn a_refund_that_arrived_after_all_is_not_sent_a_second_time() {
    for decision in ["refund_again", "refunded_outside"] {
        let world = World::new().await;
        let (token, item) = world.failed_refund().await;
        world.gateway.change(|book| book.down = true);
        let silent = world.decided(&item, decision, None).await;
        assert_eq!(code(silent), ProblemCode::GatewaySilent);
        world.gateway.change(|book| book.down = false);
        world.refunds_answer(&RefundAnswer::Processing);
        assert_eq!(code(world.decided(&item, decision, None).await), ProblemCode::RefundUnderWay);
        world.refund_succeeds();
        assert_eq!(code(world.decided(&item, decision, None).await), ProblemCode::ChangedMeanwhile);
        assert_eq!(world.order(&token).state.code(), "refunded");
        assert_eq!(world.item(&item).state, ReviewState::Resolved);
        assert_eq!(world.all_refunds().len(), 1);
        world.audit();
    }
}

#[tokio::test]
async fn a_success_under_a_closed_number_is_looked_at() {
    let world = World::new().await;
    let (_, item) = world.failed_refund().await;
    assert_eq!(world.decided(&item, "refunded_outside", None).await, DecideOutcome::Resolved);
    let number = world.all_refunds().remove(0).refund_number;
    for event in ["late", "later"] {
        world.heard_of(event, &number, RefundAnswer::Succeeded { at: world.now() }).await;
    }
    let item = world.waiting_item();
    assert_eq!((item.kind, item.gateway_number), (ReviewKind::RefundUnasked, number));
    assert_eq!(world.all_refunds()[0].state, RefundState::Closed);
    world.audit();
}

#[tokio::test]
async fn a_success_that_is_heard_while_the_number_is_closed_is_not_lost() {
    let world = World::new().await;
    let (_, item) = world.failed_refund().await;
    let number = world.all_refunds().remove(0).refund_number;
    let (services, version) = (world.services.clone(), world.item(&item).version);
    let gateway = world.gateway.clone();
    let theirs = item.clone();
    world.switch.meanwhile("commit", 1, async move {
        // The gateway had not said so yet when it was asked for the decision.
        gateway
            .change(|book| book.refunds.values_mut().for_each(|sent| sent.answer = RefundAnswer::Abnormal));
        let note = "Paid by hand.".to_owned();
        let decision = "refunded_outside".to_owned();
        let form = DecideForm { decision, note, version, ..DecideForm::default() };
        let decided = services.reviews.decide(&World::operator(), &theirs, &form).await.unwrap();
        assert_eq!(decided, DecideOutcome::Resolved);
    });
    world.heard_of("late", &number, RefundAnswer::Succeeded { at: world.now() }).await;
    assert_eq!(world.waiting_item().kind, ReviewKind::RefundUnasked);
    world.audit();
}

#[tokio::test]
async fn a_refund_that_comes_back_waits_for_a_person_and_can_be_sent_again() {
    let world = World::new().await;
    let token = world.bought(&world.shop.mei, &world.shop.month).await;
    assert_eq!(
        world.services.refunds.ask(&world.shop.mei, &token, "").await.unwrap(),
        RefundOutcome::Started
    );
    world.refunds_arrive().await;
    let number = world.all_refunds().remove(0).refund_number;
    world.heard_of("once more", &number, RefundAnswer::Succeeded { at: world.now() }).await;
    assert_eq!(world.order(&token).state.code(), "refunded");
    world.heard_of("came back", &number, RefundAnswer::Abnormal).await;
    let item = world.waiting_item();
    assert_eq!((item.kind, item.amount), (ReviewKind::RefundFailed, yuan(6_800)));
    assert_eq!(world.order(&token).state.code(), "refund_pending");
    assert_eq!(world.rows().balance(&Account::RefundClearing, Currency::Cny), -6_800);
    world.audit();
    // Whatever is said of the old number afterwards moves no money.
    world.heard_of("there again", &number, RefundAnswer::Succeeded { at: world.now() }).await;
    assert_eq!(world.all_refunds()[0].state, RefundState::Abnormal);
    world.refunds_answer(&RefundAnswer::Abnormal);
    assert_eq!(world.decided(&item.id, "refund_again", None).await, DecideOutcome::Resolved);
    world.refunds_arrive().await;
    assert_eq!(world.order(&token).state.code(), "refunded");
    assert_eq!(world.rows().balance(&Account::RefundClearing, Currency::Cny), 0);
    world.audit();
}

#[tokio::test]
async fn two_refunds_that_end_at_once_by_hand_end_the_order() {
    let world = World::new().await;
    let token = world.bought(&world.shop.mei, &world.shop.month).await;
    let order = world.order(&token).id;
    for amount in ["18.00", ""] {
        let given = world.services.refunds.give_as_creator(&world.shop.creator, &order, &form(amount)).await;
        assert_eq!(given.unwrap(), RefundOutcome::Started);
        world.clock.advance(61);
    }
    world.swept_until(20, || world.all_refunds().iter().all(|row| row.state.code() == "processing")).await;
    world.refunds_answer(&RefundAnswer::Abnormal);
    world.swept_until(60, || world.all_refunds().iter().all(|row| row.state.code() == "abnormal")).await;
    let items: Vec<_> = world.rows().reviews.into_keys().collect();
    let decide = DecideForm {
        decision: "refunded_outside".to_owned(),
        note: "Paid by hand.".to_owned(),
        version: 1,
        ..DecideForm::default()
    };
    let (services, form, other) = (world.services.clone(), decide.clone(), items[1].clone());
    world.switch.meanwhile("commit", 1, async move {
        let decided = services.reviews.decide(&World::operator(), &other, &form).await.unwrap();
        assert_eq!(decided, DecideOutcome::Resolved);
    });
    let decided = world.services.reviews.decide(&World::operator(), &items[0], &decide).await.unwrap();
    assert_eq!(decided, DecideOutcome::Resolved);
    assert_eq!(world.order(&token).state.code(), "refunded");
    world.audit();
}

#[tokio::test]
async fn whoever_has_left_the_team_gives_nothing_back_and_nobody_gives_in_a_rush() {
    let world = World::new().await;
    let token = world.bought(&world.shop.mei, &world.shop.month).await;
    let order = world.order(&token).id;
    let mut gone = world.shop.creator.clone();
    gone.user = world.shop.tom.user.clone();
    gone.role = AccountRole::Admin;
    let given = world.services.refunds.give_as_creator(&gone, &order, &form("")).await.unwrap();
    assert_eq!(refusal(given), ProblemCode::RoleMayNot);
    assert!(world.all_refunds().is_empty());
    let creator = &world.shop.creator;
    for _ in 0..20 {
        world.services.refunds.give_as_creator(creator, &order, &form("0.01")).await.unwrap();
    }
    let given = world.services.refunds.give_as_creator(creator, &order, &form("0.01")).await.unwrap();
    assert!(matches!(refusal(given), ProblemCode::TooManyChanges { .. }));
}
