//! What comes after payments, told in every order: late money for the last coupon and the last seats, money that is asked
//! back, refunds that go through, a bank that takes and decides. Told before what it is about, twice, or never.

use domain::{
    catalogue::Discount,
    id::{CouponId, OrderToken},
    order::{AttemptState, DisputeState, Gateway, OrderState, Refund},
};
use proptest::prelude::*;
use services::{
    actor::Member,
    ports::{Notification, NotificationRefused, RefundAnswer},
    till::Received,
};

use crate::{
    shop::{STUDIO_SEATS, yuan},
    world::World,
};

/// The payments, by their place.
const LATE_FOR_THE_COUPON: usize = 0;
const WITH_THE_COUPON: usize = 1;
const LATE_FOR_THE_SEAT: usize = 2;
const FIRST_SEAT: usize = 3;
const SECOND_SEAT: usize = 4;
const BY_CARD: usize = 5;

/// What can be told.
#[derive(Clone, Debug, PartialEq)]
enum Told {
    /// The notification of a payment.
    Paid(usize),
    /// That something may have become of it.
    Ask(usize),
    /// A buyer asks for the money of an order.
    AskBack(usize),
    /// How the bank's dispute about the card payment stands.
    Bank(DisputeState),
    /// The same by no gateway, and a refund that was never asked for.
    Forged,
    /// The gateways carry refunds out.
    RefundsGo,
    /// They tell how each refund that they know stands.
    RefundNews,
    Sweep,
    /// Time goes on, over the end of the orders at last.
    Minutes(i64),
}

struct Paid {
    member: Member,
    token: OrderToken,
    gateway: Gateway,
    number: String,
}

struct Scene {
    world: World,
    coupon: CouponId,
    paid: Vec<Paid>,
    /// How the bank decides.
    end: DisputeState,
}

impl Scene {
    /// Two orders expire: one gives the only coupon back and one a seat. Others take them. Then everybody pays.
    async fn set(end: DisputeState) -> Self {
        let world = World::new().await;
        let shop = world.shop.clone();
        let coupon = world.coupon(Discount::Amount(yuan(500)), Some(1), Some(1));
        let late_coupon = world.cheaper(&shop.mei, &shop.month).await;
        let late_seat = world.ordered(&shop.ann, &shop.studio).await;
        let mut orders = Vec::new();
        for (member, token) in [(&shop.mei, late_coupon), (&shop.ann, late_seat)] {
            let number = world.opened(member, &token).await;
            orders.push((member.clone(), token, number));
        }
        world.expired(&orders[0].1).await;
        assert_eq!(world.order(&orders[1].1).state.code(), "expired");
        let taken = world.cheaper(&shop.tom, &shop.month).await;
        let seats =
            [world.ordered(&shop.mei, &shop.studio).await, world.ordered(&shop.tom, &shop.studio).await];
        let card = world.ordered_with(&shop.ann, &shop.month, "card").await;
        let [first, second] = seats;
        for (place, member, token) in
            [(1, &shop.tom, taken), (3, &shop.mei, first), (4, &shop.tom, second), (5, &shop.ann, card)]
        {
            let number = world.opened(member, &token).await;
            orders.insert(place, (member.clone(), token, number));
        }
        let mut paid = Vec::new();
        for (member, token, number) in orders {
            let gateway = world.attempts(&token)[0].gateway;
            let price = world.order(&token).price;
            assert!(world.gateways.of(gateway).pay(&number, price, true));
            paid.push(Paid { member, token, gateway, number });
        }
        let scene = Self { world, coupon, paid, end };
        // Whatever is told of it, the bank has decided.
        let news = scene.world.news(&scene.transaction(), end);
        let now = scene.world.now();
        scene.world.gateways.cards.change(|book| book.disputes.push((now, news)));
        scene
    }

    fn transaction(&self) -> String {
        let book = self.world.gateways.cards.book();
        let capture = book.payments[&self.paid[BY_CARD].number].capture.clone();
        capture.unwrap().gateway_transaction
    }

    /// An event comes, and is acknowledged.
    async fn hears(&self, gateway: Gateway, body: &str, event: Notification) {
        self.world.gateways.of(gateway).announce(body, Ok(event));
        let received = self.world.receive_from(gateway, body).await.unwrap();
        assert_eq!(received, Received::Acknowledged, "{body}");
    }

    async fn tell(&self, told: &Told) {
        let world = &self.world;
        match told {
            Told::Paid(place) => {
                let paid = &self.paid[*place];
                let body = world.announce_by(paid.gateway, &paid.number);
                assert_eq!(world.receive_from(paid.gateway, &body).await.unwrap(), Received::Acknowledged);
            }
            Told::Ask(place) => {
                let paid = &self.paid[*place];
                let (event_id, number) = (format!("ask {}", paid.number), paid.number.clone());
                let body = event_id.clone();
                self.hears(paid.gateway, &body, Notification::Ask { event_id, number }).await;
            }
            Told::AskBack(place) => {
                let paid = &self.paid[*place];
                Box::pin(world.services.refunds.ask(&paid.member, &paid.token, "")).await.unwrap();
            }
            Told::Bank(state) => {
                let state = if state.is_over() { self.end } else { *state };
                let (event_id, news) =
                    (format!("bank {}", state.code()), world.news(&self.transaction(), state));
                let body = event_id.clone();
                self.hears(Gateway::Stripe, &body, Notification::Dispute { event_id, news }).await;
            }
            Told::Forged => {
                for gateway in [Gateway::WechatPay, Gateway::Alipay, Gateway::Stripe] {
                    let received = world.receive_from(gateway, "the bank took it").await.unwrap();
                    assert_eq!(received, Received::Refused(NotificationRefused::Signature));
                }
                let (event_id, refund_number) = ("of no refund".to_owned(), "RNOBODY".to_owned());
                let answer = RefundAnswer::Succeeded { at: world.now() };
                let event = Notification::Refund { event_id, refund_number, answer };
                self.hears(Gateway::WechatPay, "of no refund", event).await;
            }
            Told::RefundsGo => self.refunds_go(),
            Told::RefundNews => self.refunds_are_told().await,
            Told::Sweep => drop(world.sweep().await.unwrap()),
            Told::Minutes(minutes) => world.clock.advance(60 * minutes),
        }
    }

    fn refunds_go(&self) {
        let at = self.world.now();
        for gateway in self.world.gateways.all() {
            gateway.change(|book| {
                for sent in book.refunds.values_mut() {
                    sent.answer = RefundAnswer::Succeeded { at };
                }
            });
        }
    }

    async fn refunds_are_told(&self) {
        for gateway in [Gateway::WechatPay, Gateway::Stripe] {
            for (refund_number, sent) in self.world.gateways.of(gateway).book().refunds {
                let event_id = format!("refund {refund_number} {:?}", sent.answer);
                let body = event_id.clone();
                let event = Notification::Refund { event_id, refund_number, answer: sent.answer };
                self.hears(gateway, &body, event).await;
            }
        }
    }

    /// Time passes until nothing is left to ask, and the night asks about disputes: everything is found, told or not.
    async fn ends(&self) {
        for _ in 0..28 {
            self.world.clock.advance(3_600);
            self.world.sweep().await.unwrap();
            self.refunds_go();
        }
        self.world.services.reconciliation.round("a night").await.unwrap();
        self.world.sweep().await.unwrap();
        self.world.audit();
        self.each_payment_has_one_answer();
        self.nothing_is_used_twice();
        self.the_bank_was_heard();
    }

    fn each_payment_has_one_answer(&self) {
        let rows = self.world.rows();
        for (place, paid) in self.paid.iter().enumerate() {
            let attempts = self.world.attempts(&paid.token);
            let attempt = attempts.iter().find(|attempt| attempt.gateway_number == paid.number).unwrap();
            assert_eq!(attempt.state, AttemptState::Succeeded, "payment {place}");
            let order = self.world.order(&paid.token);
            let by_rule = |refund: &&Refund| {
                refund.attempt.as_ref() == Some(&attempt.id) && refund.adjustment.is_none()
            };
            let back = rows.refunds.values().filter(by_rule).count();
            let sold = usize::from(rows.sales.contains_key(&order.id));
            let periods = rows.memberships.values().filter(|row| row.source_order == order.id).count();
            assert_eq!((sold + back, periods), (1, sold), "payment {place} of {order:?}");
            let late = [LATE_FOR_THE_COUPON, LATE_FOR_THE_SEAT].contains(&place);
            assert!(late || sold == 1, "payment {place} came in time and bought nothing");
        }
        assert!(rows.refunds.values().all(|refund| refund.state.is_over()));
        assert!(rows.orders.values().all(|order| !matches!(order.state, OrderState::Pending)));
    }

    /// The one coupon, and the seats.
    fn nothing_is_used_twice(&self) {
        let is_paid = |place: &&usize| {
            matches!(self.world.order(&self.paid[**place].token).state, OrderState::Paid { .. })
        };
        let cheap = [LATE_FOR_THE_COUPON, WITH_THE_COUPON].iter().filter(is_paid).count();
        let used = usize::try_from(self.world.used(&self.coupon)).unwrap();
        assert!(used == cheap && cheap <= 1, "{used} uses, {cheap} cheap orders");
        let seats = [LATE_FOR_THE_SEAT, FIRST_SEAT, SECOND_SEAT].iter().filter(is_paid).count();
        assert!(seats <= usize::try_from(STUDIO_SEATS).unwrap(), "{seats} people sit");
    }

    /// The dispute stands where the bank decided; the creator has what was sold, less what went back and what was lost.
    fn the_bank_was_heard(&self) {
        let rows = self.world.rows();
        let disputes: Vec<_> = rows.disputes.values().collect();
        assert_eq!(disputes.len(), 1, "{disputes:?}");
        let (dispute, card) = (disputes[0], self.world.order(&self.paid[BY_CARD].token));
        assert_eq!((dispute.state, dispute.order.as_ref()), (self.end, Some(&card.id)));
        let lost = self.end == DisputeState::Lost;
        let membership = rows.memberships.values().find(|row| row.source_order == card.id).unwrap();
        let asked_back = !matches!(card.state, OrderState::Paid { .. });
        assert_eq!(membership.revoked_at.is_some(), lost || asked_back, "{card:?}");
        let sold: i64 = rows.sales.values().map(|sale| sale.amount.minor()).sum();
        let given = rows.refunds.values().filter(|refund| refund.adjustment.is_some());
        let given: i64 = given.map(|refund| refund.amount.minor()).sum();
        let taken = if lost { dispute.taken.minor() } else { 0 };
        assert_eq!(self.world.creator_has(), sold - given - taken);
    }

    async fn is_told(happenings: &[Told], end: DisputeState) {
        let scene = Self::set(end).await;
        for told in happenings {
            scene.tell(told).await;
            scene.world.audit();
        }
        scene.ends().await;
    }
}

fn happenings() -> impl Strategy<Value = Vec<Told>> {
    let mut certain: Vec<Told> = (0..=BY_CARD).map(Told::Paid).collect();
    certain.extend([
        Told::Paid(LATE_FOR_THE_COUPON),
        Told::Paid(BY_CARD),
        Told::Ask(LATE_FOR_THE_SEAT),
        Told::Ask(FIRST_SEAT),
        Told::AskBack(WITH_THE_COUPON),
        Told::AskBack(FIRST_SEAT),
        Told::AskBack(BY_CARD),
        Told::AskBack(BY_CARD),
        Told::Bank(DisputeState::Open),
        Told::Bank(DisputeState::Open),
        Told::Bank(DisputeState::UnderReview),
        Told::Bank(DisputeState::Lost),
        Told::Forged,
        Told::RefundsGo,
        Told::RefundsGo,
        Told::RefundNews,
        Told::RefundNews,
        Told::Sweep,
        Told::Sweep,
        Told::Minutes(1),
        Told::Minutes(16),
    ]);
    let count = certain.len();
    (Just(certain).prop_shuffle(), 0..=count).prop_map(|(mut told, kept)| {
        told.truncate(kept);
        told
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 160, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn in_whatever_order_it_is_told_what_comes_after_leads_to_one_end(happenings in happenings(), won: bool) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let end = if won { DisputeState::Won } else { DisputeState::Lost };
        runtime.block_on(Scene::is_told(&happenings, end));
    }
}

/// Every order of some things.
fn orders_of(things: &[Told]) -> Vec<Vec<Told>> {
    if things.is_empty() {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for place in 0..things.len() {
        let mut rest = things.to_vec();
        let first = rest.remove(place);
        all.extend(orders_of(&rest).into_iter().map(|mut rest| {
            rest.insert(0, first.clone());
            rest
        }));
    }
    all
}

/// Tells some things in every order; in half of the orders each is told twice in a row.
async fn in_every_order(things: &[Told], end: DisputeState) {
    let orders = orders_of(things);
    assert_eq!(orders.len(), 120);
    for (place, order) in orders.into_iter().enumerate() {
        let twice = place % 2 == 0;
        let told: Vec<Told> =
            order.into_iter().flat_map(|told| vec![told; if twice { 2 } else { 1 }]).collect();
        Box::pin(Scene::is_told(&told, end)).await;
    }
}

#[tokio::test]
async fn a_dispute_and_a_refund_of_one_payment_are_told_in_all_orders() {
    let things = [
        Told::Paid(BY_CARD),
        Told::Bank(DisputeState::Open),
        Told::Bank(DisputeState::Lost),
        Told::AskBack(BY_CARD),
        Told::Sweep,
    ];
    in_every_order(&things, DisputeState::Lost).await;
    in_every_order(&things, DisputeState::Won).await;
}

#[tokio::test]
async fn late_money_for_the_last_coupon_is_told_in_all_orders() {
    let things = [
        Told::Paid(LATE_FOR_THE_COUPON),
        Told::Paid(WITH_THE_COUPON),
        Told::AskBack(WITH_THE_COUPON),
        Told::Minutes(16),
        Told::Sweep,
    ];
    in_every_order(&things, DisputeState::Won).await;
}

#[tokio::test]
async fn late_money_for_the_last_seat_is_told_in_all_orders() {
    let things = [
        Told::Paid(LATE_FOR_THE_SEAT),
        Told::Paid(FIRST_SEAT),
        Told::Paid(SECOND_SEAT),
        Told::AskBack(FIRST_SEAT),
        Told::RefundNews,
    ];
    in_every_order(&things, DisputeState::Won).await;
}
