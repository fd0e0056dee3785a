//! Everything that the adapter asks Stripe for.

use std::{path::Path, sync::Arc};

use domain::order::{Channel, PayWay};
use serde_json::{Value, json};
use services::ports::{PaymentGateway as _, PaymentReference};

use crate::{
    Outcome, accounts,
    stage::{Stage, Watch},
};

/// A test card whose payment its bank disputes at once.
const DISPUTED_CARD: &str = "4000000000000259";

/// Asks for everything once.
pub async fn requests(keys: &Path) -> Outcome {
    let stage = Stage::set(keys).await?;
    let gateway = accounts::stripe(keys, stage.base_url(), Arc::<Watch>::clone(&stage.clock))?;
    let mut opened = Vec::new();
    for (step, channel) in
        [("card", Channel::Card), ("alipay", Channel::Alipay), ("wechat pay", Channel::WechatPay)]
    {
        opened.push(stage.open(&gateway, &stage.payment(channel, PayWay::Page)).await?);
        stage.step(step, Value::Null)?;
    }
    let [card, _, given_up] = opened.as_slice() else { return Err("nothing is open".into()) };

    gateway.close(&given_up.reference).await?;
    stage.step("close", Value::Null)?;
    pay(&stage, &card.reference, &json!({})).await?;
    let capture = stage.captured(&gateway, card).await?;
    stage.step("query", Value::Null)?;
    gateway.query(&PaymentReference { reference: None, ..card.reference.clone() }).await?;
    stage.step("find", Value::Null)?;
    let refund = stage.refund(card, &capture);
    gateway.refund(&refund).await?;
    stage.step("refund", Value::Null)?;
    gateway.query_refund(&refund).await?;
    stage.step("refund query", Value::Null)?;

    let disputed = stage.open(&gateway, &stage.payment(Channel::Card, PayWay::Page)).await?;
    stage.step("card", Value::Null)?;
    pay(&stage, &disputed.reference, &json!({ "card": DISPUTED_CARD })).await?;
    let disputes = gateway.disputes_since(capture.captured_at.plus_days(-1)).await?;
    stage.step("disputes", Value::Null)?;
    let dispute = disputes.first().ok_or("there is no dispute")?;
    gateway.dispute(&dispute.reference).await?;
    stage.step("dispute", Value::Null)?;
    gateway.submit_evidence(&dispute.reference, "They read it. 他们读了。").await?;
    stage.step("evidence", Value::Null)?;

    stage.pass_the_day().await?;
    gateway.bill(capture.captured_at.day()).await?;
    stage.step("bill", Value::Null)
}

async fn pay(stage: &Stage, payment: &PaymentReference, how: &Value) -> Outcome {
    stage.control(&format!("stripe/sessions/{}/pay", payment.number), how).await
}
