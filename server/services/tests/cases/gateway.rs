//! One of our accounts at a payment gateway that keeps a book of its own, fails by chance, and writes notifications of what
//! happened.

use std::sync::{Arc, Mutex, MutexGuard};

use async_trait::async_trait;
use domain::{
    money::{Currency, Money},
    order::{
        Capture, Channel, DisputeNews, DisputeState, Gateway, GatewayAccountName, PayWay, PayerAction,
        WalletCall,
    },
    time::{Day, Timestamp},
};
use services::ports::{
    Bill, CloseAnswer, CreateAnswer, CreatePayment, GatewayFault, Notification, NotificationHeaders,
    NotificationRefused, PaymentGateway, PaymentReference, QueryAnswer, RefundAnswer, RefundRequest,
};

use super::book::{Book, Known};
use crate::scenarios::{Dice, SceneClock};

/// A gateway of the cases.
pub struct CaseGateway {
    name: GatewayAccountName,
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
    pub fn new(
        name: GatewayAccountName,
        gateway: Gateway,
        dice: &Arc<Dice>,
        clock: &Arc<SceneClock>,
    ) -> Self {
        use PayWay::{Code, InWallet, MiniProgram, Page, Phone};
        let (channel, ways) = match gateway {
            Gateway::WechatPay => (Channel::WechatPay, vec![Code, Phone, InWallet, MiniProgram]),
            Gateway::Alipay => (Channel::Alipay, vec![Code, Page, Phone]),
            Gateway::Stripe => (Channel::Card, vec![Page]),
        };
        let (dice, clock, lazy) = (dice.clone(), clock.clone(), gateway == Gateway::Alipay);
        Self { name, gateway, channel, ways, lazy, dice, clock, book: Mutex::default() }
    }

    pub fn name(&self) -> &GatewayAccountName {
        &self.name
    }

    pub fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap()
    }

    fn transaction(&self) -> String {
        format!("{}-{:016x}", self.name, self.dice.next())
    }

    /// Somebody pays. `late` gets around a closed number, as money under way does. The notification's body.
    pub fn pay(&self, number: &str, amount: Money, late: bool) -> Option<String> {
        let (now, gateway_transaction) = (self.clock.now(), self.transaction());
        let mut book = self.book();
        let known = book.payments.get_mut(number)?;
        let open = !known.closed && now < known.asked.expires_at;
        if known.capture.is_some() || !(open || late) {
            return None;
        }
        let capture = Capture { gateway_transaction, amount, captured_at: now };
        known.capture = Some(capture.clone());
        Some(book.announce(number, capture))
    }

    /// Money comes under a number that is none of ours. The notification's body.
    pub fn pay_stray(&self, amount: Money) -> String {
        let number = format!("X{:016X}", self.dice.next());
        let gateway_transaction = self.transaction();
        let capture = Capture { gateway_transaction, amount, captured_at: self.clock.now() };
        let mut book = self.book();
        book.strays.insert(number.clone(), capture.clone());
        book.announce(&number, capture)
    }

    /// A body that says that something may have become of a number.
    pub fn hint(&self, number: &str) -> String {
        let body = format!("ask {number} {:x}", self.dice.next());
        let number = number.to_owned();
        self.book().write(body, |event_id| Notification::Ask { event_id, number })
    }

    /// A body by which this account says that a payment of another one was paid here.
    pub fn claim(&self, number: &str, amount: Money) -> String {
        let capture =
            Capture { gateway_transaction: self.transaction(), amount, captured_at: self.clock.now() };
        let body = format!("claimed {number} {:x}", self.dice.next());
        let number = number.to_owned();
        self.book().write(body, |event_id| Notification::Paid { event_id, number, capture })
    }

    /// Whatever is under way with refunds ends. Bodies that tell of it.
    pub fn settle_refunds(&self, answer: impl Fn() -> RefundAnswer) -> Vec<String> {
        let mut book = self.book();
        let moves = |answer: &RefundAnswer| *answer == RefundAnswer::Processing;
        let under_way = book.refunds.iter().filter(|(_, (_, stands))| moves(stands));
        let under_way: Vec<String> = under_way.map(|(number, _)| number.clone()).collect();
        let mut told = Vec::new();
        for number in under_way {
            let stands = answer();
            book.refunds.get_mut(&number).unwrap().1 = stands.clone();
            told.push(book.tell_refund(format!("refund {number}"), &number, stands));
        }
        told
    }

    /// A refund that was done comes back: the payer's account is gone. The notification's body.
    pub fn refund_comes_back(&self) -> Option<String> {
        let mut book = self.book();
        let is_done = |answer: &RefundAnswer| matches!(answer, RefundAnswer::Succeeded { .. });
        let done = book.refunds.iter().filter(|(_, (_, stands))| is_done(stands));
        let number = one_of(&self.dice, done.map(|(number, _)| number.clone()).collect())?;
        book.refunds.get_mut(&number).unwrap().1 = RefundAnswer::Abnormal;
        book.came_back.insert(number.clone());
        Some(book.tell_refund(format!("back {number}"), &number, RefundAnswer::Abnormal))
    }

    /// What no account took is settled at the gateway's own desk: the payer has it after all, or we have. The notification's
    /// body.
    pub fn desk_settles(&self) -> Option<String> {
        let at = self.clock.now();
        let mut book = self.book();
        let failed = book.refunds.iter().filter(|(_, (_, stands))| *stands == RefundAnswer::Abnormal);
        let failed = failed.filter(|(number, _)| !book.came_back.contains(*number));
        let number = one_of(&self.dice, failed.map(|(number, _)| number.clone()).collect())?;
        let stands = self.dice.one_of(&[true, true, false]);
        let stands = if stands { RefundAnswer::Succeeded { at } } else { RefundAnswer::BackWithUs };
        book.refunds.get_mut(&number).unwrap().1 = stands.clone();
        Some(book.tell_refund(format!("settled {number} {}", at.unix_ms()), &number, stands))
    }

    /// A payer's bank takes a payment back: all of it, a part, or more than it was. The notification's body.
    pub fn bank_takes(&self) -> Option<String> {
        let mut book = self.book();
        let reference = |capture: &Capture| format!("dp_{}", capture.gateway_transaction);
        let new = book.captures().filter(|(_, capture)| !book.disputes.contains_key(&reference(capture)));
        let capture = one_of(&self.dice, new.map(|(_, capture)| capture.clone()).collect())?;
        let minor = match self.dice.below(10) {
            0 => capture.amount.minor() / 2 + 1,
            1 => capture.amount.minor() + 500,
            _ => capture.amount.minor(),
        };
        let news = DisputeNews {
            reference: reference(&capture),
            gateway_transaction: capture.gateway_transaction,
            amount: Money::new(minor, capture.amount.currency()),
            state: DisputeState::Open,
            reason: "fraudulent".to_owned(),
            evidence_until: None,
        };
        book.disputes.insert(news.reference.clone(), (self.clock.now(), news.clone()));
        Some(book.tell_dispute(news))
    }

    /// A bank goes on with a dispute. The notification's body.
    pub fn bank_decides(&self, states: &[DisputeState]) -> Option<String> {
        let mut book = self.book();
        let open = book.disputes.values().filter(|(_, news)| !news.state.is_over());
        let reference = one_of(&self.dice, open.map(|(_, news)| news.reference.clone()).collect())?;
        let news = &mut book.disputes.get_mut(&reference).unwrap().1;
        news.state = self.dice.one_of(states);
        let news = news.clone();
        Some(book.tell_dispute(news))
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
        assert_eq!(asked.payer.is_some(), asked.way.needs_payer(), "{asked:?}");
        let fresh = || Known { asked: asked.clone(), closed: false, capture: None };
        let known = book.payments.entry(asked.number.clone()).or_insert_with(fresh);
        assert_eq!(known.asked, *asked, "one number is one payment");
        if known.capture.is_some() {
            return CreateAnswer::AlreadyPaid;
        }
        if known.closed || asked.expires_at <= self.clock.now() {
            return CreateAnswer::Closed;
        }
        CreateAnswer::Open { action: action(asked), reference: None }
    }
}

fn action(asked: &CreatePayment) -> PayerAction {
    let number = &asked.number;
    match asked.way {
        PayWay::Code => PayerAction::Scan { code_url: format!("code://{number}") },
        PayWay::Page | PayWay::Phone => {
            PayerAction::Visit { url: format!("https://gateway.example.com/{number}") }
        }
        PayWay::InWallet | PayWay::MiniProgram => PayerAction::Invoke(WalletCall {
            app_id: "wx1".to_owned(),
            timestamp: "1".to_owned(),
            nonce: "n".to_owned(),
            package: format!("prepay_id={number}"),
            sign_type: "RSA".to_owned(),
            signature: asked.payer.clone().unwrap(),
        }),
    }
}

fn one_of<T>(dice: &Dice, mut all: Vec<T>) -> Option<T> {
    (!all.is_empty()).then(|| all.swap_remove(usize::try_from(dice.next() >> 8).unwrap() % all.len()))
}

#[async_trait]
impl PaymentGateway for CaseGateway {
    fn gateway(&self) -> Gateway {
        self.gateway
    }

    fn ways(&self, channel: Channel, _currency: Currency) -> Vec<PayWay> {
        if channel == self.channel { self.ways.clone() } else { Vec::new() }
    }

    fn page_life_seconds(&self, way: PayWay) -> Option<i64> {
        (self.gateway == Gateway::WechatPay && way == PayWay::Phone).then_some(240)
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
        // Our account there may hold too little, and more the next time.
        let short = self.dice.chance(5);
        self.call(|book| {
            let is_new = !book.refunds.contains_key(&refund.refund_number);
            if short && is_new { RefundAnswer::NotEnough } else { book.refund(refund) }
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
        self.call(|book| Bill::Lines { from, until, lines: book.lines(from, until) })
    }

    fn parse_notification(
        &self,
        _headers: NotificationHeaders<'_>,
        body: &[u8],
        _now: Timestamp,
    ) -> Result<Notification, NotificationRefused> {
        self.book().read(String::from_utf8_lossy(body).as_ref())
    }

    fn sign_in_url(&self, return_url: &str, state: &str) -> Option<String> {
        let wallet = self.ways.contains(&PayWay::InWallet);
        wallet.then(|| format!("https://open.example.com/sign-in?back={return_url}&state={state}"))
    }

    fn native_page(&self) -> Option<&str> {
        self.ways.contains(&PayWay::MiniProgram).then_some("/pages/pay")
    }

    async fn payer(&self, way: PayWay, code: &str) -> Result<String, GatewayFault> {
        tokio::task::yield_now().await;
        self.call(|_| format!("{} payer of {code}", way.code()))
    }

    async fn disputes_since(&self, since: Timestamp) -> Result<Vec<DisputeNews>, GatewayFault> {
        self.call(|book| {
            let recent = book.disputes.values().filter(|(began, _)| *began >= since);
            recent.map(|(_, news)| news.clone()).collect()
        })
    }

    async fn dispute(&self, reference: &str) -> Result<Option<DisputeNews>, GatewayFault> {
        self.call(|book| book.disputes.get(reference).map(|(_, news)| news.clone()))
    }
}
