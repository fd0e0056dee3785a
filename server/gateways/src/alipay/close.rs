//! Closing a payment, so that no money can come for its number.

use services::ports::{CloseAnswer, GatewayFault, QueryAnswer};

use super::{
    Alipay,
    errors::{INVALID_NUMBER, Meaning, refused},
    exchange::{Reply, json},
    number::is_number,
    wire::{Closed, Which},
};

impl Alipay {
    pub(super) async fn close_trade(&self, number: &str) -> Result<CloseAnswer, GatewayFault> {
        if !is_number(number) {
            return Err(refused(INVALID_NUMBER));
        }
        let refusal = match self.ask("alipay.trade.close", &Which { out_trade_no: number }, &[]).await? {
            Reply::Done(content) => {
                let Closed { out_trade_no } = json(&content)?;
                let ours = out_trade_no.is_none_or(|closed| closed == number);
                return if ours { Ok(CloseAnswer::Closed) } else { Err(GatewayFault::Untrusted) };
            }
            Reply::Refused(refusal) => refusal,
        };
        match refusal.meaning() {
            Meaning::Paid => Ok(CloseAnswer::AlreadyPaid),
            // A code that nobody has scanned is no trade, and there is nothing to close. It can be scanned until its
            // last moment all the same; money that comes that way is late or second money like any other.
            Meaning::Closed | Meaning::Unknown => Ok(CloseAnswer::Closed),
            // Paid, refunded or closed already: it says only that nobody is being waited for.
            Meaning::OtherState => match self.query_trade(number).await? {
                QueryAnswer::Paid(_) => Ok(CloseAnswer::AlreadyPaid),
                QueryAnswer::Closed | QueryAnswer::Unknown => Ok(CloseAnswer::Closed),
                QueryAnswer::Waiting => Err(GatewayFault::Trouble { code: refusal.word() }),
            },
            Meaning::NotEnough | Meaning::Trouble | Meaning::Setup | Meaning::Hopeless => {
                Err(refusal.into_fault())
            }
        }
    }
}
