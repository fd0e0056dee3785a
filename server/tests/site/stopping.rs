//! The program can stop at any moment: whoever waits is answered, and the server ends.

use std::time::{Duration, Instant};

use reqwest::Method;
use tokio::task::JoinSet;

use crate::{live::waiting, world::World};

/// Long enough to tell slow from never.
const PATIENCE: Duration = Duration::from_secs(20);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[expect(clippy::disallowed_methods, reason = "how long stopping takes is what is tested")]
async fn open_waits_end_within_a_second_of_being_asked() {
    let mut world = World::start().await;
    let mut mei = world.signed_in("mei").await;
    let order = mei.order("slow-light", world.product("slow-light", 0).id.as_str()).await;
    mei.get(&order).await;
    let poll = mei.request(Method::GET, &format!("{order}/status?wait=25")).header("if-none-match", "\"1\"");
    let mut polling = JoinSet::new();
    polling.spawn(poll.send());
    let mut stream = mei.request(Method::GET, &format!("{order}/events")).send().await.unwrap();
    assert!(stream.chunk().await.unwrap().is_some());
    waiting(&world, 1).await;
    let asked = Instant::now();
    world.tasks.stop();
    let ended = tokio::time::timeout(PATIENCE, all_end(&mut world, polling, stream)).await;
    assert!(ended.is_ok(), "something still waits");
    assert!(asked.elapsed() < Duration::from_secs(1), "{:?}", asked.elapsed());
    let refused = mei.request(Method::GET, "/healthz").send().await;
    assert!(refused.is_err(), "nobody listens any more");
}

async fn all_end(
    world: &mut World,
    mut polling: JoinSet<reqwest::Result<reqwest::Response>>,
    stream: reqwest::Response,
) {
    let polled = polling.join_next().await.unwrap().unwrap().unwrap();
    assert_eq!(polled.status().as_u16(), 304);
    assert_eq!(stream.text().await.unwrap(), "");
    drop(polled);
    world.served().await;
    assert!(world.tasks.finished().await);
}
