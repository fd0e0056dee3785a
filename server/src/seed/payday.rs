//! One creator's payouts in the demo world: each with its run, its item and its whole life.

use domain::{
    id::{PayoutId, RunId, TransactionId},
    money::Money,
    payouts::{
        Destination, FailureReason, InstantPart, ItemOutcome, Patience, Payout, PayoutAccount, PayoutItem,
        PayoutKind, PayoutRun, PayoutState, RailNews, RunOrigin, RunState, SkipReason,
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
        let nothing = Money::zero(morning.balance.currency());
        let run = self.run(morning);
        let item = self.item(&run, morning, ItemOutcome::Skipped(reason), (nothing, nothing));
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
        let currency = morning.balance.currency();
        let gross = Money::sum(currency, parts.iter().map(|part| part.gross)).map_err(broken)?;
        let fee = Money::sum(currency, parts.iter().map(|part| part.fee)).map_err(broken)?;
        let run = self.run(morning);
        let item = self.item(&run, morning, ItemOutcome::Paying, (gross, fee));
        let mut changes = Changes {
            writes: vec![Write::InsertRun(run.clone()), Write::InsertItem(item)],
            ..Changes::default()
        };
        for (part, number) in parts.into_iter().zip(1..) {
            self.one(&run, part, number, fails, &mut changes)?;
        }
        self.account.told = None;
        Ok(changes)
    }

    /// One part: requested, handed over, and arrived or refused.
    fn one(
        &mut self,
        run: &PayoutRun,
        part: InstantPart,
        number: u16,
        fails: Option<FailureReason>,
        changes: &mut Changes,
    ) -> Result<(), CommandError> {
        let id = || TransactionId::new(run.at, SystemEntropy.bits());
        let payout = Payout {
            id: PayoutId::new(run.at, SystemEntropy.bits()),
            run: run.id.clone(),
            creator: self.bank.creator.clone(),
            part: number,
            rail: run.rail,
            kind: run.kind,
            day: run.day,
            gross: part.gross,
            fee: part.fee,
            destination: self.bank.id.clone(),
            state: PayoutState::Requested,
            state_since: run.at,
            tries: 0,
            next_look_at: Some(run.at),
            reference: None,
            created_at: run.at,
            version: 1,
        };
        changes.transactions.push(payout.started(id(), run.at).map_err(broken)?);
        let on_its_way = match run.kind {
            PayoutKind::Instant => INSTANT_SECONDS,
            PayoutKind::Standard => STANDARD_SECONDS,
        };
        let arrives = run.at.plus_seconds(on_its_way);
        let reference = Some(format!("SB{:012}", SystemEntropy.bits() % 1_000_000_000_000));
        let news = fails.map_or(RailNews::Paid { reference }, RailNews::Failed);
        let patience = Patience { retry_ms: self.policy.retry_ms() };
        let handed_over = payout.submit(run.at.plus_seconds(1)).map_err(broken)?;
        let step = handed_over.hear(&news, patience, id(), arrives).map_err(broken)?;
        changes.transactions.extend(step.transaction);
        if run.kind == PayoutKind::Instant {
            self.account.volume = self.account.volume.with(run.day, step.payout.gross);
        }
        if let Some(event) = step.event {
            let limit = u32::from(self.policy.failures_before_pause);
            self.account = self.account.clone().after(&step.payout, event, limit, arrives).0;
        }
        changes.writes.push(Write::InsertPayout(step.payout));
        Ok(())
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

    fn item(
        &self,
        run: &PayoutRun,
        morning: Morning,
        outcome: ItemOutcome,
        (gross, fee): (Money, Money),
    ) -> PayoutItem {
        PayoutItem {
            run: run.id.clone(),
            creator: self.bank.creator.clone(),
            kind: morning.kind,
            day: run.day,
            outcome,
            obstacle: None,
            gross,
            fee,
            balance: morning.balance,
            payable: morning.payable,
            minimum: self.policy.minimum_payout(self.bank.currency),
            decided_at: morning.at,
        }
    }
}
