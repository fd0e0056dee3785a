//! Ordering again what waits for its payment already: the buyer gets what they asked for now, and there is never a second
//! order that can be paid.

use domain::{
    catalogue::{Agreement, Discount, Product},
    id::{AgreementId, OrderToken},
    message::{OrderNews, Recipient},
    money::BasisPoints,
    order::{Channel, OrderException, OrderState},
    time::Timestamp,
    view::{OrderStage, Problem, ProblemCode},
};
use services::{
    actor::Member,
    checkout::{CheckoutAsk, StartOrderForm, StartOutcome},
    till::ChangeOutcome,
};

use super::{
    shop::{STUDIO_SEATS, yuan},
    told::told,
    world::{World, origin},
};

const FIFTH: Discount = Discount::Percent(BasisPoints::new(2_000));

impl World {
    /// The order that somebody has after ordering with a coupon, as an upgrade, or plainly; whoever is told that the
    /// earlier order could not be closed tries again.
    async fn orders_again(
        &self,
        member: &Member,
        product: &Product,
        coupon: &str,
        upgrade: bool,
    ) -> OrderToken {
        let form = self.again(async || self.form(member, &product.id).await).await;
        let form = StartOrderForm { coupon: coupon.to_owned(), upgrade, ..form };
        self.until(async || match self.start(member, form.clone()).await? {
            StartOutcome::Started(token) | StartOutcome::Existing(token) => Ok(Some(token)),
            StartOutcome::Refused(problems) => {
                assert_eq!(problems, [Problem::at("form", ProblemCode::EarlierOrderOpen)]);
                Ok(None)
            }
        })
        .await
    }

    /// The orders that wait for a payment.
    fn unpaid(&self) -> Vec<OrderToken> {
        let rows = self.rows();
        let waits = rows.orders.values().filter(|order| order.state == OrderState::Pending);
        waits.map(|order| order.token.clone()).collect()
    }
}

#[tokio::test]
async fn ordering_again_with_a_coupon_closes_the_dearer_order_and_makes_the_cheaper_one() {
    told(async |world| {
        let (mei, month) = (&world.shop.mei, &world.shop.month);
        let coupon = world.coupon(FIFTH, Some(1), Some(1));
        let (dear, number) = world.waiting(mei, month).await;
        let cheap = world.orders_again(mei, month, "spring", false).await;
        assert_ne!(cheap, dear);
        assert_eq!((world.order(&cheap).price, world.used(&coupon)), (yuan(5_440), 1));
        assert_eq!(world.order(&dear).state.code(), "expired");
        assert_eq!(world.unpaid(), std::slice::from_ref(&cheap));
        assert!(world.gateway.book().payments[&number].closed, "it could still be paid");
        assert!(world.attempts(&dear)[0].next_query_at.is_some(), "money may still be under way");
        world.pays_and_is_told(mei, &cheap).await;
        assert_eq!(world.rows().memberships.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn the_same_again_is_the_same_order_also_with_its_coupon_used_up_by_it() {
    told(async |world| {
        let (mei, month) = (&world.shop.mei, &world.shop.month);
        let coupon = world.coupon(FIFTH, Some(1), Some(1));
        let first = world.orders_again(mei, month, "spring", false).await;
        assert_eq!(world.orders_again(mei, month, "spring", false).await, first);
        assert_eq!((world.rows().orders.len(), world.used(&coupon)), (1, 1));
        let ask = CheckoutAsk {
            product: Some(month.id.clone()),
            coupon: "spring".to_owned(),
            ..CheckoutAsk::default()
        };
        let page = async || world.services.checkout.page("kiln-circle", Some(mei), ask.clone()).await;
        let page = world.again(page).await.unwrap();
        assert_eq!((page.price.price, page.problems), (yuan(5_440), Vec::new()), "it is their own order's");
    })
    .await;
}

#[tokio::test]
async fn a_used_up_coupon_comes_along_from_an_order_to_the_one_in_its_place() {
    told(async |world| {
        let (mei, shop) = (&world.shop.mei, &world.shop);
        world.bought(mei, &shop.month).await;
        let coupon = world.coupon(FIFTH, Some(1), Some(1));
        let plain = world.orders_again(mei, &shop.year, "spring", false).await;
        let counted = world.orders_again(mei, &shop.year, "spring", true).await;
        assert_ne!(counted, plain);
        assert!(world.order(&counted).price.minor() < world.order(&plain).price.minor());
        assert_eq!((world.unpaid(), world.used(&coupon)), (vec![counted], 1));
    })
    .await;
}

#[tokio::test]
async fn another_credit_is_another_order() {
    let world = World::new().await;
    let (mei, shop) = (&world.shop.mei, &world.shop);
    world.bought(mei, &shop.month).await;
    let plain = world.orders_again(mei, &shop.year, "", false).await;
    let counted = world.orders_again(mei, &shop.year, "", true).await;
    assert_ne!(counted, plain);
    world.bought(mei, &shop.month).await;
    let both = world.orders_again(mei, &shop.year, "", true).await;
    assert!(world.order(&both).price.minor() < world.order(&counted).price.minor());
    assert_eq!(world.unpaid(), std::slice::from_ref(&both));
    world.pays_and_is_told(mei, &both).await;
    world.audit();
}

#[tokio::test]
async fn without_the_coupon_it_is_the_list_price_and_the_coupon_is_free_again() {
    told(async |world| {
        let (mei, month) = (&world.shop.mei, &world.shop.month);
        let coupon = world.coupon(FIFTH, Some(1), Some(1));
        world.orders_again(mei, month, "spring", false).await;
        let plain = world.orders_again(mei, month, "", false).await;
        assert_eq!((world.order(&plain).price, world.used(&coupon)), (yuan(6_800), 0));
        assert_eq!(world.unpaid(), [plain]);
    })
    .await;
}

#[tokio::test]
async fn an_earlier_order_that_turns_out_to_be_paid_is_the_answer() {
    told(async |world| {
        let (mei, month) = (&world.shop.mei, &world.shop.month);
        world.coupon(FIFTH, Some(1), Some(1));
        let (token, number) = world.waiting(mei, month).await;
        world.pays(&token, &number);
        let answer = world.orders_again(mei, month, "spring", false).await;
        assert_eq!(world.order(&token).state.code(), "paid");
        // Whoever lost the answer asks once more, as a member by now: that is a renewal.
        assert!(answer == token || world.switch.failed().is_some());
    })
    .await;
}

#[tokio::test]
async fn a_gateway_that_does_not_answer_keeps_the_earlier_order_and_says_so() {
    let world = World::new().await;
    let (mei, month) = (&world.shop.mei, &world.shop.month);
    let coupon = world.coupon(FIFTH, Some(1), Some(1));
    let (token, number) = world.waiting(mei, month).await;
    let form = world.form(mei, &month.id).await.unwrap();
    let form = StartOrderForm { coupon: "spring".to_owned(), ..form };
    world.gateway.change(|book| book.down = true);
    let answer = world.start(mei, form).await.unwrap();
    let open = Problem::at("form", ProblemCode::EarlierOrderOpen);
    assert_eq!(answer, StartOutcome::Refused(vec![open]));
    world.gateway.change(|book| book.down = false);
    assert_eq!((world.unpaid(), world.used(&coupon)), (vec![token.clone()], 0), "both could be paid");
    world.pays(&token, &number);
    world.notified(&number).await;
    world.audit();
}

#[tokio::test]
async fn the_last_seat_goes_over_to_the_order_in_its_place() {
    told(async |world| {
        let (shop, studio) = (&world.shop, &world.shop.studio);
        world.coupon(FIFTH, None, None);
        world.bought(&shop.tom, studio).await;
        world.ordered(&shop.mei, studio).await;
        world.waits(&shop.ann).await;
        let cheap = world.orders_again(&shop.mei, studio, "spring", false).await;
        assert!(world.order(&cheap).holds_seat && world.order(&cheap).price.minor() < studio.price.minor());
        assert_eq!((world.unpaid(), world.seats_taken()), (vec![cheap], STUDIO_SEATS));
    })
    .await;
}

#[tokio::test]
async fn two_tabs_that_ask_for_different_things_at_once_leave_one_order_to_pay() {
    let world = World::new().await;
    let (mei, month) = (&world.shop.mei, &world.shop.month);
    world.coupon(FIFTH, Some(1), Some(1));
    world.waiting(mei, month).await;
    let form = world.form(mei, &month.id).await.unwrap();
    let cheaper = StartOrderForm { coupon: "spring".to_owned(), ..form.clone() };
    let (first, second) = tokio::join!(world.start(mei, form), world.start(mei, cheaper));
    assert!(!matches!((&first, &second), (Ok(StartOutcome::Refused(_)), Ok(StartOutcome::Refused(_)))));
    assert_eq!(world.unpaid().len(), 1);
    let open = world.rows().attempts.values().filter(|attempt| attempt.state.is_open()).count();
    assert_eq!(open, 1);
    world.audit();
}

#[tokio::test]
async fn another_way_to_pay_chosen_with_the_same_order_is_the_way_it_waits_for() {
    let world = World::new().await;
    let (mei, month) = (&world.shop.mei, &world.shop.month);
    let (token, number) = world.waiting(mei, month).await;
    let form = world.form(mei, &month.id).await.unwrap();
    let form = StartOrderForm { channel: "card".to_owned(), ..form };
    let again = world.services.checkout.start_order(mei, &origin(), form).await.unwrap();
    assert_eq!(again, StartOutcome::Existing(token.clone()));
    let stage = world.stage(mei, &token).await;
    assert!(matches!(stage, OrderStage::AwaitingPayment { channel: Channel::Card, .. }), "{stage:?}");
    assert!(world.gateway.book().payments[&number].closed);
    world.audit();
}

#[tokio::test]
async fn an_order_whose_money_somebody_looks_at_is_paid_no_second_time() {
    told(async |world| {
        let (mei, month) = (&world.shop.mei, &world.shop.month);
        world.coupon(FIFTH, None, None);
        let form = world.again(async || world.form(mei, &month.id).await).await;
        let form = StartOrderForm { remind: true, ..form };
        let placed = world.again(async || world.start(mei, form.clone()).await).await;
        let (StartOutcome::Started(token) | StartOutcome::Existing(token)) = placed else { panic!() };
        let number = world.opened(mei, &token).await;
        assert!(world.gateway.pay(&number, yuan(1), false));
        world.notified(&number).await;
        assert_eq!(world.order(&token).exception, OrderException::AmountMismatch);
        assert_eq!(world.changed(mei, &token, "card").await, ChangeOutcome::NotWaiting);
        assert_eq!(world.orders_again(mei, month, "spring", false).await, token);
        world.clock.advance(8 * 60);
        world.again(async || world.services.orders.remind("this process").await).await;
        let told = world.order_news(&Recipient::Person(mei.user.clone()));
        assert!(!told.iter().any(|news| matches!(news, OrderNews::Waiting { .. })), "{told:?}");
        assert_eq!((world.rows().orders.len(), world.attempts(&token).len()), (1, 1));
    })
    .await;
}

#[tokio::test]
async fn a_form_that_is_sent_again_after_the_payment_is_answered_with_the_paid_order() {
    told(async |world| {
        let (mei, month) = (&world.shop.mei, &world.shop.month);
        let form = world.again(async || world.form(mei, &month.id).await).await;
        let other_tab = world.again(async || world.form(mei, &month.id).await).await;
        let (StartOutcome::Started(token) | StartOutcome::Existing(token)) =
            world.again(async || world.start(mei, form.clone()).await).await
        else {
            panic!("refused")
        };
        let number = world.opened(mei, &token).await;
        world.pays(&token, &number);
        world.notified(&number).await;
        assert_eq!(world.order(&token).state.code(), "paid");
        for again in [form, other_tab] {
            let answer = world.again(async || world.start(mei, again.clone()).await).await;
            assert_eq!(answer, StartOutcome::Existing(token.clone()), "nothing is sold twice");
        }
        assert!(world.unpaid().is_empty());
        // Whoever wants another month opens the page anew.
        let renewal = world.ordered(mei, month).await;
        assert_ne!(renewal, token);
        assert_eq!(world.unpaid(), [renewal]);
    })
    .await;
}

#[tokio::test]
async fn a_form_that_is_sent_again_after_the_payment_says_so_whatever_is_true_by_now() {
    told(async |world| {
        let (mei, month) = (&world.shop.mei, &world.shop.month);
        let coupon = world.coupon(FIFTH, Some(1), Some(1));
        let form = world.again(async || world.form(mei, &month.id).await).await;
        let form = StartOrderForm { coupon: "spring".to_owned(), ..form };
        let placed = world.again(async || world.start(mei, form.clone()).await).await;
        let (StartOutcome::Started(token) | StartOutcome::Existing(token)) = placed else {
            panic!("refused")
        };
        world.pays_and_is_told(mei, &token).await;
        let sent_again = async |form: &StartOrderForm| {
            let answer = world.again(async || world.start(mei, form.clone()).await).await;
            assert_eq!(answer, StartOutcome::Existing(token.clone()));
        };
        // Its own order has used the coupon up.
        sent_again(&form).await;
        sent_again(&StartOrderForm { channel: "gone".to_owned(), ..form.clone() }).await;
        world.commerce.change(|tables| {
            let known = tables.products.iter_mut().find(|known| known.id == month.id).unwrap();
            known.on_sale = false;
            let next = Agreement { version: 3, id: next_agreement(), ..world.shop.agreement.clone() };
            tables.agreements.push(next);
        });
        world.again(async || world.services.catalogue.reload().await).await;
        sent_again(&form).await;
        assert_eq!((world.rows().orders.len(), world.used(&coupon)), (1, 1));
    })
    .await;
}

fn next_agreement() -> AgreementId {
    AgreementId::new(Timestamp::from_unix_ms(1), 3)
}
