//! What the gateway does not answer while a day is compared keeps nothing else waiting, and is not forgotten.

use domain::{
    id::OrderToken,
    reconcile::{DifferenceKind, DifferenceOutcome},
    review::ReviewKind,
    time::Day,
};
use services::reconcile::Reconciled;

use super::World;

impl World {
    /// Two payments of which nobody heard, by their numbers.
    async fn two_unheard(&self) -> [(String, OrderToken); 2] {
        let mut paid = Vec::new();
        for member in [&self.shop.mei, &self.shop.tom] {
            let (token, number) = self.waiting(member, &self.shop.month).await;
            self.pays(&token, &number);
            paid.push((number, token));
        }
        paid.sort_by(|a, b| a.0.cmp(&b.0));
        paid.try_into().unwrap()
    }

    fn cannot_be_believed_about(&self, number: &str) {
        self.gateway.change(|book| assert!(book.unbelievable.insert(number.to_owned())));
    }

    fn can_be_believed_again(&self) {
        self.gateway.change(|book| book.unbelievable.clear());
    }

    pub async fn acted(&self, day: Day) -> (Vec<(DifferenceKind, DifferenceOutcome)>, bool) {
        let done = self.services.reconciliation.reconcile(&Self::wechat(), day, true).await.unwrap();
        let Reconciled::Compared { run, differences } = done else { panic!("{done:?}") };
        self.audit();
        (differences.iter().map(|row| (row.kind, row.outcome)).collect(), run.repaired_at.is_some())
    }
}

const MISSING: DifferenceKind = DifferenceKind::MissingHere;

#[tokio::test]
async fn one_payment_that_nobody_can_ask_about_keeps_no_other_waiting_and_is_tried_the_next_night() {
    let world = World::new().await;
    let [(first, firsts), (_, seconds)] = world.two_unheard().await;
    let day = world.bill_of_today();
    world.clock.advance(86_400);
    world.cannot_be_believed_about(&first);
    let found = [(MISSING, DifferenceOutcome::Reported), (MISSING, DifferenceOutcome::Repaired)];
    assert_eq!(world.acted(day).await, (found.to_vec(), false));
    assert_eq!(world.order(&seconds).state.code(), "paid");
    assert!(world.rows().reviews.is_empty(), "it is asked about again");

    let night = world.services.reconciliation.round("one").await.unwrap();
    assert!(
        night.compared > 0 && night.postponed > night.compared,
        "also the other gateways' days: {night:?}"
    );
    assert_ne!(world.order(&firsts).state.code(), "paid");
    world.can_be_believed_again();
    world.services.reconciliation.round("one").await.unwrap();
    assert_eq!(world.order(&firsts).state.code(), "paid");
    let runs = world.rows().reconcile_runs;
    assert!(runs.values().all(|run| run.repaired_at.is_some()));
    assert_eq!(world.services.reconciliation.round("one").await.unwrap().compared, 0);
    world.audit();
}

#[tokio::test]
async fn what_nobody_could_ask_about_for_a_week_is_in_the_queue() {
    let world = World::new().await;
    let [(first, _), (_, seconds)] = world.two_unheard().await;
    let day = world.bill_of_today();
    world.cannot_be_believed_about(&first);
    world.clock.advance(6 * 86_400);
    let found = [(MISSING, DifferenceOutcome::Reported), (MISSING, DifferenceOutcome::Repaired)];
    assert_eq!(world.acted(day).await, (found.to_vec(), false));
    world.clock.advance(86_400);
    assert_eq!(world.acted(day).await, (vec![(MISSING, DifferenceOutcome::InReview)], true));
    let item = world.waiting_item();
    assert_eq!((item.kind, item.gateway_number), (ReviewKind::BillDiffers, first));
    assert_eq!(world.order(&seconds).state.code(), "paid");
}

#[tokio::test]
async fn a_payment_is_missing_there_only_when_the_gateway_was_asked_or_nobody_asks_again() {
    let world = World::new().await;
    let token = world.bought(&world.shop.mei, &world.shop.month).await;
    let number = world.attempts(&token)[0].gateway_number.clone();
    let (toms, other) = world.waiting(&world.shop.tom, &world.shop.month).await;
    world.pays(&toms, &other);
    let day = world.bill_of_today();
    world.change_bill(|lines| lines.retain(|line| line.number == other));
    world.cannot_be_believed_about(&number);
    let repaired = vec![(MISSING, DifferenceOutcome::Repaired)];
    assert_eq!(world.acted(day).await, (repaired, false), "it may be on the bill of another day");
    world.clock.advance(7 * 86_400);
    let there = vec![(DifferenceKind::MissingThere, DifferenceOutcome::InReview)];
    assert_eq!(world.acted(day).await, (there, true));
    assert_eq!(world.waiting_item().gateway_number, number);
}
