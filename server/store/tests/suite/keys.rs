//! Unique keys: a second row makes its whole unit a duplicate.

use domain::{
    catalogue::{Agreement, Community, Product},
    id::{AgreementId, CommunityId, CreatorId, MembershipId, OutboxId, RefundId, TransactionId},
    ledger::{Account, Cause, Transaction},
    membership::Membership,
    message::Importance,
    order::{Attempt, Gateway, Order, Payment, Refund, RefundReason},
};
use services::ports::{
    Changes, Commit, CreatorRow, EventSource, InboxRow, OutboxRow, Sale, StoreFault, Write,
};

use crate::{
    backend::{Database, on_both},
    shop::{NOW, PRICE, Shop, assert_sound, unit},
};

on_both!(
    each_unique_key_makes_a_duplicate_of_the_whole_unit,
    a_person_has_one_pending_order_for_a_product,
    an_order_may_follow_the_one_that_expires_in_the_same_unit,
    a_row_that_refers_to_nothing_is_a_fault,
);

/// The rows that the second ones collide with.
struct Taken {
    order: Order,
    attempt: Attempt,
    membership: Membership,
    sale: Sale,
    transaction: Transaction,
    refund: Refund,
    inbox: InboxRow,
    outbox: OutboxRow,
}

fn taken(shop: &Shop) -> Taken {
    let order = shop.order(&shop.buyer(), &shop.month);
    let attempt = Attempt { gateway_transaction: Some("4200".to_owned()), ..shop.attempt(&order) };
    let who = (order.buyer.clone(), order.community.clone(), order.product.clone(), order.id.clone());
    let id = MembershipId::new(NOW, shop.random());
    let transaction = Transaction::transfer(
        TransactionId::new(NOW, shop.random()),
        Cause::Capture(attempt.id.clone()),
        NOW,
        PRICE,
        Account::Unallocated,
        Account::Bank,
    );
    Taken {
        membership: Membership::following(None, None, id, who, shop.month.period, NOW),
        sale: Sale {
            order: order.id.clone(),
            creator: shop.creator.id.clone(),
            product: order.product.clone(),
            gateway: Gateway::WechatPay,
            amount: PRICE,
            captured_at: NOW,
            settles_at: NOW,
            booked_at: NOW,
        },
        transaction: transaction.unwrap(),
        refund: Refund::requested(
            &Payment {
                order: Some(order.id.clone()),
                attempt: Some(attempt.id.clone()),
                gateway: Gateway::WechatPay,
                account: Gateway::WechatPay.into(),
                number: attempt.gateway_number.clone(),
                transaction: "4200".to_owned(),
                captured: PRICE,
            },
            (RefundId::new(NOW, shop.random()), "R1".to_owned()),
            PRICE,
            RefundReason::LateAndFull,
            NOW,
        ),
        inbox: InboxRow {
            source: EventSource::Gateway(Gateway::WechatPay),
            event_id: "event".to_owned(),
            received_at: NOW,
            body_ciphertext: vec![7],
        },
        outbox: OutboxRow {
            id: OutboxId::new(NOW, shop.random()),
            kind: "mail",
            payload: "{}".to_owned(),
            importance: Importance::News,
            created_at: NOW,
        },
        order,
        attempt,
    }
}

/// Everything again, each time with only one key that is taken.
fn second_rows(shop: &Shop, first: &Taken) -> Vec<(&'static str, Changes)> {
    let buyer = shop.buyer();
    let order = shop.order(&buyer, &shop.month);
    let attempt = || shop.attempt(&first.order);
    let membership =
        Membership { id: MembershipId::new(NOW, shop.random()), sequence: 9, ..first.membership.clone() };
    let other_cause = Cause::GatewaySettlement(TransactionId::new(NOW, shop.random()));
    let transaction = |id: &TransactionId, cause: Cause| {
        Transaction::transfer(id.clone(), cause, NOW, PRICE, Account::Unallocated, Account::Bank).unwrap()
    };
    let fresh = TransactionId::new(NOW, shop.random());
    let booked = |transaction| Changes { transactions: vec![transaction], ..Changes::default() };
    let slug = Community { id: CommunityId::new(NOW, shop.random()), ..shop.community.clone() };
    let version = Agreement { id: AgreementId::new(NOW, shop.random()), ..shop.agreement.clone() };
    let owner = CreatorRow { id: CreatorId::new(NOW, shop.random()), ..shop.creator.clone() };
    let refund = Refund { id: RefundId::new(NOW, shop.random()), ..first.refund.clone() };
    vec![
        ("order id", unit([Write::InsertOrder(Order { id: first.order.id.clone(), ..order.clone() })])),
        ("order token", unit([Write::InsertOrder(Order { token: first.order.token.clone(), ..order })])),
        ("attempt id", unit([Write::InsertAttempt(Attempt { id: first.attempt.id.clone(), ..attempt() })])),
        (
            "gateway number",
            unit([Write::InsertAttempt(Attempt {
                gateway_number: first.attempt.gateway_number.clone(),
                ..attempt()
            })]),
        ),
        (
            "gateway transaction",
            unit([Write::InsertAttempt(Attempt {
                gateway_transaction: first.attempt.gateway_transaction.clone(),
                ..attempt()
            })]),
        ),
        ("membership source", unit([Write::InsertMembership(membership)])),
        ("sale", unit([Write::InsertSale(first.sale.clone())])),
        ("refund number", unit([Write::InsertRefund(refund)])),
        ("transaction id", booked(transaction(first.transaction.id(), other_cause))),
        ("cause", booked(transaction(&fresh, first.transaction.cause().clone()))),
        ("event", Changes { inbox: vec![first.inbox.clone()], ..Changes::default() }),
        ("effect", Changes { outbox: vec![first.outbox.clone()], ..Changes::default() }),
        ("slug", unit([Write::InsertCommunity(slug)])),
        ("agreement version", unit([Write::InsertAgreement(version)])),
        ("owner", unit([Write::InsertCreator(owner)])),
        (
            "product id",
            unit([Write::InsertProduct(Product { tier: "Other".to_owned(), ..shop.limited.clone() })]),
        ),
    ]
}

async fn each_unique_key_makes_a_duplicate_of_the_whole_unit(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let first = taken(&shop);
    let all = Changes {
        writes: vec![
            Write::InsertOrder(first.order.clone()),
            Write::InsertAttempt(first.attempt.clone()),
            Write::InsertMembership(first.membership.clone()),
            Write::InsertSale(first.sale.clone()),
            Write::InsertRefund(first.refund.clone()),
        ],
        transactions: vec![first.transaction.clone()],
        inbox: vec![first.inbox.clone()],
        outbox: vec![first.outbox.clone()],
    };
    assert_eq!(db.commerce.commit(all).await.unwrap(), Commit::Committed);
    for (key, mut second) in second_rows(&shop, &first) {
        let bystander = shop.order(&shop.buyer(), &shop.month);
        second.writes.insert(0, Write::InsertOrder(bystander.clone()));
        assert_eq!(db.commerce.commit(second).await.unwrap(), Commit::Duplicate, "{key}");
        assert_eq!(
            db.commerce.order(&bystander.id).await.unwrap(),
            None,
            "{key}: the rest of the unit was written"
        );
    }
}

async fn a_person_has_one_pending_order_for_a_product(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let (first, attempt) = shop.place(&db.commerce, &shop.month).await;
    let second = shop.order(&first.buyer, &shop.month);
    let placing = || Shop::placing(&second, &shop.attempt(&second));
    assert_eq!(db.commerce.commit(placing()).await.unwrap(), Commit::Duplicate);
    let elsewhere = shop.order(&first.buyer, &shop.lifetime);
    let other_product = Shop::placing(&elsewhere, &shop.attempt(&elsewhere));
    assert_eq!(db.commerce.commit(other_product).await.unwrap(), Commit::Committed);
    assert_eq!(shop.settle(&db.commerce, &attempt, NOW).await, Commit::Committed);
    assert_eq!(db.commerce.commit(placing()).await.unwrap(), Commit::Committed, "the first one is paid");
}

async fn an_order_may_follow_the_one_that_expires_in_the_same_unit(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let (first, _) = shop.place(&db.commerce, &shop.month).await;
    let second = shop.order(&first.buyer, &shop.month);
    let mut changes = Shop::placing(&second, &shop.attempt(&second));
    changes.writes.push(Write::UpdateOrder(first.expire(NOW).unwrap()));
    assert_eq!(db.commerce.commit(changes).await.unwrap(), Commit::Committed);
    assert_eq!(db.commerce.pending_order(&second.buyer, &second.product).await.unwrap(), Some(second));
    assert_sound(&db.commerce).await;
}

async fn a_row_that_refers_to_nothing_is_a_fault(db: Database) {
    let shop = Shop::new(1);
    let order = shop.order(&shop.buyer(), &shop.month);
    let fault = db.commerce.commit(unit([Write::InsertOrder(order)])).await;
    assert!(matches!(fault, Err(StoreFault::Database(_))), "{fault:?}");
}
