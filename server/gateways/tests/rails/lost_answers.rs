//! When the network fails. The bank file has none: what is lost there is the process.

use domain::payouts::{PayoutKind, RailNews};
use services::ports::PayoutRail;

use super::{
    bank_driver::BankDriver,
    conformance::is_in_transit,
    driver::{Driver, Fault},
    file_driver::FileDriver,
    sandbox_control::Sandbox,
    stripe_driver::StripeDriver,
};

const STANDARD: PayoutKind = PayoutKind::Standard;

/// Whatever goes wrong: it is never sent twice, never called failed, and a question tells what is true.
async fn nothing_is_lost_or_doubled(driver: &dyn Driver) {
    for fault in Fault::ALL {
        let (rail, order) = (driver.rail(), driver.order(STANDARD));
        assert!(driver.goes_wrong(fault).await);
        let news = rail.submit(&order).await;
        let taken = driver.recorded(&order).await.len();
        match fault {
            Fault::Drop | Fault::ServerError | Fault::Busy => assert_eq!(taken, 0, "{fault:?}"),
            Fault::ErrorAfterSuccess | Fault::TimeoutAfterSuccess => assert_eq!(taken, 1, "{fault:?}"),
        }
        match news {
            RailNews::TryLater => assert_eq!(taken, 0, "{fault:?}"),
            RailNews::NoAnswer => {}
            news => unreachable!("{fault:?}: {news:?}"),
        }
        let told = driver.restarted().query(&order).await;
        if taken == 1 {
            assert!(is_in_transit(&told), "{fault:?}: {told:?}");
        } else {
            assert_eq!(told, RailNews::NotKnown, "{fault:?}");
        }
    }
}

/// And the next try, under the same number, works.
async fn it_goes_out_once_the_trouble_is_over(driver: &dyn Driver, faults: &[Fault]) {
    for fault in faults {
        let (rail, order) = (driver.rail(), driver.order(STANDARD));
        driver.goes_wrong(*fault).await;
        assert!(!is_in_transit(&rail.submit(&order).await), "{fault:?}");
        let news = rail.submit(&order).await;
        assert!(is_in_transit(&news), "{fault:?}: {news:?}");
        assert_eq!(driver.recorded(&order).await.len(), 1, "{fault:?}");
    }
}

#[tokio::test]
async fn the_sandbox_bank_loses_and_doubles_nothing() {
    let driver = BankDriver::start().await;
    nothing_is_lost_or_doubled(&driver).await;
    it_goes_out_once_the_trouble_is_over(&driver, &Fault::ALL).await;
}

#[tokio::test]
async fn stripe_loses_and_doubles_nothing() {
    let driver = StripeDriver::start().await;
    nothing_is_lost_or_doubled(&driver).await;
    // An error that Stripe executed is repeated under its key: only a question tells then.
    it_goes_out_once_the_trouble_is_over(&driver, &[Fault::Drop, Fault::Busy, Fault::TimeoutAfterSuccess])
        .await;
}

#[tokio::test]
async fn a_bank_that_says_it_is_busy_has_not_taken_it() {
    let driver = BankDriver::start().await;
    let order = driver.order(STANDARD);
    driver.goes_wrong(Fault::Busy).await;
    assert_eq!(driver.rail.submit(&order).await, RailNews::TryLater);
    assert_eq!(driver.recorded(&order).await.len(), 0);
}

#[tokio::test]
async fn questions_that_get_no_answer_are_no_answer() {
    let (bank, stripe) = (BankDriver::start().await, StripeDriver::start().await);
    let both: [(&dyn Driver, &Sandbox); 2] = [(&bank, &bank.sandbox), (&stripe, &stripe.sandbox)];
    for (driver, sandbox) in both {
        let (rail, order) = (driver.rail(), driver.order(STANDARD));
        for kind in ["drop", "server_error", "unavailable"] {
            sandbox.fault("query", kind, None).await;
            assert_eq!(rail.query(&order).await, RailNews::NoAnswer, "{kind}");
        }
        assert!(is_in_transit(&rail.submit(&order).await));
        for kind in ["drop", "server_error", "unavailable"] {
            sandbox.fault("cancel", kind, None).await;
            assert_eq!(rail.cancel(&order).await, RailNews::NoAnswer, "{kind}");
        }
        assert_eq!(rail.cancel(&order).await, RailNews::Cancelled);
    }
}

#[tokio::test]
async fn a_file_whose_process_ended_is_found_by_the_next_one() {
    let driver = FileDriver::start();
    let order = driver.order(STANDARD);
    drop(driver.restarted().submit(&order).await);
    let told = driver.restarted().query(&order).await;
    assert!(is_in_transit(&told), "{told:?}");
    assert!(is_in_transit(&driver.restarted().submit(&order).await));
    assert_eq!(driver.recorded(&order).await.len(), 1);
}
