//! Versions, seats and renewals: what may not both succeed does not.

use domain::{
    money::Money,
    order::{OrderException, OrderState, RefundNews},
};
use services::ports::{Commit, StoreFault, Write};

use crate::{
    backend::{Database, on_both},
    shop::{NOW, PRICE, Shop, assert_sound, unit},
};

on_both!(
    a_stale_version_is_a_conflict_and_writes_nothing,
    a_replayed_settlement_is_a_duplicate,
    two_renewals_paid_at_once_follow_each_other,
    the_last_seat_is_taken_once_and_can_be_given_back,
    a_seat_of_an_unlimited_product_is_a_fault,
    late_money_without_a_seat_goes_back,
    a_second_payment_and_a_wrong_amount_wait_for_a_person,
    refunds_are_updated_by_version,
);

async fn a_stale_version_is_a_conflict_and_writes_nothing(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let (order, attempt) = shop.place(&db.commerce, &shop.month).await;
    let asked = || unit([Write::UpdateAttempt(attempt.clone().asked(NOW))]);
    assert_eq!(db.commerce.commit(asked()).await.unwrap(), Commit::Committed);

    let other = shop.order(&shop.buyer(), &shop.month);
    let mut stale = asked();
    stale.writes.push(Write::InsertOrder(other.clone()));
    stale.writes.push(Write::UpdateOrder(order.clone().expire(NOW).unwrap()));
    assert_eq!(db.commerce.commit(stale).await.unwrap(), Commit::Conflict);
    assert_eq!(db.commerce.order(&other.id).await.unwrap(), None);
    assert_eq!(db.commerce.order(&order.id).await.unwrap(), Some(order));

    let missing = shop.order(&shop.buyer(), &shop.month);
    let update = unit([Write::UpdateOrder(missing)]);
    assert_eq!(db.commerce.commit(update).await.unwrap(), Commit::Conflict, "a row that is not there");
}

async fn a_replayed_settlement_is_a_duplicate(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let (_, attempt) = shop.place(&db.commerce, &shop.month).await;
    let facts = db.commerce.settling_facts(attempt.gateway, &attempt.gateway_number).await.unwrap().unwrap();
    let (first, second) = (shop.settling(&facts, PRICE, NOW), shop.settling(&facts, PRICE, NOW));
    assert_eq!(db.commerce.commit(first).await.unwrap(), Commit::Committed);
    assert_eq!(db.commerce.commit(second).await.unwrap(), Commit::Duplicate);
    assert_sound(&db.commerce).await;
}

async fn two_renewals_paid_at_once_follow_each_other(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let buyer = shop.buyer();
    let mut units = Vec::new();
    for product in [&shop.month, &shop.lifetime] {
        let order = shop.order(&buyer, product);
        let attempt = shop.attempt(&order);
        db.commerce.commit(Shop::placing(&order, &attempt)).await.unwrap();
        let facts =
            db.commerce.settling_facts(attempt.gateway, &attempt.gateway_number).await.unwrap().unwrap();
        units.push((attempt, shop.settling(&facts, PRICE, NOW)));
    }
    let (second, late) = units.pop().unwrap();
    let (_, early) = units.pop().unwrap();
    assert_eq!(db.commerce.commit(early).await.unwrap(), Commit::Committed);
    assert_eq!(
        db.commerce.commit(late).await.unwrap(),
        Commit::Conflict,
        "nothing has been done for this order yet"
    );
    assert_eq!(shop.settle(&db.commerce, &second, NOW).await, Commit::Committed);
    let held = db.commerce.memberships_in(&buyer, &shop.community.id).await.unwrap();
    assert_eq!(held[1].valid_from, held[0].valid_until.unwrap());
    assert_sound(&db.commerce).await;
}

async fn the_last_seat_is_taken_once_and_can_be_given_back(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let (first, attempt) = shop.place(&db.commerce, &shop.limited).await;
    shop.place(&db.commerce, &shop.limited).await;
    shop.place(&db.commerce, &shop.limited).await;
    let facts = db.commerce.settling_facts(attempt.gateway, &attempt.gateway_number).await.unwrap().unwrap();
    assert!(!facts.seat_free);

    let fourth = shop.order(&shop.buyer(), &shop.limited);
    let placing = || Shop::placing(&fourth, &shop.attempt(&fourth));
    assert_eq!(db.commerce.commit(placing()).await.unwrap(), Commit::Conflict);
    assert_eq!(db.commerce.order(&fourth.id).await.unwrap(), None);
    let release =
        [Write::UpdateOrder(first.expire(NOW).unwrap()), Write::ReleaseSeat(shop.limited.id.clone())];
    assert_eq!(db.commerce.commit(unit(release)).await.unwrap(), Commit::Committed);
    assert_eq!(db.commerce.commit(placing()).await.unwrap(), Commit::Committed);
    assert_sound(&db.commerce).await;
}

async fn a_seat_of_an_unlimited_product_is_a_fault(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    for write in [Write::TakeSeat(shop.month.id.clone()), Write::ReleaseSeat(shop.limited.id.clone())] {
        let fault = db.commerce.commit(unit([write.clone()])).await;
        assert!(
            matches!(fault, Err(StoreFault::Inconsistent { table: "product_seats", .. })),
            "{write:?}: {fault:?}"
        );
    }
}

async fn late_money_without_a_seat_goes_back(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let (late, attempt) = shop.place(&db.commerce, &shop.limited).await;
    let expired =
        [Write::UpdateOrder(late.clone().expire(NOW).unwrap()), Write::ReleaseSeat(shop.limited.id.clone())];
    db.commerce.commit(unit(expired)).await.unwrap();
    for _ in 0..3 {
        shop.place(&db.commerce, &shop.limited).await;
    }
    assert_eq!(shop.settle(&db.commerce, &attempt, NOW).await, Commit::Committed);
    let order = db.commerce.order(&late.id).await.unwrap().unwrap();
    assert_eq!(
        (order.state, order.exception),
        (OrderState::RefundPending { since: NOW }, OrderException::PaidLate)
    );
    assert_eq!(db.commerce.refunds(&late.id).await.unwrap().len(), 1);
    assert_sound(&db.commerce).await;
}

async fn a_second_payment_and_a_wrong_amount_wait_for_a_person(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let (order, _) = shop.sell(&db.commerce, &shop.month).await;
    let again = shop.attempt(&order);
    db.commerce.commit(unit([Write::InsertAttempt(again.clone())])).await.unwrap();
    assert_eq!(shop.settle(&db.commerce, &again, NOW).await, Commit::Committed);
    let twice = db.commerce.order(&order.id).await.unwrap().unwrap();
    assert_eq!((twice.exception, twice.version), (OrderException::PaidTwice, 2));

    let (_, attempt) = shop.place(&db.commerce, &shop.month).await;
    let facts = db.commerce.settling_facts(attempt.gateway, &attempt.gateway_number).await.unwrap().unwrap();
    let less = Money::new(1, PRICE.currency());
    assert_eq!(db.commerce.commit(shop.settling(&facts, less, NOW)).await.unwrap(), Commit::Committed);
    assert_sound(&db.commerce).await;
}

async fn refunds_are_updated_by_version(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    late_money_without_a_seat_goes_back_in(&db, &shop).await;
    let due = db.commerce.due_work(NOW, 10).await.unwrap();
    let refund = due.refunds[0].clone();
    let order = db.commerce.order(refund.order.as_ref().unwrap()).await.unwrap().unwrap();
    let id = domain::id::TransactionId::new(NOW, shop.random());
    let step = refund.heard(RefundNews::Succeeded { at: NOW }, id, NOW).unwrap();
    let order = Write::UpdateOrder(order.refunded(NOW).unwrap());
    let mut changes = unit([Write::UpdateRefund(step.refund), order]);
    changes.transactions.extend(step.transaction);
    assert_eq!(db.commerce.commit(changes.clone()).await.unwrap(), Commit::Committed);
    assert_eq!(db.commerce.commit(changes).await.unwrap(), Commit::Duplicate, "booked already");
    assert!(db.commerce.due_work(NOW.plus_days(9), 10).await.unwrap().refunds.is_empty());
    assert_sound(&db.commerce).await;
}

async fn late_money_without_a_seat_goes_back_in(db: &Database, shop: &Shop) {
    let (late, attempt) = shop.place(&db.commerce, &shop.limited).await;
    let expired =
        [Write::UpdateOrder(late.expire(NOW).unwrap()), Write::ReleaseSeat(shop.limited.id.clone())];
    db.commerce.commit(unit(expired)).await.unwrap();
    for _ in 0..3 {
        shop.place(&db.commerce, &shop.limited).await;
    }
    assert_eq!(shop.settle(&db.commerce, &attempt, NOW).await, Commit::Committed);
}
