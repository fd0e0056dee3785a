//! Creating a Native payment: a code that the payer scans.

use domain::money::Currency;
use services::ports::{CreateAnswer, CreatePayment, GatewayFault};

use super::{
    WechatPay,
    errors::{INVALID_AMOUNT, INVALID_NUMBER, INVALID_TIME, Meaning, UNSUPPORTED_CURRENCY},
    exchange::{Reply, json},
    instant,
    number::is_trade_number,
    wire::{NativeAnswer, NativeRequest, TotalRequest, YUAN},
};

const TARGET: &str = "/v3/pay/transactions/native";

/// Characters the gateway takes as a description.
const LONGEST_DESCRIPTION: usize = 127;

impl WechatPay {
    pub(super) async fn create_native(&self, payment: &CreatePayment) -> Result<CreateAnswer, GatewayFault> {
        if let Some(code) = unpayable(payment) {
            return Ok(CreateAnswer::Refused { code: code.to_owned() });
        }
        let Some(time_expire) = instant::written(payment.expires_at) else {
            return Ok(CreateAnswer::Refused { code: INVALID_TIME.to_owned() });
        };
        let request = NativeRequest {
            appid: &self.appid,
            mchid: &self.mchid,
            description: shortened(&payment.description),
            out_trade_no: &payment.number,
            time_expire: &time_expire,
            notify_url: &self.notify_url,
            amount: TotalRequest { total: payment.amount.minor(), currency: YUAN },
        };
        let refusal = match self.post(TARGET, &request).await? {
            Reply::Done(body) => return opened(&body),
            Reply::Refused(refusal) => refusal,
        };
        match refusal.meaning() {
            Meaning::Paid => Ok(CreateAnswer::AlreadyPaid),
            Meaning::Closed => Ok(CreateAnswer::Closed),
            // The same payment may well work once the fault is gone.
            Meaning::Trouble | Meaning::Setup => Err(refusal.into_fault()),
            // Includes OUT_TRADE_NO_USED: the number stands for other content, so this payment needs another number.
            Meaning::OrderUnknown | Meaning::ResourceUnknown | Meaning::Hopeless => {
                Ok(CreateAnswer::Refused { code: refusal.code() })
            }
        }
    }
}

/// Why the gateway would not take it, known without asking.
fn unpayable(payment: &CreatePayment) -> Option<&'static str> {
    if payment.amount.currency() != Currency::Cny {
        Some(UNSUPPORTED_CURRENCY)
    } else if !payment.amount.is_positive() {
        Some(INVALID_AMOUNT)
    } else if !is_trade_number(&payment.number) {
        Some(INVALID_NUMBER)
    } else {
        None
    }
}

fn opened(body: &[u8]) -> Result<CreateAnswer, GatewayFault> {
    let NativeAnswer { code_url } = json(body)?;
    if code_url.is_empty() { Err(GatewayFault::Untrusted) } else { Ok(CreateAnswer::Open { code_url }) }
}

fn shortened(description: &str) -> &str {
    let end = description.char_indices().nth(LONGEST_DESCRIPTION).map_or(description.len(), |(end, _)| end);
    description.get(..end).unwrap_or(description)
}

#[cfg(test)]
mod tests {
    use super::shortened;

    #[test]
    fn a_long_description_ends_at_a_whole_character() {
        assert_eq!(shortened("入会费"), "入会费");
        assert_eq!(shortened(&"会".repeat(127)), "会".repeat(127));
        assert_eq!(shortened(&"会".repeat(128)), "会".repeat(127));
        assert_eq!(shortened(""), "");
    }
}
