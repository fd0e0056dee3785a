//! Many pages that wait for their order at once, and what that costs the server in memory.

use std::{rc::Rc, time::Duration};

use serde_json::json;
use tokio::{sync::Semaphore, task::JoinSet, time};

use crate::{
    arguments::Arguments,
    client::Connection,
    failure::{Doing, Failure},
    memory::resident,
    world::World,
};

/// Connections that are being opened at once: fewer than a listener keeps waiting.
const OPENING: usize = 200;
/// How long after the last request the memory is read, so that buffers have settled.
const SETTLE: Duration = Duration::from_secs(2);
/// How much longer than asked for an answer may take.
const PATIENCE: Duration = Duration::from_secs(15);

/// Holds `--connections` requests open for `--wait` seconds.
pub async fn run(arguments: &Arguments, world: &Rc<World>) -> Result<String, Failure> {
    let process = arguments.pid.ok_or_else(|| Failure("--pid is missing".to_owned()))?;
    let before = resident(process)?;
    let opening = Rc::new(Semaphore::new(OPENING));
    let mut held = JoinSet::new();
    for place in arguments.first..arguments.first + arguments.connections {
        let (world, opening, wait) = (Rc::clone(world), Rc::clone(&opening), arguments.wait);
        held.spawn_local(async move {
            let permit = opening.acquire().await.doing("wait")?;
            let connection = send(&world, place, wait).await?;
            drop(permit);
            Ok::<_, Failure>(connection)
        });
    }
    let mut connections = Vec::with_capacity(arguments.connections);
    while let Some(opened) = held.join_next().await {
        connections.push(opened.doing("open a connection")??);
    }
    time::sleep(SETTLE).await;
    let waiting = waiting(world).await?;
    let during = resident(process)?;
    let (unchanged, news, failed) = answers(connections, arguments.wait).await?;
    Ok(json!({
        "opened": arguments.connections,
        "waiting": waiting,
        "unchanged": unchanged,
        "news": news,
        "errors": failed,
        "before_kb": before,
        "during_kb": during,
        "growth_kb": during.saturating_sub(before),
    })
    .to_string())
}

async fn send(world: &World, place: usize, wait: u32) -> Result<Connection, Failure> {
    let missing = || Failure("there are fewer waiting orders than that".to_owned());
    let order = world.orders.get(place).ok_or_else(missing)?;
    let member = world.members.get(place).ok_or_else(missing)?;
    let head = world.head(&format!("GET /o/{}/status?wait={wait}", order.token), &member.session);
    let mut connection =
        Connection::open(&world.host).await.doing("connect (is `ulimit -n` high enough?)")?;
    connection.send(format!("{head}If-None-Match: \"1\"\r\n\r\n").as_bytes()).await.doing("ask")?;
    Ok(connection)
}

/// How many pages wait, as the server counts them.
async fn waiting(world: &World) -> Result<u64, Failure> {
    let mut connection = Connection::open(&world.host).await.doing("connect")?;
    let request = format!("GET /metrics HTTP/1.1\r\nHost: {}\r\n\r\n", world.host);
    let answer = connection.exchange(request.as_bytes()).await.doing("read /metrics")?;
    let text = String::from_utf8_lossy(answer.body).into_owned();
    let line = text.lines().find_map(|line| line.strip_prefix("joinery_waiting_pages "));
    line.and_then(|count| count.trim().parse().ok())
        .ok_or_else(|| Failure("/metrics counts no waiting pages".to_owned()))
}

/// Counts the answers: unchanged, with news, broken.
async fn answers(connections: Vec<Connection>, wait: u32) -> Result<(usize, usize, usize), Failure> {
    let mut reading = JoinSet::new();
    for mut connection in connections {
        reading.spawn_local(async move { connection.receive().await.map(|answer| answer.status) });
    }
    let (mut unchanged, mut news, mut failed) = (0, 0, 0);
    let count = async {
        while let Some(read) = reading.join_next().await {
            match read {
                Ok(Ok(304)) => unchanged += 1,
                Ok(Ok(200)) => news += 1,
                _ => failed += 1,
            }
        }
    };
    let limit = Duration::from_secs(u64::from(wait)) + PATIENCE;
    time::timeout(limit, count).await.map_err(|_| Failure("not everybody was answered".to_owned()))?;
    Ok((unchanged, news, failed))
}
