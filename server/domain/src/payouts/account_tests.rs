use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::{AccountEvent, PayoutAccount, Remembered};
use crate::{
    id::{CreatorId, RunId, TransactionId},
    money::Currency,
    payouts::{
        FailureReason, NewsSource, Patience, Payout, PayoutEvent, PayoutState, RailNews,
        machine::samples::part,
    },
    time::Timestamp,
};

const NOW: Timestamp = Timestamp::from_unix_ms(1_000);
const PATIENCE: Patience = Patience { retry_ms: 86_400_000 };
const ARRIVES: RailNews = RailNews::Paid { reference: None };
const CLOSED: RailNews = RailNews::Failed(FailureReason::AccountClosed);
const BUSY: RailNews = RailNews::Failed(FailureReason::ProcessorUnavailable);

/// A creator's payouts and what is remembered about them, as the engine keeps both.
struct Creator {
    payouts: Vec<Payout>,
    account: PayoutAccount,
    pauses: usize,
    /// The runs of which failures stand in a row, kept by another rule: each event in its turn.
    row: BTreeSet<RunId>,
}

impl Creator {
    fn new(payouts: Vec<Payout>) -> Self {
        let account = PayoutAccount::new(CreatorId::new(NOW, 2), Currency::Cny, NOW);
        Self { payouts, account, pauses: 0, row: BTreeSet::new() }
    }

    /// One payout each to some banks, one run after the other.
    fn to_banks(banks: &[u128]) -> Self {
        Self::new((10..).zip(banks).map(|(run, bank)| part(run, *bank, 1, 11_000, 321)).collect())
    }

    fn hears(&mut self, index: usize, news: &RailNews) {
        let known = self.payouts[index].clone();
        let sent = if known.state == PayoutState::Requested { known.submit(NOW).unwrap() } else { known };
        let id = TransactionId::new(NOW, 1);
        let Ok(step) = sent.hear(news, NewsSource::Told, PATIENCE, id, NOW) else { return };
        self.payouts[index] = step.payout.clone();
        let Some(event) = step.event else { return };
        let before = self.account.clone();
        let item: Vec<Payout> =
            self.payouts.iter().filter(|payout| payout.run == step.payout.run).cloned().collect();
        self.stand_in_a_row(&step.payout, &item, event);
        let Remembered { account, payout, event: more } = before.after(step.payout, &item, event, 3, NOW);
        self.pauses += usize::from(more == Some(AccountEvent::Paused));
        (self.account, self.payouts[index]) = (account, payout);
    }

    fn stand_in_a_row(&mut self, payout: &Payout, item: &[Payout], event: PayoutEvent) {
        let reason = match event {
            PayoutEvent::Paid => return self.row.clear(),
            PayoutEvent::Cancelled => return,
            PayoutEvent::Failed(reason) | PayoutEvent::Returned { reason, .. } => reason,
        };
        if !reason.counts() || item.iter().any(|part| part.state == PayoutState::Paid) {
            return;
        }
        if self.account.failed_destination.as_ref() != Some(&payout.destination) {
            self.row.clear();
        }
        self.row.insert(payout.run.clone());
    }

    /// What `verify` counts.
    fn counted_again(&self) -> (u32, u32) {
        let runs = |wanted: &dyn Fn(&&Payout) -> bool| {
            let runs: BTreeSet<_> = self.payouts.iter().filter(wanted).map(|payout| &payout.run).collect();
            u32::try_from(runs.len()).unwrap()
        };
        let streak = Some(self.account.streak);
        (runs(&|payout| payout.state == PayoutState::Paid), runs(&|payout| payout.streak == streak))
    }
}

fn failures_after(banks: &[u128], news: &[RailNews]) -> Creator {
    let mut creator = Creator::to_banks(banks);
    for (index, news) in news.iter().enumerate() {
        creator.hears(index, news);
    }
    creator
}

#[test]
fn three_failures_in_a_row_to_one_destination_pause_payouts_once() {
    let creator = failures_after(&[1, 1, 1, 1], &[CLOSED, CLOSED, CLOSED, CLOSED]);
    assert_eq!((creator.account.paused_after_failures_at, creator.pauses), (Some(NOW), 1));
    let resumed = creator.account.resumed();
    assert_eq!((resumed.paused_after_failures_at, resumed.failures), (None, 0));
}

#[test]
fn neither_transient_errors_nor_another_destination_nor_an_arrival_between_add_up() {
    for (banks, news) in [
        ([1, 1, 1, 1], [CLOSED, CLOSED, BUSY, BUSY]),
        ([1, 1, 2, 1], [CLOSED, CLOSED, CLOSED, CLOSED]),
        ([1, 1, 1, 1], [CLOSED, CLOSED, ARRIVES, CLOSED]),
    ] {
        assert_eq!(failures_after(&banks, &news).pauses, 0, "{banks:?} {news:?}");
    }
}

#[test]
fn what_came_back_after_it_was_paid_does_not_count_as_completed() {
    let mut creator = failures_after(&[1, 1], &[ARRIVES, ARRIVES]);
    creator.hears(1, &CLOSED);
    assert_eq!((creator.account.completed, creator.account.failures), (1, 1));
}

/// A day in three parts, and the day after it in one.
fn split_day() -> Creator {
    let parts = (1..=3).map(|number| part(10, 1, number, 11_000, 321));
    Creator::new(parts.chain([part(11, 1, 1, 11_000, 321)]).collect())
}

#[test]
fn a_split_day_is_one_failure_or_one_arrival_however_many_parts_it_has() {
    let mut fails = split_day();
    for index in 0..3 {
        fails.hears(index, &CLOSED);
        assert_eq!((fails.account.failures, fails.pauses), (1, 0));
    }
    fails.hears(3, &CLOSED);
    assert_eq!(fails.account.failures, 2);

    let mut arrives = split_day();
    for index in 0..3 {
        arrives.hears(index, &ARRIVES);
        assert_eq!(arrives.account.completed, 1);
    }
    for (index, left) in [(1, 1), (0, 1), (2, 0)] {
        arrives.hears(index, &CLOSED);
        assert_eq!(arrives.account.completed, left, "it counts until none of its parts is there any more");
    }
    assert_eq!(arrives.account.failures, 1);
}

#[test]
fn a_split_day_of_which_something_arrived_is_no_failure_in_either_order() {
    for order in [[0, 1, 2], [1, 0, 2], [2, 1, 0], [1, 2, 0]] {
        let mut creator = split_day();
        for index in order {
            creator.hears(index, if index == 1 { &ARRIVES } else { &CLOSED });
        }
        assert_eq!((creator.account.completed, creator.account.failures), (1, 0), "{order:?}");
    }
}

fn any_news() -> impl Strategy<Value = RailNews> {
    prop_oneof![
        3 => Just(CLOSED),
        2 => Just(ARRIVES),
        1 => Just(BUSY),
        1 => Just(RailNews::Returned(FailureReason::HolderMismatch)),
        1 => Just(RailNews::Cancelled),
        1 => Just(RailNews::TryLater),
    ]
}

proptest! {
    /// Items of one to three parts to two banks; their ends come in any order, and the creator resumes now and then.
    #[test]
    fn in_whatever_order_parts_end_the_counts_are_those_that_the_payouts_give(
        items in prop::collection::vec((1u16..4, 1u128..3), 1..7),
        heard in prop::collection::vec((any::<prop::sample::Index>(), any_news(), 0u8..12), 0..60),
    ) {
        let parts = (10..).zip(&items).flat_map(|(run, (parts, bank))| {
            (1..=*parts).map(move |number| part(run, *bank, number, 11_000, 321))
        });
        let mut creator = Creator::new(parts.collect());
        for (index, news, dice) in heard {
            creator.hears(index.index(creator.payouts.len()), &news);
            if dice == 0 {
                creator.account = creator.account.resumed();
                creator.row.clear();
            }
            let account = &creator.account;
            prop_assert_eq!((account.completed, account.failures), creator.counted_again());
            prop_assert_eq!(usize::try_from(account.failures).unwrap(), creator.row.len());
            let mut of_row: BTreeMap<_, bool> = BTreeMap::new();
            for payout in &creator.payouts {
                *of_row.entry(&payout.run).or_default() |= payout.state == PayoutState::Paid;
            }
            prop_assert!(creator.row.iter().all(|run| !of_row[run]), "nothing of a failed day is paid");
        }
    }
}
