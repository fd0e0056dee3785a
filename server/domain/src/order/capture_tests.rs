use proptest::prelude::*;

use super::{Capture, Deal, Settlement};
use crate::{
    catalogue::Period,
    id::{
        AgreementId, CommunityId, ConsentId, CreatorId, MembershipId, OrderId, OrderToken, ProductId,
        RefundId, ReviewId, TransactionId, UserId,
    },
    locale::Locale,
    membership::Membership,
    money::{Currency, Money},
    order::{
        Attempt, Channel, Gateway, Order, OrderException, OrderState, PayWay, RefundReason, Route, SeatNeed,
        SoldAs,
    },
    time::Timestamp,
};

const DAY_MS: i64 = 86_400_000;
const PRICE: Money = Money::new(6_800, Currency::Cny);

fn order(period: Period, state: OrderState, made: Timestamp) -> Order {
    Order {
        id: OrderId::new(made, 1),
        token: OrderToken::new(2),
        buyer: UserId::new(made, 3),
        creator: CreatorId::new(made, 4),
        community: CommunityId::new(made, 5),
        product: ProductId::new(made, 6),
        price: PRICE,
        sold_as: SoldAs { tier: "Summer".to_owned(), period, refund_days: 7 },
        agreement: AgreementId::new(made, 7),
        consent: ConsentId::new(made, 8),
        state,
        exception: OrderException::None,
        created_at: made,
        expires_at: made.plus_seconds(900),
        holds_seat: false,
        version: 1,
    }
}

fn attempt(order: &Order) -> Attempt {
    let route = Route {
        channel: Channel::WechatPay,
        gateway: Gateway::WechatPay,
        account: Gateway::WechatPay.into(),
        way: PayWay::Code,
    };
    let begun = Attempt::begun(order, route, Locale::English, 9, order.created_at);
    Attempt { gateway_number: "J1".to_owned(), next_query_at: None, ..begun }
}

/// The whole price comes, and a seat is free.
fn paid(order: Order, paid_until: Option<Timestamp>, now: Timestamp) -> Settlement {
    paid_as(order, paid_until, now, |_| ())
}

/// The same when something has changed meanwhile.
fn paid_as(
    order: Order,
    paid_until: Option<Timestamp>,
    now: Timestamp,
    changed: impl Fn(&mut Deal),
) -> Settlement {
    let who = (order.buyer.clone(), order.community.clone(), order.product.clone(), order.id.clone());
    let id = MembershipId::new(now, 10);
    let membership = Membership::following(None, paid_until, id, who, order.sold_as.period, now);
    let mut deal = Deal {
        now,
        seat: SeatNeed::None,
        seat_free: true,
        coupon_gone: false,
        replaced: false,
        void: false,
        settles_at: now.plus_days(1),
        membership,
        transaction: TransactionId::new(now, 11),
        refund: RefundId::new(now, 12),
        refund_number: "R1".to_owned(),
        review: ReviewId::new(now, 13),
    };
    changed(&mut deal);
    let capture = Capture { gateway_transaction: "4200".to_owned(), amount: order.price, captured_at: now };
    let attempt = attempt(&order);
    order.settle(attempt, &capture, deal).unwrap()
}

fn period() -> impl Strategy<Value = Option<usize>> {
    prop::option::of(0..Period::ALL.len())
}

proptest! {
    #[test]
    fn no_money_buys_no_time_whatever_is_paid_when(
        made in 0i64..4_000_000_000_000,
        later in 0i64..3 * DAY_MS,
        had in prop::option::of(0i64..90 * DAY_MS),
        (kind, end) in (period(), -3i32..90),
        expired in any::<bool>(),
    ) {
        let made = Timestamp::from_unix_ms(made);
        let now = made.plus_ms(later);
        let period = kind.map_or(Period::Until(made.day().plus_days(end)), |index| Period::ALL[index]);
        let state = if expired { OrderState::Expired { at: made.plus_seconds(900) } } else { OrderState::Pending };
        let settled = paid(order(period, state, made), had.map(|ms| made.plus_ms(ms)), now);
        let answers = [settled.membership.is_some(), settled.refund.is_some(), settled.review.is_some()];
        prop_assert_eq!(answers.iter().filter(|given| **given).count(), 1);
        let from = had.map_or(now, |ms| made.plus_ms(ms).max(now));
        let has_time = period.is_ahead(from.day());
        prop_assert_eq!(settled.membership.is_some(), has_time);
        if let Some(granted) = &settled.membership {
            prop_assert!(granted.valid_until.is_none_or(|until| until > granted.valid_from));
        } else if expired {
            let refund = settled.refund.unwrap();
            prop_assert_eq!((refund.reason, refund.amount), (RefundReason::LateNoTime, PRICE));
            prop_assert_eq!(settled.order.state.code(), "refund_pending");
        } else {
            prop_assert!(settled.review.is_some() && !settled.takes_seat);
            prop_assert_eq!((settled.order.state, settled.order.exception), (OrderState::Pending, OrderException::NothingLeft));
        }
    }
}

fn no_seat(deal: &mut Deal) {
    (deal.seat, deal.seat_free) = (SeatNeed::One, false);
}

#[test]
fn one_person_sits_on_one_seat_whatever_the_order_held() {
    let made = Timestamp::from_unix_ms(1_795_300_000_000);
    let sold = |seat: SeatNeed, holds_seat: bool| {
        let order = Order { holds_seat, ..order(Period::Month, OrderState::Pending, made) };
        let settled = paid_as(order, None, made, |deal| deal.seat = seat);
        assert!(settled.membership.is_some());
        (settled.order.holds_seat, settled.takes_seat, settled.releases_seat)
    };
    assert_eq!(sold(SeatNeed::None, true), (true, false, false));
    assert_eq!(sold(SeatNeed::None, false), (false, false, false));
    assert_eq!(sold(SeatNeed::Sits, false), (false, false, false));
    assert_eq!(sold(SeatNeed::SitsBeside, true), (false, false, true));
    assert_eq!(sold(SeatNeed::Held, false), (true, false, false));
    assert_eq!(sold(SeatNeed::One, false), (true, true, false));
}

#[test]
fn each_reason_why_money_buys_nothing_is_told_from_the_others() {
    let made = Timestamp::from_unix_ms(1_795_300_000_000);
    let expired = OrderState::Expired { at: made.plus_seconds(900) };
    let is_over = Period::Until(made.day().plus_days(-1));
    let late = made.plus_seconds(1_000);
    let back = |settled: Settlement| settled.refund.map(|refund| refund.reason);
    let of = |period, state| order(period, state, made);
    let cases: [(&str, Settlement, Option<RefundReason>); 7] = [
        (
            "coupon",
            paid_as(of(Period::Month, expired), None, late, |deal| deal.coupon_gone = true),
            Some(RefundReason::LateCoupon),
        ),
        ("seats", paid_as(of(Period::Month, expired), None, late, no_seat), Some(RefundReason::LateAndFull)),
        ("time", paid(of(is_over, expired), None, late), Some(RefundReason::LateNoTime)),
        (
            "time before all",
            paid_as(of(is_over, expired), None, late, |deal| {
                no_seat(deal);
                deal.coupon_gone = true;
            }),
            Some(RefundReason::LateNoTime),
        ),
        (
            "replaced before all",
            paid_as(of(is_over, expired), None, late, |deal| deal.replaced = true),
            Some(RefundReason::LateReplaced),
        ),
        (
            "seats before coupons",
            paid_as(of(Period::Month, expired), None, late, |deal| {
                no_seat(deal);
                deal.coupon_gone = true;
            }),
            Some(RefundReason::LateAndFull),
        ),
        (
            "a renewal in time",
            paid_as(of(Period::Month, OrderState::Pending), None, late, no_seat),
            Some(RefundReason::SeatLost),
        ),
    ];
    for (what, settled, reason) in cases {
        let in_time = reason == Some(RefundReason::SeatLost);
        let mark = if in_time { OrderException::SeatLost } else { OrderException::PaidLate };
        assert_eq!((settled.order.exception, settled.order.state.code()), (mark, "refund_pending"), "{what}");
        assert_eq!(back(settled), reason, "{what}");
    }
    for state in [OrderState::Pending, expired] {
        let changed = paid_as(of(Period::Month, state), None, late, |deal| deal.void = true);
        assert_eq!(
            (changed.order.exception, changed.review.is_some()),
            (OrderException::CountedChanged, true)
        );
    }
}
