//! What is written is read back, by every way of reading it.

use domain::{
    catalogue::Agreement,
    id::{AgreementId, CreatorId, OrderId, OrderToken, UserId},
    membership::MembershipState,
    order::{Gateway, OrderState},
    time::Day,
};
use services::ports::{Changes, Commit, EventSource, OrderStatus, StoreFault, Write};

use crate::{
    backend::{Database, on_both},
    shop::{NOW, PRICE, Shop, assert_sound},
};

on_both!(
    the_catalogue_is_read_back_as_it_was_written,
    the_catalogue_has_the_agreement_in_force_only,
    an_order_is_found_by_every_key,
    a_settled_payment_is_seen_everywhere,
    what_is_not_there_is_none_and_not_an_error,
    lists_have_their_order_and_their_limit,
    a_closed_store_says_so,
);

async fn the_catalogue_is_read_back_as_it_was_written(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let catalogue = db.commerce.catalogue().await.unwrap();
    assert_eq!(catalogue.communities, std::slice::from_ref(&shop.community));
    assert_eq!(catalogue.products, [shop.month.clone(), shop.lifetime.clone(), shop.limited.clone()]);
    assert_eq!(catalogue.agreements, std::slice::from_ref(&shop.agreement));
    assert_eq!(db.commerce.creator_of(&shop.owner).await.unwrap(), Some(shop.creator.clone()));
    db.commerce.ping().await.unwrap();
}

async fn the_catalogue_has_the_agreement_in_force_only(db: Database) {
    let (shop, other) = (Shop::open(1, &db.commerce).await, Shop::open(2, &db.commerce).await);
    let mut latest = shop.agreement.clone();
    for version in 2..=11 {
        latest = Agreement { id: AgreementId::new(NOW, 1_000 + u128::from(version)), version, ..latest };
        let writes = vec![Write::InsertAgreement(latest.clone())];
        let committed = db.commerce.commit(Changes { writes, ..Changes::default() }).await.unwrap();
        assert_eq!(committed, Commit::Committed);
    }
    let catalogue = db.commerce.catalogue().await.unwrap();
    assert_eq!(catalogue.agreements, [latest, other.agreement]);
}

async fn an_order_is_found_by_every_key(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let (order, attempt) = shop.place(&db.commerce, &shop.limited).await;
    let found = Some(order.clone());
    assert_eq!(db.commerce.order(&order.id).await.unwrap(), found);
    assert_eq!(db.commerce.order_by_token(&order.token).await.unwrap(), found);
    assert_eq!(db.commerce.pending_order(&order.buyer, &order.product).await.unwrap(), found);
    assert_eq!(db.commerce.attempts(&order.id).await.unwrap(), std::slice::from_ref(&attempt));

    let unknown = OrderToken::new(1);
    let statuses = db.commerce.order_statuses(&[unknown, order.token.clone()]).await.unwrap();
    assert_eq!(statuses, [OrderStatus::from(&order)]);

    let facts =
        db.commerce.settling_facts(Gateway::WechatPay, &attempt.gateway_number).await.unwrap().unwrap();
    assert_eq!((facts.attempt, facts.order), (attempt, order));
    assert_eq!(facts.latest_membership, None);
    assert!(facts.limited && facts.seat_free, "two of three seats are free");
}

async fn a_settled_payment_is_seen_everywhere(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let (order, attempt) = shop.sell(&db.commerce, &shop.month).await;

    let paid = db.commerce.order(&order.id).await.unwrap().unwrap();
    assert_eq!((paid.state, paid.version), (OrderState::Paid { at: NOW }, 1));
    let attempts = db.commerce.attempts(&order.id).await.unwrap();
    assert!(
        attempts[0].gateway_transaction.is_some()
            && attempts[0].version == 1
            && attempts[0].next_query_at.is_none()
    );

    let held = db.commerce.memberships(&order.buyer, 10).await.unwrap();
    assert_eq!(held.len(), 1);
    assert_eq!((&held[0].1, &held[0].2), (&shop.community, &order.sold_as));
    assert_eq!(held[0].0.state(NOW, 3), MembershipState::Active);
    let there = db.commerce.memberships_in(&order.buyer, &shop.community.id).await.unwrap();
    assert_eq!(there, [held[0].0.clone()]);

    let facts =
        db.commerce.settling_facts(Gateway::WechatPay, &attempt.gateway_number).await.unwrap().unwrap();
    assert_eq!(facts.latest_membership, Some(there[0].clone()));

    let sales = db.commerce.sales(&shop.creator.id, NOW.plus_ms(1), 10).await.unwrap();
    assert_eq!(sales.len(), 1);
    assert_eq!((&sales[0].order, &sales[0].buyer, sales[0].amount), (&order.id, &order.buyer, PRICE));
    assert_eq!((sales[0].community.as_str(), sales[0].tier.as_str()), ("Quiet Hours · 安静时光", "Reader"));
    assert!(
        db.commerce.sales(&shop.creator.id, NOW, 10).await.unwrap().is_empty(),
        "captured before, not at"
    );

    let event = format!("event-{}", attempt.gateway_number);
    assert!(db.commerce.inbox_has(EventSource::Gateway(Gateway::WechatPay), &event).await.unwrap());
    assert!(!db.commerce.inbox_has(EventSource::Gateway(Gateway::Alipay), &event).await.unwrap());
    assert_eq!(db.commerce.pending_order(&order.buyer, &order.product).await.unwrap(), None);

    let facts =
        db.commerce.payout_facts(&shop.creator.id, NOW.plus_days(-8), NOW.day()).await.unwrap().unwrap();
    assert_eq!(facts.money.balance, PRICE);
    assert_sound(&db.commerce).await;
}

async fn what_is_not_there_is_none_and_not_an_error(db: Database) {
    let person = UserId::new(NOW, 1);
    let creator = CreatorId::new(NOW, 1);
    assert_eq!(db.commerce.order(&OrderId::new(NOW, 1)).await.unwrap(), None);
    assert_eq!(db.commerce.order_by_token(&OrderToken::new(1)).await.unwrap(), None);
    assert_eq!(db.commerce.creator_of(&person).await.unwrap(), None);
    assert_eq!(db.commerce.settling_facts(Gateway::Stripe, "J1").await.unwrap(), None);
    assert_eq!(db.commerce.payout_facts(&creator, NOW, Day::default()).await.unwrap(), None);
    assert!(db.commerce.order_statuses(&[]).await.unwrap().is_empty());
    assert!(db.commerce.attempts(&OrderId::new(NOW, 1)).await.unwrap().is_empty());
    assert_eq!(db.commerce.commit(Changes::default()).await.unwrap(), Commit::Committed);
    assert_sound(&db.commerce).await;
}

async fn lists_have_their_order_and_their_limit(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let mut sold = Vec::new();
    for day in 0..5 {
        let (order, attempt) = shop.place(&db.commerce, &shop.month).await;
        assert_eq!(shop.settle(&db.commerce, &attempt, NOW.plus_days(day)).await, Commit::Committed);
        sold.push(order.id);
    }
    let newest = db.commerce.sales(&shop.creator.id, NOW.plus_days(4), 2).await.unwrap();
    let newest: Vec<_> = newest.into_iter().map(|sale| sale.order).collect();
    assert_eq!(newest, [sold[3].clone(), sold[2].clone()]);

    let (first, _) = shop.sell(&db.commerce, &shop.month).await;
    for _ in 0..2 {
        let renewal = shop.order(&first.buyer, &shop.month);
        let attempt = shop.attempt(&renewal);
        assert_eq!(db.commerce.commit(Shop::placing(&renewal, &attempt)).await.unwrap(), Commit::Committed);
        assert_eq!(shop.settle(&db.commerce, &attempt, NOW.plus_days(1)).await, Commit::Committed);
    }
    let sequences = |held: Vec<domain::membership::Membership>| {
        held.into_iter().map(|one| one.sequence).collect::<Vec<_>>()
    };
    let there = db.commerce.memberships_in(&first.buyer, &shop.community.id).await.unwrap();
    assert_eq!(sequences(there), [1, 2, 3]);
    let latest = db.commerce.memberships(&first.buyer, 2).await.unwrap();
    assert_eq!(sequences(latest.into_iter().map(|held| held.0).collect()), [3, 2]);

    let again = shop.attempt(&first);
    let later = domain::order::Attempt { created_at: NOW.plus_ms(-1), ..again };
    db.commerce.commit(crate::shop::unit([Write::InsertAttempt(later.clone())])).await.unwrap();
    let attempts = db.commerce.attempts(&first.id).await.unwrap();
    assert_eq!((attempts.len(), &attempts[0].id), (2, &later.id), "oldest first");
}

async fn a_closed_store_says_so(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    db.commerce.close().await;
    let order = shop.order(&shop.buyer(), &shop.month);
    let commit = db.commerce.commit(Shop::placing(&order, &shop.attempt(&order))).await;
    assert!(matches!(commit, Err(StoreFault::Closing)), "{commit:?}");
    assert!(matches!(db.commerce.order(&order.id).await, Err(StoreFault::Closing)));
}
