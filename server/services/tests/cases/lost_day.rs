//! A day on which everything was lost: no notification of it came and nobody could ask. The night after it repairs what the
//! gateway's bill has and our books do not, by the rule for late money.

use domain::{
    id::{OrderToken, ProductId},
    order::{Gateway, OrderException},
    reconcile::{DifferenceKind, DifferenceOutcome},
};
use services::{
    Services,
    actor::{Member, Origin},
    checkout::{CheckoutAsk, StartOrderForm, StartOutcome},
    reconcile::Reconciled,
    till::Visit,
};

use super::stage::Stage;
use crate::scenarios::SharedHouse;

/// Plays it; the number of orders that were repaired.
pub async fn play_lost_day(house: SharedHouse) -> usize {
    let stage = Stage::set(house.clone(), 77).await;
    let (seat, _) = stage.scarce(0).await;
    let services = stage.process().await;
    // The first two want the one seat there is: whoever is repaired later finds it taken.
    let wanted = [&seat, &seat, &stage.products[0], &stage.products[1]];
    let mut tokens = Vec::new();
    for (member, product) in wanted.into_iter().enumerate() {
        let token = paid_unheard(&stage, &services, (&stage.members[member], &product.id)).await;
        tokens.push(token);
        stage.clock.advance(16 * 60);
        // The time is over for every order; the gateway does not answer, and then nobody asks any more.
        stage.gateway(Gateway::WechatPay).book().moody = 0;
        let theirs = house.commerce().order_by_token(tokens.last().unwrap()).await.unwrap().unwrap();
        forget(&house, theirs).await;
    }
    let day = stage.clock.now().day();
    stage.clock.set(day.start().plus_days(2));
    let name = Gateway::WechatPay.into();
    let report = services.reconciliation.reconcile(&name, day, false).await.unwrap();
    let Reconciled::Compared { differences, .. } = report else { panic!("{report:?}") };
    assert_eq!(differences.len(), wanted.len(), "{differences:?}");
    assert!(differences.iter().all(|row| row.kind == DifferenceKind::MissingHere));
    let night = services.reconciliation.round("this process").await.unwrap();
    assert!(night.compared >= 1, "{night:?}");
    let stored = house.commerce().differences(&name, day).await.unwrap();
    assert!(stored.iter().all(|row| row.outcome == DifferenceOutcome::Repaired), "{stored:?}");
    let mut states = Vec::new();
    for token in &tokens {
        let order = house.commerce().order_by_token(token).await.unwrap().unwrap();
        assert_eq!(order.exception, OrderException::PaidLate);
        states.push(order.state.code());
    }
    states.sort_unstable();
    assert_eq!(states, ["paid", "paid", "paid", "refund_pending"], "one of two found the seat taken");
    let again = services.reconciliation.reconcile(&name, day, true).await.unwrap();
    let Reconciled::Compared { differences, .. } = again else { panic!("{again:?}") };
    assert!(differences.is_empty(), "{differences:?}");
    assert_eq!(house.all_breaks().await, Vec::<String>::new());
    tokens.len()
}

/// Somebody orders and pays, and nobody hears of it.
async fn paid_unheard(
    stage: &Stage,
    services: &Services,
    (member, product): (&Member, &ProductId),
) -> OrderToken {
    let ask = CheckoutAsk { product: Some(product.clone()), open_agreement: true, ..CheckoutAsk::default() };
    let page = services.checkout.page(&stage.slug, Some(member), ask).await.unwrap().unwrap();
    let form = StartOrderForm {
        product: product.as_str().to_owned(),
        agreement: page.agreement.id.as_str().to_owned(),
        stamp: page.stamp.unwrap(),
        accept: true,
        channel: "wechat-pay".to_owned(),
        ..StartOrderForm::default()
    };
    let started = services.checkout.start_order(member, &Origin::default(), form).await.unwrap();
    let StartOutcome::Started(token) = started else { panic!("{started:?}") };
    services.till.page(member, &token, &Visit::default()).await.unwrap();
    let order = stage.house.commerce().order_by_token(&token).await.unwrap().unwrap();
    let attempt = stage.house.commerce().attempts(&order.id).await.unwrap().remove(0);
    stage.gateway(Gateway::WechatPay).pay(&attempt.gateway_number, order.price, false).unwrap();
    token
}

/// The order expires without anybody's asking, and nobody will ask.
async fn forget(house: &SharedHouse, order: domain::order::Order) {
    use services::ports::{Changes, Commit, Write};
    let now = order.expires_at;
    let attempts = house.commerce().attempts(&order.id).await.unwrap();
    let mut writes: Vec<Write> =
        attempts.into_iter().map(|attempt| Write::UpdateAttempt(attempt.closed(None))).collect();
    if order.holds_seat {
        writes.push(Write::ReleaseSeat(order.product.clone()));
    }
    writes.push(Write::UpdateOrder(order.expire(now).unwrap()));
    let changes = Changes { writes, ..Changes::default() };
    assert_eq!(house.commerce().commit(changes).await.unwrap(), Commit::Committed);
}
