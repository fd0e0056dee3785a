//! `verify` finds every kind of break, and nothing in a world that is sound.

use domain::{
    id::{PayoutId, TransactionId},
    ledger::{Account, Cause, Posting, Transaction},
    money::{Currency, Money},
    payouts::{Payout, PayoutKind, PayoutOutcome},
};
use services::ports::{Changes, Write};

use crate::{
    backend::{Database, on_both},
    shop::{NOW, Shop, assert_sound, unit},
};

on_both!(each_rule_finds_its_break);

/// The beginning of a rule, and what breaks it.
const BREAKS: &[(&str, &str)] = &[
    (
        "a ledger transaction sums to zero",
        "UPDATE ledger_entries SET amount_minor = amount_minor + 1 WHERE account = 'bank'",
    ),
    ("a ledger transaction has at least two", "DELETE FROM ledger_entries WHERE account = 'bank'"),
    ("a stored balance", "UPDATE balances SET amount_minor = amount_minor - 1 WHERE account = 'unallocated'"),
    ("a stored balance", "DELETE FROM balances WHERE account = 'instant-fees'"),
    ("the refund clearing account", "UPDATE refunds SET state = 'succeeded'"),
    ("the payout clearing account", "UPDATE payouts SET outcome = 'paid' WHERE outcome = 'in_transit'"),
    ("the unallocated account", "DELETE FROM review_items"),
    ("a payout's gross", "UPDATE payouts SET net_minor = net_minor - 1 WHERE outcome = 'paid'"),
    ("a skipped payout", "UPDATE payouts SET outcome = 'skipped_settling' WHERE outcome = 'paid'"),
    (
        "a payout leaves its creator's balance",
        "UPDATE ledger_transactions SET cause_kind = 'gateway_settlement' WHERE cause_kind = 'payout_started'",
    ),
    ("a paid payout has arrived", "UPDATE payouts SET outcome = 'failed_by_bank' WHERE outcome = 'paid'"),
    ("a paid order has exactly one membership", "DELETE FROM memberships WHERE sequence = 2"),
    ("a paid order has exactly one sale", "DELETE FROM sales"),
    ("a paid order has exactly one sale", "UPDATE sales SET amount_minor = amount_minor + 1"),
    (
        "a sale belongs",
        "UPDATE sales SET order_id = 'ord_x' WHERE order_id = (SELECT MIN(order_id) FROM sales)",
    ),
    (
        "a paid order has exactly one succeeded attempt",
        "UPDATE ledger_entries SET account = 'bank' WHERE account LIKE 'creator-balance:%'",
    ),
    (
        "an attempt has a capture",
        "UPDATE ledger_transactions SET cause_kind = 'gateway_settlement' WHERE cause_kind = 'capture'",
    ),
    ("an attempt has a capture", "UPDATE attempts SET state = 'closed' WHERE state = 'succeeded'"),
    (
        "a capture in the ledger",
        "UPDATE ledger_transactions SET cause_id = 'x' || cause_id WHERE cause_kind = 'capture'",
    ),
    ("a succeeded attempt led", "DELETE FROM refunds"),
    ("a succeeded attempt led", "DELETE FROM review_items"),
    ("a membership comes from", "UPDATE orders SET state = 'expired' WHERE state = 'paid'"),
    ("a membership comes from", "UPDATE memberships SET member_id = 'usr_x'"),
    (
        "a member's periods in a community follow",
        "UPDATE memberships SET valid_until = valid_until + 1 WHERE sequence = 1",
    ),
    (
        "a member's periods in a community are counted",
        "UPDATE memberships SET sequence = 3 WHERE sequence = 2",
    ),
    (
        "an order has an unfinished refund",
        "UPDATE orders SET state = 'refunded' WHERE state = 'refund_pending'",
    ),
    ("a refund is booked", "UPDATE refunds SET state = 'succeeded'"),
    ("the seats taken", "UPDATE product_seats SET taken = taken - 1"),
    (
        "the seats taken",
        "UPDATE orders SET state = 'expired', state_since = 1 WHERE state = 'pending' AND seats_held = 1",
    ),
    ("an order that holds a seat", "DELETE FROM product_seats"),
];

/// What the breaks touch.
const TABLES: &[&str] = &[
    "orders",
    "attempts",
    "refunds",
    "review_items",
    "memberships",
    "sales",
    "payouts",
    "product_seats",
    "ledger_transactions",
    "ledger_entries",
    "balances",
];

/// A world with something of every kind: paid, renewed, late and full, paid twice, payouts there and under way.
async fn busy(db: &Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let (late, late_attempt) = shop.place(&db.commerce, &shop.limited).await;
    let expired =
        [Write::UpdateOrder(late.expire(NOW).unwrap()), Write::ReleaseSeat(shop.limited.id.clone())];
    db.commerce.commit(unit(expired)).await.unwrap();
    for _ in 0..3 {
        shop.place(&db.commerce, &shop.limited).await;
    }
    shop.settle(&db.commerce, &late_attempt, NOW).await;

    let (first, _) = shop.sell(&db.commerce, &shop.month).await;
    let renewal = shop.order(&first.buyer, &shop.month);
    let attempt = shop.attempt(&renewal);
    db.commerce.commit(Shop::placing(&renewal, &attempt)).await.unwrap();
    shop.settle(&db.commerce, &attempt, NOW).await;

    let again = shop.attempt(&first);
    db.commerce.commit(unit([Write::InsertAttempt(again.clone())])).await.unwrap();
    shop.settle(&db.commerce, &again, NOW).await;

    db.commerce.commit(payout(&shop, PayoutOutcome::Paid)).await.unwrap();
    db.commerce.commit(payout(&shop, PayoutOutcome::InTransit)).await.unwrap();
    db.commerce.commit(payout(&shop, PayoutOutcome::FailedByBank)).await.unwrap();
    db.commerce.commit(payout(&shop, PayoutOutcome::SkippedSettling)).await.unwrap();
}

/// A payout of 103.00 with its postings.
fn payout(shop: &Shop, outcome: PayoutOutcome) -> Changes {
    let money = |minor| Money::new(minor, Currency::Cny);
    let moves = outcome != PayoutOutcome::SkippedSettling;
    let id = PayoutId::new(NOW, shop.random());
    let (gross, fee, net) =
        if moves { (money(10_300), money(300), money(10_000)) } else { (money(0), money(0), money(0)) };
    let row = Payout {
        id: id.clone(),
        creator: shop.creator.id.clone(),
        kind: PayoutKind::Instant,
        day: NOW.day(),
        gross,
        fee,
        destination: None,
        outcome,
        decided_at: NOW,
    };
    let mut changes = unit([Write::InsertPayout(row)]);
    let balance = Account::CreatorBalance(shop.creator.id.clone());
    let started = [
        (balance.clone(), gross),
        (Account::PayoutClearing, net.negated()),
        (Account::InstantFees, fee.negated()),
    ];
    let mut book = |cause, lines: &[(Account, Money)]| {
        let postings = lines
            .iter()
            .map(|(account, amount)| Posting { account: account.clone(), amount: *amount })
            .collect();
        let transaction = TransactionId::new(NOW, shop.random());
        changes.transactions.push(Transaction::new(transaction, cause, NOW, postings).unwrap());
    };
    if moves {
        book(Cause::PayoutStarted(id.clone()), &started);
    }
    if outcome == PayoutOutcome::Paid {
        book(
            Cause::PayoutArrived(id.clone()),
            &[(Account::PayoutClearing, net), (Account::Bank, net.negated())],
        );
    }
    if outcome == PayoutOutcome::FailedByBank {
        let back: Vec<_> =
            started.iter().map(|(account, amount)| (account.clone(), amount.negated())).collect();
        book(Cause::PayoutReturned(id), &back);
    }
    changes
}

async fn each_rule_finds_its_break(db: Database) {
    busy(&db).await;
    assert_sound(&db.commerce).await;
    let checked = db.commerce.verify().await.unwrap().checked;
    assert!(checked.iter().all(|(_, count)| *count > 0), "nothing of some kind was looked at: {checked:?}");
    db.remember(TABLES).await;
    for (rule, broken) in BREAKS {
        db.corrupt(broken).await;
        let found = db.commerce.verify().await.unwrap().breaks;
        assert!(
            found.iter().any(|sentence| sentence.starts_with(rule)),
            "{broken}\nshould break: {rule}\n{found:#?}"
        );
        db.restore(TABLES).await;
        assert_sound(&db.commerce).await;
    }
}
