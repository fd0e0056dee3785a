//! One case after another, each to its end.

use std::sync::Mutex;

use domain::{
    id::{OrderToken, ProductId},
    order::{Attempt, AttemptState, Gateway, Order, OrderState, RefundReason, RefundState},
    view::OrderStage,
};
use services::{
    Services,
    actor::Member,
    ports::{NotificationHeaders, PaymentGateway as _},
    till::{Received, Visit},
};

use super::stage::Stage;
use crate::scenarios::{Crash, SharedHouse};

/// Which cases.
#[derive(Clone, Copy, Debug)]
pub struct Season {
    pub seed: u64,
    pub cases: u32,
}

/// A notification on its way.
#[derive(Clone, Debug)]
pub(super) struct Mail {
    pub gateway: Gateway,
    pub body: String,
    pub is_stray: bool,
}

/// The case at hand.
pub(super) struct Scene {
    pub stage: Stage,
    pub services: Services,
    pub orders: Vec<(Member, OrderToken)>,
    pub mail: Mutex<Vec<Mail>>,
    /// What was ordered last: others want the same seat.
    pub wanted: Mutex<Option<ProductId>>,
    seed: u64,
    number: u32,
}

/// Says how to see it again when an assertion fails.
struct Programme(Season);

impl Drop for Programme {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let Season { seed, cases } = self.0;
            eprintln!("a season of seed {seed} with {cases} cases; once more with ORDER_SEED={seed}");
        }
    }
}

/// What a season came to, so that one that shows nothing is noticed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tally {
    pub sold: usize,
    pub sent_back: usize,
    pub paid_twice: usize,
    pub reviewed: usize,
    pub expired: usize,
}

/// Plays a season in a house; every case is audited.
pub async fn play_season(house: SharedHouse, season: Season) -> Tally {
    let _programme = Programme(season);
    let stage = Stage::set(house, season.seed).await;
    let services = stage.process().await;
    let mut scene = Scene {
        stage,
        services,
        orders: Vec::new(),
        mail: Mutex::default(),
        wanted: Mutex::default(),
        seed: season.seed,
        number: 0,
    };
    let mut tally = Tally::default();
    for number in 0..season.cases {
        scene.number = number;
        scene.case(&mut tally).await;
    }
    assert_eq!(scene.stage.house.all_breaks().await, Vec::<String>::new());
    tally
}

impl Scene {
    async fn case(&mut self, tally: &mut Tally) {
        self.services = self.stage.process().await;
        self.orders.clear();
        *self.wanted.lock().unwrap() = None;
        for _ in 0..=self.stage.dice.below(2) {
            let ordered = self.order().await;
            self.orders.extend(ordered);
        }
        if self.orders.is_empty() {
            return;
        }
        let acts = 4 + self.stage.dice.below(14);
        for act in 0..acts {
            if act == acts / 2 && self.stage.dice.chance(50) {
                // Time is up, the seat is free again, and somebody else takes it.
                self.stage.clock.advance(901);
                let _ = self.services.till.sweep("a case").await;
                let ordered = self.order().await;
                self.orders.extend(ordered);
            }
            // Now and then the program is killed in the middle, and started again.
            let steps = if self.stage.dice.chance(6) { self.stage.dice.below(30) } else { i64::MAX };
            if Crash::after(steps, self.act()).await.is_none() {
                self.services = self.stage.process().await;
            }
        }
        self.ends().await;
        self.is_answered(tally).await;
        let breaks = self.stage.house.breaks().await;
        assert!(breaks.is_empty(), "seed {}, case {}: {breaks:#?}", self.seed, self.number);
    }

    /// Everything works again; what was on its way arrives or is lost, and time passes until nothing is due.
    async fn ends(&self) {
        self.stage.house.heal();
        for gateway in &self.stage.gateways {
            gateway.book().moody = 0;
        }
        let told = self.stage.dice.chance(60);
        let mail = std::mem::take(&mut *self.mail.lock().unwrap());
        for mail in mail.into_iter().rev().filter(|mail| told || mail.is_stray) {
            self.arrives(&mail).await;
        }
        for seconds in [15, 30, 60, 300, 900].into_iter().chain([7_200; 14]) {
            self.stage.clock.advance(seconds);
            self.services.till.sweep("a case").await.unwrap();
            self.refunds_move();
            let mails = std::mem::take(&mut *self.mail.lock().unwrap());
            for mail in mails {
                if told {
                    self.arrives(&mail).await;
                }
            }
            let far = self.stage.clock.now().plus_days(2);
            let due = self.stage.house.commerce().due_work(far, 500).await.unwrap();
            if due.attempts.is_empty() && due.expired.is_empty() && due.refunds.is_empty() {
                return;
            }
        }
        let far = self.stage.clock.now().plus_days(2);
        let due = self.stage.house.commerce().due_work(far, 500).await.unwrap();
        panic!("seed {}, case {}: something is due for ever: {due:#?}", self.seed, self.number);
    }

    async fn arrives(&self, mail: &Mail) {
        let headers = NotificationHeaders(&[]);
        for _ in 0..=self.stage.dice.below(2) {
            let received = self.services.till.receive(mail.gateway, headers, mail.body.as_bytes()).await;
            assert_eq!(received.unwrap(), Received::Acknowledged, "{mail:?}");
        }
    }

    /// Each payment of the case is booked, each order is at an end, and its page says so.
    async fn is_answered(&self, tally: &mut Tally) {
        let case = format!("seed {}, case {}", self.seed, self.number);
        for attempt in self.attempts().await {
            let known =
                self.stage.gateway(attempt.gateway).book().payments.get(&attempt.gateway_number).cloned();
            let capture = known.and_then(|known| known.capture);
            let booked = attempt.state == AttemptState::Succeeded;
            assert_eq!(capture.is_some(), booked, "{case}: {attempt:?} and {capture:?}");
            let ours = attempt.gateway_transaction.clone();
            assert_eq!(capture.map(|capture| capture.gateway_transaction), ours, "{case}");
            assert!(!attempt.state.is_open(), "{case}: {attempt:?} could still be paid");
        }
        for gateway in &self.stage.gateways {
            let strays: Vec<_> = gateway.book().strays.values().cloned().collect();
            for stray in strays {
                let commerce = self.stage.house.commerce();
                let kept = commerce.stray(gateway.gateway(), &stray.gateway_transaction).await.unwrap();
                assert_eq!(kept.map(|review| review.amount), Some(stray.amount), "{case}");
            }
        }
        for (member, token) in &self.orders {
            self.has_ended(member, token, tally).await;
        }
    }

    async fn has_ended(&self, member: &Member, token: &OrderToken, tally: &mut Tally) {
        let case = format!("seed {}, case {}", self.seed, self.number);
        let commerce = self.stage.house.commerce();
        let order = commerce.order_by_token(token).await.unwrap().unwrap();
        let refunds = commerce.refunds(&order.id).await.unwrap();
        let page = self.services.till.page(member, token, &Visit::default()).await.unwrap().unwrap();
        assert_eq!(page.version, order.version, "{case}");
        let said = match order.state {
            OrderState::Pending => false,
            OrderState::Expired { .. } => {
                tally.expired += 1;
                matches!(page.stage, OrderStage::Expired { .. } | OrderStage::InReview { .. })
            }
            OrderState::Paid { .. } => {
                tally.sold += 1;
                matches!(page.stage, OrderStage::Paid { .. })
            }
            OrderState::RefundPending { .. } => matches!(page.stage, OrderStage::Refunding { .. }),
            OrderState::Refunded { .. } => {
                tally.sent_back += 1;
                matches!(page.stage, OrderStage::Refunded { .. })
            }
        };
        assert!(said, "{case}: {order:?} is shown as {:?}", page.stage);
        let over = |state| matches!(state, RefundState::Succeeded | RefundState::Abnormal);
        assert!(refunds.iter().all(|refund| over(refund.state)), "{case}: {refunds:?}");
        tally.paid_twice += refunds.iter().filter(|refund| refund.reason == RefundReason::PaidTwice).count();
        tally.reviewed += self.of_other_amounts(&order).await.len();
    }

    async fn of_other_amounts(&self, order: &Order) -> Vec<Attempt> {
        let attempts = self.stage.house.commerce().attempts(&order.id).await.unwrap();
        let is_odd = |attempt: &Attempt| {
            let book = self.stage.gateway(attempt.gateway).book();
            let capture = book.payments.get(&attempt.gateway_number).and_then(|known| known.capture.clone());
            capture.is_some_and(|capture| capture.amount != order.price)
        };
        attempts.into_iter().filter(is_odd).collect()
    }
}
