//! Giving a sale back, as its creator and as the staff: what follows is said before the button that does it, in both
//! languages, and then it is so.

use domain::{
    membership::{Membership, MembershipState},
    order::Order,
};
use services::ports::Clock as _;

use crate::{
    browser::{Answer, Browser},
    review::per,
    world::{World, eventually},
};

const COMMUNITY: &str = "kiln-and-clay";
const WAY_IN: &str = "The membership ends at once, and the way in with it. This cannot be taken back.";
const PERIOD: &str = "This period ends at once. This cannot be taken back.";
const COMES_BACK: &str = "What was there before the upgrade is valid again, until ";
const MOVES_UP: &str = "The next period, paid for already, begins at ";
const IN_CHINESE: [(&str, &str); 4] = [
    (WAY_IN, "会员资格立即终止，入口随之关闭。此操作不能撤销。"),
    (PERIOD, "本期会员立即终止。此操作不能撤销。"),
    (COMES_BACK, "升级前的会员恢复有效，有效期至"),
    (MOVES_UP, "已付款的下一期从"),
];

/// Somebody pays for a tier; for one that is there already, as an upgrade when asked for.
async fn pays_for(world: &World, who: &mut Browser, tier: usize, upgrade: bool) -> Order {
    let product = world.product(COMMUNITY, tier).id;
    let address = format!("/join/{COMMUNITY}?product={product}&upgrade={upgrade}&agreement=open");
    let page = who.get(&address).await;
    let mut form = page.order_form().to_vec();
    form.extend(upgrade.then_some(("upgrade", "true")));
    let order = who.post("/api/start_order", &form).await.leads_to();
    who.get(&order).await;
    world.wallet.pay(&world.number(&order).await).await;
    eventually("paid", async || (world.order(&order).await.state.code() == "paid").then_some(())).await;
    world.order(&order).await
}

/// The period that an order paid for.
async fn period(world: &World, order: &Order) -> Membership {
    let periods = world.databases.commerce.memberships_in(&order.buyer, &order.community).await.unwrap();
    periods.into_iter().find(|period| period.source_order == order.id).unwrap()
}

/// The second step as it stands in both languages: it says these things and none of the others.
async fn says(browser: &mut Browser, page: &str, wanted: &[&str]) -> Answer {
    browser.language = Some("zh-CN,zh;q=0.9");
    let chinese = browser.get(page).await;
    browser.language = Some("en-GB,en;q=0.9");
    let english = browser.get(page).await;
    for (line, translated) in IN_CHINESE {
        let is_said = wanted.contains(&line);
        assert_eq!(english.body.contains(line), is_said, "{page}: {line}: {}", english.body);
        assert_eq!(chinese.body.contains(translated), is_said, "{page}: {translated}: {}", chinese.body);
    }
    english
}

/// The moment that stands at the end of a sentence, as machines read it: to the second.
fn moment_after(page: &Answer, sentence: &str) -> String {
    let (_, rest) = page.body.split_once(sentence).unwrap();
    let (_, rest) = rest.split_once("datetime=\"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

/// Posts the form of the second step as it stands.
async fn confirms(who: &mut Browser, action: &str, sale: &Order, page: &Answer) -> String {
    let (_, form) = page.body.split_once(&format!("action=\"{action}\"")).unwrap();
    let hidden = |name: &str| {
        let (_, value) = form.split_once(&format!("name=\"{name}\" value=\"")).unwrap();
        value.split('"').next().unwrap().to_owned()
    };
    let (amount, left, returns) = (hidden("amount"), hidden("left"), hidden("returns"));
    let form = [
        ("order", sale.id.as_str()),
        ("amount", &amount),
        ("left", &left),
        ("returns", &returns),
        ("note", "The course cannot take place."),
    ];
    who.post(action, &form).await.leads_to()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_creator_and_the_staff_read_that_an_upgrade_gives_back_what_it_had_ended() {
    let world = World::start().await;
    let mut pia = world.newcomer("Pia Reed", "pia@home.example").await;
    let (mut lin, mut ida) = (world.signed_in("lin").await, world.signed_in("ida").await);
    let month = pays_for(&world, &mut pia, 0, false).await;
    let sold_until = period(&world, &month).await.valid_until.unwrap();
    let alone = says(&mut lin, &format!("/sales/{}?how=all", month.id), &[WAY_IN]).await;
    assert!(alone.body.contains("¥68.00") && alone.body.contains("Both sides are told."), "{}", alone.body);
    world.advance("P2D").await;

    let year = pays_for(&world, &mut pia, 1, true).await;
    assert_ne!(period(&world, &month).await.valid_until, Some(sold_until), "the upgrade ended it");
    let counted = says(&mut lin, &format!("/sales/{}?how=all", month.id), &[]).await;
    assert!(!counted.body.contains("The membership ends"), "it bought a part of the upgrade");
    let (sale, staff) = (format!("/sales/{}", year.id), format!("/review/orders/{}", year.id));
    for (who, address) in [(&mut lin, &sale), (&mut ida, &staff)] {
        let all = says(who, &format!("{address}?how=all"), &[PERIOD, COMES_BACK]).await;
        assert_eq!(moment_after(&all, COMES_BACK), sold_until.to_rfc3339(), "{address}");
        let part = says(who, &format!("{address}?how=part&amount=1.00"), &[]).await;
        assert!(part.body.contains("The membership stays as it is."), "{}", part.body);
    }
    let page = lin.get(&format!("{sale}?how=all")).await;
    assert_eq!(confirms(&mut lin, "/api/refund_sale", &year, &page).await, format!("{sale}?done=started"));
    let back = period(&world, &month).await;
    assert_eq!((back.valid_until, back.revoked_at), (Some(sold_until), None), "as the page said");
    assert!(period(&world, &year).await.revoked_at.is_some());
    world.books_agree().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_creator_reads_that_the_month_paid_in_advance_moves_up() {
    let world = World::start().await;
    let mut pia = world.newcomer("Pia Reed", "pia@home.example").await;
    let mut lin = world.signed_in("lin").await;
    let first = pays_for(&world, &mut pia, 0, false).await;
    let second = pays_for(&world, &mut pia, 0, false).await;
    let sale = format!("/sales/{}", first.id);
    assert!(lin.get(&sale).await.body.contains("before anything moves, you read what follows"));
    let page = says(&mut lin, &format!("{sale}?how=all"), &[PERIOD, MOVES_UP]).await;
    let begins = moment_after(&page, MOVES_UP);
    assert!(begins < period(&world, &second).await.valid_from.to_rfc3339());
    assert_eq!(confirms(&mut lin, "/api/refund_sale", &first, &page).await, format!("{sale}?done=started"));
    let moved = period(&world, &second).await;
    assert_eq!(moved.state(world.clock.business(), 0), MembershipState::Active, "the way in stays open");
    // Between the page and the press some moments have passed.
    let within = moved.valid_from.plus_seconds(-60).to_rfc3339()..=moved.valid_from.to_rfc3339();
    assert!(within.contains(&begins), "{within:?}, said: {begins}");
    says(&mut lin, &format!("/sales/{}?how=all", second.id), &[WAY_IN]).await;
    world.books_agree().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_agrees_to_a_large_refund_reads_what_it_does_as_whoever_proposed_it_did() {
    let world = World::start().await;
    let mut pia = world.newcomer("Pia Reed", "pia@home.example").await;
    let (mut ida, mut per) = (world.signed_in("ida").await, per(&world).await);
    let sold = pays_for(&world, &mut pia, 2, false).await;
    let page = says(&mut ida, &format!("/review/orders/{}?how=all", sold.id), &[WAY_IN]).await;
    assert!(page.body.contains("somebody else of the staff has to agree first"), "{}", page.body);
    let item = confirms(&mut ida, "/api/refund_as_staff", &sold, &page).await;
    assert!(item.starts_with("/review/rev_") && item.ends_with("?done=proposed"), "{item}");
    assert_eq!(period(&world, &sold).await.revoked_at, None, "nothing has moved");
    let page = says(&mut per, item.trim_end_matches("?done=proposed"), &[WAY_IN]).await;
    assert!(page.body.contains("/api/agree_review") && page.body.contains("Both sides are told."));
    let version = page.between("name=\"version\" value=\"", "\"").unwrap().to_owned();
    let id = item.trim_start_matches("/review/").trim_end_matches("?done=proposed");
    let agreed = per.post("/api/agree_review", &[("item", id), ("version", &version)]).await.leads_to();
    assert!(per.get(&agreed).await.body.contains("It is decided"));
    assert!(period(&world, &sold).await.revoked_at.is_some(), "as the page said");
    world.books_agree().await;
}
