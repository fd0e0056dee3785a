//! Who is on the stage when the curtain rises.

use std::sync::Arc;

use domain::{
    catalogue::{Agreement, Community, CommunityState, Period, Product, WayIn},
    id::{AgreementId, CommunityId, CreatorId, DestinationId, ProductId, UserId},
    money::{BasisPoints, Currency, Money},
    payouts::{Destination, Fallback, PayoutSettings, Rail, Schedule, Standing, Weekdays},
    policy::Policy,
    time::{Day, Timestamp},
};
use services::{
    Secrets,
    payouts::{
        engine::{EngineParts, PayoutEngine},
        seal_details,
    },
    ports::{BankDetails, Changes, Commit, CreatorRow, EntropyExt, PeopleChanges, PeopleWrite, Write},
};

use super::{
    dice::{Dice, SceneClock},
    house::SharedHouse,
    rail::ScriptRail,
};

/// A creator of the play.
pub struct Actor {
    pub creator: CreatorId,
    pub product: Product,
    pub agreement: AgreementId,
}

/// The play's world.
pub struct Stage {
    pub house: SharedHouse,
    pub dice: Arc<Dice>,
    pub clock: Arc<SceneClock>,
    pub rail: Arc<ScriptRail>,
    pub policy: Policy,
    pub actors: Vec<Actor>,
    pub secrets: Arc<Secrets>,
}

pub fn yuan(minor: i64) -> Money {
    Money::new(minor, Currency::Cny)
}

/// 1 September 2026, a Tuesday, at midnight.
pub fn opening_night() -> Timestamp {
    Day::from_calendar(2026, 9, 1).unwrap().start()
}

/// Splits happen, daily payouts begin early, and a large run waits for approvals.
pub fn policy() -> Policy {
    Policy {
        instant_needs_payouts: 1,
        instant_maximum_major: 300,
        approval_limit_major: 9_000,
        ..Policy::default()
    }
}

impl Stage {
    pub async fn set(house: SharedHouse, seed: u64, creators: u32) -> Self {
        let clock = Arc::new(SceneClock::at(opening_night()));
        let stage = Self {
            house,
            dice: Arc::new(Dice::new(seed)),
            rail: Arc::new(ScriptRail::new(seed ^ 0xBA4C, Arc::clone(&clock))),
            clock,
            policy: policy(),
            actors: Vec::new(),
            secrets: Arc::new(Secrets::new(&[1; 32], &[2; 32]).unwrap()),
        };
        let mut actors = Vec::new();
        for number in 0..creators {
            actors.push(stage.enter(seed, number).await);
        }
        Self { actors, ..stage }
    }

    /// A process of the program: it remembers nothing.
    pub fn engine(&self) -> PayoutEngine {
        PayoutEngine::new(EngineParts {
            commerce: self.house.commerce(),
            people: self.house.people(),
            rails: vec![self.rail.clone()],
            clock: self.clock.clone(),
            entropy: self.dice.clone(),
            secrets: self.secrets.clone(),
            policy: Arc::new(self.policy.clone()),
            chunk: 7,
        })
    }

    pub async fn commit(&self, changes: Changes) -> Commit {
        self.house.commerce().commit(changes).await.unwrap()
    }

    async fn enter(&self, seed: u64, number: u32) -> Actor {
        let (now, dice) = (self.clock.now(), &self.dice);
        let owner = UserId::new(now, dice.bits());
        let creator = CreatorId::new(now, dice.bits());
        let community = Community {
            id: CommunityId::new(now, dice.bits()),
            creator: creator.clone(),
            slug: format!("house-{seed}-{number}"),
            name: "House".to_owned(),
            tagline: "One.".to_owned(),
            description: "Two.".to_owned(),
            payee_name: "Three".to_owned(),
            contact: "four@example.com".to_owned(),
            way_in: WayIn { instructions: "Knock.".to_owned(), address: "https://example.com".to_owned() },
            state: CommunityState::Open,
            version: 1,
        };
        let product = Product {
            id: ProductId::new(now, dice.bits()),
            community: community.id.clone(),
            tier: "Seat".to_owned(),
            benefits: vec!["Sit".to_owned()],
            price: yuan(100),
            further: Vec::new(),
            period: Period::Month,
            refund_days: 7,
            seats: None,
            position: 1,
            trial_days: 0,
            on_sale: true,
            version: 1,
        };
        let agreement = Agreement {
            id: AgreementId::new(now, dice.bits()),
            community: community.id.clone(),
            version: 1,
            title: "Rules".to_owned(),
            body: "Sit still.".to_owned(),
            digest: "d".to_owned(),
            published_at: now,
        };
        let actor =
            Actor { creator: creator.clone(), product: product.clone(), agreement: agreement.id.clone() };
        let row =
            CreatorRow { id: creator.clone(), owner, main: None, currency: Currency::Cny, created_at: now };
        let writes = vec![
            Write::InsertCreator(row),
            Write::InsertCommunity(community),
            Write::InsertProduct(product),
            Write::InsertAgreement(agreement),
            Write::PutStanding(self.standing(&creator)),
        ];
        assert_eq!(self.commit(Changes { writes, ..Changes::default() }).await, Commit::Committed);
        // A few have nowhere to be paid to, and a few have chosen nothing.
        if dice.chance(92) {
            let bank = self.open_account(&creator).await;
            if dice.chance(90) {
                self.choose(self.settings(&creator, Some(bank))).await;
            }
        }
        actor
    }

    fn standing(&self, creator: &CreatorId) -> Standing {
        let dice = &self.dice;
        let reserve = if dice.chance(15) { (1_000, 10) } else { (0, 0) };
        Standing {
            creator: creator.clone(),
            country: "CN".to_owned(),
            country_has_instant: true,
            compliant: dice.chance(95),
            platform_paused_at: None,
            pause_reason: String::new(),
            reserve_rate: BasisPoints::new(reserve.0),
            reserve_days: reserve.1,
            version: 0,
        }
    }

    /// A bank account, with its details in the people database first.
    pub async fn open_account(&self, creator: &CreatorId) -> DestinationId {
        let (now, dice) = (self.clock.now(), &self.dice);
        let id = DestinationId::new(now, dice.bits());
        let details = BankDetails {
            destination: id.clone(),
            holder: "Somebody".to_owned(),
            account: format!("{:016}", dice.below(1 << 50)),
            bank: String::new(),
        };
        if dice.chance(97) {
            let sealed = seal_details(&self.secrets, dice.as_ref(), &details, now).unwrap();
            let writes = vec![PeopleWrite::PutBankDetails(sealed)];
            let kept = self.house.people().commit(PeopleChanges { writes }).await;
            assert_eq!(kept.unwrap(), Commit::Committed);
        }
        let destination = Destination {
            id: id.clone(),
            creator: creator.clone(),
            rail: Rail::SandboxBank,
            label: "Bank".to_owned(),
            last_four: "4417".to_owned(),
            fingerprint: format!("{id}"),
            currency: Currency::Cny,
            takes_instant: dice.chance(80),
            added_at: now,
        };
        let writes = vec![Write::InsertDestination(destination)];
        assert_eq!(self.commit(Changes { writes, ..Changes::default() }).await, Commit::Committed);
        id
    }

    pub async fn choose(&self, settings: PayoutSettings) {
        let writes = vec![Write::PutPayoutSettings(settings)];
        self.commit(Changes { writes, ..Changes::default() }).await;
    }

    pub fn schedule(&self) -> Schedule {
        let own = [
            Schedule::EveryDays { days: 3, from: opening_night().day() },
            Schedule::Weekdays(Weekdays::of_codes(["mon", "thu"]).unwrap()),
            Schedule::DayOfMonth(15),
            Schedule::OnAmount { minor: 60_000 },
        ];
        let daily = [Schedule::Daily; 5];
        let plain = [Schedule::Weekly, Schedule::Weekly, Schedule::Monthly];
        self.dice.one_of(&[&daily[..], &plain[..], &own[..]].concat())
    }

    pub fn settings(&self, creator: &CreatorId, destination: Option<DestinationId>) -> PayoutSettings {
        PayoutSettings {
            creator: creator.clone(),
            schedule: self.schedule(),
            fallback: self.dice.one_of(&[Fallback::Wait, Fallback::Standard]),
            threshold: yuan(self.dice.one_of(&[1_000, 1_000, 5_000])),
            paused_at: None,
            destination,
            held_until: None,
            updated_at: self.clock.now(),
            version: 0,
        }
    }
}
