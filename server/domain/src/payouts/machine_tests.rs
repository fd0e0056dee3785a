use std::collections::BTreeMap;

use proptest::prelude::*;

use super::{NewsSource, NoStep, Patience, PayoutEvent, Step, samples::payout};
use crate::{
    id::TransactionId,
    ledger::Transaction,
    payouts::{FailureReason, Payout, PayoutState, RailNews},
    time::Timestamp,
};

const DAY: Patience = Patience { retry_ms: 86_400_000 };

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_unix_ms(0).plus_seconds(seconds)
}

fn transaction(number: u128) -> TransactionId {
    TransactionId::new(at(0), number)
}

fn sums(transactions: &[Transaction]) -> BTreeMap<String, i64> {
    let mut sums = BTreeMap::new();
    for posting in transactions.iter().flat_map(Transaction::postings) {
        *sums.entry(posting.account.to_string()).or_insert(0) += posting.amount.minor();
    }
    sums
}

fn hear(payout: Payout, news: &RailNews, seconds: i64) -> Step {
    payout.hear(news, NewsSource::Told, DAY, transaction(9), at(seconds)).unwrap()
}

#[test]
fn a_time_out_is_unknown_and_is_asked_about_under_the_same_number() {
    let sent = payout(11_000, 321).submit(at(1)).unwrap();
    let number = sent.id.clone();
    let lost = hear(sent, &RailNews::NoAnswer, 2);
    assert_eq!(lost.payout.state, PayoutState::Unknown);
    assert!(lost.transaction.is_none() && lost.event.is_none(), "a time-out is not a failure");
    let again = hear(lost.payout, &RailNews::NotKnown, 90).payout;
    assert_eq!((again.state, &again.id), (PayoutState::Requested, &number));
    let paid = hear(again.submit(at(91)).unwrap(), &RailNews::Paid { reference: None }, 92);
    assert_eq!((paid.event, &paid.payout.id), (Some(PayoutEvent::Paid), &number));
}

#[test]
fn transient_refusals_are_tried_again_within_the_day_and_then_given_up_without_blame_defect_4_4_i() {
    let mut payout = payout(2_000, 0);
    let (mut now, mut tries) = (1, 0);
    loop {
        let step = hear(payout.submit(at(now)).unwrap(), &RailNews::TryLater, now + 1);
        tries += 1;
        payout = step.payout;
        if let Some(event) = step.event {
            let reason = FailureReason::ProcessorUnavailable;
            assert_eq!(event, PayoutEvent::Failed(reason));
            assert!(!reason.counts(), "only what the destination did counts");
            assert_eq!(sums(&[step.transaction.unwrap()]).values().sum::<i64>(), 0);
            break;
        }
        now = payout.next_look_at.unwrap().ms_since(at(0)) / 1_000;
        assert!(now <= 86_400 + 3_600, "the day ends");
    }
    assert!(tries > 10, "{tries} tries in a day");
}

#[test]
fn what_was_paid_can_still_come_back_once() {
    let sent = payout(11_000, 321);
    let started = sent.started(transaction(1), at(0)).unwrap();
    let paid = hear(sent.submit(at(1)).unwrap(), &RailNews::Paid { reference: Some("b1".into()) }, 5);
    let reason = FailureReason::AccountClosed;
    let back = hear(paid.payout, &RailNews::Failed(reason), 500);
    assert_eq!(back.event, Some(PayoutEvent::Returned { reason, was_paid: true }));
    let moved = [started, paid.transaction.unwrap(), back.transaction.unwrap()];
    assert!(sums(&moved).values().all(|sum| *sum == 0), "everything is where it was");
    let again = hear(back.payout, &RailNews::Returned(reason), 501);
    assert_eq!((again.transaction, again.event), (None, None));
}

#[test]
fn news_that_contradicts_the_books_is_refused() {
    let failed =
        hear(payout(2_000, 0).submit(at(1)).unwrap(), &RailNews::Failed(FailureReason::AccountClosed), 2);
    let refused = failed.payout.hear(
        &RailNews::Paid { reference: None },
        NewsSource::Asked,
        DAY,
        transaction(1),
        at(3),
    );
    assert_eq!(refused, Err(NoStep::Contradiction { from: "failed", news: "paid" }));
    let twice = payout(2_000, 0).submit(at(1)).unwrap().submit(at(2));
    assert_eq!(twice, Err(NoStep::Contradiction { from: "submitted", news: "submitted" }));
}

#[test]
fn patience_begins_with_the_first_hand_over_and_not_with_the_decision() {
    let days = 3 * 86_400;
    let first = payout(2_000, 0).submit(at(days)).unwrap();
    assert_eq!(first.first_sent_at, Some(at(days)));
    let refused = hear(first, &RailNews::TryLater, days + 1);
    assert_eq!((refused.payout.state, refused.event), (PayoutState::Requested, None));
    let again = refused.payout.submit(at(days + 90)).unwrap();
    assert_eq!(again.first_sent_at, Some(at(days)), "the rail may know the number since then");
    let over = hear(again, &RailNews::TryLater, days + 86_400);
    assert_eq!(over.event, Some(PayoutEvent::Failed(FailureReason::ProcessorUnavailable)));
}

#[test]
fn a_rail_that_still_has_what_came_back_contradicts_itself_when_it_is_asked_and_is_late_when_it_tells() {
    let sent = || payout(2_000, 0).submit(at(1)).unwrap();
    let transit = RailNews::InTransit { reference: None };
    for end in [
        RailNews::Failed(FailureReason::AccountClosed),
        RailNews::Returned(FailureReason::AccountClosed),
        RailNews::Cancelled,
    ] {
        let ended = hear(sent(), &end, 2).payout;
        let from = ended.state.code();
        let late = hear(ended.clone(), &transit, 3);
        assert_eq!((&late.payout, late.transaction, late.event), (&ended, None, None));
        let asked = ended.hear(&transit, NewsSource::Asked, DAY, transaction(1), at(3));
        assert_eq!(asked, Err(NoStep::Contradiction { from, news: "in_transit" }));
    }
}

fn any_news() -> impl Strategy<Value = RailNews> {
    prop_oneof![
        Just(RailNews::InTransit { reference: None }),
        Just(RailNews::Paid { reference: Some("bank-1".to_owned()) }),
        prop::sample::select(FailureReason::ALL.to_vec()).prop_map(RailNews::Failed),
        prop::sample::select(FailureReason::ALL.to_vec()).prop_map(RailNews::Returned),
        Just(RailNews::Cancelled),
        Just(RailNews::TryLater),
        Just(RailNews::NoAnswer),
        Just(RailNews::NotKnown),
    ]
}

proptest! {
    #[test]
    fn whatever_the_rail_says_the_money_is_in_exactly_one_place(
        net in 1i64..1_000_000,
        fee in 0i64..50_000,
        heard in prop::collection::vec((any_news(), any::<bool>(), 1i64..20_000), 0..40),
    ) {
        let mut payout = payout(net + fee, fee);
        let mut booked = vec![payout.started(transaction(0), at(0)).unwrap()];
        let mut now = 0;
        let mut first = None;
        for (news, asked, pause) in heard {
            let source = if asked { NewsSource::Asked } else { NewsSource::Told };
            now += pause;
            if payout.state == PayoutState::Requested {
                payout = payout.submit(at(now)).unwrap();
            }
            first = first.or(payout.first_sent_at);
            prop_assert!(first.is_some() && payout.first_sent_at == first, "the first hand-over stays");
            let before = payout.clone();
            match payout.hear(&news, source, DAY, transaction(1), at(now)) {
                Ok(step) => {
                    prop_assert_eq!(step.transaction.is_some(), step.event.is_some());
                    booked.extend(step.transaction);
                    payout = step.payout;
                    prop_assert_eq!(payout.state.is_final(), payout.next_look_at.is_none());
                }
                Err(_) => payout = before,
            }
            let sums = sums(&booked);
            let place = |account: &str| sums.get(account).copied().unwrap_or(0);
            let creator = place(&format!("creator-balance:{}", payout.creator));
            let (clearing, bank) = (place("payout-clearing"), place("bank"));
            let expected = match payout.state {
                PayoutState::Paid => (net + fee, 0, -net),
                PayoutState::Failed(_) | PayoutState::Returned(_) | PayoutState::Cancelled => (0, 0, 0),
                PayoutState::Requested
                | PayoutState::Submitted
                | PayoutState::Unknown
                | PayoutState::InTransit => (net + fee, -net, 0),
            };
            prop_assert_eq!((creator, clearing, bank), expected);
        }
    }
}
