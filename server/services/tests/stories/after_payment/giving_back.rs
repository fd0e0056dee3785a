//! Giving a sale back: by its member within the rule, by its creator, by the staff.

use domain::{
    message::{OrderNews, Recipient},
    order::{RefundReason, RefundRefusal},
    review::ReviewState,
    view::{OrderStage, ProblemCode, refunds::PeriodEnd},
};
use services::{
    ports::RefundAnswer,
    refunds::{RefundForm, RefundOutcome},
    review::{DecideOutcome, Promised},
};

use super::{World, yuan};
use crate::told::told;

fn form(amount: &str) -> RefundForm {
    RefundForm {
        amount: amount.to_owned(),
        note: "As agreed on the phone.".to_owned(),
        ..RefundForm::default()
    }
}

fn refusal(outcome: RefundOutcome) -> RefundRefusal {
    let RefundOutcome::Refused(problems, _) = outcome else { panic!("{outcome:?}") };
    let ProblemCode::RefundRefused { refusal } = problems[0].code else { panic!("{problems:?}") };
    refusal
}

#[tokio::test]
async fn a_member_asks_within_the_rule_and_the_membership_ends_at_once() {
    told(async |world| {
        let (mei, studio) = (&world.shop.mei, &world.shop.studio);
        let token = world.bought(mei, studio).await;
        let ask = world.again(async || world.services.refunds.page(mei, &token).await).await.unwrap();
        assert_eq!((ask.amount, ask.refusal), (yuan(19_900), None));
        assert_eq!(ask.after.ends, Some(PeriodEnd::WayIn));
        let started = world.again(async || world.services.refunds.ask(mei, &token, "").await).await;
        if world.switch.failed().is_none() {
            assert_eq!(started, RefundOutcome::Started);
        }
        assert_eq!(world.order(&token).state.code(), "refund_pending");
        assert!(world.rows().memberships.values().all(|row| row.revoked_at == Some(world.now())));
        assert_eq!(world.rows().seats[&studio.id].taken, 0);
        assert_eq!(world.rows().balance_of(&world.shop.creator.account.id), 0);
        let reason = RefundReason::Member;
        let amount = yuan(19_900);
        assert_eq!(world.stage(mei, &token).await, OrderStage::Refunding { amount, reason });
        world.refunds_arrive().await;
        assert_eq!(world.order(&token).state.code(), "refunded");
        let order = world.order(&token);
        let buyer = world.order_news(&Recipient::Person(mei.user.clone()));
        let (started, done) = (
            OrderNews::RefundStarted {
                token: order.token.clone(),
                amount,
                ends_membership: true,
                ends_period: false,
            },
            OrderNews::RefundDone { token: order.token.clone(), amount },
        );
        assert_eq!(buyer, [started, done]);
        let owner = world.order_news(&Recipient::Owner(order.creator));
        let (ends_membership, ends_period) = (true, false);
        let told = OrderNews::SaleRefunded { order: order.id, amount, ends_membership, ends_period, reason };
        assert_eq!(owner, [told]);
    })
    .await;
}

#[tokio::test]
async fn after_the_days_of_the_rule_only_others_can_give_it() {
    let world = World::new().await;
    let mei = &world.shop.mei;
    let token = world.bought(mei, &world.shop.month).await;
    world.clock.advance(7 * 86_400);
    let ask = world.services.refunds.page(mei, &token).await.unwrap().unwrap();
    assert_eq!(ask.refusal, Some(RefundRefusal::TooLate));
    assert_eq!(refusal(world.services.refunds.ask(mei, &token, "").await.unwrap()), RefundRefusal::TooLate);
    let order = world.order(&token).id;
    let given = world.services.refunds.give_as_creator(&world.shop.creator, &order, &form("")).await;
    assert_eq!(given.unwrap(), RefundOutcome::Started);
    world.audit();
}

#[tokio::test]
async fn whoever_asked_once_does_not_ask_again_in_the_community_and_others_can_still_give_it() {
    told(async |world| {
        let (mei, month) = (&world.shop.mei, &world.shop.month);
        let first = world.bought(mei, month).await;
        let asked = world.again(async || world.services.refunds.ask(mei, &first, "").await).await;
        if world.switch.failed().is_none() {
            assert_eq!(asked, RefundOutcome::Started);
        }
        world.refunds_arrive().await;
        // The month is bought again: it has not been had for nothing, and is not given for nothing.
        let second = world.bought(mei, month).await;
        let page = world.again(async || world.services.refunds.page(mei, &second).await).await.unwrap();
        assert_eq!((page.refusal, page.amount), (Some(RefundRefusal::AskedBefore), month.price));
        let asked = world.again(async || world.services.refunds.ask(mei, &second, "").await).await;
        assert_eq!(refusal(asked), RefundRefusal::AskedBefore);
        assert_eq!((world.order(&second).state.code(), world.all_refunds().len()), ("paid", 1));
        // Somebody else has the right still.
        let toms = world.bought(&world.shop.tom, month).await;
        let page = world.again(async || world.services.refunds.page(&world.shop.tom, &toms).await).await;
        assert_eq!(page.unwrap().refusal, None);
        let order = world.order(&second).id;
        let given = world
            .again(async || {
                if world.all_refunds().len() == 2 {
                    return Ok(RefundOutcome::Started);
                }
                world.services.refunds.give_as_creator(&world.shop.creator, &order, &form("")).await
            })
            .await;
        assert_eq!(given, RefundOutcome::Started);
        assert_eq!(world.order(&second).state.code(), "refund_pending");
    })
    .await;
}

#[tokio::test]
async fn two_sales_asked_back_at_once_use_the_right_once() {
    let world = World::new().await;
    let mei = &world.shop.mei;
    let month = world.bought(mei, &world.shop.month).await;
    let studio = world.bought(mei, &world.shop.studio).await;
    let (services, member, theirs) = (world.services.clone(), mei.clone(), studio.clone());
    world.switch.meanwhile("commit", 1, async move {
        assert_eq!(services.refunds.ask(&member, &theirs, "").await.unwrap(), RefundOutcome::Started);
    });
    let late = world.services.refunds.ask(mei, &month, "").await.unwrap();
    assert_eq!(refusal(late), RefundRefusal::AskedBefore);
    assert_eq!((world.order(&month).state.code(), world.all_refunds().len()), ("paid", 1));
    world.audit();
}

#[tokio::test]
async fn nobody_asks_for_another_persons_money() {
    let world = World::new().await;
    let token = world.bought(&world.shop.mei, &world.shop.month).await;
    let tom = &world.shop.tom;
    assert_eq!(world.services.refunds.ask(tom, &token, "").await.unwrap(), RefundOutcome::NotFound);
    assert_eq!(world.services.refunds.page(tom, &token).await.unwrap(), None);
    let mut other = world.shop.creator.clone();
    other.account.id = domain::id::CreatorId::new(world.now(), 5);
    let order = world.order(&token).id;
    let given = world.services.refunds.give_as_creator(&other, &order, &form("")).await.unwrap();
    assert_eq!(given, RefundOutcome::NotFound);
    let mut support = world.shop.creator.clone();
    support.role = domain::people::AccountRole::Support;
    let given = world.services.refunds.give_as_creator(&support, &order, &form("")).await.unwrap();
    let RefundOutcome::Refused(problems, _) = given else { panic!("{given:?}") };
    assert_eq!(problems[0].code, ProblemCode::RoleMayNot);
}

#[tokio::test]
async fn parts_leave_the_membership_and_the_last_part_ends_it() {
    told(async |world| {
        let token = world.bought(&world.shop.mei, &world.shop.month).await;
        let order = world.order(&token).id;
        let creator = &world.shop.creator;
        let give = async |amount: &str| {
            world
                .again(async || {
                    let known =
                        world.all_refunds().iter().filter(|row| row.created_at == world.now()).count();
                    if known > 0 {
                        return Ok(RefundOutcome::Started);
                    }
                    world.services.refunds.give_as_creator(creator, &order, &form(amount)).await
                })
                .await
        };
        assert_eq!(give("18.00").await, RefundOutcome::Started);
        assert_eq!(world.order(&token).state.code(), "paid");
        assert_eq!(world.rows().balance_of(&creator.account.id), 5_000);
        world.clock.advance(61);
        assert_eq!(refusal(give("50.01").await), RefundRefusal::TooMuch { most: yuan(5_000) });
        assert_eq!(give("").await, RefundOutcome::Started);
        assert_eq!(world.order(&token).state.code(), "refund_pending");
        assert_eq!(world.rows().balance_of(&creator.account.id), 0);
        world.refunds_arrive().await;
        assert_eq!(world.order(&token).state.code(), "refunded");
        let view = world.services.refunds.sale_of(creator, &order, Default::default()).await;
        if let Ok(Some(view)) = view {
            assert_eq!((view.refunds.len(), view.left, view.may_refund), (2, yuan(0), false));
        }
    })
    .await;
}

#[tokio::test]
async fn two_refunds_at_once_never_give_more_than_was_paid() {
    let world = World::new().await;
    let token = world.bought(&world.shop.mei, &world.shop.month).await;
    let order = world.order(&token).id;
    let (services, mei, theirs) = (world.services.clone(), world.shop.mei.clone(), token.clone());
    world.switch.meanwhile("commit", 1, async move {
        let asked = services.refunds.ask(&mei, &theirs, "").await.unwrap();
        assert_eq!(asked, RefundOutcome::Started);
    });
    let given = world.services.refunds.give_as_creator(&world.shop.creator, &order, &form("")).await;
    assert_eq!(refusal(given.unwrap()), RefundRefusal::NothingLeft);
    assert_eq!(world.all_refunds().len(), 1);
    world.audit();
}

#[tokio::test]
async fn the_staff_gives_small_sums_alone_and_large_ones_with_somebody_else() {
    told(async |world| {
        let token = world.bought(&world.shop.mei, &world.shop.lifetime).await;
        let order = world.order(&token).id;
        let operator = World::operator();
        let proposed = world
            .again(async || {
                let known = world.rows().reviews.into_keys().next();
                match known {
                    Some(id) => Ok(RefundOutcome::Proposed(id)),
                    None => world.services.refunds.give_as_operator(&operator, &order, &form("")).await,
                }
            })
            .await;
        let RefundOutcome::Proposed(item) = proposed else { panic!("{proposed:?}") };
        assert_eq!(world.order(&token).state.code(), "paid", "nothing has moved");
        let agreed = world
            .again(async || {
                let version = world.item(&item).version;
                world.services.reviews.agree(&World::approver(), &item, version, Promised::default()).await
            })
            .await;
        if world.switch.failed().is_none() {
            assert_eq!(agreed, DecideOutcome::Resolved);
        }
        assert_eq!(world.item(&item).state, ReviewState::Resolved);
        assert_eq!(world.order(&token).state.code(), "refund_pending");
        let refund = world.all_refunds().remove(0);
        assert_eq!((refund.reason, refund.asked_by), (RefundReason::Staff, Some(operator.user.clone())));
    })
    .await;
}

#[tokio::test]
async fn an_account_that_is_empty_is_tried_again_and_after_a_day_a_person_decides() {
    let world = World::new().await;
    let token = world.bought(&world.shop.mei, &world.shop.month).await;
    assert_eq!(
        world.services.refunds.ask(&world.shop.mei, &token, "").await.unwrap(),
        RefundOutcome::Started
    );
    world.sweep().await.unwrap();
    world.refunds_answer(&RefundAnswer::NotEnough);
    for _ in 0..30 {
        world.clock.advance(3_600);
        world.sweep().await.unwrap();
    }
    let item = world.waiting_item();
    let refund = world.all_refunds().remove(0);
    assert_eq!((refund.state.code(), refund.failure.as_str()), ("abnormal", "NOT_ENOUGH"));
    assert_eq!(world.decided(&item.id, "refund_again", None).await, DecideOutcome::Resolved);
    world.refunds_arrive().await;
    assert_eq!(world.order(&token).state.code(), "refunded");
    world.audit();
}

#[tokio::test]
async fn a_refund_that_arrives_after_all_closes_its_item_by_itself() {
    let world = World::new().await;
    let (token, number) = world.late_and_full().await;
    world.notified(&number).await;
    world.sweep().await.unwrap();
    world.refunds_answer(&RefundAnswer::Abnormal);
    world.clock.advance(20);
    world.sweep().await.unwrap();
    let (item, refund) = (world.waiting_item(), world.all_refunds().remove(0));
    world.refund_succeeds();
    let event = services::ports::Notification::Refund {
        event_id: "late".to_owned(),
        refund_number: refund.refund_number,
        answer: RefundAnswer::Succeeded { at: world.now() },
    };
    world.gateway.announce("late", Ok(event));
    world.receive("late").await.unwrap();
    assert_eq!(world.order(&token).state.code(), "refunded");
    let row = world.item(&item.id);
    assert_eq!((row.state, row.decision), (ReviewState::Resolved, None));
    world.audit();
}
