//! Who may do what with a creator's account, over HTTP: every role, and everybody without one, at every page and server
//! function of an account, held against the table in the domain. A page or function that is in neither list below fails
//! the first test, so that nothing new goes unasked.

use std::{collections::BTreeSet, fs, path::Path};

use domain::people::{AccountPermission, AccountRole};
use services::ports::{Changes, Commit, TeamMember, Write};

use crate::{
    browser::{Answer, Browser},
    world::World,
};

/// The pages of an account, and what each takes. `{run}` is one of the account's own statements,
/// `{sale}` one of its sales.
const PAGES: [(&str, AccountPermission); 13] = [
    ("/payouts", AccountPermission::SeePayouts),
    ("/payouts/{run}", AccountPermission::SeePayouts),
    ("/payouts/{run}.csv", AccountPermission::SeePayouts),
    ("/payouts/export/2026.csv", AccountPermission::SeePayouts),
    ("/sales", AccountPermission::SeePayouts),
    ("/sales/{sale}", AccountPermission::SeePayouts),
    ("/payouts/instant", AccountPermission::RequestInstant),
    ("/settings/payouts", AccountPermission::SeeSettings),
    ("/settings/payouts/destination", AccountPermission::ChangeSettings),
    ("/settings/team", AccountPermission::ManageTeam),
    ("/manage/{community}", AccountPermission::SeePayouts),
    ("/manage/{community}/preview", AccountPermission::SeePayouts),
    ("/manage/{community}/products/{product}", AccountPermission::ManageCommunity),
];

/// Pages that are about no creator's account.
const OTHER_PAGES: [&str; 29] = [
    "/",
    "/c/:community",
    "/demo/mails",
    "/demo/mails/:message",
    "/join/:community",
    "/manage",
    "/memberships",
    "/messages",
    "/o/:token",
    "/o/:token/receipt",
    "/offline",
    "/operator/creators/:creator",
    "/operator/payouts",
    "/operator/payouts/:run",
    "/orders",
    "/review",
    "/review/:item",
    "/review/disputes",
    "/review/disputes/:dispute",
    "/review/orders/:order",
    "/review/reconciliation",
    "/review/reconciliation/:account/:day",
    "/review/resolved",
    "/sign-in",
    "/sign-in/forgotten",
    "/sign-in/forgotten/:token",
    "/sign-up",
    "/team/accept/:token",
    "/trouble",
];

/// A server function: its name, what it takes, and a form.
type Function = (&'static str, AccountPermission, &'static [(&'static str, &'static str)]);

/// The server functions of an account, what each takes, and a form that whoever may is not answered with "nothing here".
const FUNCTIONS: [Function; 18] = [
    ("add_account", AccountPermission::AddAccount, &[("account_currency", "USD")]),
    ("add_bank", AccountPermission::ChangeSettings, &[]),
    ("change_team_role", AccountPermission::ManageTeam, &[("user", "{theo}"), ("role", "support")]),
    ("invite_to_team", AccountPermission::ManageTeam, &[("email", "x")]),
    ("quote_instant_payout", AccountPermission::RequestInstant, &[("amount", "x")]),
    ("refund_sale", AccountPermission::Refund, &[("order", "{sale}")]),
    ("remove_from_team", AccountPermission::ManageTeam, &[("user", "usr_00000000000000000000000000")]),
    ("request_instant_payout", AccountPermission::RequestInstant, &[("amount", "x")]),
    ("resume_payouts", AccountPermission::ChangeSettings, &[]),
    ("save_payout_settings", AccountPermission::ChangeSettings, &[]),
    ("add_coupon", AccountPermission::ManageCommunity, &[("community", "{community}")]),
    ("publish_agreement", AccountPermission::ManageCommunity, &[("community", "{community}")]),
    ("save_community", AccountPermission::ManageCommunity, &[("community", "{community}")]),
    ("save_product", AccountPermission::ManageCommunity, &[("community", "{community}")]),
    (
        "set_community_state",
        AccountPermission::ManageCommunity,
        &[("community", "{community}"), ("state", "open")],
    ),
    (
        "set_on_sale",
        AccountPermission::ManageCommunity,
        &[("community", "{community}"), ("product", "{product}"), ("to", "on")],
    ),
    (
        "withdraw_coupon",
        AccountPermission::ManageCommunity,
        &[("community", "{community}"), ("coupon", "{coupon}")],
    ),
    (
        "withdraw_invitation",
        AccountPermission::ManageTeam,
        &[("invitation", "inv_00000000000000000000000000")],
    ),
];

/// Server functions that are about no creator's account; those of the operator's desk are asked about in
/// `desk.rs`, those of the review queue in `review.rs`.
const OTHER_FUNCTIONS: [&str; 35] = [
    "accept_invitation",
    "agree_review",
    "approve_credit",
    "approve_run",
    "ask_refund",
    "book_credit",
    "call_off_payout",
    "call_off_run",
    "change_channel",
    "check_order",
    "compare_day",
    "decide_review",
    "demo_sign_in",
    "found_community",
    "hand_in_evidence",
    "leave_line",
    "mail_password_link",
    "pause_creator",
    "read_messages",
    "refund_as_staff",
    "refuse_credit",
    "resume_creator",
    "run_payouts_again",
    "set_locale",
    "set_password",
    "set_reserve",
    "set_standing",
    "sign_in",
    "sign_out",
    "sign_up",
    "start_order",
    "start_trial",
    "take_back_review",
    "wait_for_seat",
    "mod",
];

#[test]
fn every_page_and_every_server_function_is_asked_about_here() {
    let app = Path::new(env!("CARGO_MANIFEST_DIR")).join("../app/src");
    let routes = fs::read_to_string(app.join("app.rs")).unwrap();
    let routes: BTreeSet<String> =
        routes.split("path!(\"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect();
    let files = |path: &&str| Path::new(path).extension().is_none_or(|ending| ending != "csv");
    let known = PAGES
        .iter()
        .map(|(path, _)| *path)
        .filter(files)
        .map(|path| path.replace("{run}", ":run").replace("{sale}", ":order"));
    let known = known.map(|path| path.replace("{community}", ":community").replace("{product}", ":product"));
    let known: BTreeSet<String> = known.chain(OTHER_PAGES.map(str::to_owned)).collect();
    assert_eq!(routes, known);

    let functions = fs::read_dir(app.join("functions")).unwrap();
    let functions: BTreeSet<String> = functions
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    let known = FUNCTIONS.iter().map(|(name, ..)| (*name).to_owned());
    let known: BTreeSet<String> = known.chain(OTHER_FUNCTIONS.map(str::to_owned)).collect();
    assert_eq!(functions, known);
}

/// Everybody in the table, and everybody who is not: with the role that each has on Lin's account.
async fn everybody(world: &World) -> Vec<(&'static str, Option<AccountRole>, Browser)> {
    let adam = world.newcomer("Adam", "adam@demo.example").await;
    let people = &world.databases.people;
    let user = async |email: &str| people.user_by_email(email).await.unwrap().unwrap().user.id;
    let (lin, user) = (user("lin@demo.example").await, user("adam@demo.example").await);
    let account = world.databases.commerce.creator_of(&lin).await.unwrap().unwrap();
    let member = TeamMember {
        creator: account.id,
        user,
        role: AccountRole::Admin,
        added_by: lin,
        added_at: account.created_at,
    };
    let changes = Changes { writes: vec![Write::InsertTeamMember(member)], ..Changes::default() };
    assert_eq!(world.databases.commerce.commit(changes).await.unwrap(), Commit::Committed);
    vec![
        ("the owner", Some(AccountRole::Owner), world.signed_in("lin").await),
        ("an admin", Some(AccountRole::Admin), adam),
        ("the accountant", Some(AccountRole::Accountant), world.signed_in("ana").await),
        ("support", Some(AccountRole::Support), world.signed_in("theo").await),
        ("a stranger", None, world.signed_in("mei").await),
        ("an operator", None, world.signed_in("ida").await),
    ]
}

/// Lin's community.
const COMMUNITY: &str = "kiln-and-clay";

/// A product of hers, and a coupon that is made for this.
async fn on_the_shelf(owner: &mut Browser) -> (String, String) {
    let form = [("community", COMMUNITY), ("code", "GATE"), ("kind", "percent"), ("value", "10")];
    owner.post("/api/add_coupon", &form).await;
    let page = owner.get(&format!("/manage/{COMMUNITY}")).await;
    let named = |prefix: &str| {
        let rest = page.between(&format!("value=\"{prefix}_"), "\"").unwrap();
        format!("{prefix}_{rest}")
    };
    (named("prd"), named("cpn"))
}

/// One of the account's sales.
async fn one_sale(owner: &mut Browser) -> String {
    let list = owner.get("/sales").await;
    format!("ord_{}", list.between("href=\"/sales/ord_", "\"").unwrap())
}

fn may(role: Option<AccountRole>, permission: AccountPermission) -> bool {
    role.is_some_and(|role| role.allows(permission))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_of_an_account_opens_for_those_whose_role_allows_it_and_for_nobody_else() {
    let world = World::start().await;
    let mut people = everybody(&world).await;
    assert_eq!(people.iter().filter_map(|(_, role, _)| *role).collect::<Vec<_>>(), AccountRole::ALL);
    let list = people[0].2.get("/payouts").await;
    let run = format!("run_{}", list.between("href=\"/payouts/run_", "\"").unwrap());
    let sale = one_sale(&mut people[0].2).await;
    for (path, permission) in PAGES {
        let path = path.replace("{run}", &run).replace("{sale}", &sale);
        let path = path.replace("{community}", COMMUNITY).replace("{product}", "new");
        for (who, role, browser) in &mut people {
            let status = browser.get(&path).await.status;
            let expected = if may(*role, permission) { 200 } else { 404 };
            assert_eq!(status, expected, "{who} at {path}");
        }
        let visitor = world.visitor().get(&path).await.status;
        assert!(matches!(visitor, 303 | 404), "a visitor at {path}: {visitor}");
        let noor = world.signed_in("noor").await.get(&path).await;
        assert!(noor.status == 404 || !noor.body.contains("Kiln"), "another creator at {path}");
    }
}

/// Whether a function's answer is a plain "you may not": nothing here, or the reason that names the role.
fn refused(answer: &Answer) -> bool {
    answer.status == 404 || (answer.status == 422)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_server_function_of_an_account_works_for_those_whose_role_allows_it_and_for_nobody_else() {
    let world = World::start().await;
    let mut people = everybody(&world).await;
    let theo = world.databases.people.user_by_email("theo@demo.example").await.unwrap().unwrap().user.id;
    let sale = one_sale(&mut people[0].2).await;
    let (product, coupon) = on_the_shelf(&mut people[0].2).await;
    for (name, permission, form) in FUNCTIONS {
        let filled = |value: &str| {
            let value = value.replace("{theo}", theo.as_str()).replace("{sale}", &sale);
            let value = value.replace("{community}", COMMUNITY).replace("{coupon}", &coupon);
            value.replace("{product}", &product)
        };
        let form: Vec<(&str, String)> = form.iter().map(|(field, value)| (*field, filled(value))).collect();
        let form: Vec<(&str, &str)> = form.iter().map(|(field, value)| (*field, value.as_str())).collect();
        for (who, role, browser) in &mut people {
            let answer = browser.post(&format!("/api/{name}"), &form).await;
            if may(*role, permission) {
                assert_ne!(answer.leads_to(), "/nothing-here", "{who}: {name}");
            } else if matches!(name, "save_payout_settings" | "refund_sale") && role.is_some() {
                let page = browser.get(&answer.leads_to()).await;
                let looks = if name == "refund_sale" {
                    AccountPermission::SeePayouts
                } else {
                    AccountPermission::SeeSettings
                };
                let sees = may(*role, looks);
                assert_eq!(page.status, if sees { 200 } else { 404 }, "{who}: {name}");
                assert_eq!(page.body.contains("Your role on this account may not do this."), sees, "{who}");
            } else {
                assert_eq!(answer.leads_to(), "/nothing-here", "{who}: {name}");
            }
            let mut program = browser.clone();
            program.accept = "application/json";
            let answer = program.post(&format!("/api/{name}"), &form).await;
            assert!(may(*role, permission) || refused(&answer), "{who} by program: {name} {answer:?}");
        }
        let visitor = world.visitor().post(&format!("/api/{name}"), &form).await.leads_to();
        assert!(visitor.starts_with("/sign-in") || visitor == "/nothing-here", "a visitor: {name} {visitor}");
    }
    world.books_agree().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_who_may_look_sees_the_controls_locked_with_the_reason() {
    let world = World::start().await;
    for (key, locked) in [("ana", true), ("lin", false)] {
        let page = world.signed_in(key).await.get("/settings/payouts").await;
        assert_eq!(page.body.contains("You can look at these settings, not change them"), locked, "{key}");
        assert_eq!(page.between("class=\"locked\"", ">").is_some(), locked, "{key}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_head_of_a_page_names_only_what_the_role_may_open() {
    let world = World::start().await;
    let cases = [
        ("lin", ["/payouts", "/settings/payouts", "/sales", "/settings/team"], 4),
        ("ana", ["/payouts", "/settings/payouts", "/sales", "/settings/team"], 3),
        ("theo", ["/payouts", "/sales", "/settings/payouts", "/settings/team"], 2),
        ("mei", ["/payouts", "/sales", "/settings/payouts", "/settings/team"], 0),
    ];
    for (key, links, open) in cases {
        let page = world.signed_in(key).await.get("/memberships").await;
        let nav = page.between("class=\"site-nav\"", "</nav>").unwrap();
        for (number, link) in links.iter().enumerate() {
            assert_eq!(nav.contains(&format!("href=\"{link}\"")), number < open, "{key}: {link}");
        }
    }
}

/// The letter with some words, as the demo's page of mails shows it to its reader.
async fn mailed(world: &World, browser: &mut Browser, words: &str) -> String {
    world.services.messages.deliver("test").await.unwrap();
    let list = browser.get("/demo/mails").await;
    let letters = list.body.split("href=\"/demo/mails/").skip(1).map(|rest| rest.split('"').next().unwrap());
    for letter in letters {
        let page = browser.get(&format!("/demo/mails/{letter}")).await.body;
        if page.contains(words) {
            return page;
        }
    }
    panic!("no letter says {words:?}")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_invited_person_comes_by_the_link_in_the_mail_and_goes_when_the_owner_says_so() {
    let world = World::start().await;
    let (mut lin, mut bo) = (world.signed_in("lin").await, world.newcomer("Bo", "bo@demo.example").await);
    let form = [("email", "Bo@demo.example"), ("role", "accountant")];
    assert_eq!(lin.post("/api/invite_to_team", &form).await.leads_to(), "/settings/team?done=invited");
    assert!(lin.get("/settings/team").await.body.contains("bo@demo.example"));
    let letter = mailed(&world, &mut bo, "/team/accept/").await;
    let link = letter.split("/team/accept/").nth(1).unwrap();
    let token: String = link.chars().take_while(char::is_ascii_alphanumeric).collect();
    let page = format!("/team/accept/{token}");

    let visitor = world.visitor().get(&page).await;
    assert!(visitor.body.contains("Sign in with the address") && !visitor.body.contains("bo@demo.example"));
    assert_eq!(visitor.header("cache-control"), "no-store");
    assert_eq!(visitor.header("referrer-policy"), "strict-origin");
    let mut mei = world.signed_in("mei").await;
    assert!(mei.get(&page).await.body.contains("You are signed in with another address"));
    assert_eq!(mei.post("/api/accept_invitation", &[("token", &token)]).await.leads_to(), page);
    assert!(lin.get(&page).await.body.contains("another address"));
    assert_eq!(bo.get("/payouts").await.status, 404, "looking is not accepting");
    assert!(bo.get(&page).await.body.contains("Join the team of Lin Yue"));
    let accepted = bo.post("/api/accept_invitation", &[("token", &token)]).await.leads_to();
    assert_eq!(accepted, "/settings/payouts");
    assert_eq!(bo.get(&accepted).await.status, 200);
    assert_eq!(bo.get(&page).await.status, 410, "the link worked once");

    let team = lin.get("/settings/team").await;
    let user = world.databases.people.user_by_email("bo@demo.example").await.unwrap().unwrap().user.id;
    assert!(team.body.contains(user.as_str()));
    let admin = [("user", user.as_str()), ("role", "admin")];
    assert_eq!(lin.post("/api/change_team_role", &admin).await.leads_to(), "/settings/team?done=changed");
    assert_eq!(bo.get("/settings/payouts/destination").await.status, 200, "it counts at once");
    let gone = [("user", user.as_str())];
    assert_eq!(lin.post("/api/remove_from_team", &gone).await.leads_to(), "/settings/team?done=removed");
    assert_eq!(bo.get("/payouts").await.status, 404, "and so does this");
    mailed(&world, &mut bo, "You no longer help with the account of Lin Yue").await;
    assert!(lin.get("/messages").await.body.contains("no longer helps with your account"));
}
