//! `/payouts`, statements, files, an instant payout on demand and the operator's desk, over HTTP and without scripts.

use crate::{browser::Browser, world::World};

/// The first statement of the list.
async fn a_statement(browser: &mut Browser) -> String {
    let page = browser.get("/payouts").await;
    assert_eq!(page.status, 200);
    page.between("href=\"/payouts/run_", "\"").map(|rest| format!("/payouts/run_{rest}")).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_list_opens_to_statements_that_add_up_and_belong_to_one_creator() {
    let world = World::start().await;
    let mut lin = world.signed_in("lin").await;
    let page = lin.get("/payouts").await;
    assert_eq!(page.header("cache-control"), "no-store");
    for part in ["Ahead", "The last 12 months", "Failed: the bank refused it", "Skipped: below the minimum"] {
        let mut older = page.clone();
        while !older.body.contains(part) {
            let next = older.between("href=\"/payouts?before=", "\"").expect(part).to_owned();
            older = lin.get(&format!("/payouts?before={next}")).await;
        }
    }
    let statement = a_statement(&mut lin).await;
    let own = lin.get(&statement).await;
    assert_eq!(own.status, 200);
    assert!(own.body.contains("From balance to bank") && own.body.contains("How the fee comes about"));
    assert_eq!(world.signed_in("noor").await.get(&statement).await.status, 404);
    assert_eq!(world.signed_in("mei").await.get(&statement).await.status, 404);
    let visitor = world.visitor().get(&statement).await;
    assert_eq!(visitor.leads_to(), format!("/sign-in?return_to={statement}"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_statement_of_the_demo_world_adds_up() {
    let world = World::start().await;
    for key in ["lin", "noor"] {
        let mut creator = world.signed_in(key).await;
        let (mut address, mut read) = ("/payouts".to_owned(), 0);
        loop {
            let page = creator.get(&address).await;
            let runs =
                page.body.split("href=\"/payouts/run_").skip(1).map(|rest| rest.split('"').next().unwrap());
            for run in runs {
                let statement = creator.get(&format!("/payouts/run_{run}")).await;
                assert_eq!(statement.status, 200, "{key}: run_{run}");
                read += 1;
            }
            match page.between("href=\"/payouts?before=", "\"") {
                Some(before) => address = format!("/payouts?before={before}"),
                None => break,
            }
        }
        assert!(read > 1, "{key} has {read} statements");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_are_attachments_for_their_owner_alone() {
    let world = World::start().await;
    let mut lin = world.signed_in("lin").await;
    let file = format!("{}.csv", a_statement(&mut lin).await);
    let answer = lin.get(&file).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(answer.header("cache-control"), "no-store");
    assert!(answer.header("content-disposition").starts_with("attachment; filename=\"payout-2"));
    assert!(answer.body.contains("line,time_utc,what,reference,amount,currency"));
    let sums: Vec<i64> = answer.body.lines().skip(1).map(amount).collect();
    let balance = answer.body.lines().skip(1).position(|line| line.starts_with("balance,")).unwrap();
    assert_eq!(sums[..balance].iter().sum::<i64>(), sums[balance], "the rows explain the balance");
    assert_eq!(sums[balance..].iter().sum::<i64>(), 0, "the balance went somewhere, to the fen");
    assert_eq!(world.signed_in("noor").await.get(&file).await.status, 404);
    assert_eq!(world.visitor().get(&file).await.leads_to(), "/sign-in?return_to=/payouts");

    let page = lin.get("/payouts").await;
    let year = page.between("href=\"/payouts/export/", ".csv").unwrap().to_owned();
    let whole = lin.get(&format!("/payouts/export/{year}.csv")).await;
    assert!(
        whole.body.contains("day,decided_utc,kind,outcome") && whole.body.contains("skipped,below_minimum")
    );
    assert_eq!(lin.get("/payouts/export/20x6.csv").await.status, 404);
}

/// The amount of a line, in fen. Only sums are read here, so that no cell before it holds a comma that is not quoted.
fn amount(line: &str) -> i64 {
    let cell = line.rsplit(',').nth(1).unwrap();
    cell.replace('.', "").parse().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_instant_payout_takes_two_posts_and_twice_the_same_post_is_one_payout() {
    let world = World::start().await;
    let mut lin = world.signed_in("lin").await;
    world.advance("P2D").await;
    let first = lin.get("/payouts/instant").await;
    let everything = first.between("value=\"", "\"").unwrap().to_owned();
    let amount = first.body.split("id=\"amount\"").nth(1).unwrap().split("value=\"").nth(1).unwrap();
    let amount = amount.split('"').next().unwrap().to_owned();
    assert!(!amount.is_empty(), "{everything}");
    let wrong = lin.submit("/api/quote_instant_payout", &[("amount", "much")]).await;
    assert!(wrong.body.contains("No money has moved") && wrong.body.contains("value=\"much\""));
    let confirm = lin.submit("/api/quote_instant_payout", &[("amount", "50.00")]).await;
    let hidden = |name: &str| confirm.between(&format!("name=\"{name}\" value=\""), "\"").unwrap().to_owned();
    let (fee, key) = (hidden("fee"), hidden("key"));
    let form = [("amount", "50.00"), ("fee", fee.as_str()), ("key", key.as_str())];
    let cheaper = [("amount", "50.00"), ("fee", "1"), ("key", key.as_str())];
    let again = lin.submit("/api/request_instant_payout", &cheaper).await;
    assert!(again.body.contains("Fee or amount have changed"));
    let booked = lin.post("/api/request_instant_payout", &form).await.leads_to();
    assert_eq!(lin.post("/api/request_instant_payout", &form).await.leads_to(), booked);
    let statement = lin.get(&booked).await;
    assert!(statement.body.contains("We have your request") && statement.body.contains("¥50.00"));
    world.books_agree().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_not_eligible_is_told_what_is_missing_instead_of_a_form() {
    let world = World::start().await;
    let mut noor = world.signed_in("noor").await;
    let page = noor.get("/payouts/instant").await;
    assert!(page.body.contains("2 of 4 so far") && !page.body.contains("id=\"amount\""));
    let crafted = noor.submit("/api/quote_instant_payout", &[("amount", "50")]).await;
    assert!(crafted.body.contains("No money has moved"));
    assert_eq!(world.signed_in("mei").await.get("/payouts/instant").await.status, 404);
    assert_eq!(
        world.signed_in("theo").await.get("/payouts/instant").await.status,
        404,
        "support may not ask"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_operators_desk_does_not_exist_for_anybody_else() {
    let world = World::start().await;
    for key in ["lin", "theo", "mei"] {
        let mut other = world.signed_in(key).await;
        for page in ["/operator/payouts", "/operator/creators/cre_00000000000000000000000000"] {
            assert_eq!(other.get(page).await.status, 404, "{key} {page}");
        }
        for act in [
            "run_payouts_again",
            "approve_run",
            "pause_creator",
            "resume_creator",
            "set_reserve",
            "book_credit",
        ] {
            let answer = other.post(&format!("/api/{act}"), &[("reason", "x")]).await;
            assert_eq!(answer.leads_to(), "/nothing-here", "{key} {act}");
        }
    }
    assert_eq!(world.visitor().get("/operator/payouts").await.status, 404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_operator_pauses_a_creator_who_then_reads_why() {
    let world = World::start().await;
    let (mut ida, mut lin) = (world.signed_in("ida").await, world.signed_in("lin").await);
    let runs = ida.get("/operator/payouts").await;
    let run = runs.between("href=\"/operator/payouts/run_", "\"").unwrap();
    let run = ida.get(&format!("/operator/payouts/run_{run}")).await;
    let creator = run.between("href=\"/operator/creators/", "\"").unwrap().to_owned();
    let page = format!("/operator/creators/{creator}");
    let refused = ida.submit("/api/pause_creator", &[("creator", creator.as_str()), ("reason", "")]).await;
    assert!(refused.body.contains("Nothing was changed"));
    let reason = [("creator", creator.as_str()), ("reason", "We are asking your bank.")];
    assert_eq!(ida.post("/api/pause_creator", &reason).await.leads_to(), format!("{page}?done=done"));
    assert!(lin.get("/payouts").await.body.contains("We are asking your bank."));
    ida.post("/api/resume_creator", &[("creator", creator.as_str())]).await;
    assert!(!lin.get("/payouts").await.body.contains("We are asking your bank."));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_bank_account_leaves_no_number_behind() {
    let world = World::start().await;
    let mut lin = world.signed_in("lin").await;
    let form =
        [("holder", "Lin Yue"), ("account", "DE00370400440532013000"), ("bank", ""), ("label", "House bank")];
    let page = lin.submit("/api/add_bank", &form).await;
    assert!(page.body.contains("The bank account was not added"));
    assert!(!page.body.contains("37040044"), "the number is not written into the page again");
    assert_eq!(world.signed_in("ana").await.get("/settings/payouts/destination").await.status, 404);
}
