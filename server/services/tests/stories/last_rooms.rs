//! Limits that two reach at one moment: what was counted before is counted again in the commit.

use domain::{
    order::{AttemptState, Channel},
    view::{OrderStage, ProblemCode, manage::ProductForm},
};
use services::{
    manage::{MOST_PRODUCTS, ManageOutcome},
    ports::CreateAnswer,
    till::{ChangeOutcome, Visit},
};

use super::{
    manage::{OLD, at, only, product_form},
    world::World,
};

#[tokio::test]
async fn of_two_who_add_the_last_product_one_is_told_that_there_are_enough() {
    let world = World::new().await;
    let creator = world.shop.creator.clone();
    let known = world.managed(&creator, OLD).await.products.len();
    let form = |number: u32| ProductForm { tier: format!("Tier {number}"), ..product_form() };
    for number in u32::try_from(known).unwrap() + 1..MOST_PRODUCTS {
        world.clock.advance(10);
        let added = world.services.manage.save_product(&creator, OLD, &form(number)).await.unwrap();
        assert_eq!(added, ManageOutcome::Done, "{number}");
    }
    world.clock.advance(60);
    let (services, other) = (world.services.clone(), creator.clone());
    world.switch.meanwhile("commit", 1, async move {
        let added = services.manage.save_product(&other, OLD, &form(98)).await.unwrap();
        assert_eq!(added, ManageOutcome::Done);
    });
    let late = world.services.manage.save_product(&creator, OLD, &form(99)).await.unwrap();
    assert_eq!(only(late), at("form", ProblemCode::TooMany { most: MOST_PRODUCTS }));
    let products = world.managed(&creator, OLD).await.products.len();
    assert_eq!(products, usize::try_from(MOST_PRODUCTS).unwrap());
}

#[tokio::test]
async fn of_two_who_ask_for_the_last_try_in_a_channel_one_gets_it() {
    let world = World::new().await;
    let mei = &world.shop.mei;
    let token = world.ordered(mei, &world.shop.month).await;
    let refused = || CreateAnswer::Refused { code: "PARAM_ERROR".to_owned() };
    world.gateway.change(|book| book.creations.extend((0..20).map(|_| refused())));
    let tries = async || {
        world.stage(mei, &token).await;
        world.services.till.change_channel(mei, &token, "wechat-pay", &Visit::default()).await.unwrap()
    };
    for _ in 1..4 {
        assert_eq!(tries().await, ChangeOutcome::Changed);
    }
    world.stage(mei, &token).await;
    let (services, member, address) = (world.services.clone(), mei.clone(), token.clone());
    world.switch.meanwhile("commit", 1, async move {
        let till = &services.till;
        let first = till.change_channel(&member, &address, "wechat-pay", &Visit::default()).await.unwrap();
        assert_eq!(first, ChangeOutcome::Changed);
        // The gateway has refused that one too when the other form goes on.
        till.page(&member, &address, &Visit::default()).await.unwrap();
    });
    let late = world.services.till.change_channel(mei, &token, "wechat-pay", &Visit::default()).await;
    assert_eq!(late.unwrap(), ChangeOutcome::NotOffered);
    let others = vec![Channel::Alipay, Channel::Card];
    let said = OrderStage::Refused { channel: Channel::WechatPay, again: false, others };
    assert_eq!(world.stage(mei, &token).await, said);
    let attempts = world.attempts(&token);
    assert_eq!(attempts.len(), 5);
    assert!(attempts.iter().all(|attempt| attempt.state == AttemptState::Failed));
    world.audit();
}
