//! What all handlers share: the keys, the clocks, each gateway's book behind its one lock, and the way to stop.

use std::{
    num::NonZeroU32,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::sync::watch;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    Config, Error, alipay,
    clock::Clock,
    keys::Keys,
    rails::{Rail, book::RailBook},
    stripe::desk::Desk,
    wechat,
};

/// A merchant that does not answer a notification within this time has not answered.
const ANSWER_LIMIT: Duration = Duration::from_secs(5);

/// One sandbox.
pub struct Sandbox {
    pub(crate) keys: Keys,
    pub(crate) clock: Clock,
    /// Sends notifications; follows no redirect and knows no proxy.
    pub(crate) client: reqwest::Client,
    /// Resend ladders and refunds under way.
    pub(crate) tasks: TaskTracker,
    /// Ends every wait.
    pub(crate) stopping: CancellationToken,
    /// How many notifications have gone out; a held-back one waits for the next.
    pub(crate) deliveries: watch::Sender<u64>,
    time_scale: NonZeroU32,
    wechat: Mutex<wechat::book::Book>,
    bank: Mutex<RailBook>,
    stripe: Mutex<RailBook>,
    alipay: Mutex<alipay::book::Book>,
    /// Never locked while one of the books is.
    desk: Mutex<Desk>,
}

impl Sandbox {
    /// Reads the keys and starts with empty books.
    pub(crate) fn open(config: &Config) -> Result<Self, Error> {
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .timeout(ANSWER_LIMIT)
            .user_agent("Mozilla/4.0")
            .build()?;
        let keys = Keys::load(&config.keys)?;
        Ok(Self {
            desk: Mutex::new(Desk::open(&keys.stripe)?),
            keys,
            clock: Clock::default(),
            client,
            tasks: TaskTracker::new(),
            stopping: CancellationToken::new(),
            deliveries: watch::Sender::new(0),
            time_scale: config.time_scale,
            wechat: Mutex::default(),
            bank: Mutex::default(),
            stripe: Mutex::default(),
            alipay: Mutex::default(),
        })
    }

    /// The book of WeChat Pay. A handler that panicked cannot have left it half written, nor one of the others: every
    /// change is made after all checks.
    pub(crate) fn wechat(&self) -> MutexGuard<'_, wechat::book::Book> {
        self.wechat.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The book of a payout rail.
    pub(crate) fn rail(&self, rail: Rail) -> MutexGuard<'_, RailBook> {
        let book = match rail {
            Rail::Bank => &self.bank,
            Rail::Stripe => &self.stripe,
        };
        book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The book of Alipay. Never locked while another one is.
    pub(crate) fn alipay(&self) -> MutexGuard<'_, alipay::book::Book> {
        self.alipay.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What Stripe remembers beside the payouts.
    pub(crate) fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits, but not past the end of the program.
    pub(crate) async fn pause(&self, duration: Duration) {
        tokio::select! {
            () = tokio::time::sleep(duration) => {}
            () = self.stopping.cancelled() => {}
        }
    }

    /// Waits for a duration of the gateway's, at the sandbox's pace, or until the business clock is moved to its end.
    pub(crate) async fn until(&self, due_ms: i64, duration: Duration) {
        tokio::select! {
            () = self.pause(self.scaled(duration)) => {}
            () = self.clock.is_moved_to(due_ms) => {}
        }
    }

    /// A real duration, made shorter by the time scale.
    pub(crate) fn scaled(&self, duration: Duration) -> Duration {
        duration / self.time_scale.get()
    }
}
