//! Everything that the adapter asks Alipay for, and the addresses that ask by themselves, in both modes.

use std::{path::Path, sync::Arc};

use domain::order::{Channel, PayWay, PayerAction};
use serde_json::json;
use services::ports::{CreateAnswer, PaymentGateway, PaymentReference};

use crate::{
    Outcome, accounts,
    stage::{Stage, Watch},
};

/// China is this far ahead of Greenwich; the gateway's days are China's.
const CHINA_AHEAD_SECONDS: i64 = 8 * 3_600;

/// Asks for everything once in each mode.
pub async fn requests(keys: &Path, base_url: &str) -> Outcome {
    for mode in ["key", "certificate"] {
        let stage = Stage::set(keys).await?;
        let clock = Arc::<Watch>::clone(&stage.clock);
        // Whoever gets these addresses opens them at the sandbox that is theirs.
        let elsewhere = accounts::alipay(keys, mode, base_url, Arc::<Watch>::clone(&clock))?;
        for (step, way) in [("page", PayWay::Page), ("wap", PayWay::Phone)] {
            let open = stage.open(&elsewhere, &stage.payment(Channel::Alipay, way)).await?;
            let CreateAnswer::Open { action: PayerAction::Visit { url }, .. } = open.answer else {
                return Err("the adapter gave no address".into());
            };
            stage.step(step, json!({ "mode": mode, "address": url }))?;
        }
        calls(&stage, mode, &accounts::alipay(keys, mode, stage.base_url(), clock)?).await?;
    }
    Ok(())
}

async fn calls(stage: &Stage, mode: &str, gateway: &dyn PaymentGateway) -> Outcome {
    let of_mode = || json!({ "mode": mode });
    let given_up = scanned(stage, gateway).await?;
    stage.step("precreate", of_mode())?;
    gateway.query(&given_up).await?;
    stage.step("query", of_mode())?;
    gateway.close(&given_up).await?;
    stage.step("close", of_mode())?;

    let open = stage.open(gateway, &stage.payment(Channel::Alipay, PayWay::Code)).await?;
    stage.step("precreate", of_mode())?;
    stage.control("pay", &json!({ "out_trade_no": open.reference.number })).await?;
    let capture = stage.captured(gateway, &open).await?;
    stage.step("query", of_mode())?;
    let refund = stage.refund(&open, &capture);
    // Asks for the refund, and then what became of it.
    gateway.refund(&refund).await?;
    stage.step("refund", of_mode())?;
    gateway.query_refund(&refund).await?;
    stage.step("refund query", of_mode())?;

    stage.pass_the_day().await?;
    gateway.bill(capture.captured_at.plus_seconds(CHINA_AHEAD_SECONDS).day()).await?;
    stage.step("bill", of_mode())
}

/// A payment whose code somebody has scanned: the gateway knows it.
async fn scanned(stage: &Stage, gateway: &dyn PaymentGateway) -> Outcome<PaymentReference> {
    let open = stage.open(gateway, &stage.payment(Channel::Alipay, PayWay::Code)).await?;
    let CreateAnswer::Open { action: PayerAction::Scan { code_url }, .. } = &open.answer else {
        return Err("the adapter gave no code".into());
    };
    stage.visit("/wallet", &[("code_url", code_url.as_str())]).await?;
    Ok(open.reference)
}
