//! The world of the cases: a small community, three gateways, and processes of the program that remember nothing.

use std::{collections::BTreeSet, sync::Arc};

use domain::{
    catalogue::{Agreement, Community, CommunityState, Period, Product, WayIn},
    id::{AgreementId, CommunityId, CreatorId, ProductId, UserId},
    locale::Locale,
    money::{Currency, Money},
    order::Gateway,
    people::User,
    policy::Policy,
    time::{Day, Timestamp},
    view::messages::MessageLine,
};
use services::{
    Parts, Secrets, Services,
    actor::Member,
    identity::PasswordCost,
    ports::{
        Changes, Commit, CreatorRow, EntropyExt as _, InvitationLine, LetterWriter, PeopleChanges,
        PeopleWrite, UserRow, Words, Write,
    },
    site::Site,
    till::{GatewayAccount, GatewayAccounts},
};

use super::gateway::CaseGateway;
use crate::scenarios::{Dice, SceneClock, SharedHouse};

/// Cheap hashes: what they cost in earnest is not what these cases are about.
const CHEAP: PasswordCost = PasswordCost { memory_kib: 8, passes: 1 };

/// The world.
pub struct Stage {
    pub house: SharedHouse,
    pub dice: Arc<Dice>,
    pub clock: Arc<SceneClock>,
    pub gateways: Vec<Arc<CaseGateway>>,
    pub products: Vec<Product>,
    pub agreement: AgreementId,
    pub slug: String,
    pub members: Vec<Member>,
}

pub fn yuan(minor: i64) -> Money {
    Money::new(minor, Currency::Cny)
}

/// 1 December 2026 at midnight.
pub fn opening() -> Timestamp {
    Day::from_calendar(2026, 12, 1).unwrap().start()
}

impl Stage {
    pub async fn set(house: SharedHouse, seed: u64) -> Self {
        let (dice, clock) = (Arc::new(Dice::new(seed)), Arc::new(SceneClock::at(opening())));
        let gateways = [Gateway::WechatPay, Gateway::Alipay, Gateway::Stripe];
        let mut stage = Self {
            gateways: gateways.map(|gateway| Arc::new(CaseGateway::new(gateway, &dice, &clock))).into(),
            agreement: AgreementId::new(clock.now(), dice.bits()),
            slug: format!("case-{seed}"),
            products: Vec::new(),
            members: Vec::new(),
            house,
            dice,
            clock,
        };
        stage.stock().await;
        for number in 0..4 {
            let member = stage.enter(number).await;
            stage.members.push(member);
        }
        stage
    }

    /// A process of the program that has just been started; it tries until the database lets it.
    pub async fn process(&self) -> Services {
        for _ in 0..3 {
            if let Ok(services) = Services::assemble(self.parts()).await {
                return services;
            }
        }
        panic!("the program does not start")
    }

    fn parts(&self) -> Parts {
        let only = |gateway: &Arc<CaseGateway>| GatewayAccount::only(gateway.clone());
        Parts {
            people: self.house.people(),
            commerce: self.house.commerce(),
            gateways: GatewayAccounts::new(self.gateways.iter().map(only).collect(), BTreeSet::new()),
            rails: Vec::new(),
            clock: self.clock.clone(),
            entropy: self.dice.clone(),
            secrets: Arc::new(Secrets::new(&[1; 32], &[2; 32]).unwrap()),
            policy: Policy { agreement_seconds: 0, ..Policy::default() },
            site: site(),
            password_cost: CHEAP,
            messenger: None,
            letter_writer: Arc::new(NoWords),
        }
    }

    pub fn gateway(&self, gateway: Gateway) -> &Arc<CaseGateway> {
        let is_it = |known: &&Arc<CaseGateway>| {
            use services::ports::PaymentGateway as _;
            known.gateway() == gateway
        };
        self.gateways.iter().find(is_it).unwrap()
    }

    async fn stock(&mut self) {
        let (now, dice) = (self.clock.now(), self.dice.clone());
        let creator = CreatorId::new(now, dice.bits());
        let community = Community {
            id: CommunityId::new(now, dice.bits()),
            creator: creator.clone(),
            slug: self.slug.clone(),
            name: "House".to_owned(),
            tagline: "One.".to_owned(),
            description: "Two.".to_owned(),
            payee_name: "Three".to_owned(),
            contact: "four@example.com".to_owned(),
            way_in: WayIn { instructions: "Knock.".to_owned(), address: "https://example.com".to_owned() },
            state: CommunityState::Open,
            version: 1,
        };
        let product = |position, minor, seats| Product {
            id: ProductId::new(now, dice.bits()),
            community: community.id.clone(),
            tier: format!("Tier {position}"),
            benefits: vec!["Sit".to_owned()],
            price: yuan(minor),
            further: Vec::new(),
            period: Period::Month,
            refund_days: 7,
            seats,
            position,
            trial_days: 0,
            on_sale: true,
            version: 1,
        };
        // Seats that go to the first who pays.
        self.products = (2..12).map(|position| product(position, 19_900, Some(1))).collect();
        self.products.extend((12..15).map(|position| product(position, 6_800, None)));
        let agreement = Agreement {
            id: self.agreement.clone(),
            community: community.id.clone(),
            version: 1,
            title: "Rules".to_owned(),
            body: "Sit still.".to_owned(),
            digest: "d".to_owned(),
            published_at: now,
        };
        let owner = UserId::new(now, dice.bits());
        let row = CreatorRow { id: creator, owner, main: None, currency: Currency::Cny, created_at: now };
        let mut writes = vec![Write::InsertCreator(row), Write::InsertCommunity(community)];
        writes.extend(self.products.iter().cloned().map(Write::InsertProduct));
        writes.push(Write::InsertAgreement(agreement));
        let answer = self.house.commerce().commit(Changes { writes, ..Changes::default() }).await;
        assert_eq!(answer.unwrap(), Commit::Committed);
    }

    async fn enter(&self, number: u32) -> Member {
        let id = UserId::new(self.clock.now(), self.dice.bits());
        let user = User {
            id: id.clone(),
            email: format!("{}-{number}@example.com", self.slug),
            name: format!("Member {number}"),
            created_at: self.clock.now(),
            roles: Vec::new(),
        };
        let row = UserRow { user, password_hash: String::new() };
        let changes = PeopleChanges { writes: vec![PeopleWrite::InsertUser(row)] };
        assert_eq!(self.house.people().commit(changes).await.unwrap(), Commit::Committed);
        Member { user: id }
    }
}

fn site() -> Site {
    Site {
        demo: false,
        public_url: "https://example.com".to_owned(),
        session_cookie: "session",
        secure_cookie: true,
        wallet_url: None,
        demo_people: Vec::new(),
    }
}

/// Nobody is written to: there is no mail server.
struct NoWords;

impl LetterWriter for NoWords {
    fn write(&self, _: &MessageLine, _: &str, _: Locale, _: &str) -> Words {
        unreachable!("letters are written for a mail server only")
    }

    fn invite(&self, _: &InvitationLine, _: Locale, _: &str) -> Words {
        unreachable!("nobody is invited")
    }
}
