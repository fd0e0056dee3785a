//! Adding a bank account.

use std::sync::Arc;

use async_trait::async_trait;
use domain::{
    money::{Currency, Money},
    payouts::{PayoutKind, Rail, RailNews},
    people::AccountRole,
    policy::Policy,
    time::Timestamp,
    view::{ProblemCode, payouts::BankForm},
};
use services::{
    Secrets,
    actor::Creator,
    payouts::{
        desk::{BankOutcome, DeskParts, PayoutDesk},
        open_details,
    },
    ports::{
        BankDetails, DestinationFacts, GatewayFault, NotificationHeaders, NotificationRefused, PayoutOrder,
        PayoutRail, PeopleStore, RailEvent,
    },
};

use super::stage::Stage;

/// The desk of an installation with these ways to banks.
fn with_rails(stage: &Stage, rails: Vec<Arc<dyn PayoutRail>>) -> PayoutDesk {
    let world = &stage.world;
    PayoutDesk::new(DeskParts {
        commerce: world.commerce.clone(),
        people: world.people.clone(),
        clock: world.clock.clone(),
        entropy: world.entropy.clone(),
        secrets: Arc::new(Secrets::new(&[1; 32], &[2; 32]).unwrap()),
        policy: Arc::new(Policy::default()),
        rails,
        engine: world.services.engine.clone(),
        chunk: 1,
    })
}

fn form() -> BankForm {
    BankForm {
        holder: "Lin Wan".to_owned(),
        account: "DE89 3704 0044 0532 0130 00".to_owned(),
        bank: String::new(),
        label: "House bank".to_owned(),
        rail: String::new(),
    }
}

async fn problems(stage: &Stage, form: BankForm) -> Vec<(String, ProblemCode)> {
    match stage.world.services.desk.add_bank(&stage.creator, form).await.unwrap().unwrap() {
        BankOutcome::Refused(draft) => draft.problems.into_iter().map(|one| (one.field, one.code)).collect(),
        BankOutcome::Added(id) => panic!("added {id}"),
    }
}

#[tokio::test]
async fn a_new_account_rests_sealed_and_commerce_knows_four_digits() {
    let stage = Stage::new().await;
    let added = stage.world.services.desk.add_bank(&stage.creator, form()).await.unwrap();
    let Some(BankOutcome::Added(id)) = added else { panic!("{added:?}") };
    let rows = stage.world.rows();
    let known = &rows.destinations[&id];
    assert_eq!((known.last_four.as_str(), known.label.as_str()), ("3000", "House bank"));
    assert!(known.takes_instant, "as the bank said");
    assert!(!known.fingerprint.contains("0532"));
    let sealed = stage.world.people.bank_details(std::slice::from_ref(&id)).await.unwrap().remove(0);
    let secrets = Secrets::new(&[1; 32], &[2; 32]).unwrap();
    let details = open_details(&secrets, &sealed).unwrap();
    assert_eq!((details.account.as_str(), details.holder.as_str()), ("DE89370400440532013000", "Lin Wan"));
}

#[tokio::test]
async fn the_same_account_is_there_once_however_it_is_written() {
    let stage = Stage::new().await;
    stage.world.services.desk.add_bank(&stage.creator, form()).await.unwrap();
    let again = BankForm { account: "de89-3704-0044-0532-0130-00".to_owned(), ..form() };
    assert_eq!(problems(&stage, again).await, [("account".to_owned(), ProblemCode::AccountKnown)]);
}

#[tokio::test]
async fn every_wrong_field_is_named_and_the_draft_keeps_no_number() {
    let stage = Stage::new().await;
    let wrong = BankForm {
        holder: String::new(),
        account: "DE00370400440532013000".to_owned(),
        bank: "X".to_owned(),
        label: " ".to_owned(),
        rail: String::new(),
    };
    let fields: Vec<String> = problems(&stage, wrong).await.into_iter().map(|(field, _)| field).collect();
    assert_eq!(fields, ["holder", "account", "bank", "label"]);
    assert!(!format!("{:?}", form()).contains("3704"));
}

#[tokio::test]
async fn who_may_not_change_settings_finds_no_form() {
    let stage = Stage::new().await;
    let accountant = Creator { role: AccountRole::Accountant, ..stage.creator.clone() };
    let desk = &stage.world.services.desk;
    assert_eq!(desk.bank_page(&accountant).await.unwrap(), None);
    assert_eq!(desk.add_bank(&accountant, form()).await.unwrap(), None);
}

#[tokio::test]
async fn without_a_way_to_a_bank_the_page_says_so_and_keeps_nothing() {
    let stage = Stage::new().await;
    let desk = with_rails(&stage, Vec::new());
    assert_eq!(desk.bank_page(&stage.creator).await.unwrap().unwrap().rails, []);
    let Some(BankOutcome::Refused(draft)) = desk.add_bank(&stage.creator, form()).await.unwrap() else {
        panic!("added");
    };
    assert_eq!(draft.problems[0].code, ProblemCode::NoRail);
    assert_eq!(stage.world.rows().destinations.len(), 1);
}

/// Accounts of ten digits, each another one.
fn account(number: u32) -> BankForm {
    BankForm { account: format!("{:010}", 7_000 + number), label: format!("Bank {number}"), ..form() }
}

#[tokio::test]
async fn an_account_has_ten_destinations_at_most() {
    let stage = Stage::new().await;
    let desk = &stage.world.services.desk;
    // One is there already.
    for number in 1..10 {
        let added = desk.add_bank(&stage.creator, account(number)).await.unwrap();
        assert!(matches!(added, Some(BankOutcome::Added(_))), "{number}: {added:?}");
    }
    stage.world.clock.advance(3_600);
    let full = ("form".to_owned(), ProblemCode::TooManyDestinations { most: 10 });
    assert_eq!(problems(&stage, account(10)).await, [full]);
    assert_eq!(stage.world.rows().destinations.len(), 10);
    assert_eq!(problems(&stage, account(3)).await, [("account".to_owned(), ProblemCode::AccountKnown)]);
}

#[tokio::test]
async fn accounts_are_tried_ten_at_once_and_then_one_a_minute_whoever_of_the_team_tries() {
    let stage = Stage::new().await;
    let desk = &stage.world.services.desk;
    let admin = Creator {
        role: AccountRole::Admin,
        user: domain::id::UserId::new(stage.now(), 77),
        ..stage.creator.clone()
    };
    for number in 0..10 {
        let mistyped = BankForm { account: "12".to_owned(), ..account(number) };
        assert_eq!(problems(&stage, mistyped).await[0].1, ProblemCode::AccountInvalid, "costs nothing");
        // Somebody who is on the team no more: the bank is asked before that is found out.
        let tried = desk.add_bank(&admin, account(number)).await.unwrap();
        assert_eq!(tried, None, "{number}");
    }
    let many = ("form".to_owned(), ProblemCode::TooManyChanges { retry_after_seconds: 60 });
    assert_eq!(problems(&stage, account(10)).await, [many]);
    assert_eq!(stage.world.rows().destinations.len(), 1);
    stage.world.clock.advance(60);
    let added = desk.add_bank(&stage.creator, account(10)).await.unwrap();
    assert!(matches!(added, Some(BankOutcome::Added(_))));
    assert!(matches!(problems(&stage, account(11)).await[0].1, ProblemCode::TooManyChanges { .. }));
}

#[tokio::test]
async fn with_two_ways_to_a_bank_the_creator_says_which_and_a_way_that_carries_no_yuan_is_not_offered() {
    let stage = Stage::new().await;
    let one = stage.world.bank.clone();
    let two = Arc::new(Elsewhere { rail: Rail::BankFile, currency: Currency::Cny });
    let euros = Arc::new(Elsewhere { rail: Rail::Stripe, currency: Currency::Eur });
    let desk = with_rails(&stage, vec![one, two, euros]);
    let page = desk.bank_page(&stage.creator).await.unwrap().unwrap();
    assert_eq!(page.rails, [Rail::SandboxBank, Rail::BankFile]);
    for unknown in ["", "stripe", "x"] {
        let form = BankForm { rail: unknown.to_owned(), ..form() };
        let Some(BankOutcome::Refused(draft)) = desk.add_bank(&stage.creator, form).await.unwrap() else {
            panic!("added by {unknown:?}");
        };
        assert_eq!(draft.problems[0].code, ProblemCode::ChoiceUnknown);
    }
    let form = BankForm { rail: "bank-file".to_owned(), ..form() };
    let Some(BankOutcome::Added(id)) = desk.add_bank(&stage.creator, form).await.unwrap() else {
        panic!("not added");
    };
    assert_eq!(stage.world.rows().destinations[&id].rail, Rail::BankFile);
}

/// A way to a bank that carries one currency and is never sent anything.
struct Elsewhere {
    rail: Rail,
    currency: Currency,
}

#[async_trait]
impl PayoutRail for Elsewhere {
    fn rail(&self) -> Rail {
        self.rail
    }

    fn carries(&self, _: PayoutKind, currency: Currency) -> bool {
        self.currency == currency
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
        Ok(DestinationFacts { takes_instant: false, unusable: None })
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
