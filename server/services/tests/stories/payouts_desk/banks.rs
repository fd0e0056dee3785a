//! Adding a bank account.

use std::sync::Arc;

use domain::{
    people::AccountRole,
    policy::Policy,
    view::{ProblemCode, payouts::BankForm},
};
use services::{
    Secrets,
    actor::Creator,
    payouts::{
        desk::{BankOutcome, DeskParts, PayoutDesk},
        open_details,
    },
    ports::PeopleStore,
};

use super::stage::Stage;

/// The desk of an installation in which no way to a bank is set up.
fn without_rail(stage: &Stage) -> PayoutDesk {
    let world = &stage.world;
    PayoutDesk::new(DeskParts {
        commerce: world.commerce.clone(),
        people: world.people.clone(),
        clock: world.clock.clone(),
        entropy: world.entropy.clone(),
        secrets: Arc::new(Secrets::new(&[1; 32], &[2; 32]).unwrap()),
        policy: Arc::new(Policy::default()),
        rail: None,
        engine: world.services.engine.clone(),
    })
}

fn form() -> BankForm {
    BankForm {
        holder: "Lin Wan".to_owned(),
        account: "DE89 3704 0044 0532 0130 00".to_owned(),
        bank: String::new(),
        label: "House bank".to_owned(),
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
    let desk = without_rail(&stage);
    assert_eq!(desk.bank_page(&stage.creator).await.unwrap().unwrap().rail, None);
    let Some(BankOutcome::Refused(draft)) = desk.add_bank(&stage.creator, form()).await.unwrap() else {
        panic!("added");
    };
    assert_eq!(draft.problems[0].code, ProblemCode::NoRail);
    assert_eq!(stage.world.rows().destinations.len(), 1);
}
