//! The operator's desk over HTTP, without scripts: who may do what there, and that a person reads what came of it.

use domain::{
    id::{CreatorId, RunId, UserId},
    payouts::{PayoutKind, PayoutRun, Rail, RunState},
    people::{StaffRole, User},
};
use services::ports::{Changes, Clock as _, Commit, PeopleChanges, PeopleWrite, UserRow, Write};

use crate::{
    browser::Browser,
    world::{PASSWORD, World},
};

/// Somebody of finance, signed in with a password.
async fn finance(world: &World) -> Browser {
    world.newcomer("Somebody", "somebody@home.example").await;
    let people = &world.databases.people;
    let known = people.user_by_email("somebody@home.example").await.unwrap().unwrap();
    let fay = User {
        id: UserId::new(known.user.created_at, 77),
        email: "fay@home.example".to_owned(),
        name: "Fay Moss".to_owned(),
        roles: vec![StaffRole::Finance],
        ..known.user
    };
    let row = UserRow { user: fay, password_hash: known.password_hash };
    let writes = vec![PeopleWrite::InsertUser(row)];
    assert_eq!(people.commit(PeopleChanges { writes }).await.unwrap(), Commit::Committed);
    let mut browser = world.visitor();
    let form = [("email", "fay@home.example"), ("password", PASSWORD), ("return_to", "/memberships")];
    assert_eq!(browser.post("/api/sign_in", &form).await.leads_to(), "/memberships");
    browser
}

async fn lin(world: &World) -> CreatorId {
    let user = world.databases.people.user_by_email("lin@demo.example").await.unwrap().unwrap().user.id;
    world.databases.commerce.creator_of(&user).await.unwrap().unwrap().id
}

/// A run that waits for two persons.
async fn waiting(world: &World) -> RunId {
    let now = world.clock.business();
    let id = RunId::new(now, 4_711);
    let run = PayoutRun::demanded(id.clone(), Rail::SandboxBank, "a-test".to_owned(), now);
    let run = PayoutRun { state: RunState::AwaitingApproval, kind: PayoutKind::Standard, ..run };
    let changes = Changes { writes: vec![Write::InsertRun(run)], ..Changes::default() };
    assert_eq!(world.databases.commerce.commit(changes).await.unwrap(), Commit::Committed);
    id
}

/// A credit that waits for a second person, asked for on the page.
async fn large_credit(ida: &mut Browser, creator: &CreatorId) -> String {
    let page = format!("/operator/creators/{creator}");
    let key = ida.get(&page).await.between("name=\"key\" value=\"", "\"").unwrap().to_owned();
    let form = [("creator", creator.as_str()), ("amount", "5000"), ("key", key.as_str())];
    let answer = ida.post("/api/book_credit", &form).await;
    assert_eq!(answer.leads_to(), format!("{page}?done=waits"));
    key
}

/// What operators alone do, with forms that find something but change nothing.
fn acts<'a>(creator: &'a str, run: &'a str) -> [(&'static str, Vec<(&'static str, &'a str)>); 9] {
    [
        ("pause_creator", vec![("creator", creator), ("reason", "")]),
        ("resume_creator", vec![("creator", creator)]),
        ("set_reserve", vec![("creator", creator), ("percent", "x"), ("days", "x")]),
        ("set_standing", vec![("creator", creator), ("country", "Germany")]),
        ("book_credit", vec![("creator", creator), ("amount", "x")]),
        ("call_off_payout", vec![("creator", creator), ("payout", ""), ("why", "")]),
        ("call_off_run", vec![("run", run), ("why", "")]),
        ("refuse_credit", vec![("credit", "adj_00000000000000000000000000")]),
        ("run_payouts_again", vec![]),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn operators_act_finance_looks_and_approves_and_for_nobody_else_there_is_a_desk() {
    let world = World::start().await;
    let (creator, run) = (lin(&world).await, waiting(&world).await);
    let mut ida = world.signed_in("ida").await;
    let key = large_credit(&mut ida, &creator).await;
    let mut everybody = vec![("ida", true, true, ida), ("fay", false, true, finance(&world).await)];
    for key in ["lin", "ana", "theo", "mei"] {
        everybody.push((key, false, false, world.signed_in(key).await));
    }
    everybody.push(("a visitor", false, false, world.visitor()));
    let pages = [
        "/operator/payouts".to_owned(),
        format!("/operator/payouts/{run}"),
        format!("/operator/creators/{creator}"),
    ];
    let before = world.databases.commerce.payout_run(&run).await.unwrap();
    for (who, may_act, may_look, browser) in &mut everybody {
        for page in &pages {
            let page = browser.get(page).await;
            assert_eq!(page.status, if *may_look { 200 } else { 404 }, "{who}");
        }
        for (name, form) in acts(creator.as_str(), run.as_str()) {
            let answer = browser.post(&format!("/api/{name}"), &form).await;
            let nothing_here = answer.leads_to() == "/nothing-here";
            // A credit that is not there is not there for an operator either.
            let expected = !*may_act || name == "refuse_credit";
            assert_eq!(nothing_here, expected, "{who}: {name} leads to {}", answer.leads_to());
        }
        if !*may_look {
            for (name, field, value) in
                [("approve_run", "run", run.as_str()), ("approve_credit", "credit", key.as_str())]
            {
                let answer = browser.post(&format!("/api/{name}"), &[(field, value)]).await;
                assert_eq!(answer.leads_to(), "/nothing-here", "{who}: {name}");
            }
        }
    }
    assert_eq!(world.databases.commerce.payout_run(&run).await.unwrap(), before);
    let (_, _, _, fay) = &mut everybody[1];
    let run_page = fay.get(&pages[1]).await;
    assert!(run_page.body.contains("/api/approve_run") && !run_page.body.contains("/api/call_off_run"));
    let creator_page = fay.get(&pages[2]).await;
    assert!(creator_page.body.contains("You can look at everything here, and approve."));
    assert!(creator_page.body.contains("/api/approve_credit"));
    for form in ["pause_creator", "set_reserve", "set_standing", "book_credit", "refuse_credit"] {
        assert!(!creator_page.body.contains(&format!("/api/{form}")), "{form}");
    }
    let approved = fay.post("/api/approve_run", &[("run", run.as_str())]).await.leads_to();
    assert_eq!(approved, format!("{}?done=recorded", pages[1]));
    world.books_agree().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_credit_is_asked_for_by_one_and_booked_by_another_and_the_creator_reads_of_it() {
    let world = World::start().await;
    let creator = lin(&world).await;
    let (mut ida, mut fay) = (world.signed_in("ida").await, finance(&world).await);
    let key = large_credit(&mut ida, &creator).await;
    let page = format!("/operator/creators/{creator}");
    let waits = ida.get(&format!("{page}?done=waits")).await;
    assert!(waits.body.contains("The credit waits for a second person"));
    assert!(waits.body.contains("You asked for it. Somebody else has to agree."));
    let credit = [("credit", key.as_str())];
    let own = ida.submit("/api/approve_credit", &credit).await;
    assert!(own.body.contains("You asked for this credit yourself."));
    assert!(fay.get("/operator/payouts").await.body.contains("Credits that wait for a second person"));
    let booked = fay.submit("/api/approve_credit", &credit).await;
    assert!(booked.body.contains("The credit is booked"));
    fay.submit("/api/approve_credit", &credit).await;
    let messages = world.signed_in("lin").await.get("/messages").await;
    assert_eq!(messages.body.matches("The platform gave you").count(), 1);
    world.books_agree().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_is_refused_with_words_that_stand_on_its_page() {
    let world = World::start().await;
    let run = waiting(&world).await;
    let mut ida = world.signed_in("ida").await;
    let wordless = ida.submit("/api/call_off_run", &[("run", run.as_str()), ("why", " ")]).await;
    assert!(wordless.body.contains("Nothing was changed") && wordless.body.contains("Write something"));
    let page = ida.submit("/api/call_off_run", &[("run", run.as_str()), ("why", "Paid twice.")]).await;
    assert!(page.body.contains("The run is refused"));
    assert!(
        page.body.contains("Refused by")
            && page.body.contains("Ida Berg")
            && page.body.contains("Paid twice.")
    );
    world.services.desk.work("test").await.unwrap();
    let again = ida.get(&format!("/operator/payouts/{run}")).await;
    assert!(!again.body.contains("/api/approve_run") && again.body.contains("Paid twice."));
    let runs = ida.get("/operator/payouts").await;
    assert!(runs.body.contains("Refused"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn country_and_checks_are_said_on_a_form_that_keeps_what_was_typed_in_both_languages() {
    let world = World::start().await;
    let creator = lin(&world).await;
    let mut ida = world.signed_in("ida").await;
    let wrong = [("creator", creator.as_str()), ("country", "Germany"), ("compliant", "true")];
    let page = ida.submit("/api/set_standing", &wrong).await;
    assert!(page.body.contains("Enter the country") && page.body.contains("value=\"Germany\""));
    let right =
        [("creator", creator.as_str()), ("country", "de"), ("note", "Papers of Mei Chen are missing")];
    let page = ida.submit("/api/set_standing", &right).await;
    assert!(page.body.contains("checks are not passed yet") && page.body.contains("value=\"DE\""));
    ida.post("/api/set_locale", &[("locale", "zh-CN"), ("return_to", "/")]).await;
    let chinese = ida.get(&format!("/operator/creators/{creator}")).await;
    assert!(chinese.body.contains("国家与审核") && chinese.body.contains("身份与风险审核尚未通过"));
    let again = [
        ("creator", creator.as_str()),
        ("country", "CN"),
        ("country_has_instant", "true"),
        ("compliant", "true"),
        ("note", "Papers of Mei Chen came"),
    ];
    ida.post("/api/set_standing", &again).await;
    assert!(!crate::logs::so_far().contains("Papers of Mei Chen"), "words of an operator are in no log");
    let messages = world.signed_in("lin").await.get("/messages").await;
    assert!(messages.body.contains("The checks of your account have passed"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_creator_is_found_on_the_desk_and_stays_listed_until_the_checks_are_passed() {
    let world = World::start().await;
    let (mut ida, mut fay) = (world.signed_in("ida").await, finance(&world).await);
    let mut pia = world.newcomer("Pia Lund", "pia@home.example").await;
    let form = [("name", "Pond Letters"), ("slug", "pond-letters"), ("currency", "CNY")];
    assert_eq!(pia.post("/api/found_community", &form).await.leads_to(), "/manage/pond-letters");
    let user = world.databases.people.user_by_email("pia@home.example").await.unwrap().unwrap().user.id;
    let creator = world.databases.commerce.creator_of(&user).await.unwrap().unwrap().id;
    let address = format!("/operator/creators/{creator}");
    let link = format!("href=\"{address}\"");
    let title = "Accounts that wait for your checks";
    for browser in [&mut ida, &mut fay] {
        let page = browser.get("/operator/payouts").await;
        let list = page.body.split_once(title).unwrap().1;
        assert!(list.contains(&link) && list.contains("Pia Lund"), "{list}");
        assert_eq!(browser.get(&address).await.status, 200);
    }
    ida.post("/api/set_locale", &[("locale", "zh-CN"), ("return_to", "/")]).await;
    let chinese = ida.get("/operator/payouts").await;
    assert!(chinese.body.contains("待审核的账户") && chinese.body.contains(&link));
    let passed = [("creator", creator.as_str()), ("country", "CN"), ("compliant", "true")];
    ida.post("/api/set_standing", &passed).await;
    let page = fay.get("/operator/payouts").await;
    assert!(!page.body.contains(&link), "whose checks are passed does not wait for them");
}
