//! What payout tests are made of: banks, money, runs, and items with their payouts, as the domain makes them.

use domain::{
    id::{AdjustmentId, CreatorId, DestinationId, PayoutId, RunId, TransactionId, UserId},
    money::{BasisPoints, Currency, Money},
    order::Gateway,
    payouts::{
        Adjustment, AdjustmentKind, Destination, Fallback, InstantPart, LookedAt, NewsSource, Patience,
        Payout, PayoutAccount, PayoutKind, PayoutRun, PayoutSettings, PayoutState, Rail, RailNews, RunOrigin,
        RunState, Schedule, SkipReason, Standing,
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
            main: None,
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
            booked_by: None,
        };
        let id = TransactionId::new(at, self.random());
        let booked = adjustment.posted(id, Gateway::WechatPay).unwrap();
        Changes { transactions: vec![booked], ..unit([Write::InsertAdjustment(adjustment)]) }
    }

    /// What a run makes of a creator: a part for each gross amount and fee, with its postings; skipped without parts.
    pub fn item(&self, run: &PayoutRun, bank: &Destination, parts: &[(i64, i64)], at: Timestamp) -> Changes {
        let sum = parts.iter().map(|(gross, _)| gross).sum();
        let seen = LookedAt {
            creator: bank.creator.clone(),
            obstacle: None,
            balance: yuan(sum),
            payable: yuan(sum),
            minimum: yuan(1_000),
            at,
        };
        if parts.is_empty() {
            return unit([Write::InsertItem(run.skips(seen, SkipReason::NothingPayable))]);
        }
        let part = |(gross, fee): &(i64, i64)| {
            let (gross, fee, net) = (yuan(*gross), yuan(*fee), yuan(gross - fee));
            InstantPart { gross, fee, net }
        };
        let made = run.pays(seen, &bank.id, parts.iter().map(part), || self.random()).unwrap();
        let mut changes = unit([Write::InsertItem(made.item)]);
        changes.writes.extend(made.payouts.into_iter().map(Write::InsertPayout));
        changes.transactions = made.transactions;
        changes
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
            let source = NewsSource::Told;
            let step =
                payout.hear(news, source, patience, TransactionId::new(at, self.random()), at).unwrap();
            let mut changes = Changes::default();
            changes.transactions.extend(step.transaction);
            let mut next = step.payout;
            if let Some(event) = step.event {
                let account = commerce.payout_account(&next.creator).await.unwrap().unwrap();
                let item = commerce.payouts_of(&next.run, &next.creator).await.unwrap();
                let remembered = account.after(next, &item, event, 3, at);
                next = remembered.payout;
                changes.writes.push(Write::PutPayoutAccount(remembered.account));
            }
            changes.writes.push(Write::UpdatePayout(next));
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

/// A unit with what its instant items add to their creators' volumes.
pub async fn counted(commerce: &Commerce, mut changes: Changes) -> Changes {
    let item = |write: &Write| match write {
        Write::InsertItem(item) if item.kind == PayoutKind::Instant && item.gross.is_positive() => {
            Some(item.clone())
        }
        _ => None,
    };
    for item in changes.writes.iter().filter_map(item).collect::<Vec<_>>() {
        let known = commerce.payout_account(&item.creator).await.unwrap();
        let fresh = || PayoutAccount::new(item.creator.clone(), Currency::Cny, NOW);
        let mut account = known.unwrap_or_else(fresh);
        account.volume = account.volume.with(item.day, item.gross);
        changes.writes.push(Write::PutPayoutAccount(account));
    }
    changes
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
        version: 0,
    }
}
