//! What an operator does about payouts. Each act is one unit of work with the message that tells it, and a line in the
//! log that names who did it.

use domain::{
    id::{AdjustmentId, CreatorId, RunId, TransactionId},
    message::{MessageKind, PauseCause, Recipient},
    money::{BasisPoints, Currency, Money, parse_money},
    order::Gateway,
    payouts::{Adjustment, AdjustmentKind, PayoutRun, RunState, Standing},
    view::{Problem, ProblemCode, payouts::DeskDraft},
};

use super::{super::engine::RunsOutcome, MAX_TRIES, PayoutDesk, operator::APPROVALS};
use crate::{
    Fault,
    actor::Operator,
    messages::tell,
    ports::{CandidateFacts, Changes, Commit, EntropyExt, OutboxRow, RunApproval, Write},
};

/// Longest reason that a creator reads, in characters.
const REASON_LENGTH: u32 = 300;
/// Longest reserve, in days.
const RESERVE_DAYS: u32 = 180;
/// The largest reserve: half of the sales.
const RESERVE_RATE: u32 = 5_000;
/// The largest credit booked at a desk, in major units of the currency.
const CREDIT_MAJOR: i64 = 10_000;

/// How an act ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ActOutcome {
    /// It is done, or was so already.
    Done,
    /// It is not; the draft says why.
    Refused(DeskDraft),
    /// There is no such creator.
    NoCreator,
}

/// How an approval ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApproveOutcome {
    /// It is recorded; somebody else has to approve too.
    Recorded,
    /// It was the last one that was needed: the run is sent.
    Released,
    /// The same person has approved before.
    AlreadyMine,
    /// The run waits for no approval.
    NotAsked,
    /// There is no such run.
    NoRun,
}

impl PayoutDesk {
    /// Goes through today's runs again: whoever has been looked at is not looked at twice. `None` when there is nothing
    /// to repeat yet, because today's runs begin later.
    pub async fn run_again(&self, operator: &Operator) -> Result<Option<()>, Fault> {
        let today = self.parts.clock.business().day();
        record(operator, "run today's runs again", "");
        match self.parts.engine.run_due(today).await? {
            RunsOutcome::Made(_) => Ok(Some(())),
            RunsOutcome::NotYet { .. } => Ok(None),
        }
    }

    /// Approves a run above the limit: two persons, once each. The last approval and the release are one commit.
    pub async fn approve(&self, operator: &Operator, id: &RunId) -> Result<ApproveOutcome, Fault> {
        let commerce = &self.parts.commerce;
        for _ in 0..MAX_TRIES {
            let Some(run) = commerce.payout_run(id).await? else { return Ok(ApproveOutcome::NoRun) };
            if run.state != RunState::AwaitingApproval {
                return Ok(ApproveOutcome::NotAsked);
            }
            let approvals = commerce.run_approvals(id).await?;
            if approvals.iter().any(|approval| approval.by == operator.user) {
                return Ok(ApproveOutcome::AlreadyMine);
            }
            let enough = approvals.len().saturating_add(1) >= APPROVALS;
            let state = if enough { RunState::Released } else { run.state };
            let at = self.parts.clock.business();
            let writes = vec![
                // Also without a change of state: two first approvals at one moment must see each other.
                Write::UpdateRun(PayoutRun { state, ..run }),
                Write::InsertRunApproval(RunApproval { run: id.clone(), by: operator.user.clone(), at }),
            ];
            if commerce.commit(Changes { writes, ..Changes::default() }).await? == Commit::Committed {
                record(operator, "approve a run", id.as_str());
                return Ok(if enough { ApproveOutcome::Released } else { ApproveOutcome::Recorded });
            }
        }
        Err(Fault::Contention)
    }

    /// Stops a creator's payouts, with words that the creator reads.
    pub async fn pause_creator(
        &self,
        operator: &Operator,
        creator: &CreatorId,
        reason: &str,
    ) -> Result<ActOutcome, Fault> {
        let reason = reason.trim();
        let length = u32::try_from(reason.chars().count()).unwrap_or(u32::MAX);
        if length == 0 || length > REASON_LENGTH {
            let problem = Problem::at("reason", ProblemCode::TextMissing { longest: REASON_LENGTH });
            let draft =
                DeskDraft { reason: reason.to_owned(), problems: vec![problem], ..DeskDraft::default() };
            return Ok(ActOutcome::Refused(draft));
        }
        let Some(facts) = self.candidate(creator).await? else { return Ok(ActOutcome::NoCreator) };
        let now = self.parts.clock.business();
        let before = standing(&facts);
        let after = Standing {
            platform_paused_at: before.platform_paused_at.or(Some(now)),
            pause_reason: reason.to_owned(),
            ..before
        };
        let about = MessageKind::Paused(PauseCause::Platform { reason: reason.to_owned() });
        self.stand(operator, "pause payouts", after, Some(about)).await
    }

    /// Lets a creator's payouts go on: the platform's pause and the one after failures.
    pub async fn resume_creator(
        &self,
        operator: &Operator,
        creator: &CreatorId,
    ) -> Result<ActOutcome, Fault> {
        let Some(facts) = self.candidate(creator).await? else { return Ok(ActOutcome::NoCreator) };
        let before = standing(&facts);
        let stopped = facts.account.paused_after_failures_at.is_some();
        if before.platform_paused_at.is_none() && !stopped {
            return Ok(ActOutcome::Done);
        }
        let after = Standing { platform_paused_at: None, pause_reason: String::new(), ..before };
        let (told, mail) = self.tell_creator(creator, MessageKind::Resumed { by: None });
        let mut writes = vec![Write::PutStanding(after), told];
        if stopped {
            writes.push(Write::PutPayoutAccount(facts.account.resumed()));
        }
        let changes = Changes { writes, outbox: vec![mail], ..Changes::default() };
        match self.parts.commerce.commit(changes).await? {
            Commit::Committed => {
                record(operator, "resume payouts", creator.as_str());
                Ok(ActOutcome::Done)
            }
            Commit::Conflict | Commit::Duplicate => Err(Fault::Contention),
        }
    }

    /// Keeps a share of recent sales back; nothing and no days lift it.
    pub async fn set_reserve(
        &self,
        operator: &Operator,
        creator: &CreatorId,
        percent: &str,
        days: &str,
    ) -> Result<ActOutcome, Fault> {
        let (rate, span) = match read_reserve(percent, days) {
            Ok(read) => read,
            Err(problems) => {
                let (percent, days) = (percent.to_owned(), days.to_owned());
                return Ok(ActOutcome::Refused(DeskDraft {
                    percent,
                    days,
                    problems,
                    ..DeskDraft::default()
                }));
            }
        };
        let Some(facts) = self.candidate(creator).await? else { return Ok(ActOutcome::NoCreator) };
        let after = Standing { reserve_rate: rate, reserve_days: span, ..standing(&facts) };
        // No message names the operator: the platform set it, and the creator's pages show it at once.
        self.stand(operator, "set a reserve", after, None).await
    }

    /// Gives a creator money. A form that is posted twice under one key is one credit.
    pub async fn credit(
        &self,
        operator: &Operator,
        creator: &CreatorId,
        amount: &str,
        key: &str,
    ) -> Result<ActOutcome, Fault> {
        let Some(facts) = self.candidate(creator).await? else { return Ok(ActOutcome::NoCreator) };
        let currency = facts.creator.currency;
        let most = Money::of_major(CREDIT_MAJOR, currency);
        let refused = |code| {
            let problems = vec![Problem::at("amount", code)];
            let amount = amount.to_owned();
            Ok(ActOutcome::Refused(DeskDraft { amount, problems, ..DeskDraft::default() }))
        };
        let amount = match parse_money(amount, currency) {
            Ok(amount) if amount.minor() > most.minor() => return refused(ProblemCode::AmountAbove { most }),
            Ok(amount) if amount.is_positive() => amount,
            Ok(_) | Err(_) => return refused(ProblemCode::AmountInvalid),
        };
        // The key is the identifier, so that the database itself refuses the second post.
        let Ok(id) = key.parse::<AdjustmentId>() else { return refused(ProblemCode::ChangedMeanwhile) };
        let now = self.parts.clock.business();
        let credit = Adjustment {
            id,
            creator: creator.clone(),
            kind: AdjustmentKind::Credit,
            order: None,
            amount,
            booked_at: now,
        };
        // A credit is between the creator and the platform: no gateway is touched, whichever is named.
        let transaction =
            credit.posted(TransactionId::new(now, self.parts.entropy.bits()), Gateway::WechatPay)?;
        let changes = Changes {
            writes: vec![Write::InsertAdjustment(credit)],
            transactions: vec![transaction],
            ..Changes::default()
        };
        match self.parts.commerce.commit(changes).await? {
            Commit::Committed => {
                record(operator, "book a credit", creator.as_str());
                Ok(ActOutcome::Done)
            }
            Commit::Duplicate => Ok(ActOutcome::Done),
            Commit::Conflict => Err(Fault::Contention),
        }
    }

    /// A fresh key for a credit.
    pub fn credit_key(&self) -> AdjustmentId {
        AdjustmentId::new(self.parts.clock.business(), self.parts.entropy.bits())
    }

    async fn stand(
        &self,
        operator: &Operator,
        act: &'static str,
        after: Standing,
        about: Option<MessageKind>,
    ) -> Result<ActOutcome, Fault> {
        let creator = after.creator.clone();
        let (mut writes, mut outbox) = (vec![Write::PutStanding(after)], Vec::new());
        if let Some(about) = about {
            let (told, mail) = self.tell_creator(&creator, about);
            writes.push(told);
            outbox.push(mail);
        }
        match self.parts.commerce.commit(Changes { writes, outbox, ..Changes::default() }).await? {
            Commit::Committed => {
                record(operator, act, creator.as_str());
                Ok(ActOutcome::Done)
            }
            Commit::Conflict | Commit::Duplicate => Err(Fault::Contention),
        }
    }

    fn tell_creator(&self, creator: &CreatorId, about: MessageKind) -> (Write, OutboxRow) {
        let owner = Recipient::Owner(creator.clone());
        tell(self.parts.clock.as_ref(), self.parts.entropy.as_ref(), owner, about)
    }
}

/// The log is the record of who did what at the desk; nothing personal is in it.
fn record(operator: &Operator, act: &'static str, about: &str) {
    tracing::info!(operator = operator.user.as_str(), act, about, "the desk acted");
}

/// What is known about a creator, or what a creator is of whom nothing is known.
fn standing(facts: &CandidateFacts) -> Standing {
    facts.standing.clone().unwrap_or_else(|| Standing {
        creator: facts.creator.id.clone(),
        country: String::new(),
        country_has_instant: false,
        compliant: false,
        platform_paused_at: None,
        pause_reason: String::new(),
        reserve_rate: BasisPoints::new(0),
        reserve_days: 0,
    })
}

/// Per cent with up to two digits after the point are basis points, as yuan with fen are fen: one reader for both.
fn read_reserve(percent: &str, days: &str) -> Result<(BasisPoints, u16), Vec<Problem>> {
    let most = RESERVE_RATE.checked_div(100).unwrap_or_default();
    let rate = parse_money(percent, Currency::Cny).ok().and_then(|read| u32::try_from(read.minor()).ok());
    let rate = rate
        .filter(|rate| *rate <= RESERVE_RATE)
        .ok_or_else(|| Problem::at("percent", ProblemCode::NumberOutOfRange { least: 0, most }));
    let span = days.trim().parse::<u16>().ok().filter(|days| u32::from(*days) <= RESERVE_DAYS);
    let out_of_range = ProblemCode::NumberOutOfRange { least: 0, most: RESERVE_DAYS };
    let span = span.ok_or_else(|| Problem::at("days", out_of_range));
    match (rate, span) {
        (Ok(rate), Ok(span)) => Ok((BasisPoints::new(rate), span)),
        (rate, span) => Err([rate.err(), span.err()].into_iter().flatten().collect()),
    }
}
