//! What people are told: in the list, at the head of each page, and on the page of a demo's mails.

use crate::{
    browser::{Answer, Browser},
    html::document,
    world::{Plan, World, eventually},
};
use joinery::settings::Mode;

/// Chooses another schedule, as the page's form does.
async fn choose(browser: &mut Browser, schedule: &str) {
    let page = browser.get("/settings/payouts").await;
    let version = page.between("name=\"version\" value=\"", "\"").unwrap().to_owned();
    let destination = page.body.split("name=\"destination\"").nth(1).unwrap();
    let destination = destination.split_once("value=\"").unwrap().1.split('"').next().unwrap();
    let form = [
        ("schedule", schedule),
        ("fallback", "standard"),
        ("threshold", "10.00"),
        ("destination", destination),
        ("version", &version),
    ];
    let saved = browser.post("/api/save_payout_settings", &form).await.leads_to();
    assert!(saved.contains("saved=chg_"), "{saved}");
}

/// Does what the worker does once a second.
async fn deliver(world: &World) -> usize {
    world.services.messages.deliver("test").await.unwrap().sent
}

fn unread(page: &Answer) -> usize {
    document(page).matches("data-unread=\"true\"").count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_changed_schedule_is_told_and_only_a_form_marks_it_as_read() {
    let world = World::start().await;
    let mut noor = world.signed_in("noor").await;
    let before = unread(&noor.get("/messages").await);
    choose(&mut noor, "monthly").await;
    for _ in 0..2 {
        let page = noor.get("/messages").await;
        assert_eq!(unread(&page), before + 1);
        assert!(page.body.contains("Your payout schedule has changed"));
        let sentence = page.body.replace("<!>", "").contains("You changed it from “Weekly” to “Monthly”.");
        assert!(sentence, "{}", document(&page));
    }
    let page = noor.get("/messages").await;
    let through = page.between("name=\"through\" value=\"", "\"").unwrap().to_owned();
    let answer = noor.post("/api/read_messages", &[("through", &through)]).await;
    assert_eq!(answer.leads_to(), "/messages");
    let page = noor.get("/messages").await;
    assert_eq!(unread(&page), 0);
    assert!(page.between("name=\"through\"", "\"").is_none(), "nothing is left to mark");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_head_of_each_page_counts_what_waits() {
    let world = World::start().await;
    let mut noor = world.signed_in("noor").await;
    choose(&mut noor, "monthly").await;
    choose(&mut noor, "quarterly").await;
    let recipients = reader(&world, "noor@demo.example").await.recipients();
    let waiting = world.databases.commerce.unread_messages(&recipients, 100).await.unwrap();
    assert!(waiting >= 2);
    let said = format!("{waiting} unread");
    eventually("the head of the page counts", async || {
        let page = world.signed_in("noor").await.get("/sales").await;
        page.body.contains(&said).then_some(())
    })
    .await;
    assert!(!world.signed_in("mei").await.get("/memberships").await.body.contains(" unread"));
}

async fn reader(world: &World, email: &str) -> services::actor::Reader {
    let user = world.databases.people.user_by_email(email).await.unwrap().unwrap().user;
    let owns = world.databases.commerce.creator_of(&user.id).await.unwrap();
    let owns = owns.into_iter().collect();
    services::actor::Reader { user: user.id, owns }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_demo_shows_the_mail_it_would_have_sent_in_the_language_of_its_reader() {
    let world = World::start().await;
    while deliver(&world).await > 0 {}
    let mut noor = world.signed_in("noor").await;
    noor.post("/api/set_locale", &[("locale", "zh-CN"), ("return_to", "/")]).await;
    choose(&mut noor, "monthly").await;
    assert_eq!(deliver(&world).await, 1);
    let mut visitor = world.visitor();
    let list = visitor.get("/demo/mails").await;
    assert!(list.body.contains("提现周期已更改") && list.body.contains("Noor Haddad"));
    let address = format!("/demo/mails/{}", list.between("href=\"/demo/mails/", "\"").unwrap());
    let letter = visitor.get(&address).await;
    assert_eq!(letter.status, 200);
    for part in ["Noor Haddad，您好：", "noor@demo.example", "您把提现周期由“每周”改为“每月”。"]
    {
        assert!(letter.body.contains(part), "{part}");
    }
    let messages = format!("{}/messages", world.settings.public_url);
    assert!(letter.body.contains(&messages), "the way to the list");
    assert_eq!(deliver(&world).await, 0, "once");
    let nowhere = "/demo/mails/msg_00000000000000000000000000";
    assert_eq!(visitor.get(nowhere).await.status, 404);
    assert!(visitor.get("/").await.body.contains("href=\"/demo/mails\""));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_mail_people_are_told_in_the_program_and_nothing_waits() {
    let plan = Plan { mode: Mode::Live, has_gateway: false, ..Plan::default() };
    let world = plan.start().await;
    let mut noor = world.visitor();
    let sign_in =
        [("email", "noor@demo.example"), ("password", "open the kiln slowly"), ("return_to", "/messages")];
    assert_eq!(noor.post("/api/sign_in", &sign_in).await.leads_to(), "/messages");
    choose(&mut noor, "monthly").await;
    deliver(&world).await;
    assert_eq!(world.services.messages.outbox().await.unwrap().waiting, 0);
    assert!(noor.get("/messages").await.body.contains("Your payout schedule has changed"));
    assert_eq!(noor.get("/demo/mails").await.status, 404, "there is no such page outside a demo");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_reads_or_marks_what_somebody_else_was_told() {
    let world = World::start().await;
    let mut noor = world.signed_in("noor").await;
    choose(&mut noor, "monthly").await;
    let page = noor.get("/messages").await;
    let through = page.between("name=\"through\" value=\"", "\"").unwrap().to_owned();
    assert_eq!(world.visitor().get("/messages").await.leads_to(), "/sign-in?return_to=/messages");
    let answer = world.visitor().post("/api/read_messages", &[("through", &through)]).await;
    assert_eq!(answer.leads_to(), "/sign-in?return_to=/messages");
    for who in ["lin", "mei"] {
        let mut other = world.signed_in(who).await;
        assert!(!other.get("/messages").await.body.contains(&through), "{who}");
        other.post("/api/read_messages", &[("through", &through)]).await;
    }
    let mut program = noor.clone();
    program.accept = "application/json";
    assert_eq!(program.post("/api/read_messages", &[("through", "nonsense")]).await.status, 404);
    assert!(unread(&noor.get("/messages").await) > 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_waits_to_be_sent_is_counted_for_the_host() {
    let world = World::start().await;
    while deliver(&world).await > 0 {}
    let mut noor = world.signed_in("noor").await;
    choose(&mut noor, "monthly").await;
    let counts = world.visitor().get("/metrics").await.body;
    assert!(counts.contains("joinery_outbox_waiting 1\n") && counts.contains("joinery_outbox_dead 0\n"));
}
