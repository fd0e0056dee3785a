//! Everything that the adapter asks WeChat Pay for.

use std::{path::Path, sync::Arc};

use domain::order::{Channel, PayWay, PayerAction};
use serde_json::{Value, json};
use services::ports::{CreateAnswer, PaymentGateway as _};

use crate::{
    Outcome, accounts,
    stage::{Stage, Watch},
};

/// China is this far ahead of Greenwich; the gateway's days are China's.
const CHINA_AHEAD_SECONDS: i64 = 8 * 3_600;

/// Asks for everything once.
pub async fn requests(keys: &Path) -> Outcome {
    let stage = Stage::set(keys).await?;
    let gateway = accounts::wechat(keys, stage.base_url(), Arc::<Watch>::clone(&stage.clock))?;
    let mut opened = Vec::new();
    for (step, way) in [
        ("native", PayWay::Code),
        ("h5", PayWay::Phone),
        ("jsapi", PayWay::InWallet),
        ("mini program", PayWay::MiniProgram),
    ] {
        let open = stage.open(&gateway, &stage.payment(Channel::WechatPay, way)).await?;
        stage.step(step, given(&open.answer))?;
        opened.push(open);
    }
    let [native, page, ..] = opened.as_slice() else { return Err("nothing is open".into()) };

    gateway.query(&native.reference).await?;
    stage.step("query", Value::Null)?;
    gateway.close(&page.reference).await?;
    stage.step("close", Value::Null)?;

    stage.control("pay", &json!({ "out_trade_no": native.reference.number })).await?;
    let capture = stage.captured(&gateway, native).await?;
    stage.step("query paid", Value::Null)?;
    let refund = stage.refund(native, &capture);
    gateway.refund(&refund).await?;
    stage.step("refund", Value::Null)?;
    gateway.query_refund(&refund).await?;
    stage.step("refund query", Value::Null)?;

    stage.pass_the_day().await?;
    gateway.bill(capture.captured_at.plus_seconds(CHINA_AHEAD_SECONDS).day()).await?;
    stage.step("bill", Value::Null)?;
    stage.control("wechat/certificates", &json!({})).await?;
    gateway.refresh_keys().await?;
    stage.step("certificates", Value::Null)
}

/// The signed call, where the payer is given one.
fn given(answer: &CreateAnswer) -> Value {
    match answer {
        CreateAnswer::Open { action: PayerAction::Invoke(call), .. } => json!({
            "appId": call.app_id,
            "timeStamp": call.timestamp,
            "nonceStr": call.nonce,
            "package": call.package,
            "signType": call.sign_type,
            "paySign": call.signature,
        }),
        _ => Value::Null,
    }
}
