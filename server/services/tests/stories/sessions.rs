//! Sessions and drafts: what is remembered, for how long, and where.

use services::drafts::{DRAFT_LIFE_SECONDS, Rest};

use super::{support::Cut, told::told, world::World};

const DAY: i64 = 86_400;

impl World {
    async fn mei_signs_in(&self) -> String {
        self.again(async || self.services.identity.demo_sign_in("mei").await).await.unwrap().token
    }

    async fn is_signed_in(&self, token: &str) -> bool {
        self.services.identity.session(token).await.unwrap().is_some()
    }
}

#[tokio::test]
async fn a_session_seen_lately_costs_no_question() {
    let world = World::new().await;
    let token = world.mei_signs_in().await;
    assert!(world.is_signed_in(&token).await);
    let calls = world.switch.calls();
    world.clock.advance(4);
    assert!(world.is_signed_in(&token).await);
    assert_eq!(world.switch.calls(), calls);
    world.clock.advance(1);
    assert!(world.is_signed_in(&token).await);
    assert!(world.switch.calls() > calls);
}

#[tokio::test]
async fn a_sign_out_in_another_process_counts_here_within_five_seconds() {
    let world = World::new().await;
    let token = world.mei_signs_in().await;
    assert!(world.is_signed_in(&token).await);
    let beside = world.beside().await;
    let session = beside.identity.session(&token).await.unwrap().unwrap();
    beside.identity.sign_out(&session).await.unwrap();
    assert!(beside.identity.session(&token).await.unwrap().is_none(), "there at once");
    world.clock.advance(5);
    assert!(!world.is_signed_in(&token).await);
}

#[tokio::test]
async fn what_was_read_by_a_clock_that_was_ahead_is_read_again_once_it_is_right() {
    let world = World::new().await;
    let token = world.mei_signs_in().await;
    world.clock.advance(DAY);
    assert!(world.is_signed_in(&token).await);
    world.clock.advance(-DAY);
    let beside = world.beside().await;
    let session = beside.identity.session(&token).await.unwrap().unwrap();
    beside.identity.sign_out(&session).await.unwrap();
    assert!(
        !world.is_signed_in(&token).await,
        "or a session that was ended elsewhere would live on for a day"
    );
}

#[tokio::test]
async fn a_request_that_was_reading_the_session_while_it_ended_does_not_bring_it_back() {
    let world = World::new().await;
    let token = world.mei_signs_in().await;
    let session = world.services.identity.session(&token).await.unwrap().unwrap();
    world.clock.advance(5);
    let services = world.services.clone();
    // The session's row has been read; the place of the person is asked for next.
    world.switch.meanwhile("place_of", 1, async move {
        services.identity.sign_out(&session).await.unwrap();
    });
    world.is_signed_in(&token).await;
    assert!(!world.is_signed_in(&token).await);
}

#[tokio::test]
async fn a_sign_out_whose_answer_was_lost_counts_all_the_same() {
    let world = World::new().await;
    let token = world.mei_signs_in().await;
    let session = world.services.identity.session(&token).await.unwrap().unwrap();
    world.switch.fail(1, Cut::AfterTheCall);
    assert!(world.services.identity.sign_out(&session).await.is_err());
    assert!(!world.is_signed_in(&token).await);
}

#[tokio::test]
async fn a_sign_out_here_counts_at_once() {
    let world = World::new().await;
    let token = world.mei_signs_in().await;
    let session = world.services.identity.session(&token).await.unwrap().unwrap();
    world.services.identity.sign_out(&session).await.unwrap();
    assert!(!world.is_signed_in(&token).await);
    assert!(world.people.rows().sessions.is_empty());
}

#[tokio::test]
async fn a_session_ends_after_thirty_days_of_the_system_clock_even_while_it_is_used() {
    let world = World::new().await;
    let token = world.mei_signs_in().await;
    world.clock.advance_business(365 * DAY);
    assert!(world.is_signed_in(&token).await, "the demo's clock ends no session");
    world.clock.advance(30 * DAY - 10);
    assert!(world.is_signed_in(&token).await);
    world.clock.advance(10);
    assert!(!world.is_signed_in(&token).await, "memory does not outlive the end");
    world.services.identity.forget_expired().await.unwrap();
    assert!(world.people.rows().sessions.is_empty());
}

#[tokio::test]
async fn the_token_is_nowhere_in_the_database() {
    let world = World::new().await;
    let token = world.mei_signs_in().await;
    let rows = format!("{:?}", world.people.rows());
    assert!(!rows.contains(&token));
}

#[tokio::test]
async fn cookies_that_cannot_be_ours_reach_no_database() {
    let world = World::new().await;
    let calls = world.switch.calls();
    for token in ["", &"x".repeat(65)] {
        assert!(!world.is_signed_in(token).await);
    }
    assert_eq!(world.switch.calls(), calls);
    assert!(!world.is_signed_in("made-up").await);
}

#[tokio::test]
async fn a_creator_signs_in_as_a_creator() {
    let world = World::new().await;
    let owner = world.shop.creator.user.clone();
    let token = world.mei_signs_in().await;
    world.people.change(|tables| {
        for row in tables.sessions.values_mut() {
            row.user = owner.clone();
        }
    });
    let session = world.services.identity.session(&token).await.unwrap().unwrap();
    assert_eq!(session.creator(), Some(world.shop.creator.clone()));
}

#[tokio::test]
async fn a_refused_form_is_kept_for_ten_minutes_under_its_own_name() {
    told(async |world| {
        let drafts = &world.services.drafts;
        let typed = ("Mei".to_owned(), 3);
        let id = world.again(async || drafts.keep("sign-up", &typed, Rest::Clear).await).await.unwrap();
        for _ in 0..2 {
            let read = world.again(async || drafts.take::<(String, u8)>("sign-up", &id).await).await;
            assert_eq!(read.as_ref(), Some(&typed), "a reload reads it again");
        }
        assert_eq!(world.again(async || drafts.take::<(String, u8)>("checkout", &id).await).await, None);
        assert_eq!(world.again(async || drafts.take::<Vec<u8>>("sign-up", &id).await).await, None);
        world.clock.advance(DRAFT_LIFE_SECONDS);
        assert_eq!(world.again(async || drafts.take::<(String, u8)>("sign-up", &id).await).await, None);
        world.again(async || world.services.identity.forget_expired().await).await;
        assert!(world.people.rows().drafts.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_draft_that_is_too_large_is_not_kept() {
    let world = World::new().await;
    let drafts = &world.services.drafts;
    for rest in [Rest::Clear, Rest::Sealed] {
        let many = vec!["x".repeat(500); 2_200];
        assert_eq!(drafts.keep("agreement", &many, rest).await.unwrap(), None);
        let long = "x".repeat(1_100_000);
        assert_eq!(drafts.keep("agreement", &long, rest).await.unwrap(), None);
    }
    assert!(world.people.rows().drafts.is_empty(), "nothing is kept in part");
}

#[tokio::test]
async fn the_longest_agreement_comes_back_whole() {
    let world = World::new().await;
    let drafts = &world.services.drafts;
    let typed = "窑".repeat(30_000);
    for rest in [Rest::Clear, Rest::Sealed] {
        let id = drafts.keep("agreement", &typed, rest).await.unwrap().unwrap();
        let read: Option<String> = drafts.take("agreement", &id).await.unwrap();
        assert!(read.as_ref() == Some(&typed), "{rest:?}");
    }
}

#[tokio::test]
async fn a_sealed_draft_rests_unreadable_and_opens_in_its_own_row_only() {
    let world = World::new().await;
    let drafts = &world.services.drafts;
    let typed = "Mei Chen was here".to_owned();
    let id = drafts.keep("evidence", &typed, Rest::Sealed).await.unwrap().unwrap();
    assert!(!world.people.rows().drafts[&id].content.contains("Mei"));
    assert_eq!(drafts.take::<String>("evidence", &id).await.unwrap(), Some(typed.clone()));
    let other = drafts.keep("evidence", &"another".to_owned(), Rest::Sealed).await.unwrap().unwrap();
    world.people.change(|tables| {
        let content = tables.drafts[&id].content.clone();
        tables.drafts.get_mut(&other).unwrap().content = content;
    });
    assert_eq!(drafts.take::<String>("evidence", &other).await.unwrap(), None);
}
