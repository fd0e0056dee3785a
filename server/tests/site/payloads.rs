//! What people type is shown as they typed it, and never run.

use domain::{
    id::{SettingsChangeId, UserId},
    people::User,
};
use services::ports::{Changes, Clock as _, PeopleChanges, PeopleWrite, SettingsChange, UserRow, Write};

use crate::{
    html::{resolved, without},
    world::World,
};

const PAYLOADS: [&str; 8] = [
    "</textarea><script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "'><svg/onload=alert(1)>",
    "</title><script>alert(1)</script>",
    "--><script>alert(1)</script><!--",
    "<iframe srcdoc=\"<script>alert(1)</script>\">",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "{{7*7}}${7*7}<%= 7*7 %>",
];

/// The payload stands there as text, and nowhere as markup.
fn shows_as_text(body: &str, payload: &str, page: &str) {
    let markup = without(body, "<script", "</script>");
    assert!(!markup.contains(payload) || !payload.contains('<'), "{page}: {payload}");
    assert!(resolved(body).contains(payload), "{page} does not show {payload}");
    for piece in ["<img src=x", "<svg/onload", "<iframe", "<script>alert"] {
        assert!(!body.contains(piece), "{page}: {piece}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_name_is_text_on_every_page_that_shows_it() {
    let world = World::start().await;
    for (number, payload) in PAYLOADS.into_iter().enumerate() {
        let mut browser = world.newcomer(payload, &format!("payload{number}@x.example")).await;
        for page in ["/", "/memberships", "/join/slow-light?agreement=open", "/nothing-here"] {
            shows_as_text(&browser.get(page).await.body, payload, page);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_typed_comes_back_as_text() {
    let world = World::start().await;
    for payload in PAYLOADS {
        let mut browser = world.visitor();
        let form = [("name", payload), ("email", payload), ("password", "x"), ("return_to", "/")];
        shows_as_text(&browser.submit("/api/sign_up", &form).await.body, payload, "/sign-up");
        let form = [("email", payload), ("password", "x"), ("return_to", "/")];
        shows_as_text(&browser.submit("/api/sign_in", &form).await.body, payload, "/sign-in");
    }
    let mut lin = world.signed_in("lin").await;
    for payload in PAYLOADS {
        let fields = [
            "schedule",
            "fallback",
            "threshold",
            "paused",
            "destination",
            "version",
            "own[cycle]",
            "own[from]",
        ];
        let form = fields.map(|name| (name, if name == "version" { "1" } else { payload }));
        let page = lin.submit("/api/save_payout_settings", &form).await;
        assert!(page.body.contains("Nothing was saved"), "{payload}");
        assert!(!page.body.contains("<script>alert") && !page.body.contains("<img src=x"), "{payload}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn addresses_with_payloads_are_text_too() {
    let world = World::start().await;
    let mut browser = world.visitor();
    for payload in PAYLOADS {
        let mut url = reqwest::Url::parse("http://x.example/").unwrap();
        url.query_pairs_mut().append_pair("q", payload).append_pair("return_to", &format!("/{payload}"));
        let query = url.query().unwrap().to_owned();
        let hidden: Vec<String> = payload.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let path = hidden.concat();
        let pages = [
            format!("/?{query}"),
            format!("/sign-in?{query}"),
            format!("/nothing/{path}"),
            format!("/c/{path}"),
        ];
        for page in pages {
            let answer = browser.get(&page).await;
            assert!(!answer.body.contains("<script>alert") && !answer.body.contains("<img src=x"), "{page}");
            assert!(!answer.body.contains("<svg/onload") && !answer.body.contains("<iframe"), "{page}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_buyers_name_is_text_on_the_creators_page() {
    let world = World::start().await;
    let payload = PAYLOADS[1];
    let mut buyer = world.newcomer(payload, "buyer@x.example").await;
    let order = buyer.order("slow-light", world.product("slow-light", 0).id.as_str()).await;
    buyer.get(&order).await;
    world.wallet.pay(&world.number(&order).await).await;
    crate::world::eventually("paid", async || {
        (world.order(&order).await.state.code() == "paid").then_some(())
    })
    .await;
    shows_as_text(&world.signed_in("noor").await.get("/sales").await.body, payload, "/sales");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_name_in_the_record_of_a_change_is_text() {
    let world = World::start().await;
    let now = joinery::clock::RealClock::default().system();
    let payload = PAYLOADS[0];
    let id = UserId::new(now, 7);
    let user = User {
        id: id.clone(),
        email: "e@x.example".to_owned(),
        name: payload.to_owned(),
        created_at: now,
        roles: vec![],
    };
    let row = UserRow { user, password_hash: String::new() };
    let writes = vec![PeopleWrite::InsertUser(row)];
    world.databases.people.commit(PeopleChanges { writes }).await.unwrap();
    let lin = world.databases.people.user_by_email("lin@demo.example").await.unwrap().unwrap().user;
    let creator = world.databases.commerce.creator_of(&lin.id).await.unwrap().unwrap();
    let facts = world.databases.commerce.payout_facts(&creator.id, now, now.day()).await.unwrap().unwrap();
    let change = SettingsChange {
        id: SettingsChangeId::new(now, 7),
        creator: creator.id,
        changed_by: id,
        changed_at: now,
        before: None,
        after: facts.settings.unwrap(),
    };
    let changes = Changes { writes: vec![Write::InsertSettingsChange(change)], ..Changes::default() };
    world.databases.commerce.commit(changes).await.unwrap();
    shows_as_text(
        &world.signed_in("lin").await.get("/settings/payouts").await.body,
        payload,
        "/settings/payouts",
    );
}
