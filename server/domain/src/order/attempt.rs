//! One try to pay an order through one gateway.

use serde::{Deserialize, Serialize};

use super::{Channel, Gateway, GatewayAccountName, Order, PayWay, PayerAction, Route};
use crate::{
    id::{AttemptId, OrderId, gateway_number},
    locale::Locale,
    money::Money,
    time::Timestamp,
};

/// Where an attempt stands at its gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttemptState {
    /// Our intent is stored; the gateway has not answered yet. Asked for again under the same number.
    Created,
    /// The gateway waits for the payer.
    AwaitingUser,
    /// The payer did their part and the bank is still at it: nothing can be closed, and nothing has been captured.
    UnderWay,
    /// The gateway captured the money.
    Succeeded,
    /// The gateway will never take money for this number.
    Closed,
    /// The gateway refused to create it.
    Failed,
}

impl AttemptState {
    /// Every state.
    pub const ALL: [Self; 6] =
        [Self::Created, Self::AwaitingUser, Self::UnderWay, Self::Succeeded, Self::Closed, Self::Failed];

    /// The word the store uses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::AwaitingUser => "awaiting_user",
            Self::UnderWay => "under_way",
            Self::Succeeded => "succeeded",
            Self::Closed => "closed",
            Self::Failed => "failed",
        }
    }

    /// Reads the stored word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// Whether money may still arrive under this number.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Created | Self::AwaitingUser | Self::UnderWay)
    }
}

/// One try to pay an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// The identifier.
    pub id: AttemptId,
    /// The order it pays.
    pub order: OrderId,
    /// Through whom.
    pub gateway: Gateway,
    /// Through which of our accounts there.
    pub account: GatewayAccountName,
    /// What the payer chose.
    pub channel: Channel,
    /// As which kind of order.
    pub way: PayWay,
    /// The number the gateway knows it by; unique for ever.
    pub gateway_number: String,
    /// What is to be paid.
    pub amount: Money,
    /// The language of the gateway's own pages. Kept, because a creation whose answer was lost is repeated under its
    /// number with the very same content.
    pub locale: Locale,
    /// Where it stands.
    pub state: AttemptState,
    /// What the payer has to do, as the gateway gave it.
    pub action: Option<PayerAction>,
    /// When the gateway gave it: some addresses work for minutes only. `None` also for what is older than this field.
    pub action_at: Option<Timestamp>,
    /// The gateway's own name for the payment while it is open, where it is asked by that (a Stripe session).
    pub reference: Option<String>,
    /// The gateway's own number of the captured payment.
    pub gateway_transaction: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When the gateway is asked next without being told; `None` once nothing can change.
    pub next_query_at: Option<Timestamp>,
    /// How far it has come on the ladder of questions.
    pub queries: u32,
    /// The version that was loaded.
    pub version: i64,
}

impl Attempt {
    /// A try to pay an order along a route, as it is before the gateway knows of it. Identifier and number at the gateway
    /// are drawn from `random`.
    pub fn begun(order: &Order, route: Route, locale: Locale, random: u128, now: Timestamp) -> Self {
        Self {
            id: AttemptId::new(now, random),
            order: order.id.clone(),
            gateway: route.gateway,
            account: route.account,
            channel: route.channel,
            way: route.way,
            gateway_number: gateway_number(now, random),
            amount: order.price,
            locale,
            state: AttemptState::Created,
            action: None,
            action_at: None,
            reference: None,
            gateway_transaction: None,
            created_at: now,
            next_query_at: Some(Self::query_due(now, 0)),
            queries: 0,
            version: 1,
        }
    }

    /// Seconds from creation to each query when no notification comes: the ladder WeChat Pay publishes for QR orders.
    pub const QUERY_LADDER_SECONDS: [i64; 14] =
        [10, 20, 30, 40, 50, 60, 80, 100, 120, 240, 360, 480, 600, 900];

    /// When to ask the gateway after `queries` questions: on the ladder first, then every ten minutes.
    pub fn query_due(created_at: Timestamp, queries: u32) -> Timestamp {
        let step = usize::try_from(queries).unwrap_or(usize::MAX);
        let ladder = &Self::QUERY_LADDER_SECONDS;
        let beyond = || {
            let extra =
                i64::from(queries).saturating_sub(i64::try_from(ladder.len()).unwrap_or(0)).saturating_add(1);
            extra.saturating_mul(600).saturating_add(900)
        };
        created_at.plus_seconds(ladder.get(step).copied().unwrap_or_else(beyond))
    }

    /// The gateway accepted the attempt and said what the payer has to do. It may say so again under the same number.
    #[must_use]
    pub fn opened(mut self, action: PayerAction, reference: Option<String>, now: Timestamp) -> Self {
        self.state = AttemptState::AwaitingUser;
        self.action = Some(action);
        self.action_at = Some(now);
        self.reference = reference;
        self
    }

    /// The gateway can neither close it nor says that it was paid: the payer's bank is at it.
    #[must_use]
    pub fn under_way(mut self) -> Self {
        self.state = AttemptState::UnderWay;
        self
    }

    /// The gateway captured the money under its own number.
    #[must_use]
    pub fn succeeded(mut self, gateway_transaction: String) -> Self {
        self.state = AttemptState::Succeeded;
        self.gateway_transaction = Some(gateway_transaction);
        self.next_query_at = None;
        self
    }

    /// The gateway will take no money under this number any more. It is still asked until late money is impossible,
    /// unless `watch_until` is `None`.
    #[must_use]
    pub fn closed(mut self, watch_at: Option<Timestamp>) -> Self {
        self.state = AttemptState::Closed;
        self.next_query_at = watch_at;
        self
    }

    /// The gateway refused to create it.
    #[must_use]
    pub fn failed(mut self) -> Self {
        self.state = AttemptState::Failed;
        self.next_query_at = None;
        self
    }

    /// It was asked once more and nothing had changed. Questions that fell due meanwhile, while nobody was there to ask
    /// them, have been answered by this one.
    #[must_use]
    pub fn asked(mut self, now: Timestamp) -> Self {
        self.queries = self.queries.saturating_add(1);
        while self.queries < u32::MAX && Self::query_due(self.created_at, self.queries) <= now {
            self.queries = self.queries.saturating_add(1);
        }
        self.next_query_at = Some(Self::query_due(self.created_at, self.queries));
        self
    }

    /// Whether what the gateway gave the payer works no more, when it works for so many seconds.
    pub fn is_stale(&self, life_seconds: i64, now: Timestamp) -> bool {
        self.action_at.is_none_or(|given| given.plus_seconds(life_seconds) <= now)
    }

    /// Whether two attempts go the same way.
    pub fn goes(&self, route: &Route) -> bool {
        (self.channel, self.gateway, &self.account, self.way)
            == (route.channel, route.gateway, &route.account, route.way)
    }

    /// The way it goes.
    pub fn route(&self) -> Route {
        Route { channel: self.channel, gateway: self.gateway, account: self.account.clone(), way: self.way }
    }
}

#[cfg(test)]
mod tests {
    use super::{Attempt, AttemptState};
    use crate::{
        id::{AttemptId, OrderId},
        locale::Locale,
        money::{Currency, Money},
        order::{Channel, Gateway, PayWay, PayerAction},
        time::Timestamp,
    };

    #[test]
    fn the_query_ladder_never_goes_back() {
        let start = Timestamp::from_unix_ms(0);
        let mut last = start;
        for queries in 0..60 {
            let due = Attempt::query_due(start, queries);
            assert!(due > last, "question {queries}");
            last = due;
        }
        assert_eq!(Attempt::query_due(start, 0), start.plus_seconds(10));
    }

    #[test]
    fn what_the_payer_was_given_is_stale_when_its_time_is_over_or_nobody_knows_when_it_was_given() {
        let start = Timestamp::from_unix_ms(0);
        let page = PayerAction::Visit { url: "https://wx.tenpay.com/".to_owned() };
        let open = attempt(start).opened(page.clone(), None, start);
        assert!(!open.is_stale(240, start.plus_seconds(239)));
        assert!(open.is_stale(240, start.plus_seconds(240)));
        assert!(
            !open.clone().opened(page, None, start.plus_seconds(240)).is_stale(240, start.plus_seconds(479))
        );
        assert!(Attempt { action_at: None, ..open }.is_stale(240, start));
    }

    #[test]
    fn questions_that_fell_due_while_nobody_asked_are_one_question() {
        let start = Timestamp::from_unix_ms(0);
        let attempt = attempt(start);
        let in_time = attempt.clone().asked(start.plus_seconds(11));
        assert_eq!((in_time.queries, in_time.next_query_at), (1, Some(start.plus_seconds(20))));
        let after_downtime = attempt.asked(start.plus_seconds(65));
        assert_eq!((after_downtime.queries, after_downtime.next_query_at), (6, Some(start.plus_seconds(80))));
    }

    fn attempt(start: Timestamp) -> Attempt {
        Attempt {
            id: AttemptId::new(start, 1),
            order: OrderId::new(start, 1),
            gateway: Gateway::Alipay,
            account: Gateway::Alipay.into(),
            channel: Channel::Alipay,
            way: PayWay::Code,
            gateway_number: "J1".to_owned(),
            amount: Money::new(100, Currency::Cny),
            locale: Locale::English,
            state: AttemptState::AwaitingUser,
            action: None,
            action_at: None,
            reference: None,
            gateway_transaction: None,
            created_at: start,
            next_query_at: Some(start.plus_seconds(10)),
            queries: 0,
            version: 1,
        }
    }
}
