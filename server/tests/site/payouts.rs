//! Payout settings are decided by the server, whatever the form says.

use domain::people::AccountRole;
use services::actor::Creator;

use crate::{browser::Browser, world::World};

async fn creator(world: &World, email: &str) -> Creator {
    let user = world.databases.people.user_by_email(email).await.unwrap().unwrap().user;
    let account = world.databases.commerce.creator_of(&user.id).await.unwrap().unwrap();
    Creator { account, further: Vec::new(), user: user.id, role: AccountRole::Owner }
}

/// The page's form as it stands, with one choice changed.
async fn form(browser: &mut Browser, schedule: &'static str) -> Vec<(&'static str, String)> {
    let page = browser.get("/settings/payouts").await;
    let version = page.between("name=\"version\" value=\"", "\"").unwrap();
    let destination = page.body.split("name=\"destination\"").nth(1).unwrap();
    let destination = destination.split_once("value=\"").unwrap().1.split('"').next().unwrap();
    vec![
        ("schedule", schedule.to_owned()),
        ("fallback", "standard".to_owned()),
        ("threshold", "10.00".to_owned()),
        ("destination", destination.to_owned()),
        ("version", version.to_owned()),
    ]
}

fn pairs<'a>(form: &'a [(&'static str, String)]) -> Vec<(&'static str, &'a str)> {
    form.iter().map(|(name, value)| (*name, value.as_str())).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn daily_is_refused_to_a_creator_who_is_too_young_for_it_and_nothing_changes() {
    let world = World::start().await;
    let creator = creator(&world, "noor@demo.example").await;
    let mut noor = world.visitor();
    let sign_in = [
        ("email", "noor@demo.example"),
        ("password", "open the kiln slowly"),
        ("return_to", "/settings/payouts"),
    ];
    assert_eq!(noor.post("/api/sign_in", &sign_in).await.leads_to(), "/settings/payouts");
    let before = world.services.payouts.load(&creator).await.unwrap().unwrap();
    let crafted = form(&mut noor, "daily").await;
    let answer = noor.post("/api/save_payout_settings", &pairs(&crafted)).await;
    assert_eq!(answer.leads_to(), "/settings/payouts?refused=1");
    let page = noor.get("/settings/payouts?refused=1").await;
    for reason in ["Nothing was saved", "2 of 4 so far"] {
        assert!(page.body.contains(reason), "{reason}");
    }
    let after = world.services.payouts.load(&creator).await.unwrap().unwrap();
    assert_eq!((after.choices, after.last_change), (before.choices, before.last_change));
    let mut program = noor.clone();
    program.accept = "application/json";
    assert_eq!(program.post("/api/save_payout_settings", &pairs(&crafted)).await.status, 422);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_save_is_all_or_nothing_and_says_what_changed() {
    let world = World::start().await;
    let mut noor = world.signed_in("noor").await;
    let mut wrong = form(&mut noor, "monthly").await;
    wrong[2].1 = "9.99".to_owned();
    let page = noor.submit("/api/save_payout_settings", &pairs(&wrong)).await;
    assert!(page.body.contains("Nothing was saved") && page.body.contains("value=\"9.99\""));
    let creator = creator(&world, "noor@demo.example").await;
    let view = world.services.payouts.load(&creator).await.unwrap().unwrap();
    assert_eq!(view.choices.schedule.code(), "weekly");

    let right = form(&mut noor, "monthly").await;
    let answer = noor.post("/api/save_payout_settings", &pairs(&right)).await;
    assert!(answer.leads_to().starts_with("/settings/payouts?saved=chg_"));
    let page = noor.get(&answer.leads_to()).await;
    assert!(page.body.contains("Saved") && page.body.contains("Noor Haddad"));
    let view = world.services.payouts.load(&creator).await.unwrap().unwrap();
    assert_eq!(view.choices.schedule.code(), "monthly");

    let mut stale = right;
    stale[0].1 = "quarterly".to_owned();
    let page = noor.submit("/api/save_payout_settings", &pairs(&stale)).await;
    assert!(page.body.contains("Nothing was saved"), "another tab saved meanwhile");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_saves_for_another_creator_or_with_anothers_bank() {
    let world = World::start().await;
    let (mut lin, mut noor) = (world.signed_in("lin").await, world.signed_in("noor").await);
    let mut crafted = form(&mut noor, "weekly").await;
    crafted[3].1 = form(&mut lin, "weekly").await[3].1.clone();
    let page = noor.submit("/api/save_payout_settings", &pairs(&crafted)).await;
    assert!(page.body.contains("Nothing was saved"));
    let mut mei = world.signed_in("mei").await;
    assert_eq!(mei.post("/api/save_payout_settings", &pairs(&crafted)).await.leads_to(), "/nothing-here");
    let visitor = world.visitor().post("/api/save_payout_settings", &pairs(&crafted)).await;
    assert_eq!(visitor.leads_to(), "/sign-in?return_to=/settings/payouts");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_eligible_creator_is_told_fee_and_net_of_the_next_payout() {
    let world = World::start().await;
    let page = world.signed_in("lin").await.get("/settings/payouts").await;
    for part in ["Instant", "2.91 %", "Daily"] {
        assert!(page.body.contains(part), "{part}");
    }
    assert!(page.body.contains("Payouts of the last 90 days"), "the strip");
    assert!(page.body.contains("4821") && !page.body.contains("demo-4821"), "four digits, no fingerprint");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cycle_of_ones_own_is_a_plain_form_and_its_wrong_fields_come_back_as_typed() {
    let world = World::start().await;
    let mut noor = world.signed_in("noor").await;
    let mut wrong = form(&mut noor, "own").await;
    wrong.extend([("own[cycle]", "every".to_owned()), ("own[days]", "1".to_owned())]);
    let page = noor.submit("/api/save_payout_settings", &pairs(&wrong)).await;
    assert!(
        page.body.contains("Enter a whole number from 2 to 90.") && page.body.contains("href=\"#own-days\"")
    );
    let creator = creator(&world, "noor@demo.example").await;
    assert_eq!(
        world.services.payouts.load(&creator).await.unwrap().unwrap().choices.schedule.code(),
        "weekly"
    );

    let mut right = form(&mut noor, "own").await;
    right.extend(
        [("own[cycle]", "weekdays"), ("own[weekdays][]", "thu"), ("own[weekdays][]", "mon")]
            .map(|(name, value)| (name, value.to_owned())),
    );
    let answer = noor.post("/api/save_payout_settings", &pairs(&right)).await;
    assert!(answer.leads_to().starts_with("/settings/payouts?saved=chg_"), "{}", answer.leads_to());
    let page = noor.get(&answer.leads_to()).await;
    assert!(page.body.contains("Schedule from Weekly to Every Monday and Thursday."));
    assert_eq!(
        world.services.payouts.load(&creator).await.unwrap().unwrap().choices.schedule.code(),
        "weekdays:mon,thu"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fields_of_a_cycle_that_make_no_sense_change_nothing_and_are_no_fault_of_ours() {
    let world = World::start().await;
    let mut noor = world.signed_in("noor").await;
    let creator = creator(&world, "noor@demo.example").await;
    let stored = world.services.payouts.load(&creator).await.unwrap().unwrap().choices;
    for crafted in [
        vec![("own", "every")],
        vec![("own[cycle]", "weekdays"), ("own[weekdays]", "mon")],
        vec![("own[cycle]", "weekdays"), ("own[weekdays][9]", "mon"), ("own[weekdays][]", "someday")],
        vec![("own[cycle][]", "date"), ("own[date][x]", "3")],
        vec![("own[cycle]", "date"), ("own[date]", "3\u{0}")],
    ] {
        let mut whole = form(&mut noor, "own").await;
        whole.extend(crafted.iter().map(|(name, value)| (*name, (*value).to_owned())));
        let answer = noor.post("/api/save_payout_settings", &pairs(&whole)).await;
        assert!(answer.status < 500, "{crafted:?}: {}", answer.status);
        let now = world.services.payouts.load(&creator).await.unwrap().unwrap().choices;
        let saved_a_sensible_one = now.schedule.code() == "weekdays:mon";
        assert!(now == stored || saved_a_sensible_one, "{crafted:?}: {now:?}");
    }
}
