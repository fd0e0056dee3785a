//! What all lists of Checkout have in common: whose things they show, of which time, and how a page is cut out.

use axum::Json;
use serde_json::Value;

use super::{
    super::{
        failure::Failure,
        gate::Call,
        list::{self, Interval, Window},
    },
    book::Shelf,
    things::{Dispute, Movement, Refund, Session},
};

/// What every list can be asked for.
const COMMON: [&str; 5] = ["created", "limit", "starting_after", "ending_before", "expand"];

/// Something that lists show.
pub trait Listed {
    /// Whose it is.
    fn account(&self) -> &str;
    /// When it was made.
    fn created_ms(&self) -> i64;
}

macro_rules! listed {
    ($($thing:ty),+) => {$(
        impl Listed for $thing {
            fn account(&self) -> &str {
                &self.account
            }

            fn created_ms(&self) -> i64 {
                self.created_ms
            }
        }
    )+};
}

listed!(Session, Refund, Dispute, Movement);

/// Answers the request for a list: of what `shelf` has of the account that asks, newest first, what each of the `own`
/// parameters lets through. These are texts that a thing must say, too: `says` gives them in the order of `own`.
pub fn listed<'a, T: Listed, const N: usize>(
    call: &Call,
    shelf: &'a Shelf<T>,
    own: [&str; N],
    says: impl Fn(&'a T) -> [Option<&'a str>; N],
    shown: impl Fn(&'a T) -> Value,
) -> Result<Json<Value>, Failure> {
    let form = &call.form;
    form.only(&[own.as_slice(), &COMMON].concat())?;
    let created = Interval::read(form, "created")?;
    let wanted = own.map(|name| form.text(name));
    let documents = shelf
        .newest_first()
        .filter(|thing| thing.account() == call.account)
        .filter(|thing| created.contains(thing.created_ms().div_euclid(1000)))
        .filter(|thing| {
            let thing: &'a T = thing;
            wanted.iter().zip(says(thing)).all(|(wanted, said)| wanted.is_none() || *wanted == said)
        })
        .map(shown)
        .collect();
    Ok(Json(list::page(&call.path, documents, &Window::read(form)?)))
}
