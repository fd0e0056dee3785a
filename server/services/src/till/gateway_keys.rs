//! The keys that gateways sign with, where they change by themselves: fetched now and then, and when something comes by
//! one that we do not know. Each adapter bounds how often it asks, so that forgers cannot make it ask and ask.

use domain::order::Gateway;

use super::{GatewayAccount, Till};
use crate::{Fault, ports::GatewayFault};

impl Till {
    /// Fetches the keys of every account. One gateway that does not answer keeps nobody else from theirs.
    pub async fn refresh_keys(&self) -> Result<(), Fault> {
        Ok(refreshed(self.parts.accounts.all()).await?)
    }

    /// Fetches the keys of our accounts at one gateway; says whether all of them are fresh now, or were just before.
    pub(super) async fn has_fresh_keys(&self, gateway: Gateway) -> bool {
        refreshed(self.parts.accounts.of(gateway)).await.is_ok()
    }
}

async fn refreshed(accounts: impl Iterator<Item = &GatewayAccount>) -> Result<(), GatewayFault> {
    let mut all = Ok(());
    for account in accounts {
        if let Err(fault) = account.adapter.refresh_keys().await {
            tracing::warn!(account = %account.name, %fault, "a gateway's keys could not be fetched");
            all = Err(fault);
        }
    }
    all
}
