//! For how long a product's money can be asked back: never for longer than it lasts.

use domain::{
    catalogue::Period,
    view::{ProblemCode, manage::ProductForm},
};
use services::manage::ManageOutcome;

use super::{
    manage::{OLD, at, only, product_form},
    world::World,
};

#[tokio::test]
async fn money_is_not_promised_back_for_longer_than_a_product_lasts_at_its_shortest() {
    let world = World::new().await;
    let (creator, manage) = (&world.shop.creator, &world.services.manage);
    let saved = async |period: &str, days: u32| {
        let (until, price) = ("2027-01-01".to_owned(), "38".to_owned());
        let (period, refund_days) = (period.to_owned(), days.to_string());
        let form = ProductForm { period, until, price, refund_days, ..product_form() };
        manage.save_product(creator, OLD, &form).await.unwrap()
    };
    for (period, most) in [("month", 28), ("quarter", 89), ("year", 90), ("lifetime", 90), ("until", 90)] {
        let refused = only(saved(period, most + 1).await);
        assert_eq!(refused, at("refund_days", ProblemCode::NumberOutOfRange { least: 0, most }), "{period}");
        assert_eq!(saved(period, most).await, ManageOutcome::Done, "{period}");
    }
}

#[tokio::test]
async fn a_product_from_before_keeps_its_days_until_it_is_saved_again() {
    let world = World::new().await;
    let (creator, manage, month) = (&world.shop.creator, &world.services.manage, &world.shop.month);
    world.becomes(month, ("Reader", Period::Month, 60)).await;
    let token = world.bought(&world.shop.mei, month).await;
    assert_eq!(world.order(&token).sold_as.refund_days, 60, "and its orders what they were sold as");
    let known = world.rows().products.into_iter().find(|product| product.id == month.id).unwrap();
    let form = ProductForm {
        product: known.id.to_string(),
        version: known.version.to_string(),
        refund_days: "60".to_owned(),
        ..product_form()
    };
    let refused = only(manage.save_product(creator, OLD, &form).await.unwrap());
    assert_eq!(refused, at("refund_days", ProblemCode::NumberOutOfRange { least: 0, most: 28 }));
    let form = ProductForm { refund_days: "28".to_owned(), ..form };
    assert_eq!(manage.save_product(creator, OLD, &form).await.unwrap(), ManageOutcome::Done);
    assert_eq!(world.order(&token).sold_as.refund_days, 60);
}
