//! English and Chinese: the reader's choice, else the browser's, and no word left in the other one.

mod inside;

use std::collections::BTreeSet;

use crate::{
    browser::Browser,
    html::{has_chinese, texts, without},
    world::World,
};

/// What is written alike in both: names of the house, of its licence, and of the languages themselves.
const NAMES: [&str; 7] = ["Joinery", "Stripe", "English", "简体中文", "404", "500", "UTC"];
/// What people wrote who are on no shelf: names of theirs and of their banks, and what the tests here type.
const OTHERS: [&str; 8] = [
    "Per Lund",
    "Tomas Berg",
    "Sandbox Bank, Jingdezhen",
    "Sandbox Bank, Lisbon",
    inside::NOTE,
    inside::REASON,
    "Pia Reed",
    "Pond Letters",
];

/// Everything that people of the demo world wrote themselves, longest first.
async fn their_own_words(world: &World) -> Vec<String> {
    let mut words = Vec::new();
    for shelf in world.services.catalogue.shelves() {
        let community = &shelf.community;
        words.extend(
            [&community.name, &community.tagline, &community.payee_name, &community.contact]
                .map(String::clone),
        );
        words.extend([community.way_in.instructions.clone(), community.way_in.address.clone()]);
        words.extend(community.description.split("\n\n").map(str::to_owned));
        words.extend(
            community.name.chars().filter(|letter| has_chinese(&letter.to_string())).map(String::from),
        );
        for product in &shelf.products {
            words.push(product.tier.clone());
            words.extend(product.benefits.clone());
        }
        if let Some(agreement) = &shelf.agreement {
            words.push(agreement.title.clone());
            words.extend(agreement.body.split("\n\n").map(|text| text.trim_start_matches("# ").to_owned()));
        }
    }
    for person in &world.services.site.demo_people {
        words.push(person.name.to_owned());
    }
    for number in 0.. {
        let email = format!("person{number}@demo.example");
        let Some(buyer) = world.databases.people.user_by_email(&email).await.unwrap() else { break };
        words.push(buyer.user.name);
    }
    words.extend(OTHERS.map(str::to_owned));
    words.extend(NAMES.map(str::to_owned));
    words.sort_by_key(|text| std::cmp::Reverse(text.chars().count()));
    words
}

/// The fixed words of a page.
fn fixed(page: &str, own: &[String]) -> BTreeSet<String> {
    // What stands in a text field was typed by somebody.
    let page = without(page, "<textarea", "</textarea>");
    let strip = |text: String| own.iter().fold(text, |text, word| text.replace(word, " ")).trim().to_owned();
    texts(&page).into_iter().map(strip).filter(|text| text.chars().any(char::is_alphabetic)).collect()
}

async fn compare(browser: &mut Browser, own: &[String], pages: &[String]) {
    for page in pages {
        browser.language = Some("en-GB,en;q=0.9");
        let english = browser.get(page).await;
        browser.language = Some("zh-CN,zh;q=0.9,en;q=0.8");
        let chinese = browser.get(page).await;
        assert!(english.body.contains("<html lang=\"en\">"), "{page}");
        assert!(chinese.body.contains("<html lang=\"zh-CN\">"), "{page}");
        assert_eq!(english.status, chinese.status, "{page}");
        let (english, chinese) = (fixed(&english.body, own), fixed(&chinese.body, own));
        assert!(english.len() > 8, "{page}: {english:?}");
        let strange: Vec<_> = english.iter().filter(|text| has_chinese(text)).collect();
        assert!(strange.is_empty(), "{page} in English says {strange:?}");
        let sentence = |text: &&String| text.chars().filter(char::is_ascii_alphabetic).count() > 3;
        let alike: Vec<_> =
            english.intersection(&chinese).filter(sentence).filter(|text| !is_plain(text)).collect();
        assert!(alike.is_empty(), "{page} says the same in both languages: {alike:?}");
    }
}

/// Numbers, codes and the settings of the viewport have no language.
fn is_plain(text: &str) -> bool {
    let code = |word: &str| {
        word.contains(['_', '@', '=', '-', '/', '.', '#'])
            || word.chars().all(|letter| !letter.is_lowercase())
            || word.len() > 20 && word.contains(|letter: char| letter.is_ascii_digit())
    };
    text.split_whitespace().all(code) || ["noindex", "light dark"].contains(&text)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_fixed_word_is_left_in_the_other_language() {
    let world = World::start().await;
    let own = their_own_words(&world).await;
    let pages = |list: &[&str]| list.iter().map(|page| (*page).to_owned()).collect::<Vec<_>>();
    let public = [
        "/",
        "/c/kiln-and-clay",
        "/c/quiet-letter",
        "/join/kiln-and-clay",
        "/join/slow-light?agreement=open",
        "/sign-in",
        "/sign-up",
        "/demo/mails",
        "/offline",
        "/trouble?code=JN-STORE",
        "/trouble?code=JN-GATEWAY",
        "/nothing-here",
    ];
    compare(&mut world.visitor(), &own, &pages(&public)).await;
    compare(
        &mut world.signed_in("lin").await,
        &own,
        &pages(&["/settings/payouts", "/sales", "/messages", "/memberships"]),
    )
    .await;
    compare(&mut world.signed_in("noor").await, &own, &pages(&["/settings/payouts"])).await;
    let mut mei = world.signed_in("mei").await;
    let product = world.product("slow-light", 0);
    let order = mei.order("slow-light", product.id.as_str()).await;
    let asked = ["", "?refresh=off", "?asked=now", "?asked=unanswered", "?asked=9"];
    let mut pages = asked.map(|query| format!("{order}{query}")).to_vec();
    pages.push(format!("/join/slow-light?product={}&agreement=open", product.id));
    pages.push("/memberships".to_owned());
    compare(&mut mei, &own, &pages).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_chosen_language_wins_over_the_browsers_and_stays() {
    let world = World::start().await;
    let mut browser = world.visitor();
    browser.language = Some("en");
    let answer = browser.post("/api/set_locale", &[("locale", "zh-CN"), ("return_to", "/sign-in")]).await;
    assert_eq!(answer.leads_to(), "/sign-in");
    assert!(browser.get("/sign-in").await.body.contains("<html lang=\"zh-CN\">"));
    browser.post("/api/set_locale", &[("locale", "tlh"), ("return_to", "/")]).await;
    assert!(
        browser.get("/").await.body.contains("<html lang=\"zh-CN\">"),
        "an unknown language changes nothing"
    );
    browser.language = None;
    assert!(
        browser.get("/").await.body.contains("<html lang=\"zh-CN\">"),
        "also when the browser asks for nothing"
    );
    browser.cookies.insert("locale".to_owned(), "<script>".to_owned());
    assert!(browser.get("/").await.body.contains("<html lang=\"en\">"));
}
