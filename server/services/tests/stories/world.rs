//! The program on a world in memory, and the small steps of which stories are made.

use std::{collections::BTreeSet, sync::Arc};

use domain::{
    catalogue::Product,
    id::{OrderToken, ProductId},
    locale::Locale,
    money::Money,
    order::{Attempt, AttemptState, Gateway, Order},
    policy::Policy,
    view::{OrderStage, OrderView},
};
use services::{
    Fault, Parts, Secrets, Services,
    actor::{Member, Origin},
    checkout::{CheckoutAsk, StartOrderForm, StartOutcome},
    identity::PasswordCost,
    ports::{Notification, NotificationHeaders, PaymentGateway as _},
    site::{DemoPerson, DemoRole, Site},
    till::{ChangeOutcome, GatewayAccount, GatewayAccounts, Received, Swept, Visit},
};

use super::{
    shop::Shop,
    support::{
        MemoryCommerce, MemoryPeople, PlainWriter, Seeded, Switch, Tables, TestClock, TestGateway,
        TestMessenger, TestRail, breaks,
    },
};

pub struct World {
    pub clock: Arc<TestClock>,
    pub switch: Arc<Switch>,
    pub commerce: Arc<MemoryCommerce>,
    pub people: Arc<MemoryPeople>,
    /// WeChat Pay's.
    pub gateway: Arc<TestGateway>,
    pub gateways: Gateways,
    pub bank: Arc<TestRail>,
    pub messenger: Arc<TestMessenger>,
    pub entropy: Arc<Seeded>,
    pub services: Arc<Services>,
    pub shop: Shop,
}

/// Cheap hashes: what they cost in earnest is not what these tests are about.
const CHEAP: PasswordCost = PasswordCost { memory_kib: 8, passes: 1 };

/// The gateways of the world: WeChat Pay is asked first.
#[derive(Clone)]
pub struct Gateways {
    pub wechat: Arc<TestGateway>,
    pub alipay: Arc<TestGateway>,
    pub cards: Arc<TestGateway>,
}

impl Gateways {
    fn new(switch: &Arc<Switch>, clock: &Arc<TestClock>) -> Self {
        Self {
            wechat: Arc::new(TestGateway::new(switch.clone(), clock.clone())),
            alipay: Arc::new(TestGateway::alipay(switch.clone(), clock.clone())),
            cards: Arc::new(TestGateway::cards(switch.clone(), clock.clone())),
        }
    }

    pub fn all(&self) -> [&Arc<TestGateway>; 3] {
        [&self.wechat, &self.alipay, &self.cards]
    }

    /// The one of an attempt.
    pub fn of(&self, gateway: Gateway) -> &Arc<TestGateway> {
        match gateway {
            Gateway::WechatPay => &self.wechat,
            Gateway::Alipay => &self.alipay,
            Gateway::Stripe => &self.cards,
        }
    }

    fn accounts(&self) -> GatewayAccounts {
        let only = |gateway: &Arc<TestGateway>| GatewayAccount::only(gateway.clone());
        GatewayAccounts::new(self.all().map(only).into(), BTreeSet::new())
    }
}

fn parts(
    people: &Arc<MemoryPeople>,
    commerce: &Arc<MemoryCommerce>,
    (gateways, bank): (&Gateways, &Arc<TestRail>),
    clock: &Arc<TestClock>,
    messenger: &Arc<TestMessenger>,
) -> Parts {
    Parts {
        people: people.clone(),
        commerce: commerce.clone(),
        gateways: gateways.accounts(),
        rails: vec![bank.clone()],
        clock: clock.clone(),
        entropy: Arc::new(Seeded::default()),
        secrets: Arc::new(Secrets::new(&[1; 32], &[2; 32]).unwrap()),
        policy: Policy::default(),
        site: site(),
        password_cost: CHEAP,
        messenger: Some(messenger.clone()),
        letter_writer: Arc::new(PlainWriter),
    }
}

fn site() -> Site {
    let mei = DemoPerson { key: "mei", email: "mei@example.com", name: "Mei", role: DemoRole::Member };
    Site {
        demo: true,
        public_url: "https://example.com".to_owned(),
        session_cookie: "session",
        secure_cookie: true,
        wallet_url: Some("https://wallet.example.com/pay".to_owned()),
        demo_people: vec![mei],
    }
}

pub fn origin() -> Origin {
    Origin { network: "203.0.113.0/24".to_owned(), user_agent: "Firefox".to_owned(), ..Origin::default() }
}

impl World {
    pub async fn new() -> Self {
        let (clock, switch) = (Arc::new(TestClock::default()), Arc::new(Switch::default()));
        let commerce = Arc::new(MemoryCommerce::new(Arc::clone(&switch)));
        let people = Arc::new(MemoryPeople::new(Arc::clone(&switch)));
        let gateways = Gateways::new(&switch, &clock);
        let gateway = gateways.wechat.clone();
        let shop = Shop::open(&commerce, &people);
        let messenger = Arc::new(TestMessenger::new(Arc::clone(&switch)));
        let bank = Arc::new(TestRail::new(Arc::clone(&switch)));
        let parts = parts(&people, &commerce, (&gateways, &bank), &clock, &messenger);
        let services = Arc::new(Services::assemble(parts).await.unwrap());
        let entropy = Arc::new(Seeded::default());
        Self { clock, switch, commerce, people, gateway, gateways, bank, messenger, entropy, services, shop }
    }

    /// A second process on the same databases, which remembers nothing.
    pub async fn beside(&self) -> Services {
        self.again(async || {
            let Self { people, commerce, gateways, bank, clock, messenger, .. } = self;
            Services::assemble(parts(people, commerce, (gateways, bank), clock, messenger)).await
        })
        .await
    }

    /// The same with other accounts at gateways.
    pub async fn beside_with(&self, accounts: GatewayAccounts) -> Services {
        let Self { people, commerce, gateways, bank, clock, messenger, .. } = self;
        let parts = parts(people, commerce, (gateways, bank), clock, messenger);
        Services::assemble(Parts { gateways: accounts, ..parts }).await.unwrap()
    }

    pub fn rows(&self) -> Tables {
        self.commerce.rows()
    }

    /// The books agree, with each other and with the gateway.
    pub fn audit(&self) {
        let books = self.gateways.all().map(|gateway| (gateway.gateway(), gateway.book()));
        let breaks = breaks(&self.rows(), &books);
        assert!(breaks.is_empty(), "after {:?} failed: {breaks:#?}", self.switch.failed());
    }

    pub fn order(&self, token: &OrderToken) -> Order {
        self.rows().orders.values().find(|order| order.token == *token).unwrap().clone()
    }

    pub fn attempts(&self, token: &OrderToken) -> Vec<Attempt> {
        self.rows().attempts_of(&self.order(token).id)
    }

    /// The checkout form of somebody who opened the agreement and read it for as long as it takes.
    pub async fn form(&self, member: &Member, product: &ProductId) -> Result<StartOrderForm, Fault> {
        let ask =
            CheckoutAsk { product: Some(product.clone()), open_agreement: true, ..CheckoutAsk::default() };
        let page = self.services.checkout.page("kiln-circle", Some(member), ask).await?.unwrap();
        self.clock.advance(i64::from(page.agreement_seconds));
        Ok(StartOrderForm {
            product: product.as_str().to_owned(),
            agreement: page.agreement.id.as_str().to_owned(),
            stamp: page.stamp.unwrap(),
            accept: true,
            locale: Locale::SimplifiedChinese,
            ..StartOrderForm::default()
        })
    }

    pub async fn start(&self, member: &Member, form: StartOrderForm) -> Result<StartOutcome, Fault> {
        self.services.checkout.start_order(member, &origin(), form).await
    }

    /// An order, from the agreement to its address.
    pub async fn ordered(&self, member: &Member, product: &Product) -> OrderToken {
        let form = self.again(async || self.form(member, &product.id).await).await;
        match self.again(async || self.start(member, form.clone()).await).await {
            StartOutcome::Started(token) | StartOutcome::Existing(token) => token,
            StartOutcome::Refused(problems) => panic!("{problems:?}"),
        }
    }

    /// The same with a choice of what to pay with.
    pub async fn ordered_with(&self, member: &Member, product: &Product, channel: &str) -> OrderToken {
        let form = self.again(async || self.form(member, &product.id).await).await;
        let form = StartOrderForm { channel: channel.to_owned(), ..form };
        match self.again(async || self.start(member, form.clone()).await).await {
            StartOutcome::Started(token) | StartOutcome::Existing(token) => token,
            StartOutcome::Refused(problems) => panic!("{problems:?}"),
        }
    }

    pub async fn change(
        &self,
        member: &Member,
        token: &OrderToken,
        channel: &str,
    ) -> Result<ChangeOutcome, Fault> {
        self.services.till.change_channel(member, token, channel, &Visit::default()).await
    }

    /// The same until the gateway has answered.
    pub async fn changed(&self, member: &Member, token: &OrderToken, channel: &str) -> ChangeOutcome {
        self.clock.advance(1);
        self.until(async || {
            let outcome = self.change(member, token, channel).await?;
            Ok((outcome != ChangeOutcome::NoAnswer).then_some(outcome))
        })
        .await
    }

    pub async fn page(&self, member: &Member, token: &OrderToken) -> Result<OrderView, Fault> {
        Ok(self.services.till.page(member, token, &Visit::default()).await?.unwrap())
    }

    pub async fn stage(&self, member: &Member, token: &OrderToken) -> OrderStage {
        self.again(async || self.page(member, token).await).await.stage
    }

    /// Opens the order page until there is something to scan; the number under which the gateway waits.
    pub async fn opened(&self, member: &Member, token: &OrderToken) -> String {
        self.until(async || {
            let OrderStage::AwaitingPayment { action, .. } = self.page(member, token).await?.stage else {
                return Ok(None);
            };
            let theirs = |attempt: &Attempt| attempt.action.as_ref() == Some(&action);
            // After a lost answer the payer scans what the gateway gave, and our books learn of it later.
            let attempts = self.attempts(token);
            let number = attempts.iter().find(|attempt| theirs(attempt)).or(attempts.last());
            Ok(number.map(|attempt| attempt.gateway_number.clone()))
        })
        .await
    }

    /// An order that waits for its payment, and its number at the gateway.
    pub async fn waiting(&self, member: &Member, product: &Product) -> (OrderToken, String) {
        let token = self.ordered(member, product).await;
        let number = self.opened(member, &token).await;
        (token, number)
    }

    /// The payer pays the price of the order in time.
    pub fn pays(&self, token: &OrderToken, number: &str) {
        assert!(self.gateway.pay(number, self.order(token).price, false), "{number} does not take money");
    }

    /// The payer pays when the number is closed already.
    pub fn pays_late(&self, token: &OrderToken, number: &str) {
        assert!(self.gateway.pay(number, self.order(token).price, true), "{number} does not take money");
    }

    /// Writes the gateway's notification of a capture; its raw body.
    pub fn announce(&self, number: &str) -> String {
        self.announce_by(Gateway::WechatPay, number)
    }

    /// The same of another gateway.
    pub fn announce_by(&self, gateway: Gateway, number: &str) -> String {
        let gateway = self.gateways.of(gateway);
        let capture = gateway.book().payments[number].capture.clone().unwrap();
        let (event_id, number) = (format!("event-{number}"), number.to_owned());
        let body = format!("paid {number}");
        gateway.announce(&body, Ok(Notification::Paid { event_id, number, capture }));
        body
    }

    pub async fn receive(&self, body: &str) -> Result<Received, Fault> {
        self.receive_from(Gateway::WechatPay, body).await
    }

    pub async fn receive_from(&self, gateway: Gateway, body: &str) -> Result<Received, Fault> {
        self.services.till.receive(gateway, NotificationHeaders(&[]), body.as_bytes()).await
    }

    /// The gateway notifies us of a capture until we acknowledge it.
    pub async fn notified(&self, number: &str) {
        self.notified_by(Gateway::WechatPay, number).await;
    }

    /// The same of another gateway.
    pub async fn notified_by(&self, gateway: Gateway, number: &str) {
        let body = self.announce_by(gateway, number);
        let received = self.again(async || self.receive_from(gateway, &body).await).await;
        assert_eq!(received, Received::Acknowledged);
    }

    /// Somebody pays a number and the gateway notifies us, whatever else is going on.
    pub fn paid_meanwhile(&self, number: &str, price: Money) -> impl Future<Output = ()> + Send + 'static {
        let (gateway, services, number) = (self.gateway.clone(), self.services.clone(), number.to_owned());
        async move {
            assert!(gateway.pay(&number, price, true), "{number} is not known");
            let capture = gateway.book().payments[&number].capture.clone().unwrap();
            gateway
                .announce("meanwhile", Ok(Notification::Paid { event_id: number.clone(), number, capture }));
            let headers = NotificationHeaders(&[]);
            let received = services.till.receive(Gateway::WechatPay, headers, b"meanwhile").await.unwrap();
            assert_eq!(received, Received::Acknowledged);
        }
    }

    /// A member who has paid for a product.
    pub async fn bought(&self, member: &Member, product: &Product) -> OrderToken {
        let (token, number) = self.waiting(member, product).await;
        self.pays(&token, &number);
        self.notified(&number).await;
        token
    }

    pub async fn sweep(&self) -> Result<Swept, Fault> {
        self.services.till.sweep("this process").await
    }

    /// Time passes and the worker sweeps, until something is so.
    pub async fn swept_until(&self, seconds: i64, so: impl Fn() -> bool) {
        self.until(async || {
            self.clock.advance(seconds);
            self.sweep().await?;
            Ok(so().then_some(()))
        })
        .await;
    }

    /// Sets the time after the end of an order and sweeps until it has expired.
    pub async fn expired(&self, token: &OrderToken) {
        self.clock.advance(15 * 60);
        self.swept_until(1, || self.order(token).state.code() == "expired").await;
    }

    /// Whether the newest attempt of an order is in a state.
    pub fn attempt_is(&self, token: &OrderToken, state: AttemptState) -> bool {
        self.attempts(token).last().is_some_and(|attempt| attempt.state == state)
    }
}
