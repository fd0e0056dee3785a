//! A statement holds everything that changed a balance between one payout and the next, and adds up.

use domain::{
    payouts::{AdjustmentKind, Destination, FailureReason, PayoutKind, PayoutRun, RailNews, RunOrigin},
    time::Timestamp,
};
use services::ports::{StatementFacts, Write};

use crate::{
    backend::{Database, on_both},
    shop::{NOW, PRICE, Shop, assert_sound, unit},
    treasury::{counted, done, payouts_of, together, yuan},
};

on_both!(
    statements_follow_each_other_and_add_up_to_the_balance,
    a_long_list_of_sales_is_cut_but_its_sum_is_whole,
    two_payouts_of_one_moment_share_nothing,
);

/// What the rows of a statement come to: the balance when its payout left.
fn before_the_payout(facts: &StatementFacts) -> i64 {
    let signed: i64 = facts.adjustments.iter().map(|adjustment| adjustment.signed().minor()).sum();
    let back: i64 = facts.came_back.iter().map(|payout| payout.gross.minor()).sum();
    facts.carried.minor() + facts.sales_sum.minor() + signed + back
}

async fn statement(db: &Database, shop: &Shop, run: &PayoutRun) -> StatementFacts {
    db.commerce.statement_facts(&shop.creator.id, &run.id, 100).await.unwrap().unwrap()
}

async fn sell(db: &Database, shop: &Shop, at: Timestamp) {
    let (_, attempt) = shop.place(&db.commerce, &shop.month).await;
    shop.settle(&db.commerce, &attempt, at).await;
}

async fn pay(db: &Database, shop: &Shop, bank: &Destination, day: i32, parts: &[(i64, i64)]) -> PayoutRun {
    let run = shop.run(PayoutKind::Instant, day);
    let item = counted(&db.commerce, shop.item(&run, bank, parts, run.at)).await;
    done(&db.commerce, together(unit([Write::InsertRun(run.clone())]), item)).await;
    run
}

async fn statements_follow_each_other_and_add_up_to_the_balance(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let (id, bank) = (&shop.creator.id, shop.bank(&shop.creator.id));
    done(&db.commerce, unit([Write::InsertDestination(bank.clone())])).await;
    let at = |day, ms: i64| shop.run(PayoutKind::Instant, day).at.plus_ms(ms);

    sell(&db, &shop, at(0, -2)).await;
    sell(&db, &shop, at(0, -1)).await;
    let first = pay(&db, &shop, &bank, 0, &[(20_000, 584), (800, 24)]).await;
    let parts = statement(&db, &shop, &first).await.record.payouts;
    shop.hear(&db.commerce, &parts[0].id, &[RailNews::Paid { reference: None }], at(0, 5)).await;
    // Of the moment itself and still on that statement; one later and on the next.
    sell(&db, &shop, at(1, 0)).await;
    done(&db.commerce, shop.adjustment(id, AdjustmentKind::Refund, 12_900, at(1, 0))).await;
    done(&db.commerce, shop.adjustment(id, AdjustmentKind::Dispute, 12_900, at(1, 1))).await;
    let refused = [RailNews::Failed(FailureReason::AccountClosed)];
    shop.hear(&db.commerce, &parts[1].id, &refused, at(0, 9)).await;
    pay(&db, &shop, &bank, 1, &[]).await;
    done(&db.commerce, shop.adjustment(id, AdjustmentKind::DisputeWon, 12_900, at(1, 2))).await;
    let second = pay(&db, &shop, &bank, 2, &[(5_000, 150)]).await;
    done(&db.commerce, shop.adjustment(id, AdjustmentKind::Credit, 700, at(2, 1))).await;
    let returned = [RailNews::Returned(FailureReason::AccountClosed)];
    shop.hear(&db.commerce, &parts[0].id, &returned, at(3, 0)).await;
    let third = pay(&db, &shop, &bank, 3, &[(20_000, 584)]).await;

    let (one, two, three) = (
        statement(&db, &shop, &first).await,
        statement(&db, &shop, &second).await,
        statement(&db, &shop, &third).await,
    );
    assert_eq!((one.since, one.carried.minor(), one.sales_count, one.sales.len()), (None, 0, 2, 2));
    assert!(one.adjustments.is_empty() && one.came_back.is_empty());
    assert_eq!(before_the_payout(&one), PRICE.minor() * 2);
    assert!(one.sales[0].captured_at < one.sales[1].captured_at, "oldest first");
    // The skipped day in between has left everything to the statement after it.
    assert_eq!((two.since, two.carried), (Some(at(0, 0)), yuan(before_the_payout(&one) - 20_800)));
    let kinds: Vec<_> = two.adjustments.iter().map(|adjustment| adjustment.kind).collect();
    assert_eq!(kinds, [AdjustmentKind::Refund, AdjustmentKind::Dispute, AdjustmentKind::DisputeWon]);
    assert_eq!((two.sales_count, two.came_back.len(), two.came_back[0].gross), (1, 1, yuan(800)));
    assert_eq!(three.carried.minor(), before_the_payout(&two) - 5_000);
    assert_eq!((three.sales_count, three.adjustments.len(), three.came_back[0].gross), (0, 1, yuan(20_000)));
    let now = db.commerce.candidate(id, NOW).await.unwrap().unwrap().money.balance.minor();
    assert_eq!(before_the_payout(&three) - 20_000, now);
    assert_eq!(db.commerce.statement_facts(&shop.another_creator().id, &third.id, 9).await.unwrap(), None);
    assert_sound(&db.commerce).await;
}

async fn a_long_list_of_sales_is_cut_but_its_sum_is_whole(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let bank = shop.bank(&shop.creator.id);
    done(&db.commerce, unit([Write::InsertDestination(bank.clone())])).await;
    for sale in 0..5 {
        sell(&db, &shop, NOW.plus_ms(sale)).await;
    }
    let run = pay(&db, &shop, &bank, 1, &[(PRICE.minor() * 5, 0)]).await;
    let facts = db.commerce.statement_facts(&shop.creator.id, &run.id, 2).await.unwrap().unwrap();
    let listed: Vec<_> = facts.sales.iter().map(|sale| sale.captured_at).collect();
    assert_eq!(listed, [NOW, NOW.plus_ms(1)]);
    assert_eq!((facts.sales_count, facts.sales_sum), (5, yuan(PRICE.minor() * 5)));
}

async fn two_payouts_of_one_moment_share_nothing(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let bank = shop.bank(&shop.creator.id);
    done(&db.commerce, unit([Write::InsertDestination(bank.clone())])).await;
    sell(&db, &shop, NOW).await;
    let mut runs = vec![pay(&db, &shop, &bank, 0, &[(5_000, 150)]).await];
    let asked = PayoutRun {
        origin: RunOrigin::Demand,
        request_key: Some("key".to_owned()),
        ..shop.run(PayoutKind::Instant, 0)
    };
    let item = counted(&db.commerce, shop.item(&asked, &bank, &[(2_000, 60)], asked.at)).await;
    assert_eq!(payouts_of(&item)[0].created_at, runs[0].at);
    done(&db.commerce, together(unit([Write::InsertRun(asked.clone())]), item)).await;
    runs.push(asked);
    runs.sort_by(|one, other| one.id.cmp(&other.id));
    let (one, two) = (statement(&db, &shop, &runs[0]).await, statement(&db, &shop, &runs[1]).await);
    assert_eq!((one.carried.minor(), one.sales_count, two.sales_count), (0, 1, 0));
    assert_eq!(two.carried.minor(), PRICE.minor() - one.record.item.gross.minor());
    assert_sound(&db.commerce).await;
}
