//! What the program counts, for `/metrics`.

use std::sync::atomic::AtomicU64;

use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{
        counter::Counter,
        family::Family,
        gauge::Gauge,
        histogram::{Histogram, exponential_buckets},
    },
    registry::Registry,
};

/// How a request is told apart: by route, never by address, so that nothing personal is counted.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct RequestLabels {
    /// The method.
    pub method: String,
    /// The route's pattern.
    pub route: String,
    /// The status.
    pub status: u16,
}

/// The counters of one process.
pub struct Metrics {
    /// All of them, for the page.
    pub registry: Registry,
    /// Requests answered.
    pub requests: Family<RequestLabels, Counter>,
    /// Seconds to answer.
    pub seconds: Histogram,
    /// Pages that wait for news of an order right now.
    pub waiting: Gauge<i64, std::sync::atomic::AtomicI64>,
    /// Effects to the outside, mails above all, that wait.
    pub outbox_waiting: Gauge<i64, std::sync::atomic::AtomicI64>,
    /// Effects that were given up: a person should look.
    pub outbox_dead: Gauge<i64, std::sync::atomic::AtomicI64>,
    /// Items of the review queue that nobody has decided yet: a person should.
    pub review_open: Gauge<i64, std::sync::atomic::AtomicI64>,
    /// Payouts whose rail contradicted itself since the start: a person should look.
    pub payout_contradictions: Gauge<i64, std::sync::atomic::AtomicI64>,
    /// Creators for whom a run could work nothing out since the start: a person should look.
    pub payout_not_readable: Gauge<i64, std::sync::atomic::AtomicI64>,
    /// Notifications that were not believed.
    pub refused_notifications: Counter<u64, AtomicU64>,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("joinery");
        let requests = Family::default();
        // 0.25 ms to 8 s.
        let seconds = Histogram::new(exponential_buckets(0.000_25, 2.0, 16));
        let waiting = Gauge::default();
        let (outbox_waiting, outbox_dead) = (Gauge::default(), Gauge::default());
        let review_open = Gauge::default();
        let (payout_contradictions, payout_not_readable) = (Gauge::default(), Gauge::default());
        let refused_notifications = Counter::default();
        registry.register("requests", "Requests answered", Family::clone(&requests));
        registry.register("request_seconds", "Seconds to answer, waiting requests left out", seconds.clone());
        registry.register("waiting_pages", "Pages waiting for news of an order", waiting.clone());
        registry.register("outbox_waiting", "Mails and other effects that wait", outbox_waiting.clone());
        registry.register("outbox_dead", "Mails and other effects that were given up", outbox_dead.clone());
        registry.register("review_open", "Items that wait for a decision at /review", review_open.clone());
        registry.register(
            "payout_contradictions",
            "Payouts whose rail contradicted itself since the start",
            payout_contradictions.clone(),
        );
        registry.register(
            "payout_not_readable",
            "Creators for whom a run could work nothing out since the start",
            payout_not_readable.clone(),
        );
        registry.register(
            "refused_notifications",
            "Gateway notifications not believed",
            refused_notifications.clone(),
        );
        Self {
            registry,
            requests,
            seconds,
            waiting,
            outbox_waiting,
            outbox_dead,
            review_open,
            payout_contradictions,
            payout_not_readable,
            refused_notifications,
        }
    }
}
