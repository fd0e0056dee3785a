//! Whether everything that a killed server had confirmed is still there.

use std::{fs, rc::Rc};

use serde_json::{Value, json};

use crate::{
    arguments::Arguments,
    client::{Answer, Connection},
    failure::{Doing, Failure},
    world::World,
};

/// Asks for each confirmed order as its member.
pub async fn run(arguments: &Arguments, world: &Rc<World>) -> Result<String, Failure> {
    let path = arguments.acks.as_ref().ok_or_else(|| Failure("--acks is missing".to_owned()))?;
    let text = fs::read_to_string(path).doing(format!("read {}", path.display()))?;
    let mut connection = Connection::open(&world.host).await.doing("connect")?;
    let (mut checked, mut lost) = (0, 0);
    for line in text.lines() {
        let mut words = line.split(' ');
        let (Some(kind), Some(session), Some(token)) = (words.next(), words.next(), words.next()) else {
            continue;
        };
        let request = world.head(&format!("GET /o/{token}/status"), session) + "\r\n";
        let answer = connection.exchange(request.as_bytes()).await.doing("ask for an order")?;
        checked += 1;
        if !is_there(kind, &answer) {
            lost += 1;
        }
    }
    Ok(json!({ "checked": checked, "lost": lost }).to_string())
}

fn is_there(kind: &str, answer: &Answer<'_>) -> bool {
    let status: Option<Value> = serde_json::from_slice(answer.body).ok();
    let word = status.as_ref().and_then(|status| status.get("status")).and_then(Value::as_str);
    answer.status == 200 && (kind == "order" || word == Some("paid"))
}
