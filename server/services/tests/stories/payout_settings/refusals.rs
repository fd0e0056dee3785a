//! What is refused, with which reasons. `World::refused` proves for each that nothing changed.

use domain::{
    id::DestinationId,
    payouts::{PausedBy, Requirement, Schedule},
    view::{ProblemCode, payouts::PayoutSettingsForm},
};

use super::world::{World, noon, reasons, yuan};

#[tokio::test]
async fn a_crafted_daily_by_an_ineligible_creator_is_refused_with_every_missing_item_defect_4_4_g() {
    let world = World::new().with(|rows| {
        rows.account.completed = 2;
        rows.standing.as_mut().unwrap().compliant = false;
    });
    let daily =
        PayoutSettingsForm { schedule: "daily".to_owned(), threshold: "99".to_owned(), ..world.form().await };
    let draft = world.refused(daily).await;
    assert_eq!(reasons(&draft), [("schedule", &ProblemCode::NotEligibleForInstant)]);
    assert_eq!(draft.missing, [Requirement::Compliant, Requirement::CompletedPayouts { have: 2, need: 4 }]);
}

#[tokio::test]
async fn eligibility_is_that_of_the_form_and_not_of_the_stored_choices() {
    let world = World::new();
    let slow_bank = world.rows().destinations[1].id.to_string();
    let form = PayoutSettingsForm { schedule: "daily".to_owned(), ..world.form().await };
    let draft = world.refused(PayoutSettingsForm { destination: slow_bank, ..form.clone() }).await;
    // The change itself makes payouts wait for 48 hours.
    let on_hold_until = Some(noon(23));
    assert_eq!(draft.missing, [Requirement::Destination { chosen: true, on_hold_until }]);
    let draft = world.refused(PayoutSettingsForm { paused: "true".to_owned(), ..form }).await;
    assert_eq!(draft.missing, [Requirement::NotPaused { by: Some(PausedBy::Creator) }]);
}

#[tokio::test]
async fn a_threshold_under_the_platforms_minimum_is_refused_with_the_minimum() {
    let world = World::new();
    for typed in ["9.99", "0", "-50"] {
        let draft =
            world.refused(PayoutSettingsForm { threshold: typed.to_owned(), ..world.form().await }).await;
        let minimum = yuan(1_000);
        assert_eq!(reasons(&draft), [("threshold", &ProblemCode::AmountTooSmall { minimum })], "{typed}");
    }
}

#[tokio::test]
async fn what_cannot_be_read_as_an_amount_is_refused_and_never_rounded() {
    let world = World::new();
    let cases = [
        ("", ProblemCode::AmountInvalid),
        ("ten", ProblemCode::AmountInvalid),
        ("10.001", ProblemCode::AmountInvalid),
        ("<script>alert(1)</script>", ProblemCode::AmountInvalid),
        ("99999999999999999", ProblemCode::AmountTooLarge),
    ];
    for (typed, code) in cases {
        let draft =
            world.refused(PayoutSettingsForm { threshold: typed.to_owned(), ..world.form().await }).await;
        assert_eq!(reasons(&draft), [("threshold", &code)], "{typed}");
    }
}

#[tokio::test]
async fn every_reason_is_told_at_once_in_the_order_of_the_page() {
    let world = World::new();
    let version = world.form().await.version;
    let draft =
        world.refused(PayoutSettingsForm { version, paused: "maybe".to_owned(), ..Default::default() }).await;
    let fields: Vec<_> = reasons(&draft).into_iter().map(|(field, _)| field).collect();
    assert_eq!(fields, ["schedule", "fallback", "threshold", "paused", "destination"]);
}

#[tokio::test]
async fn somebody_elses_destination_is_as_unknown_as_none() {
    let world = World::new();
    for destination in [DestinationId::new(noon(1), 77).to_string(), "'; drop table payouts".to_owned()] {
        let draft = world.refused(PayoutSettingsForm { destination, ..world.form().await }).await;
        assert_eq!(reasons(&draft), [("destination", &ProblemCode::ChoiceUnknown)]);
    }
}

#[tokio::test]
async fn a_form_from_an_older_page_is_refused_as_changed_meanwhile() {
    let world = World::new();
    let old = world.form().await;
    world.saved(PayoutSettingsForm { schedule: "monthly".to_owned(), ..old.clone() }).await;
    for stale in [PayoutSettingsForm { threshold: "50".to_owned(), ..old.clone() }, old] {
        let draft = world.refused(stale).await;
        assert_eq!(reasons(&draft), [("form", &ProblemCode::ChangedMeanwhile)]);
    }
    assert_eq!(world.rows().settings.unwrap().schedule, Schedule::Monthly);
}

#[tokio::test]
async fn a_version_that_is_no_number_is_an_older_page() {
    let world = World::new();
    let form =
        PayoutSettingsForm { version: String::new(), schedule: "monthly".to_owned(), ..world.form().await };
    assert_eq!(reasons(&world.refused(form).await), [("form", &ProblemCode::ChangedMeanwhile)]);
}

#[tokio::test]
async fn an_account_saves_ten_changes_at_once_and_then_waits_and_keeps_what_was_typed() {
    let world = World::new();
    let next = async |amount: u32| {
        let threshold = format!("{amount}.00");
        PayoutSettingsForm { threshold, ..world.form().await }
    };
    for amount in 11..21 {
        let bad = PayoutSettingsForm { threshold: "ten".to_owned(), ..world.form().await };
        world.refused(bad).await;
        let form = next(amount).await;
        world.saved(form.clone()).await;
        world.saved(form).await;
    }
    let draft = world.refused(next(21).await).await;
    assert_eq!(reasons(&draft), [("form", &ProblemCode::TooManyChanges { retry_after_seconds: 60 })]);
    assert_eq!(world.rows().changes.len(), 10, "a mistake and a second click are not counted");
    world.saved(world.form().await).await;
}
