//! Many callers, few commits: units that wait are written together, and each caller gets an answer of its own.
//!
//! While one group is being written and flushed, the next one gathers. So a lone unit never waits for company, and a
//! crowd shares one flush.

use std::{future::Future, sync::Arc};

use services::ports::{Commit, StoreFault};
use tokio::{
    sync::{Mutex, Notify, mpsc, oneshot},
    task::JoinHandle,
};

/// The most units in one group: bounds how long the first of them waits.
pub(crate) const GROUP_MAX: usize = 128;
/// Units that may wait before callers wait outside.
const QUEUE: usize = 1024;

/// What became of one unit.
pub(crate) type Answer = Result<Commit, StoreFault>;

/// Writes groups.
pub(crate) trait Sink<Unit>: Send + 'static {
    /// Writes all units, durably, and answers for each in order.
    fn write(&mut self, units: &[Unit]) -> impl Future<Output = Vec<Answer>> + Send;
}

struct Waiting<Unit> {
    unit: Unit,
    answer: oneshot::Sender<Answer>,
}

/// The queue in front of the one writer.
pub(crate) struct Writer<Unit> {
    queue: mpsc::Sender<Waiting<Unit>>,
    closing: Arc<Notify>,
    task: Mutex<Option<JoinHandle<()>>>,
}

impl<Unit: Send + Sync + 'static> Writer<Unit> {
    /// Starts the writer.
    #[expect(
        clippy::disallowed_methods,
        reason = "`close` waits for this task, and the store's owner calls `close`"
    )]
    pub(crate) fn start(sink: impl Sink<Unit>) -> Self {
        let (queue, waiting) = mpsc::channel(QUEUE);
        let closing = Arc::new(Notify::new());
        let task = tokio::spawn(run(sink, waiting, Arc::clone(&closing)));
        Self { queue, closing, task: Mutex::new(Some(task)) }
    }

    /// Waits until the unit is on disk, or refused. A caller that goes away does not take its unit back.
    pub(crate) async fn commit(&self, unit: Unit) -> Answer {
        let (answer, answered) = oneshot::channel();
        self.queue.send(Waiting { unit, answer }).await.map_err(|_| StoreFault::Closing)?;
        answered.await.unwrap_or(Err(StoreFault::Closing))
    }

    /// Takes no more units, writes those that wait, and stops.
    pub(crate) async fn close(&self) {
        self.closing.notify_one();
        if let Some(task) = self.task.lock().await.take()
            && let Err(error) = task.await
        {
            tracing::error!(%error, "the writer ended badly");
        }
    }
}

async fn run<Unit: Send + Sync>(
    mut sink: impl Sink<Unit>,
    mut waiting: mpsc::Receiver<Waiting<Unit>>,
    closing: Arc<Notify>,
) {
    let mut group = Vec::with_capacity(GROUP_MAX);
    loop {
        tokio::select! {
            biased;
            () = closing.notified() => waiting.close(),
            taken = waiting.recv_many(&mut group, GROUP_MAX) => if taken == 0 { return },
        }
        if !group.is_empty() {
            let (units, callers): (Vec<_>, Vec<_>) =
                group.drain(..).map(|one| (one.unit, one.answer)).unzip();
            for (caller, answer) in callers.into_iter().zip(sink.write(&units).await) {
                // A caller that has gone away is told nothing; its unit is written all the same.
                let _gone = caller.send(answer);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use services::ports::{Commit, StoreFault};
    use tokio::sync::Semaphore;

    use super::{Answer, GROUP_MAX, Sink, Writer};

    /// Writes nowhere; each group waits for a permit.
    struct Slow {
        groups: Groups,
        permits: Arc<Semaphore>,
    }

    impl Sink<u32> for Slow {
        async fn write(&mut self, units: &[u32]) -> Vec<Answer> {
            self.permits.acquire().await.unwrap().forget();
            self.groups.lock().unwrap().push(units.len());
            let answer =
                |unit: &u32| Ok(if unit.is_multiple_of(2) { Commit::Committed } else { Commit::Duplicate });
            units.iter().map(answer).collect()
        }
    }

    type Groups = Arc<Mutex<Vec<usize>>>;

    fn slow() -> (Arc<Writer<u32>>, Groups, Arc<Semaphore>) {
        let (groups, permits) = (Arc::new(Mutex::new(Vec::new())), Arc::new(Semaphore::new(0)));
        let sink = Slow { groups: Arc::clone(&groups), permits: Arc::clone(&permits) };
        (Arc::new(Writer::start(sink)), groups, permits)
    }

    #[tokio::test]
    async fn callers_share_groups_and_each_gets_its_own_answer() {
        let (writer, groups, permits) = slow();
        let callers: Vec<_> = (0..300u32)
            .map(|unit| {
                let writer = Arc::clone(&writer);
                async move { (unit, writer.commit(unit).await) }
            })
            .collect();
        let release = async { permits.add_permits(10) };
        let (answers, ()) = futures::join!(futures::future::join_all(callers), release);
        for (unit, answer) in answers {
            let expected = if unit.is_multiple_of(2) { Commit::Committed } else { Commit::Duplicate };
            assert_eq!(answer.unwrap(), expected, "unit {unit}");
        }
        let groups = groups.lock().unwrap();
        assert_eq!(groups.iter().sum::<usize>(), 300);
        assert!(groups.len() <= 5 && groups.iter().all(|size| *size <= GROUP_MAX), "{groups:?}");
    }

    #[tokio::test]
    async fn closing_writes_what_waits_and_refuses_what_comes_later() {
        let (writer, groups, permits) = slow();
        let early: Vec<_> = (0..10u32).map(|unit| writer.commit(unit)).collect();
        let close = async {
            permits.add_permits(100);
            writer.close().await;
        };
        let (answers, ()) = futures::join!(futures::future::join_all(early), close);
        assert!(answers.iter().all(Result::is_ok), "{answers:?}");
        assert_eq!(groups.lock().unwrap().iter().sum::<usize>(), 10);
        assert!(matches!(writer.commit(1).await, Err(StoreFault::Closing)));
    }
}
