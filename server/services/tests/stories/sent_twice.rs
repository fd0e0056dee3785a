//! A creator's forms that are sent twice, as a double click sends them: the second time says what the first one did.

use domain::view::{
    ProblemCode,
    manage::{AgreementForm, DetailsForm, ProductForm},
};
use services::manage::ManageOutcome;

use super::{
    manage::{OLD, agreement_form, at, only},
    told::told,
    world::World,
};

fn new_product(world: &World) -> ProductForm {
    ProductForm {
        tier: "Reader".to_owned(),
        benefits: "A letter a week".to_owned(),
        price: "38".to_owned(),
        period: "month".to_owned(),
        refund_days: "7".to_owned(),
        key: world.services.manage.form_key(),
        ..ProductForm::default()
    }
}

impl World {
    fn readers(&self) -> usize {
        self.rows().products.iter().filter(|product| product.tier.starts_with("Reader")).count()
    }

    async fn saves(&self, form: &ProductForm) -> ManageOutcome<ProductForm> {
        let (creator, manage) = (&self.shop.creator, &self.services.manage);
        self.again(async || manage.save_product(creator, OLD, form).await).await
    }
}

#[tokio::test]
async fn the_form_of_a_new_product_sent_twice_makes_one_product() {
    told(async |world| {
        let form = new_product(world);
        assert_eq!(world.saves(&form).await, ManageOutcome::Done);
        assert_eq!(world.saves(&form).await, ManageOutcome::Done);
        assert_eq!(world.readers(), 1);
        let beside = world.beside().await;
        let again = async || beside.manage.save_product(&world.shop.creator, OLD, &form).await;
        assert_eq!(world.again(again).await, ManageOutcome::Done, "by another process");
        assert_eq!(world.readers(), 1);
    })
    .await;
}

#[tokio::test]
async fn two_clicks_at_once_make_one_product_and_another_text_makes_another() {
    let world = World::new().await;
    let (creator, manage) = (&world.shop.creator, &world.services.manage);
    let form = new_product(&world);
    let (first, second) =
        tokio::join!(manage.save_product(creator, OLD, &form), manage.save_product(creator, OLD, &form));
    assert_eq!((first.unwrap(), second.unwrap()), (ManageOutcome::Done, ManageOutcome::Done));
    assert_eq!(world.readers(), 1);
    // Back in the browser, another name, and sent again.
    let other = ProductForm { tier: "Reader and writer".to_owned(), ..form.clone() };
    assert_eq!(world.saves(&other).await, ManageOutcome::Done);
    assert_eq!(world.readers(), 2);
    let without_key = ProductForm { key: "not ours".to_owned(), ..form };
    assert_eq!(world.saves(&without_key).await, ManageOutcome::Done);
    assert_eq!(world.readers(), 3);
}

#[tokio::test]
async fn a_change_sent_twice_is_done_and_another_change_meanwhile_is_said() {
    let world = World::new().await;
    let (creator, manage) = (&world.shop.creator, &world.services.manage);
    let view = world.managed(creator, OLD).await;
    let month = view.products.iter().find(|known| known.tier.product == world.shop.month.id).unwrap();
    let form = ProductForm {
        product: month.tier.product.to_string(),
        version: month.version.to_string(),
        key: String::new(),
        ..new_product(&world)
    };
    assert_eq!(world.saves(&form).await, ManageOutcome::Done);
    assert_eq!(world.saves(&form).await, ManageOutcome::Done);
    let dearer = ProductForm { price: "99".to_owned(), ..form };
    assert_eq!(only(world.saves(&dearer).await), at("form", ProblemCode::ChangedMeanwhile));

    let details = DetailsForm { tagline: "Fire, slowly.".to_owned(), ..view.details };
    let save = async |form: &DetailsForm| manage.save_details(creator, OLD, form).await.unwrap();
    assert_eq!(save(&details).await, ManageOutcome::Done);
    assert_eq!(save(&details).await, ManageOutcome::Done);
    let other = DetailsForm { tagline: "Quickly.".to_owned(), ..details };
    assert_eq!(only(save(&other).await), at("form", ProblemCode::ChangedMeanwhile));

    let publish = async |form: &AgreementForm| manage.publish_agreement(creator, OLD, form).await.unwrap();
    let form = agreement_form(2);
    assert_eq!(publish(&form).await, ManageOutcome::Done);
    assert_eq!(publish(&form).await, ManageOutcome::Done);
    assert_eq!(world.rows().agreements.len(), 3, "one new version");
    let other = AgreementForm { body: "Less.".to_owned(), ..form };
    assert_eq!(only(publish(&other).await), at("form", ProblemCode::ChangedMeanwhile));
}
