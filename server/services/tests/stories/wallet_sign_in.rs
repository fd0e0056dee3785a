//! Inside the wallet's own browser: it says who pays, and what it says is kept nowhere.

use domain::{
    order::{Channel, PayerAction, Scene},
    view::OrderStage,
};
use services::till::{ChangeOutcome, SignInOutcome, Visit};

use super::{support::Cut, world::World};

fn in_wechat() -> Visit {
    Visit { scene: Scene::InWechat, ..Visit::default() }
}

/// An order that waits for the wallet's word, and where the browser is sent.
async fn waiting(world: &World) -> (domain::id::OrderToken, String) {
    let mei = &world.shop.mei;
    let token = world.ordered(mei, &world.shop.month).await;
    let till = &world.services.till;
    let changed = till.change_channel(mei, &token, "wechat-pay", &in_wechat()).await.unwrap();
    assert_eq!(changed, ChangeOutcome::Changed);
    let page = till.page(mei, &token, &in_wechat()).await.unwrap().unwrap();
    assert_eq!(
        page.stage,
        OrderStage::WalletSignIn { channel: Channel::WechatPay, others: vec![Channel::Card] }
    );
    let address = till.wallet_sign_in(mei, &token).await.unwrap().unwrap();
    (token, address)
}

fn state(address: &str) -> String {
    let (rest, state) = address.split_once("&state=").unwrap();
    assert!(rest.contains("/wechat/back"), "{address}");
    assert!(state.len() <= 128 && state.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{state}");
    state.to_owned()
}

#[tokio::test]
async fn the_wallet_says_who_pays_and_is_then_asked_for_the_payment() {
    let world = World::new().await;
    let mei = &world.shop.mei;
    let (token, address) = waiting(&world).await;
    let till = &world.services.till;
    let answer = ("code-1", state(&address));
    let signed = till.wallet_signed_in(mei, &token, (answer.0, &answer.1), &in_wechat()).await.unwrap();
    assert_eq!(signed, SignInOutcome::Opened);
    let stage = till.page(mei, &token, &in_wechat()).await.unwrap().unwrap().stage;
    let OrderStage::AwaitingPayment { action: PayerAction::Invoke(call), .. } = stage else {
        panic!("{stage:?}");
    };
    assert_eq!(call.signature, "payer of code-1");
    let again = till.wallet_signed_in(mei, &token, (answer.0, &answer.1), &in_wechat()).await.unwrap();
    assert_eq!(again, SignInOutcome::NotNeeded);
    world.audit();
}

#[tokio::test]
async fn an_answer_for_somebody_else_or_another_order_or_of_yesterday_is_refused() {
    let world = World::new().await;
    let (mei, tom) = (&world.shop.mei, &world.shop.tom);
    let (token, address) = waiting(&world).await;
    let till = &world.services.till;
    let state = state(&address);
    let told =
        async |state: &str| till.wallet_signed_in(mei, &token, ("code", state), &in_wechat()).await.unwrap();
    for wrong in ["", "z", "17z00", &state[1..], &format!("9{state}"), &state.replace('z', "zff")] {
        assert_eq!(told(wrong).await, SignInOutcome::Refused, "{wrong}");
    }
    let stranger = till.wallet_signed_in(tom, &token, ("code", &state), &in_wechat()).await.unwrap();
    assert_eq!(stranger, SignInOutcome::NotFound);
    assert_eq!(till.wallet_sign_in(tom, &token).await.unwrap(), None);
    world.clock.advance(601);
    assert_eq!(told(&state).await, SignInOutcome::Refused);
}

#[tokio::test]
async fn a_payment_whose_answer_was_lost_is_asked_for_again_after_another_sign_in() {
    let world = World::new().await;
    let mei = &world.shop.mei;
    let (token, address) = waiting(&world).await;
    let till = &world.services.till;
    let state = state(&address);
    // The order, its attempts, the payer, then the creation.
    world.switch.fail(4, Cut::AfterTheCall);
    let lost = till.wallet_signed_in(mei, &token, ("code-1", &state), &in_wechat()).await.unwrap();
    assert_eq!((lost, world.switch.failed()), (SignInOutcome::NoAnswer, Some("gateway.create")));
    let again = till.wallet_signed_in(mei, &token, ("code-1", &state), &in_wechat()).await.unwrap();
    assert_eq!(again, SignInOutcome::Opened, "the same person pays under the same number");
    world.audit();
}

#[tokio::test]
async fn an_answer_that_is_sent_again_and_again_does_not_ask_the_wallet_each_time() {
    let world = World::new().await;
    let mei = &world.shop.mei;
    let (token, address) = waiting(&world).await;
    let state = state(&address);
    world.clock.advance(60);
    world.gateway.change(|book| book.down = true);
    for _ in 0..30 {
        let signed = world.services.till.wallet_signed_in(mei, &token, ("code", &state), &in_wechat()).await;
        assert_eq!(signed.unwrap(), SignInOutcome::NoAnswer);
    }
    assert_eq!(world.gateway.book().asked["gateway.payer"], 6);
}
