//! The pages behind the doors: what members, creators and the staff read once something has happened, in each way that
//! it can.

use domain::{
    id::{DisputeId, OrderId, ReviewId},
    money::{Currency, Money},
    order::{Dispute, DisputeState, Gateway, Payment},
    reconcile::{Difference, DifferenceKind, DifferenceOutcome, ReconcileRun},
    review::{Review, ReviewKind},
    time::{Day, Timestamp},
};
use services::ports::{Changes, Clock as _, Commit, Write};

use super::{compare, their_own_words};
use crate::{
    browser::Browser,
    world::{World, eventually},
};

/// What somebody of the staff writes beside a decision.
pub const NOTE: &str = "Mei paid for two by mistake.";
/// What a bank gives as its reason.
pub const REASON: &str = "product_not_received";

/// A tier that somebody orders, as its page stands then.
async fn ordered(world: &World, who: &mut Browser, community: &str, tier: usize) -> String {
    let order = who.order(community, world.product(community, tier).id.as_str()).await;
    who.get(&order).await;
    order
}

async fn paid(world: &World, who: &mut Browser, community: &str, tier: usize) -> String {
    let order = ordered(world, who, community, tier).await;
    world.wallet.pay(&world.number(&order).await).await;
    becomes(world, &order, "paid").await;
    order
}

async fn becomes(world: &World, order: &str, state: &str) {
    eventually(state, async || (world.order(order).await.state.code() == state).then_some(())).await;
}

/// One of a creator's sales.
async fn one_sale(creator: &mut Browser) -> String {
    let list = creator.get("/sales").await;
    format!("ord_{}", list.between("href=\"/sales/ord_", "\"").unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn orders_in_every_state_their_list_and_their_receipts_have_words_in_both_languages() {
    let world = World::start().await;
    let own = their_own_words(&world).await;
    let mut mei = world.signed_in("mei").await;

    let wrong = ordered(&world, &mut mei, "kiln-and-clay", 1).await;
    world.wallet.pay_amount(&world.number(&wrong).await, 1).await;
    let asked_back = paid(&world, &mut mei, "kiln-and-clay", 0).await;
    let token = asked_back.strip_prefix("/o/").unwrap();
    let answer = mei.post("/api/ask_refund", &[("token", token)]).await;
    assert!(answer.leads_to().starts_with(&asked_back), "{answer:?}");
    becomes(&world, &asked_back, "refund_pending").await;
    let sold = paid(&world, &mut mei, "slow-light", 0).await;
    let waiting = ordered(&world, &mut mei, "slow-light", 1).await;
    let pages = [wrong.clone(), asked_back.clone(), sold.clone(), waiting.clone(), format!("{sold}/receipt")];
    compare(&mut mei, &own, &pages).await;

    world.advance("PT20M").await;
    assert_eq!(mei.stage(&waiting).await, "confirming");
    compare(&mut mei, &own, &[waiting.clone(), "/orders".to_owned()]).await;
    world.sweep().await;
    assert_eq!(mei.stage(&waiting).await, "expired");
    let found = ["", "?search=kiln", "?search=nothing-like-it"].map(|query| format!("/orders{query}"));
    compare(&mut mei, &own, &found).await;
    compare(&mut mei, &own, &[waiting, wrong, asked_back, "/memberships".to_owned()]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_creators_pages_have_words_in_both_languages_full_and_empty() {
    let world = World::start().await;
    let own = their_own_words(&world).await;
    let mut lin = world.signed_in("lin").await;
    let sale = one_sale(&mut lin).await;
    for (code, kind, value) in [("GATE-10", "percent", "10"), ("GATE-5", "amount", "5")] {
        let form = [("community", "kiln-and-clay"), ("code", code), ("kind", kind), ("value", value)];
        lin.post("/api/add_coupon", &form).await;
    }
    let product = world.product("kiln-and-clay", 0).id;
    let run = lin.get("/payouts").await.between("href=\"/payouts/run_", "\"").unwrap().to_owned();
    let mut pages: Vec<String> = [
        "/manage",
        "/manage/kiln-and-clay",
        "/manage/kiln-and-clay/preview",
        "/manage/kiln-and-clay/products/new",
        "/sales",
        "/payouts",
        "/payouts/instant",
        "/settings/payouts",
        "/settings/payouts/destination",
        "/settings/team",
    ]
    .map(str::to_owned)
    .to_vec();
    pages.push(format!("/manage/kiln-and-clay/products/{product}"));
    pages.extend(["", "?how=all"].map(|query| format!("/sales/{sale}{query}")));
    pages.push(format!("/payouts/run_{run}"));
    compare(&mut lin, &own, &pages).await;

    let mut pia = world.newcomer("Pia Reed", "pia@home.example").await;
    compare(&mut pia, &own, &["/manage".to_owned()]).await;
    let form = [("name", "Pond Letters"), ("slug", "pond-letters"), ("currency", "CNY")];
    assert_eq!(pia.post("/api/found_community", &form).await.leads_to(), "/manage/pond-letters");
    let pages = ["/manage", "/manage/pond-letters", "/manage/pond-letters/preview", "/sales", "/payouts"];
    compare(&mut pia, &own, &pages.map(str::to_owned)).await;
}

/// What can come up for a person to decide: one of each kind, about a sale where it is about one.
fn came_up(sale: &OrderId, now: Timestamp) -> Vec<Write> {
    let one = |(number, kind): (usize, ReviewKind)| {
        let number = u128::try_from(number).unwrap();
        let about = Payment {
            order: (kind != ReviewKind::UnknownOrder).then(|| sale.clone()),
            attempt: None,
            gateway: Gateway::WechatPay,
            account: Gateway::WechatPay.into(),
            number: format!("{number:032}"),
            transaction: format!("4200{number:024}"),
            captured: Money::new(4_200, Currency::Cny),
        };
        Write::InsertReview(Review::opened(ReviewId::new(now, number), kind, about, now))
    };
    ReviewKind::ALL.into_iter().enumerate().map(one).collect()
}

/// A dispute in each state.
fn disputed(sale: &OrderId, now: Timestamp) -> Vec<(DisputeId, Write)> {
    let one = |(number, state): (usize, DisputeState)| {
        let number = u128::try_from(number).unwrap();
        let id = DisputeId::new(now, number);
        let dispute = Dispute {
            id: id.clone(),
            gateway: Gateway::Stripe,
            account: Gateway::Stripe.into(),
            reference: format!("dp_{number:024}"),
            gateway_transaction: format!("pi_{number:024}"),
            order: Some(sale.clone()),
            amount: Money::new(6_800, Currency::Cny),
            taken: Money::new(6_800, Currency::Cny),
            state,
            reason: REASON.to_owned(),
            opened_at: now,
            evidence_until: Some(now.plus_days(7)),
            evidence_by: None,
            evidence_at: (state != DisputeState::Open).then_some(now),
            over_at: state.is_over().then_some(now),
            version: 0,
        };
        (id, Write::InsertDispute(dispute))
    };
    DisputeState::ALL.into_iter().enumerate().map(one).collect()
}

/// A day on which everything differs that can, with every outcome.
fn differing(day: Day, now: Timestamp) -> Vec<Write> {
    let outcomes = DifferenceOutcome::ALL.into_iter().cycle();
    let one = |((number, kind), outcome): ((usize, DifferenceKind), DifferenceOutcome)| {
        let amount = Some(Money::new(6_800, Currency::Cny));
        Write::PutDifference(Difference {
            gateway: Gateway::WechatPay,
            account: Gateway::WechatPay.into(),
            day,
            kind,
            number: format!("{number:032}"),
            refund_number: String::new(),
            gateway_transaction: format!("4200{number:024}"),
            ours: amount.filter(|_| kind != DifferenceKind::MissingHere),
            theirs: amount.filter(|_| kind != DifferenceKind::MissingThere),
            found_at: now,
            outcome,
        })
    };
    let found = DifferenceKind::ALL.into_iter().enumerate().zip(outcomes).map(one);
    let run = ReconcileRun {
        gateway: Gateway::WechatPay,
        account: Gateway::WechatPay.into(),
        day,
        compared_at: now,
        lines: 8,
        differences: 8,
        repaired_at: None,
    };
    [Write::PutReconcileRun(run)].into_iter().chain(found).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_the_staff_has_to_look_at_has_words_in_both_languages() {
    let world = World::start().await;
    let own = their_own_words(&world).await;
    let mut ida = world.signed_in("ida").await;
    let sale = one_sale(&mut world.signed_in("lin").await).await;
    let (order, now) = (OrderId::try_from(sale.clone()).unwrap(), world.clock.business());
    let day = now.day().plus_days(-20);
    let (disputes, told): (Vec<_>, Vec<_>) = disputed(&order, now).into_iter().unzip();
    let writes = [came_up(&order, now), told, differing(day, now)].concat();
    let changes = Changes { writes, ..Changes::default() };
    assert_eq!(world.databases.commerce.commit(changes).await.unwrap(), Commit::Committed);

    let queue = ida.get("/review").await.body;
    let items = queue.split("href=\"/review/rev_").skip(1).map(|rest| rest.split('"').next().unwrap());
    let items: Vec<String> = items.map(|item| format!("/review/rev_{item}")).collect();
    assert!(items.len() > ReviewKind::ALL.len(), "{items:?}");
    let mut pages: Vec<String> = [
        "/review",
        "/review?state=open",
        "/review?state=awaiting_second",
        "/review/resolved",
        "/review/disputes",
        "/review/reconciliation",
        "/review/reconciliation?done=not-ready",
        "/operator/payouts",
    ]
    .map(str::to_owned)
    .to_vec();
    pages.extend(items);
    pages.extend(disputes.iter().map(|dispute| format!("/review/disputes/{dispute}")));
    pages.extend(
        ["", "?done=compared", "?done=repaired"]
            .map(|done| format!("/review/reconciliation/wechat-pay/{day}{done}")),
    );
    pages.push("/review/reconciliation/wechat-pay/".to_owned() + &now.day().plus_days(-2).to_string());
    pages.push(format!("/review/orders/{sale}"));
    compare(&mut ida, &own, &pages).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_decided_and_what_was_refused_has_words_in_both_languages() {
    let world = World::start().await;
    let own = their_own_words(&world).await;
    let (mut mei, mut ida) = (world.signed_in("mei").await, world.signed_in("ida").await);
    let order = ordered(&world, &mut mei, "kiln-and-clay", 0).await;
    world.wallet.pay_amount(&world.number(&order).await, 9_900).await;
    eventually("an item", async || mei.clone().get(&order).await.body.contains("needs_review").then_some(()))
        .await;
    let queue = ida.get("/review").await.body;
    let item = queue.rsplit_once("href=\"/review/rev_").unwrap().1.split('"').next().unwrap();
    let page = format!("/review/rev_{item}");
    let item = format!("rev_{item}");
    let decide = |note: &'static str| {
        [
            ("item", item.clone()),
            ("version", "1".to_owned()),
            ("decision", "refund".to_owned()),
            ("note", note.to_owned()),
        ]
    };
    for note in [" ", NOTE] {
        let form = decide(note);
        let form: Vec<(&str, &str)> = form.iter().map(|(field, value)| (*field, value.as_str())).collect();
        let leads_to = ida.post("/api/decide_review", &form).await.leads_to();
        compare(&mut ida, &own, &[leads_to]).await;
    }
    compare(&mut ida, &own, &[page, "/review/resolved".to_owned()]).await;
    compare(&mut mei, &own, &[order]).await;
}
