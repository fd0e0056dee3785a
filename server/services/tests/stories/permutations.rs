//! The same payments, told in every order: doubled, late, lost, forged, and with pages, sweeps and changes in between.
//! Whatever the order, each payment has one answer, each order is sold at most once, and what is lost is found by asking.

mod after;

use domain::{
    id::OrderToken,
    order::{AttemptState, Gateway, OrderState, RefundReason},
};
use proptest::prelude::*;
use services::{
    actor::Member,
    ports::{Clock, Notification, NotificationRefused, RefundAnswer},
    till::Received,
};

use super::{shop::yuan, world::World};

/// What can be told.
#[derive(Clone, Debug, PartialEq)]
enum Told {
    /// The notification of a payment, by its place.
    Paid(usize),
    /// That something may have become of it.
    Ask(usize),
    /// A notification that no gateway wrote.
    Forged,
    /// Money under a number of nobody.
    Stray,
    /// That refunds are done.
    Refunds,
    Sweep,
    /// Somebody opens the page of an order.
    Page(usize),
    /// Somebody changes the channel of an order.
    Change(usize, &'static str),
    /// Time goes on, over the end of the orders at last.
    Minutes(i64),
}

/// A payment that was made: of which order, at which gateway, under which number, and whether its amount is right.
struct Made {
    order: usize,
    gateway: Gateway,
    number: String,
    right: bool,
}

struct Scene {
    world: World,
    orders: Vec<(Member, OrderToken)>,
    made: Vec<Made>,
}

impl Scene {
    /// Three orders: one paid by two codes at once, one through two channels with one wrong amount, one in time.
    async fn set() -> Self {
        let world = World::new().await;
        let (mei, tom, ann) = (world.shop.mei.clone(), world.shop.tom.clone(), world.shop.ann.clone());
        let (month, studio) = (world.shop.month.clone(), world.shop.studio.clone());
        let (first, [one, two]) = world.two_codes().await;
        let second = world.ordered_with(&tom, &studio, "alipay").await;
        let left = world.opened(&tom, &second).await;
        world.change(&tom, &second, "card").await.unwrap();
        let taken = world.opened(&tom, &second).await;
        let (third, only) = world.waiting(&ann, &month).await;
        let mut made = Vec::new();
        for (order, gateway, number, amount, right) in [
            (0, Gateway::WechatPay, one, month.price, true),
            (0, Gateway::WechatPay, two, month.price, true),
            (1, Gateway::Alipay, left, yuan(7), false),
            (1, Gateway::Stripe, taken, studio.price, true),
            (2, Gateway::WechatPay, only, month.price, true),
        ] {
            assert!(world.gateways.of(gateway).pay(&number, amount, false));
            made.push(Made { order, gateway, number, right });
        }
        Self { world, orders: vec![(mei, first), (tom, second), (ann, third)], made }
    }

    async fn tell(&self, told: &Told) {
        let world = &self.world;
        match told {
            Told::Paid(place) => {
                let made = &self.made[*place];
                let body = world.announce_by(made.gateway, &made.number);
                assert_eq!(world.receive_from(made.gateway, &body).await.unwrap(), Received::Acknowledged);
            }
            Told::Ask(place) => {
                let made = &self.made[*place];
                let (event_id, number) = (format!("ask {}", made.number), made.number.clone());
                let body = event_id.clone();
                let gateway = world.gateways.of(made.gateway);
                gateway.announce(&body, Ok(Notification::Ask { event_id, number }));
                assert_eq!(world.receive_from(made.gateway, &body).await.unwrap(), Received::Acknowledged);
            }
            Told::Forged => {
                for gateway in [Gateway::WechatPay, Gateway::Alipay, Gateway::Stripe] {
                    let received = world.receive_from(gateway, "nobody wrote this").await.unwrap();
                    assert_eq!(received, Received::Refused(NotificationRefused::Signature));
                }
            }
            Told::Stray => {
                let capture = domain::order::Capture {
                    gateway_transaction: "of nobody".to_owned(),
                    amount: yuan(42),
                    captured_at: world.clock.business(),
                };
                let (event_id, number) = ("stray".to_owned(), "JNOBODY".to_owned());
                let paid = Notification::Paid { event_id, number, capture };
                world.gateways.alipay.announce("stray", Ok(paid));
                let received = world.receive_from(Gateway::Alipay, "stray").await.unwrap();
                assert_eq!(received, Received::Acknowledged);
            }
            Told::Refunds => self.refunds_are_done(),
            Told::Sweep => drop(world.sweep().await.unwrap()),
            Told::Page(order) => {
                let (member, token) = &self.orders[*order];
                world.page(member, token).await.unwrap();
            }
            Told::Change(order, channel) => {
                let (member, token) = &self.orders[*order];
                world.change(member, token, channel).await.unwrap();
            }
            Told::Minutes(minutes) => world.clock.advance(60 * minutes),
        }
    }

    fn refunds_are_done(&self) {
        let at = self.world.clock.business();
        for gateway in self.world.gateways.all() {
            gateway.change(|book| {
                for sent in book.refunds.values_mut() {
                    sent.answer = RefundAnswer::Succeeded { at };
                }
            });
        }
    }

    /// Time passes until nothing is left to ask; every payment has then been found, told or not.
    async fn ends(&self) {
        for _ in 0..30 {
            self.world.clock.advance(3_600);
            self.world.sweep().await.unwrap();
            self.refunds_are_done();
            self.world.audit();
        }
        let rows = self.world.rows();
        for made in &self.made {
            let attempt =
                rows.attempts.values().find(|attempt| attempt.gateway_number == made.number).unwrap();
            assert_eq!(attempt.state, AttemptState::Succeeded, "{:?} {}", made.gateway, made.number);
        }
        for (place, (member, token)) in self.orders.iter().enumerate() {
            let order = self.world.order(token);
            assert!(matches!(order.state, OrderState::Paid { .. }), "order {place} of {}", member.user);
            let right = self.made.iter().filter(|made| made.order == place && made.right).count();
            let twice = rows.refunds_of(&order.id);
            let twice = twice.iter().filter(|refund| refund.reason == RefundReason::PaidTwice).count();
            let reviews =
                rows.reviews.values().filter(|review| review.order.as_ref() == Some(&order.id)).count();
            let all = self.made.iter().filter(|made| made.order == place).count();
            // One is the sale; every other right one came second, and a wrong one waits, or came second too.
            assert!(right > 0 && 1 + twice + reviews == all, "order {place}: {twice} and {reviews} of {all}");
        }
        assert!(rows.refunds.values().all(|refund| refund.state.is_over()));
    }
}

fn happenings() -> impl Strategy<Value = Vec<Told>> {
    let certain = vec![
        Told::Paid(0),
        Told::Paid(1),
        Told::Paid(2),
        Told::Paid(3),
        Told::Paid(4),
        Told::Paid(1),
        Told::Paid(3),
        Told::Ask(0),
        Told::Ask(2),
        Told::Ask(4),
        Told::Forged,
        Told::Stray,
        Told::Stray,
        Told::Refunds,
        Told::Sweep,
        Told::Sweep,
        Told::Page(0),
        Told::Page(1),
        Told::Page(2),
        Told::Change(0, "alipay"),
        Told::Change(1, "wechat-pay"),
        Told::Change(2, "card"),
        Told::Minutes(1),
        Told::Minutes(11),
        Told::Minutes(16),
    ];
    let count = certain.len();
    (Just(certain).prop_shuffle(), 0..=count).prop_map(|(mut told, kept)| {
        told.truncate(kept);
        told
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn in_whatever_order_it_is_told_each_payment_has_one_answer(happenings in happenings()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(async {
            let scene = Scene::set().await;
            for told in &happenings {
                scene.tell(told).await;
                scene.world.audit();
            }
            scene.ends().await;
        });
    }
}
