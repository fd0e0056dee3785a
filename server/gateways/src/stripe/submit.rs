//! Sending a payout, and calling one off.

use domain::payouts::{FailureReason, PayoutKind, RailNews};
use http::StatusCode;
use services::ports::PayoutOrder;

use super::{
    KEY_LIFE_MS, Stripe, amount,
    exchange::{Ask, Refusal, Reply, is_identifier},
    find::Found,
    reason,
    wire::Payout,
};

/// The name under which our number stands in a payout's metadata.
pub(super) const NUMBER: &str = "metadata[number]";

impl Stripe {
    pub(super) async fn send(&self, order: &PayoutOrder) -> RailNews {
        if order.reference.is_some() || self.is_old(order) {
            return self.ask_instead(order).await;
        }
        let Some(amount) = amount::written(order.amount) else {
            return RailNews::Failed(FailureReason::Refused);
        };
        if !is_identifier(&order.to.account) || !is_identifier(&order.to.bank) {
            return RailNews::Failed(FailureReason::AccountUnknown);
        }
        let method = match order.kind {
            PayoutKind::Instant => "instant",
            PayoutKind::Standard => "standard",
        };
        let ask = Ask::post("/v1/payouts")
            .of(&order.to.bank)
            .once(order.number.as_str())
            .with("amount", amount.to_string())
            .with("currency", amount::code(order.amount.currency()))
            .with("destination", order.to.account.as_str())
            .with("method", method)
            .with(NUMBER, order.number.as_str());
        match self.ask(ask).await {
            Ok(Reply::Done(body)) => match Payout::read(&body).filter(|payout| payout.is(order)) {
                Some(payout) => self.now_or_then(order, payout).await,
                None => RailNews::NoAnswer,
            },
            Ok(Reply::Refused(refusal)) => of_refusal(&refusal),
            Err(_) => RailNews::NoAnswer,
        }
    }

    fn is_old(&self, order: &PayoutOrder) -> bool {
        self.clock.business().ms_since(order.created_at) >= KEY_LIFE_MS
    }

    /// What Stripe has, for an order that must not be sent. One that it provably never had will not go out any more.
    async fn ask_instead(&self, order: &PayoutOrder) -> RailNews {
        match self.find(order).await {
            Found::Payout(payout) => payout.news().unwrap_or(RailNews::NoAnswer),
            Found::Nowhere => RailNews::Failed(FailureReason::ProcessorUnavailable),
            Found::NotTold => RailNews::NoAnswer,
        }
    }

    /// A repeated request is answered with the first answer, word for word: how the payout stands by now, only a
    /// question tells. Right after the first answer that costs one request more, and is right in both cases.
    async fn now_or_then(&self, order: &PayoutOrder, then: Payout) -> RailNews {
        let then_news = then.news().unwrap_or(RailNews::NoAnswer);
        if !matches!(then_news, RailNews::InTransit { .. }) {
            return then_news;
        }
        match self.retrieve(&then.id, order).await {
            Found::Payout(payout) => payout.news().unwrap_or(then_news),
            Found::Nowhere | Found::NotTold => then_news,
        }
    }

    pub(super) async fn call_off(&self, order: &PayoutOrder) -> RailNews {
        let payout = match self.find(order).await {
            Found::Payout(payout) => payout,
            // Unknown, too: what we sent may still be on its way there.
            Found::Nowhere | Found::NotTold => return RailNews::NoAnswer,
        };
        let path = format!("/v1/payouts/{}/cancel", payout.id);
        match self.ask(Ask::post(&path).of(&order.to.bank)).await {
            Ok(Reply::Done(body)) => {
                let payout = Payout::read(&body).filter(|payout| payout.is(order));
                payout.and_then(|payout| payout.news()).unwrap_or(RailNews::NoAnswer)
            }
            // Too late, or done already: how it stands instead.
            Ok(Reply::Refused(refusal)) if refusal.status == StatusCode::BAD_REQUEST => {
                match self.retrieve(&payout.id, order).await {
                    Found::Payout(payout) => payout.news().unwrap_or(RailNews::NoAnswer),
                    Found::Nowhere | Found::NotTold => RailNews::NoAnswer,
                }
            }
            Ok(Reply::Refused(_)) | Err(_) => RailNews::NoAnswer,
        }
    }
}

/// What a refusal means for a payout that was asked for.
fn of_refusal(refusal: &Refusal) -> RailNews {
    let code = refusal.code();
    match refusal.status {
        // The key is in use by a request that may yet succeed, or belongs to a payout with other content: to say that it
        // failed would give back the money of a payout that is on its way.
        _ if refusal.error.kind == "idempotency_error" || code == "idempotency_key_in_use" => {
            tracing::error!(code, "Stripe knows another request under a number of ours");
            RailNews::NoAnswer
        }
        // Also `lock_timeout`. Neither is executed.
        StatusCode::TOO_MANY_REQUESTS if !refusal.error.kind.is_empty() => RailNews::TryLater,
        StatusCode::FORBIDDEN if code == "account_invalid" => RailNews::Failed(FailureReason::AccountUnknown),
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN if !refusal.error.kind.is_empty() => {
            tracing::error!("Stripe does not take our key for payouts; look at stripe.keys");
            RailNews::TryLater
        }
        StatusCode::NOT_FOUND if code != "resource_missing" => RailNews::NoAnswer,
        StatusCode::BAD_REQUEST | StatusCode::PAYMENT_REQUIRED | StatusCode::NOT_FOUND
            if matches!(refusal.error.kind.as_str(), "invalid_request_error" | "card_error") =>
        {
            RailNews::Failed(reason::of_refusal(code, refusal.error.param.as_deref()))
        }
        _ => RailNews::NoAnswer,
    }
}

#[cfg(test)]
mod tests {
    use super::{FailureReason, RailNews, Refusal, StatusCode, of_refusal};
    use crate::stripe::exchange::ErrorBody;

    fn meaning(status: u16, kind: &str, code: &str) -> RailNews {
        let error = ErrorBody { kind: kind.to_owned(), code: Some(code.to_owned()), param: None };
        of_refusal(&Refusal { status: StatusCode::from_u16(status).unwrap(), error })
    }

    #[test]
    fn only_what_stripe_certainly_did_not_take_is_tried_later() {
        let request = "invalid_request_error";
        for (status, kind, code) in [
            (429, request, "rate_limit"),
            (429, request, "lock_timeout"),
            (401, request, ""),
            (403, request, ""),
        ] {
            assert_eq!(meaning(status, kind, code), RailNews::TryLater, "{status} {code}");
        }
        for (status, kind, code) in [
            (500, "api_error", ""),
            (503, "api_error", ""),
            (409, "idempotency_error", "idempotency_key_in_use"),
            (409, request, "idempotency_key_in_use"),
            (400, "idempotency_error", ""),
            (429, "", ""),
            (401, "", ""),
            (400, "", "account_closed"),
            (404, request, ""),
            (418, request, ""),
        ] {
            assert_eq!(meaning(status, kind, code), RailNews::NoAnswer, "{status} {kind} {code}");
        }
        assert_eq!(meaning(403, request, "account_invalid"), RailNews::Failed(FailureReason::AccountUnknown));
    }
}
