//! Many callers, few questions: reads that wait are asked together, and each caller gets an answer of its own.
//!
//! As with the writer, the next group gathers while one is being asked: a lone question never waits for company, and a
//! crowd shares one statement. docs/decisions/0002 says what a statement costs.

use std::future::Future;

use services::ports::StoreFault;
use tokio::sync::{mpsc, oneshot};

/// The most questions in one statement.
const GROUP_MAX: usize = 64;
/// Questions that may wait before callers wait outside.
const QUEUE: usize = 1024;

/// What came of one question.
type Answer<Reply> = Result<Reply, StoreFault>;

/// Asks groups.
pub(crate) trait Source<Question, Reply>: Send + 'static {
    /// Answers all questions, in order.
    fn ask(&mut self, questions: &[Question]) -> impl Future<Output = Answer<Vec<Reply>>> + Send;
}

struct Waiting<Question, Reply> {
    question: Question,
    answer: oneshot::Sender<Answer<Reply>>,
}

/// The queue in front of one reader.
pub(crate) struct Together<Question, Reply> {
    queue: mpsc::Sender<Waiting<Question, Reply>>,
}

impl<Question: Send + Sync + 'static, Reply: Send + 'static> Together<Question, Reply> {
    /// Starts the reader; it ends with the last handle.
    #[expect(clippy::disallowed_methods, reason = "it only reads, and ends when its queue is dropped")]
    pub(crate) fn start(source: impl Source<Question, Reply>) -> Self {
        let (queue, waiting) = mpsc::channel(QUEUE);
        tokio::spawn(run(source, waiting));
        Self { queue }
    }

    /// Waits for the answer.
    pub(crate) async fn ask(&self, question: Question) -> Answer<Reply> {
        let (answer, answered) = oneshot::channel();
        self.queue.send(Waiting { question, answer }).await.map_err(|_| StoreFault::Closing)?;
        answered.await.unwrap_or(Err(StoreFault::Closing))
    }
}

async fn run<Question: Send + Sync, Reply: Send>(
    mut source: impl Source<Question, Reply>,
    mut waiting: mpsc::Receiver<Waiting<Question, Reply>>,
) {
    let mut group = Vec::with_capacity(GROUP_MAX);
    while waiting.recv_many(&mut group, GROUP_MAX).await > 0 {
        let (questions, callers): (Vec<_>, Vec<_>) =
            group.drain(..).map(|one| (one.question, one.answer)).unzip();
        match source.ask(&questions).await {
            Ok(replies) => {
                // A caller that has gone away is told nothing.
                for (caller, reply) in callers.into_iter().zip(replies) {
                    let _gone = caller.send(Ok(reply));
                }
            }
            Err(fault) => {
                let text = fault.to_string();
                for caller in callers {
                    let _gone = caller.send(Err(StoreFault::Database(text.clone())));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use futures::future::join_all;
    use services::ports::StoreFault;
    use tokio::sync::Semaphore;

    use super::{GROUP_MAX, Source, Together};

    /// Doubles; each group waits for a permit, and one with a zero fails.
    struct Doubles {
        groups: Arc<Mutex<Vec<usize>>>,
        permits: Arc<Semaphore>,
    }

    impl Source<u32, u32> for Doubles {
        async fn ask(&mut self, questions: &[u32]) -> Result<Vec<u32>, StoreFault> {
            self.permits.acquire().await.unwrap().forget();
            self.groups.lock().unwrap().push(questions.len());
            if questions.contains(&0) {
                return Err(StoreFault::Database("zero".to_owned()));
            }
            Ok(questions.iter().map(|question| question * 2).collect())
        }
    }

    #[tokio::test]
    async fn a_crowd_shares_questions_and_each_gets_its_own_answer() {
        let (groups, permits) = (Arc::new(Mutex::new(Vec::new())), Arc::new(Semaphore::new(0)));
        let source = Doubles { groups: Arc::clone(&groups), permits: Arc::clone(&permits) };
        let together = Together::start(source);
        let asked = join_all((1..=200u32).map(|question| together.ask(question)));
        let (answers, ()) = futures::join!(asked, async { permits.add_permits(100) });
        for (question, answer) in (1..=200u32).zip(answers) {
            assert_eq!(answer.unwrap(), question * 2);
        }
        let sizes = groups.lock().unwrap().clone();
        assert!(sizes.len() < 20 && sizes.iter().all(|size| *size <= GROUP_MAX), "{sizes:?}");
        assert!(together.ask(0).await.is_err(), "a fault is an answer");
        assert_eq!(together.ask(4).await.unwrap(), 8, "and the next question is asked");
    }
}
