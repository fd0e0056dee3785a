//! Payouts by a file for the host's own bank, through the whole program.

use std::{fs, path::Path};

use domain::{
    id::DestinationId,
    payouts::{Destination, Payout, PayoutState, Rail, Schedule},
};
use gateways::bank_file::number_of;
use joinery::bank_file;
use services::ports::{BankDetails, CandidateFacts, Changes, Clock as _, Cohort, Write};

use crate::{
    program::{demo, free_port, ran},
    world::{Plan, World},
};

/// The creator who is paid daily.
async fn creator(world: &World) -> CandidateFacts {
    let cohort = Cohort {
        rail: Rail::SandboxBank,
        with_homeless: false,
        plain_schedules: vec!["daily"],
        recent_since: world.clock.business(),
    };
    let found = world.databases.commerce.candidates(&cohort, None, 10).await.unwrap();
    let daily = |facts: &&CandidateFacts| facts.settings.as_ref().unwrap().schedule == Schedule::Daily;
    found.iter().find(daily).unwrap().clone()
}

/// From now on paid every second day by file.
async fn paid_by_file(world: &World) -> CandidateFacts {
    let facts = creator(world).await;
    let now = world.clock.business();
    let destination = Destination {
        id: DestinationId::new(now, 7),
        rail: Rail::BankFile,
        label: "Bank of France".to_owned(),
        last_four: "2606".to_owned(),
        fingerprint: "by-file".to_owned(),
        takes_instant: false,
        ..facts.destination.clone().unwrap()
    };
    let details = BankDetails {
        destination: destination.id.clone(),
        holder: "Lin Wan".to_owned(),
        account: "FR1420041010050500013M02606".to_owned(),
        bank: String::new(),
    };
    world.services.desk.keep_details(&details).await.unwrap();
    let mut settings = facts.settings.clone().unwrap();
    settings.destination = Some(destination.id.clone());
    settings.schedule = Schedule::EveryDays { days: 2, from: now.day() };
    let writes = vec![Write::InsertDestination(destination), Write::PutPayoutSettings(settings)];
    world.databases.commerce.commit(Changes { writes, ..Changes::default() }).await.unwrap();
    facts
}

/// Runs are made and handed over.
async fn sent(world: &World) -> Payout {
    let facts = paid_by_file(world).await;
    world.advance("P11D").await;
    let now = world.clock.business();
    let made = world.services.engine.run_due(now.day().plus_days(-1)).await.unwrap();
    while world.services.engine.dispatch("test").await.unwrap().more {}
    let records = world.databases.commerce.items_of(&facts.creator.id, now.plus_days(1), 1).await.unwrap();
    let payouts = &records[0].payouts;
    assert_eq!(payouts.len(), 1, "{made:?} {:?}", records[0].item);
    payouts[0].clone()
}

async fn round(world: &World) {
    bank_file::round(world.bank_file.as_ref().unwrap(), &world.services).await.unwrap();
}

async fn state(world: &World, payout: &Payout) -> PayoutState {
    world.databases.commerce.payout(&payout.id).await.unwrap().unwrap().state
}

fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect()
}

fn status_report(message: &str, number: &str, status: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>
<GrpHdr><MsgId>BANK-1</MsgId><CreDtTm>2026-11-22T07:00:00Z</CreDtTm></GrpHdr>
<OrgnlGrpInfAndSts><OrgnlMsgId>{message}</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId></OrgnlGrpInfAndSts>
<OrgnlPmtInfAndSts><OrgnlPmtInfId>{message}-1</OrgnlPmtInfId>
<TxInfAndSts><OrgnlEndToEndId>{number}</OrgnlEndToEndId><TxSts>{status}</TxSts></TxInfAndSts></OrgnlPmtInfAndSts>
</CstmrPmtStsRpt></Document>"#
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_payout_goes_out_in_a_file_and_is_paid_by_the_file_that_comes_back() {
    let world = Plan { bank_file: true, ..Plan::default() }.start().await;
    let bank = world.settings.bank_file.as_ref().unwrap().folder.clone();
    let payout = sent(&world).await;
    assert_eq!((payout.rail, payout.state), (Rail::BankFile, PayoutState::InTransit));
    round(&world).await;
    round(&world).await;
    let written = files(&bank.join("outgoing"));
    assert_eq!(written.len(), 1, "{written:?}");
    let number = number_of(&payout.id);
    let text = fs::read_to_string(&written[0]).unwrap();
    assert_eq!(text.matches(&format!("<EndToEndId>{number}</EndToEndId>")).count(), 1);

    let message = written[0].file_stem().unwrap().to_string_lossy().into_owned();
    fs::write(bank.join("incoming/broken.xml"), "<Document/>").unwrap();
    fs::write(bank.join("incoming/status.xml"), status_report(&message, &number, "ACSC")).unwrap();
    round(&world).await;
    assert_eq!(state(&world, &payout).await, PayoutState::Paid);
    let left = files(&bank.join("incoming"));
    assert!(left.len() == 1 && left[0].ends_with("broken.xml"), "what cannot be read stays: {left:?}");
    world.books_agree().await;

    let again = bank.join("again.xml");
    fs::write(&again, status_report(&message, &number, "ACSC")).unwrap();
    let came = bank_file::bring_in(world.bank_file.as_ref().unwrap(), &world.services, again).await.unwrap();
    assert!(came.already, "{came:?}");
    assert_eq!(state(&world, &payout).await, PayoutState::Paid);
    world.books_agree().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_command_says_what_it_booked_and_what_not() {
    let folder = demo(free_port(), "").await;
    let file = folder.0.join("status.xml");
    fs::write(&file, status_report("JN-NONE", "PYO-NONE", "ACSC")).unwrap();
    let import = ["payouts", "import", "status.xml"];
    let (fine, said) = ran(&folder.0, &import, "");
    assert!(!fine && said.contains("bank_file.folder"), "{said}");
    let bank = "[bank_file]\nfolder = 'bank'\nholder = 'Joinery GmbH'\naccount = 'DE89370400440532013000'\n";
    let folder = demo(free_port(), bank).await;
    fs::write(folder.0.join("status.xml"), status_report("JN-NONE", "PYO-NONE", "ACSC")).unwrap();
    let (fine, said) = ran(&folder.0, &import, "");
    assert!(!fine && said.contains("0 payouts booked") && said.contains("which is not ours"), "{said}");
    for (more, key) in [
        (bank.replace("DE89", "DE98"), "bank_file.account"),
        (format!("{bank}bic = 'NOT A BIC'\n"), "bank_file.bic"),
        (bank.replace("Joinery GmbH", "陈玫"), "bank_file.holder"),
        (format!("{bank}currencies = []\n"), "bank_file.currencies"),
        ("[stripe]\nkeys = 'nowhere'\n".to_owned(), "stripe"),
        ("[sandbox_bank]\nurl = 'http://bank.example'\nkeys = 'nowhere'\n".to_owned(), "sandbox_bank"),
    ] {
        let folder = demo(free_port(), &more).await;
        let (fine, said) = ran(&folder.0, &["doctor"], "");
        assert!(!fine && said.contains(key), "{key}: {said}");
    }
}
