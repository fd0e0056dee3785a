use proptest::prelude::*;

use super::{NotYet, Review, ReviewKind, Taking};
use crate::{
    id::{RefundId, ReviewId},
    money::{Currency, Money},
    order::{Gateway, Payment, Refund, RefundReason},
    time::Timestamp,
};

const NOW: Timestamp = Timestamp::from_unix_ms(1_767_225_600_000);

fn yuan(minor: i64) -> Money {
    Money::new(minor, Currency::Cny)
}

fn payment(captured: Money) -> Payment {
    Payment {
        order: None,
        attempt: None,
        gateway: Gateway::Stripe,
        account: Gateway::Stripe.into(),
        number: "J1".to_owned(),
        transaction: "pi_1".to_owned(),
        captured,
    }
}

fn item(number: u128, kind: ReviewKind, minor: i64) -> Review {
    Review::opened(ReviewId::new(NOW, number), kind, payment(yuan(minor)), NOW)
}

fn failed(number: u128, minor: i64) -> (Refund, Review) {
    let numbers = (RefundId::new(NOW, number), format!("R{number}"));
    let refund = Refund::requested(&payment(yuan(minor)), numbers, yuan(minor), RefundReason::Review, NOW);
    let review = Review::of_refund(ReviewId::new(NOW, number), &refund, NOW);
    (refund, review)
}

proptest! {
    /// Every cent that was taken is somewhere, once; nothing that is larger than what is left is touched.
    #[test]
    fn what_was_taken_is_explained_to_the_cent(
        taken in 1i64..50_000, waits in prop::collection::vec(1i64..20_000, 0..3),
        fails in prop::collection::vec(1i64..20_000, 0..3),
    ) {
        let about = item(1, ReviewKind::RefundUnasked, taken);
        let taking = Taking {
            waiting: (10u128..).zip(&waits).map(|(id, minor)| item(id, ReviewKind::UnknownOrder, *minor)).collect(),
            failed: (20u128..).zip(&fails).map(|(id, minor)| failed(id, *minor)).collect(),
            ..Taking::default()
        };
        let from = about.taken_from(&taking).unwrap();
        let held: i64 = from.waiting.iter().map(|row| row.amount.minor()).sum();
        let back: i64 = from.failed.iter().map(|(refund, _)| refund.amount.minor()).sum();
        let part = from.part.as_ref().map_or(0, |part| part.taken.minor());
        prop_assert_eq!(held + back + part + from.creator.minor() + from.platform.minor(), taken);
        prop_assert_eq!(from.creator, yuan(0), "there is no sale");
        // Nothing is lost while money of the payment lies anywhere.
        let all = from.waiting.len() == waits.len() && from.failed.len() == fails.len();
        prop_assert!(all || from.platform.is_zero());
        if let Some(part) = from.part {
            let whole = part.refund.map_or(part.item.amount, |refund| refund.amount);
            prop_assert!(part.taken.is_positive() && part.rest.is_positive());
            prop_assert_eq!(part.taken.minor() + part.rest.minor(), whole.minor());
        }
        prop_assert_eq!(about.taken_apart(&taking), None, "no sale could bear it");
    }
}

#[test]
fn an_exact_one_goes_before_a_larger_one() {
    let about = item(1, ReviewKind::RefundUnasked, 500);
    let taking = Taking { failed: vec![failed(2, 400), failed(3, 500), failed(4, 900)], ..Taking::default() };
    let from = about.taken_from(&taking).unwrap();
    assert_eq!((from.failed.len(), from.failed[0].0.amount, from.platform), (1, yuan(500), yuan(0)));
}

#[test]
fn less_than_what_failed_answers_a_part_of_it() {
    let about = item(1, ReviewKind::RefundUnasked, 500);
    let taking = Taking { failed: vec![failed(2, 400), failed(3, 900)], ..Taking::default() };
    let from = about.taken_from(&taking).unwrap();
    let part = from.part.unwrap();
    assert_eq!((from.failed.len(), part.taken, part.rest), (1, yuan(100), yuan(800)));
    assert_eq!(part.refund.map(|refund| refund.amount), Some(yuan(900)));
}

#[test]
fn a_payment_that_waits_is_made_less_by_whatever_took_a_part_of_it() {
    for (kind, is_known) in [
        (ReviewKind::RefundUnasked, false),
        (ReviewKind::RefundUnasked, true),
        (ReviewKind::DisputeUnexplained, false),
    ] {
        let about = item(1, kind, 500);
        let waiting = vec![item(2, ReviewKind::UnknownOrder, 900)];
        let taking = Taking { is_known, waiting, ..Taking::default() };
        let from = about.taken_from(&taking).unwrap();
        assert_eq!((from.of_what_waits(), from.platform), (yuan(500), yuan(0)));
        let part = from.part.unwrap();
        assert_eq!((part.refund, part.taken, part.rest), (None, yuan(500), yuan(400)));
        assert_eq!(about.is_new_refund(&taking), kind == ReviewKind::RefundUnasked && !is_known);
    }
}

#[test]
fn the_bank_and_refunds_on_their_way_come_first() {
    let about = item(1, ReviewKind::DisputeUnexplained, 500);
    let taking = Taking { undecided: true, under_way: true, ..Taking::default() };
    assert_eq!(about.taken_from(&taking).unwrap_err(), NotYet::Bank);
    let taking = Taking { undecided: false, ..taking };
    assert_eq!(about.taken_from(&taking).unwrap_err(), NotYet::Refund);
}

#[test]
fn only_more_than_we_know_of_was_taken() {
    let known = |minor| Review { expected: Some(yuan(minor)), ..item(1, ReviewKind::RefundUnasked, 500) };
    assert_eq!(known(0).outflow(), Some(yuan(500)));
    assert_eq!(known(400).outflow(), Some(yuan(100)));
    assert_eq!(known(500).outflow(), None);
    assert_eq!(item(1, ReviewKind::BillDiffers, 500).outflow(), None);
}
