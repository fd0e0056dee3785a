//! Creating a payment: a code to scan, or an address to visit.

use domain::order::{Channel, PayWay, PayerAction};
use services::ports::{CreateAnswer, CreatePayment, GatewayFault};

use super::{
    Alipay, amount,
    errors::{INVALID_AMOUNT, INVALID_NUMBER, INVALID_TIME, Meaning, UNSUPPORTED_WAY},
    exchange::{Reply, json},
    instant,
    number::is_number,
    wire::{Order, Precreated},
};

/// Characters the gateway takes as a subject.
const LONGEST_SUBJECT: usize = 256;

/// Longer texts make codes that phones cannot read.
const LONGEST_CODE: usize = 512;

impl Alipay {
    pub(super) async fn create_trade(&self, payment: &CreatePayment) -> Result<CreateAnswer, GatewayFault> {
        if let Some(code) = self.unpayable(payment) {
            return Ok(CreateAnswer::Refused { code: code.to_owned() });
        }
        let Some(time_expire) = instant::written(payment.expires_at) else {
            return Ok(CreateAnswer::Refused { code: INVALID_TIME.to_owned() });
        };
        let order = Order {
            out_trade_no: &payment.number,
            total_amount: &amount::written(payment.amount),
            subject: &subject(&payment.description),
            product_code: None,
            time_expire: &time_expire,
            quit_url: None,
        };
        match payment.way {
            PayWay::Code => self.precreate(&order).await,
            PayWay::Page => {
                let order = Order { product_code: Some("FAST_INSTANT_TRADE_PAY"), ..order };
                self.redirect("alipay.trade.page.pay", &order, &payment.return_url)
            }
            PayWay::Phone => {
                let order = Order {
                    product_code: Some("QUICK_WAP_WAY"),
                    quit_url: Some(&payment.return_url),
                    ..order
                };
                self.redirect("alipay.trade.wap.pay", &order, &payment.return_url)
            }
            PayWay::InWallet | PayWay::MiniProgram => {
                Ok(CreateAnswer::Refused { code: UNSUPPORTED_WAY.to_owned() })
            }
        }
    }

    /// Why the gateway would not take it, known without asking.
    fn unpayable(&self, payment: &CreatePayment) -> Option<&'static str> {
        if payment.channel != Channel::Alipay || !self.ways.contains(&payment.way) {
            Some(UNSUPPORTED_WAY)
        } else if !amount::is_payable(payment.amount) {
            Some(INVALID_AMOUNT)
        } else if !is_number(&payment.number) {
            Some(INVALID_NUMBER)
        } else {
            None
        }
    }

    async fn precreate(&self, order: &Order<'_>) -> Result<CreateAnswer, GatewayFault> {
        let notify = [("notify_url", self.notify_url.as_str())];
        let refusal = match self.ask("alipay.trade.precreate", order, &notify).await? {
            Reply::Done(content) => return opened(order.out_trade_no, json(&content)?),
            Reply::Refused(refusal) => refusal,
        };
        match refusal.meaning() {
            Meaning::Paid => Ok(CreateAnswer::AlreadyPaid),
            Meaning::Closed => Ok(CreateAnswer::Closed),
            // The same payment may well work once the fault is gone. With 20000 nobody knows what happened: the same
            // number with the same content is the same payment, so it is safe to ask again.
            Meaning::Trouble | Meaning::Setup => Err(refusal.into_fault()),
            // Includes CONTEXT_INCONSISTENT: the number stands for other content, so this payment needs another number.
            Meaning::Unknown | Meaning::OtherState | Meaning::NotEnough | Meaning::Hopeless => {
                Ok(CreateAnswer::Refused { code: refusal.word() })
            }
        }
    }

    /// The signed address is the whole request: the gateway learns of the payment when the payer's browser arrives, and
    /// turns away whoever comes with a number that is paid, closed or over.
    fn redirect(
        &self,
        method: &str,
        order: &Order<'_>,
        return_url: &str,
    ) -> Result<CreateAnswer, GatewayFault> {
        let more = [("notify_url", self.notify_url.as_str()), ("return_url", return_url)];
        // Built on the configured gateway's own address, hence the gateway's own host.
        let url = self.address(&self.parameters(method, order, &more)?).into();
        Ok(CreateAnswer::Open { action: PayerAction::Visit { url }, reference: None })
    }
}

fn opened(number: &str, answer: Precreated) -> Result<CreateAnswer, GatewayFault> {
    let Precreated { out_trade_no, qr_code } = answer;
    let reads =
        (1..=LONGEST_CODE).contains(&qr_code.len()) && qr_code.bytes().all(|byte| byte.is_ascii_graphic());
    if out_trade_no != number || !reads {
        return Err(GatewayFault::Untrusted);
    }
    Ok(CreateAnswer::Open { action: PayerAction::Scan { code_url: qr_code }, reference: None })
}

/// What the payer reads: at most 256 characters, and none of `/`, `=` and `&`, which the gateway does not take (R).
fn subject(description: &str) -> String {
    description
        .chars()
        .map(|character| if "/=&".contains(character) || character.is_control() { ' ' } else { character })
        .take(LONGEST_SUBJECT)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::subject;

    #[test]
    fn a_subject_is_cut_at_a_whole_character_and_loses_the_signs_that_the_gateway_does_not_take() {
        assert_eq!(subject("入会费 50% off + gift"), "入会费 50% off + gift");
        assert_eq!(subject("a/b=c&d\n"), "a b c d ");
        assert_eq!(subject(&"会".repeat(257)), "会".repeat(256));
    }
}
