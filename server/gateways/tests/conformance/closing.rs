//! Giving a payment up: afterwards no money can come for its number, or it is found that some has come.

use services::ports::{CloseAnswer, GatewayFault, PaymentReference, QueryAnswer};

use crate::driver::{Driver, Fault, On, can_be_paid, captured, open, paid};

for_every_gateway! {
    a_closed_payment_takes_no_money
    a_closed_payment_that_nobody_had_seen_takes_no_money_or_it_is_found
    closing_a_number_that_was_never_created_is_fine
    a_paid_payment_is_not_closed_and_its_money_is_found
    a_lost_answer_to_a_close_is_asked_for_again
    a_close_that_did_not_happen_closed_nothing
}

async fn a_closed_payment_takes_no_money(driver: &dyn Driver) {
    let open = open(driver).await;
    driver.seen(&open.payment, &open.action).await;
    assert_eq!(driver.gateway().query(&open.reference).await, Ok(QueryAnswer::Waiting));
    for gateway in [driver.gateway(), driver.restarted()] {
        assert_eq!(gateway.close(&open.reference).await, Ok(CloseAnswer::Closed));
        assert_eq!(gateway.query(&open.reference).await, Ok(QueryAnswer::Closed));
    }
    // Neither where the payer was about to, nor by coming again.
    for _ in 0..2 {
        assert!(!driver.pay(&open.payment, &open.action).await);
    }
    let again = driver.gateway().create(&open.payment).await.unwrap();
    assert!(!can_be_paid(driver, &open.payment, &again).await, "{again:?}");
    assert_eq!(driver.restarted().query(&open.reference).await, Ok(QueryAnswer::Closed));
    assert_eq!(driver.recorded(&open.payment.number).await, 1);
}

/// A gateway that knows nothing of it yet has nothing to close, and says so as if it had: the close keeps its word only
/// because whoever pays later is found.
async fn a_closed_payment_that_nobody_had_seen_takes_no_money_or_it_is_found(driver: &dyn Driver) {
    let open = open(driver).await;
    for gateway in [driver.gateway(), driver.restarted()] {
        assert_eq!(gateway.close(&open.reference).await, Ok(CloseAnswer::Closed));
    }
    let (known, stands) =
        (driver.is_known_before_it_is_seen(), driver.gateway().query(&open.reference).await);
    assert_eq!(stands, Ok(if known { QueryAnswer::Closed } else { QueryAnswer::Unknown }));
    let taken = driver.pay(&open.payment, &open.action).await;
    assert_eq!(taken, !known);
    if taken {
        assert_eq!(captured(driver, &open.reference).await.amount, open.payment.amount);
        assert_eq!(driver.gateway().close(&open.reference).await, Ok(CloseAnswer::AlreadyPaid));
    } else {
        assert_eq!(driver.gateway().query(&open.reference).await, Ok(QueryAnswer::Closed));
    }
}

async fn closing_a_number_that_was_never_created_is_fine(driver: &dyn Driver) {
    let never = PaymentReference { number: driver.payment().number, reference: None };
    assert_eq!(driver.gateway().close(&never).await, Ok(CloseAnswer::Closed));
    assert_eq!(driver.recorded(&never.number).await, 0);
}

async fn a_paid_payment_is_not_closed_and_its_money_is_found(driver: &dyn Driver) {
    let (open, capture) = paid(driver, driver.payment()).await;
    for gateway in [driver.gateway(), driver.restarted()] {
        assert_eq!(gateway.close(&open.reference).await, Ok(CloseAnswer::AlreadyPaid));
    }
    assert_eq!(captured(driver, &open.reference).await, capture);
}

async fn a_lost_answer_to_a_close_is_asked_for_again(driver: &dyn Driver) {
    let open = open(driver).await;
    assert!(driver.goes_wrong(On::Close, Fault::TimeoutAfterSuccess).await);
    assert_eq!(driver.gateway().close(&open.reference).await, Err(GatewayFault::NoAnswer));
    assert_eq!(driver.restarted().close(&open.reference).await, Ok(CloseAnswer::Closed));
}

async fn a_close_that_did_not_happen_closed_nothing(driver: &dyn Driver) {
    for fault in [Fault::Drop, Fault::ServerError] {
        let open = open(driver).await;
        assert!(driver.goes_wrong(On::Close, fault).await);
        let answer = driver.gateway().close(&open.reference).await;
        assert!(
            matches!(answer, Err(GatewayFault::NoAnswer | GatewayFault::Trouble { .. })),
            "{fault:?}: {answer:?}"
        );
        assert!(driver.pay(&open.payment, &open.action).await);
        assert_eq!(captured(driver, &open.reference).await.amount, open.payment.amount);
        assert_eq!(driver.gateway().close(&open.reference).await, Ok(CloseAnswer::AlreadyPaid));
    }
}
