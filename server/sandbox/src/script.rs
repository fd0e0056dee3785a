//! Faults by script: rules that wait, oldest first, until what they are meant for happens. Each gateway and each rail has
//! a queue of its own, and its own words for what can be struck (`On`), for what can go wrong (`Kind`), and for whatever
//! else a rule says (`Besides`).

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// At most this many rules wait at a time.
pub const MAX_RULES: usize = 64;
/// No artificial delay is longer.
pub const MAX_DELAY: Duration = Duration::from_mins(1);

/// What can go wrong somewhere.
pub trait Wrong<On>: Copy + PartialEq {
    /// The effect happens, then the connection stays silent and breaks.
    const SILENCE: Self;
    /// What is told waits until something else was told.
    const REORDER: Self;

    /// Whether it means anything for what it strikes.
    fn strikes(self, on: On) -> bool;

    /// How long a delay, a silence, or a wait lasts where the script does not say it.
    fn default_delay(self) -> Duration {
        if self == Self::SILENCE {
            Duration::from_secs(10)
        } else if self == Self::REORDER {
            Duration::from_secs(5)
        } else {
            Duration::from_secs(1)
        }
    }
}

/// A rule as it is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Rule<On, Kind, Besides = ()> {
    /// What it strikes.
    pub on: On,
    /// What goes wrong.
    pub kind: Kind,
    /// How often it still strikes.
    #[serde(default = "once")]
    pub times: u32,
    /// How long a delay, a silence, or the wait for another notification lasts, in milliseconds.
    #[serde(default)]
    pub delay_ms: Option<u64>,
    /// What this gateway's rules say besides, in fields beside the others.
    #[serde(flatten)]
    pub besides: Besides,
}

fn once() -> u32 {
    1
}

/// A fault that strikes now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault<Kind, Besides = ()> {
    /// What goes wrong.
    pub kind: Kind,
    /// How long a delay, a silence, or a wait lasts.
    pub delay: Duration,
    /// See [`Rule::besides`].
    pub besides: Besides,
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
pub struct Queue<On, Kind, Besides = ()> {
    rules: Vec<Rule<On, Kind, Besides>>,
}

impl<On, Kind, Besides> Default for Queue<On, Kind, Besides> {
    fn default() -> Self {
        Self { rules: Vec::new() }
    }
}

impl<On, Kind, Besides> Queue<On, Kind, Besides>
where
    On: Copy + PartialEq,
    Kind: Wrong<On>,
    Besides: Clone,
{
    /// Adds a rule.
    pub fn add(&mut self, rule: Rule<On, Kind, Besides>) -> Result<(), Rejected> {
        if !rule.kind.strikes(rule.on) {
            return Err(Rejected::Meaningless);
        }
        let too_long = rule.delay_ms.is_some_and(|delay_ms| Duration::from_millis(delay_ms) > MAX_DELAY);
        if rule.times == 0 || too_long {
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
    pub fn rules(&self) -> &[Rule<On, Kind, Besides>] {
        &self.rules
    }

    /// Uses up one strike of the oldest rule for `on` that is meant.
    pub fn take(
        &mut self,
        on: On,
        is_meant: impl Fn(Kind, &Besides) -> bool,
    ) -> Option<Fault<Kind, Besides>> {
        let mut rules = self.rules.iter();
        let at = rules.position(|rule| rule.on == on && is_meant(rule.kind, &rule.besides))?;
        let rule = self.rules.get_mut(at)?;
        rule.times = rule.times.saturating_sub(1);
        let fault = Fault {
            kind: rule.kind,
            delay: rule.delay_ms.map_or_else(|| rule.kind.default_delay(), Duration::from_millis),
            besides: rule.besides.clone(),
        };
        if rule.times == 0 {
            self.rules.remove(at);
        }
        Some(fault)
    }
}
