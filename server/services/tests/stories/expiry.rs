//! Time is up: ask, close, expire. Money beats the clock.

use domain::{
    id::OrderToken,
    order::{AttemptState, Channel, OrderState},
    view::OrderStage,
};
use services::{
    ports::{Clock, CreateAnswer},
    till::{ChangeOutcome, CheckOutcome, Visit},
};

use super::{told::told, world::World};

#[tokio::test]
async fn an_order_nobody_pays_expires_and_its_seat_is_free_again() {
    told(async |world| {
        let (mei, studio) = (&world.shop.mei, &world.shop.studio);
        let (token, number) = world.waiting(mei, studio).await;
        let watch = world.again(async || world.services.till.watch(mei, &token).await).await.unwrap();
        assert_eq!(world.rows().seats[&studio.id].taken, 1);
        world.clock.advance(15 * 60);
        assert_eq!(world.stage(mei, &token).await, OrderStage::Confirming);
        world.swept_until(1, || world.order(&token).state.code() == "expired").await;
        assert!(world.gateway.book().payments[&number].closed, "nobody can pay it any more");
        assert!(world.attempt_is(&token, AttemptState::Closed));
        assert_eq!(world.rows().seats[&studio.id].taken, 0);
        assert!(matches!(world.stage(mei, &token).await, OrderStage::Expired { .. }));
        world.again(async || world.services.till.refresh_watched().await).await;
        assert_eq!(watch.status().state.code(), "expired");
        let next = world.ordered(mei, studio).await;
        assert_ne!(next, token, "a new order begins afresh");
    })
    .await;
}

#[tokio::test]
async fn an_order_whose_page_was_never_opened_expires_too() {
    told(async |world| {
        let token = world.ordered(&world.shop.mei, &world.shop.studio).await;
        world.expired(&token).await;
        assert_eq!(world.rows().seats[&world.shop.studio.id].taken, 0);
        assert!(world.gateway.book().payments.is_empty());
    })
    .await;
}

#[tokio::test]
async fn before_its_time_nothing_expires() {
    let world = World::new().await;
    let (token, number) = world.waiting(&world.shop.mei, &world.shop.month).await;
    let left = world.order(&token).expires_at.ms_since(world.clock.business()) / 1000;
    world.clock.advance(left - 1);
    world.sweep().await.unwrap();
    assert_eq!(world.order(&token).state, OrderState::Pending);
    assert!(!world.gateway.book().payments[&number].closed);
    world.clock.advance(1);
    world.sweep().await.unwrap();
    assert_eq!(world.order(&token).state.code(), "expired");
}

#[tokio::test]
async fn a_payment_found_by_the_last_question_is_a_payment_in_time() {
    told(async |world| {
        let (token, number) = world.waiting(&world.shop.mei, &world.shop.studio).await;
        world.clock.advance(14 * 60);
        world.pays(&token, &number);
        world.clock.advance(60);
        world.swept_until(1, || world.order(&token).state.code() == "paid").await;
        assert!(matches!(world.stage(&world.shop.mei, &token).await, OrderStage::Paid { late: false, .. }));
        assert_eq!(world.rows().seats[&world.shop.studio.id].taken, 1);
    })
    .await;
}

#[tokio::test]
async fn a_payment_between_the_question_and_the_closing_is_taken() {
    told(async |world| {
        let (token, number) = world.waiting(&world.shop.mei, &world.shop.studio).await;
        world.clock.advance(15 * 60);
        let (gateway, price) = (world.gateway.clone(), world.order(&token).price);
        let paid = number.clone();
        world.switch.meanwhile("gateway.close", 1, async move {
            assert!(gateway.pay(&paid, price, false));
        });
        world.swept_until(1, || world.order(&token).state.code() == "paid").await;
        assert!(!world.gateway.book().payments[&number].closed);
        assert_eq!(world.rows().memberships.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_notification_that_overtakes_the_expiry_wins() {
    let world = World::new().await;
    let (token, number) = world.waiting(&world.shop.mei, &world.shop.studio).await;
    world.clock.advance(15 * 60);
    let price = world.order(&token).price;
    world.switch.meanwhile("commit", 1, world.paid_meanwhile(&number, price));
    world.sweep().await.unwrap();
    assert_eq!(world.order(&token).state.code(), "paid");
    assert_eq!(world.rows().seats[&world.shop.studio.id].taken, 1);
    world.audit();
}

#[tokio::test]
async fn an_unreachable_gateway_leaves_the_order_waiting_and_the_seat_held() {
    told(async |world| {
        let (mei, studio) = (&world.shop.mei, &world.shop.studio);
        let (token, number) = world.waiting(mei, studio).await;
        world.pays(&token, &number);
        world.gateway.change(|book| book.down = true);
        world.clock.advance(15 * 60);
        for _ in 0..3 {
            world.clock.advance(60);
            world.again(async || world.sweep().await).await;
            assert_eq!(world.order(&token).state, OrderState::Pending);
            assert_eq!(world.stage(mei, &token).await, OrderStage::Confirming);
        }
        assert_eq!(world.rows().seats[&studio.id].taken, 1);
        world.gateway.change(|book| book.down = false);
        // It has been asked less and less often meanwhile.
        world.swept_until(60, || world.order(&token).state.code() == "paid").await;
    })
    .await;
}

#[tokio::test]
async fn check_now_concludes_an_order_whose_time_is_up() {
    told(async |world| {
        let (token, _) = world.waiting(&world.shop.mei, &world.shop.month).await;
        world.clock.advance(15 * 60);
        world
            .until(async || {
                world.clock.advance(5);
                let checked = world.services.till.check_now(&world.shop.mei, &token).await?;
                Ok((checked == CheckOutcome::Checked).then_some(()))
            })
            .await;
        assert_eq!(world.order(&token).state.code(), "expired");
    })
    .await;
}

#[tokio::test]
async fn two_processes_that_expire_one_order_release_its_seat_once() {
    let world = World::new().await;
    let studio = &world.shop.studio;
    let (token, _) = world.waiting(&world.shop.mei, studio).await;
    world.waiting(&world.shop.tom, studio).await;
    world.clock.advance(15 * 60);
    let services = world.services.clone();
    let (mei, theirs) = (world.shop.mei.clone(), token.clone());
    world.switch.meanwhile("commit", 1, async move {
        services.till.check_now(&mei, &theirs).await.unwrap();
    });
    world.sweep().await.unwrap();
    world.sweep().await.unwrap();
    assert_eq!(world.order(&token).state.code(), "expired");
    assert_eq!(world.rows().seats[&studio.id].taken, 0);
    world.audit();
}

impl World {
    /// An order with two open codes: two screens asked for a new one at the same time. Their numbers.
    pub async fn two_codes(&self) -> (OrderToken, [String; 2]) {
        let (mei, month) = (self.shop.mei.clone(), &self.shop.month);
        let token = self.ordered(&mei, month).await;
        self.gateway.change(|book| book.creations.push_back(CreateAnswer::Closed));
        assert!(matches!(self.stage(&mei, &token).await, OrderStage::Preparing { .. }));
        let (services, viewer, theirs) = (self.services.clone(), mei.clone(), token.clone());
        self.switch.meanwhile("commit", 1, async move {
            services.till.page(&viewer, &theirs, &Visit::default()).await.unwrap();
        });
        self.page(&mei, &token).await.unwrap();
        let open = self.attempts(&token).into_iter().filter(|attempt| attempt.state.is_open());
        let numbers: Vec<String> = open.map(|attempt| attempt.gateway_number).collect();
        (token, numbers.try_into().unwrap())
    }
}

#[tokio::test]
async fn a_second_code_of_a_paid_order_is_closed_so_that_nobody_pays_it() {
    let world = World::new().await;
    let (token, [first, second]) = world.two_codes().await;
    world.pays(&token, &first);
    world.notified(&first).await;
    world.clock.advance(10);
    world.sweep().await.unwrap();
    assert!(world.gateway.book().payments[&second].closed);
    for _ in 0..30 {
        world.clock.advance(3600);
        world.sweep().await.unwrap();
    }
    assert!(world.rows().attempts.values().all(|attempt| attempt.next_query_at.is_none()), "asked for ever");
    world.audit();
}

impl World {
    /// The payer has done their part, and the bank takes its time.
    fn is_at_the_bank(&self, number: &str) {
        self.gateway.change(|book| {
            book.at_the_bank.insert(number.to_owned());
        });
    }

    /// The bank said yes, or no.
    fn bank_decides(&self, token: &OrderToken, number: &str, yes: bool) {
        self.gateway.change(|book| {
            book.at_the_bank.remove(number);
            book.payments.get_mut(number).unwrap().closed |= !yes;
        });
        if yes {
            self.pays(token, number);
        }
    }
}

#[tokio::test]
async fn an_order_whose_payment_the_bank_is_at_waits_for_it_and_the_page_says_so() {
    for yes in [true, false] {
        told(async |world| {
            let (mei, studio) = (&world.shop.mei, &world.shop.studio);
            let (token, number) = world.waiting(mei, studio).await;
            world.is_at_the_bank(&number);
            world.clock.advance(15 * 60);
            world.swept_until(60, || world.attempt_is(&token, AttemptState::UnderWay)).await;
            let under_way = OrderStage::UnderWay { channel: Channel::WechatPay };
            assert_eq!(world.stage(mei, &token).await, under_way);
            assert_eq!(
                (world.order(&token).state, world.rows().seats[&studio.id].taken),
                (OrderState::Pending, 1)
            );
            world.bank_decides(&token, &number, yes);
            let end = if yes { "paid" } else { "expired" };
            world.swept_until(60, || world.order(&token).state.code() == end).await;
            assert_eq!(world.rows().seats[&studio.id].taken, u32::from(yes));
        })
        .await;
    }
}

#[tokio::test]
async fn an_order_whose_payment_the_bank_is_at_for_hours_is_asked_about_more_and_more_rarely() {
    let world = World::new().await;
    let (token, number) = world.waiting(&world.shop.mei, &world.shop.month).await;
    world.is_at_the_bank(&number);
    world.clock.advance(15 * 60);
    for _ in 0..2 * 3600 {
        world.clock.advance(1);
        world.sweep().await.unwrap();
    }
    assert_eq!(world.order(&token).state, OrderState::Pending);
    let closings = world.gateway.book().asked["gateway.close"];
    assert!((20..60).contains(&closings), "{closings} times in two hours");
    world.bank_decides(&token, &number, true);
    world.clock.advance(600);
    world.sweep().await.unwrap();
    assert_eq!(world.order(&token).state.code(), "paid");
    world.audit();
}

#[tokio::test]
async fn a_second_code_that_the_bank_is_at_is_asked_about_on_its_ladder() {
    let world = World::new().await;
    let (token, [first, second]) = world.two_codes().await;
    world.is_at_the_bank(&second);
    world.pays(&token, &first);
    world.notified(&first).await;
    for _ in 0..600 {
        world.clock.advance(1);
        world.sweep().await.unwrap();
    }
    let closings = world.gateway.book().asked["gateway.close"];
    assert!((5..15).contains(&closings), "{closings} times in ten minutes");
    world.bank_decides(&token, &second, true);
    world.clock.advance(600);
    world.sweep().await.unwrap();
    assert_eq!(world.rows().refunds.len(), 1, "the second payment goes back");
    world.audit();
}

#[tokio::test]
async fn a_payment_that_the_bank_is_at_is_not_changed_for_another_one() {
    told(async |world| {
        let (mei, month) = (&world.shop.mei, &world.shop.month);
        let (token, number) = world.waiting(mei, month).await;
        world.is_at_the_bank(&number);
        assert_eq!(world.changed(mei, &token, "card").await, ChangeOutcome::NotWaiting);
        assert_eq!(world.stage(mei, &token).await, OrderStage::UnderWay { channel: Channel::WechatPay });
        assert_eq!(world.attempts(&token).len(), 1, "both could be paid");
        // The bank says no while there is time: the order can be paid once more.
        world.bank_decides(&token, &number, false);
        world.swept_until(60, || world.attempt_is(&token, AttemptState::Closed)).await;
        world.opened(mei, &token).await;
    })
    .await;
}

#[tokio::test]
async fn pages_hear_that_the_bank_said_no_while_there_is_time_to_pay_another_way() {
    told(async |world| {
        let (mei, month) = (&world.shop.mei, &world.shop.month);
        let (token, number) = world.waiting(mei, month).await;
        world.is_at_the_bank(&number);
        assert_eq!(world.changed(mei, &token, "card").await, ChangeOutcome::NotWaiting);
        let watch = world.again(async || world.services.till.watch(mei, &token).await).await.unwrap();
        world.again(async || world.services.till.refresh_watched().await).await;
        let (under_way, heard) = (world.order(&token).version, watch.version());
        assert_eq!(heard, under_way);
        world.bank_decides(&token, &number, false);
        world.swept_until(60, || world.attempt_is(&token, AttemptState::Closed)).await;
        assert_eq!(world.order(&token).version, under_way + 1, "no page asks for what it has");
        if world.switch.failed().is_none() {
            assert_eq!(watch.version(), under_way + 1);
        }
        world.opened(mei, &token).await;
    })
    .await;
}
