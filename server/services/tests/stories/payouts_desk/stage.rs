//! A creator who may be paid instantly, with sales behind the balance.

use domain::{
    id::{DestinationId, TransactionId, UserId},
    ledger::Transaction,
    money::BasisPoints,
    payouts::{
        Adjustment, Destination, Fallback, NewsSource, Patience, Payout, PayoutAccount, PayoutSettings,
        RailNews, Schedule, Standing,
    },
    view::payouts::{DemandForm, DemandQuote},
};
use services::{
    actor::{Approver, Creator, Operator},
    payouts::desk::{ConfirmOutcome, QuoteOutcome},
    ports::{Changes, Clock, Commerce, CommerceStore, Commit, EntropyExt, Write},
};

use crate::{shop::yuan, world::World};

pub struct Stage {
    pub world: World,
    pub creator: Creator,
}

impl Stage {
    /// Everything is met, nothing has been sold yet.
    pub async fn new() -> Self {
        let world = World::new().await;
        let creator = world.shop.creator.clone();
        let stage = Self { world, creator };
        stage.set();
        stage
    }

    fn set(&self) {
        let (id, now) = (self.creator.account.id.clone(), self.now());
        let bank = bank(&self.creator, 1);
        let standing = Standing {
            creator: id.clone(),
            country: "CN".to_owned(),
            country_has_instant: true,
            compliant: true,
            platform_paused_at: None,
            pause_reason: String::new(),
            reserve_rate: BasisPoints::new(0),
            reserve_days: 0,
            version: 1,
        };
        let settings = PayoutSettings {
            creator: id.clone(),
            schedule: Schedule::Daily,
            fallback: Fallback::Wait,
            threshold: yuan(1_000),
            paused_at: None,
            destination: Some(bank.id.clone()),
            held_until: None,
            updated_at: now,
            version: 1,
        };
        let account = PayoutAccount {
            completed: 4,
            version: 1,
            ..PayoutAccount::new(id.clone(), yuan(0).currency(), now)
        };
        self.world.commerce.change(|tables| {
            tables.standings.insert(id.clone(), standing);
            tables.settings.insert(id.clone(), settings);
            tables.accounts.insert(id.clone(), account);
            tables.destinations.insert(bank.id.clone(), bank);
        });
    }

    pub fn now(&self) -> domain::time::Timestamp {
        self.world.clock.business()
    }

    /// Some sales, settled two days later.
    pub async fn sold(&self, count: usize) {
        for _ in 0..count {
            let (member, product) = (self.world.shop.mei.clone(), self.world.shop.month.clone());
            self.world.bought(&member, &product).await;
            self.world.clock.advance(60);
        }
    }

    pub fn days_pass(&self, days: i64) {
        self.world.clock.advance(days * 86_400);
    }

    pub fn balance(&self) -> i64 {
        self.world.rows().balance_of(&self.creator.account.id)
    }

    pub async fn quote(&self, amount: &str) -> QuoteOutcome {
        let form = DemandForm { amount: amount.to_owned(), ..DemandForm::default() };
        self.world.services.desk.quote_demand(&self.creator, &form).await.unwrap().unwrap()
    }

    pub async fn quoted(&self, amount: &str) -> (DemandQuote, DemandForm) {
        match self.quote(amount).await {
            QuoteOutcome::Quoted(quoted) => {
                let fee = quoted.quote.fee.minor().to_string();
                let form = DemandForm { amount: amount.to_owned(), fee, key: quoted.key.clone() };
                (quoted, form)
            }
            QuoteOutcome::Refused(draft) => panic!("{draft:?}"),
        }
    }

    pub async fn confirm(&self, form: &DemandForm) -> ConfirmOutcome {
        self.world.services.desk.confirm_demand(&self.creator, form).await.unwrap().unwrap()
    }

    /// An instant payout, booked.
    pub async fn asked(&self, amount: &str) -> domain::id::RunId {
        let (_, form) = self.quoted(amount).await;
        match self.confirm(&form).await {
            ConfirmOutcome::Requested(run) => run,
            other => panic!("{other:?}"),
        }
    }

    pub fn payouts(&self) -> Vec<Payout> {
        self.world.rows().payouts.values().cloned().collect()
    }

    /// The bank says something about a payout, and it is booked as the engine books it.
    pub async fn hears(&self, payout: &Payout, news: &RailNews) {
        let (now, id) = (self.now(), self.transaction());
        let handed = payout.clone().submit(now).unwrap();
        let step = handed.hear(news, NewsSource::Told, Patience { retry_ms: 1 }, id, now).unwrap();
        self.commit(vec![Write::UpdatePayout(step.payout)], step.transaction.into_iter().collect()).await;
    }

    pub async fn adjusted(&self, adjustment: Adjustment) {
        let posted = adjustment.posted(self.transaction(), domain::order::Gateway::WechatPay).unwrap();
        self.commit(vec![Write::InsertAdjustment(adjustment)], vec![posted]).await;
    }

    pub fn transaction(&self) -> TransactionId {
        TransactionId::new(self.now(), self.world.entropy.bits())
    }

    async fn commit(&self, writes: Vec<Write>, transactions: Vec<Transaction>) {
        let commerce: Commerce = self.world.commerce.clone();
        let changes = Changes { writes, transactions, ..Changes::default() };
        assert_eq!(commerce.commit(changes).await.unwrap(), Commit::Committed);
    }

    pub async fn verified(&self) {
        let breaks = self.world.commerce.verify().await.unwrap().breaks;
        assert!(breaks.is_empty(), "{breaks:#?}");
    }
}

pub fn bank(creator: &Creator, number: u128) -> Destination {
    Destination {
        id: DestinationId::new(creator.account.created_at, number),
        creator: creator.account.id.clone(),
        rail: domain::payouts::Rail::SandboxBank,
        label: "Sandbox Bank".to_owned(),
        last_four: "4417".to_owned(),
        fingerprint: format!("f{number}"),
        currency: creator.account.currency,
        takes_instant: true,
        added_at: creator.account.created_at,
    }
}

pub fn approver(number: u128) -> Approver {
    Approver { user: operator(number).user, may_act: false }
}

pub fn operator(number: u128) -> Operator {
    Operator { user: UserId::new(domain::time::Timestamp::from_unix_ms(1), number) }
}
