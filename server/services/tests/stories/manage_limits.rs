//! How much one person changes, and how much of it there may be.

use domain::{
    catalogue::CommunityState,
    view::{ProblemCode, manage::AgreementForm},
};
use services::manage::{MOST_AGREEMENTS, ManageOutcome};

use super::{
    manage::{OLD, agreement_form, at, coupon_form, only},
    world::World,
};

#[tokio::test]
async fn an_agreement_has_only_so_many_versions() {
    let world = World::new().await;
    let (manage, creator) = (&world.services.manage, &world.shop.creator);
    let publish = async |version: u32| {
        world.clock.advance(10);
        let form = AgreementForm { body: format!("Version {version}."), ..agreement_form(version - 1) };
        manage.publish_agreement(creator, OLD, &form).await.unwrap()
    };
    let first = world.managed(creator, OLD).await.agreement.map_or(0, |agreement| agreement.version) + 1;
    for version in first..=MOST_AGREEMENTS {
        assert_eq!(publish(version).await, ManageOutcome::Done, "{version}");
    }
    let refused = only(publish(MOST_AGREEMENTS + 1).await);
    assert_eq!(refused, at("form", ProblemCode::TooMany { most: MOST_AGREEMENTS }));
    let standing = world.managed(creator, OLD).await.agreement.unwrap();
    assert_eq!(standing.version, MOST_AGREEMENTS, "the last one stands");
}

#[tokio::test]
async fn changes_without_fields_are_counted_too() {
    let world = World::new().await;
    let (manage, creator) = (&world.services.manage, &world.shop.creator);
    let product = world.managed(creator, OLD).await.products[0].tier.product.clone();
    assert_eq!(manage.add_coupon(creator, OLD, &coupon_form()).await.unwrap(), ManageOutcome::Done);
    let coupon = world.managed(creator, OLD).await.coupons[0].id.clone();
    for number in 1..30 {
        let on_sale = number % 2 == 0;
        assert_eq!(
            manage.set_on_sale(creator, OLD, &product, on_sale).await.unwrap(),
            ManageOutcome::Done,
            "{number}"
        );
    }
    let too_many = at("form", ProblemCode::TooManyChanges { retry_after_seconds: 10 });
    assert_eq!(only(manage.set_on_sale(creator, OLD, &product, true).await.unwrap()), too_many);
    assert_eq!(only(manage.set_state(creator, OLD, CommunityState::Closed).await.unwrap()), too_many);
    assert_eq!(only(manage.withdraw_coupon(creator, OLD, &coupon).await.unwrap()), too_many);
    world.clock.advance(10);
    assert_eq!(manage.withdraw_coupon(creator, OLD, &coupon).await.unwrap(), ManageOutcome::Done);
}
