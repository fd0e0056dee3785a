//! What runs came to, for the command line and the log.

use std::collections::BTreeMap;

use domain::{
    money::{Currency, Money},
    payouts::{ItemOutcome, PayoutKind, Rail, RunState, Verdict},
    time::{Day, Timestamp},
};

use crate::{Fault, ports::RunTotal};

/// How asking for the runs of a day ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RunsOutcome {
    /// The runs of that day begin later: nothing was done.
    NotYet {
        /// When.
        begin: Timestamp,
    },
    /// The runs that were due, in the order in which they were made.
    Made(Vec<RunReport>),
}

/// One run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunReport {
    /// The way its payouts take.
    pub rail: Rail,
    /// How they travel.
    pub kind: PayoutKind,
    /// The UTC day it is for.
    pub day: Day,
    /// Where it stands; `None` for a run that was only tried.
    pub state: Option<RunState>,
    /// Whether this call has worked on it; else it had been there before.
    pub fresh: bool,
    /// What it made of its creators, by outcome and currency.
    pub totals: Vec<RunTotal>,
}

/// Sums of decisions, by outcome and currency.
pub(super) struct Sums(BTreeMap<(&'static str, &'static str), RunTotal>);

impl Sums {
    /// What a run has come to so far.
    pub fn of(totals: Vec<RunTotal>) -> Self {
        let key = |total: &RunTotal| (total.outcome.code(), total.gross.currency().code());
        Self(totals.into_iter().map(|total| (key(&total), total)).collect())
    }

    pub fn add(&mut self, verdict: &Verdict, currency: Currency) -> Result<(), Fault> {
        let nothing = Money::zero(currency);
        let (outcome, gross, fee) = match verdict {
            Verdict::Instant(quote) => (ItemOutcome::Paying, quote.gross, quote.fee),
            Verdict::Standard(amount) => (ItemOutcome::Paying, *amount, nothing),
            Verdict::Skipped(reason) => (ItemOutcome::Skipped(*reason), nothing, nothing),
        };
        let empty = RunTotal { outcome, creators: 0, gross: nothing, fee: nothing };
        let total = self.0.entry((outcome.code(), currency.code())).or_insert(empty);
        total.creators = total.creators.saturating_add(1);
        total.gross = total.gross.plus(gross)?;
        total.fee = total.fee.plus(fee)?;
        Ok(())
    }

    pub fn into_totals(self) -> Vec<RunTotal> {
        self.0.into_values().collect()
    }
}
