//! Payment gateways in memory that keep books of their own: what was really captured and sent back.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    sync::{Arc, Mutex},
};

use async_trait::async_trait;
use domain::{
    money::{Currency, Money},
    order::{Capture, Channel, DisputeNews, Gateway, PayWay, PayerAction, WalletCall},
    time::{Day, Timestamp},
};
use services::ports::{
    Bill, Clock, CloseAnswer, CreateAnswer, CreatePayment, GatewayFault, Notification, NotificationHeaders,
    NotificationRefused, PaymentGateway, PaymentReference, QueryAnswer, RefundAnswer, RefundRequest,
};

use tokio::sync::Notify;

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
#[expect(clippy::struct_excessive_bools, reason = "each is one thing by itself that a gateway does")]
#[derive(Clone, Debug, Default)]
pub struct Book {
    pub payments: BTreeMap<String, Payment>,
    pub refunds: BTreeMap<String, Sent>,
    /// Refunds that somebody made in its console, by their numbers: nobody here asked for them.
    pub made_by_hand: BTreeMap<String, RefundAnswer>,
    /// Answers to the next creations of numbers it does not know yet, instead of taking them.
    pub creations: VecDeque<CreateAnswer>,
    /// Numbers it did not take, and what it says about them ever since.
    turned_away: BTreeMap<String, CreateAnswer>,
    /// The one currency that it takes; `None` for each.
    pub only: Option<Currency>,
    /// Unreachable.
    pub down: bool,
    /// Our account there may not take payments: nobody has set it up.
    pub not_set_up: bool,
    /// Our account there may give nothing back: nobody has signed for it.
    pub gives_nothing_back: bool,
    /// Ways that were taken from the settings.
    pub withdrawn: Vec<PayWay>,
    /// Its codes become payments when they are scanned: until then it knows no such number, and closes nothing.
    pub lazy: bool,
    /// Numbers whose payer did their part while the bank is still at it: they wait and cannot be closed.
    pub at_the_bank: BTreeSet<String>,
    /// How often each call was made.
    pub asked: BTreeMap<&'static str, u32>,
    /// The day's record.
    pub bill: Option<Bill>,
    /// Disputes as they stand, each with the moment it began.
    pub disputes: Vec<(Timestamp, DisputeNews)>,
    /// Payments and disputes about which it says what nobody can believe.
    pub unbelievable: BTreeSet<String>,
    /// Evidence is taken, and the answer waits for this; `None` takes none.
    pub takes_evidence: Option<Arc<Notify>>,
    script: BTreeMap<Vec<u8>, Result<Notification, NotificationRefused>>,
    /// What is said by a key that was not fetched yet.
    by_new_key: BTreeMap<Vec<u8>, Result<Notification, NotificationRefused>>,
    transactions: u32,
}

impl Book {
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
        let alike = |asked: &CreatePayment| CreatePayment {
            client_address: String::new(),
            payer: None,
            ..asked.clone()
        };
        assert_eq!(alike(&payment.asked), alike(asked), "one number is one payment");
        payment.creates += 1;
        match payment {
            Payment { capture: Some(_), .. } => CreateAnswer::AlreadyPaid,
            Payment { closed: true, .. } => CreateAnswer::Closed,
            // What the house does not keep may differ when it asks again; the gateway does not like it.
            payment if payment.asked != *asked => CreateAnswer::Refused { code: "OTHER_CONTENT".to_owned() },
            payment => opened(asked, payment.creates),
        }
    }

    fn query(&self, number: &str) -> QueryAnswer {
        match self.payments.get(number) {
            None => QueryAnswer::Unknown,
            Some(Payment { capture: Some(capture), .. }) => QueryAnswer::Paid(capture.clone()),
            Some(Payment { closed: true, .. }) => QueryAnswer::Closed,
            Some(_) if self.at_the_bank.contains(number) => QueryAnswer::Waiting,
            Some(_) if self.lazy => QueryAnswer::Unknown,
            Some(_) => QueryAnswer::Waiting,
        }
    }

    fn close(&mut self, number: &str) -> CloseAnswer {
        match self.payments.get_mut(number) {
            Some(Payment { capture: Some(_), .. }) => CloseAnswer::AlreadyPaid,
            Some(_) if self.at_the_bank.contains(number) => CloseAnswer::AlreadyPaid,
            Some(payment) => {
                payment.closed |= !self.lazy;
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

fn no_right() -> GatewayFault {
    GatewayFault::Refused { code: "NOAUTH".to_owned() }
}

fn opened(asked: &CreatePayment, creates: u32) -> CreateAnswer {
    let number = &asked.number;
    let action = match asked.way {
        PayWay::Code => PayerAction::Scan { code_url: format!("weixin://wxpay/bizpayurl?pr={number}") },
        PayWay::Page => PayerAction::Visit { url: format!("https://gateway.example.com/{number}") },
        // Each one works for minutes only.
        PayWay::Phone => {
            PayerAction::Visit { url: format!("https://gateway.example.com/{number}?page={creates}") }
        }
        PayWay::InWallet | PayWay::MiniProgram => PayerAction::Invoke(WalletCall {
            app_id: "wx1".to_owned(),
            timestamp: "1".to_owned(),
            nonce: "n".to_owned(),
            package: format!("prepay_id={number}"),
            sign_type: "RSA".to_owned(),
            signature: asked.payer.clone().unwrap(),
        }),
    };
    CreateAnswer::Open { action, reference: (asked.way == PayWay::Page).then(|| format!("cs_{number}")) }
}

/// A gateway.
pub struct TestGateway {
    gateway: Gateway,
    channel: Channel,
    ways: Vec<PayWay>,
    switch: Arc<Switch>,
    clock: Arc<TestClock>,
    book: Mutex<Book>,
}

impl TestGateway {
    /// A wallet whose codes are scanned.
    pub fn new(switch: Arc<Switch>, clock: Arc<TestClock>) -> Self {
        let ways = vec![PayWay::Code, PayWay::Phone, PayWay::InWallet, PayWay::MiniProgram];
        Self {
            gateway: Gateway::WechatPay,
            channel: Channel::WechatPay,
            ways,
            switch,
            clock,
            book: Mutex::default(),
        }
    }

    /// Another wallet, which learns of a code when it is scanned.
    pub fn alipay(switch: Arc<Switch>, clock: Arc<TestClock>) -> Self {
        let book = Mutex::new(Book { lazy: true, ..Book::default() });
        let ways = vec![PayWay::Code, PayWay::Page, PayWay::Phone];
        Self { gateway: Gateway::Alipay, channel: Channel::Alipay, ways, switch, clock, book }
    }

    /// A page for cards.
    pub fn cards(switch: Arc<Switch>, clock: Arc<TestClock>) -> Self {
        let (gateway, channel, ways) = (Gateway::Stripe, Channel::Card, vec![PayWay::Page]);
        Self { gateway, channel, ways, switch, clock, book: Mutex::default() }
    }

    pub fn book(&self) -> Book {
        self.book.lock().unwrap().clone()
    }

    pub fn change(&self, change: impl FnOnce(&mut Book)) {
        change(&mut self.book.lock().unwrap());
    }

    /// Somebody pays; says whether the gateway took it. `late` gets around a closed number, as money under way does. What
    /// cannot be closed ends by its own time.
    pub fn pay(&self, number: &str, amount: Money, late: bool) -> bool {
        let mut book = self.book.lock().unwrap();
        book.transactions += 1;
        let gateway_transaction = format!("{}-4200{:08}", self.gateway.code(), book.transactions);
        let captured_at = self.clock.business();
        let lazy = book.lazy;
        let is_over = |payment: &Payment| payment.closed || (lazy && captured_at > payment.asked.expires_at);
        let payment = book.payments.get_mut(number);
        let open = payment.filter(|payment| payment.capture.is_none() && (late || !is_over(payment)));
        let Some(payment) = open else { return false };
        payment.capture = Some(Capture { gateway_transaction, amount, captured_at });
        true
    }

    /// Writes a notification; the raw body stands for it from now on.
    pub fn announce(&self, body: &str, notification: Result<Notification, NotificationRefused>) {
        self.book.lock().unwrap().script.insert(body.as_bytes().to_vec(), notification);
    }

    /// The same, by a key that has to be fetched before.
    pub fn announce_by_new_key(&self, body: &str, notification: Result<Notification, NotificationRefused>) {
        let mut book = self.book.lock().unwrap();
        book.script.insert(body.as_bytes().to_vec(), Err(NotificationRefused::UnknownKey));
        book.by_new_key.insert(body.as_bytes().to_vec(), notification);
    }

    async fn call<T>(
        &self,
        name: &'static str,
        call: impl FnOnce(&mut Book) -> T + Send,
    ) -> Result<T, GatewayFault> {
        let answer = self.switch.around(name, || {
            let mut book = self.book.lock().unwrap();
            *book.asked.entry(name).or_default() += 1;
            (!book.down).then(|| call(&mut book))
        });
        answer.await.flatten().ok_or(GatewayFault::NoAnswer)
    }
}

#[async_trait]
impl PaymentGateway for TestGateway {
    fn gateway(&self) -> Gateway {
        self.gateway
    }

    fn ways(&self, channel: Channel, currency: Currency) -> Vec<PayWay> {
        let Book { only, withdrawn, .. } = self.book();
        let carried = channel == self.channel && only.is_none_or(|only| only == currency);
        self.ways.iter().copied().filter(|way| carried && !withdrawn.contains(way)).collect()
    }

    async fn create(&self, payment: &CreatePayment) -> Result<CreateAnswer, GatewayFault> {
        // As WeChat Pay's adapter does before it asks: a payment on a phone names the payer's address.
        let on_a_phone = (self.gateway, payment.way) == (Gateway::WechatPay, PayWay::Phone);
        if on_a_phone && payment.client_address.parse::<std::net::IpAddr>().is_err() {
            return Err(GatewayFault::Refused { code: "INVALID_ADDRESS".to_owned() });
        }
        // No payment that ends within a minute is taken there.
        let left_ms = payment.expires_at.ms_since(self.clock.business());
        if self.gateway == Gateway::WechatPay && left_ms < 60_000 {
            return Ok(CreateAnswer::Refused { code: "PARAM_ERROR".to_owned() });
        }
        let answer =
            self.call("gateway.create", |book| (!book.not_set_up).then(|| book.create(payment))).await?;
        answer.ok_or_else(|| GatewayFault::Refused { code: "NO_AUTH".to_owned() })
    }

    async fn query(&self, payment: &PaymentReference) -> Result<QueryAnswer, GatewayFault> {
        let number = &payment.number;
        let believable = |book: &mut Book| (!book.unbelievable.contains(number)).then(|| book.query(number));
        self.call("gateway.query", believable).await?.ok_or(GatewayFault::Untrusted)
    }

    async fn close(&self, payment: &PaymentReference) -> Result<CloseAnswer, GatewayFault> {
        self.call("gateway.close", |book| book.close(&payment.number)).await
    }

    async fn submit_evidence(&self, _dispute: &str, _text: &str) -> Result<(), GatewayFault> {
        let takes = self.call("gateway.submit_evidence", |book| book.takes_evidence.clone()).await?;
        let answered = takes.ok_or_else(|| GatewayFault::Refused { code: "NOT_SUPPORTED".to_owned() })?;
        answered.notified().await;
        Ok(())
    }

    async fn refund(&self, refund: &RefundRequest) -> Result<RefundAnswer, GatewayFault> {
        let given = |book: &mut Book| (!book.gives_nothing_back).then(|| book.refund(refund));
        self.call("gateway.refund", given).await?.ok_or_else(no_right)
    }

    async fn bill(&self, _day: Day) -> Result<Bill, GatewayFault> {
        self.call("gateway.bill", |book| book.bill.clone().unwrap_or(Bill::NotReady)).await
    }

    async fn query_refund(&self, refund: &RefundRequest) -> Result<RefundAnswer, GatewayFault> {
        let answer = |book: &mut Book| {
            let number = refund.refund_number.as_str();
            let by_hand = || book.made_by_hand.get(number).cloned().unwrap_or(RefundAnswer::Unknown);
            let known = book.refunds.get(number).map_or_else(by_hand, |sent| sent.answer.clone());
            (!book.gives_nothing_back).then_some(known)
        };
        self.call("gateway.query_refund", answer).await?.ok_or_else(no_right)
    }

    async fn disputes_since(&self, since: Timestamp) -> Result<Vec<DisputeNews>, GatewayFault> {
        let listed = |book: &mut Book| {
            let recent = book.disputes.iter().filter(|(began, _)| *began >= since);
            recent.map(|(_, news)| news.clone()).collect()
        };
        self.call("gateway.disputes_since", listed).await
    }

    async fn dispute(&self, reference: &str) -> Result<Option<DisputeNews>, GatewayFault> {
        let found = |book: &mut Book| {
            let mut known = book.disputes.iter().map(|(_, news)| news);
            let news = known.find(|news| news.reference == reference).cloned();
            (!book.unbelievable.contains(reference)).then_some(news)
        };
        self.call("gateway.dispute", found).await?.ok_or(GatewayFault::Untrusted)
    }

    fn parse_notification(
        &self,
        _headers: NotificationHeaders<'_>,
        body: &[u8],
        _now: Timestamp,
    ) -> Result<Notification, NotificationRefused> {
        self.book.lock().unwrap().script.get(body).cloned().unwrap_or(Err(NotificationRefused::Signature))
    }

    async fn refresh_keys(&self) -> Result<(), GatewayFault> {
        self.call("gateway.refresh_keys", |book| {
            let learnt = std::mem::take(&mut book.by_new_key);
            book.script.extend(learnt);
        })
        .await
    }

    fn sign_in_url(&self, return_url: &str, state: &str) -> Option<String> {
        let wallet = self.ways.contains(&PayWay::InWallet);
        wallet.then(|| format!("https://open.example.com/sign-in?back={return_url}&state={state}"))
    }

    fn native_page(&self) -> Option<&str> {
        self.ways.contains(&PayWay::MiniProgram).then_some("/pages/pay")
    }

    fn page_life_seconds(&self, way: PayWay) -> Option<i64> {
        (self.gateway == Gateway::WechatPay && way == PayWay::Phone).then_some(240)
    }

    async fn payer(&self, way: PayWay, code: &str) -> Result<String, GatewayFault> {
        let payer = match way {
            PayWay::MiniProgram => format!("mini payer of {code}"),
            _ => format!("payer of {code}"),
        };
        self.call("gateway.payer", |_| payer).await
    }
}
