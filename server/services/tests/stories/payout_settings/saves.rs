//! What a save does.

use domain::{
    payouts::{Change, Fallback, PayoutSettings, Planned, Schedule},
    policy::Policy,
    view::payouts::PayoutSettingsForm,
};

use super::world::{World, day, noon, yuan};

fn eight(date: u8) -> domain::time::Timestamp {
    day(date).start().plus_seconds(8 * 3600)
}

#[tokio::test]
async fn an_eligible_creator_chooses_daily_and_sees_it_count_from_tomorrow() {
    let world = World::new();
    let form = PayoutSettingsForm {
        schedule: "daily".to_owned(),
        fallback: "wait".to_owned(),
        ..world.form().await
    };
    let saved = world.saved(form).await;
    let expected = [
        Change::Schedule { before: Schedule::Weekly, after: Schedule::Daily },
        Change::Fallback { before: Fallback::Standard, after: Fallback::Wait },
    ];
    assert_eq!((saved.changes.as_slice(), saved.counts_from), (expected.as_slice(), eight(22)));
    let page = world.page().await;
    let Planned::Instant(quote) = &page.next.planned else { panic!("{:?}", page.next) };
    assert_eq!(quote.net, yuan(116_941));
    let change = page.last_change.unwrap();
    assert_eq!(Some(change.id), saved.change);
    assert_eq!((change.by.as_deref(), change.at, change.counts_from), (Some("Lin Wan"), noon(21), eight(22)));
    assert_eq!(change.changes, expected);
    assert_eq!(page.choices.version, 4);
}

#[tokio::test]
async fn the_first_save_is_recorded_even_when_it_keeps_the_defaults() {
    let world = World::new().with(|rows| rows.settings = None);
    let saved = world.saved(world.form().await).await;
    assert!(saved.change.is_some() && saved.changes.is_empty());
    let rows = world.rows();
    assert_eq!(rows.settings.unwrap().version, 1);
    assert_eq!(rows.changes[0].before, None);
}

#[tokio::test]
async fn saving_what_is_stored_already_writes_nothing() {
    let world = World::new();
    let before = world.rows();
    let saved = world.saved(world.form().await).await;
    assert_eq!((saved.change, saved.changes), (None, vec![]));
    assert_eq!(world.rows(), before);
    world.saved(PayoutSettingsForm { threshold: "50".to_owned(), ..world.form().await }).await;
    let again = world.saved(world.form().await).await;
    assert_eq!(again.change, None, "a page drawn after the last save does not report that save as news");
}

#[tokio::test]
async fn a_double_click_is_one_change_and_both_clicks_are_answered_alike() {
    let world = World::new();
    let form = PayoutSettingsForm { threshold: "50".to_owned(), ..world.form().await };
    let first = world.saved(form.clone()).await;
    let second = world.saved(form).await;
    assert_eq!(first.change, second.change);
    assert!(first.change.is_some());
    assert_eq!(world.rows().changes.len(), 1);
}

#[tokio::test]
async fn a_pause_keeps_the_schedule_and_its_first_moment() {
    let world = World::new().with(|rows| rows.settings.as_mut().unwrap().schedule = Schedule::Daily);
    let paused = PayoutSettingsForm { paused: "true".to_owned(), ..world.form().await };
    assert_eq!(world.saved(paused).await.changes, [Change::Paused]);
    let stored = world.rows().settings.unwrap();
    assert_eq!((stored.schedule, stored.paused_at), (Schedule::Daily, Some(noon(21))));
    let world = world.with(|rows| rows.settings.as_mut().unwrap().paused_at = Some(noon(3)));
    world.saved(PayoutSettingsForm { threshold: "20".to_owned(), ..world.form().await }).await;
    assert_eq!(world.rows().settings.unwrap().paused_at, Some(noon(3)));
    let resumed = PayoutSettingsForm { paused: String::new(), ..world.form().await };
    assert_eq!(world.saved(resumed).await.changes, [Change::Resumed]);
}

#[tokio::test]
async fn who_is_on_daily_and_lost_eligibility_can_still_save_everything_else() {
    let world = World::new().with(|rows| {
        rows.settings.as_mut().unwrap().schedule = Schedule::Daily;
        rows.account.completed = 0;
    });
    let form = PayoutSettingsForm { fallback: "wait".to_owned(), ..world.form().await };
    world.saved(form).await;
    assert_eq!(world.rows().settings.unwrap().fallback, Fallback::Wait);
}

#[tokio::test]
async fn a_raised_platform_minimum_neither_blocks_a_save_trap_7767_nor_ratchets_the_threshold_trap_3838() {
    let world = World::under(Policy { minimum_payout_major: 100, ..Policy::default() });
    let page = world.page().await;
    assert_eq!((page.choices.threshold, page.next.minimum), (yuan(1_000), yuan(10_000)));
    let form = PayoutSettingsForm { schedule: "daily".to_owned(), ..PayoutSettingsForm::of(&page.choices) };
    assert_eq!(form.threshold, "10.00");
    world.saved(form).await;
    let stored = world.rows().settings.unwrap();
    assert_eq!((stored.schedule, stored.threshold), (Schedule::Daily, yuan(1_000)));
}

#[tokio::test]
async fn a_choice_can_unpause_and_go_daily_in_one_save() {
    let world = World::new().with(|rows| rows.settings.as_mut().unwrap().paused_at = Some(noon(3)));
    let form =
        PayoutSettingsForm { paused: String::new(), schedule: "daily".to_owned(), ..world.form().await };
    let saved = world.saved(form).await;
    assert_eq!(saved.changes.len(), 2);
    let stored = world.rows().settings.unwrap();
    let expected = PayoutSettings {
        updated_at: noon(21),
        version: 4,
        paused_at: None,
        schedule: Schedule::Daily,
        ..stored.clone()
    };
    assert_eq!(stored, expected);
}

#[tokio::test]
async fn another_destination_makes_payouts_wait_and_no_later_save_shortens_it() {
    let world = World::new();
    let other = world.rows().destinations[1].id.to_string();
    world.saved(PayoutSettingsForm { destination: other, ..world.form().await }).await;
    let until = Some(noon(21).plus_seconds(48 * 3_600));
    assert_eq!(world.rows().settings.unwrap().held_until, until);
    world.saved(PayoutSettingsForm { threshold: "20".to_owned(), ..world.form().await }).await;
    let back = world.rows().destinations[0].id.to_string();
    world.saved(PayoutSettingsForm { destination: back, ..world.form().await }).await;
    assert_eq!(world.rows().settings.unwrap().held_until, until, "going back does not lift it");
}

#[tokio::test]
async fn the_first_destination_is_paid_at_once() {
    let world = World::new().with(|rows| rows.settings.as_mut().unwrap().destination = None);
    let first = world.rows().destinations[0].id.to_string();
    world.saved(PayoutSettingsForm { destination: first, ..world.form().await }).await;
    assert_eq!(world.rows().settings.unwrap().held_until, None);
}
