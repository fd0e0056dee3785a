//! Finding a payout: by Stripe's identifier, or by our number among the payouts of its account.

use services::ports::{GatewayFault, PayoutOrder};

use super::{
    Stripe,
    exchange::{Ask, Reply, is_identifier},
    wire::{List, Payout},
};

/// Stripe's longest page, and how many pages we read before we say that we do not know.
const PAGE: &str = "100";
const MOST_PAGES: usize = 50;

/// Stripe's clock and ours may differ, and a list must not begin behind the payout that is looked for.
const EARLIER_SECONDS: i64 = 3_600;

/// What was found.
#[derive(Debug)]
pub(super) enum Found {
    /// The payout of the order.
    Payout(Payout),
    /// The whole list was read, and it is not there: Stripe never had it.
    Nowhere,
    /// Stripe did not answer, or with something else than we asked for.
    NotTold,
}

impl Stripe {
    pub(super) async fn find(&self, order: &PayoutOrder) -> Found {
        if order.to.bank.is_empty() && order.to.account.is_empty() {
            // Whose account it went to has been lost here: that proves nothing about what Stripe has.
            return Found::NotTold;
        }
        if !is_identifier(&order.to.bank) {
            // Nothing is ever sent to such an account.
            return Found::Nowhere;
        }
        match &order.reference {
            Some(id) => self.retrieve(id, order).await,
            None => self.search(order).await.unwrap_or(Found::NotTold),
        }
    }

    /// A payout that Stripe gave a name to is there: that it should not be is no answer.
    pub(super) async fn retrieve(&self, id: &str, order: &PayoutOrder) -> Found {
        if !is_identifier(id) {
            return Found::NotTold;
        }
        let path = format!("/v1/payouts/{id}");
        let Ok(Reply::Done(body)) = self.ask(Ask::get(&path).of(&order.to.bank)).await else {
            return Found::NotTold;
        };
        own(Payout::read(&body), order)
    }

    async fn search(&self, order: &PayoutOrder) -> Result<Found, GatewayFault> {
        let since = order.created_at.unix_ms().div_euclid(1000).saturating_sub(EARLIER_SECONDS);
        let mut last: Option<String> = None;
        for _ in 0..MOST_PAGES {
            let mut ask = Ask::get("/v1/payouts")
                .of(&order.to.bank)
                .with("limit", PAGE)
                .with("created[gte]", since.to_string());
            if let Some(last) = last {
                ask = ask.with("starting_after", last);
            }
            let Reply::Done(body) = self.ask(ask).await? else { return Ok(Found::NotTold) };
            let list: List = serde_json::from_slice(&body).map_err(|_| GatewayFault::Untrusted)?;
            last = list.data.last().map(|payout| payout.id.clone());
            if let Some(payout) = list.data.into_iter().find(|payout| payout.has_number(order)) {
                return Ok(own(Some(payout), order));
            }
            if !list.has_more {
                return Ok(Found::Nowhere);
            }
            if last.is_none() {
                return Ok(Found::NotTold);
            }
        }
        tracing::error!("an account has too many payouts to look for one among them");
        Ok(Found::NotTold)
    }
}

fn own(payout: Option<Payout>, order: &PayoutOrder) -> Found {
    match payout {
        Some(payout) if payout.is(order) => Found::Payout(payout),
        _ => {
            tracing::error!(
                payout = order.number.as_str(),
                "Stripe has something else under a number of ours"
            );
            Found::NotTold
        }
    }
}
