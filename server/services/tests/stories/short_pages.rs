//! A gateway's page that works for minutes only: whoever goes there is led to one that works.

use domain::{
    id::OrderToken,
    order::{PayerAction, Scene},
    view::OrderStage,
};
use services::till::{ChangeOutcome, Visit, WayOut};

use super::{support::Cut, told::told, world::World};

fn phone() -> Visit {
    Visit { scene: Scene::Phone, address: "203.0.113.7".to_owned(), ..Visit::default() }
}

/// An order whose page on a phone leads on.
async fn open_on_a_phone(world: &World) -> (OrderToken, String) {
    let (mei, till) = (&world.shop.mei, &world.services.till);
    let token = world.ordered(mei, &world.shop.month).await;
    world
        .until(async || {
            let changed = till.change_channel(mei, &token, "wechat-pay", &phone()).await?;
            Ok((changed == ChangeOutcome::Changed).then_some(()))
        })
        .await;
    let shown = world
        .until(async || {
            let stage = till.page(mei, &token, &phone()).await?.unwrap().stage;
            Ok(match stage {
                OrderStage::AwaitingPayment { action: PayerAction::Visit { url }, .. } => Some(url),
                _ => None,
            })
        })
        .await;
    assert_eq!(shown, format!("/o/{}/go", token.as_str()), "what works for minutes is on no page");
    let number = world.number_that_waits(&token);
    (token, number)
}

impl World {
    /// The number of the attempt that can be paid now.
    pub fn number_that_waits(&self, token: &OrderToken) -> String {
        let open = self.attempts(token).into_iter().find(|attempt| attempt.state.is_open());
        open.unwrap().gateway_number
    }
}

#[tokio::test]
async fn an_address_that_works_no_more_is_asked_for_again_under_the_same_number() {
    told(async |world| {
        let (mei, till) = (&world.shop.mei, &world.services.till);
        let (token, number) = open_on_a_phone(world).await;
        let go = async || world.again(async || till.way_out(mei, &token, &phone()).await).await;
        let creates = || world.gateway.book().payments[&number].creates;
        let before = creates();
        let first = go().await;
        assert!(matches!(&first, WayOut::To(url) if url.contains(&number)), "{first:?}");
        world.clock.advance(239);
        assert_eq!((go().await, creates()), (first.clone(), before), "it works for another minute");
        world.clock.advance(121);
        let renewed = world
            .until(async || {
                let out = till.way_out(mei, &token, &phone()).await?;
                Ok(matches!(out, WayOut::To(_)).then_some(out))
            })
            .await;
        assert_ne!(renewed, first);
        assert!(creates() > before, "the gateway was asked");
        assert_eq!(world.number_that_waits(&token), number, "one number, one payment");
        assert_eq!(go().await, renewed, "the new one is kept");
        world.pays(&token, &number);
        world.notified(&number).await;
        assert_eq!(world.order(&token).state.code(), "paid");
        assert_eq!(go().await, WayOut::NotWaiting);
    })
    .await;
}

#[tokio::test]
async fn a_gateway_that_gives_no_new_address_leaves_the_payment_open() {
    let world = World::new().await;
    let (mei, till) = (&world.shop.mei, &world.services.till);
    let (token, number) = open_on_a_phone(&world).await;
    world.clock.advance(360);
    world.gateway.change(|book| book.down = true);
    assert_eq!(till.way_out(mei, &token, &phone()).await.unwrap(), WayOut::NoAnswer);
    world.gateway.change(|book| book.down = false);
    world.switch.fail(3, Cut::AfterTheCall);
    assert_eq!(till.way_out(mei, &token, &phone()).await.unwrap(), WayOut::NoAnswer);
    assert_eq!(world.switch.failed(), Some("gateway.create"));
    let out = till.way_out(mei, &token, &phone()).await.unwrap();
    assert!(matches!(&out, WayOut::To(url) if url.contains(&number)), "{out:?}");
    assert_eq!(till.way_out(&world.shop.tom, &token, &phone()).await.unwrap(), WayOut::NotFound);
}

#[tokio::test]
async fn somebody_whose_network_has_changed_meanwhile_is_given_another_number_and_pays_once() {
    let world = World::new().await;
    let (mei, till) = (&world.shop.mei, &world.services.till);
    let (token, number) = open_on_a_phone(&world).await;
    world.clock.advance(360);
    let elsewhere = Visit { address: "198.51.100.9".to_owned(), ..phone() };
    // The gateway does not like another address under the same number: this one ends.
    assert_ne!(till.way_out(mei, &token, &elsewhere).await.unwrap(), WayOut::NotFound);
    assert!(world.gateway.book().payments[&number].closed);
    let stage = till.page(mei, &token, &elsewhere).await.unwrap().unwrap().stage;
    assert!(matches!(stage, OrderStage::AwaitingPayment { .. }), "{stage:?}");
    let other = world.number_that_waits(&token);
    let out = till.way_out(mei, &token, &elsewhere).await.unwrap();
    assert!(other != number && matches!(&out, WayOut::To(url) if url.contains(&other)), "{out:?}");
    assert!(!world.gateway.pay(&number, world.order(&token).price, false), "the first one takes no money");
    world.pays(&token, &other);
    world.notified(&other).await;
    world.audit();
}
