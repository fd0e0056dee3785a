//! Databases that fail at every possible moment, and somebody who is faster.

use domain::{
    payouts::Schedule,
    view::{ProblemCode, payouts::PayoutSettingsForm},
};
use services::{Fault, payouts::SaveOutcome};

use super::world::{World, reasons, yuan};
use crate::support::Cut;

async fn daily(world: &World) -> PayoutSettingsForm {
    PayoutSettingsForm { schedule: "daily".to_owned(), threshold: "50".to_owned(), ..world.form().await }
}

/// How many port calls a save makes when nothing goes wrong.
async fn calls_of_a_save() -> u32 {
    let world = World::new();
    let form = daily(&world).await;
    let before = world.switch.calls();
    world.saved(form).await;
    world.switch.calls() - before
}

#[tokio::test]
async fn whichever_call_fails_the_save_is_whole_or_not_there_and_can_be_repeated() {
    let calls = calls_of_a_save().await;
    assert!(calls >= 2);
    for (call, fault) in (1..=calls).flat_map(|call| [(call, Cut::BeforeTheCall), (call, Cut::AfterTheCall)])
    {
        let world = World::new();
        let (form, before) = (daily(&world).await, world.rows());
        world.switch.fail(call, fault);
        let answer = world.service.save(&world.creator, form.clone()).await;
        assert!(matches!(answer, Err(Fault::Store(_))), "call {call}, {fault:?}: {answer:?}");
        let rows = world.rows();
        let written = rows.changes.len();
        assert_eq!(world.commerce.rows().messages.len(), written, "told with the save, or not at all");
        if written == 0 {
            assert_eq!(rows, before, "call {call}, {fault:?}");
        } else {
            assert_eq!(
                (call, fault),
                (calls, Cut::AfterTheCall),
                "only a lost answer to the commit leaves a save"
            );
            assert_eq!(rows.settings.unwrap().threshold, yuan(5_000));
        }
        world.switch.heal();
        let saved = world.saved(form).await;
        let rows = world.rows();
        assert_eq!(rows.changes.len(), 1, "call {call}, {fault:?}: repeated once, recorded once");
        assert_eq!(saved.change, Some(rows.changes[0].id.clone()));
        assert_eq!(rows.settings.unwrap().schedule, Schedule::Daily);
    }
}

#[tokio::test]
async fn whichever_call_fails_the_page_is_an_error_and_not_half_a_page() {
    for call in 1..=2 {
        let world = World::new();
        world.switch.fail(call, Cut::BeforeTheCall);
        assert!(world.service.load(&world.creator).await.is_err(), "call {call}");
        world.switch.heal();
        world.page().await;
    }
}

#[tokio::test]
async fn who_is_overtaken_between_reading_and_writing_learns_that_it_changed_meanwhile() {
    let world = World::new();
    let form = daily(&world).await;
    world.overtaken_by(|rows| {
        let settings = rows.settings.as_mut().unwrap();
        (settings.version, settings.schedule) = (4, Schedule::Quarterly);
    });
    let SaveOutcome::Refused(draft) = world.save(form).await else { panic!("overwrote the rival") };
    assert_eq!(reasons(&draft), [("form", &ProblemCode::ChangedMeanwhile)]);
    let rows = world.rows();
    assert_eq!((rows.settings.unwrap().schedule, rows.changes.len()), (Schedule::Quarterly, 0));
}

#[tokio::test]
async fn who_is_overtaken_by_the_same_choice_has_what_they_wanted() {
    let world = World::new();
    let form = daily(&world).await;
    world.overtaken_by(|rows| {
        let settings = rows.settings.as_mut().unwrap();
        (settings.version, settings.schedule, settings.threshold) = (4, Schedule::Daily, yuan(5_000));
    });
    let saved = world.saved(form).await;
    assert_eq!((saved.change, world.rows().changes.len()), (None, 0));
}
