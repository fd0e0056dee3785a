//! What payout tests are made of: banks, money, runs, and items with their payouts, as the domain makes them.

use domain::{
    id::{AdjustmentId, CreatorId, DestinationId, PayoutId, RunId, TransactionId, UserId},
    money::{BasisPoints, Currency, Money},
    order::Gateway,
    payouts::{
        Adjustment, AdjustmentKind, Destination, Fallback, ItemOutcome, Patience, Payout, PayoutItem,
        PayoutKind, PayoutRun, PayoutSettings, PayoutState, Rail, RailNews, RunOrigin, RunState, Schedule,
        SkipReason, Standing,
    },
    time::Timestamp,
};
use services::ports::{Changes, Commerce, Commit, CreatorRow, Write};

use crate::shop::{NOW, Shop, unit};

pub const fn yuan(minor: i64) -> Money {
    Money::new(minor, Currency::Cny)
}

impl Shop {
    /// One more creator, with identifiers that grow.
    pub fn another_creator(&self) -> CreatorRow {
        let at = self.moment();
        CreatorRow {
            id: CreatorId::new(at, self.random()),
            owner: UserId::new(at, self.random()),
            currency: Currency::Cny,
            created_at: NOW,
        }
    }

    pub fn bank(&self, creator: &CreatorId) -> Destination {
        Destination {
            id: DestinationId::new(self.moment(), self.random()),
            creator: creator.clone(),
            rail: Rail::SandboxBank,
            label: "My bank".to_owned(),
            last_four: "4242".to_owned(),
            fingerprint: "f".repeat(64),
            currency: Currency::Cny,
            takes_instant: true,
            added_at: NOW,
        }
    }

    /// A scheduled run of one day, by its distance from the first one.
    pub fn run(&self, kind: PayoutKind, days: i32) -> PayoutRun {
        let day = NOW.day().plus_days(days);
        PayoutRun {
            id: RunId::new(day.start(), self.random()),
            origin: RunOrigin::Schedule,
            request_key: None,
            rail: Rail::SandboxBank,
            kind,
            day,
            cut_off: day.start(),
            at: day.start().plus_seconds(8 * 3_600),
            state: RunState::Released,
            cursor: None,
            created_at: day.start().plus_seconds(8 * 3_600),
            computed_at: None,
            version: 0,
        }
    }

    /// Money for a creator, or taken from one, with its postings.
    pub fn adjustment(
        &self,
        creator: &CreatorId,
        kind: AdjustmentKind,
        minor: i64,
        at: Timestamp,
    ) -> Changes {
        let adjustment = Adjustment {
            id: AdjustmentId::new(at, self.random()),
            creator: creator.clone(),
            kind,
            order: None,
            amount: yuan(minor),
            booked_at: at,
        };
        let id = TransactionId::new(at, self.random());
        let booked = adjustment.posted(id, Gateway::WechatPay).unwrap();
        Changes { transactions: vec![booked], ..unit([Write::InsertAdjustment(adjustment)]) }
    }

    /// What a run makes of a creator: a part for each gross amount and fee, with its postings; skipped without parts.
    pub fn item(&self, run: &PayoutRun, bank: &Destination, parts: &[(i64, i64)], at: Timestamp) -> Changes {
        let sum = |side: fn(&(i64, i64)) -> i64| yuan(parts.iter().map(side).sum());
        let (gross, fee) = (sum(|part| part.0), sum(|part| part.1));
        let pays = !parts.is_empty();
        let item = PayoutItem {
            run: run.id.clone(),
            creator: bank.creator.clone(),
            kind: run.kind,
            day: run.day,
            outcome: if pays {
                ItemOutcome::Paying
            } else {
                ItemOutcome::Skipped(SkipReason::NothingPayable)
            },
            obstacle: None,
            gross,
            fee,
            balance: gross,
            payable: gross,
            minimum: yuan(1_000),
            decided_at: at,
        };
        let mut changes = unit([Write::InsertItem(item)]);
        for (part, (gross, fee)) in (1..).zip(parts) {
            let payout = self.payout(run, bank, (part, *gross, *fee), at);
            changes.transactions.push(payout.started(TransactionId::new(at, self.random()), at).unwrap());
            changes.writes.push(Write::InsertPayout(payout));
        }
        changes
    }

    fn payout(&self, run: &PayoutRun, bank: &Destination, part: (u16, i64, i64), at: Timestamp) -> Payout {
        let (part, gross, fee) = part;
        Payout {
            id: PayoutId::new(self.moment(), self.random()),
            run: run.id.clone(),
            creator: bank.creator.clone(),
            part,
            rail: run.rail,
            kind: run.kind,
            day: run.day,
            gross: yuan(gross),
            fee: yuan(fee),
            destination: bank.id.clone(),
            state: PayoutState::Requested,
            state_since: at,
            tries: 0,
            next_look_at: Some(at),
            reference: None,
            created_at: at,
            version: 0,
        }
    }

    /// Hands a payout to its rail and hears what the rail says, with what that does to the books and to the account.
    pub async fn hear(&self, commerce: &Commerce, id: &PayoutId, said: &[RailNews], at: Timestamp) -> Payout {
        let mut payout = commerce.payout(id).await.unwrap().unwrap();
        if payout.state == PayoutState::Requested {
            let sent = payout.submit(at).unwrap();
            assert_eq!(commit(commerce, unit([Write::UpdatePayout(sent)])).await, Commit::Committed);
            payout = commerce.payout(id).await.unwrap().unwrap();
        }
        for news in said {
            let patience = Patience { retry_ms: 86_400_000 };
            let step = payout.hear(news, patience, TransactionId::new(at, self.random()), at).unwrap();
            let mut changes = unit([Write::UpdatePayout(step.payout.clone())]);
            changes.transactions.extend(step.transaction);
            if let Some(event) = step.event {
                let account = commerce.payout_account(&step.payout.creator).await.unwrap().unwrap();
                let (account, _) = account.after(&step.payout, event, 3, at);
                changes.writes.push(Write::PutPayoutAccount(account));
            }
            assert_eq!(commit(commerce, changes).await, Commit::Committed);
            payout = commerce.payout(id).await.unwrap().unwrap();
        }
        payout
    }
}

pub async fn commit(commerce: &Commerce, changes: Changes) -> Commit {
    commerce.commit(changes).await.unwrap()
}

/// Commits and expects that it was done.
pub async fn done(commerce: &Commerce, changes: Changes) {
    assert_eq!(commit(commerce, changes).await, Commit::Committed);
}

/// Two units as one.
pub fn together(mut first: Changes, second: Changes) -> Changes {
    first.writes.extend(second.writes);
    first.transactions.extend(second.transactions);
    first
}

/// The payouts that a unit makes.
pub fn payouts_of(changes: &Changes) -> Vec<Payout> {
    let payout = |write: &Write| match write {
        Write::InsertPayout(payout) => Some(payout.clone()),
        _ => None,
    };
    changes.writes.iter().filter_map(payout).collect()
}

pub fn settings(creator: &CreatorId, schedule: Schedule, version: i64) -> PayoutSettings {
    PayoutSettings {
        creator: creator.clone(),
        schedule,
        fallback: Fallback::Standard,
        threshold: yuan(5_000),
        paused_at: None,
        destination: None,
        held_until: None,
        updated_at: NOW,
        version,
    }
}

pub fn standing(creator: &CreatorId) -> Standing {
    Standing {
        creator: creator.clone(),
        country: "CN".to_owned(),
        country_has_instant: true,
        compliant: true,
        platform_paused_at: None,
        pause_reason: String::new(),
        reserve_rate: BasisPoints::new(0),
        reserve_days: 0,
    }
}
