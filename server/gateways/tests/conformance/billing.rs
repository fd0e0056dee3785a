//! The gateway's own record of a day: exactly the payments and the refunds, to the minor unit.

use std::collections::BTreeSet;

use services::ports::{Bill, BillKind, BillLine, BillState, CloseAnswer};

use crate::driver::{Driver, open, paid, refund_of, settled};

for_every_gateway! {
    a_days_bill_has_exactly_its_payments_and_refunds
    a_day_without_business_has_an_empty_bill
}

/// What must agree. A refund's moment is only within the day: bills say when it was accepted, or when it arrived.
type Line = (bool, String, String, Option<String>, i64, &'static str, Option<i64>);

fn listed(line: &BillLine) -> Line {
    let BillLine { kind, number, gateway_transaction, refund_number, amount, at, state } = line.clone();
    assert_eq!(state, BillState::Moved, "each has arrived");
    let is_payment = kind == BillKind::Payment;
    let seconds = is_payment.then(|| at.unix_ms().div_euclid(1000));
    (
        is_payment,
        number,
        gateway_transaction,
        refund_number,
        amount.minor(),
        amount.currency().code(),
        seconds,
    )
}

async fn a_days_bill_has_exactly_its_payments_and_refunds(driver: &dyn Driver) {
    let mut expected = Vec::new();
    for amount in driver.amounts() {
        let payment = services::ports::CreatePayment { amount, ..driver.payment() };
        let (open, capture) = paid(driver, payment).await;
        expected.push(BillLine {
            kind: BillKind::Payment,
            number: open.payment.number.clone(),
            gateway_transaction: capture.gateway_transaction.clone(),
            refund_number: None,
            amount: capture.amount,
            at: capture.captured_at,
            state: BillState::Moved,
        });
        // All of it, or a part.
        let refund = refund_of(&open, &capture, (capture.amount.minor() / 2).max(1));
        driver.gateway().refund(&refund).await.unwrap();
        let at = settled(driver, &refund).await;
        expected.push(BillLine {
            kind: BillKind::Refund,
            refund_number: Some(refund.refund_number),
            amount: refund.amount,
            at,
            ..expected[expected.len() - 1].clone()
        });
    }
    // Neither of these moved money.
    open(driver).await;
    let closed = open(driver).await;
    assert_eq!(driver.gateway().close(&closed.reference).await, Ok(CloseAnswer::Closed));

    let day = driver.day_is_over().await;
    let Bill::Lines { from, until, lines } = driver.gateway().bill(day).await.unwrap() else {
        panic!("there is no bill");
    };
    let found: BTreeSet<Line> = lines.iter().map(listed).collect();
    assert_eq!(found, expected.iter().map(listed).collect());
    assert_eq!(lines.len(), expected.len());
    assert_eq!(until.ms_since(from), 24 * 3_600_000);
    assert!(lines.iter().all(|line| (from..until).contains(&line.at)), "{from:?} {until:?} {lines:?}");
}

async fn a_day_without_business_has_an_empty_bill(driver: &dyn Driver) {
    paid(driver, driver.payment()).await;
    let day = driver.day_is_over().await;
    match driver.gateway().bill(day.plus_days(-1)).await {
        Ok(Bill::Lines { lines, .. }) => assert_eq!(lines, []),
        other => panic!("{other:?}"),
    }
}
