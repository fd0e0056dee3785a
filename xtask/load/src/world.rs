//! What `joinery seed bench` left: who is signed in, what is sold, which orders wait.

use std::{fs, path::Path};

use serde_json::Value;

use crate::{
    arguments::Arguments,
    failure::{Doing, Failure},
};

/// A signed-in member.
#[derive(Debug)]
pub struct Member {
    /// The session's token.
    pub session: String,
    /// The proof that the agreement was opened.
    pub stamp: String,
}

/// An order that waits for its payer; it belongs to the member at the same place.
#[derive(Debug)]
pub struct Waiting {
    /// The last part of its address.
    pub token: String,
    /// The gateway's number of it.
    pub number: String,
}

/// Everything a load needs to know.
#[derive(Debug)]
pub struct World {
    /// `host:port`
    pub host: String,
    /// What the `Origin` header says.
    pub origin: String,
    /// The last part of the community's address.
    pub slug: String,
    /// The name of the session's cookie.
    pub cookie: String,
    /// The agreement in force.
    pub agreement: String,
    /// What is sold.
    pub products: Vec<String>,
    /// What a waiting order costs, in minor units.
    pub pending_total: i64,
    /// The members.
    pub members: Vec<Member>,
    /// The waiting orders.
    pub orders: Vec<Waiting>,
}

impl World {
    /// Reads the folder.
    pub fn read(arguments: &Arguments) -> Result<Self, Failure> {
        let folder = arguments.data.as_path();
        let told: Value = serde_json::from_str(&text(folder, "world.json")?).doing("read world.json")?;
        let word = |name: &str| told.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let products = told.get("products").and_then(Value::as_array).into_iter().flatten();
        let members = pairs(&text(folder, "members.txt")?, |session, stamp| Member { session, stamp });
        let orders = pairs(&text(folder, "orders.txt")?, |token, number| Waiting { token, number });
        Ok(Self {
            host: arguments.host().to_owned(),
            origin: arguments.url.clone(),
            slug: word("slug"),
            cookie: word("cookie"),
            agreement: word("agreement"),
            products: products.filter_map(Value::as_str).map(str::to_owned).collect(),
            pending_total: told.get("pending_total").and_then(Value::as_i64).unwrap_or_default(),
            members,
            orders,
        })
    }

    /// The product at a place.
    pub fn product(&self, place: usize) -> &str {
        self.products.get(place).map(String::as_str).unwrap_or_default()
    }

    /// The head of a request that a signed-in member's browser would send, without its end.
    pub fn head(&self, line: &str, session: &str) -> String {
        format!(
            "{line} HTTP/1.1\r\nHost: {}\r\nCookie: {}={session}\r\nAccept: text/html\r\n",
            self.host, self.cookie
        )
    }
}

fn text(folder: &Path, name: &str) -> Result<String, Failure> {
    let path = folder.join(name);
    fs::read_to_string(&path).doing(format!("read {}; `joinery seed bench` writes it", path.display()))
}

fn pairs<T>(text: &str, make: impl Fn(String, String) -> T) -> Vec<T> {
    let pairs = text.lines().filter_map(|line| line.split_once(' '));
    pairs.map(|(left, right)| make(left.to_owned(), right.to_owned())).collect()
}
