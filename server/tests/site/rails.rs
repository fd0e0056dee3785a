//! The bank behind the payouts: what it tells moves a payout, and nobody else can tell it.

use std::fs;

use aws_lc_rs::hmac;
use domain::{
    id::PayoutId,
    payouts::{ItemOutcome, PayoutKind, PayoutState},
};
use gateways::sandbox_bank::{SandboxBank, SandboxBankConfig};
use joinery::clock::RealClock;
use reqwest::Method;
use serde_json::json;
use services::ports::{Clock as _, PayoutOrder, PayoutRail as _};

use crate::{
    template::template,
    world::{Plan, World, eventually},
};

/// Runs are made and handed to the bank; the instant payout of the creator who is paid daily.
async fn sent(world: &World) -> PayoutId {
    world.wallet.hold_payouts().await;
    world.advance("P2D").await;
    let now = world.clock.business();
    // The last that have begun: today's may begin later in the day, and older ones leave out who is due again.
    let made = world.services.engine.run_due(world.services.engine.last_day()).await.unwrap();
    let dispatched = world.services.engine.dispatch("test").await.unwrap();
    assert!(dispatched.sent > 0, "{dispatched:?} {made:?}");
    let commerce = &world.databases.commerce;
    let runs = commerce.payout_runs(now.plus_days(1), 100).await.unwrap();
    let newest = |kind| runs.iter().find(move |run| run.kind == kind);
    let run = newest(PayoutKind::Instant).unwrap();
    let items = commerce.run_items(&run.id, Some(ItemOutcome::Paying), None, 10).await.unwrap();
    let records = commerce.items_of(&items[0].creator, now.plus_days(1), 1).await.unwrap();
    records[0].payouts[0].id.clone()
}

async fn state(world: &World, payout: &PayoutId) -> PayoutState {
    world.databases.commerce.payout(payout).await.unwrap().unwrap().state
}

/// Once an event of a kind was answered: its identifier and the first answer.
async fn told(world: &World, payout: &PayoutId, kind: &str) -> (String, u64) {
    eventually(kind, async || {
        let events = world.wallet.bank_events(payout.as_str()).await;
        let (_, id, statuses) = events.into_iter().find(|(known, ..)| known == kind)?;
        Some((id, *statuses.first()?))
    })
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_banks_word_turns_a_payout_to_paid_and_a_second_time_changes_nothing() {
    let world = World::start().await;
    let payout = sent(&world).await;
    assert_eq!(state(&world, &payout).await, PayoutState::InTransit);
    let number = payout.as_str();
    world.wallet.push_payout(number, "paid").await;
    let (event, status) = told(&world, &payout, "payout.paid").await;
    assert_eq!(status, 204);
    assert_eq!(state(&world, &payout).await, PayoutState::Paid);
    world.books_agree().await;
    assert_eq!(world.wallet.send_bank_event(&event).await, 204);
    assert_eq!(state(&world, &payout).await, PayoutState::Paid);
    world.books_agree().await;

    world.wallet.push_payout(number, "returned").await;
    assert_eq!(told(&world, &payout, "payout.returned").await.1, 204);
    assert!(matches!(state(&world, &payout).await, PayoutState::Returned(_)));
    assert_eq!(world.wallet.send_bank_event(&event).await, 204, "late, it changes nothing");
    assert!(matches!(state(&world, &payout).await, PayoutState::Returned(_)));
    world.books_agree().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_forged_event_is_refused_and_changes_nothing() {
    let world = World::start().await;
    // Wrongly signed, whatever it says: this payout's way through the bank is told by forgeries only.
    for _ in 0..8 {
        world.wallet.next_bank_event("bad_signature").await;
    }
    let payout = sent(&world).await;
    world.wallet.push_payout(payout.as_str(), "paid").await;
    let (event, status) = told(&world, &payout, "payout.paid").await;
    assert_eq!(status, 401);
    assert_eq!(state(&world, &payout).await, PayoutState::InTransit);
    world.wallet.heal().await;
    assert_eq!(world.wallet.send_bank_event(&event).await, 204, "the same event, rightly signed");
    assert_eq!(state(&world, &payout).await, PayoutState::Paid);

    let mut stranger = world.visitor();
    let empty = stranger.request(Method::POST, "/webhooks/sandbox-bank").body("{}");
    assert_eq!(stranger.send(empty).await.status, 400, "without a signature");
    let signed = stranger
        .request(Method::POST, "/webhooks/sandbox-bank")
        .header("bank-key-id", "bk_somebody")
        .header("bank-timestamp", (world.clock.system().unix_ms() / 1000).to_string())
        .header("bank-event-id", "bev_1")
        .header("bank-signature", "00".repeat(32))
        .body("{}");
    assert_eq!(stranger.send(signed).await.status, 401, "with a key that we do not know");
    let unset = stranger.request(Method::POST, "/webhooks/stripe").body("{}");
    assert_eq!(stranger.send(unset).await.status, 404, "of a rail that is not set up");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_event_about_a_payout_that_is_not_ours_is_kept_and_changes_nothing() {
    let world = World::start().await;
    let payout = sent(&world).await;
    let ours = world.databases.commerce.payout(&payout).await.unwrap().unwrap();
    let keys = template().await.gateway_keys.join("bank");
    let config = SandboxBankConfig::from_folder(&keys, world.wallet.base.as_str()).unwrap();
    let rail = SandboxBank::new(&config, std::sync::Arc::new(RealClock::default())).unwrap();
    let foreign = PayoutOrder {
        number: PayoutId::new(world.clock.business(), 7),
        amount: ours.gross,
        kind: PayoutKind::Standard,
        day: ours.day,
        created_at: ours.created_at,
        to: services::ports::BankDetails {
            destination: ours.destination,
            holder: "Somebody".to_owned(),
            account: "6222020200110000".to_owned(),
            bank: String::new(),
        },
        reference: None,
    };
    rail.submit(&foreign).await;
    world.wallet.push_payout(foreign.number.as_str(), "paid").await;
    assert_eq!(told(&world, &foreign.number, "payout.paid").await.1, 204);
    assert_eq!(world.databases.commerce.payout(&foreign.number).await.unwrap(), None);
    world.books_agree().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_rail_there_is_no_door() {
    let world = Plan { has_gateway: false, ..Plan::default() }.start().await;
    let mut stranger = world.visitor();
    let event = stranger.request(Method::POST, "/webhooks/sandbox-bank").body("{}");
    assert_eq!(stranger.send(event).await.status, 404);
}

/// An event of Stripe's about a payout to our own bank, as the endpoint with this secret is told of it.
async fn payout_paid(world: &World, id: &str, secret: &str) -> u16 {
    let body = json!({
        "id": id, "object": "event", "type": "payout.paid", "created": 1_800_000_000, "livemode": false,
        "data": { "object": { "id": "po_own", "object": "payout", "amount": 1990, "currency": "eur", "method": "standard",
                              "status": "paid", "metadata": {} } },
    })
    .to_string();
    let seconds = world.clock.system().unix_ms() / 1000;
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let tag = hmac::sign(&key, format!("{seconds}.{body}").as_bytes());
    let tag = tag.as_ref().iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"));
    let mut stripe = world.visitor();
    let signed = stripe
        .bare(Method::POST, "/webhooks/stripe")
        .header("stripe-signature", format!("t={seconds},v1={tag}"))
        .body(body);
    stripe.send(signed).await.status
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn payouts_to_our_own_bank_are_acknowledged_where_stripe_only_takes_payments() {
    let secret = fs::read_to_string(template().await.gateway_keys.join("stripe/webhook_secret")).unwrap();
    let secret = secret.trim();
    let payments_only = Plan { all_gateways: true, ..Plan::default() }.start().await;
    assert_eq!(payout_paid(&payments_only, "evt_own_1", secret).await, 204);
    assert_eq!(payout_paid(&payments_only, "evt_own_2", "whsec_stranger").await, 401);

    // A rail beside it has an endpoint of its own, with a secret of its own.
    let both =
        Plan { all_gateways: true, stripe_payouts: Some("whsec_rail"), ..Plan::default() }.start().await;
    assert_eq!(payout_paid(&both, "evt_own_3", secret).await, 204, "the payments' endpoint");
    assert_eq!(payout_paid(&both, "evt_own_4", "whsec_rail").await, 204, "the rail's endpoint");
    assert_eq!(payout_paid(&both, "evt_own_5", "whsec_stranger").await, 401);
    both.books_agree().await;

    let payouts_only = Plan { stripe_payouts: Some("whsec_rail"), ..Plan::default() }.start().await;
    assert_eq!(payout_paid(&payouts_only, "evt_own_6", "whsec_rail").await, 204);
    assert_eq!(payout_paid(&payouts_only, "evt_own_7", secret).await, 401);
}
