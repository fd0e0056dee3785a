//! What the suite asks of the bank behind a rail.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
    time::{SystemTime, UNIX_EPOCH},
};

use async_trait::async_trait;
use domain::{
    id::{DestinationId, PayoutId},
    money::{Currency, Money},
    payouts::PayoutKind,
    time::Timestamp,
};
use services::ports::{BankDetails, Clock, PayoutOrder, PayoutRail};

/// Where the bank takes a payout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum To {
    InTransit,
    Paid,
    Failed,
    Returned,
}

/// What goes wrong with a request, with its effect or without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The connection breaks; nothing happened.
    Drop,
    /// An error of the server; nothing happened.
    ServerError,
    /// The server is too busy; nothing happened.
    Busy,
    /// An error of the server; it happened.
    ErrorAfterSuccess,
    /// Silence; it happened.
    TimeoutAfterSuccess,
}

impl Fault {
    pub const ALL: [Self; 5] =
        [Self::Drop, Self::ServerError, Self::Busy, Self::ErrorAfterSuccess, Self::TimeoutAfterSuccess];
}

/// An event as it came, its headers' names in lower case.
#[derive(Clone, Debug)]
pub struct Event {
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

#[async_trait]
pub trait Driver: Send + Sync {
    /// The rail.
    fn rail(&self) -> Arc<dyn PayoutRail>;

    /// The same rail after a restart: nothing of the first one is in memory.
    fn restarted(&self) -> Arc<dyn PayoutRail>;

    /// A new payout that the bank takes.
    fn order(&self, kind: PayoutKind) -> PayoutOrder;

    /// A destination for a currency.
    fn destination(&self, currency: Currency) -> BankDetails;

    /// Another destination that takes standard payouts and no instant ones.
    fn slow_destination(&self) -> BankDetails;

    /// One currency of each exponent that the rail carries, and what it is written as at the bank.
    fn currencies(&self) -> Vec<(Money, String)>;

    /// Takes a payout somewhere, as the bank.
    async fn take(&self, order: &PayoutOrder, to: To);

    /// What the bank recorded under the number of a payout, one entry for each time.
    async fn recorded(&self, order: &PayoutOrder) -> Vec<String>;

    /// The next request to send a payout goes wrong. False where there is no network to go wrong.
    async fn goes_wrong(&self, fault: Fault) -> bool;

    /// The event that told of the last step of a payout. None where the bank tells nothing by itself.
    async fn event(&self, order: &PayoutOrder, kind: &str) -> Option<Event>;
}

/// The real time, and a business clock that is as far ahead as a test wants.
#[derive(Default)]
pub struct TestClock(AtomicI64);

impl TestClock {
    pub fn advance(&self, milliseconds: i64) {
        self.0.fetch_add(milliseconds, Ordering::Relaxed);
    }
}

impl Clock for TestClock {
    fn business(&self) -> Timestamp {
        self.system().plus_ms(self.0.load(Ordering::Relaxed))
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "the sandbox signs with the real time, so its partner needs it"
    )]
    fn system(&self) -> Timestamp {
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        Timestamp::from_unix_ms(i64::try_from(since_epoch.as_millis()).unwrap())
    }
}

/// A payout of its own number.
pub fn order(clock: &dyn Clock, kind: PayoutKind, amount: Money, to: BankDetails) -> PayoutOrder {
    let now = clock.business();
    PayoutOrder {
        number: PayoutId::new(now, random()),
        amount,
        kind,
        day: now.day(),
        created_at: now,
        to,
        reference: None,
    }
}

pub fn details(account: &str, bank: &str) -> BankDetails {
    BankDetails {
        destination: DestinationId::new(Timestamp::default(), random()),
        holder: "Mei Chen".to_owned(),
        account: account.to_owned(),
        bank: bank.to_owned(),
    }
}

/// Different in each call and each process.
pub fn random() -> u128 {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = u128::from(COUNT.fetch_add(1, Ordering::Relaxed));
    (u128::from(std::process::id()) << 64) | count
}
