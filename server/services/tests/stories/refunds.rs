//! Money on its way back: asked for under one number until the gateway answers, done only when it says so.

use domain::order::RefundState;
use services::{
    ports::{Notification, RefundAnswer},
    till::{CheckOutcome, Received},
};

use super::{support::Cut, told::told, world::World};

impl World {
    pub fn refund_is(&self, state: &str) -> bool {
        self.rows().refunds.values().any(|refund| refund.state.code() == state)
    }

    /// From now on the gateway says that every refund it knows is done.
    pub fn refund_succeeds(&self) {
        let at = services::ports::Clock::business(&*self.clock);
        self.refunds_are(&RefundAnswer::Succeeded { at });
    }

    fn refunds_are(&self, answer: &RefundAnswer) {
        for gateway in self.gateways.all() {
            gateway.change(|book| {
                for sent in book.refunds.values_mut() {
                    sent.answer = answer.clone();
                }
            });
        }
    }

    /// A refund that is under way.
    async fn processing(&self) -> domain::id::OrderToken {
        let (token, number) = self.late_and_full().await;
        self.notified(&number).await;
        self.swept_until(20, || self.refund_is("processing")).await;
        token
    }
}

#[tokio::test]
async fn a_refund_whose_answer_is_lost_is_asked_for_again_under_the_same_number() {
    let world = World::new().await;
    let (token, number) = world.late_and_full().await;
    world.notified(&number).await;
    // lease, the disputes that wait for their orders, due_work, then the refund; nothing else is due.
    world.switch.fail(4, Cut::AfterTheCall);
    world.sweep().await.unwrap();
    assert_eq!(world.switch.failed(), Some("gateway.refund"));
    assert!(world.refund_is("requested"), "not knowing is not done");
    world.clock.advance(20);
    world.sweep().await.unwrap();
    assert!(world.refund_is("processing"));
    let book = world.gateway.book();
    assert_eq!(book.refunds.values().map(|sent| sent.requests).collect::<Vec<_>>(), [2]);
    world.refund_succeeds();
    world.clock.advance(20);
    world.sweep().await.unwrap();
    assert_eq!(world.order(&token).state.code(), "refunded");
}

#[tokio::test]
async fn a_refund_that_the_gateway_forgot_is_asked_for_again_under_the_same_number() {
    told(async |world| {
        let token = world.processing().await;
        let before = world.gateway.book().refunds;
        world.gateway.change(|book| book.refunds.clear());
        world.swept_until(20, || world.refund_is("requested")).await;
        world.swept_until(20, || !world.gateway.book().refunds.is_empty()).await;
        let numbers: Vec<String> = world.gateway.book().refunds.into_keys().collect();
        assert_eq!(numbers, before.into_keys().collect::<Vec<_>>());
        world.refund_succeeds();
        world.swept_until(20, || world.order(&token).state.code() == "refunded").await;
    })
    .await;
}

#[tokio::test]
async fn while_the_gateway_is_silent_about_a_refund_nothing_is_asked_for_twice() {
    let world = World::new().await;
    let token = world.processing().await;
    world.gateway.change(|book| book.down = true);
    for _ in 0..5 {
        world.clock.advance(20);
        world.sweep().await.unwrap();
        assert!(world.refund_is("processing"));
    }
    world.gateway.change(|book| book.down = false);
    world.refund_succeeds();
    // After so many questions in vain it is asked less often.
    world.clock.advance(3_600);
    world.sweep().await.unwrap();
    assert_eq!(world.order(&token).state.code(), "refunded");
    assert_eq!(world.gateway.book().refunds.values().map(|sent| sent.requests).collect::<Vec<_>>(), [1]);
}

#[tokio::test]
async fn a_refund_that_needs_a_person_stays_open_and_is_not_asked_about_again() {
    told(async |world| {
        let token = world.processing().await;
        world.refunds_are(&RefundAnswer::Refused { code: "NO".to_owned() });
        world.swept_until(20, || world.refund_is("abnormal")).await;
        world.refund_succeeds();
        for _ in 0..3 {
            world.clock.advance(3600);
            world.again(async || world.sweep().await).await;
        }
        assert_eq!(world.order(&token).state.code(), "refund_pending");
        assert!(world.rows().refunds.values().all(|refund| refund.state == RefundState::Abnormal));
    })
    .await;
}

#[tokio::test]
async fn a_notified_refund_is_believed_only_when_the_gateway_says_it_on_asking() {
    told(async |world| {
        let token = world.processing().await;
        let refund = world.rows().refunds.into_values().next().unwrap();
        let event = Notification::Refund {
            event_id: "refund".to_owned(),
            refund_number: refund.refund_number,
            answer: RefundAnswer::Succeeded { at: refund.created_at },
        };
        world.gateway.announce("refund", Ok(event));
        let received = world.again(async || world.receive("refund").await).await;
        assert_eq!(received, Received::Acknowledged);
        world.clock.advance(20);
        world.again(async || world.sweep().await).await;
        assert_eq!(world.order(&token).state.code(), "refund_pending");
        world.refund_succeeds();
        world.swept_until(20, || world.order(&token).state.code() == "refunded").await;
    })
    .await;
}

#[tokio::test]
async fn check_now_asks_about_a_refund_too() {
    told(async |world| {
        let token = world.processing().await;
        world.refund_succeeds();
        world
            .until(async || {
                world.clock.advance(5);
                let checked = world.services.till.check_now(&world.shop.mei, &token).await?;
                assert!(matches!(checked, CheckOutcome::Checked));
                Ok((world.order(&token).state.code() == "refunded").then_some(()))
            })
            .await;
    })
    .await;
}

#[tokio::test]
async fn two_processes_that_hear_of_one_refund_book_it_once() {
    let world = World::new().await;
    let token = world.processing().await;
    world.refund_succeeds();
    world.clock.advance(20);
    let (services, mei, theirs) = (world.services.clone(), world.shop.mei.clone(), token.clone());
    world.switch.meanwhile("commit", 1, async move {
        services.till.check_now(&mei, &theirs).await.unwrap();
    });
    world.sweep().await.unwrap();
    assert_eq!(world.order(&token).state.code(), "refunded");
    let booked = world.rows().transactions.into_iter();
    assert_eq!(booked.filter(|transaction| transaction.cause().kind() == "refund_done").count(), 1);
    world.audit();
}
