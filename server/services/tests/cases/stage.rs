//! The world of the cases: a small community, our accounts at three gateways, a staff of two, and processes of the program
//! that remember nothing.

use std::{collections::BTreeSet, sync::Arc};

use domain::{
    catalogue::Product,
    id::{AgreementId, CommunityId, CreatorId, UserId},
    locale::Locale,
    money::{Currency, Money},
    order::{Gateway, GatewayAccountName},
    people::{AccountRole, User},
    policy::Policy,
    time::{Day, Timestamp},
    view::messages::MessageLine,
};
use services::{
    Parts, Secrets, Services,
    actor::{Approver, Creator, Member, Operator},
    identity::PasswordCost,
    ports::{
        Commit, CreatorRow, EntropyExt as _, InvitationLine, LetterWriter, PasswordLinkLine,
        PaymentGateway as _, PeopleChanges, PeopleWrite, UserRow, Words,
    },
    site::Site,
    till::{GatewayAccount, GatewayAccounts},
};

use super::gateway::CaseGateway;
use crate::scenarios::{Dice, SceneClock, SharedHouse};

/// Cheap hashes: what they cost in earnest is not what these cases are about.
const CHEAP: PasswordCost = PasswordCost { memory_kib: 8, passes: 1 };
/// Our second account at WeChat Pay.
pub const SECOND: &str = "wechat-pay-2";
/// Above this many major units a decision needs two persons.
const REVIEW_LIMIT_MAJOR: i64 = 100;
/// The same in minor units of the currencies of the cases.
pub const REVIEW_LIMIT: i64 = REVIEW_LIMIT_MAJOR * 100;
/// Days from one season to the next, so that several in one database have days of their own.
const SEASON_DAYS: i32 = 60;

/// The world.
pub struct Stage {
    pub house: SharedHouse,
    pub dice: Arc<Dice>,
    pub clock: Arc<SceneClock>,
    pub gateways: Vec<Arc<CaseGateway>>,
    /// What is sold without a limit.
    pub products: Vec<Product>,
    pub agreement: AgreementId,
    pub community: CommunityId,
    pub account: CreatorRow,
    pub slug: String,
    pub members: Vec<Member>,
    staff: [UserId; 2],
}

pub fn yuan(minor: i64) -> Money {
    Money::new(minor, Currency::Cny)
}

/// The midnight at which a season begins; the first one on 1 December 2026.
pub fn opening(seed: u64) -> Timestamp {
    let seasons = i32::try_from(seed % 64).unwrap();
    Day::from_calendar(2026, 12, 1).unwrap().plus_days(SEASON_DAYS * seasons).start()
}

impl Stage {
    pub async fn set(house: SharedHouse, seed: u64) -> Self {
        let (dice, clock) = (Arc::new(Dice::new(seed)), Arc::new(SceneClock::at(opening(seed))));
        let second = (SECOND.parse().unwrap(), Gateway::WechatPay);
        let first = [Gateway::WechatPay, Gateway::Alipay, Gateway::Stripe].map(|one| (one.into(), one));
        let gateways = first.into_iter().chain([second]);
        let person = || UserId::new(clock.now(), dice.bits());
        let mut stage = Self {
            gateways: gateways
                .map(|(name, gateway)| Arc::new(CaseGateway::new(name, gateway, &dice, &clock)))
                .collect(),
            agreement: AgreementId::new(clock.now(), dice.bits()),
            community: CommunityId::new(clock.now(), dice.bits()),
            account: CreatorRow {
                id: CreatorId::new(clock.now(), dice.bits()),
                owner: person(),
                main: None,
                currency: Currency::Cny,
                created_at: clock.now(),
            },
            slug: format!("case-{seed}"),
            products: Vec::new(),
            members: Vec::new(),
            staff: [person(), person()],
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

    /// A process of the program that has just been started, with every account of ours switched on.
    pub async fn process(&self) -> Services {
        self.process_with(true).await
    }

    /// The same; now and then the host has switched the first account of a channel off, and the second takes what is new.
    pub async fn any_process(&self) -> Services {
        self.process_with(!self.dice.chance(30)).await
    }

    /// It tries until the database lets it.
    async fn process_with(&self, first: bool) -> Services {
        for _ in 0..3 {
            if let Ok(services) = Services::assemble(self.parts(first)).await {
                return services;
            }
        }
        panic!("the program does not start")
    }

    fn parts(&self, first: bool) -> Parts {
        let account = |gateway: &Arc<CaseGateway>| GatewayAccount {
            name: gateway.name().clone(),
            enabled: first || *gateway.name() != Gateway::WechatPay.into(),
            ..GatewayAccount::only(gateway.clone())
        };
        Parts {
            people: self.house.people(),
            commerce: self.house.commerce(),
            gateways: GatewayAccounts::new(self.gateways.iter().map(account).collect(), BTreeSet::new()),
            rails: Vec::new(),
            clock: self.clock.clone(),
            entropy: self.dice.clone(),
            secrets: Arc::new(Secrets::new(&[1; 32], &[2; 32]).unwrap()),
            policy: Policy {
                agreement_seconds: 0,
                review_limit_major: REVIEW_LIMIT_MAJOR,
                ..Policy::default()
            },
            site: site(),
            password_cost: CHEAP,
            messenger: None,
            letter_writer: Arc::new(NoWords),
        }
    }

    /// The first account at a gateway.
    pub fn gateway(&self, gateway: Gateway) -> &Arc<CaseGateway> {
        self.gateways.iter().find(|known| known.gateway() == gateway).unwrap()
    }

    pub fn account(&self, name: &GatewayAccountName) -> &Arc<CaseGateway> {
        self.gateways.iter().find(|known| known.name() == name).unwrap()
    }

    /// Who decides about money.
    pub fn operator(&self) -> Operator {
        Operator { user: self.staff[0].clone() }
    }

    /// The same person, reading.
    pub fn reader(&self) -> Approver {
        Approver { user: self.staff[0].clone(), may_act: true }
    }

    /// Who agrees.
    pub fn second_person(&self) -> Approver {
        Approver { user: self.staff[1].clone(), may_act: false }
    }

    pub fn creator(&self) -> Creator {
        let account = self.account.clone();
        Creator { user: account.owner.clone(), account, further: Vec::new(), role: AccountRole::Owner }
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

    fn password_link(&self, _: &PasswordLinkLine, _: Locale, _: &str) -> Words {
        unreachable!("nobody forgets a password")
    }
}
