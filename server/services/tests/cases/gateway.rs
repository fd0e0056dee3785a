//! A payment gateway that keeps a book of its own, fails by chance, and writes notifications of what happened.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard},
};

use async_trait::async_trait;
use domain::{
    money::{Currency, Money},
    order::{Capture, Channel, Gateway, PayWay, PayerAction},
    time::{Day, Timestamp},
};
use services::ports::{
    Bill, BillKind, BillLine, CloseAnswer, CreateAnswer, CreatePayment, GatewayFault, Notification,
    NotificationHeaders, NotificationRefused, PaymentGateway, PaymentReference, QueryAnswer, RefundAnswer,
    RefundRequest,
};

use crate::scenarios::{Dice, SceneClock};

/// A payment as the gateway knows it.
#[derive(Clone)]
pub struct Known {
    pub asked: CreatePayment,
    pub closed: bool,
    pub capture: Option<Capture>,
}

/// What the gateway knows.
#[derive(Default)]
pub struct Book {
    pub payments: BTreeMap<String, Known>,
    pub refunds: BTreeMap<String, (RefundRequest, RefundAnswer)>,
    /// What was captured under numbers of somebody else.
    pub strays: BTreeMap<String, Capture>,
    /// Calls of a hundred that fail.
    pub moody: i64,
    events: BTreeMap<String, Result<Notification, NotificationRefused>>,
}

/// A gateway of the cases.
pub struct CaseGateway {
    gateway: Gateway,
    channel: Channel,
    ways: Vec<PayWay>,
    /// Its codes become payments when they are scanned.
    lazy: bool,
    dice: Arc<Dice>,
    clock: Arc<SceneClock>,
    book: Mutex<Book>,
}

impl CaseGateway {
    pub fn new(gateway: Gateway, dice: &Arc<Dice>, clock: &Arc<SceneClock>) -> Self {
        let (channel, ways) = match gateway {
            Gateway::WechatPay => (Channel::WechatPay, vec![PayWay::Code, PayWay::Phone]),
            Gateway::Alipay => (Channel::Alipay, vec![PayWay::Code, PayWay::Phone]),
            Gateway::Stripe => (Channel::Card, vec![PayWay::Page]),
        };
        let (dice, clock, lazy) = (dice.clone(), clock.clone(), gateway == Gateway::Alipay);
        Self { gateway, channel, ways, lazy, dice, clock, book: Mutex::default() }
    }

    pub fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap()
    }

    /// Somebody pays. `late` gets around a closed number, as money under way does. The notification's body.
    pub fn pay(&self, number: &str, amount: Money, late: bool) -> Option<String> {
        let now = self.clock.now();
        let gateway_transaction = format!("{}-{:016x}", self.gateway.code(), self.dice.next());
        let mut book = self.book();
        let known = book.payments.get_mut(number)?;
        let open = !known.closed && now < known.asked.expires_at;
        if known.capture.is_some() || !(open || late) {
            return None;
        }
        let capture = Capture { gateway_transaction, amount, captured_at: now };
        known.capture = Some(capture.clone());
        Some(announce(&mut book, number, capture))
    }

    /// Money comes under a number that is none of ours. The notification's body.
    pub fn pay_stray(&self, amount: Money) -> String {
        let number = format!("X{:016X}", self.dice.next());
        let gateway_transaction = format!("{}-{:016x}", self.gateway.code(), self.dice.next());
        let capture = Capture { gateway_transaction, amount, captured_at: self.clock.now() };
        let mut book = self.book();
        book.strays.insert(number.clone(), capture.clone());
        announce(&mut book, &number, capture)
    }

    /// A body that says that something may have become of a number.
    pub fn hint(&self, number: &str) -> String {
        let body = format!("ask {number} {:x}", self.dice.next());
        let event_id = body.clone();
        self.book()
            .events
            .insert(body.clone(), Ok(Notification::Ask { event_id, number: number.to_owned() }));
        body
    }

    /// Whatever is under way with refunds ends. Bodies that tell of it.
    pub fn settle_refunds(&self, answer: impl Fn() -> RefundAnswer) -> Vec<String> {
        let mut told = Vec::new();
        let mut book = self.book();
        let under_way: Vec<String> = book
            .refunds
            .iter()
            .filter(|(_, (_, stands))| *stands == RefundAnswer::Processing)
            .map(|(number, _)| number.clone())
            .collect();
        for number in under_way {
            let stands = answer();
            if let Some((_, known)) = book.refunds.get_mut(&number) {
                *known = stands.clone();
            }
            let body = format!("refund {number}");
            let (event_id, refund_number) = (body.clone(), number);
            book.events
                .insert(body.clone(), Ok(Notification::Refund { event_id, refund_number, answer: stands }));
            told.push(body);
        }
        told
    }

    fn call<T>(&self, call: impl FnOnce(&mut Book) -> T) -> Result<T, GatewayFault> {
        let mut book = self.book();
        let (before, after) = (self.dice.chance(book.moody), self.dice.chance(book.moody));
        if before {
            return Err(GatewayFault::NoAnswer);
        }
        let answer = call(&mut book);
        if after { Err(GatewayFault::NoAnswer) } else { Ok(answer) }
    }

    fn created(&self, book: &mut Book, asked: &CreatePayment) -> CreateAnswer {
        let fresh = || Known { asked: asked.clone(), closed: false, capture: None };
        let known = book.payments.entry(asked.number.clone()).or_insert_with(fresh);
        assert_eq!(known.asked, *asked, "one number is one payment");
        if known.capture.is_some() {
            return CreateAnswer::AlreadyPaid;
        }
        if known.closed || asked.expires_at <= self.clock.now() {
            return CreateAnswer::Closed;
        }
        let action = match asked.way {
            PayWay::Code => PayerAction::Scan { code_url: format!("code://{}", asked.number) },
            _ => PayerAction::Visit { url: format!("https://gateway.example.com/{}", asked.number) },
        };
        CreateAnswer::Open { action, reference: None }
    }
}

fn announce(book: &mut Book, number: &str, capture: Capture) -> String {
    let body = format!("paid {number}");
    let event_id = body.clone();
    let number = number.to_owned();
    book.events.insert(body.clone(), Ok(Notification::Paid { event_id, number, capture }));
    body
}

#[async_trait]
impl PaymentGateway for CaseGateway {
    fn gateway(&self) -> Gateway {
        self.gateway
    }

    fn ways(&self, channel: Channel, _currency: Currency) -> Vec<PayWay> {
        if channel == self.channel { self.ways.clone() } else { Vec::new() }
    }

    async fn create(&self, payment: &CreatePayment) -> Result<CreateAnswer, GatewayFault> {
        tokio::task::yield_now().await;
        self.call(|book| self.created(book, payment))
    }

    async fn query(&self, payment: &PaymentReference) -> Result<QueryAnswer, GatewayFault> {
        tokio::task::yield_now().await;
        self.call(|book| match book.payments.get(&payment.number) {
            None => QueryAnswer::Unknown,
            Some(Known { capture: Some(capture), .. }) => QueryAnswer::Paid(capture.clone()),
            Some(known) if known.closed || known.asked.expires_at <= self.clock.now() => QueryAnswer::Closed,
            Some(_) if self.lazy => QueryAnswer::Unknown,
            Some(_) => QueryAnswer::Waiting,
        })
    }

    async fn close(&self, payment: &PaymentReference) -> Result<CloseAnswer, GatewayFault> {
        tokio::task::yield_now().await;
        self.call(|book| match book.payments.get_mut(&payment.number) {
            Some(Known { capture: Some(_), .. }) => CloseAnswer::AlreadyPaid,
            Some(known) => {
                known.closed |= !self.lazy;
                CloseAnswer::Closed
            }
            None => CloseAnswer::Closed,
        })
    }

    async fn refund(&self, refund: &RefundRequest) -> Result<RefundAnswer, GatewayFault> {
        tokio::task::yield_now().await;
        self.call(|book| {
            let ours = book.payments.get(&refund.number).and_then(|known| known.capture.as_ref());
            let capture = ours.or_else(|| book.strays.get(&refund.number)).unwrap();
            assert_eq!(capture.amount, refund.captured, "money that never came goes back");
            let known = book.refunds.entry(refund.refund_number.clone());
            let (asked, answer) = known.or_insert_with(|| (refund.clone(), RefundAnswer::Processing));
            assert_eq!(asked, refund, "one refund number is one refund");
            answer.clone()
        })
    }

    async fn query_refund(&self, refund: &RefundRequest) -> Result<RefundAnswer, GatewayFault> {
        tokio::task::yield_now().await;
        self.call(|book| {
            let known = book.refunds.get(&refund.refund_number);
            known.map_or(RefundAnswer::Unknown, |(_, answer)| answer.clone())
        })
    }

    async fn bill(&self, day: Day) -> Result<Bill, GatewayFault> {
        let (from, until) = (day.start(), day.start().plus_days(1));
        self.call(|book| {
            let paid = book.payments.iter().filter_map(|(number, known)| {
                let capture = known.capture.as_ref()?;
                (from <= capture.captured_at && capture.captured_at < until).then(|| BillLine {
                    kind: BillKind::Payment,
                    number: number.clone(),
                    gateway_transaction: capture.gateway_transaction.clone(),
                    refund_number: None,
                    amount: capture.amount,
                    at: capture.captured_at,
                })
            });
            Bill::Lines { from, until, lines: paid.collect() }
        })
    }

    fn parse_notification(
        &self,
        _headers: NotificationHeaders<'_>,
        body: &[u8],
        _now: Timestamp,
    ) -> Result<Notification, NotificationRefused> {
        let body = String::from_utf8_lossy(body);
        self.book().events.get(body.as_ref()).cloned().unwrap_or(Err(NotificationRefused::Signature))
    }
}
