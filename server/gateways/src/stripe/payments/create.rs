//! Creating a payment: a session of Checkout, to whose page the payer's browser is sent.

use domain::order::{Channel, PayWay, PayerAction};
use reqwest::Url;
use services::ports::{CreateAnswer, CreatePayment, GatewayFault, PaymentReference};

use super::{
    INVALID_AMOUNT, INVALID_NUMBER, NOT_OFFERED, StripePayments, config,
    find::own,
    shortened,
    wire::{Session, Standing, read},
};
use crate::stripe::{
    amount,
    exchange::{Ask, Refusal, Reply},
};

/// Stripe takes no session that ends within half an hour (to a day) of its creation, while an order lives for minutes:
/// counted from the order's own end it is right at whatever moment of its life the session is made, and the same on
/// every retry. A minute more, because clocks differ. Whoever wants it to end sooner closes it.
const AFTER_THE_ORDER_SECONDS: i64 = 31 * 60;
/// Characters Stripe takes as the name of what is bought, and as our number.
const LONGEST_NAME: usize = 250;
const LONGEST_NUMBER: usize = 200;
/// Where Stripe's page is.
const CHECKOUT_HOST: &str = "checkout.stripe.com";

impl StripePayments {
    pub(super) async fn create_session(&self, payment: &CreatePayment) -> Result<CreateAnswer, GatewayFault> {
        let ask = match self.written(payment) {
            Ok(ask) => ask,
            Err(code) => return Ok(CreateAnswer::Refused { code: code.to_owned() }),
        };
        match self.stripe.ask_telling(ask).await? {
            (Reply::Done(body), replayed) => {
                let session = own(read(&body)?, &payment.number)?;
                // A repeated answer is how it was: how it is, only a question tells.
                let session =
                    if replayed { self.retrieve(&session.id, &payment.number).await? } else { session };
                self.answer(payment, &session)
            }
            (Reply::Refused(refusal), _) => self.refused_creation(payment, refusal).await,
        }
    }

    fn written<'a>(&self, payment: &'a CreatePayment) -> Result<Ask<'a>, &'static str> {
        if !self.offers(payment.channel, payment.amount.currency()) || payment.way != PayWay::Page {
            return Err(NOT_OFFERED);
        }
        let amount = amount::charged(payment.amount).ok_or(INVALID_AMOUNT)?;
        if !is_number(&payment.number) {
            return Err(INVALID_NUMBER);
        }
        let number = payment.number.as_str();
        let until = payment.expires_at.plus_seconds(AFTER_THE_ORDER_SECONDS).unix_ms().div_euclid(1000);
        let ask = Ask::post("/v1/checkout/sessions")
            .once(number)
            .with("mode", "payment")
            .with("client_reference_id", number)
            .with("metadata[number]", number)
            .with("payment_intent_data[metadata][number]", number)
            .with("payment_method_types[0]", config::method(payment.channel))
            .with("line_items[0][quantity]", "1")
            .with("line_items[0][price_data][currency]", amount::code(payment.amount.currency()))
            .with("line_items[0][price_data][unit_amount]", amount.to_string())
            .with(
                "line_items[0][price_data][product_data][name]",
                shortened(&payment.description, LONGEST_NAME),
            )
            // The price on our page is the price: Stripe would offer the payer's own currency at a rate of its own.
            .with("adaptive_pricing[enabled]", "false")
            .with("expires_at", until.to_string())
            .with("locale", payment.language)
            .with("success_url", payment.return_url.as_str())
            .with("cancel_url", payment.return_url.as_str());
        Ok(match payment.channel {
            // Stripe shows the code on its page; it knows no other client for this.
            Channel::WechatPay => ask.with("payment_method_options[wechat_pay][client]", "web"),
            Channel::Alipay | Channel::Card => ask,
        })
    }

    /// A refused creation may have happened all the same: by an earlier request of the same number, whose language or
    /// address differed, or whose answer was an error that Stripe now repeats. Then the session is there.
    async fn refused_creation(
        &self,
        payment: &CreatePayment,
        refusal: Refusal,
    ) -> Result<CreateAnswer, GatewayFault> {
        let of_other_content = refusal.is_of_other_content();
        if of_other_content || refusal.status.is_server_error() {
            let reference = PaymentReference { number: payment.number.clone(), reference: None };
            if let Some(session) = self.find(&reference).await? {
                return self.answer(payment, &session);
            }
        }
        if of_other_content {
            return Ok(CreateAnswer::Refused { code: refusal.error.kind });
        }
        match refusal.for_good() {
            Some(code) => Ok(CreateAnswer::Refused { code }),
            None => Err(refusal.into_fault()),
        }
    }

    fn answer(&self, payment: &CreatePayment, session: &Session) -> Result<CreateAnswer, GatewayFault> {
        if !session.asks_for(payment.amount) {
            return Ok(CreateAnswer::Refused { code: INVALID_AMOUNT.to_owned() });
        }
        match session.standing().ok_or(GatewayFault::Untrusted)? {
            Standing::Open => {
                let url = session.url.as_deref().filter(|url| self.leads_to_stripe(url));
                let url = url.ok_or(GatewayFault::Untrusted)?.to_owned();
                Ok(CreateAnswer::Open {
                    action: PayerAction::Visit { url },
                    reference: Some(session.id.clone()),
                })
            }
            // What is under way is not to be paid once more; the query tells how far it is.
            Standing::Paid | Standing::Underway => Ok(CreateAnswer::AlreadyPaid),
            Standing::Over => Ok(CreateAnswer::Closed),
        }
    }

    /// Whether an address is on Stripe's page, or on the sandbox's.
    fn leads_to_stripe(&self, address: &str) -> bool {
        Url::parse(address).is_ok_and(|url| {
            let bare = url.username().is_empty() && url.password().is_none();
            let stripes =
                url.scheme() == "https" && url.host_str() == Some(CHECKOUT_HOST) && url.port().is_none();
            bare && (stripes || url.origin() == self.stripe.base_url.origin())
        })
    }
}

/// Whether a number can be a `client_reference_id`.
fn is_number(text: &str) -> bool {
    (1..=LONGEST_NUMBER).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}
