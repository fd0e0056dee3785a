//! What the owner is told about a save, in its own commit.

use domain::{
    id::UserId,
    message::{MessageKind, PauseCause, Recipient},
    people::AccountRole,
    view::payouts::PayoutSettingsForm,
};
use services::ports::TeamMember;

use super::world::{World, day, noon};

fn told(world: &World) -> Vec<MessageKind> {
    let messages = world.commerce.rows().messages;
    let owner = Recipient::Owner(world.creator.account.id.clone());
    assert!(messages.values().all(|message| message.to == owner && message.created_at == noon(21)));
    messages.into_values().map(|message| message.about).collect()
}

#[tokio::test]
async fn the_owner_is_told_of_another_schedule_another_destination_and_a_pause() {
    let world = World::new();
    let other = world.rows().destinations[1].id.to_string();
    let form = PayoutSettingsForm {
        schedule: "monthly".to_owned(),
        destination: other,
        paused: "true".to_owned(),
        threshold: "50".to_owned(),
        ..world.form().await
    };
    world.saved(form).await;
    let by = || Some(world.creator.user.clone());
    let [MessageKind::ScheduleChanged { before, after, by: who, counts_from }, paused, destination] =
        &told(&world)[..]
    else {
        panic!("{:?}", told(&world))
    };
    assert_eq!((before.as_str(), after.as_str(), who), ("weekly", "monthly", &by()));
    assert_eq!(counts_from.day(), day(27), "the last Friday of November");
    assert_eq!(paused, &MessageKind::Paused(PauseCause::Person { by: by().unwrap() }));
    let MessageKind::DestinationChanged { last_four, by: who, .. } = destination else {
        panic!("{destination:?}")
    };
    assert_eq!((last_four.as_deref(), who), (Some("4417"), &by()));
}

#[tokio::test]
async fn what_moves_no_money_is_told_only_when_somebody_else_did_it() {
    let world = World::new();
    let form = PayoutSettingsForm { threshold: "50".to_owned(), ..world.form().await };
    world.saved(form).await;
    assert_eq!(told(&world), []);
    let mut world = World::new();
    let (owner, user) = (world.creator.user.clone(), UserId::new(noon(1), 9));
    (world.creator.user, world.creator.role) = (user.clone(), AccountRole::Admin);
    let (creator, role) = (world.creator.account.id.clone(), AccountRole::Admin);
    world.commerce.change(|tables| {
        let member = TeamMember { creator, user: user.clone(), role, added_by: owner, added_at: noon(1) };
        tables.team.insert(user, member);
    });
    let form =
        PayoutSettingsForm { threshold: "50".to_owned(), fallback: "wait".to_owned(), ..world.form().await };
    world.saved(form).await;
    let fields = ["fallback", "threshold"].map(str::to_owned).to_vec();
    let by = world.creator.user.clone();
    assert_eq!(told(&world), [MessageKind::SettingsChangedByTeam { fields, by }]);
}

#[tokio::test]
async fn a_refused_or_repeated_save_tells_nothing() {
    let world = World::new();
    let form = PayoutSettingsForm { schedule: "monthly".to_owned(), ..world.form().await };
    world.saved(form.clone()).await;
    world.saved(form).await;
    assert_eq!(told(&world).len(), 1);
    world.refused(PayoutSettingsForm { threshold: "1".to_owned(), ..world.form().await }).await;
    assert_eq!(told(&world).len(), 1);
}
