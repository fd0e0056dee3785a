//! Taking a payment: one number is one payment, whatever goes wrong.

use std::sync::Arc;

use domain::money::Money;
use services::ports::{CreateAnswer, CreatePayment, GatewayFault, QueryAnswer};

use crate::driver::{Driver, Fault, On, can_be_paid, captured, open, opened, paid};

for_every_gateway! {
    the_driver_pays_by_a_way_that_the_adapter_offers
    the_same_number_twice_is_one_payment
    many_at_once_are_one_payment
    a_number_with_other_content_takes_no_other_money
    a_paid_number_can_not_be_paid_again
    a_payment_waits_is_paid_and_is_found
    a_number_that_was_never_created_is_unknown
    what_was_lost_on_the_way_is_asked_for_again
    a_question_that_gets_no_answer_is_no_answer
    amounts_are_exact
    a_payment_that_the_gateway_cannot_take_is_refused
}

async fn the_driver_pays_by_a_way_that_the_adapter_offers(driver: &dyn Driver) {
    let payment = driver.payment();
    let offered = driver.gateway().ways(payment.channel, payment.amount.currency());
    assert!(offered.contains(&payment.way), "{offered:?} has no {:?}", payment.way);
}

async fn the_same_number_twice_is_one_payment(driver: &dyn Driver) {
    let first = open(driver).await;
    for gateway in [driver.gateway(), driver.restarted()] {
        let again = gateway.create(&first.payment).await;
        assert!(matches!(again, Ok(CreateAnswer::Open { .. })), "{again:?}");
    }
    assert!(driver.pay(&first.payment, &first.action).await);
    assert_eq!(driver.recorded(&first.payment.number).await, 1);
    assert_eq!(captured(driver, &first.reference).await.amount, first.payment.amount);
}

async fn many_at_once_are_one_payment(driver: &dyn Driver) {
    let payment = driver.payment();
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..20 {
        let (gateway, payment) = (driver.gateway(), payment.clone());
        tasks.spawn(async move { gateway.create(&payment).await });
    }
    // Whoever came while another was being worked on may be told to ask again, and nothing else.
    for answer in tasks.join_all().await {
        let fine = matches!(answer, Ok(CreateAnswer::Open { .. }) | Err(GatewayFault::Trouble { .. }));
        assert!(fine, "{answer:?}");
    }
    let open = opened(driver, payment).await;
    assert!(driver.pay(&open.payment, &open.action).await);
    assert_eq!(driver.recorded(&open.payment.number).await, 1);
}

async fn a_number_with_other_content_takes_no_other_money(driver: &dyn Driver) {
    let first = open(driver).await;
    let more = first.payment.amount.plus(Money::new(100, first.payment.amount.currency())).unwrap();
    let other = CreatePayment { amount: more, ..first.payment.clone() };
    assert!(driver.pay(&first.payment, &first.action).await);
    match driver.gateway().create(&other).await {
        Ok(answer) => assert!(!can_be_paid(driver, &other, &answer).await, "{answer:?}"),
        Err(GatewayFault::Refused { .. }) => {}
        Err(fault) => panic!("{fault:?}"),
    }
    assert_eq!(driver.recorded(&other.number).await, 1);
    assert_eq!(captured(driver, &first.reference).await.amount, first.payment.amount);

    let waiting = open(driver).await;
    let other = CreatePayment { amount: more, ..waiting.payment.clone() };
    match driver.gateway().create(&other).await {
        Ok(CreateAnswer::Refused { .. }) | Err(GatewayFault::Refused { .. }) => {}
        // An address that was signed at home: then the gateway itself must turn the payer away, once the first one has
        // been seen there.
        Ok(answer @ CreateAnswer::Open { .. }) => {
            assert!(driver.pay(&waiting.payment, &waiting.action).await);
            assert!(!can_be_paid(driver, &other, &answer).await, "{answer:?}");
        }
        answer => panic!("{answer:?}"),
    }
    assert_eq!(driver.recorded(&other.number).await, 1);
}

async fn a_paid_number_can_not_be_paid_again(driver: &dyn Driver) {
    let (open, capture) = paid(driver, driver.payment()).await;
    for gateway in [driver.gateway(), driver.restarted()] {
        let again = gateway.create(&open.payment).await.unwrap();
        assert!(!can_be_paid(driver, &open.payment, &again).await, "{again:?}");
    }
    // Neither by what the payer still holds.
    assert!(!driver.pay(&open.payment, &open.action).await);
    assert_eq!(driver.recorded(&open.payment.number).await, 1);
    assert_eq!(captured(driver, &open.reference).await, capture);
}

async fn a_payment_waits_is_paid_and_is_found(driver: &dyn Driver) {
    let open = open(driver).await;
    let waiting = driver.gateway().query(&open.reference).await;
    if driver.is_known_before_it_is_seen() {
        assert_eq!(waiting, Ok(QueryAnswer::Waiting));
    } else {
        assert!(matches!(waiting, Ok(QueryAnswer::Waiting | QueryAnswer::Unknown)), "{waiting:?}");
    }
    assert!(driver.pay(&open.payment, &open.action).await);
    let capture = captured(driver, &open.reference).await;
    assert_eq!(capture.amount, open.payment.amount);
    assert!(!capture.gateway_transaction.is_empty());
    // The gateway's clock is the payment's: it was made before it expires.
    assert!(capture.captured_at < open.payment.expires_at, "{capture:?}");
    assert_eq!(driver.gateway().query(&open.reference).await, Ok(QueryAnswer::Paid(capture)));
}

async fn a_number_that_was_never_created_is_unknown(driver: &dyn Driver) {
    let number = driver.payment().number;
    let reference = services::ports::PaymentReference { number, reference: None };
    assert_eq!(driver.gateway().query(&reference).await, Ok(QueryAnswer::Unknown));
}

async fn what_was_lost_on_the_way_is_asked_for_again(driver: &dyn Driver) {
    for fault in Fault::ALL {
        let payment = driver.payment();
        if !driver.goes_wrong(On::Create, fault).await {
            return;
        }
        let lost = driver.gateway().create(&payment).await;
        assert!(
            matches!(lost, Err(GatewayFault::NoAnswer | GatewayFault::Trouble { .. })),
            "{fault:?}: {lost:?}"
        );
        let payment = match (fault, driver.restarted().create(&payment).await) {
            (_, Ok(CreateAnswer::Open { .. })) => payment,
            // A gateway may repeat an error it once gave to this number; a new number is another payment.
            (Fault::ServerError, Err(GatewayFault::Trouble { .. })) => driver.payment(),
            (fault, other) => panic!("{fault:?}: {other:?}"),
        };
        let (open, capture) = paid(driver, payment).await;
        assert_eq!((driver.recorded(&open.payment.number).await, capture.amount), (1, open.payment.amount));
    }
}

async fn a_question_that_gets_no_answer_is_no_answer(driver: &dyn Driver) {
    let (open, capture) = paid(driver, driver.payment()).await;
    for fault in [Fault::Drop, Fault::ServerError] {
        assert!(driver.goes_wrong(On::Query, fault).await);
        let answer = driver.gateway().query(&open.reference).await;
        assert!(
            matches!(answer, Err(GatewayFault::NoAnswer | GatewayFault::Trouble { .. })),
            "{fault:?}: {answer:?}"
        );
    }
    assert_eq!(driver.gateway().query(&open.reference).await, Ok(QueryAnswer::Paid(capture)));
}

async fn amounts_are_exact(driver: &dyn Driver) {
    let amounts = driver.amounts();
    assert!(amounts.len() > 2, "{amounts:?}");
    for amount in amounts {
        let (_, capture) = paid(driver, CreatePayment { amount, ..driver.payment() }).await;
        assert_eq!(capture.amount, amount);
    }
}

async fn a_payment_that_the_gateway_cannot_take_is_refused(driver: &dyn Driver) {
    let (gateway, right) = (driver.gateway(), driver.payment());
    let nothing = Money::zero(right.amount.currency());
    for amount in [nothing, Money::new(-1, nothing.currency())] {
        let answer = Arc::clone(&gateway).create(&CreatePayment { amount, ..right.clone() }).await;
        assert!(matches!(answer, Ok(CreateAnswer::Refused { .. })), "{answer:?}");
    }
    assert_eq!(driver.recorded(&right.number).await, 0);
}
