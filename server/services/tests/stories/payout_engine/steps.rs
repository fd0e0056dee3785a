//! The small steps of which stories about payouts are made. What sets the scene is not counted and cannot fail.

use domain::{
    id::{AdjustmentId, AttemptId, CreatorId, DestinationId, OrderId, TransactionId, UserId},
    ledger::{Account, Cause, Transaction},
    message::{Message, Recipient},
    money::{BasisPoints, Currency},
    order::Gateway,
    payouts::{
        Adjustment, AdjustmentKind, Destination, Fallback, Payout, PayoutAccount, PayoutItem, PayoutSettings,
        PayoutState, Rail, RailNews, Schedule, Standing,
    },
    time::{Day, Timestamp},
};
use services::{
    Fault, Secrets,
    payouts::{
        engine::{Dispatched, RunReport, RunsOutcome},
        seal_details,
    },
    ports::{
        BankDetails, Changes, Clock as _, Commit, CreatorRow, NotificationHeaders, RailEvent, Sale, Write,
    },
    till::Received,
};

use crate::{shop::yuan, support::Seeded, world::World};

pub fn day(date: u8) -> Day {
    Day::from_calendar(2026, 11, date).unwrap()
}

pub fn paid() -> RailNews {
    RailNews::Paid { reference: Some("bank-1".to_owned()) }
}

impl World {
    pub fn me(&self) -> CreatorId {
        self.shop.creator.account.id.clone()
    }

    fn number(&self) -> u128 {
        u128::from(self.switch.calls()) << 40
            | u128::try_from(self.rows().transactions.len() + self.rows().destinations.len()).unwrap()
    }

    fn put(&self, writes: Vec<Write>, transactions: Vec<Transaction>) {
        let changes = Changes { writes, transactions, ..Changes::default() };
        self.commerce.change(|tables| assert_eq!(tables.commit(&changes).unwrap(), Commit::Committed));
    }

    /// A creator on daily payouts who may be paid instantly.
    pub async fn daily(fallback: Fallback) -> Self {
        let world = Self::new().await;
        world.settles_in(&world.me(), Schedule::Daily, fallback);
        world
    }

    /// Opens a bank account, passes the checks and chooses.
    pub fn settles_in(&self, creator: &CreatorId, schedule: Schedule, fallback: Fallback) {
        let bank = self.open_account(creator);
        let standing = Standing {
            creator: creator.clone(),
            country: "CN".to_owned(),
            country_has_instant: true,
            compliant: true,
            platform_paused_at: None,
            pause_reason: String::new(),
            reserve_rate: BasisPoints::new(0),
            reserve_days: 0,
            version: 0,
        };
        let now = self.clock.business();
        let account =
            PayoutAccount { completed: 4, ..PayoutAccount::new(creator.clone(), Currency::Cny, now) };
        let settings = PayoutSettings {
            creator: creator.clone(),
            schedule,
            fallback,
            threshold: yuan(1_000),
            paused_at: None,
            destination: Some(bank),
            held_until: None,
            updated_at: now,
            version: 0,
        };
        self.put(vec![Write::PutStanding(standing), Write::PutPayoutSettings(settings)], Vec::new());
        self.commerce.change(|tables| drop(tables.accounts.insert(creator.clone(), account)));
    }

    pub fn open_account(&self, creator: &CreatorId) -> DestinationId {
        let now = self.clock.business();
        let id = DestinationId::new(now, self.number());
        let details = BankDetails {
            destination: id.clone(),
            holder: "Lin Wan".to_owned(),
            account: "6222021234567894".to_owned(),
            bank: String::new(),
        };
        let secrets = Secrets::new(&[1; 32], &[2; 32]).unwrap();
        let sealed = seal_details(&secrets, &Seeded::default(), &details, now).unwrap();
        self.people.change(|tables| drop(tables.details.insert(id.clone(), sealed)));
        let destination = Destination {
            id: id.clone(),
            creator: creator.clone(),
            rail: Rail::SandboxBank,
            label: "Sandbox Bank".to_owned(),
            last_four: "7894".to_owned(),
            fingerprint: id.to_string(),
            currency: Currency::Cny,
            takes_instant: true,
            added_at: now,
        };
        self.put(vec![Write::InsertDestination(destination)], Vec::new());
        id
    }

    /// One more creator, with a number of their own.
    pub fn another(&self, number: u128, schedule: Schedule) -> CreatorId {
        let now = self.clock.business();
        let (id, owner) = (CreatorId::new(now, number), UserId::new(now, number));
        let row = CreatorRow { id: id.clone(), owner, main: None, currency: Currency::Cny, created_at: now };
        self.put(vec![Write::InsertCreator(row)], Vec::new());
        self.settles_in(&id, schedule, Fallback::Standard);
        id
    }

    pub fn settings(&self, change: impl FnOnce(&mut PayoutSettings)) {
        let me = self.me();
        self.commerce.change(|tables| change(tables.settings.get_mut(&me).unwrap()));
    }

    pub fn standing(&self, change: impl FnOnce(&mut Standing)) {
        let me = self.me();
        self.commerce.change(|tables| change(tables.standings.get_mut(&me).unwrap()));
    }

    pub fn account(&self, change: impl FnOnce(&mut PayoutAccount)) {
        let me = self.me();
        self.commerce.change(|tables| change(tables.accounts.get_mut(&me).unwrap()));
    }

    /// A sale of some days ago, which settled a day later.
    pub fn earns(&self, creator: &CreatorId, minor: i64, days_ago: i64) {
        self.earns_at(creator, minor, self.clock.business().plus_days(-days_ago));
    }

    pub fn earns_at(&self, creator: &CreatorId, minor: i64, captured_at: Timestamp) {
        let (now, number) = (self.clock.business(), self.number());
        let cause = Cause::Capture(AttemptId::new(now, number));
        let (from, to) =
            (Account::CreatorBalance(creator.clone()), Account::GatewayReceivable(Gateway::WechatPay));
        let id = TransactionId::new(now, number);
        let transaction = Transaction::transfer(id, cause, now, yuan(minor), from, to).unwrap();
        let sale = Sale {
            order: OrderId::new(now, number),
            creator: creator.clone(),
            product: self.shop.month.id.clone(),
            gateway: Gateway::WechatPay,
            amount: yuan(minor),
            captured_at,
            settles_at: captured_at.plus_days(1),
            booked_at: now,
        };
        self.put(vec![Write::InsertSale(sale)], vec![transaction]);
    }

    /// A refund takes from the balance, whatever there is.
    pub fn refunds(&self, minor: i64) {
        let (now, number) = (self.clock.business(), self.number());
        let adjustment = Adjustment {
            id: AdjustmentId::new(now, number),
            creator: self.me(),
            kind: AdjustmentKind::Refund,
            order: None,
            amount: yuan(minor),
            booked_at: now,
            booked_by: None,
        };
        let transaction = adjustment.posted(TransactionId::new(now, number), Gateway::WechatPay).unwrap();
        self.put(vec![Write::InsertAdjustment(adjustment)], vec![transaction]);
    }

    /// Time passes until eight o'clock in the morning of a day in November.
    pub fn morning(&self, date: u8) {
        let eight = day(date).start().plus_seconds(8 * 3_600);
        self.clock.advance(eight.ms_since(self.clock.business()) / 1_000);
    }

    /// The runs of today are made, however often it takes.
    pub async fn run(&self) -> Vec<RunReport> {
        let today = self.clock.business().day();
        match self.again(async || self.services.engine.run_due(today).await).await {
            RunsOutcome::Made(reports) => reports,
            RunsOutcome::NotYet { begin } => panic!("begins at {begin:?}"),
        }
    }

    pub async fn dispatch(&self) -> Result<Dispatched, Fault> {
        self.services.engine.dispatch("this process").await
    }

    /// The worker sends and asks until every payout of ours is in some state.
    pub async fn until_all(&self, seconds: i64, state: PayoutState) {
        self.until(async || {
            self.clock.advance(seconds);
            self.dispatch().await?;
            let there =
                !self.payouts().is_empty() && self.payouts().iter().all(|payout| payout.state == state);
            Ok(there.then_some(()))
        })
        .await;
    }

    /// A payout of ours that the rail has.
    pub async fn in_transit(&self) -> Payout {
        self.run().await;
        self.until_all(130, PayoutState::InTransit).await;
        self.payouts().pop().unwrap()
    }

    /// An event of the rail about a payout.
    pub fn announce_news(&self, payout: &Payout, event_id: &str, news: RailNews) {
        let (event, number) = (event_id.to_owned(), payout.id.to_string());
        self.bank.announce(event_id, RailEvent::Payout { event_id: event, number, news });
    }

    pub async fn receive_news(&self, event_id: &str) -> Result<Received, Fault> {
        let headers = NotificationHeaders(&[]);
        self.services.engine.receive(Rail::SandboxBank, headers, event_id.as_bytes()).await
    }

    /// An event arrives until it is acknowledged.
    pub async fn hears(&self, payout: &Payout, event_id: &str, news: RailNews) {
        self.announce_news(payout, event_id, news);
        let received = self.again(async || self.receive_news(event_id).await).await;
        assert_eq!(received, Received::Acknowledged);
    }

    pub fn balance(&self) -> i64 {
        self.rows().balance_of(&self.me())
    }

    /// Our payouts, in the order of their parts.
    pub fn payouts(&self) -> Vec<Payout> {
        let me = self.me();
        let mut payouts: Vec<Payout> =
            self.rows().payouts.into_values().filter(|payout| payout.creator == me).collect();
        payouts.sort_by_key(|payout| (payout.created_at, payout.part));
        payouts
    }

    /// What the runs made of us, oldest first.
    pub fn items(&self) -> Vec<PayoutItem> {
        let me = self.me();
        let mut items: Vec<PayoutItem> =
            self.rows().items.into_values().filter(|item| item.creator == me).collect();
        items.sort_by_key(|item| (item.day, item.decided_at, item.kind));
        items
    }

    /// What we were told, oldest first.
    pub fn told(&self) -> Vec<Message> {
        let me = Recipient::Owner(self.me());
        self.rows().messages.into_values().filter(|message| message.to == me).collect()
    }

    pub fn told_kinds(&self) -> Vec<&'static str> {
        self.told().iter().map(|message| message.about.code()).collect()
    }
}
