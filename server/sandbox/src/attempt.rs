//! Attempts to tell a merchant something, as each gateway remembers them.

use std::collections::VecDeque;

use serde::Serialize;

/// The newest attempts of a notification that are remembered; the longest ladder alone makes sixteen.
const MAX_ATTEMPTS: usize = 64;

/// How an attempt ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// The merchant answered that it has heard, in the way the gateway wants it.
    Acknowledged,
    /// The merchant answered something else, a redirect for instance.
    Refused,
    /// The merchant could not be reached or said nothing in time.
    NoAnswer,
    /// A fault kept it from being sent.
    Dropped,
}

/// One attempt to tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Attempt {
    /// When, by the system clock.
    pub at_ms: i64,
    /// The HTTP status of the merchant's answer.
    pub status: Option<u16>,
    /// How it ended.
    pub ending: Ending,
}

/// Remembers what was tried just now, behind the earlier `attempts`. That the merchant has heard is never forgotten.
pub fn remember(attempts: &mut VecDeque<Attempt>, acknowledged: &mut bool, made: Vec<Attempt>) {
    for attempt in made {
        if attempts.len() >= MAX_ATTEMPTS {
            attempts.pop_front();
        }
        *acknowledged |= attempt.ending == Ending::Acknowledged;
        attempts.push_back(attempt);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_newest_attempts_are_remembered_but_that_the_merchant_heard_is_not_forgotten() {
        let (mut attempts, mut acknowledged) = (VecDeque::new(), false);
        let heard = Attempt { at_ms: 0, status: Some(204), ending: Ending::Acknowledged };
        remember(&mut attempts, &mut acknowledged, vec![heard]);
        let deaf = |at_ms| Attempt { at_ms, status: Some(500), ending: Ending::Refused };
        remember(&mut attempts, &mut acknowledged, (1..200).map(deaf).collect());
        assert_eq!((attempts.len(), attempts.back()), (MAX_ATTEMPTS, Some(&deaf(199))));
        assert!(acknowledged);
    }
}
