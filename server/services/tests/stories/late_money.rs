//! Money that comes after the order has expired: it buys the membership while a seat is free, else it goes back.

use domain::{
    message::{OrderNews, Recipient},
    order::{AttemptState, OrderException, OrderState, RefundReason},
    view::OrderStage,
};
use services::till::Swept;

use super::{shop::yuan, told::told, world::World};

#[tokio::test]
async fn late_money_with_a_seat_free_is_settled_and_said_to_be_late() {
    told(async |world| {
        let (mei, studio) = (&world.shop.mei, &world.shop.studio);
        let (token, number) = world.waiting(mei, studio).await;
        world.expired(&token).await;
        world.clock.advance(60);
        world.pays_late(&token, &number);
        world.notified(&number).await;
        let order = world.order(&token);
        assert_eq!((order.state.code(), order.exception), ("paid", OrderException::PaidLate));
        assert!(matches!(
            world.stage(mei, &token).await,
            OrderStage::Paid { late: true, way_in: Some(_), .. }
        ));
        assert_eq!(world.rows().seats[&studio.id].taken, 1);
        let told = OrderNews::LetIn { token, amount: studio.price };
        assert_eq!(world.order_news(&Recipient::Person(mei.user.clone())), [told]);
    })
    .await;
}

#[tokio::test]
async fn late_money_nobody_tells_us_about_is_found_within_two_hours() {
    told(async |world| {
        let (token, number) = world.waiting(&world.shop.mei, &world.shop.month).await;
        world.expired(&token).await;
        world.pays_late(&token, &number);
        world.swept_until(2 * 3600, || world.order(&token).state.code() == "paid").await;
        assert_eq!(world.order(&token).exception, OrderException::PaidLate);
    })
    .await;
}

#[tokio::test]
async fn a_closed_number_is_watched_for_a_day_and_then_left_alone() {
    let world = World::new().await;
    let (token, _) = world.waiting(&world.shop.mei, &world.shop.month).await;
    world.expired(&token).await;
    let mut asked = 0;
    for _ in 0..48 {
        world.clock.advance(3600);
        asked += world.sweep().await.unwrap().asked;
    }
    assert_eq!(asked, 12, "every two hours for the whole day");
    assert!(world.attempts(&token)[0].next_query_at.is_none());
    assert_eq!(world.sweep().await.unwrap(), Swept::default());
}

#[tokio::test]
async fn a_gateway_that_was_silent_for_the_whole_day_is_still_asked_once() {
    let world = World::new().await;
    let (token, number) = world.waiting(&world.shop.mei, &world.shop.month).await;
    world.expired(&token).await;
    world.pays_late(&token, &number);
    world.gateway.change(|book| book.down = true);
    for _ in 0..30 {
        world.clock.advance(3600);
        world.sweep().await.unwrap();
    }
    world.gateway.change(|book| book.down = false);
    world.swept_until(2 * 3600, || world.order(&token).state.code() == "paid").await;
    assert!(world.rows().attempts.values().all(|attempt| attempt.next_query_at.is_none()));
}

#[tokio::test]
async fn a_page_asks_slowly_for_late_money_while_it_is_looked_for_and_then_no_more() {
    let world = World::new().await;
    let (mei, month) = (&world.shop.mei, &world.shop.month);
    let (token, _) = world.waiting(mei, month).await;
    world.expired(&token).await;
    let watch = world.services.till.watch(mei, &token).await.unwrap().unwrap();
    let asks = || world.services.till.status_view(&watch.status()).next_poll_ms;
    let watched = async || match world.stage(mei, &token).await {
        OrderStage::Expired { watched_until, .. } => watched_until.is_some(),
        other => panic!("{other:?}"),
    };
    assert_eq!((asks(), watched().await), (30_000, true));
    world.clock.advance(24 * 3600 - 10);
    assert_eq!((asks(), watched().await), (30_000, true));
    world.clock.advance(10);
    assert_eq!((asks(), watched().await), (0, false));
}

impl World {
    /// Mei's order expired, Tom and Ann took the seats, and then Mei's money came.
    pub async fn late_and_full(&self) -> (domain::id::OrderToken, String) {
        let studio = &self.shop.studio;
        let (token, number) = self.waiting(&self.shop.mei, studio).await;
        self.expired(&token).await;
        self.ordered(&self.shop.tom, studio).await;
        self.ordered(&self.shop.ann, studio).await;
        self.pays_late(&token, &number);
        (token, number)
    }
}

#[tokio::test]
async fn late_money_without_a_seat_goes_back_and_the_member_is_told() {
    told(async |world| {
        let (mei, studio) = (&world.shop.mei, &world.shop.studio);
        let (token, number) = world.late_and_full().await;
        world.notified(&number).await;
        let order = world.order(&token);
        assert_eq!((order.state.code(), order.exception), ("refund_pending", OrderException::PaidLate));
        let refunding = OrderStage::Refunding { amount: studio.price, reason: RefundReason::LateAndFull };
        assert_eq!(world.stage(mei, &token).await, refunding);
        assert!(world.rows().memberships.is_empty());
        assert_eq!(world.rows().seats[&studio.id].taken, 2);
        let buyer = Recipient::Person(mei.user.clone());
        let (amount, reason) = (studio.price, RefundReason::LateAndFull);
        let on_its_way = OrderNews::SentBack { token: token.clone(), amount, reason };
        assert_eq!(
            world.order_news(&buyer),
            std::slice::from_ref(&on_its_way),
            "nobody waits at the page for a day"
        );
        world.swept_until(20, || world.refund_is("processing")).await;
        assert_eq!(world.stage(mei, &token).await, refunding, "accepted is not sent");
        world.refund_succeeds();
        world.swept_until(20, || world.order(&token).state.code() == "refunded").await;
        let OrderStage::Refunded { amount, .. } = world.stage(mei, &token).await else { panic!("not back") };
        assert_eq!(amount, yuan(19_900));
        assert_eq!(
            world.order_news(&buyer),
            [on_its_way, OrderNews::RefundDone { token: token.clone(), amount }]
        );
        assert!(world.rows().balances.values().all(|balance| *balance == 0), "nothing is left anywhere");
        assert_eq!(world.gateway.book().refunds.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn the_last_seat_that_goes_at_the_last_moment_is_not_sold_twice() {
    let world = World::new().await;
    let studio = &world.shop.studio;
    let (token, number) = world.waiting(&world.shop.mei, studio).await;
    world.expired(&token).await;
    world.ordered(&world.shop.tom, studio).await;
    world.pays_late(&token, &number);
    let form = world.form(&world.shop.ann, &studio.id).await.unwrap();
    let (services, ann) = (world.services.clone(), world.shop.ann.clone());
    world.switch.meanwhile("commit", 1, async move {
        let origin = super::world::origin();
        services.checkout.start_order(&ann, &origin, form).await.unwrap();
    });
    world.notified(&number).await;
    assert_eq!(world.order(&token).state.code(), "refund_pending");
    assert_eq!(world.rows().seats[&studio.id].taken, 2);
    assert_eq!(world.rows().orders.len(), 3);
}

#[tokio::test]
async fn late_money_for_one_order_leaves_the_next_order_of_the_same_person_alone() {
    let world = World::new().await;
    let (mei, month) = (&world.shop.mei, &world.shop.month);
    let (late, late_number) = world.waiting(mei, month).await;
    world.expired(&late).await;
    let (next, next_number) = world.waiting(mei, month).await;
    world.pays_late(&late, &late_number);
    world.notified(&late_number).await;
    assert_eq!(world.order(&next).state, OrderState::Pending);
    world.pays(&next, &next_number);
    world.notified(&next_number).await;
    let rows = world.rows();
    assert_eq!(rows.memberships.len(), 2, "both were paid, both count");
    assert!(rows.attempts.values().all(|attempt| attempt.state == AttemptState::Succeeded));
    world.audit();
}
