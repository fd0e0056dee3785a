//! Runs a load over its connections.

use std::{cell::RefCell, rc::Rc, time::Duration};

use tokio::{task::JoinSet, time};

use crate::{
    arguments::Arguments,
    client::{Answer, Connection},
    clock,
    failure::Failure,
    pace::Pace,
    report::Report,
};

/// How long after its time a load may still wait for answers.
const PATIENCE: Duration = Duration::from_mins(1);

/// What is asked, and which answer is right.
pub trait Load {
    /// Writes the request with a number; false when there are no more.
    fn request(&self, number: usize, into: &mut Vec<u8>) -> bool;
    /// Whether the answer is what was promised.
    fn is_right(&self, number: usize, answer: &Answer<'_>) -> bool;
    /// Whether the server is expected to go away.
    fn ends_with_the_server(&self) -> bool {
        false
    }
}

/// Asks until the time is over or nothing is left to ask.
pub async fn run(load: impl Load + 'static, arguments: &Arguments) -> Result<Report, Failure> {
    let load = Rc::new(load);
    let begun = clock::now();
    let pace = Rc::new(Pace::new(begun, arguments.seconds, arguments.rate));
    let report = Rc::new(RefCell::new(Report::default()));
    let mut workers = JoinSet::new();
    for _ in 0..arguments.connections {
        let (load, pace, report) = (Rc::clone(&load), Rc::clone(&pace), Rc::clone(&report));
        let host = arguments.host().to_owned();
        workers.spawn_local(async move { work(&host, load.as_ref(), &pace, &report).await });
    }
    let finished = async {
        while let Some(ended) = workers.join_next().await {
            ended.map_err(|error| Failure(error.to_string()))?;
        }
        Ok(())
    };
    let limit = Duration::from_secs(arguments.seconds) + PATIENCE;
    time::timeout(limit, finished)
        .await
        .map_err(|_| Failure("the server stopped answering".to_owned()))??;
    let mut report = report.take();
    report.took = clock::now() - begun;
    Ok(report)
}

async fn work(host: &str, load: &impl Load, pace: &Pace, report: &RefCell<Report>) {
    let mut request = Vec::new();
    let mut kept: Option<Connection> = None;
    while let Some((number, due)) = pace.next(clock::now()) {
        request.clear();
        if !load.request(number, &mut request) {
            return;
        }
        if let Some(due) = due {
            time::sleep_until(due.into()).await;
        }
        // In an open loop the wait behind slower answers counts: nobody would be spared it.
        let began = due.unwrap_or_else(clock::now);
        match ask(host, kept.take(), &request, |answer| load.is_right(number, answer)).await {
            Ok((connection, wrong)) => {
                match wrong {
                    None => report.borrow_mut().right(clock::now() - began),
                    Some(what) => report.borrow_mut().wrong(|| what),
                }
                kept = Some(connection);
            }
            Err(_) if load.ends_with_the_server() => return,
            Err(error) => report.borrow_mut().wrong(|| error.to_string()),
        }
    }
}

/// Asks once and gives the connection back, with the answer when it is wrong.
async fn ask(
    host: &str,
    kept: Option<Connection>,
    request: &[u8],
    is_right: impl FnOnce(&Answer<'_>) -> bool,
) -> std::io::Result<(Connection, Option<String>)> {
    let mut connection = match kept {
        Some(connection) => connection,
        None => Connection::open(host).await?,
    };
    let answer = connection.exchange(request).await?;
    let wrong = (!is_right(&answer)).then(|| shown(&answer));
    Ok((connection, wrong))
}

/// A wrong answer, short enough to read.
fn shown(answer: &Answer<'_>) -> String {
    let location = answer.header("location").unwrap_or_default();
    let body: String = String::from_utf8_lossy(answer.body).chars().take(120).collect();
    format!("{} {location} {body}", answer.status)
}
