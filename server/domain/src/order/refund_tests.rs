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
        Just(RefundNews::NotLet { code: "NOAUTH".to_owned() }),
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
            prop_assert_eq!(refund.next_query_at.is_some(), open || refund.is_asked_about());
            let longest = if open { Refund::LONGEST_WAIT_SECONDS } else { Refund::LOOK_AGAIN_SECONDS };
            prop_assert!(refund.next_query_at.is_none_or(|due| due > now && due <= now.plus_seconds(longest)));
        }
        prop_assert!(booked <= 1 && told <= 1);
        prop_assert_eq!(booked == 1, refund.state == RefundState::Succeeded);
    }
}

/// Hears the same words in turn, whenever it is asked about, until a person has to look: the refund, when that was, and how
/// often it was asked about before.
fn until_a_person(said: &[RefundNews]) -> (Refund, Timestamp, usize) {
    let mut refund = refund();
    let mut now = refund.created_at;
    for (tries, news) in said.iter().cycle().take(10_000).enumerate() {
        let step = refund.heard(news.clone(), TransactionId::new(now, 9), now).unwrap();
        refund = step.refund;
        if step.needs_a_person {
            return (refund, now, tries);
        }
        now = refund.next_query_at.unwrap();
    }
    panic!("nobody was ever told of {refund:?}");
}

#[test]
fn whatever_a_gateway_says_instead_of_doing_it_becomes_a_persons_business() {
    let not_let = RefundNews::NotLet { code: "NOAUTH".to_owned() };
    let (day, week) = (24, 7 * 24);
    for (said, failure, hours, is_asked_about) in [
        (vec![RefundNews::NotEnough], Refund::NOT_ENOUGH, day, false),
        (vec![RefundNews::NoAnswer], Refund::TOO_LONG, day, true),
        (vec![RefundNews::Unknown], Refund::TOO_LONG, day, true),
        // It takes it and forgets it again.
        (vec![RefundNews::Processing, RefundNews::Unknown], Refund::TOO_LONG, day, true),
        (vec![not_let.clone()], "NOAUTH", 1, true),
        (vec![RefundNews::NoAnswer, not_let.clone()], "NOAUTH", 1, true),
        (vec![RefundNews::Processing], Refund::TOO_LONG, week, true),
        // What was accepted is not undone by a question that fails.
        (vec![RefundNews::Processing, RefundNews::NoAnswer], Refund::TOO_LONG, week, true),
        (vec![RefundNews::Processing, not_let], Refund::TOO_LONG, week, true),
        (vec![RefundNews::Abnormal], Refund::ABNORMAL, 0, false),
    ] {
        let (refund, now, tries) = until_a_person(&said);
        assert_eq!((refund.state, refund.failure.as_str()), (RefundState::Abnormal, failure), "{said:?}");
        let waited = now.ms_since(refund.created_at) / 3_600_000;
        assert!((hours..=hours + 1).contains(&waited), "{waited} hours of {said:?}");
        assert_eq!(refund.is_asked_about(), is_asked_about, "{said:?}");
        let most = 30 + usize::try_from(hours).unwrap();
        assert!(tries <= most, "{tries} tries in {hours} hours of {said:?}");
    }
}

#[test]
fn a_gateway_that_takes_it_and_forgets_it_again_is_not_asked_all_the_time() {
    let mut refund = refund();
    let mut now = refund.created_at;
    let mut asked = 0;
    for news in [RefundNews::Processing, RefundNews::Unknown].iter().cycle() {
        if now >= refund.created_at.plus_seconds(3_600) {
            break;
        }
        asked += 1;
        refund = refund.heard(news.clone(), TransactionId::new(now, 9), now).unwrap().refund;
        now = refund.next_query_at.unwrap();
    }
    assert!(asked <= 10, "{asked} times in an hour");
}

#[test]
fn the_last_word_about_one_that_took_too_long_decides_what_can_be_done() {
    let (late, now, _) = until_a_person(&[RefundNews::Processing]);
    let late = Refund { gateway: Gateway::WechatPay, ..late };
    let hear = |refund: &Refund, news: RefundNews| {
        let step = refund.clone().heard(news, TransactionId::new(now, 9), now).unwrap();
        assert!(!step.needs_a_person, "a person looks at it already");
        step.refund
    };
    let again = hear(&late, RefundNews::Processing);
    assert!(again.is_asked_about() && again.next_query_at > Some(now));
    let stuck = hear(&late, RefundNews::Abnormal);
    assert!(stuck.is_settled_there() && stuck.is_asked_about(), "the gateway keeps the money");
    let closed = hear(&late, RefundNews::Refused { code: "CLOSED".to_owned() });
    assert_eq!((closed.failure.as_str(), closed.next_query_at), ("CLOSED", None));
    let with_us = hear(&late, RefundNews::BackWithUs);
    assert_eq!((with_us.failure.as_str(), with_us.next_query_at), (Refund::BACK_WITH_US, None));
    let done = hear(&late, RefundNews::Succeeded { at: now });
    assert_eq!((done.state, done.next_query_at), (RefundState::Succeeded, None));
}

#[test]
fn one_that_the_gateway_does_not_know_is_asked_for_once_more_before_each_longer_wait() {
    let (mut refund, _, _) = until_a_person(&[RefundNews::NoAnswer]);
    let not_let = RefundNews::NotLet { code: "NOAUTH".to_owned() };
    let mut hours = Vec::new();
    for (answer, failure) in [
        (RefundNews::NoAnswer, Refund::TOO_LONG),
        (not_let, "NOAUTH"),
        (RefundNews::Unknown, Refund::TOO_LONG),
        (RefundNews::NotEnough, Refund::TOO_LONG),
        (RefundNews::Processing, Refund::TOO_LONG),
    ] {
        let now = refund.next_query_at.unwrap();
        let step = refund.heard(RefundNews::Unknown, TransactionId::new(now, 9), now).unwrap();
        assert!(step.refund.is_asked_for_once_more() && !step.needs_a_person);
        let now = step.refund.next_query_at.unwrap();
        let step = step.refund.heard(answer, TransactionId::new(now, 9), now).unwrap();
        refund = step.refund;
        assert_eq!((refund.failure.as_str(), step.needs_a_person), (failure, false));
        assert!(refund.is_asked_about() && !refund.is_asked_for_once_more());
        hours.push(refund.next_query_at.unwrap().ms_since(now) / 3_600_000);
    }
    assert_eq!(hours, [2, 4, 8, 16, 24]);
}

#[test]
fn the_hour_in_which_our_account_may_not_ask_begins_with_the_first_refusal() {
    let hear = |refund: Refund, news: RefundNews| {
        let now = refund.next_query_at.unwrap();
        (refund.heard(news, TransactionId::new(now, 9), now).unwrap(), now)
    };
    let (mut refund, mut now) = (refund(), refund().created_at);
    while now < refund.created_at.plus_seconds(5 * 3_600) {
        let (step, at) = hear(refund, RefundNews::NotEnough);
        (refund, now) = (step.refund, at);
    }
    let (mut first, mut said) =
        (None, [RefundNews::NotLet { code: "NOAUTH".to_owned() }, RefundNews::NotEnough].into_iter().cycle());
    let waited = loop {
        let (step, now) = hear(refund, said.next().unwrap());
        let since = *first.get_or_insert(now);
        refund = step.refund;
        if step.needs_a_person {
            break now.ms_since(since) / 60_000;
        }
        assert!(now.ms_since(since) < 3 * 3_600_000, "nobody was told");
    };
    assert!(refund.was_not_let() && (60..=120).contains(&waited), "{waited} minutes");
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
