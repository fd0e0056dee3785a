//! Giving a creator money. Above the limit one person asks for it and another one agrees.

use domain::{
    id::{AdjustmentId, CreatorId, TransactionId},
    message::MessageKind,
    money::{Currency, Money, parse_money},
    order::Gateway,
    payouts::{Adjustment, AdjustmentKind, CreditState, NotDecided, PayoutAccount, PendingCredit},
    view::{Problem, ProblemCode, payouts::DeskDraft},
};

use super::{ActOutcome, MAX_TRIES, PayoutDesk, told::record};
use crate::{
    Fault,
    actor::{Approver, Operator},
    ports::{Changes, Commit, EntropyExt, Write},
};

/// The largest credit booked at a desk, in major units of the currency.
const CREDIT_MAJOR: i64 = 10_000;
/// Credits of this long count together.
const DAY_SECONDS: i64 = 86_400;

/// How the decision about a credit ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CreditOutcome {
    /// It is decided so, now or before: on the desk of this creator.
    Decided(CreditState, CreatorId),
    /// Whoever asked for it cannot agree to it.
    SamePerson(CreatorId),
    /// The person owns this account or helps with it.
    OwnAccount(CreatorId),
    /// There is no such credit.
    NoCredit,
}

impl PayoutDesk {
    /// Gives a creator money, or asks a second person for it above the limit. A form that is posted twice under one key
    /// is one credit.
    pub async fn credit(
        &self,
        operator: &Operator,
        creator: &CreatorId,
        amount: &str,
        key: &str,
    ) -> Result<ActOutcome, Fault> {
        for _ in 0..MAX_TRIES {
            // The account is read before what was booked: its version tells of every credit that comes in between.
            let Some(facts) = self.candidate(creator).await? else { return Ok(ActOutcome::NoCreator) };
            if self.is_own(&operator.user, creator).await? {
                return Ok(ActOutcome::OwnAccount);
            }
            let (money, id) = match read(amount, key, facts.creator.currency) {
                Ok(read) => read,
                Err(code) => return Ok(refused(amount, code)),
            };
            if self.needs_second_person(creator, money, &id).await? {
                return self.ask_for(operator, creator, money, id).await;
            }
            if let Some(done) = self.book_at_once(operator, facts.account, money, id).await? {
                return Ok(done);
            }
        }
        Err(Fault::Contention)
    }

    /// What the desk gave within a day counts: no large credit in small parts. The same form again counts once, and one
    /// that waits for a second person goes on waiting when the day is over.
    async fn needs_second_person(
        &self,
        creator: &CreatorId,
        amount: Money,
        id: &AdjustmentId,
    ) -> Result<bool, Fault> {
        let parts = &self.parts;
        let since = parts.clock.business().plus_seconds(-DAY_SECONDS);
        let booked = parts.commerce.credits_since(creator, since).await?;
        let currency = amount.currency();
        let others = booked.iter().filter(|credit| credit.id != *id && credit.amount.currency() == currency);
        let all = Money::sum(currency, others.map(|credit| credit.amount).chain([amount]))?;
        Ok(all.minor() > parts.policy.credit_limit(currency).minor()
            || parts.commerce.pending_credit(id).await?.is_some())
    }

    /// Agrees to a credit that somebody else asked for, and books it, once.
    pub async fn approve_credit(
        &self,
        approver: &Approver,
        id: &AdjustmentId,
    ) -> Result<CreditOutcome, Fault> {
        for _ in 0..MAX_TRIES {
            let Some(credit) = self.parts.commerce.pending_credit(id).await? else {
                return Ok(CreditOutcome::NoCredit);
            };
            let creator = credit.creator.clone();
            if self.is_own(&approver.user, &creator).await? {
                return Ok(CreditOutcome::OwnAccount(creator));
            }
            let now = self.parts.clock.business();
            let (decided, adjustment) = match credit.approved(approver.user.clone(), now) {
                Ok(approved) => approved,
                Err(NotDecided::SamePerson) => return Ok(CreditOutcome::SamePerson(creator)),
                Err(NotDecided::Already(state)) => return Ok(CreditOutcome::Decided(state, creator)),
            };
            let mut changes = self.booked(adjustment)?;
            changes.writes.push(Write::UpdatePendingCredit(decided));
            if self.parts.commerce.commit(changes).await? == Commit::Committed {
                record(&approver.user, "approve a credit", creator.as_str());
                return Ok(CreditOutcome::Decided(CreditState::Booked, creator));
            }
        }
        Err(Fault::Contention)
    }

    /// Refuses a credit, or takes one back that the operator asked for.
    pub async fn refuse_credit(
        &self,
        operator: &Operator,
        id: &AdjustmentId,
    ) -> Result<CreditOutcome, Fault> {
        for _ in 0..MAX_TRIES {
            let Some(credit) = self.parts.commerce.pending_credit(id).await? else {
                return Ok(CreditOutcome::NoCredit);
            };
            let creator = credit.creator.clone();
            if self.is_own(&operator.user, &creator).await? {
                return Ok(CreditOutcome::OwnAccount(creator));
            }
            let refused = match credit.refused(operator.user.clone(), self.parts.clock.business()) {
                Ok(refused) => refused,
                Err(NotDecided::SamePerson) => return Ok(CreditOutcome::SamePerson(creator)),
                Err(NotDecided::Already(state)) => return Ok(CreditOutcome::Decided(state, creator)),
            };
            let writes = vec![Write::UpdatePendingCredit(refused)];
            let changes = Changes { writes, ..Changes::default() };
            if self.parts.commerce.commit(changes).await? == Commit::Committed {
                record(&operator.user, "refuse a credit", creator.as_str());
                return Ok(CreditOutcome::Decided(CreditState::Refused, creator));
            }
        }
        Err(Fault::Contention)
    }

    /// A fresh key for a credit.
    pub fn credit_key(&self) -> AdjustmentId {
        AdjustmentId::new(self.parts.clock.business(), self.parts.entropy.bits())
    }

    /// Books it under the version of the account that was read before the day's credits were summed, so that of two
    /// credits at one moment the later one counts the earlier one; `None` when somebody was faster.
    async fn book_at_once(
        &self,
        operator: &Operator,
        account: PayoutAccount,
        amount: Money,
        id: AdjustmentId,
    ) -> Result<Option<ActOutcome>, Fault> {
        let creator = account.creator.clone();
        let credit = Adjustment {
            id,
            creator: creator.clone(),
            kind: AdjustmentKind::Credit,
            order: None,
            amount,
            booked_at: self.parts.clock.business(),
            booked_by: Some(operator.user.clone()),
        };
        let mut changes = self.booked(credit)?;
        changes.writes.push(Write::PutPayoutAccount(account));
        match self.parts.commerce.commit(changes).await? {
            Commit::Committed => {
                record(&operator.user, "book a credit", creator.as_str());
                Ok(Some(ActOutcome::Done))
            }
            Commit::Duplicate => Ok(Some(ActOutcome::Done)),
            Commit::Conflict => Ok(None),
        }
    }

    async fn ask_for(
        &self,
        operator: &Operator,
        creator: &CreatorId,
        amount: Money,
        id: AdjustmentId,
    ) -> Result<ActOutcome, Fault> {
        let credit = PendingCredit {
            id,
            creator: creator.clone(),
            amount,
            asked_by: operator.user.clone(),
            asked_at: self.parts.clock.business(),
            state: CreditState::Waiting,
            decided_by: None,
            decided_at: None,
            version: 0,
        };
        let writes = vec![Write::InsertPendingCredit(credit)];
        match self.parts.commerce.commit(Changes { writes, ..Changes::default() }).await? {
            Commit::Committed => {
                record(&operator.user, "ask for a credit", creator.as_str());
                Ok(ActOutcome::Waits)
            }
            Commit::Duplicate => Ok(ActOutcome::Waits),
            Commit::Conflict => Err(Fault::Contention),
        }
    }

    /// The adjustment with its postings and the message to its creator. A credit is between the creator and the platform:
    /// no gateway is touched, whichever is named.
    fn booked(&self, credit: Adjustment) -> Result<Changes, Fault> {
        let id = TransactionId::new(credit.booked_at, self.parts.entropy.bits());
        let transaction = credit.posted(id, Gateway::WechatPay)?;
        let mut changes = Changes { transactions: vec![transaction], ..Changes::default() };
        self.tell_creator(&mut changes, &credit.creator, MessageKind::Credited { amount: credit.amount });
        changes.writes.push(Write::InsertAdjustment(credit));
        Ok(changes)
    }
}

/// The typed amount, and the key: it is the identifier, so that the database itself refuses the second post.
fn read(amount: &str, key: &str, currency: Currency) -> Result<(Money, AdjustmentId), ProblemCode> {
    let most = Money::of_major(CREDIT_MAJOR, currency);
    let amount = match parse_money(amount, currency) {
        Ok(amount) if amount.minor() > most.minor() => return Err(ProblemCode::AmountAbove { most }),
        Ok(amount) if amount.is_positive() => amount,
        Ok(_) | Err(_) => return Err(ProblemCode::AmountInvalid),
    };
    let id = key.parse().map_err(|_| ProblemCode::ChangedMeanwhile)?;
    Ok((amount, id))
}

fn refused(amount: &str, code: ProblemCode) -> ActOutcome {
    let (amount, problems) = (amount.to_owned(), vec![Problem::at("amount", code)]);
    ActOutcome::Refused(Box::new(DeskDraft { amount, problems, ..DeskDraft::default() }))
}
