//! What the gateway tells by itself: believed when it is the gateway's, whole, ours and of this moment.

use domain::time::Timestamp;
use services::ports::{Clock as _, Notification, NotificationRefused, RefundAnswer};

use crate::{
    driver::{Driver, Told, paid, read, refund_of, settled},
    sandbox_control::ports::Real,
};

for_every_gateway! {
    a_paid_sale_is_told_as_it_is_found
    a_resend_is_the_same_event
    one_changed_byte_is_refused
    what_is_too_old_or_of_the_future_is_refused
    what_another_account_is_told_is_refused
    without_its_signature_nothing_is_believed
    a_refund_is_told_as_it_is_found
}

fn now() -> Timestamp {
    Real.system()
}

async fn told(driver: &dyn Driver) -> Told {
    let (open, _) = paid(driver, driver.payment()).await;
    driver.told_of_payment(&open.payment.number).await
}

fn event_of(notification: &Notification) -> &str {
    match notification {
        Notification::Paid { event_id, .. }
        | Notification::Refund { event_id, .. }
        | Notification::Ask { event_id, .. }
        | Notification::Dispute { event_id, .. }
        | Notification::Ignored { event_id } => event_id,
    }
}

async fn a_paid_sale_is_told_as_it_is_found(driver: &dyn Driver) {
    let (open, found) = paid(driver, driver.payment()).await;
    let told = driver.told_of_payment(&open.payment.number).await;
    for gateway in [driver.gateway(), driver.restarted()] {
        match read(&*gateway, &told, now()) {
            Ok(Notification::Paid { event_id, number, capture }) => {
                assert_eq!((number, capture), (open.payment.number.clone(), found.clone()));
                assert!(!event_id.is_empty());
            }
            // Then the question answers, which is part of this suite.
            Ok(Notification::Ask { event_id, number }) => {
                assert_eq!(number, open.payment.number);
                assert!(!event_id.is_empty());
            }
            other => panic!("{other:?}"),
        }
    }
}

async fn a_resend_is_the_same_event(driver: &dyn Driver) {
    let (one, other) = (paid(driver, driver.payment()).await, paid(driver, driver.payment()).await);
    let gateway = driver.gateway();
    let first = read(&*gateway, &driver.told_of_payment(&one.0.payment.number).await, now()).unwrap();
    let resend = read(&*gateway, &driver.told_again(&one.0.payment.number).await, now()).unwrap();
    assert_eq!(resend, first);
    let second = read(&*gateway, &driver.told_of_payment(&other.0.payment.number).await, now()).unwrap();
    assert_ne!(event_of(&second), event_of(&first));
}

async fn one_changed_byte_is_refused(driver: &dyn Driver) {
    let (gateway, told) = (driver.gateway(), told(driver).await);
    assert!(read(&*gateway, &told, now()).is_ok());
    for at in 0..told.body.len() {
        let mut changed = told.clone();
        changed.body[at] ^= 1;
        let answer = read(&*gateway, &changed, now());
        assert!(answer.is_err(), "byte {at}: {answer:?}");
    }
    let longer = Told { body: [told.body.as_slice(), b" "].concat(), ..told.clone() };
    assert!(read(&*gateway, &longer, now()).is_err());
    let shorter = Told { body: told.body[..told.body.len() - 1].to_vec(), ..told };
    assert!(read(&*gateway, &shorter, now()).is_err());
}

async fn what_is_too_old_or_of_the_future_is_refused(driver: &dyn Driver) {
    let Some(limit) = driver.age_limit_seconds() else {
        return;
    };
    let (gateway, told) = (driver.gateway(), told(driver).await);
    for seconds in [limit + 10, -limit - 10, 10 * limit] {
        let moved = read(&*gateway, &told, now().plus_seconds(seconds));
        assert_eq!(moved, Err(NotificationRefused::Age), "{seconds}");
    }
    for seconds in [limit - 10, 10 - limit] {
        let moved = read(&*gateway, &told, now().plus_seconds(seconds));
        assert!(moved.is_ok(), "{seconds}: {moved:?}");
    }
}

async fn what_another_account_is_told_is_refused(driver: &dyn Driver) {
    let told = told(driver).await;
    let strangers = driver.strangers();
    assert!(!strangers.is_empty());
    for stranger in strangers {
        let answer = read(&*stranger, &told, now());
        assert!(
            matches!(
                answer,
                Err(NotificationRefused::OtherMerchant
                    | NotificationRefused::UnknownKey
                    | NotificationRefused::Signature)
            ),
            "{answer:?}"
        );
    }
}

async fn without_its_signature_nothing_is_believed(driver: &dyn Driver) {
    let (gateway, told) = (driver.gateway(), told(driver).await);
    let bare = Told { headers: Vec::new(), body: b"{}".to_vec() };
    assert!(read(&*gateway, &bare, now()).is_err());
    let empty = Told { body: Vec::new(), ..told };
    assert!(read(&*gateway, &empty, now()).is_err());
}

async fn a_refund_is_told_as_it_is_found(driver: &dyn Driver) {
    let (open, capture) = paid(driver, driver.payment()).await;
    let refund = refund_of(&open, &capture, capture.amount.minor());
    driver.gateway().refund(&refund).await.unwrap();
    let at = settled(driver, &refund).await;
    let Some(told) = driver.told_of_refund(&refund).await else {
        return;
    };
    match read(&*driver.restarted(), &told, now()) {
        Ok(Notification::Refund { refund_number, answer, .. }) => {
            assert_eq!((refund_number, answer), (refund.refund_number, RefundAnswer::Succeeded { at }));
        }
        other => panic!("{other:?}"),
    }
}
