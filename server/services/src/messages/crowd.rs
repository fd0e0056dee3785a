//! Many alike: a mailbox that fills with one kind of news hides what matters, and teaches its reader to look away.
//!
//! The rule: to one person, six mails of one kind of news at once and then one in ten minutes. What is above stays in the
//! list in the program, which has everything; each mail says so at its foot. Warnings are never held back: if they were,
//! whoever took over an account could hide the one that matters behind six that do not.
//!
//! Counted in memory by the process that sends: after a restart a few more leave.

use domain::{
    id::UserId,
    message::{Importance, MessageKind},
    time::Timestamp,
};

use crate::rate_limit::{Admission, RateLimit};

/// Mails of one kind at once.
const AT_ONCE: u32 = 6;
/// Then one more each time this has passed, in milliseconds.
const PAUSE_MS: i64 = 600_000;

/// Who was mailed what lately.
pub(super) struct Crowd(RateLimit);

impl Default for Crowd {
    fn default() -> Self {
        Self(RateLimit::new(AT_ONCE, PAUSE_MS))
    }
}

impl Crowd {
    /// Whether one more mail is too many. Counts it if not: ask once for each message.
    pub(super) fn keeps(&self, about: &MessageKind, reader: &UserId, now: Timestamp) -> bool {
        let key = || format!("{}/{reader}", about.code());
        about.importance() == Importance::News && self.0.admit(&key(), now) != Admission::Admitted
    }
}
