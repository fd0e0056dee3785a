//! The workers: questions to gateways, expired orders, refunds, watched orders, forgotten sessions.

use std::{future::Future, sync::Arc, time::Duration};

use services::{Fault, Services};

use crate::tasks::Tasks;

/// How often due work is looked for.
const SWEEP_EVERY: Duration = Duration::from_secs(1);
/// How often watched orders are read again.
const REFRESH_EVERY: Duration = Duration::from_secs(5);
/// The pause between two pieces of news, so that a failing connection is not asked without end.
const NEWS_PAUSE: Duration = Duration::from_millis(20);
/// How often what has ended is forgotten.
const FORGET_EVERY: Duration = Duration::from_mins(10);

/// Starts the workers that serve this process's own pages.
pub fn start_watchers(tasks: &Tasks, services: &Arc<Services>) {
    every(tasks, services, "refresh watched orders", REFRESH_EVERY, |services| async move {
        services.till.refresh_watched().await
    });
    // Waits inside: as soon as one piece of news is handled, the next is waited for.
    every(tasks, services, "hear news of other processes", NEWS_PAUSE, |services| async move {
        services.till.hear_news().await
    });
}

/// Starts the workers of which one process at a time does the work, by a lease. `holder` names this process.
pub fn start_workers(tasks: &Tasks, services: &Arc<Services>, holder: String) {
    every(tasks, services, "till", SWEEP_EVERY, move |services| {
        let holder = holder.clone();
        async move { services.till.sweep(&holder).await.map(|_| ()) }
    });
    every(tasks, services, "forget expired sessions", FORGET_EVERY, |services| async move {
        services.identity.forget_expired().await
    });
}

fn every<W, F>(tasks: &Tasks, services: &Arc<Services>, name: &'static str, period: Duration, work: W)
where
    W: Fn(Arc<Services>) -> F + Send + Sync + 'static,
    F: Future<Output = Result<(), Fault>> + Send,
{
    let (own, services) = (tasks.clone(), Arc::clone(services));
    tasks.start(async move {
        let mut ticks = tokio::time::interval(period);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = own.stopping() => return,
                _ = ticks.tick() => {}
            }
            let round = tokio::select! {
                () = own.stopping() => return,
                round = work(Arc::clone(&services)) => round,
            };
            if let Err(fault) = round {
                tracing::warn!(worker.name = name, code = fault.code(), %fault, "a worker's round failed; it goes on");
            }
        }
    });
}
