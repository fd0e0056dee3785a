//! What the house relies on, whatever the rail. Each test is run for all three.

use std::sync::Arc;

use domain::{
    money::Money,
    payouts::{FailureReason, PayoutKind, RailNews},
};
use services::ports::{PayoutOrder, PayoutRail};

use super::{
    bank_driver::BankDriver,
    driver::{Driver, To},
    file_driver::FileDriver,
    stripe_driver::StripeDriver,
};

const STANDARD: PayoutKind = PayoutKind::Standard;
const INSTANT: PayoutKind = PayoutKind::Instant;

macro_rules! for_every_rail {
    ($($name:ident)+) => { $(
        mod $name {
            #[tokio::test]
            async fn sandbox_bank() {
                super::$name(&super::BankDriver::start().await).await;
            }

            #[tokio::test]
            async fn stripe() {
                super::$name(&super::StripeDriver::start().await).await;
            }

            #[tokio::test]
            async fn bank_file() {
                super::$name(&super::FileDriver::start()).await;
            }
        }
    )+ };
}

for_every_rail! {
    the_same_number_twice_is_one_payout
    a_hundred_at_once_are_one_payout
    a_number_with_other_content_is_refused
    a_number_that_was_never_sent_is_not_known
    a_payout_is_paid_by_the_banks_word
    a_payout_that_fails_says_why
    a_payout_can_come_back_after_it_was_paid
    a_payout_that_has_not_left_is_called_off
    a_payout_that_left_is_not_called_off
    instant_goes_only_where_it_is_taken
    amounts_arrive_as_they_are_in_every_exponent
    a_destination_that_cannot_be_is_refused_without_a_payout
}

pub fn is_in_transit(news: &RailNews) -> bool {
    matches!(news, RailNews::InTransit { .. })
}

fn is_paid(news: &RailNews) -> bool {
    matches!(news, RailNews::Paid { .. })
}

fn came_back(news: &RailNews) -> bool {
    // Stripe does not tell a payout that came back from one that never arrived.
    let reason = FailureReason::AccountClosed;
    [RailNews::Failed(reason), RailNews::Returned(reason)].contains(news)
}

async fn sent(driver: &dyn Driver, kind: PayoutKind) -> (Arc<dyn PayoutRail>, PayoutOrder) {
    let (rail, order) = (driver.rail(), driver.order(kind));
    let news = rail.submit(&order).await;
    assert!(is_in_transit(&news), "{news:?}");
    (rail, order)
}

async fn the_same_number_twice_is_one_payout(driver: &dyn Driver) {
    let (rail, order) = sent(driver, STANDARD).await;
    for again in [rail.submit(&order).await, driver.restarted().submit(&order).await] {
        assert!(is_in_transit(&again), "{again:?}");
    }
    assert_eq!(driver.recorded(&order).await.len(), 1);
    let after = rail.submit(&order).await;
    assert!(is_in_transit(&after), "{after:?}");
    assert_eq!(driver.recorded(&order).await.len(), 1);
}

async fn a_hundred_at_once_are_one_payout(driver: &dyn Driver) {
    let order = driver.order(STANDARD);
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..100 {
        let (rail, order) = (driver.rail(), order.clone());
        tasks.spawn(async move { rail.submit(&order).await });
    }
    let all = tasks.join_all().await;
    // Whoever came while another was being worked on cannot know how it ends.
    let fine = |news: &RailNews| is_in_transit(news) || *news == RailNews::NoAnswer;
    assert!(all.iter().all(fine) && all.iter().any(is_in_transit), "{all:?}");
    assert!(is_in_transit(&driver.rail().query(&order).await));
    assert_eq!(driver.recorded(&order).await.len(), 1);
}

async fn a_number_with_other_content_is_refused(driver: &dyn Driver) {
    let (rail, order) = sent(driver, STANDARD).await;
    let more = order.amount.plus(Money::new(100, order.amount.currency())).unwrap();
    let before = driver.recorded(&order).await;
    for other in [
        PayoutOrder { amount: more, ..order.clone() },
        PayoutOrder { to: driver.slow_destination(), ..order.clone() },
    ] {
        let news = rail.submit(&other).await;
        // Neither taken nor failed: the first one is on its way, and its money must not be given back.
        assert_eq!(news, RailNews::NoAnswer);
    }
    assert_eq!(driver.recorded(&order).await, before);
    assert!(is_in_transit(&rail.query(&order).await));
}

async fn a_number_that_was_never_sent_is_not_known(driver: &dyn Driver) {
    let order = driver.order(STANDARD);
    assert_eq!(driver.rail().query(&order).await, RailNews::NotKnown);
    let cancelled = driver.rail().cancel(&order).await;
    assert!([RailNews::Cancelled, RailNews::NoAnswer].contains(&cancelled), "{cancelled:?}");
    assert_eq!(driver.recorded(&order).await.len(), 0);
}

async fn a_payout_is_paid_by_the_banks_word(driver: &dyn Driver) {
    let (rail, order) = sent(driver, STANDARD).await;
    assert!(is_in_transit(&rail.query(&order).await));
    driver.take(&order, To::Paid).await;
    for news in [rail.query(&order).await, driver.restarted().query(&order).await, rail.submit(&order).await]
    {
        assert!(is_paid(&news), "{news:?}");
    }
    let RailNews::Paid { reference } = rail.query(&order).await else { unreachable!() };
    let named = PayoutOrder { reference, ..order };
    assert!(is_paid(&rail.query(&named).await) && is_paid(&rail.submit(&named).await));
}

async fn a_payout_that_fails_says_why(driver: &dyn Driver) {
    let (rail, order) = sent(driver, STANDARD).await;
    driver.take(&order, To::Failed).await;
    let failed = RailNews::Failed(FailureReason::AccountClosed);
    assert_eq!(rail.query(&order).await, failed);
    assert_eq!(rail.submit(&order).await, failed, "sent again, it is the one that failed");
    assert_eq!(driver.recorded(&order).await.len(), 1);
}

async fn a_payout_can_come_back_after_it_was_paid(driver: &dyn Driver) {
    let (rail, order) = sent(driver, STANDARD).await;
    driver.take(&order, To::Returned).await;
    let news = rail.query(&order).await;
    assert!(came_back(&news), "{news:?}");
    assert_eq!(rail.submit(&order).await, news);
}

async fn a_payout_that_has_not_left_is_called_off(driver: &dyn Driver) {
    let (rail, order) = sent(driver, STANDARD).await;
    assert_eq!(rail.cancel(&order).await, RailNews::Cancelled);
    assert_eq!(rail.cancel(&order).await, RailNews::Cancelled, "calling off twice is calling off once");
    let news = rail.query(&order).await;
    // A file that was never written leaves nothing to be known.
    assert!([RailNews::Cancelled, RailNews::NotKnown].contains(&news), "{news:?}");
}

async fn a_payout_that_left_is_not_called_off(driver: &dyn Driver) {
    let (rail, order) = sent(driver, STANDARD).await;
    driver.take(&order, To::InTransit).await;
    let news = rail.cancel(&order).await;
    assert!(is_in_transit(&news), "{news:?}");
    let (rail, order) = sent(driver, STANDARD).await;
    driver.take(&order, To::Paid).await;
    let news = rail.cancel(&order).await;
    assert!(is_paid(&news), "{news:?}");
}

async fn instant_goes_only_where_it_is_taken(driver: &dyn Driver) {
    let (_, instant) = sent(driver, INSTANT).await;
    assert_eq!(driver.recorded(&instant).await.len(), 1);
    let rail = driver.rail();
    assert!(rail.carries(INSTANT, instant.amount.currency()));
    let slow = PayoutOrder { to: driver.slow_destination(), ..driver.order(INSTANT) };
    assert_eq!(rail.submit(&slow).await, RailNews::Failed(FailureReason::InstantNotSupported));
    assert_eq!(driver.recorded(&slow).await.len(), 0);
    assert_eq!(rail.query(&slow).await, RailNews::NotKnown);
    let standard = PayoutOrder { to: driver.slow_destination(), ..driver.order(STANDARD) };
    assert!(is_in_transit(&rail.submit(&standard).await));
}

async fn amounts_arrive_as_they_are_in_every_exponent(driver: &dyn Driver) {
    let (rail, mut exponents) = (driver.rail(), Vec::new());
    for (amount, wire) in driver.currencies() {
        let currency = amount.currency();
        exponents.push(currency.exponent());
        assert!(rail.carries(STANDARD, currency), "{}", currency.code());
        let order = PayoutOrder { amount, to: driver.destination(currency), ..driver.order(STANDARD) };
        let news = rail.submit(&order).await;
        assert!(is_in_transit(&news), "{} {news:?}", currency.code());
        assert_eq!(driver.recorded(&order).await, [wire]);
        assert!(is_in_transit(&rail.query(&order).await), "{}", currency.code());
    }
    assert!([0, 2, 3].iter().all(|exponent| exponents.contains(exponent)), "{exponents:?}");
}

async fn a_destination_that_cannot_be_is_refused_without_a_payout(driver: &dyn Driver) {
    let rail = driver.rail();
    let good = rail.look_at(&driver.order(INSTANT).to).await.unwrap();
    assert_eq!((good.takes_instant, good.unusable), (true, None));
    let nonsense = super::driver::details("no such account!", "");
    let bad = rail.look_at(&nonsense).await.unwrap();
    assert_eq!((bad.takes_instant, bad.unusable), (false, Some(FailureReason::AccountUnknown)));
    let order = PayoutOrder { to: nonsense, ..driver.order(STANDARD) };
    assert_eq!(rail.submit(&order).await, RailNews::Failed(FailureReason::AccountUnknown));
    assert_eq!(driver.recorded(&order).await.len(), 0);
    assert_eq!(rail.query(&order).await, RailNews::NotKnown);
}
