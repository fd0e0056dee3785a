//! Refunds that WeChat Pay failed to carry out before we asked about such ones: they are asked about now.

use store::open_commerce;

use crate::{
    backend::{Database, OPTIONS, on_both},
    old_payouts::{as_it_was, id},
    shop::NOW,
};

on_both!(what_was_abnormal_before_is_asked_about_again);

async fn what_was_abnormal_before_is_asked_about_again(db: Database) {
    let (order, attempt, now) = (id("ord", 1), id("pay", 1), NOW.unix_ms());
    let rows = [
        ("wechat-pay", "abnormal", "ABNORMAL"),
        ("wechat-pay", "abnormal", "USER_ACCOUNT_ABNORMAL"),
        ("wechat-pay", "closed", "ABNORMAL"),
        ("stripe", "abnormal", "ABNORMAL"),
    ];
    let refund = |(number, (gateway, state, failure)): (u32, (&str, &str, &str))| {
        format!(
            "INSERT INTO refunds (id, order_id, attempt_id, gateway, gateway_number, refund_number, amount_minor, \
             currency, reason, state, created_at, version, account, gateway_transaction, captured_minor, failure) \
             VALUES ('{}', '{order}', '{attempt}', '{gateway}', 'n1', 'r{number}', 100, 'CNY', 'paid_twice', \
             '{state}', {now}, 2, '{gateway}', 't1', 50000, '{failure}');",
            id("ref", number),
        )
    };
    let more: String = (1..).zip(rows).map(refund).collect();
    as_it_was(&db, "0009_after_payment", &more).await;
    let commerce = open_commerce(&db.commerce_url, &OPTIONS).await.unwrap();
    let due = commerce.due_work(NOW, 9).await.unwrap().refunds;
    let due: Vec<_> = due.iter().map(|refund| refund.id.to_string()).collect();
    assert_eq!(due, [id("ref", 1)]);
    commerce.close().await;
}
