//! A member's own orders: the list, receipts, the one reminder.

use domain::message::{OrderNews, Recipient};
use services::{
    checkout::{StartOrderForm, StartOutcome},
    review::DecideOutcome,
};

use super::{World, yuan};
use crate::told::told;

#[tokio::test]
async fn ones_own_orders_are_listed_newest_first_and_found_by_name_and_number() {
    let world = World::new().await;
    let mei = &world.shop.mei;
    let first = world.bought(mei, &world.shop.month).await;
    world.clock.advance(60);
    let second = world.ordered(mei, &world.shop.year).await;
    world.bought(&world.shop.tom, &world.shop.month).await;
    let list = async |search: &str| {
        let view = world.services.orders.list(mei, search, None).await.unwrap();
        view.lines.into_iter().map(|line| line.token).collect::<Vec<_>>()
    };
    assert_eq!(list("").await, [second.clone(), first.clone()]);
    assert_eq!(list("kiln").await, [second.clone(), first.clone()]);
    assert_eq!(list(world.order(&first).id.as_str()).await, std::slice::from_ref(&first));
    assert!(list("somewhere else").await.is_empty());
    let view = world.services.orders.list(mei, "", None).await.unwrap();
    assert_eq!((view.lines[0].is_payable, view.lines[0].has_receipt), (true, false));
    assert_eq!((view.lines[1].is_payable, view.lines[1].has_receipt), (false, true));
}

#[tokio::test]
async fn what_was_sold_has_a_receipt_and_money_that_went_back_unsold_has_none() {
    let world = World::new().await;
    let mei = &world.shop.mei;
    // Paid late, sold because a seat was free, given back: it was a sale.
    let (late, number) = world.waiting(mei, &world.shop.studio).await;
    world.expired(&late).await;
    world.pays_late(&late, &number);
    world.notified(&number).await;
    world.services.refunds.ask(mei, &late, "").await.unwrap();
    // A wrong amount that went back whole: it was none.
    let (wrong, item) = world.mismatched(&world.shop.month, yuan(1)).await;
    assert_eq!(world.decided(&item, "refund", None).await, DecideOutcome::Resolved);
    world.refunds_arrive().await;
    let view = world.services.orders.list(mei, "", None).await.unwrap();
    for (token, sold) in [(late, true), (wrong, false)] {
        let line = view.lines.iter().find(|line| line.token == token).unwrap();
        assert_eq!((line.state.as_str(), line.has_receipt), ("refunded", sold));
        let receipt = world.services.orders.receipt(mei, &token).await.unwrap();
        assert_eq!(receipt.is_some(), sold, "the list and the receipt's page agree");
    }
}

#[tokio::test]
async fn a_receipt_says_who_sold_what_for_how_much_and_what_went_back() {
    let world = World::new().await;
    let mei = &world.shop.mei;
    let token = world.bought(mei, &world.shop.month).await;
    assert_eq!(world.services.orders.receipt(&world.shop.tom, &token).await.unwrap(), None);
    let receipt = world.services.orders.receipt(mei, &token).await.unwrap().unwrap();
    assert_eq!((receipt.seller.as_str(), receipt.buyer.as_str()), ("Lin Wan", "Mei"));
    assert_eq!((receipt.amount, receipt.left, receipt.refunds.len()), (yuan(6_800), yuan(6_800), 0));
    world.services.refunds.ask(mei, &token, "").await.unwrap();
    let receipt = world.services.orders.receipt(mei, &token).await.unwrap().unwrap();
    assert_eq!((receipt.left, receipt.refunds.len()), (yuan(0), 1));
    let unpaid = world.ordered(&world.shop.ann, &world.shop.month).await;
    assert_eq!(world.services.orders.receipt(&world.shop.ann, &unpaid).await.unwrap(), None);
}

#[tokio::test]
async fn who_agreed_is_reminded_once_half_way_and_nobody_else_is() {
    told(async |world| {
        let start = async |member, remind| {
            let form = world.again(async || world.form(member, &world.shop.month.id).await).await;
            let form = StartOrderForm { remind, ..form };
            match world.again(async || world.start(member, form.clone()).await).await {
                StartOutcome::Started(token) | StartOutcome::Existing(token) => token,
                StartOutcome::Refused(problems) => panic!("{problems:?}"),
            }
        };
        let token = start(&world.shop.mei, true).await;
        start(&world.shop.tom, false).await;
        let round = async || {
            world.again(async || world.services.orders.remind("this process").await.map(|_| ())).await;
        };
        round().await;
        let told =
            |member: &services::actor::Member| world.order_news(&Recipient::Person(member.user.clone()));
        assert!(told(&world.shop.mei).is_empty(), "half of the time is still ahead");
        world.clock.advance(8 * 60);
        round().await;
        round().await;
        let order = world.order(&token);
        let waiting = OrderNews::Waiting { token, price: order.price, expires_at: order.expires_at };
        assert_eq!(told(&world.shop.mei), [waiting]);
        assert!(told(&world.shop.tom).is_empty(), "never without consent");
    })
    .await;
}

#[tokio::test]
async fn an_order_that_was_paid_is_not_reminded_of() {
    let world = World::new().await;
    let form = world.form(&world.shop.mei, &world.shop.month.id).await.unwrap();
    let started = world.start(&world.shop.mei, StartOrderForm { remind: true, ..form }).await.unwrap();
    let StartOutcome::Started(token) = started else { panic!("{started:?}") };
    let number = world.opened(&world.shop.mei, &token).await;
    world.pays(&token, &number);
    world.notified(&number).await;
    world.clock.advance(8 * 60);
    world.services.orders.remind("this process").await.unwrap();
    assert!(world.order_news(&Recipient::Person(world.shop.mei.user.clone())).is_empty());
}
