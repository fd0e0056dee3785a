//! The wallet says who pays (WeChat's silent sign-in). What it says goes straight into the payment and is kept nowhere:
//! when that payment's answer is lost, the wallet is asked again, which nobody notices.

use domain::{
    id::OrderToken,
    order::{Attempt, AttemptState, Order, OrderState, PayWay},
    time::Timestamp,
};

use super::{Till, Visit, open::Opened};
use crate::{Fault, actor::Member};

/// How long the way to the wallet and back may take, in seconds.
const STATE_SECONDS: i64 = 600;

/// How the sign-in ended. Whatever it is, the order page shows what is true now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignInOutcome {
    /// The wallet can be asked for the payment.
    Opened,
    /// Nothing waits for a payer any more, or the gateway does not take the payment.
    NotNeeded,
    /// What came back is not the answer to what we asked in this browser.
    Refused,
    /// The gateway did not answer, or has been asked too often.
    NoAnswer,
    /// No such order of this person.
    NotFound,
}

impl Till {
    /// Where to send the browser, for an order that waits for the wallet's word; nothing when none does.
    pub async fn wallet_sign_in(&self, viewer: &Member, token: &OrderToken) -> Result<Option<String>, Fault> {
        let Some(order) = self.own_order(viewer, token).await? else { return Ok(None) };
        let Some(attempt) = self.waits_for_payer(&order).await? else { return Ok(None) };
        let return_url = format!("{}/o/{}/wechat/back", self.parts.public_url, token.as_str());
        let state = self.state(viewer, token, self.parts.clock.system().plus_seconds(STATE_SECONDS));
        Ok(self.gateway(&attempt.account)?.sign_in_url(&return_url, &state))
    }

    /// Comes back from there and asks for the payment in the payer's name.
    pub async fn wallet_signed_in(
        &self,
        viewer: &Member,
        token: &OrderToken,
        (code, state): (&str, &str),
        visit: &Visit,
    ) -> Result<SignInOutcome, Fault> {
        let Some(order) = self.own_order(viewer, token).await? else { return Ok(SignInOutcome::NotFound) };
        if !self.state_is_ours(viewer, token, state) {
            return Ok(SignInOutcome::Refused);
        }
        let Some(attempt) = self.waits_for_payer(&order).await? else { return Ok(SignInOutcome::NotNeeded) };
        // What came back is good for some minutes, as often as it is sent.
        if !self.may_open(&order.id) {
            return Ok(SignInOutcome::NoAnswer);
        }
        let payer = match self.gateway(&attempt.account)?.payer(attempt.way, code).await {
            Ok(payer) => payer,
            Err(fault) => {
                tracing::warn!(%fault, "the wallet did not say who pays");
                return Ok(SignInOutcome::NoAnswer);
            }
        };
        let now = self.parts.clock.business();
        let opened = self.open(&order, attempt, visit, Some(payer), now).await?;
        Ok(match opened {
            Opened::Waits(_) => SignInOutcome::Opened,
            // The page says so.
            Opened::Refused => SignInOutcome::NotNeeded,
            Opened::NotYet => SignInOutcome::NoAnswer,
        })
    }

    async fn waits_for_payer(&self, order: &Order) -> Result<Option<Attempt>, Fault> {
        if !matches!(order.state, OrderState::Pending) || !order.is_payable(self.parts.clock.business()) {
            return Ok(None);
        }
        let attempts = self.parts.commerce.attempts(&order.id).await?;
        let waits =
            |attempt: &Attempt| attempt.state == AttemptState::Created && attempt.way == PayWay::InWallet;
        Ok(attempts.into_iter().rev().find(waits))
    }

    /// Names the order, the person and a moment, so that nobody can be led to pay in another one's name. Letters and
    /// digits only, as WeChat asks.
    fn state(&self, viewer: &Member, token: &OrderToken, until: Timestamp) -> String {
        let tag = self.parts.secrets.tag(&said(viewer, token, until));
        let digits = |byte: u8| [byte >> 4, byte & 15].map(|digit| char::from_digit(u32::from(digit), 16));
        let hexadecimal: String = tag.bytes().flat_map(digits).flatten().collect();
        format!("{}z{hexadecimal}", until.unix_ms())
    }

    fn state_is_ours(&self, viewer: &Member, token: &OrderToken, state: &str) -> bool {
        let Some((until, hexadecimal)) = state.split_once('z') else { return false };
        let Ok(until) = until.parse().map(Timestamp::from_unix_ms) else { return false };
        let pairs = hexadecimal.as_bytes().chunks(2).map(|pair| {
            std::str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok()).map(char::from)
        });
        let Some(tag) = pairs.collect::<Option<String>>() else { return false };
        self.parts.clock.system() < until && self.parts.secrets.tag_is_ours(&said(viewer, token, until), &tag)
    }
}

fn said(viewer: &Member, token: &OrderToken, until: Timestamp) -> String {
    format!("wallet-sign-in/{}/{}/{}", token.as_str(), viewer.user, until.unix_ms())
}
