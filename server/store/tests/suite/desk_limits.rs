//! Limits of the desk under real concurrency: two processes, many forms at one moment, on the real databases.

use std::sync::Arc;

use async_trait::async_trait;
use domain::{
    id::UserId,
    money::{Currency, Money},
    payouts::{PayoutKind, Rail, RailNews},
    people::AccountRole,
    policy::Policy,
    time::Timestamp,
    view::{ProblemCode, payouts::BankForm},
};
use futures::future::join_all;
use services::{
    Secrets,
    actor::{Creator, Operator},
    payouts::{
        desk::{ActOutcome, BankOutcome, DeskParts, PayoutDesk},
        engine::{EngineParts, PayoutEngine},
    },
    ports::{
        BankDetails, Commerce, DestinationFacts, GatewayFault, NotificationHeaders, NotificationRefused,
        PayoutOrder, PayoutRail, RailEvent,
    },
};
use store::open_commerce;

use crate::{
    backend::{Database, OPTIONS, on_both},
    scenarios::{Dice, SceneClock},
    shop::{NOW, Shop, assert_sound},
    treasury::yuan,
};

on_both!(credits_at_one_moment_count_each_other, destinations_at_one_moment_count_each_other);

/// The desk of one process.
fn desk(db: &Database, commerce: Commerce, seed: u64) -> PayoutDesk {
    let (clock, entropy) = (Arc::new(SceneClock::at(NOW)), Arc::new(Dice::new(seed)));
    let secrets = Arc::new(Secrets::new(&[1; 32], &[2; 32]).unwrap());
    let policy = Arc::new(Policy::default());
    let rails: Vec<Arc<dyn PayoutRail>> = vec![Arc::new(Silent)];
    let engine = PayoutEngine::new(EngineParts {
        commerce: commerce.clone(),
        people: db.people.clone(),
        rails: rails.clone(),
        clock: clock.clone(),
        entropy: entropy.clone(),
        secrets: secrets.clone(),
        policy: policy.clone(),
        chunk: 1,
    });
    let people = db.people.clone();
    PayoutDesk::new(DeskParts { commerce, people, clock, entropy, secrets, policy, rails, engine, chunk: 1 })
}

async fn credits_at_one_moment_count_each_other(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let other = open_commerce(&db.commerce_url, &OPTIONS).await.unwrap();
    let desks = [desk(&db, db.commerce.clone(), 1), desk(&db, other.clone(), 2)];
    let creator = &shop.creator.id;
    let keys: Vec<String> = (0..6).map(|_| desks[0].credit_key().to_string()).collect();
    // Each form is posted in both processes: 400.00 six times, where 1,000.00 a day need no second person.
    let posts = desks.iter().enumerate().flat_map(|(number, desk)| {
        let operator = Operator { user: UserId::new(NOW, 100 + u128::try_from(number).unwrap()) };
        keys.iter().map(move |key| {
            let operator = operator.clone();
            async move { desk.credit(&operator, creator, "400", key).await.unwrap() }
        })
    });
    let ends = join_all(posts).await;
    assert!(ends.iter().all(|end| matches!(end, ActOutcome::Done | ActOutcome::Waits)), "{ends:?}");
    let booked = db.commerce.credits_since(creator, NOW.plus_ms(-1)).await.unwrap();
    assert_eq!(booked.iter().map(|credit| credit.amount.minor()).collect::<Vec<_>>(), [40_000, 40_000]);
    let waiting = db.commerce.waiting_credits(Some(creator), 99).await.unwrap();
    assert_eq!(waiting.len(), 4, "the others wait for a second person, each once");
    assert!(waiting.iter().all(|waits| booked.iter().all(|credit| credit.id != waits.id)));
    let money = db.commerce.candidate(creator, NOW).await.unwrap().unwrap().money;
    assert_eq!(money.balance, yuan(80_000));
    other.close().await;
    assert_sound(&db.commerce).await;
}

async fn destinations_at_one_moment_count_each_other(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let other = open_commerce(&db.commerce_url, &OPTIONS).await.unwrap();
    let owner = Creator {
        account: shop.creator.clone(),
        further: Vec::new(),
        user: shop.creator.owner.clone(),
        role: AccountRole::Owner,
    };
    let before = desk(&db, db.commerce.clone(), 1);
    for number in 0..8 {
        let added = before.add_bank(&owner, account(number)).await.unwrap();
        assert!(matches!(added, Some(BankOutcome::Added(_))), "{number}: {added:?}");
    }
    // Two processes, which do not know how often the other one was asked.
    let desks = [desk(&db, db.commerce.clone(), 2), desk(&db, other.clone(), 3)];
    let owner = &owner;
    let posts = desks.iter().zip([100, 200]).flat_map(|(desk, first)| {
        (first..first + 3)
            .map(move |number| async move { desk.add_bank(owner, account(number)).await.unwrap().unwrap() })
    });
    let full = |end: &BankOutcome| match end {
        BankOutcome::Added(_) => false,
        BankOutcome::Refused(draft) => {
            assert_eq!(draft.problems[0].code, ProblemCode::TooManyDestinations { most: 10 });
            true
        }
    };
    let refused = join_all(posts).await.iter().filter(|end| full(end)).count();
    assert_eq!(refused, 4);
    let facts = db.commerce.payout_facts(&shop.creator.id, NOW, NOW.day()).await.unwrap().unwrap();
    assert_eq!(facts.destinations.len(), 10);
    other.close().await;
    assert_sound(&db.commerce).await;
}

/// Accounts of ten digits, each another one.
fn account(number: u32) -> BankForm {
    BankForm {
        holder: "Lin Wan".to_owned(),
        account: format!("{:010}", 7_000 + number),
        bank: String::new(),
        label: format!("Bank {number}"),
        rail: String::new(),
    }
}

/// A way to a bank that is never sent anything.
pub struct Silent;

#[async_trait]
impl PayoutRail for Silent {
    fn rail(&self) -> Rail {
        Rail::SandboxBank
    }

    fn carries(&self, _: PayoutKind, _: Currency) -> bool {
        true
    }

    async fn submit(&self, _: &PayoutOrder) -> RailNews {
        unreachable!("nothing is sent")
    }

    async fn query(&self, _: &PayoutOrder) -> RailNews {
        unreachable!("nothing is sent")
    }

    async fn cancel(&self, _: &PayoutOrder) -> RailNews {
        unreachable!("nothing is sent")
    }

    async fn available(&self, _: Currency) -> Result<Option<Money>, GatewayFault> {
        Ok(None)
    }

    async fn look_at(&self, _: &BankDetails) -> Result<DestinationFacts, GatewayFault> {
        Ok(DestinationFacts { takes_instant: true, unusable: None })
    }

    fn parse_event(
        &self,
        _: NotificationHeaders<'_>,
        _: &[u8],
        _: Timestamp,
    ) -> Result<RailEvent, NotificationRefused> {
        Err(NotificationRefused::Signature)
    }
}
