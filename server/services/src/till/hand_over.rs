//! Paying from a mini-program. The web view that shows our pages opens no wallet; a page of the mini-program does. Ours
//! leads there with a ticket, and that page, which knows nobody's session, shows the ticket with the code by which the
//! wallet tells us who pays.

use domain::{
    id::OrderToken,
    order::{Attempt, AttemptState, Order, PayWay, PayerAction, WalletCall},
};

use super::{Till, Visit};
use crate::Fault;

/// What the page of the mini-program is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HandOverOutcome {
    /// Ask the wallet with this.
    Call(WalletCall),
    /// Nothing waits to be paid that way any more.
    NotWaiting,
    /// The ticket is not ours, or is for another order.
    Refused,
    /// The gateway did not answer, does not take it, or has been asked too often.
    NoAnswer,
    /// No such order.
    NotFound,
}

impl Till {
    /// The page that asks for the payment of an attempt from a mini-program, with what it needs; nothing for other ways.
    pub(super) fn native_page(&self, order: &Order, attempt: &Attempt) -> Result<Option<String>, Fault> {
        if attempt.way != PayWay::MiniProgram {
            return Ok(None);
        }
        let ticket = self.parts.secrets.tag(&said(order));
        let page = self.gateway(&attempt.account)?.native_page();
        Ok(page.map(|page| format!("{page}?order={}&ticket={ticket}", order.token.as_str())))
    }

    /// Asks for the payment in the name of whom the wallet's code stands for. Who has the ticket has been shown the order
    /// by its buyer, and can do nothing with it but pay: it is good for as long as the order can be paid.
    pub async fn hand_over(
        &self,
        token: &OrderToken,
        (code, ticket): (&str, &str),
        visit: &Visit,
    ) -> Result<HandOverOutcome, Fault> {
        let Some(order) = self.parts.commerce.order_by_token(token).await? else {
            return Ok(HandOverOutcome::NotFound);
        };
        if !self.parts.secrets.tag_is_ours(&said(&order), ticket) {
            return Ok(HandOverOutcome::Refused);
        }
        let now = self.parts.clock.business();
        let attempts = self.parts.commerce.attempts(&order.id).await?;
        let paid = attempts.iter().any(|attempt| attempt.state == AttemptState::Succeeded);
        let waits = |attempt: &Attempt| attempt.state.is_open() && attempt.way == PayWay::MiniProgram;
        let attempt = attempts.into_iter().rev().find(waits).filter(|_| !paid && order.is_payable(now));
        let Some(attempt) = attempt else { return Ok(HandOverOutcome::NotWaiting) };
        if !self.may_open(&order.id) {
            return Ok(HandOverOutcome::NoAnswer);
        }
        let payer = match self.gateway(&attempt.account)?.payer(attempt.way, code).await {
            Ok(payer) => payer,
            Err(fault) => {
                tracing::warn!(%fault, "the wallet did not say who pays from a mini-program");
                return Ok(HandOverOutcome::NoAnswer);
            }
        };
        // Also when it is open: a call is good for the payer it was made for, and somebody else may hold the phone now.
        Ok(match self.open(&order, attempt, visit, Some(payer), now).await?.action() {
            Some(PayerAction::Invoke(call)) => HandOverOutcome::Call(call),
            _ => HandOverOutcome::NoAnswer,
        })
    }
}

fn said(order: &Order) -> String {
    format!("mini-program/{}/{}", order.token.as_str(), order.buyer)
}
