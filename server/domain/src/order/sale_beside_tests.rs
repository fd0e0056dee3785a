use super::{SaleAfterwards, SaleBeside};
use crate::{
    catalogue::Period,
    id::{
        AgreementId, CommunityId, ConsentId, CreatorId, MembershipId, OrderId, OrderToken, ProductId, UserId,
    },
    membership::Membership,
    money::{Currency, Money},
    order::{Gateway, Order, OrderException, OrderState, Payment, SaleToRefund, SoldAs},
    time::Timestamp,
};

const START: Timestamp = Timestamp::from_unix_ms(1_767_225_600_000);

fn yuan(minor: i64) -> Money {
    Money::new(minor, Currency::Cny)
}

fn order(number: u128, period: Period) -> Order {
    Order {
        id: OrderId::new(START, number),
        token: OrderToken::new(number),
        buyer: UserId::new(START, 3),
        creator: CreatorId::new(START, 4),
        community: CommunityId::new(START, 5),
        product: ProductId::new(START, number),
        price: yuan(12_000),
        sold_as: SoldAs { tier: "Reader".to_owned(), period, refund_days: 7 },
        agreement: AgreementId::new(START, 7),
        consent: ConsentId::new(START, 8),
        state: OrderState::Paid { at: START },
        exception: OrderException::None,
        created_at: START,
        expires_at: START.plus_seconds(900),
        holds_seat: false,
        version: 2,
    }
}

fn period_of(order: &Order, latest: Option<&Membership>, now: Timestamp) -> Membership {
    let who = (order.buyer.clone(), order.community.clone(), order.product.clone(), order.id.clone());
    let id = MembershipId::new(now, u128::from(latest.map_or(1, |row| row.sequence + 1)));
    Membership::following(latest, None, id, who, order.sold_as.period, now)
}

/// A year that an upgrade in its second month counted half of, and the upgrade, which is to go back.
fn upgraded() -> SaleToRefund {
    let (first, second) = (order(1, Period::Year), order(2, Period::Year));
    let at = START.plus_days(40);
    let mut year = period_of(&first, None, START);
    let sold = period_of(&second, Some(&year), at);
    year.valid_until = Some(at);
    let payment = Payment {
        order: Some(second.id.clone()),
        attempt: None,
        gateway: Gateway::Stripe,
        account: Gateway::Stripe.into(),
        number: "J2".to_owned(),
        transaction: "pi_2".to_owned(),
        captured: yuan(12_000),
    };
    let counted = Some(yuan(6_000));
    let beside = SaleBeside {
        membership: year,
        order: first,
        paid: yuan(12_000),
        counted,
        seats_free: None,
        sits: false,
    };
    SaleToRefund {
        sold_for: second.price,
        order: second,
        captured_at: at,
        booked_at: at,
        payment,
        membership: Some(sold),
        refunds: Vec::new(),
        disputes: Vec::new(),
        counted: yuan(0),
        beside: vec![beside],
        asked_before: false,
    }
}

/// What is changed about the counted year.
type Change = fn(&mut SaleBeside);

fn with(change: impl FnOnce(&mut SaleBeside)) -> SaleAfterwards {
    let mut sale = upgraded();
    change(&mut sale.beside[0]);
    sale.afterwards(START.plus_days(43))
}

#[test]
fn a_refund_that_ends_an_upgrade_gives_the_counted_year_its_end_back() {
    let after = with(|_| {});
    let year = &after.periods[0];
    assert_eq!(year.valid_until.unwrap().day(), START.day().plus_months(12));
    assert_eq!((after.uncounted.as_slice(), after.back_until), (&[year.id.clone()][..], year.valid_until));
    assert_eq!((after.orders.len(), after.takes_seats.len(), after.stays_counted), (1, 0, false));
}

#[test]
fn a_counted_period_comes_back_only_while_its_money_and_its_seat_are_there() {
    let at = START.plus_days(40);
    let cases: [(&str, bool, Change); 9] = [
        ("as much is left as it counted for", true, |row| row.paid = yuan(6_000)),
        ("less is left: it went back or is disputed", false, |row| row.paid = yuan(5_999)),
        ("a lost dispute took it away later", false, |row| {
            row.membership.revoked_at = Some(START.plus_days(41));
        }),
        ("its product is not limited", true, |row| row.seats_free = None),
        ("its seat is free", true, |row| row.seats_free = Some(1)),
        ("its seat is somebody's", false, |row| row.seats_free = Some(0)),
        ("its buyer still sits there", true, |row| (row.seats_free, row.sits) = (Some(0), true)),
        ("another upgrade counted it", false, |row| row.counted = None),
        ("it had not begun", true, |row| {
            (row.membership.valid_from, row.membership.revoked_at) =
                (START.plus_days(90), Some(START.plus_days(40)));
        }),
    ];
    assert_eq!(upgraded().membership.unwrap().valid_from, at);
    for (case, returns, change) in cases {
        let after = with(change);
        assert_eq!(after.uncounted.len(), usize::from(returns), "{case}");
        assert_eq!(after.orders.len(), after.uncounted.len(), "{case}");
        assert_eq!(after.back_until.is_some(), returns, "{case}");
        assert_eq!(after.stays_counted, !returns && case != "another upgrade counted it", "{case}");
    }
}

#[test]
fn a_seat_that_was_given_back_is_taken_again_once() {
    let after = with(|row| row.seats_free = Some(1));
    assert_eq!(after.takes_seats, [order(1, Period::Year).product]);
    assert!(after.orders[0].holds_seat);
    let kept = with(|row| (row.seats_free, row.sits, row.order.holds_seat) = (Some(1), true, true));
    assert!(kept.takes_seats.is_empty() && kept.orders[0].holds_seat);
}

#[test]
fn nothing_comes_back_while_the_membership_stays() {
    let now = START.plus_days(43);
    let counted = SaleToRefund { counted: yuan(1), ..upgraded() };
    assert_eq!(counted.afterwards(now), SaleAfterwards::default());
    let mut gone = upgraded();
    gone.membership.as_mut().unwrap().revoked_at = Some(now);
    assert_eq!(gone.afterwards(now), SaleAfterwards::default());
}

#[test]
fn time_that_is_over_by_now_comes_back_without_a_seat() {
    let mut sale = upgraded();
    (sale.beside[0].seats_free, sale.beside[0].sits) = (Some(0), false);
    let after = sale.afterwards(START.plus_days(380));
    assert_eq!((after.uncounted.len(), after.back_until), (1, None));
    assert!(after.takes_seats.is_empty() && !after.stays_counted);
}
