//! Disputes, asked about: what events told that never came.

use domain::{order::DisputeNews, time::Timestamp};
use services::ports::GatewayFault;

use super::{
    INVALID_NUMBER, StripePayments, refused,
    wire::{Dispute, List, read},
};
use crate::stripe::exchange::{Ask, Reply, is_identifier};

/// Each shows its evidence: so many of ours, in the longest letters, stay below the answer's limit of a megabyte.
const PAGE: &str = "25";
/// 5,000 disputes of the last months. Whoever has more has other worries.
const MOST_PAGES: usize = 200;

impl StripePayments {
    /// Those that began at a moment or later, without what has taken no money.
    pub(super) async fn list_disputes(&self, since: Timestamp) -> Result<Vec<DisputeNews>, GatewayFault> {
        let since = since.unix_ms().div_euclid(1000).to_string();
        let mut told = Vec::new();
        let mut last: Option<String> = None;
        for _ in 0..MOST_PAGES {
            let mut ask = Ask::get("/v1/disputes").with("created[gte]", since.clone()).with("limit", PAGE);
            if let Some(last) = last {
                ask = ask.with("starting_after", last);
            }
            let list: List<Dispute> = match self.stripe.ask(ask).await? {
                Reply::Done(body) => read(&body)?,
                Reply::Refused(refusal) => return Err(refusal.into_fault()),
            };
            last = list.data.last().map(|dispute| dispute.id.clone());
            told.extend(list.data.into_iter().filter_map(news));
            if !list.has_more {
                return Ok(told);
            }
            if last.is_none() {
                return Err(GatewayFault::Untrusted);
            }
        }
        Err(GatewayFault::Trouble { code: "TOO_MANY_DISPUTES".to_owned() })
    }

    /// One by its name. That something Stripe told us of should not be there is a fault, and no answer.
    pub(super) async fn look_up_dispute(&self, id: &str) -> Result<Option<DisputeNews>, GatewayFault> {
        if !is_identifier(id) {
            return Err(refused(INVALID_NUMBER));
        }
        let dispute: Dispute = match self.stripe.ask(Ask::get(&format!("/v1/disputes/{id}"))).await? {
            Reply::Done(body) => read(&body)?,
            Reply::Refused(refusal) => return Err(refusal.into_fault()),
        };
        if dispute.id != id {
            return Err(GatewayFault::Untrusted);
        }
        let Some(state) = dispute.state() else { return Ok(None) };
        dispute.news(state).map(Some).ok_or(GatewayFault::Untrusted)
    }
}

/// What a dispute of a list or of an event tells. One of another business of the account, about a bare charge or in a
/// currency that we do not have, keeps none of ours from being heard.
pub(super) fn news(dispute: Dispute) -> Option<DisputeNews> {
    let state = dispute.state()?;
    let id = dispute.id.clone();
    let news = dispute.news(state);
    if news.is_none() {
        tracing::warn!(dispute.reference = %id, "a dispute at Stripe is about no payment of ours");
    }
    news
}
