//! A payment gateway in memory that keeps a book of its own: what was really captured and sent back.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex},
};

use async_trait::async_trait;
use domain::{
    money::Money,
    order::{Capture, Gateway},
    time::Timestamp,
};
use services::ports::{
    Clock, CloseAnswer, CreateAnswer, CreatePayment, GatewayFault, Notification, NotificationHeaders,
    NotificationRefused, PaymentGateway, QueryAnswer, RefundAnswer, RefundRequest,
};

use super::{clock::TestClock, switch::Switch};

/// A payment as the gateway knows it.
#[derive(Clone, Debug)]
pub struct Payment {
    pub asked: CreatePayment,
    pub creates: u32,
    pub closed: bool,
    pub capture: Option<Capture>,
}

/// A refund as the gateway knows it.
#[derive(Clone, Debug)]
pub struct Sent {
    pub asked: RefundRequest,
    pub requests: u32,
    pub answer: RefundAnswer,
}

/// What the gateway knows.
#[derive(Clone, Debug, Default)]
pub struct Book {
    pub payments: BTreeMap<String, Payment>,
    pub refunds: BTreeMap<String, Sent>,
    /// Answers to the next creations of numbers it does not know yet, instead of taking them.
    pub creations: VecDeque<CreateAnswer>,
    /// Numbers it did not take, and what it says about them ever since.
    turned_away: BTreeMap<String, CreateAnswer>,
    /// Unreachable.
    pub down: bool,
    script: BTreeMap<Vec<u8>, Result<Notification, NotificationRefused>>,
    transactions: u32,
}

impl Book {
    /// What was captured, by number.
    pub fn captures(&self) -> impl Iterator<Item = (&String, &Capture)> {
        self.payments.iter().filter_map(|(number, payment)| Some((number, payment.capture.as_ref()?)))
    }

    fn create(&mut self, asked: &CreatePayment) -> CreateAnswer {
        if !self.payments.contains_key(&asked.number)
            && let Some(answer) = self.creations.pop_front()
        {
            self.turned_away.insert(asked.number.clone(), answer);
        }
        if let Some(answer) = self.turned_away.get(&asked.number) {
            return answer.clone();
        }
        let fresh = || Payment { asked: asked.clone(), creates: 0, closed: false, capture: None };
        let payment = self.payments.entry(asked.number.clone()).or_insert_with(fresh);
        assert_eq!(payment.asked, *asked, "one number is one payment");
        payment.creates += 1;
        match payment {
            Payment { capture: Some(_), .. } => CreateAnswer::AlreadyPaid,
            Payment { closed: true, .. } => CreateAnswer::Closed,
            _ => CreateAnswer::Open { code_url: format!("weixin://wxpay/bizpayurl?pr={}", asked.number) },
        }
    }

    fn query(&self, number: &str) -> QueryAnswer {
        match self.payments.get(number) {
            None => QueryAnswer::Unknown,
            Some(Payment { capture: Some(capture), .. }) => QueryAnswer::Paid(capture.clone()),
            Some(Payment { closed: true, .. }) => QueryAnswer::Closed,
            Some(_) => QueryAnswer::Waiting,
        }
    }

    fn close(&mut self, number: &str) -> CloseAnswer {
        match self.payments.get_mut(number) {
            Some(Payment { capture: Some(_), .. }) => CloseAnswer::AlreadyPaid,
            Some(payment) => {
                payment.closed = true;
                CloseAnswer::Closed
            }
            None => CloseAnswer::Closed,
        }
    }

    fn refund(&mut self, asked: &RefundRequest) -> RefundAnswer {
        let captured = self.payments.get(&asked.number).and_then(|payment| payment.capture.as_ref());
        assert_eq!(
            captured.map(|capture| capture.amount),
            Some(asked.captured),
            "money that never came goes back"
        );
        let fresh = || Sent { asked: asked.clone(), requests: 0, answer: RefundAnswer::Processing };
        let sent = self.refunds.entry(asked.refund_number.clone()).or_insert_with(fresh);
        assert_eq!(sent.asked, *asked, "one refund number is one refund");
        sent.requests += 1;
        sent.answer.clone()
    }
}

/// The gateway.
pub struct TestGateway {
    switch: Arc<Switch>,
    clock: Arc<TestClock>,
    book: Mutex<Book>,
}

impl TestGateway {
    pub fn new(switch: Arc<Switch>, clock: Arc<TestClock>) -> Self {
        Self { switch, clock, book: Mutex::default() }
    }

    pub fn book(&self) -> Book {
        self.book.lock().unwrap().clone()
    }

    pub fn change(&self, change: impl FnOnce(&mut Book)) {
        change(&mut self.book.lock().unwrap());
    }

    /// Somebody pays; says whether the gateway took it. `late` gets around a closed number, as money under way does.
    pub fn pay(&self, number: &str, amount: Money, late: bool) -> bool {
        let mut book = self.book.lock().unwrap();
        book.transactions += 1;
        let gateway_transaction = format!("4200{:08}", book.transactions);
        let captured_at = self.clock.business();
        let payment = book.payments.get_mut(number);
        let open = payment.filter(|payment| payment.capture.is_none() && (late || !payment.closed));
        let Some(payment) = open else { return false };
        payment.capture = Some(Capture { gateway_transaction, amount, captured_at });
        true
    }

    /// Writes a notification; the raw body stands for it from now on.
    pub fn announce(&self, body: &str, notification: Result<Notification, NotificationRefused>) {
        self.book.lock().unwrap().script.insert(body.as_bytes().to_vec(), notification);
    }

    async fn call<T>(
        &self,
        name: &'static str,
        call: impl FnOnce(&mut Book) -> T + Send,
    ) -> Result<T, GatewayFault> {
        let answer = self.switch.around(name, || {
            let mut book = self.book.lock().unwrap();
            (!book.down).then(|| call(&mut book))
        });
        answer.await.flatten().ok_or(GatewayFault::NoAnswer)
    }
}

#[async_trait]
impl PaymentGateway for TestGateway {
    fn gateway(&self) -> Gateway {
        Gateway::WechatPay
    }

    async fn create(&self, payment: &CreatePayment) -> Result<CreateAnswer, GatewayFault> {
        self.call("gateway.create", |book| book.create(payment)).await
    }

    async fn query(&self, number: &str) -> Result<QueryAnswer, GatewayFault> {
        self.call("gateway.query", |book| book.query(number)).await
    }

    async fn close(&self, number: &str) -> Result<CloseAnswer, GatewayFault> {
        self.call("gateway.close", |book| book.close(number)).await
    }

    async fn refund(&self, refund: &RefundRequest) -> Result<RefundAnswer, GatewayFault> {
        self.call("gateway.refund", |book| book.refund(refund)).await
    }

    async fn query_refund(&self, refund_number: &str) -> Result<RefundAnswer, GatewayFault> {
        let answer = |book: &mut Book| {
            book.refunds.get(refund_number).map_or(RefundAnswer::Unknown, |sent| sent.answer.clone())
        };
        self.call("gateway.query_refund", answer).await
    }

    fn parse_notification(
        &self,
        _headers: NotificationHeaders<'_>,
        body: &[u8],
        _now: Timestamp,
    ) -> Result<Notification, NotificationRefused> {
        self.book.lock().unwrap().script.get(body).cloned().unwrap_or(Err(NotificationRefused::Signature))
    }
}
