//! What gateways took: items by payment and by kind, disputes before their payment, periods that disputed money paid for.

use domain::{
    catalogue::OrderTerms,
    membership::Membership,
    money::Money,
    order::{Dispute, Gateway},
    review::{Decision, ReviewKind, ReviewState},
};
use services::ports::{ReviewFilter, Write};

use crate::{
    backend::{Database, on_both},
    shop::{NOW, PRICE, Shop, assert_sound, unit},
    treasury::{done, yuan},
};

on_both!(
    the_queue_is_narrowed_by_kind_and_state,
    what_was_taken_closes_what_waited_and_the_rest_is_lost,
    a_dispute_of_a_part_of_what_waits_leaves_the_rest_of_it,
    a_dispute_is_loose_until_it_has_the_order_that_its_payment_paid,
    money_that_a_bank_disputes_counts_for_no_later_upgrade,
);

async fn the_queue_is_narrowed_by_kind_and_state(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    for number in 0..3 {
        let (_, changes) = shop.stray(&format!("stray-{number}"), yuan(100));
        done(&db.commerce, changes).await;
    }
    let (item, changes) = shop.taking_back(Gateway::Alipay, "stray-1", yuan(100));
    done(&db.commerce, changes).await;
    let found = async |kind, state| {
        db.commerce.open_reviews(ReviewFilter { kind, state }, None, 9).await.unwrap().len()
    };
    let (open, second) = (Some(ReviewState::Open), Some(ReviewState::AwaitingSecond));
    assert_eq!(found(None, None).await, 4);
    assert_eq!(found(Some(ReviewKind::UnknownOrder), None).await, 3);
    assert_eq!(found(None, second).await, 0);
    assert_eq!(found(Some(ReviewKind::DisputeUnexplained), open).await, 1);
    let of_payment = db.commerce.open_reviews_of_payment(Gateway::Alipay, "stray-1").await.unwrap();
    assert_eq!(of_payment.len(), 2);
    let by_name = db.commerce.review_of_dispute(Gateway::Alipay, "dp_stray-1").await.unwrap();
    assert_eq!(by_name.map(|row| row.id), Some(item.id));
}

async fn what_was_taken_closes_what_waited_and_the_rest_is_lost(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let (waiting, changes) = shop.stray("stray", yuan(100));
    done(&db.commerce, changes).await;
    let (item, changes) = shop.taking_back(Gateway::Alipay, "stray", yuan(130));
    done(&db.commerce, changes).await;
    let taken = shop.deciding(&db.commerce, item, Decision::Taken, NOW).await;
    done(&db.commerce, taken).await;
    assert_sound(&db.commerce).await;
    let row = db.commerce.review(&waiting.id).await.unwrap().unwrap();
    assert_eq!((row.state, row.decision), (ReviewState::Resolved, Some(Decision::Taken)));
}

async fn a_dispute_of_a_part_of_what_waits_leaves_the_rest_of_it(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let (waiting, changes) = shop.stray("stray", yuan(100));
    done(&db.commerce, changes).await;
    let (item, changes) = shop.taking_back(Gateway::Alipay, "stray", yuan(40));
    done(&db.commerce, changes).await;
    let taken = shop.deciding(&db.commerce, item, Decision::Taken, NOW).await;
    done(&db.commerce, taken).await;
    assert_sound(&db.commerce).await;
    let row = db.commerce.review(&waiting.id).await.unwrap().unwrap();
    assert_eq!((row.state, row.amount), (ReviewState::Open, yuan(60)));
}

async fn a_dispute_is_loose_until_it_has_the_order_that_its_payment_paid(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let (order, attempt) = shop.sell(&db.commerce, &shop.month).await;
    let attempt = db.commerce.attempt_by_number(attempt.gateway, &attempt.gateway_number).await.unwrap();
    let transaction = attempt.unwrap().gateway_transaction.unwrap();
    for transaction in [transaction.as_str(), "nobody's"] {
        let (_, changes) = shop.taking_back(Gateway::WechatPay, transaction, PRICE);
        done(&db.commerce, changes).await;
    }
    let loose = db.commerce.loose_disputes(9).await.unwrap();
    assert_eq!(loose.len(), 1, "only where a sale was paid");
    let found = Dispute { order: Some(order.id.clone()), taken: PRICE, ..loose[0].clone() };
    done(&db.commerce, unit([Write::UpdateDispute(found)])).await;
    assert!(db.commerce.loose_disputes(9).await.unwrap().is_empty());
    let all = db.commerce.disputes(None, 9).await.unwrap();
    assert_eq!((all.len(), all[1].order.as_ref(), all[1].taken), (2, Some(&order.id), PRICE), "newest first");
    assert_eq!(db.commerce.disputes(Some(&all[0].id), 9).await.unwrap().len(), 1);
}

async fn money_that_a_bank_disputes_counts_for_no_later_upgrade(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let (first, attempt) = shop.sell(&db.commerce, &shop.month).await;
    let (later, _) = shop.sell(&db.commerce, &shop.month).await;
    let period = |of: &domain::order::Order| {
        let (commerce, of, community) = (db.commerce.clone(), of.clone(), shop.community.id.clone());
        async move {
            let rows: Vec<Membership> = commerce.memberships_in(&of.buyer, &community).await.unwrap();
            rows.into_iter().find(|row| row.source_order == of.id).unwrap()
        }
    };
    let credit = yuan(4_000);
    let terms = OrderTerms {
        order: later.id.clone(),
        list: Money::new(PRICE.minor() + 4_000, PRICE.currency()),
        coupon: None,
        discount: yuan(0),
        credit,
        upgrades: vec![(period(&first).await.id, credit)],
    };
    let count = Write::CountPeriod { membership: period(&first).await.id, order: later.id.clone() };
    done(&db.commerce, unit([Write::InsertOrderTerms(terms), count])).await;
    let worth = async || {
        let rows = db.commerce.paid_periods(&later.buyer, &shop.community.id, NOW).await.unwrap();
        rows.into_iter().find(|row| row.membership.source_order == later.id).unwrap().paid.minor()
    };
    assert_eq!(worth().await, PRICE.minor() + 4_000);
    let attempt = db.commerce.attempt_by_number(attempt.gateway, &attempt.gateway_number).await.unwrap();
    let (_, changes) = shop.disputing(&first, &attempt.unwrap(), yuan(3_000));
    done(&db.commerce, changes).await;
    assert_eq!(worth().await, PRICE.minor() + 1_000);
    let paid = db.commerce.memberships_paid_by(&first.id).await.unwrap();
    assert_eq!(
        paid.into_iter().map(|row| row.source_order).collect::<Vec<_>>(),
        std::slice::from_ref(&later.id)
    );
    assert!(db.commerce.memberships_paid_by(&later.id).await.unwrap().is_empty());
}
