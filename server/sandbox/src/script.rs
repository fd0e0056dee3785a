//! Faults by script: rules that wait, oldest first, until what they are meant for happens. Each gateway and each rail has
//! a queue of its own kind of rule.

use std::time::Duration;

/// At most this many rules wait at a time.
pub const MAX_RULES: usize = 64;
/// No artificial delay is longer.
pub const MAX_DELAY: Duration = Duration::from_mins(1);

/// A rule, as a queue sees it.
pub trait Scripted {
    /// Whether what goes wrong means anything for what it strikes.
    fn has_meaning(&self) -> bool;
    /// How often it still strikes.
    fn times(&mut self) -> &mut u32;
    /// How long a delay, a silence, or a wait lasts, in milliseconds, where the script says so.
    fn delay_ms(&self) -> Option<u64>;
    /// How long it lasts otherwise.
    fn default_delay(&self) -> Duration;
}

/// Why a rule was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rejected {
    /// The fault means nothing for this operation.
    Meaningless,
    /// It would strike zero times, or its delay is too long.
    OutOfRange,
    /// Too many rules wait already.
    TooMany,
}

/// The rules that still have to strike, oldest first.
#[derive(Debug)]
pub struct Queue<R> {
    rules: Vec<R>,
}

impl<R> Default for Queue<R> {
    fn default() -> Self {
        Self { rules: Vec::new() }
    }
}

impl<R: Scripted + Clone> Queue<R> {
    /// Adds a rule.
    pub fn add(&mut self, mut rule: R) -> Result<(), Rejected> {
        if !rule.has_meaning() {
            return Err(Rejected::Meaningless);
        }
        let too_long = rule.delay_ms().is_some_and(|delay_ms| Duration::from_millis(delay_ms) > MAX_DELAY);
        if *rule.times() == 0 || too_long {
            return Err(Rejected::OutOfRange);
        }
        if self.rules.len() >= MAX_RULES {
            return Err(Rejected::TooMany);
        }
        self.rules.push(rule);
        Ok(())
    }

    /// Forgets all rules.
    pub fn clear(&mut self) {
        self.rules.clear();
    }

    /// The rules that still have to strike.
    pub fn rules(&self) -> &[R] {
        &self.rules
    }

    /// Uses up one strike of the oldest rule that is meant; the answer is the rule, and how long its delay lasts.
    pub fn strike(&mut self, is_meant: impl Fn(&R) -> bool) -> Option<(R, Duration)> {
        let at = self.rules.iter().position(is_meant)?;
        let rule = self.rules.get_mut(at)?;
        let delay = rule.delay_ms().map_or_else(|| rule.default_delay(), Duration::from_millis);
        let times = rule.times();
        *times = times.saturating_sub(1);
        let is_used_up = *times == 0;
        let struck = rule.clone();
        if is_used_up {
            self.rules.remove(at);
        }
        Some((struck, delay))
    }
}
