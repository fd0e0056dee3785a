//! Every reason in both languages has words of its own, and none claims more than is known.

use domain::{
    locale::Locale,
    order::{Channel, OrderException, RefundReason},
    view::OrderStage,
};

use super::tests::{NOW, an_order, expired, paid_late, price, shown};

#[test]
fn a_payment_that_the_bank_is_at_is_neither_called_paid_nor_unpaid_and_nobody_is_asked_to_pay() {
    for locale in Locale::ALL {
        let words = crate::text::order::order(locale);
        for channel in Channel::ALL {
            let html = shown(an_order(OrderStage::UnderWay { channel }), locale);
            assert!(
                html.contains("data-state=\"under_way\"") && html.contains(words.under_way_next),
                "{html}"
            );
            for wrong in [words.no_money_moved, words.confirming_next, words.another_way, words.paid_title] {
                assert!(!html.contains(wrong), "{wrong}: {html}");
            }
        }
    }
}

#[test]
fn every_reason_for_which_money_goes_back_by_itself_has_words_of_its_own() {
    for locale in Locale::ALL {
        let words = crate::text::order::order(locale);
        let all = [
            (RefundReason::LateAndFull, words.refund_lead, words.refund_happened, words.refunded_next),
            (RefundReason::LateCoupon, words.coupon_going, words.coupon_happened, words.coupon_next),
            (RefundReason::LateNoTime, words.over_going, words.over_happened, words.over_next),
            (RefundReason::LateReplaced, words.replaced_going, words.replaced_happened, words.replaced_next),
            (RefundReason::SeatLost, words.seat_going, words.seat_happened, words.refunded_next),
        ];
        for (reason, lead, happened, next) in all {
            let going = shown(an_order(OrderStage::Refunding { amount: price(), reason }), locale);
            let done = shown(an_order(OrderStage::Refunded { amount: price(), at: NOW, reason }), locale);
            let sentence = lead.split("{amount}").last().unwrap();
            assert!(going.contains(sentence) && going.contains(happened), "{reason:?}: {going}");
            assert!(done.contains(happened) && done.contains(next), "{reason:?}: {done}");
            let others = all.iter().filter(|(other, ..)| *other != reason);
            for (other, _, happened, _) in others {
                assert!(!going.contains(happened) && !done.contains(happened), "{reason:?} and {other:?}");
            }
            let late = going.contains(words.refund_title);
            assert_eq!(late, reason != RefundReason::SeatLost, "{reason:?}: a renewal may be paid in time");
        }
    }
}

#[test]
fn money_that_a_person_looks_at_is_not_said_to_differ_when_it_does_not_nor_to_let_somebody_in_when_it_cannot()
{
    for locale in Locale::ALL {
        let words = crate::text::order::order(locale);
        for (exception, reason, next) in [
            (OrderException::AmountMismatch, words.review_amount, words.review_next),
            (OrderException::CountedChanged, words.review_counted, words.review_next_back),
            (OrderException::NothingLeft, words.review_nothing_left, words.review_next_back),
            (OrderException::SeatLost, words.review_seat, words.review_next_back),
        ] {
            let html = shown(an_order(OrderStage::InReview { exception }), locale);
            assert!(html.contains(reason) && html.contains(next), "{exception:?}: {html}");
            let differs = html.contains(words.review_amount);
            assert_eq!(differs, exception == OrderException::AmountMismatch, "{html}");
        }
    }
}

#[test]
fn late_money_is_said_to_have_found_a_seat_only_where_there_are_seats() {
    for locale in Locale::ALL {
        let words = crate::text::order::order(locale);
        for seat in [true, false] {
            let html = shown(an_order(paid_late(seat)), locale);
            let of = |template: &'static str| template.split("{time}").last().unwrap();
            assert_eq!(html.contains(of(words.paid_late_happened)), seat, "{html}");
            assert_eq!(html.contains(of(words.paid_late_counts)), !seat, "{html}");
        }
    }
}

#[test]
fn an_order_that_ended_hears_of_late_money_while_it_is_looked_for_and_claims_no_more_than_is_known() {
    for locale in Locale::ALL {
        let words = crate::text::order::order(locale);
        let watched = shown(an_order(expired()), locale);
        let over = shown(an_order(OrderStage::Expired { at: NOW, watched_until: None }), locale);
        let until = words.expired_late.split("{time}").last().unwrap();
        assert!(watched.contains("order-watch") && watched.contains(until), "{watched}");
        assert!(!over.contains("order-watch") && !over.contains(until), "{over}");
        for html in [watched, over] {
            assert!(html.contains(words.no_money_moved), "{html}");
            assert!(!html.contains("not been charged") && !html.contains("没有扣款"), "{html}");
        }
    }
}
