//! One creator's payouts in the demo world: each with its run, its item and its whole life.

use domain::{
    id::{RunId, TransactionId},
    money::Money,
    payouts::{
        Destination, FailureReason, InstantPart, LookedAt, Made, NewsSource, Patience, Payout, PayoutAccount,
        PayoutKind, PayoutRun, RailNews, RunOrigin, RunState, SkipReason,
    },
    policy::Policy,
    time::Timestamp,
};
use services::ports::{Changes, EntropyExt as _, Write};

use super::history::broken;
use crate::{commands::CommandError, entropy::SystemEntropy};

/// How long a payout of the demo world is on its way, in seconds.
const INSTANT_SECONDS: i64 = 240;
const STANDARD_SECONDS: i64 = 86_400;

/// The facts of one run.
#[derive(Clone, Copy)]
pub(super) struct Morning {
    pub kind: PayoutKind,
    pub at: Timestamp,
    pub cut_off: Timestamp,
    pub balance: Money,
    pub payable: Money,
}

/// Who is paid, and what is remembered about it.
pub(super) struct Payday<'a> {
    bank: &'a Destination,
    policy: &'a Policy,
    pub account: PayoutAccount,
}

impl<'a> Payday<'a> {
    pub fn new(bank: &'a Destination, policy: &'a Policy, since: Timestamp) -> Self {
        Self { bank, policy, account: PayoutAccount::new(bank.creator.clone(), bank.currency, since) }
    }

    /// The account as it is after all of it.
    pub fn remembered(self) -> Changes {
        Changes { writes: vec![Write::PutPayoutAccount(self.account)], ..Changes::default() }
    }

    /// A run that pays nothing.
    pub fn skipped(&mut self, morning: Morning, reason: SkipReason) -> Changes {
        self.account.told = Some(reason.code().to_owned());
        let run = self.run(morning);
        let item = run.skips(self.seen(morning), reason);
        let writes = vec![Write::InsertRun(run), Write::InsertItem(item)];
        Changes { writes, ..Changes::default() }
    }

    /// A standard payout of everything payable: free, and it arrives.
    pub fn paid_free(&mut self, morning: Morning) -> Result<Changes, CommandError> {
        let (gross, fee) = (morning.payable, Money::zero(morning.payable.currency()));
        self.paid(morning, vec![InstantPart { gross, fee, net: gross }], None)
    }

    /// A run that pays, in one part or several; all of them fail when there is a reason.
    pub fn paid(
        &mut self,
        morning: Morning,
        parts: Vec<InstantPart>,
        fails: Option<FailureReason>,
    ) -> Result<Changes, CommandError> {
        let run = self.run(morning);
        let made = run.pays(self.seen(morning), &self.bank.id, parts, || SystemEntropy.bits());
        let Made { item, payouts, transactions } = made.map_err(broken)?;
        if run.kind == PayoutKind::Instant {
            self.account.volume = self.account.volume.with(run.day, item.gross);
        }
        let mut ended = Vec::new();
        let mut changes = Changes { transactions, ..Changes::default() };
        for payout in payouts {
            let payout = self.one(payout, &ended, fails, &mut changes)?;
            ended.push(payout);
        }
        changes.writes = vec![Write::InsertRun(run), Write::InsertItem(item)];
        changes.writes.extend(ended.into_iter().map(Write::InsertPayout));
        self.account.told = None;
        Ok(changes)
    }

    /// One part: handed over, and arrived or refused, after those parts of its item that have ended before.
    fn one(
        &mut self,
        payout: Payout,
        before: &[Payout],
        fails: Option<FailureReason>,
        changes: &mut Changes,
    ) -> Result<Payout, CommandError> {
        let made = payout.created_at;
        let on_its_way = match payout.kind {
            PayoutKind::Instant => INSTANT_SECONDS,
            PayoutKind::Standard => STANDARD_SECONDS,
        };
        let arrives = made.plus_seconds(on_its_way);
        let reference = Some(format!("SB{:012}", SystemEntropy.bits() % 1_000_000_000_000));
        let news = fails.map_or(RailNews::Paid { reference }, RailNews::Failed);
        let patience = Patience { retry_ms: self.policy.retry_ms() };
        let id = TransactionId::new(made, SystemEntropy.bits());
        let handed_over = payout.submit(made.plus_seconds(1)).map_err(broken)?;
        let step = handed_over.hear(&news, NewsSource::Told, patience, id, arrives).map_err(broken)?;
        changes.transactions.extend(step.transaction);
        let Some(event) = step.event else { return Ok(step.payout) };
        let limit = u32::from(self.policy.failures_before_pause);
        let remembered = self.account.clone().after(step.payout, before, event, limit, arrives);
        self.account = remembered.account;
        Ok(remembered.payout)
    }

    fn run(&self, morning: Morning) -> PayoutRun {
        PayoutRun {
            id: RunId::new(morning.at, SystemEntropy.bits()),
            origin: RunOrigin::Schedule,
            request_key: None,
            rail: self.bank.rail,
            kind: morning.kind,
            day: morning.at.day(),
            cut_off: morning.cut_off,
            at: morning.at,
            state: RunState::Done,
            cursor: None,
            created_at: morning.at,
            computed_at: Some(morning.at),
            version: 0,
        }
    }

    fn seen(&self, morning: Morning) -> LookedAt {
        LookedAt {
            creator: self.bank.creator.clone(),
            obstacle: None,
            balance: morning.balance,
            payable: morning.payable,
            minimum: self.policy.minimum_payout(self.bank.currency),
            at: morning.at,
        }
    }
}
