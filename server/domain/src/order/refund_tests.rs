use proptest::prelude::*;

use super::{Refund, RefundNews, RefundState};
use crate::{
    id::{RefundId, TransactionId},
    ledger::Account,
    money::{Currency, Money},
    order::{Gateway, Payment, RefundReason},
    time::Timestamp,
};

fn refund() -> Refund {
    let at = Timestamp::from_unix_ms(1_767_225_600_000);
    let payment = Payment {
        order: None,
        attempt: None,
        gateway: Gateway::Alipay,
        account: Gateway::Alipay.into(),
        number: "J1".to_owned(),
        transaction: "4200".to_owned(),
        captured: Money::new(6_800, Currency::Cny),
    };
    let numbers = (RefundId::new(at, 1), "R1".to_owned());
    Refund::requested(&payment, numbers, payment.captured, RefundReason::Review, at)
}

fn news() -> impl Strategy<Value = RefundNews> {
    prop_oneof![
        Just(RefundNews::Processing),
        Just(RefundNews::Succeeded { at: Timestamp::from_unix_ms(5) }),
        Just(RefundNews::Abnormal),
        Just(RefundNews::BackWithUs),
        Just(RefundNews::Refused { code: "RULELIMIT".to_owned() }),
        Just(RefundNews::NotEnough),
        Just(RefundNews::Unknown),
        Just(RefundNews::NoAnswer),
    ]
}

proptest! {
    /// Whatever is said in whatever order: the money moves at most once, and only with a success.
    #[test]
    fn the_clearing_account_is_left_once_and_only_by_success(
        heard in prop::collection::vec((news(), 1i64..200_000), 1..40),
    ) {
        let (mut refund, mut now) = (refund(), refund().created_at);
        let (mut booked, mut told) = (0, 0);
        for (word, seconds) in heard {
            now = now.plus_seconds(seconds);
            let before = refund.clone();
            if let Ok(step) = refund.heard(word.clone(), TransactionId::new(now, 9), now) {
                booked += i64::from(step.transaction.is_some());
                told += i64::from(step.needs_a_person);
                prop_assert_eq!(step.transaction.is_some(), matches!(word, RefundNews::Succeeded { .. }));
                if let Some(transaction) = step.transaction {
                    let lines = transaction.postings();
                    let clearing = lines.iter().find(|line| line.account == Account::RefundClearing);
                    prop_assert_eq!(clearing.unwrap().amount, before.amount);
                }
                refund = step.refund;
            } else {
                prop_assert_eq!(before.state, RefundState::Succeeded);
                refund = before;
            }
            let open = matches!(refund.state, RefundState::Requested | RefundState::Processing);
            prop_assert_eq!(refund.next_query_at.is_some(), open);
            prop_assert!(refund.next_query_at.is_none_or(|due| due > now && due <= now.plus_seconds(3600)));
        }
        prop_assert!(booked <= 1 && told <= 1);
        prop_assert_eq!(booked == 1, refund.state == RefundState::Succeeded);
    }
}

#[test]
fn an_account_that_is_empty_for_a_day_is_a_persons_business() {
    let mut refund = refund();
    let mut now = refund.created_at;
    let mut tries = 0;
    loop {
        let step = refund.heard(RefundNews::NotEnough, TransactionId::new(now, 9), now).unwrap();
        refund = step.refund;
        if step.needs_a_person {
            break;
        }
        tries += 1;
        now = refund.next_query_at.unwrap();
    }
    assert_eq!(refund.state, RefundState::Abnormal);
    assert_eq!(refund.failure, Refund::NOT_ENOUGH);
    assert_eq!(now.ms_since(refund.created_at) / 3_600_000, 24);
    assert!((20..40).contains(&tries), "{tries} tries in a day");
}

#[test]
fn a_refund_that_is_settled_at_the_gateways_desk_is_asked_about_ever_more_rarely_and_every_day() {
    let asked = Refund { gateway: Gateway::WechatPay, ..refund() };
    let mut now = asked.created_at;
    let hear =
        |refund: Refund, news: RefundNews, now| refund.heard(news, TransactionId::new(now, 9), now).unwrap();
    let step = hear(asked, RefundNews::Abnormal, now);
    assert!(step.needs_a_person && step.refund.is_settled_there());
    let (mut refund, mut hours) = (step.refund, Vec::new());
    let said = [RefundNews::Abnormal, RefundNews::NoAnswer, RefundNews::Processing, RefundNews::Unknown];
    for news in said.iter().chain(&said).cloned() {
        let due = refund.next_query_at.unwrap();
        hours.push(due.ms_since(now) / 3_600_000);
        now = due;
        let step = hear(refund, news, now);
        assert!(!step.needs_a_person && step.transaction.is_none() && step.refund.is_settled_there());
        refund = step.refund;
    }
    assert_eq!(hours, [1, 2, 4, 8, 16, 24, 24, 24]);
    let with_us = hear(refund.clone(), RefundNews::BackWithUs, now).refund;
    assert_eq!((with_us.failure.as_str(), with_us.next_query_at), (Refund::BACK_WITH_US, None));
    let done = hear(refund, RefundNews::Succeeded { at: now }, now);
    assert_eq!((done.refund.state, done.refund.next_query_at), (RefundState::Succeeded, None));
    assert!(done.transaction.is_some());
}

#[test]
fn states_and_reasons_read_back() {
    for state in RefundState::ALL {
        assert_eq!(RefundState::from_code(state.code()), Some(state));
    }
    for reason in RefundReason::ALL {
        assert_eq!(RefundReason::from_code(reason.code()), Some(reason));
    }
}

#[test]
fn what_comes_back_is_booked_back_once_and_its_number_is_not_believed_again() {
    let (asked, now) = (refund(), refund().created_at);
    assert!(asked.clone().came_back(TransactionId::new(now, 8), now).is_err());
    let done = RefundNews::Succeeded { at: now };
    let arrived = asked.heard(done.clone(), TransactionId::new(now, 9), now).unwrap();
    let back = arrived.refund.came_back(TransactionId::new(now, 10), now).unwrap();
    assert!(back.needs_a_person && back.refund.has_come_back() && back.refund.finished_at.is_none());
    let (there, here) = (arrived.transaction.unwrap(), back.transaction.unwrap());
    for posting in there.postings() {
        let mirrored = here.postings().iter().find(|line| line.account == posting.account).unwrap();
        assert_eq!(mirrored.amount, posting.amount.negated());
    }
    let again = back.refund.clone().heard(done, TransactionId::new(now, 11), now).unwrap();
    assert_eq!((again.refund, again.transaction), (back.refund, None));
}
