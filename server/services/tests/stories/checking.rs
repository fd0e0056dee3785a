//! Finding a payment without being told: the ladder of early questions, and "check now".

use domain::{
    id::{AttemptId, OrderId},
    order::{Attempt, Order, OrderState},
    view::OrderStage,
};
use services::till::{CheckOutcome, Swept};

use super::{told::told, world::World};

#[tokio::test]
async fn a_payment_nobody_tells_us_about_is_found_by_asking() {
    told(async |world| {
        let (token, number) = world.waiting(&world.shop.mei, &world.shop.month).await;
        world.clock.advance(11);
        world.again(async || world.sweep().await).await;
        world.pays(&token, &number);
        world.swept_until(60, || world.order(&token).state.code() == "paid").await;
        assert!(matches!(world.stage(&world.shop.mei, &token).await, OrderStage::Paid { late: false, .. }));
        assert!(world.attempts(&token)[0].next_query_at.is_none(), "nothing is asked about a paid attempt");
    })
    .await;
}

#[tokio::test]
async fn the_gateway_is_asked_on_the_ladder_and_not_in_between() {
    let world = World::new().await;
    let (token, _) = world.waiting(&world.shop.mei, &world.shop.month).await;
    let mut asked_at = Vec::new();
    for second in 1..15 * 60 {
        world.clock.advance(1);
        let swept = world.sweep().await.unwrap();
        if swept.asked > 0 {
            asked_at.push(i64::from(second));
        }
    }
    let ladder = Attempt::QUERY_LADDER_SECONDS;
    assert_eq!(asked_at, ladder[..ladder.len() - 1]);
    assert_eq!(world.order(&token).state, OrderState::Pending);
}

#[tokio::test]
async fn a_gateway_in_trouble_is_asked_at_the_next_step_of_the_ladder() {
    let world = World::new().await;
    let (token, number) = world.waiting(&world.shop.mei, &world.shop.month).await;
    world.pays(&token, &number);
    world.gateway.change(|book| book.down = true);
    world.clock.advance(10);
    let swept = world.sweep().await.unwrap();
    assert_eq!(swept, Swept { asked: 1, postponed: 1, ..Swept::default() });
    assert_eq!(world.sweep().await.unwrap(), Swept::default());
    world.gateway.change(|book| book.down = false);
    world.clock.advance(10);
    world.sweep().await.unwrap();
    assert_eq!(world.order(&token).state.code(), "paid");
}

#[tokio::test]
async fn one_piece_that_fails_does_not_stop_the_others() {
    let world = World::new().await;
    let (first, _) = world.waiting(&world.shop.mei, &world.shop.month).await;
    let (second, _) = world.waiting(&world.shop.tom, &world.shop.month).await;
    for token in [&first, &second] {
        let number = world.attempts(token)[0].gateway_number.clone();
        world.pays(token, &number);
    }
    world.clock.advance(60);
    // lease, the disputes that wait for their orders, due_work, then the first question.
    world.switch.fail(4, super::support::Cut::BeforeTheCall);
    let swept = world.sweep().await.unwrap();
    assert_eq!((swept.asked, swept.postponed), (2, 1));
    let paid = [&first, &second].iter().filter(|token| world.order(token).state.code() == "paid").count();
    assert_eq!(paid, 1);
}

#[tokio::test]
async fn check_now_finds_the_payment() {
    told(async |world| {
        let (token, number) = world.waiting(&world.shop.mei, &world.shop.month).await;
        let till = &world.services.till;
        world.clock.advance(12);
        let checked = world.again(async || till.check_now(&world.shop.mei, &token).await).await;
        assert!(matches!(checked, CheckOutcome::Checked | CheckOutcome::NoAnswer));
        world.pays(&token, &number);
        world
            .until(async || {
                world.clock.advance(5);
                let checked = till.check_now(&world.shop.mei, &token).await?;
                let paid = world.order(&token).state.code() == "paid";
                assert_eq!(checked == CheckOutcome::Checked, paid);
                Ok(paid.then_some(()))
            })
            .await;
    })
    .await;
}

#[tokio::test]
async fn check_now_asks_three_times_and_then_once_in_five_seconds() {
    let world = World::new().await;
    let (token, _) = world.waiting(&world.shop.mei, &world.shop.month).await;
    let check = async || world.services.till.check_now(&world.shop.mei, &token).await.unwrap();
    for _ in 0..3 {
        assert_eq!(check().await, CheckOutcome::Checked);
    }
    let calls = world.switch.calls();
    assert_eq!(check().await, CheckOutcome::TooSoon { retry_after_seconds: 5 });
    assert_eq!(world.switch.calls(), calls + 1, "only the order was read");
    world.clock.advance_business(3600);
    assert_eq!(check().await, CheckOutcome::TooSoon { retry_after_seconds: 5 });
    world.clock.advance(5);
    assert_eq!(check().await, CheckOutcome::Checked);
}

#[tokio::test]
async fn check_now_says_when_the_gateway_does_not_answer() {
    let world = World::new().await;
    let (token, _) = world.waiting(&world.shop.mei, &world.shop.month).await;
    world.gateway.change(|book| book.down = true);
    let checked = world.services.till.check_now(&world.shop.mei, &token).await.unwrap();
    assert_eq!(checked, CheckOutcome::NoAnswer);
    assert_eq!(world.order(&token).state, OrderState::Pending);
}

#[tokio::test]
async fn pressing_check_now_does_not_put_off_the_question_that_was_due_anyway() {
    let world = World::new().await;
    let (token, number) = world.waiting(&world.shop.mei, &world.shop.month).await;
    for _ in 0..12 {
        let checked = world.services.till.check_now(&world.shop.mei, &token).await.unwrap();
        assert_eq!(checked, CheckOutcome::Checked);
        world.clock.advance(5);
    }
    // A minute later the payer pays and closes the browser; the notification is lost.
    world.pays(&token, &number);
    for _ in 0..30 {
        world.clock.advance(1);
        world.sweep().await.unwrap();
    }
    assert_eq!(world.order(&token).state.code(), "paid");
}

#[tokio::test]
async fn only_one_process_sweeps_until_its_lease_is_over() {
    let world = World::new().await;
    let (token, number) = world.waiting(&world.shop.mei, &world.shop.month).await;
    world.pays(&token, &number);
    let till = &world.services.till;
    till.sweep("first").await.unwrap();
    world.clock.advance(59);
    assert_eq!(till.sweep("second").await.unwrap(), Swept::default());
    assert_eq!(world.order(&token).state, OrderState::Pending);
    world.clock.advance(1);
    assert_eq!(till.sweep("second").await.unwrap().asked, 1);
    assert_eq!(world.order(&token).state.code(), "paid");
    assert_eq!(world.rows().leases["till"].token, 2);
}

/// Work of an account that is not in the settings any more: as many orders, each with its attempt, due before others.
fn of_a_removed_account(world: &World, token: &domain::id::OrderToken, how_many: u128) {
    let (order, attempt) = (world.order(token), world.attempts(token).remove(0));
    world.commerce.change(|tables| {
        for number in 1..=how_many {
            let at = order.created_at.plus_ms(-1_000);
            let order = Order {
                id: OrderId::new(at, number),
                token: domain::id::OrderToken::new(number),
                holds_seat: false,
                expires_at: order.expires_at.plus_ms(-500),
                ..order.clone()
            };
            let attempt = Attempt {
                id: AttemptId::new(at, number),
                order: order.id.clone(),
                account: "removed".parse().unwrap(),
                gateway_number: format!("REMOVED{number}"),
                next_query_at: Some(at.plus_seconds(10)),
                ..attempt.clone()
            };
            tables.attempts.insert(attempt.id.clone(), attempt);
            tables.orders.insert(order.id.clone(), order);
        }
    });
}

#[tokio::test]
async fn work_of_a_removed_account_does_not_stand_in_the_way_of_others_and_comes_again_rarely() {
    let world = World::new().await;
    let (token, number) = world.waiting(&world.shop.mei, &world.shop.month).await;
    world.pays(&token, &number);
    of_a_removed_account(&world, &token, 300);
    world.clock.advance(10);
    for _ in 0..2 {
        world.sweep().await.unwrap();
    }
    assert_eq!(world.order(&token).state.code(), "paid", "300 others were in the way");
    assert_eq!(world.sweep().await.unwrap(), Swept::default());
    world.clock.advance(120);
    assert_eq!(world.sweep().await.unwrap(), Swept::default());
}

#[tokio::test]
async fn orders_that_cannot_be_ended_do_not_keep_others_from_ending() {
    let world = World::new().await;
    let (token, _) = world.waiting(&world.shop.mei, &world.shop.month).await;
    of_a_removed_account(&world, &token, 300);
    world.clock.advance(15 * 60);
    for _ in 0..3 {
        world.sweep().await.unwrap();
    }
    assert_eq!(world.order(&token).state.code(), "expired");
    assert_eq!(world.sweep().await.unwrap(), Swept::default());
}

#[tokio::test]
async fn a_question_that_waits_for_its_answer_does_not_hold_the_others() {
    let world = World::new().await;
    let (first, number) = world.waiting(&world.shop.mei, &world.shop.month).await;
    world.pays(&first, &number);
    let (second, number) = world.waiting(&world.shop.tom, &world.shop.month).await;
    world.pays(&second, &number);
    world.clock.advance(10);
    let commerce = world.commerce.clone();
    let paid =
        move || commerce.look(|tables| tables.orders.values().any(|order| order.state.code() == "paid"));
    world.switch.meanwhile("gateway.query", 1, async move {
        let mut turns = 0;
        while !paid() {
            turns += 1;
            assert!(turns < 10_000, "the others wait for the first");
            tokio::task::yield_now().await;
        }
    });
    world.sweep().await.unwrap();
    assert_eq!([first, second].map(|token| world.order(&token).state.code()), ["paid", "paid"]);
}

#[tokio::test]
async fn a_silent_gateway_is_asked_a_few_times_a_round_and_the_rest_comes_again() {
    let world = World::new().await;
    let (token, _) = world.waiting(&world.shop.mei, &world.shop.month).await;
    of_a_removed_account(&world, &token, 100);
    world.commerce.change(|tables| {
        for attempt in tables.attempts.values_mut() {
            attempt.account = domain::order::Gateway::WechatPay.into();
        }
    });
    world.gateway.change(|book| {
        book.down = true;
        book.asked.clear();
    });
    world.clock.advance(10);
    let swept = world.sweep().await.unwrap();
    assert_eq!((swept.asked, swept.postponed), (101, 101));
    let asked = world.gateway.book().asked["gateway.query"];
    assert!((8..16).contains(&asked), "{asked}");
    assert_eq!(world.sweep().await.unwrap(), Swept::default());
}

#[tokio::test]
async fn a_page_that_is_read_again_and_again_does_not_ask_the_gateway_each_time() {
    let world = World::new().await;
    let token = world.ordered(&world.shop.mei, &world.shop.month).await;
    world.gateway.change(|book| book.down = true);
    for _ in 0..30 {
        let page = world.page(&world.shop.mei, &token).await.unwrap();
        assert!(matches!(page.stage, OrderStage::Preparing { .. }));
    }
    assert_eq!(world.gateway.book().asked["gateway.create"], 6);
    world.gateway.change(|book| book.down = false);
    world.clock.advance(5);
    world.opened(&world.shop.mei, &token).await;
}
