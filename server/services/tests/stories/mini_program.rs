//! From a mini-program: its own page asks for the payment, with a ticket of ours and the wallet's word on who pays.

use domain::{
    id::OrderToken,
    order::{Channel, PayWay, Scene},
    view::OrderStage,
};
use services::till::{ChangeOutcome, HandOverOutcome, SignInOutcome, Visit};

use super::{support::Cut, world::World};

fn in_mini_program() -> Visit {
    Visit { scene: Scene::InMiniProgram, ..Visit::default() }
}

impl World {
    async fn seen_in_mini_program(&self, token: &OrderToken) -> OrderStage {
        let visit = in_mini_program();
        self.services.till.page(&self.shop.mei, token, &visit).await.unwrap().unwrap().stage
    }

    async fn told_by_mini_program(&self, token: &OrderToken, code: &str, ticket: &str) -> HandOverOutcome {
        self.services.till.hand_over(token, (code, ticket), &in_mini_program()).await.unwrap()
    }

    /// An order that waits in a mini-program, and its ticket.
    async fn waits_in_mini_program(&self) -> (OrderToken, String) {
        let mei = &self.shop.mei;
        let token = self.ordered(mei, &self.shop.month).await;
        let change = self.services.till.change_channel(mei, &token, "wechat-pay", &in_mini_program()).await;
        assert_eq!(change.unwrap(), ChangeOutcome::Changed);
        let OrderStage::HandOver { channel, page, others } = self.seen_in_mini_program(&token).await else {
            panic!("nothing is handed over")
        };
        assert_eq!((channel, others), (Channel::WechatPay, vec![Channel::Card]));
        let ticket = page.strip_prefix(&format!("/pages/pay?order={}&ticket=", token.as_str())).unwrap();
        (token, ticket.to_owned())
    }
}

#[tokio::test]
async fn a_page_of_the_mini_program_asks_for_the_payment_as_whom_its_own_application_knows() {
    let world = World::new().await;
    let (token, ticket) = world.waits_in_mini_program().await;
    for code in ["code-1", "code-1"] {
        let told = world.told_by_mini_program(&token, code, &ticket).await;
        let HandOverOutcome::Call(call) = told else { panic!("{told:?}") };
        assert_eq!(call.signature, "mini payer of code-1");
        let stage = world.seen_in_mini_program(&token).await;
        assert!(matches!(stage, OrderStage::HandOver { .. }), "the web view opens no wallet: {stage:?}");
    }
    let number = world.number_that_waits(&token);
    world.pays(&token, &number);
    world.notified(&number).await;
    assert_eq!(world.order(&token).state.code(), "paid");
    assert_eq!(world.told_by_mini_program(&token, "code-2", &ticket).await, HandOverOutcome::NotWaiting);
    world.audit();
}

#[tokio::test]
async fn a_ticket_is_good_for_its_own_order_and_for_as_long_as_that_can_be_paid() {
    let world = World::new().await;
    let (token, ticket) = world.waits_in_mini_program().await;
    let other = world.ordered(&world.shop.tom, &world.shop.month).await;
    assert_eq!(world.told_by_mini_program(&other, "code", &ticket).await, HandOverOutcome::Refused);
    for wrong in ["", "x", &ticket[1..], &ticket.to_lowercase()] {
        assert_eq!(
            world.told_by_mini_program(&token, "code", wrong).await,
            HandOverOutcome::Refused,
            "{wrong}"
        );
    }
    assert_eq!(world.gateway.book().asked.get("gateway.payer"), None);
    let nothing = OrderToken::new(1);
    assert_eq!(world.told_by_mini_program(&nothing, "code", &ticket).await, HandOverOutcome::NotFound);
    // What the sign-in of web pages gave is no ticket, and that sign-in is not offered here.
    let (mei, till) = (&world.shop.mei, &world.services.till);
    assert_eq!(till.wallet_sign_in(mei, &token).await.unwrap(), None);
    let signed = till.wallet_signed_in(mei, &token, ("code", &ticket), &in_mini_program()).await.unwrap();
    assert_eq!(signed, SignInOutcome::Refused);
    world.clock.advance(15 * 60);
    assert_eq!(world.told_by_mini_program(&token, "code", &ticket).await, HandOverOutcome::NotWaiting);
}

#[tokio::test]
async fn a_lost_answer_is_asked_for_again_and_another_person_ends_the_first_ones_call() {
    let world = World::new().await;
    let (token, ticket) = world.waits_in_mini_program().await;
    // The order, its attempts, the payer, then the creation.
    world.switch.fail(4, Cut::AfterTheCall);
    assert_eq!(world.told_by_mini_program(&token, "a", &ticket).await, HandOverOutcome::NoAnswer);
    assert_eq!(world.switch.failed(), Some("gateway.create"));
    let told = world.told_by_mini_program(&token, "a", &ticket).await;
    assert!(matches!(told, HandOverOutcome::Call(_)), "{told:?}");
    let first = world.number_that_waits(&token);
    assert_eq!(world.told_by_mini_program(&token, "b", &ticket).await, HandOverOutcome::NoAnswer);
    assert!(world.gateway.book().payments[&first].closed);
    assert!(matches!(world.seen_in_mini_program(&token).await, OrderStage::HandOver { .. }));
    let told = world.told_by_mini_program(&token, "b", &ticket).await;
    let HandOverOutcome::Call(call) = told else { panic!("{told:?}") };
    assert_eq!(call.signature, "mini payer of b");
    world.audit();
}

#[tokio::test]
async fn a_mini_program_without_a_page_of_its_own_shows_a_code() {
    let world = World::new().await;
    world.gateway.change(|book| book.withdrawn = vec![PayWay::MiniProgram]);
    let mei = &world.shop.mei;
    let token = world.ordered(mei, &world.shop.month).await;
    let stage = world.seen_in_mini_program(&token).await;
    let OrderStage::AwaitingPayment { action, .. } = stage else { panic!("{stage:?}") };
    assert_eq!(action.code(), "scan");
}

#[tokio::test]
async fn a_way_that_was_taken_from_the_settings_leads_to_another_one_and_not_in_a_circle() {
    for (scene, way) in [(Scene::InMiniProgram, PayWay::MiniProgram), (Scene::InWechat, PayWay::InWallet)] {
        let world = World::new().await;
        let (mei, till) = (&world.shop.mei, &world.services.till);
        let visit = Visit { scene, ..Visit::default() };
        let token = world.ordered(mei, &world.shop.month).await;
        till.change_channel(mei, &token, "wechat-pay", &visit).await.unwrap();
        world.gateway.change(|book| book.withdrawn = vec![way]);
        let stage = till.page(mei, &token, &visit).await.unwrap().unwrap().stage;
        let OrderStage::Refused { channel, again, .. } = stage else { panic!("{stage:?}") };
        assert_eq!((channel, again), (Channel::WechatPay, true));
        let changed = till.change_channel(mei, &token, "wechat-pay", &visit).await.unwrap();
        assert_eq!(changed, ChangeOutcome::Changed);
        let stage = till.page(mei, &token, &visit).await.unwrap().unwrap().stage;
        assert!(matches!(stage, OrderStage::AwaitingPayment { .. }), "{stage:?}");
        world.audit();
    }
}
