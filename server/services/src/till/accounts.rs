//! Our accounts at payment gateways: what a payer is offered, and through which account.

use std::{collections::BTreeSet, sync::Arc};

use domain::{
    money::Currency,
    order::{Channel, Gateway, GatewayAccountName, PayWay, Route, Scene},
    time::Timestamp,
};

use crate::ports::PaymentGateway;

/// One of our accounts at a gateway, as the host set it up.
#[derive(Clone)]
pub struct GatewayAccount {
    /// Its name; attempts remember it for ever.
    pub name: GatewayAccountName,
    /// Whether new payments may go through it. Switched off, it still takes what was begun: money comes in, is asked
    /// about and goes back.
    pub enabled: bool,
    /// From when on it is offered; `None` since ever.
    pub from: Option<Timestamp>,
    /// The first moment at which it is no longer offered; `None` for good.
    pub until: Option<Timestamp>,
    /// The channels it may be offered for; `None` for all that it carries.
    pub channels: Option<BTreeSet<Channel>>,
    /// How it is reached.
    pub adapter: Arc<dyn PaymentGateway>,
}

impl GatewayAccount {
    /// The only account of a gateway, under the gateway's name, offered for everything that it carries.
    pub fn only(adapter: Arc<dyn PaymentGateway>) -> Self {
        Self {
            name: adapter.gateway().into(),
            enabled: true,
            from: None,
            until: None,
            channels: None,
            adapter,
        }
    }

    /// Through whom.
    pub fn gateway(&self) -> Gateway {
        self.adapter.gateway()
    }

    fn takes_new_payments(&self, now: Timestamp) -> bool {
        self.enabled && self.from.is_none_or(|from| from <= now) && self.until.is_none_or(|until| now < until)
    }

    fn carries(&self, channel: Channel, currency: Currency) -> bool {
        self.channels.as_ref().is_none_or(|channels| channels.contains(&channel))
            && !self.adapter.ways(channel, currency).is_empty()
    }

    fn route(&self, channel: Channel, currency: Currency, scene: Scene) -> Option<Route> {
        if self.channels.as_ref().is_some_and(|channels| !channels.contains(&channel)) {
            return None;
        }
        let way = PayWay::choose(channel, scene, &self.adapter.ways(channel, currency))?;
        Some(Route { channel, gateway: self.gateway(), account: self.name.clone(), way })
    }
}

/// All of them, in the order of the settings: of two that carry a channel, the first one is used.
#[derive(Clone, Default)]
pub struct GatewayAccounts {
    accounts: Vec<GatewayAccount>,
    channels_off: BTreeSet<Channel>,
}

impl GatewayAccounts {
    /// Puts them in order. `channels_off` are offered by none of them.
    pub fn new(accounts: Vec<GatewayAccount>, channels_off: BTreeSet<Channel>) -> Self {
        Self { accounts, channels_off }
    }

    /// Where a payment through a channel goes now, from where the payer is; `None` when it cannot be paid that way.
    pub fn route(&self, channel: Channel, currency: Currency, scene: Scene, now: Timestamp) -> Option<Route> {
        if self.channels_off.contains(&channel) {
            return None;
        }
        let open = self.accounts.iter().filter(|account| account.takes_new_payments(now));
        open.into_iter().find_map(|account| account.route(channel, currency, scene))
    }

    /// Where a payment can go now, one route for each channel that is offered.
    pub fn offered(&self, currency: Currency, scene: Scene, now: Timestamp) -> Vec<Route> {
        Channel::ALL.into_iter().filter_map(|channel| self.route(channel, currency, scene, now)).collect()
    }

    /// The channels that can be paid through in a currency now, from somewhere.
    pub fn channels(&self, currency: Currency, now: Timestamp) -> Vec<Channel> {
        let open = || self.accounts.iter().filter(|account| account.takes_new_payments(now));
        let carried = |channel: &Channel| {
            !self.channels_off.contains(channel) && open().any(|account| account.carries(*channel, currency))
        };
        Channel::ALL.into_iter().filter(carried).collect()
    }

    /// The account of a name, also when it is switched off.
    pub fn named(&self, name: &GatewayAccountName) -> Option<&GatewayAccount> {
        self.accounts.iter().find(|account| account.name == *name)
    }

    /// Our accounts at one gateway, also those that are switched off.
    pub fn of(&self, gateway: Gateway) -> impl Iterator<Item = &GatewayAccount> {
        self.accounts.iter().filter(move |account| account.gateway() == gateway)
    }

    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = &GatewayAccount> {
        self.accounts.iter()
    }
}
