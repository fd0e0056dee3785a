//! Background tasks that shutdown waits for.

use std::{future::Future, time::Duration};

use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// How long shutdown waits for requests and workers.
pub const SHUTDOWN_DEADLINE: Duration = Duration::from_secs(10);

/// The tasks of this process and the signal that ends them.
#[derive(Clone, Default)]
pub struct Tasks {
    tracker: TaskTracker,
    stop: CancellationToken,
}

impl Tasks {
    /// Starts a task; it must end soon after [`Tasks::stopping`] does.
    pub fn start(&self, task: impl Future<Output = ()> + Send + 'static) {
        self.tracker.spawn(task);
    }

    /// Ends when the process is asked to stop.
    pub async fn stopping(&self) {
        self.stop.cancelled().await;
    }

    /// Asks everything to stop.
    pub fn stop(&self) {
        self.stop.cancel();
    }

    /// Waits for every task, but not longer than the deadline; says whether all ended.
    pub async fn finished(&self) -> bool {
        self.tracker.close();
        tokio::time::timeout(SHUTDOWN_DEADLINE, self.tracker.wait()).await.is_ok()
    }

    /// Stops everything on SIGINT or SIGTERM.
    pub fn stop_on_signals(&self) {
        let stop = self.stop.clone();
        self.tracker.spawn(async move {
            tokio::select! {
                () = signalled() => {
                    tracing::info!("asked to stop; finishing what is under way");
                    stop.cancel();
                }
                () = stop.cancelled() => {}
            }
        });
    }
}

/// Ends on SIGINT or SIGTERM, which from then on end nothing by themselves.
#[cfg(unix)]
pub(crate) async fn signalled() {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut interrupt), Ok(mut terminate)) =
        (signal(SignalKind::interrupt()), signal(SignalKind::terminate()))
    else {
        tracing::warn!("signals cannot be heard");
        return std::future::pending().await;
    };
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
}

/// Ends on Ctrl-C, which from then on ends nothing by itself.
#[cfg(not(unix))]
pub(crate) async fn signalled() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending().await
    }
}
