//! Two processes on one database, of which one has read the catalogue later than the other: a page of the one is sent to
//! the other.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use domain::{
    money::Money,
    view::{Problem, ProblemCode},
};
use services::checkout::{StartOrderForm, StartOutcome};

use super::{
    shop::yuan,
    told::told,
    world::{World, origin},
};

fn price_changed(now: Money) -> StartOutcome {
    StartOutcome::Refused(vec![Problem::at("price", ProblemCode::PriceChanged { now })])
}

impl World {
    /// The month has another price. This process knows it; what was put together before does not yet.
    async fn month_costs(&self, price: Money) {
        self.commerce.change(|tables| {
            let month = tables.products.iter_mut().find(|product| product.id == self.shop.month.id).unwrap();
            month.price = price;
        });
        self.again(async || self.services.catalogue.reload().await).await;
    }
}

#[tokio::test]
async fn a_page_with_the_new_price_is_taken_by_a_process_that_had_not_read_it_and_the_old_price_is_refused() {
    told(async |world| {
        let (mei, month) = (&world.shop.mei, &world.shop.month);
        let other = world.beside().await;
        world.month_costs(yuan(9_800)).await;
        let form = world.again(async || world.form(mei, &month.id).await).await;
        let placed = async |price: &str| {
            let form = StartOrderForm { price: price.to_owned(), ..form.clone() };
            world.again(async || other.checkout.start_order(mei, &origin(), form.clone()).await).await
        };
        let (StartOutcome::Started(token) | StartOutcome::Existing(token)) = placed("9800").await else {
            panic!("refused at the price that was shown")
        };
        assert_eq!(world.order(&token).price, yuan(9_800));
        assert_eq!(placed("6800").await, price_changed(yuan(9_800)));
        assert_eq!(world.rows().orders.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_product_that_a_process_has_not_read_yet_is_sold_by_it() {
    told(async |world| {
        let (mei, month) = (&world.shop.mei, &world.shop.month);
        world.commerce.change(|tables| tables.products.retain(|product| product.id != month.id));
        let other = world.beside().await;
        world.commerce.change(|tables| tables.products.push(month.clone()));
        world.again(async || world.services.catalogue.reload().await).await;
        let form = world.again(async || world.form(mei, &month.id).await).await;
        let placed =
            world.again(async || other.checkout.start_order(mei, &origin(), form.clone()).await).await;
        assert!(matches!(placed, StartOutcome::Started(_) | StartOutcome::Existing(_)), "{placed:?}");
    })
    .await;
}

#[tokio::test]
async fn prices_that_are_made_up_have_the_catalogue_read_once_a_try_and_tries_are_limited() {
    let world = World::new().await;
    let form = StartOrderForm { price: "1".to_owned(), ..world.form_of_mei().await };
    let was_read_as_often = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&was_read_as_often);
    world.switch.meanwhile("catalogue", 20, async move { seen.store(true, Ordering::SeqCst) });
    for number in 1..=20 {
        let answer = world.start(&world.shop.mei, form.clone()).await.unwrap();
        assert_eq!(answer, price_changed(yuan(6_800)), "each try counts once");
        assert_eq!(was_read_as_often.load(Ordering::SeqCst), number == 20, "after {number}");
    }
    let calls = world.switch.calls();
    let answer = world.start(&world.shop.mei, form).await.unwrap();
    let code = ProblemCode::TooManyTries { retry_after_seconds: 10 };
    assert_eq!(answer, StartOutcome::Refused(vec![Problem::at("form", code)]));
    assert_eq!(world.switch.calls(), calls, "nothing is read any more");
}
