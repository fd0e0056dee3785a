//! Sending money back: one refund number is one refund, and never more than was captured goes back.

use services::ports::{GatewayFault, QueryAnswer, RefundAnswer, RefundRequest};

use crate::driver::{Driver, Fault, On, open, paid, refund_of, settled};

for_every_gateway! {
    a_full_refund_arrives
    parts_go_back_until_nothing_is_left
    more_than_was_captured_does_not_go_back
    the_same_refund_number_is_one_refund
    a_refund_that_was_never_asked_for_is_unknown
    what_was_not_paid_is_not_refunded
    a_lost_refund_is_asked_for_again_and_is_one
    a_question_about_a_refund_that_gets_no_answer_is_no_answer
}

fn is_accepted(answer: &Result<RefundAnswer, GatewayFault>) -> bool {
    matches!(answer, Ok(RefundAnswer::Processing | RefundAnswer::Succeeded { .. }))
}

async fn a_full_refund_arrives(driver: &dyn Driver) {
    let (open, capture) = paid(driver, driver.payment()).await;
    let refund = refund_of(&open, &capture, capture.amount.minor());
    let answer = driver.gateway().refund(&refund).await;
    assert!(is_accepted(&answer), "{answer:?}");
    let at = settled(driver, &refund).await;
    assert!(at >= capture.captured_at, "{at:?}");
    let found = driver.restarted().query_refund(&refund).await;
    assert_eq!(found, Ok(RefundAnswer::Succeeded { at }));
    // The money was captured, whatever went back since.
    assert_eq!(driver.gateway().query(&open.reference).await, Ok(QueryAnswer::Paid(capture)));
}

async fn parts_go_back_until_nothing_is_left(driver: &dyn Driver) {
    let (open, capture) = paid(driver, driver.payment()).await;
    let total = capture.amount.minor();
    assert!(total > 100, "{total}");
    for part in [total / 3, total - total / 3 - 1, 1] {
        let refund = refund_of(&open, &capture, part);
        let answer = driver.gateway().refund(&refund).await;
        assert!(is_accepted(&answer), "{part}: {answer:?}");
        settled(driver, &refund).await;
        assert_eq!(driver.gateway().query(&open.reference).await, Ok(QueryAnswer::Paid(capture.clone())));
    }
    let beyond = driver.gateway().refund(&refund_of(&open, &capture, 1)).await;
    assert!(matches!(beyond, Ok(RefundAnswer::Refused { .. })), "{beyond:?}");
}

async fn more_than_was_captured_does_not_go_back(driver: &dyn Driver) {
    let (open, capture) = paid(driver, driver.payment()).await;
    let total = capture.amount.minor();
    for minor in [total + 1, 0, -1] {
        let answer = driver.gateway().refund(&refund_of(&open, &capture, minor)).await;
        assert!(matches!(answer, Ok(RefundAnswer::Refused { .. })), "{minor}: {answer:?}");
    }
    let part = refund_of(&open, &capture, total / 2);
    assert!(is_accepted(&driver.gateway().refund(&part).await));
    settled(driver, &part).await;
    let rest = refund_of(&open, &capture, total - total / 2 + 1);
    let answer = driver.gateway().refund(&rest).await;
    assert!(matches!(answer, Ok(RefundAnswer::Refused { .. })), "{answer:?}");
    assert_eq!(driver.gateway().query_refund(&rest).await, Ok(RefundAnswer::Unknown));
}

async fn the_same_refund_number_is_one_refund(driver: &dyn Driver) {
    let (open, capture) = paid(driver, driver.payment()).await;
    let half = refund_of(&open, &capture, capture.amount.minor() / 2);
    for gateway in [driver.gateway(), driver.gateway(), driver.restarted()] {
        let answer = gateway.refund(&half).await;
        assert!(is_accepted(&answer), "{answer:?}");
        settled(driver, &half).await;
    }
    // So that the other half is still there.
    let other = refund_of(&open, &capture, capture.amount.minor() - half.amount.minor());
    let answer = driver.gateway().refund(&other).await;
    assert!(is_accepted(&answer), "{answer:?}");
    settled(driver, &other).await;
}

async fn a_refund_that_was_never_asked_for_is_unknown(driver: &dyn Driver) {
    let (open, capture) = paid(driver, driver.payment()).await;
    let never = refund_of(&open, &capture, 1);
    assert_eq!(driver.gateway().query_refund(&never).await, Ok(RefundAnswer::Unknown));
    assert!(is_accepted(&driver.gateway().refund(&refund_of(&open, &capture, 1)).await));
    assert_eq!(driver.gateway().query_refund(&never).await, Ok(RefundAnswer::Unknown));
}

async fn what_was_not_paid_is_not_refunded(driver: &dyn Driver) {
    let (_, capture) = paid(driver, driver.payment()).await;
    let open = open(driver).await;
    let refund = RefundRequest {
        gateway_transaction: "4200000000000000000000000000".to_owned(),
        ..refund_of(&open, &capture, 1)
    };
    let answer = driver.gateway().refund(&refund).await;
    assert!(matches!(answer, Ok(RefundAnswer::Refused { .. })), "{answer:?}");
}

async fn a_lost_refund_is_asked_for_again_and_is_one(driver: &dyn Driver) {
    for fault in Fault::ALL {
        let (open, capture) = paid(driver, driver.payment()).await;
        let refund = refund_of(&open, &capture, capture.amount.minor());
        assert!(driver.goes_wrong(On::Refund, fault).await);
        let lost = driver.gateway().refund(&refund).await;
        assert!(
            matches!(lost, Err(GatewayFault::NoAnswer | GatewayFault::Trouble { .. })),
            "{fault:?}: {lost:?}"
        );
        if fault == Fault::TimeoutAfterSuccess {
            settled(driver, &refund).await;
        } else {
            assert_eq!(
                driver.restarted().query_refund(&refund).await,
                Ok(RefundAnswer::Unknown),
                "{fault:?}"
            );
        }
        let again = driver.restarted().refund(&refund).await;
        match again {
            Ok(RefundAnswer::Processing | RefundAnswer::Succeeded { .. }) => {
                settled(driver, &refund).await;
            }
            // A gateway may repeat an error it once gave to this number.
            Err(GatewayFault::Trouble { .. }) if fault == Fault::ServerError => {}
            other => panic!("{fault:?}: {other:?}"),
        }
    }
}

async fn a_question_about_a_refund_that_gets_no_answer_is_no_answer(driver: &dyn Driver) {
    let (open, capture) = paid(driver, driver.payment()).await;
    let refund = refund_of(&open, &capture, 1);
    assert!(is_accepted(&driver.gateway().refund(&refund).await));
    assert!(driver.goes_wrong(On::Query, Fault::Drop).await);
    assert_eq!(driver.gateway().query_refund(&refund).await, Err(GatewayFault::NoAnswer));
    settled(driver, &refund).await;
}
