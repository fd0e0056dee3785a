//! A community that nobody could pay for does not open.

use domain::{
    catalogue::CommunityState,
    money::Currency,
    order::Channel,
    view::{ProblemCode, manage::OpeningNeed},
};
use services::manage::ManageOutcome;

use super::{
    manage::{OLD, at, only},
    world::World,
};

impl World {
    /// Every account at a gateway takes one currency from now on.
    fn all_take(&self, only: Option<Currency>) {
        for gateway in self.gateways.all() {
            gateway.change(|book| book.only = only);
        }
    }
}

#[tokio::test]
async fn what_is_sold_in_a_currency_that_nobody_can_pay_in_does_not_open() {
    let world = World::new().await;
    let (creator, manage) = (&world.shop.creator, &world.services.manage);
    let moves = async |to| manage.set_state(creator, OLD, to).await.unwrap();
    assert!(world.managed(creator, OLD).await.needs.contains(&(OpeningNeed::WayToPay, true)));
    assert_eq!(moves(CommunityState::Closed).await, ManageOutcome::Done);
    world.all_take(Some(Currency::Eur));
    let view = world.managed(creator, OLD).await;
    let missing: Vec<_> = view.needs.iter().filter(|(_, met)| !met).map(|(of, _)| *of).collect();
    assert_eq!(missing, [OpeningNeed::WayToPay]);
    assert_eq!(only(moves(CommunityState::Open).await), at("form", ProblemCode::NotReadyToOpen));
    assert_eq!(manage.list(Some(creator)).payable, [Currency::Eur]);
    world.all_take(None);
    assert_eq!(moves(CommunityState::Open).await, ManageOutcome::Done);
    assert_eq!(manage.list(None).payable, Currency::ALL);
}

#[tokio::test]
async fn an_open_community_can_be_described_anew_while_nobody_can_pay() {
    let world = World::new().await;
    let (creator, manage) = (&world.shop.creator, &world.services.manage);
    world.all_take(Some(Currency::Eur));
    let mut details = world.managed(creator, OLD).await.details;
    details.tagline = "Fire apart.".to_owned();
    assert_eq!(manage.save_details(creator, OLD, &details).await.unwrap(), ManageOutcome::Done);
}

#[tokio::test]
async fn the_preview_shows_the_channels_that_members_will_have() {
    let world = World::new().await;
    let channels = || {
        let preview = world.services.manage.preview(&world.shop.creator, OLD).unwrap();
        preview.checkout.unwrap().channels
    };
    assert_eq!(channels(), Channel::ALL);
    world.gateways.alipay.change(|book| book.only = Some(Currency::Eur));
    assert_eq!(channels(), [Channel::WechatPay, Channel::Card]);
    world.all_take(Some(Currency::Eur));
    assert_eq!(channels(), []);
}
