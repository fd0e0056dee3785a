//! The review queue, refunds, disputes, reconciliation, a person's orders.

use std::collections::BTreeSet;

use domain::{
    id::{OrderId, ReviewId, UserId},
    order::{Dispute, DisputeState, Gateway, OrderState, RefundNews, RefundState},
    payouts::AdjustmentKind,
    reconcile::{Difference, DifferenceKind, DifferenceOutcome, ReconcileRun},
    review::{Decision, Review, ReviewState},
};
use futures::future::join_all;
use services::ports::{BillNumbers, Commit, OrderSearch, Reminder, ReviewFilter, Write};

use crate::{
    backend::{Database, on_both},
    shop::{NOW, PRICE, Shop, assert_sound, unit},
    treasury::{commit, done, yuan},
};

on_both!(
    a_stray_payment_is_in_the_queue_once_and_the_queue_is_read_oldest_first,
    an_item_is_decided_at_the_version_that_was_seen,
    refunds_at_once_never_promise_more_than_came,
    a_sale_is_given_back_whole_or_in_part_and_the_books_agree,
    a_payment_that_a_person_put_onto_an_order_is_its_sale,
    a_refund_that_fails_is_in_the_queue_once_and_its_successor_keeps_its_room,
    a_dispute_is_one_row_and_takes_and_gives_back,
    a_difference_that_is_found_again_is_one_row,
    what_was_booked_on_a_day_is_found_by_account,
    a_persons_orders_are_searched_by_community_and_number,
    a_reminder_is_told_once_and_only_while_the_order_waits,
);

async fn a_stray_payment_is_in_the_queue_once_and_the_queue_is_read_oldest_first(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let mut made = Vec::new();
    for number in 0..5 {
        let (review, changes) = shop.stray(&format!("stray-{number}"), yuan(100));
        done(&db.commerce, changes).await;
        made.push(review.id);
    }
    let (_, again) = shop.stray("stray-3", yuan(100));
    assert_eq!(commit(&db.commerce, again).await, Commit::Duplicate);
    let ids = |reviews: Vec<Review>| reviews.into_iter().map(|row| row.id).collect::<Vec<ReviewId>>();
    assert_eq!(ids(db.commerce.open_reviews(ReviewFilter::default(), None, 3).await.unwrap()), made[..3]);
    assert_eq!(
        ids(db.commerce.open_reviews(ReviewFilter::default(), Some(&made[2]), 9).await.unwrap()),
        made[3..]
    );
    assert_eq!(db.commerce.count_open_reviews(3).await.unwrap(), 3, "counting stops");
    let found = db.commerce.stray(Gateway::Alipay, "stray-3").await.unwrap().unwrap();
    assert_eq!((found.id, found.state), (made[3].clone(), ReviewState::Open));
    assert_eq!(db.commerce.stray(Gateway::WechatPay, "stray-3").await.unwrap(), None);
    let (_, attempt) = shop.place(&db.commerce, &shop.month).await;
    let numbers = BillNumbers {
        payments: vec![attempt.gateway_number.clone(), "unknown".to_owned()],
        refunds: vec!["unknown".to_owned()],
        transactions: vec!["stray-3".to_owned(), "stray-9".to_owned()],
    };
    let facts = db.commerce.bill_facts(Gateway::Alipay, &numbers).await.unwrap();
    assert_eq!((facts.strays, facts.attempts), (vec!["stray-3".to_owned()], vec![]));
    let facts = db.commerce.bill_facts(attempt.gateway, &numbers).await.unwrap();
    assert_eq!((facts.strays.len(), facts.refunds.len(), facts.attempts), (0, 0, vec![attempt]));
    assert_sound(&db.commerce).await;
}

async fn an_item_is_decided_at_the_version_that_was_seen(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let (review, changes) = shop.stray("stray", yuan(100));
    done(&db.commerce, changes).await;
    let mut rivals = Vec::new();
    for _ in 0..6 {
        let unit = shop.deciding(&db.commerce, review.clone(), Decision::Refund, NOW).await;
        let commerce = db.commerce.clone();
        rivals.push(async move { commit(&commerce, unit).await });
    }
    let ends = join_all(rivals).await;
    assert_eq!(ends.iter().filter(|end| **end == Commit::Committed).count(), 1, "{ends:?}");
    let stored = db.commerce.review(&review.id).await.unwrap().unwrap();
    assert_eq!(
        (stored.state, stored.decision, stored.version),
        (ReviewState::Resolved, Some(Decision::Refund), 2)
    );
    assert_eq!((stored.note.as_str(), stored.resolved_at), ("looked at the bill", Some(NOW)));
    assert_eq!(db.commerce.resolved_reviews(None, 9).await.unwrap().len(), 1);
    assert!(db.commerce.open_reviews(ReviewFilter::default(), None, 9).await.unwrap().is_empty());
    assert_eq!(db.commerce.refunds_of_payment(Gateway::Alipay, "stray").await.unwrap().len(), 1);
    assert_sound(&db.commerce).await;
}

async fn refunds_at_once_never_promise_more_than_came(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let (order, _) = shop.sell(&db.commerce, &shop.month).await;
    let facts = db.commerce.sale_facts(&order.id).await.unwrap().unwrap();
    assert_eq!((facts.payment.captured, facts.sale.amount), (PRICE, PRICE));
    // Each alone is within 129.00; only three fit together.
    let rivals = (0..8).map(|_| {
        let mut unit = shop.giving_back(&facts, Some(yuan(4_000)), NOW.plus_days(1));
        unit.writes.retain(|write| !matches!(write, Write::UpdateOrder(_)));
        let commerce = db.commerce.clone();
        async move { commit(&commerce, unit).await }
    });
    let ends = join_all(rivals).await;
    assert_eq!(ends.iter().filter(|end| **end == Commit::Committed).count(), 3, "{ends:?}");
    assert!(ends.iter().all(|end| matches!(end, Commit::Committed | Commit::Conflict)), "{ends:?}");
    assert_eq!(db.commerce.refunds(&order.id).await.unwrap().len(), 3);
    assert_sound(&db.commerce).await;
}

async fn a_sale_is_given_back_whole_or_in_part_and_the_books_agree(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let (order, _) = shop.sell(&db.commerce, &shop.limited).await;
    let later = NOW.plus_days(1);
    let facts = db.commerce.sale_facts(&order.id).await.unwrap().unwrap();
    let part = shop.giving_back(&facts, Some(yuan(2_900)), later);
    done(&db.commerce, part.clone()).await;
    assert_eq!(commit(&db.commerce, part).await, Commit::Duplicate);
    assert_sound(&db.commerce).await;
    let facts = db.commerce.sale_facts(&order.id).await.unwrap().unwrap();
    assert_eq!((facts.order.state.code(), facts.refunds.len()), ("paid", 1));
    done(&db.commerce, shop.giving_back(&facts, None, later.plus_days(1))).await;
    assert_sound(&db.commerce).await;
    let facts = db.commerce.sale_facts(&order.id).await.unwrap().unwrap();
    assert_eq!(facts.order.state.code(), "refund_pending");
    assert_eq!(facts.membership.map(|row| row.revoked_at), Some(Some(later.plus_days(1))));
    let amounts: Vec<_> = facts.refunds.iter().map(|refund| refund.amount).collect();
    assert_eq!(amounts, [yuan(2_900), yuan(10_000)]);
    let by_number = db.commerce.refund_by_number(Gateway::WechatPay, &facts.refunds[1].refund_number).await;
    assert_eq!(by_number.unwrap().as_ref(), Some(&facts.refunds[1]));
    for refund in facts.refunds {
        done(&db.commerce, shop.hearing(refund, RefundNews::Succeeded { at: later }, later)).await;
    }
    let order = db.commerce.order(&order.id).await.unwrap().unwrap();
    done(&db.commerce, unit([Write::UpdateOrder(order.refunded(later).unwrap())])).await;
    assert_sound(&db.commerce).await;
    let account = Gateway::WechatPay.into();
    let found = db.commerce.finished_refunds(&account, later, later.plus_ms(1)).await.unwrap();
    assert_eq!(found.len(), 2);
    assert!(db.commerce.finished_refunds(&account, NOW, later).await.unwrap().is_empty());
}

async fn a_payment_that_a_person_put_onto_an_order_is_its_sale(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let (review, changes) = shop.stray("stray", PRICE);
    done(&db.commerce, changes).await;
    let (order, _) = shop.place(&db.commerce, &shop.limited).await;
    let moved = Decision::MoveTo { order: order.id.clone() };
    done(&db.commerce, shop.deciding(&db.commerce, review, moved, NOW).await).await;
    assert_sound(&db.commerce).await;
    let facts = db.commerce.sale_facts(&order.id).await.unwrap().unwrap();
    assert_eq!((facts.payment.gateway, facts.payment.transaction.as_str()), (Gateway::Alipay, "stray"));
    assert_eq!((facts.order.state.code(), facts.payment.attempt), ("paid", None));
    let paid = db.commerce.order_paid_by(Gateway::Alipay, "stray").await.unwrap();
    assert_eq!(paid.as_ref(), Some(&order.id));
    assert_eq!(db.commerce.order_paid_by(Gateway::Stripe, "stray").await.unwrap(), None);
    assert_eq!(db.commerce.reviews_of(&order.id).await.unwrap().len(), 1);
    let facts = db.commerce.sale_facts(&order.id).await.unwrap().unwrap();
    done(&db.commerce, shop.giving_back(&facts, None, NOW.plus_days(1))).await;
    assert_sound(&db.commerce).await;
}

async fn a_refund_that_fails_is_in_the_queue_once_and_its_successor_keeps_its_room(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let (review, changes) = shop.stray("stray", PRICE);
    done(&db.commerce, changes).await;
    done(&db.commerce, shop.deciding(&db.commerce, review, Decision::Refund, NOW).await).await;
    let first = db.commerce.refunds_of_payment(Gateway::Alipay, "stray").await.unwrap().remove(0);
    let failing = || shop.hearing(first.clone(), RefundNews::Refused { code: "X".to_owned() }, NOW);
    let (one, two) = futures::join!(db.commerce.commit(failing()), db.commerce.commit(failing()));
    let ends = [one.unwrap(), two.unwrap()];
    assert_eq!(ends.iter().filter(|end| **end == Commit::Committed).count(), 1, "{ends:?}");
    assert_sound(&db.commerce).await;
    let failed = db.commerce.open_review_of_refund(&first.id).await.unwrap().unwrap();
    done(&db.commerce, shop.deciding(&db.commerce, failed, Decision::RefundAgain, NOW).await).await;
    assert_sound(&db.commerce).await;
    let both = db.commerce.refunds_of_payment(Gateway::Alipay, "stray").await.unwrap();
    assert_eq!(both.iter().filter(|refund| refund.state == RefundState::Closed).count(), 1);
    let again = both.into_iter().find(|refund| refund.replaces.is_some()).unwrap();
    assert_eq!((again.amount, again.state, again.failure.as_str()), (PRICE, RefundState::Requested, ""));
    done(&db.commerce, shop.hearing(again.clone(), RefundNews::Abnormal, NOW)).await;
    let failed = db.commerce.open_review_of_refund(&again.id).await.unwrap().unwrap();
    done(&db.commerce, shop.deciding(&db.commerce, failed, Decision::RefundedOutside, NOW).await).await;
    assert_sound(&db.commerce).await;
    assert!(db.commerce.open_reviews(ReviewFilter::default(), None, 9).await.unwrap().is_empty());
}

async fn a_dispute_is_one_row_and_takes_and_gives_back(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let (order, attempt) = shop.sell(&db.commerce, &shop.month).await;
    let attempt =
        db.commerce.attempt_by_number(attempt.gateway, &attempt.gateway_number).await.unwrap().unwrap();
    let (dispute, opening) = shop.disputing(&order, &attempt, PRICE);
    done(&db.commerce, opening).await;
    let (_, again) = shop.disputing(&order, &attempt, PRICE);
    assert_eq!(commit(&db.commerce, again).await, Commit::Duplicate);
    assert_sound(&db.commerce).await;
    let stored = db.commerce.dispute_by_reference(Gateway::WechatPay, &dispute.reference).await.unwrap();
    assert_eq!(stored.as_ref(), Some(&dispute));
    assert_eq!(db.commerce.open_disputes(9).await.unwrap(), std::slice::from_ref(&dispute));
    let won = Dispute { state: DisputeState::Won, over_at: Some(NOW), ..dispute.clone() };
    let mut changes = shop.adjusting(&order, AdjustmentKind::DisputeWon, PRICE);
    changes.writes.push(Write::UpdateDispute(won.clone()));
    done(&db.commerce, changes).await;
    assert_eq!(commit(&db.commerce, unit([Write::UpdateDispute(won)])).await, Commit::Conflict);
    assert!(db.commerce.open_disputes(9).await.unwrap().is_empty());
    let stored = db.commerce.dispute(&dispute.id).await.unwrap().unwrap();
    assert_eq!((stored.state, stored.version), (DisputeState::Won, 2));
    assert_sound(&db.commerce).await;
}

async fn a_difference_that_is_found_again_is_one_row(db: Database) {
    let (account, day) = (domain::order::GatewayAccountName::from(Gateway::Stripe), NOW.day());
    let run = ReconcileRun {
        gateway: Gateway::Stripe,
        account: account.clone(),
        day,
        compared_at: NOW,
        lines: 3,
        differences: 1,
        repaired_at: None,
    };
    let difference = Difference {
        gateway: Gateway::Stripe,
        account: account.clone(),
        day,
        kind: DifferenceKind::MissingThere,
        number: "J1".to_owned(),
        refund_number: String::new(),
        gateway_transaction: "pi_1".to_owned(),
        ours: Some(yuan(5)),
        theirs: None,
        found_at: NOW,
        outcome: DifferenceOutcome::Reported,
    };
    let put = |run: &ReconcileRun, outcome| {
        let row = Difference { outcome, ..difference.clone() };
        unit([Write::PutReconcileRun(run.clone()), Write::PutDifference(row)])
    };
    assert_eq!(db.commerce.reconcile_run(&account, day).await.unwrap(), None);
    done(&db.commerce, put(&run, DifferenceOutcome::Reported)).await;
    assert_eq!(db.commerce.differences(&account, day).await.unwrap(), std::slice::from_ref(&difference));
    let repaired = ReconcileRun { repaired_at: Some(NOW), ..run.clone() };
    done(&db.commerce, put(&repaired, DifferenceOutcome::InReview)).await;
    // Only looked at again: what was done stays done.
    done(&db.commerce, put(&run, DifferenceOutcome::Reported)).await;
    let kept = Difference { outcome: DifferenceOutcome::InReview, ..difference };
    assert_eq!(db.commerce.differences(&account, day).await.unwrap(), [kept]);
    assert_eq!(db.commerce.reconcile_run(&account, day).await.unwrap(), Some(repaired.clone()));
    assert_eq!(db.commerce.reconcile_runs(9).await.unwrap(), [repaired]);
}

async fn what_was_booked_on_a_day_is_found_by_account(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let (_, attempt) = shop.sell(&db.commerce, &shop.month).await;
    let account = Gateway::WechatPay.into();
    let booked = db.commerce.booked_payments(&account, NOW, NOW.plus_days(1)).await.unwrap();
    assert_eq!(booked.len(), 1);
    assert_eq!((&booked[0].number, booked[0].amount), (&attempt.gateway_number, PRICE));
    assert_eq!(booked[0].captured_at, NOW);
    let other = Gateway::Alipay.into();
    assert!(db.commerce.booked_payments(&other, NOW, NOW.plus_days(1)).await.unwrap().is_empty());
    let before = db.commerce.booked_payments(&account, NOW.plus_days(-1), NOW).await.unwrap();
    assert!(before.is_empty());
    // By its number it is found whenever it was booked.
    let numbers = BillNumbers { payments: vec![attempt.gateway_number], ..BillNumbers::default() };
    assert_eq!(db.commerce.bill_facts(Gateway::WechatPay, &numbers).await.unwrap().booked, booked);
    assert!(db.commerce.bill_facts(Gateway::Alipay, &numbers).await.unwrap().booked.is_empty());
}

async fn a_persons_orders_are_searched_by_community_and_number(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let buyer = shop.buyer();
    let mut made: Vec<OrderId> = Vec::new();
    for _ in 0..3 {
        let order = shop.order(&buyer, &shop.month);
        let attempt = shop.attempt(&order);
        done(&db.commerce, Shop::placing(&order, &attempt)).await;
        let expired = order.clone().expire(NOW).unwrap();
        done(&db.commerce, unit([Write::UpdateOrder(expired)])).await;
        made.insert(0, order.id);
    }
    let (sold, ..) = shop.sell(&db.commerce, &shop.month).await;
    let asked = [made[0].clone(), sold.id.clone()];
    assert_eq!(db.commerce.sold_among(&asked).await.unwrap(), BTreeSet::from([sold.id]));
    let all = async |buyer: &UserId, search: OrderSearch, before: Option<OrderId>, limit| {
        let rows = db.commerce.orders_of(buyer, &search, before.as_ref(), limit).await.unwrap();
        rows.into_iter().map(|order| order.id).collect::<Vec<_>>()
    };
    assert_eq!(all(&buyer, OrderSearch::default(), None, 2).await, made[..2]);
    assert_eq!(all(&buyer, OrderSearch::default(), Some(made[1].clone()), 9).await, made[2..]);
    let nothing = OrderSearch { narrowed: true, ..OrderSearch::default() };
    assert!(all(&buyer, nothing, None, 9).await.is_empty());
    let here = OrderSearch { communities: vec![shop.community.id.clone()], narrowed: true, number: None };
    assert_eq!(all(&buyer, here.clone(), None, 9).await.len(), 3);
    assert!(all(&shop.buyer(), here, None, 9).await.is_empty());
    let number = OrderSearch { number: Some(made[1].clone()), narrowed: true, communities: vec![] };
    assert_eq!(all(&buyer, number, None, 9).await, [made[1].clone()]);
}

async fn a_reminder_is_told_once_and_only_while_the_order_waits(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let mut orders = Vec::new();
    for _ in 0..2 {
        let (order, attempt) = shop.place(&db.commerce, &shop.month).await;
        let reminder = Reminder { order: order.id.clone(), due_at: NOW.plus_seconds(450) };
        done(&db.commerce, unit([Write::InsertReminder(reminder.clone())])).await;
        let again = commit(&db.commerce, unit([Write::InsertReminder(reminder)])).await;
        assert_eq!(again, Commit::Duplicate);
        orders.push((order, attempt));
    }
    assert!(db.commerce.due_reminders(NOW.plus_seconds(449), 9).await.unwrap().is_empty());
    let due = NOW.plus_seconds(450);
    assert_eq!(db.commerce.due_reminders(due, 9).await.unwrap().len(), 2);
    shop.settle(&db.commerce, &orders[0].1, NOW).await;
    let (reminder, order) = db.commerce.due_reminders(due, 9).await.unwrap().remove(0);
    assert_eq!((&reminder.order, order.state), (&orders[1].0.id, OrderState::Pending));
    let ending = || unit([Write::EndReminder(reminder.order.clone(), due)]);
    done(&db.commerce, ending()).await;
    assert_eq!(commit(&db.commerce, ending()).await, Commit::Conflict);
    assert!(db.commerce.due_reminders(due.plus_days(1), 9).await.unwrap().is_empty());
    let membership = db.commerce.sale_facts(&orders[0].0.id).await.unwrap().unwrap().membership.unwrap();
    assert_eq!(db.commerce.membership(&membership.id).await.unwrap(), Some(membership.clone()));
    let revoked = membership.revoked(due);
    done(&db.commerce, unit([Write::RevokeMembership(revoked.clone())])).await;
    assert_eq!(commit(&db.commerce, unit([Write::RevokeMembership(revoked)])).await, Commit::Conflict);
}
