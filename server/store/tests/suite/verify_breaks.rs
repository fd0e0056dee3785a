//! `verify` finds every kind of break, and nothing in a world that is sound.

use domain::payouts::{AdjustmentKind, FailureReason, PayoutKind, RailNews};
use services::ports::Write;

use crate::{
    backend::{Database, on_both},
    shop::{NOW, Shop, assert_sound, unit},
    shops::cheaper,
    treasury::{counted, done, payouts_of, together},
};

on_both!(each_rule_finds_its_break);

/// The beginning of a rule, and what breaks it.
const BREAKS: &[(&str, &str)] = &[
    (
        "a ledger transaction sums to zero",
        "UPDATE ledger_entries SET amount_minor = amount_minor + 1 WHERE account = 'bank'",
    ),
    ("a ledger transaction has at least two", "DELETE FROM ledger_entries WHERE account = 'bank'"),
    ("a ledger entry belongs", "DELETE FROM ledger_transactions WHERE cause_kind = 'payout_arrived'"),
    ("a stored balance", "UPDATE balances SET amount_minor = amount_minor - 1 WHERE account = 'unallocated'"),
    ("a stored balance", "DELETE FROM balances WHERE account = 'instant-fees'"),
    ("the refund clearing account", "UPDATE refunds SET state = 'succeeded'"),
    ("the refund clearing account", "DELETE FROM adjustments WHERE kind = 'refund'"),
    ("the payout clearing account", "UPDATE payouts SET state = 'paid' WHERE state = 'in_transit'"),
    ("the payout clearing account", "UPDATE payouts SET state = 'failed' WHERE state = 'unknown'"),
    ("the unallocated account", "DELETE FROM reviews"),
    ("a creator's balance is explained", "UPDATE sales SET amount_minor = amount_minor - 1"),
    (
        "a creator's balance is explained",
        "UPDATE adjustments SET kind = 'dispute_won' WHERE kind = 'dispute'",
    ),
    ("a creator's balance is explained", "UPDATE payouts SET state = 'cancelled' WHERE state = 'requested'"),
    ("a creator's balance is explained", "DELETE FROM balances WHERE account LIKE 'creator-balance:%'"),
    (
        "a refund, dispute or credit",
        "UPDATE adjustments SET amount_minor = amount_minor + 1 WHERE kind = 'credit'",
    ),
    (
        "a refund, dispute or credit",
        "UPDATE ledger_transactions SET cause_kind = 'gateway_settlement' WHERE cause_kind = 'adjustment'",
    ),
    ("an adjustment in the ledger", "DELETE FROM adjustments WHERE kind = 'credit'"),
    ("a sale settles", "UPDATE sales SET settles_at = captured_at - 1"),
    ("a payout's gross", "UPDATE payouts SET net_minor = net_minor - 1 WHERE state = 'paid'"),
    ("an item's gross", "UPDATE payout_items SET fee_minor = fee_minor + 1 WHERE outcome = 'paying'"),
    ("an item's gross", "UPDATE payouts SET gross_minor = gross_minor + 1 WHERE part = 2"),
    ("an item's gross", "DELETE FROM payouts WHERE part = 2"),
    ("an item moves", "UPDATE payout_items SET outcome = 'paying' WHERE gross_minor = 0"),
    ("an item moves", "UPDATE payout_items SET outcome = 'below_minimum' WHERE gross_minor > 0"),
    ("a payout belongs to a paying item", "UPDATE payouts SET rail = 'stripe' WHERE state = 'paid'"),
    ("a payout belongs to a paying item", "UPDATE payouts SET day = day + 1 WHERE state = 'paid'"),
    ("a payout belongs to a paying item", "DELETE FROM payout_items WHERE outcome = 'paying'"),
    ("a payout belongs to a paying item", "DELETE FROM payout_runs"),
    ("the parts of an item", "UPDATE payouts SET part = 3 WHERE part = 2"),
    ("the parts of an item", "UPDATE payouts SET part = 2 WHERE state = 'paid'"),
    ("nothing of a run is sent", "UPDATE payout_runs SET state = 'computing'"),
    ("nothing of a run is sent", "UPDATE payout_runs SET state = 'done'"),
    ("a payout that has not ended", "UPDATE payouts SET next_look_at = NULL WHERE state = 'unknown'"),
    ("a payout that has not ended", "UPDATE payouts SET next_look_at = 1 WHERE state = 'paid'"),
    (
        "a payout leaves its creator's balance",
        "UPDATE ledger_transactions SET cause_kind = 'gateway_settlement' WHERE cause_kind = 'payout_started'",
    ),
    (
        "a payout has arrived",
        "UPDATE ledger_transactions SET cause_kind = 'gateway_settlement' WHERE cause_kind = 'payout_arrived'",
    ),
    ("a payout has arrived", "UPDATE payouts SET state = 'in_transit' WHERE state = 'paid'"),
    ("a payout has arrived", "UPDATE payouts SET state = 'failed' WHERE state IN ('paid', 'returned')"),
    ("a payout came back", "UPDATE payouts SET state = 'returned' WHERE state = 'paid'"),
    ("a payout came back", "UPDATE payouts SET state = 'in_transit' WHERE state = 'failed'"),
    (
        "a payout came back",
        "UPDATE ledger_entries SET amount_minor = amount_minor - 1 WHERE account LIKE 'creator-balance:%' \
         AND transaction_id IN (SELECT id FROM ledger_transactions WHERE cause_kind = 'payout_returned')",
    ),
    (
        "a payout in the ledger",
        "UPDATE ledger_transactions SET cause_id = 'x' || cause_id WHERE cause_kind = 'payout_arrived'",
    ),
    ("a creator's count", "UPDATE payout_accounts SET completed = completed + 1"),
    ("a creator's count", "DELETE FROM payout_accounts"),
    ("a creator's failures in a row", "UPDATE payout_accounts SET failures = failures + 1"),
    ("a creator's failures in a row", "UPDATE payout_accounts SET streak = streak - 1"),
    ("a creator's failures in a row", "UPDATE payouts SET streak = streak + 1 WHERE state = 'failed'"),
    (
        "a creator's failures in a row",
        "UPDATE payouts SET state = 'paid', reason = NULL WHERE state = 'failed' AND part = 2",
    ),
    ("a payout counts as a failure", "UPDATE payouts SET streak = 1 WHERE state = 'paid'"),
    ("a payout counts as a failure", "UPDATE payouts SET streak = NULL WHERE state = 'failed'"),
    ("a payout counts as a failure", "UPDATE payouts SET reason = 'platform_funds' WHERE state = 'failed'"),
    ("a creator's instant volume", "UPDATE payout_accounts SET volume_minor = volume_minor + 1"),
    ("a creator's instant volume", "UPDATE payout_accounts SET previous_volume_minor = 0"),
    ("a creator's instant volume", "UPDATE payout_accounts SET month = month - 31"),
    ("a creator's instant volume", "UPDATE payouts SET kind = 'standard' WHERE state = 'returned'"),
    ("a creator's instant volume", "DELETE FROM payout_accounts"),
    ("a payout that was handed over", "UPDATE payouts SET first_sent_at = NULL WHERE state = 'unknown'"),
    ("a paid order has exactly one membership", "DELETE FROM memberships WHERE sequence = 2"),
    ("a paid order has exactly one sale", "DELETE FROM sales"),
    ("a paid order has exactly one sale", "UPDATE sales SET amount_minor = amount_minor + 1"),
    ("an order is in the currency", "UPDATE orders SET currency = 'EUR'"),
    ("an order pays an account", "UPDATE orders SET creator_id = 'cre_x'"),
    (
        "a sale belongs",
        "UPDATE sales SET order_id = 'ord_x' WHERE order_id = (SELECT MIN(order_id) FROM sales)",
    ),
    (
        "a paid order has exactly one payment",
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
    ("a captured payment of ours led", "DELETE FROM refunds"),
    (
        "a captured payment of ours led",
        "UPDATE refunds SET review_id = 'rev_x' WHERE reason = 'late_and_full'",
    ),
    (
        "a membership or a refund that no review",
        "UPDATE refunds SET review_id = NULL WHERE reason = 'review'",
    ),
    ("a stray payment in the ledger", "DELETE FROM reviews WHERE kind = 'unknown_order'"),
    (
        "a review item that holds money",
        "UPDATE reviews SET state = 'open', resolved_at = NULL WHERE decision = 'refund'",
    ),
    ("a decided review item", "UPDATE reviews SET note = ''"),
    ("a decided review item", "UPDATE reviews SET decided_by = NULL"),
    (
        "a review item that let somebody in",
        "UPDATE reviews SET decision_order = NULL WHERE decision = 'move_to'",
    ),
    (
        "a refund that could not be carried out",
        "UPDATE refunds SET state = 'processing' WHERE state = 'abnormal'",
    ),
    (
        "a refund that could not be carried out",
        "UPDATE reviews SET refund_id = NULL WHERE kind = 'refund_failed' AND state = 'open'",
    ),
    ("a refund that a person closed", "UPDATE refunds SET replaces = NULL"),
    ("no more goes back", "UPDATE refund_rooms SET refunded_minor = refunded_minor - 1"),
    ("no more goes back", "UPDATE refunds SET amount_minor = amount_minor + 1 WHERE reason = 'staff'"),
    (
        "a refund of a sale took",
        "UPDATE adjustments SET amount_minor = amount_minor + 1 WHERE kind = 'refund'",
    ),
    ("a refund of a sale took", "UPDATE refunds SET adjustment_id = 'adj_x' WHERE reason = 'staff'"),
    ("an order whose sale went back", "UPDATE memberships SET revoked_at = NULL"),
    ("a lost dispute", "UPDATE memberships SET revoked_at = NULL"),
    ("a dispute took", "UPDATE disputes SET taken_minor = taken_minor - 1"),
    ("a dispute took", "UPDATE disputes SET state = 'won'"),
    ("what a gateway took", "UPDATE ledger_entries SET account = 'bank' WHERE account = 'losses'"),
    (
        "what a gateway took",
        "UPDATE reviews SET decision = 'ignore' WHERE decision = 'taken' AND kind = 'unknown_order'",
    ),
    (
        "a loss is one",
        "UPDATE ledger_transactions SET cause_kind = 'adjustment' WHERE cause_kind = 'gateway_took'",
    ),
    ("a loss is one", "UPDATE reviews SET decision = 'ignore' WHERE decision = 'taken'"),
    ("a captured payment of ours led", "DELETE FROM reviews"),
    ("a membership comes from", "UPDATE orders SET state = 'expired' WHERE state = 'paid'"),
    ("a membership comes from", "UPDATE memberships SET member_id = 'x' || member_id"),
    ("a membership grants some time", "UPDATE memberships SET valid_until = valid_from"),
    ("a membership lasts", "UPDATE orders SET period = 'year' WHERE period = 'month'"),
    ("a membership lasts", "UPDATE orders SET period = 'until-2026-01-31' WHERE period = 'month'"),
    ("a membership lasts", "UPDATE memberships SET valid_until = NULL"),
    (
        "a member's periods in a community follow",
        "UPDATE memberships SET valid_until = valid_until + 1 WHERE sequence = 1",
    ),
    (
        "a member's periods in a community follow",
        "UPDATE memberships SET valid_until = NULL WHERE sequence = 1",
    ),
    (
        "a period whose unused time an upgrade counted",
        "INSERT INTO counted_periods (membership_id, order_id) SELECT id, source_order FROM memberships \
         WHERE revoked_at IS NULL",
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
    (
        "nobody sits on two seats",
        "UPDATE orders SET state = 'paid', state_since = 1, buyer_id = 'usr_x' WHERE seats_held = 1",
    ),
    ("the uses of a coupon", "UPDATE coupons SET taken = taken + 1"),
    ("the uses of a coupon", "DELETE FROM order_terms"),
    ("a person's uses of a coupon", "UPDATE coupon_people SET user_id = 'usr_x'"),
    ("a person's uses of a coupon", "DELETE FROM coupon_people"),
    ("an order with terms", "UPDATE order_terms SET discount_minor = discount_minor + 1"),
    ("an order with terms", "UPDATE order_upgrades SET credit_minor = credit_minor - 1"),
    ("an order with terms", "UPDATE order_terms SET currency = 'USD'"),
];

/// What the breaks touch.
const TABLES: &[&str] = &[
    "orders",
    "attempts",
    "refunds",
    "reviews",
    "refund_rooms",
    "disputes",
    "memberships",
    "counted_periods",
    "sales",
    "payout_runs",
    "payout_items",
    "payouts",
    "payout_accounts",
    "adjustments",
    "product_seats",
    "coupons",
    "coupon_people",
    "order_terms",
    "order_upgrades",
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

    cheaper(db, &shop).await;
    adjustments_and_payouts(db, &shop).await;
    shop.aftermath(&db.commerce).await;
}

/// Every kind of adjustment, and a payout in every state.
async fn adjustments_and_payouts(db: &Database, shop: &Shop) {
    for (kind, minor) in [
        (AdjustmentKind::Credit, 500_000),
        (AdjustmentKind::Refund, 700),
        (AdjustmentKind::Dispute, 900),
        (AdjustmentKind::DisputeWon, 900),
    ] {
        done(&db.commerce, shop.adjustment(&shop.creator.id, kind, minor, NOW)).await;
    }
    let bank = shop.bank(&shop.creator.id);
    done(&db.commerce, unit([Write::InsertDestination(bank.clone())])).await;
    let (paid, in_transit) = (RailNews::Paid { reference: None }, RailNews::InTransit { reference: None });
    let closed = FailureReason::AccountClosed;
    let stories: [&[RailNews]; 10] = [
        &[],
        std::slice::from_ref(&paid),
        std::slice::from_ref(&in_transit),
        &[RailNews::NoAnswer],
        &[RailNews::Failed(closed)],
        &[in_transit.clone(), RailNews::Returned(closed)],
        &[paid.clone(), RailNews::Returned(closed)],
        &[RailNews::Cancelled],
        std::slice::from_ref(&paid),
        &[RailNews::Failed(closed)],
    ];
    // Across the end of the month, so that two months have volumes.
    for (day, story) in (25..).zip(stories) {
        let run = shop.run(PayoutKind::Instant, day);
        // Split ones, of which the last fails as a whole, and some without a fee.
        let is_split = [25, 34].contains(&day);
        let parts: &[(i64, i64)] = if is_split { &[(10_300, 300), (5_000, 150)] } else { &[(10_300, 0)] };
        let item = counted(&db.commerce, shop.item(&run, &bank, parts, NOW)).await;
        let payouts = payouts_of(&item);
        done(&db.commerce, together(unit([Write::InsertRun(run)]), item)).await;
        for payout in payouts.iter().take(if day == 34 { 2 } else { 1 }).filter(|_| !story.is_empty()) {
            shop.hear(&db.commerce, &payout.id, story, NOW).await;
        }
    }
    let run = shop.run(PayoutKind::Instant, 90);
    let nothing = shop.item(&run, &bank, &[], NOW);
    done(&db.commerce, together(unit([Write::InsertRun(run)]), nothing)).await;
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
