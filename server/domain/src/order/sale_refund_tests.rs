use proptest::prelude::*;

use super::{RefundAsk, RefundDraw, RefundRefusal, SaleToRefund};
use crate::{
    catalogue::Period,
    id::{
        AdjustmentId, AgreementId, CommunityId, ConsentId, CreatorId, OrderId, OrderToken, ProductId,
        RefundId, TransactionId, UserId,
    },
    ledger::Account,
    money::{Currency, Money},
    order::{Gateway, Order, OrderException, OrderState, Payment, RefundReason, SoldAs},
    time::Timestamp,
};

const START: Timestamp = Timestamp::from_unix_ms(1_767_225_600_000);

fn yuan(minor: i64) -> Money {
    Money::new(minor, Currency::Cny)
}

fn sale(gateway: Gateway) -> SaleToRefund {
    let order = Order {
        id: OrderId::new(START, 1),
        token: OrderToken::new(2),
        buyer: UserId::new(START, 3),
        creator: CreatorId::new(START, 4),
        community: CommunityId::new(START, 5),
        product: ProductId::new(START, 6),
        price: yuan(6_800),
        sold_as: SoldAs { tier: "Reader".to_owned(), period: Period::Month, refund_days: 7 },
        agreement: AgreementId::new(START, 7),
        consent: ConsentId::new(START, 8),
        state: OrderState::Paid { at: START },
        exception: OrderException::None,
        created_at: START,
        expires_at: START.plus_seconds(900),
        holds_seat: true,
        version: 2,
    };
    let payment = Payment {
        order: Some(order.id.clone()),
        attempt: None,
        gateway,
        account: gateway.into(),
        number: "J1".to_owned(),
        transaction: "4200".to_owned(),
        captured: yuan(6_800),
    };
    SaleToRefund {
        sold_for: order.price,
        order,
        captured_at: START,
        booked_at: START,
        payment,
        membership: None,
        refunds: Vec::new(),
        disputes: Vec::new(),
        counted: yuan(0),
        beside: Vec::new(),
        asked_before: false,
    }
}

fn ask(amount: Option<i64>, reason: RefundReason) -> RefundAsk {
    RefundAsk { amount: amount.map(yuan), reason, note: "why".to_owned(), by: UserId::new(START, 9) }
}

fn draw(now: Timestamp, random: u128) -> RefundDraw {
    RefundDraw {
        now,
        refund: (RefundId::new(now, random), format!("R{random}")),
        adjustment: AdjustmentId::new(now, random),
        transaction: TransactionId::new(now, random),
    }
}

proptest! {
    /// Any sequence of asks: never more than was sold, and the order leaves "paid" exactly with the last cent.
    #[test]
    fn parts_never_add_up_to_more_than_the_sale(
        asks in prop::collection::vec((prop::option::of(-10i64..9_000), 0i64..300), 1..60),
    ) {
        let mut sale = sale(Gateway::WechatPay);
        let mut now = START;
        let mut taken = 0;
        for (random, (amount, seconds)) in (1u128..).zip(asks) {
            now = now.plus_seconds(seconds);
            let left = sale.left();
            let answer = sale.clone().give_back(ask(amount, RefundReason::Staff), draw(now, random)).unwrap();
            let Ok(given) = answer else { continue };
            let creator = Account::CreatorBalance(sale.order.creator.clone());
            let booked = given.transaction.postings().iter().find(|line| line.account == creator).unwrap();
            prop_assert_eq!(booked.amount, given.refund.amount);
            prop_assert_eq!(given.adjustment.amount, given.refund.amount);
            prop_assert_eq!(given.refund.adjustment.as_ref(), Some(&given.adjustment.id));
            prop_assert_eq!(given.order.is_some(), given.refund.amount == left);
            prop_assert_eq!(given.releases_seat, given.order.is_some());
            taken += given.refund.amount.minor();
            prop_assert!(taken <= 6_800);
            sale.refunds.push(given.refund);
            if let Some(order) = given.order {
                sale.order = order;
            }
        }
        prop_assert_eq!(sale.left(), yuan(6_800 - taken));
        prop_assert_eq!(taken == 6_800, sale.order.state.code() == "refund_pending");
    }
}

#[test]
fn a_member_can_ask_until_the_last_moment_of_the_rule_and_not_after_it() {
    let sale = sale(Gateway::Stripe);
    let last = START.plus_days(7).plus_ms(-1);
    assert_eq!(sale.refusal(&ask(None, RefundReason::Member), last), None);
    let after = sale.refusal(&ask(None, RefundReason::Member), START.plus_days(7));
    assert_eq!(after, Some(RefundRefusal::TooLate));
    assert_eq!(sale.refusal(&ask(None, RefundReason::Creator), START.plus_days(700)), None);
    let mut never = sale;
    never.order.sold_as.refund_days = 0;
    assert_eq!(never.refusal(&ask(None, RefundReason::Member), START), Some(RefundRefusal::TooLate));
}

#[test]
fn the_right_to_ask_is_used_once_and_others_can_still_give_it() {
    let sale = sale(Gateway::Stripe);
    let given = sale.clone().give_back(ask(None, RefundReason::Member), draw(START, 1)).unwrap().unwrap();
    assert!(given.uses_right);
    let next = SaleToRefund { asked_before: true, ..sale.clone() };
    assert_eq!(next.refusal(&ask(None, RefundReason::Member), START), Some(RefundRefusal::AskedBefore));
    let late = next.refusal(&ask(None, RefundReason::Member), START.plus_days(7));
    assert_eq!(late, Some(RefundRefusal::TooLate));
    for reason in [RefundReason::Creator, RefundReason::Staff] {
        let given = next.clone().give_back(ask(None, reason), draw(START, 2)).unwrap().unwrap();
        assert!(!given.uses_right, "{reason:?}");
    }
    // The part that an upgrade counted, asked for when the upgrade has gone back: it is the same right.
    let mut rest = SaleToRefund { counted: yuan(6_000), ..sale };
    let part = rest.clone().give_back(ask(None, RefundReason::Member), draw(START, 3)).unwrap().unwrap();
    assert!(part.uses_right && part.order.is_none());
    rest.refunds.push(part.refund);
    rest.counted = yuan(0);
    let minute = START.plus_seconds(60);
    let part = rest.give_back(ask(None, RefundReason::Member), draw(minute, 4)).unwrap().unwrap();
    assert!(!part.uses_right && part.order.is_some());
}

#[test]
fn the_days_of_the_rule_begin_when_the_member_is_let_in() {
    let late = SaleToRefund { booked_at: START.plus_days(9), ..sale(Gateway::WechatPay) };
    assert_eq!(late.member_can_ask_until(), Some(START.plus_days(16)));
    let before = SaleToRefund { booked_at: START.plus_days(-9), ..sale(Gateway::WechatPay) };
    assert_eq!(before.member_can_ask_until(), Some(START.plus_days(7)));
    // What the gateway takes counts from its own moment.
    let refusal = late.refusal(&ask(None, RefundReason::Staff), START.plus_days(365));
    assert_eq!(refusal, Some(RefundRefusal::TooOld { days: 365 }));
}

#[test]
fn what_the_gateway_would_refuse_is_refused_before_it_is_asked() {
    let mut sale = sale(Gateway::WechatPay);
    let staff = |amount| ask(Some(amount), RefundReason::Staff);
    let mut now = START;
    for random in 1..=50u128 {
        let given = sale.clone().give_back(staff(100), draw(now, random)).unwrap().unwrap();
        sale.refunds.push(given.refund);
        let soon = sale.refusal(&staff(100), now.plus_seconds(20));
        if random < 50 {
            assert_eq!(soon, Some(RefundRefusal::TooSoon { retry_after_seconds: 40 }));
        }
        now = now.plus_seconds(60);
    }
    assert_eq!(sale.refusal(&staff(100), now), Some(RefundRefusal::TooMany { most: 50 }));
    let year = START.plus_days(365);
    assert_eq!(sale.refusal(&staff(100), year), Some(RefundRefusal::TooOld { days: 365 }));
}

#[test]
fn what_an_upgrade_counted_is_not_left_and_the_rest_leaves_the_order_paid() {
    let sale = SaleToRefund { counted: yuan(6_000), ..sale(Gateway::WechatPay) };
    assert_eq!(sale.left(), yuan(800));
    let given = sale.clone().give_back(ask(None, RefundReason::Member), draw(START, 1)).unwrap().unwrap();
    assert_eq!(given.refund.amount, yuan(800));
    assert!(given.order.is_none() && given.membership.is_none() && !given.releases_seat);
    let all = SaleToRefund { counted: yuan(6_800), ..sale };
    let refused = all.give_back(ask(None, RefundReason::Member), draw(START, 2)).unwrap();
    assert_eq!(refused.unwrap_err(), RefundRefusal::NothingLeft);
}

#[test]
fn a_creator_gives_ten_parts_at_most_and_then_all_that_is_left() {
    for gateway in [Gateway::WechatPay, Gateway::Stripe] {
        let mut sale = sale(gateway);
        for number in 1..=10i64 {
            let at = START.plus_seconds(number * 60);
            let part = ask(Some(100), RefundReason::Creator);
            let given =
                sale.clone().give_back(part, draw(at, number.unsigned_abs().into())).unwrap().unwrap();
            sale.refunds.push(given.refund);
        }
        let later = START.plus_seconds(3_600);
        let refusal = sale.refusal(&ask(Some(100), RefundReason::Creator), later);
        assert_eq!(refusal, Some(RefundRefusal::TooMany { most: 10 }));
        assert_eq!(sale.refusal(&ask(None, RefundReason::Creator), later), None);
        assert_eq!(sale.refusal(&ask(Some(100), RefundReason::Staff), later), None);
    }
}
