//! Where a play is put on.

use std::{
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use async_trait::async_trait;
use services::ports::{Commerce, People};

/// A database and who watches over it.
#[async_trait]
pub trait House: Send + Sync {
    fn commerce(&self) -> Commerce;
    fn people(&self) -> People;
    /// Everything that is broken, in words; looked at after every step.
    async fn breaks(&self) -> Vec<String>;
    /// Everything that is broken, whatever it costs to find; looked at when the curtain has fallen.
    async fn all_breaks(&self) -> Vec<String>;
    /// The n-th call from now on fails once: before it did its work, or after it with the answer lost.
    fn fail(&self, call: u32, after: bool);
    /// Nothing fails any more.
    fn heal(&self);
    /// Whether sales need their orders.
    fn wants_orders(&self) -> bool;
}

/// Lets work go on for some steps and then kills it where it stands; `None` when it was killed.
pub struct Crash<F> {
    work: Pin<Box<F>>,
    steps: i64,
}

impl<F: Future> Crash<F> {
    pub fn after(steps: i64, work: F) -> Self {
        Self { work: Box::pin(work), steps }
    }
}

impl<F: Future> Future for Crash<F> {
    type Output = Option<F::Output>;
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        if self.steps == 0 {
            return Poll::Ready(None);
        }
        self.steps -= 1;
        self.work.as_mut().poll(context).map(Some)
    }
}

/// A handle that plays share.
pub type SharedHouse = Arc<dyn House>;
