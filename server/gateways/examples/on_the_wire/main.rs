//! What our adapters say on the wire, and what they understand of it: the SDKs of others judge both in the test run.
//!
//! - `on_the_wire requests GATEWAY KEYS BASE_URL` takes payments through their lives at a sandbox of its own, and prints
//!   the requests of each step as a line of JSON. `BASE_URL` is the gateway's in the addresses that payers are sent to.
//! - `on_the_wire hears GATEWAY KEYS` reads notifications, a line of JSON each, and answers with a line of JSON that says
//!   what the adapter understood.
//!
//! `GATEWAY` is `wechat`, `alipay`, `stripe`, or, to hear, `alipay-certificates`. `KEYS` is the sandbox's folder of keys.

mod accounts;
mod alipay;
mod hearing;
mod line;
mod recorder;
mod stage;
mod stripe;
mod wechat;

use std::{error::Error, path::Path};

/// Whatever goes wrong is said and ends the program.
type Outcome<T = ()> = Result<T, Box<dyn Error>>;

#[tokio::main]
async fn main() -> Outcome {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["requests", "wechat", keys, _] => wechat::requests(Path::new(keys)).await,
        ["requests", "alipay", keys, base_url] => alipay::requests(Path::new(keys), base_url).await,
        ["requests", "stripe", keys, _] => stripe::requests(Path::new(keys)).await,
        ["hears", gateway, keys] => hearing::hear(&*accounts::listener(gateway, Path::new(keys))?),
        _ => Err("say `requests GATEWAY KEYS BASE_URL` or `hears GATEWAY KEYS`".into()),
    }
}
