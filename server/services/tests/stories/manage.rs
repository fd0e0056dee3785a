//! A community of one's own, from its name to its first member and to its closing.

use std::fmt::Debug;

use domain::{
    catalogue::CommunityState,
    people::AccountRole,
    view::{
        ProblemCode,
        manage::{
            AgreementForm, CouponForm, DetailsForm, FoundForm, ManageView, OpeningNeed, ProductForm, Refused,
        },
    },
};
use services::{
    Fault,
    actor::Creator,
    checkout::{CheckoutAsk, StartOutcome},
    manage::{FoundOutcome, MOST_PRODUCTS, ManageOutcome},
};

use super::{told::told, world::World};

const SLUG: &str = "pond-letters";
pub(super) const OLD: &str = "kiln-circle";

pub(super) fn product_form() -> ProductForm {
    ProductForm {
        tier: "Reader".to_owned(),
        benefits: "A letter a week\n\n The archive ".to_owned(),
        price: "38".to_owned(),
        period: "month".to_owned(),
        refund_days: "7".to_owned(),
        ..ProductForm::default()
    }
}

pub(super) fn agreement_form(follows: u32) -> AgreementForm {
    AgreementForm {
        title: "Letters".to_owned(),
        body: "# What you get\n\nLetters.".to_owned(),
        follows: follows.to_string(),
    }
}

pub(super) fn coupon_form() -> CouponForm {
    CouponForm {
        code: "spring-20".to_owned(),
        kind: "percent".to_owned(),
        value: "20".to_owned(),
        total: "50".to_owned(),
        ..CouponForm::default()
    }
}

fn described(view: &ManageView) -> DetailsForm {
    let text = str::to_owned;
    DetailsForm {
        tagline: text("Letters from the edge of a pond."),
        description: text("Every Sunday.\r\n\r\nNothing else."),
        payee_name: text("Pia Reed"),
        contact: text("pia@example.com"),
        way_in_instructions: text("Open the letters."),
        way_in_address: text("https://letters.example.com/pond"),
        ..view.details.clone()
    }
}

/// The only problem of a refused form.
pub(super) fn only<F: Debug>(outcome: ManageOutcome<F>) -> (String, ProblemCode) {
    match outcome {
        ManageOutcome::Refused(Refused { mut problems, .. }) if problems.len() == 1 => {
            let problem = problems.remove(0);
            (problem.field, problem.code)
        }
        other => panic!("{other:?}"),
    }
}

pub(super) fn at(field: &str, code: ProblemCode) -> (String, ProblemCode) {
    (field.to_owned(), code)
}

impl World {
    /// Makes a change. Whoever lost the answer tries again, and is told that something changed meanwhile: it was them.
    async fn changes<F: Debug>(&self, step: impl AsyncFn() -> Result<ManageOutcome<F>, Fault>) {
        match self.again(step).await {
            ManageOutcome::Done => {}
            refused => {
                assert!(self.switch.failed().is_some(), "{refused:?}");
                let (_, code) = only(refused);
                assert!(
                    matches!(code, ProblemCode::ChangedMeanwhile | ProblemCode::CouponCodeTaken),
                    "{code:?}"
                );
            }
        }
    }

    pub(super) async fn managed(&self, creator: &Creator, slug: &str) -> ManageView {
        self.again(async || self.services.manage.community(creator, slug).await).await.unwrap()
    }

    /// Somebody new begins a community.
    async fn founds(&self, token: &str) -> Creator {
        let member = self.session(token).await.member();
        let form = FoundForm {
            name: " Pond Letters ".to_owned(),
            slug: "Pond-Letters".to_owned(),
            currency: "CNY".to_owned(),
        };
        let founded = self.again(async || self.services.manage.found(&member, None, &form).await).await;
        match founded {
            FoundOutcome::Founded { slug } => assert_eq!(slug, SLUG),
            FoundOutcome::Refused(refused) => {
                assert!(self.switch.failed().is_some(), "{refused:?}");
                assert_eq!(refused.problems[0].code, ProblemCode::SlugTaken, "it is there already");
            }
        }
        self.session(token).await.creator().unwrap()
    }
}

#[tokio::test]
async fn somebody_new_founds_describes_prices_opens_and_closes_a_community() {
    told(async |world| {
        let manage = &world.services.manage;
        let token = world.person("pia");
        let pia = world.founds(&token).await;
        let view = world.managed(&pia, SLUG).await;
        assert_eq!((view.state, view.details.name.as_str()), (CommunityState::Draft, "Pond Letters"));
        assert!(view.needs.iter().all(|(_, met)| !met));
        let public = async || world.services.checkout.community(SLUG, None).await;
        assert!(world.again(public).await.is_none(), "a draft is nobody else's business");
        let too_early = world.again(async || manage.set_state(&pia, SLUG, CommunityState::Open).await).await;
        assert_eq!(only(too_early), at("form", ProblemCode::NotReadyToOpen));

        let form = described(&view);
        world.changes(async || manage.save_details(&pia, SLUG, &form).await).await;
        world.changes(async || manage.save_product(&pia, SLUG, &product_form()).await).await;
        world.changes(async || manage.publish_agreement(&pia, SLUG, &agreement_form(0)).await).await;
        let view = world.managed(&pia, SLUG).await;
        assert!(view.needs.iter().all(|(_, met)| *met), "{:?}", view.needs);
        assert_eq!(view.details.description, "Every Sunday.\n\nNothing else.");
        assert_eq!(view.products[0].tier.benefits, ["A letter a week", "The archive"]);
        assert!(manage.preview(&pia, SLUG).unwrap().checkout.is_some());

        world.changes(async || manage.set_state(&pia, SLUG, CommunityState::Open).await).await;
        assert!(!world.again(public).await.unwrap().tiers.is_empty());
        let ask = CheckoutAsk::default();
        let checkout = async || world.services.checkout.page(SLUG, None, ask.clone()).await;
        assert!(world.again(checkout).await.is_some());
        world.changes(async || manage.set_state(&pia, SLUG, CommunityState::Closed).await).await;
        assert!(world.again(public).await.unwrap().tiers.is_empty(), "nobody can join any more");
        assert!(world.again(checkout).await.is_none());
    })
    .await;
}

#[tokio::test]
async fn a_draft_of_the_catalogue_reaches_other_processes_when_they_read_again() {
    let world = World::new().await;
    let other = world.beside().await;
    let creator = &world.shop.creator;
    world.changes(async || world.services.manage.set_state(creator, OLD, CommunityState::Closed).await).await;
    let tiers = async || other.checkout.community(OLD, None).await.unwrap().unwrap().tiers.len();
    assert_eq!(tiers().await, 4);
    other.catalogue.reload().await.unwrap();
    assert_eq!(tiers().await, 0);
}

#[tokio::test]
async fn the_second_save_of_what_somebody_else_changed_is_refused_and_keeps_what_was_typed() {
    let world = World::new().await;
    let (creator, manage) = (&world.shop.creator, &world.services.manage);
    let view = world.managed(creator, OLD).await;
    let mut details = view.details.clone();
    details.tagline = "Fire alone.".to_owned();
    assert_eq!(manage.save_details(creator, OLD, &details).await.unwrap(), ManageOutcome::Done);
    details.tagline = "Fire twice.".to_owned();
    let second = manage.save_details(creator, OLD, &details).await.unwrap();
    let ManageOutcome::Refused(refused) = &second else { panic!("{second:?}") };
    assert_eq!(refused.form, details);
    assert_eq!(only(second), at("form", ProblemCode::ChangedMeanwhile));

    let tier = &view.products[0];
    let form = ProductForm {
        product: tier.tier.product.to_string(),
        version: tier.version.to_string(),
        ..product_form()
    };
    assert_eq!(manage.save_product(creator, OLD, &form).await.unwrap(), ManageOutcome::Done);
    let dearer = ProductForm { price: "39".to_owned(), ..form };
    let second = manage.save_product(creator, OLD, &dearer).await.unwrap();
    assert_eq!(only(second), at("form", ProblemCode::ChangedMeanwhile));

    // A process that has not read the change yet is stopped by the database.
    let other = world.beside().await;
    let fresh = world.managed(creator, OLD).await.details;
    assert_eq!(manage.save_details(creator, OLD, &fresh).await.unwrap(), ManageOutcome::Done);
    let fresh = DetailsForm { tagline: "Fire thrice.".to_owned(), ..fresh };
    let stale = other.manage.save_details(creator, OLD, &fresh).await.unwrap();
    assert_eq!(only(stale), at("form", ProblemCode::ChangedMeanwhile));
}

#[tokio::test]
async fn an_open_community_stays_whole() {
    let world = World::new().await;
    let (creator, manage) = (&world.shop.creator, &world.services.manage);
    let mut details = world.managed(creator, OLD).await.details;
    details.way_in_address = String::new();
    let emptied = manage.save_details(creator, OLD, &details).await.unwrap();
    assert_eq!(only(emptied), at("form", ProblemCode::NotReadyToOpen));
    details.way_in_address = "javascript:alert(1)".to_owned();
    let evil = manage.save_details(creator, OLD, &details).await.unwrap();
    assert_eq!(only(evil), at("way_in_address", ProblemCode::LinkInvalid));
    let needs = world.managed(creator, OLD).await.needs;
    assert!(needs.contains(&(OpeningNeed::WayIn, true)));
}

#[tokio::test]
async fn only_those_whose_role_allows_it_change_anything_and_others_see_nothing() {
    let world = World::new().await;
    let manage = &world.services.manage;
    let as_role = |role| Creator { role, ..world.shop.creator.clone() };
    for role in AccountRole::ALL {
        let who = as_role(role);
        let may = role.allows(domain::people::AccountPermission::ManageCommunity);
        let view = world.managed(&who, OLD).await;
        assert_eq!(view.may_change, may, "{role:?}");
        let saved = manage.save_details(&who, OLD, &view.details).await.unwrap();
        assert_eq!(saved == ManageOutcome::Done, may, "{role:?}");
        let coupon = CouponForm { code: format!("{role:?}"), ..coupon_form() };
        assert_eq!(manage.add_coupon(&who, OLD, &coupon).await.unwrap() == ManageOutcome::Done, may);
        assert_eq!(manage.list(Some(&who)).may_found, may);
    }
    let stranger = world.founds(&world.person("pia")).await;
    assert_eq!(manage.community(&stranger, OLD).await.unwrap(), None);
    assert_eq!(manage.preview(&stranger, OLD), None);
    let closed = manage.set_state(&stranger, OLD, CommunityState::Closed).await.unwrap();
    assert_eq!(closed, ManageOutcome::NotFound);
    let agreement = manage.publish_agreement(&stranger, OLD, &agreement_form(2)).await.unwrap();
    assert_eq!(agreement, ManageOutcome::NotFound);
}

#[tokio::test]
async fn an_address_is_taken_once_and_there_are_only_so_many_products() {
    let world = World::new().await;
    let (creator, manage) = (&world.shop.creator, &world.services.manage);
    let form = FoundForm { name: "Second".to_owned(), slug: OLD.to_owned(), currency: String::new() };
    let member = services::actor::Member { user: creator.user.clone() };
    let taken = manage.found(&member, Some(creator), &form).await.unwrap();
    let FoundOutcome::Refused(refused) = taken else { panic!("{taken:?}") };
    assert_eq!(refused.problems[0].code, ProblemCode::SlugTaken);
    for number in 4..MOST_PRODUCTS {
        world.clock.advance(10);
        let form = ProductForm { tier: format!("Tier {number}"), ..product_form() };
        assert_eq!(manage.save_product(creator, OLD, &form).await.unwrap(), ManageOutcome::Done);
    }
    world.clock.advance(10);
    let one_more = manage.save_product(creator, OLD, &product_form()).await.unwrap();
    assert_eq!(only(one_more), at("form", ProblemCode::TooMany { most: 50 }));
    for _ in 0..40 {
        manage.save_product(creator, OLD, &product_form()).await.unwrap();
    }
    let too_fast = only(manage.save_product(creator, OLD, &product_form()).await.unwrap());
    assert!(matches!(too_fast.1, ProblemCode::TooManyChanges { .. }), "{too_fast:?}");
}

#[tokio::test]
async fn seats_are_never_fewer_than_are_taken_and_stay_limited() {
    let world = World::new().await;
    let (creator, manage) = (&world.shop.creator, &world.services.manage);
    world.bought(&world.shop.mei, &world.shop.studio).await;
    world.bought(&world.shop.tom, &world.shop.studio).await;
    let save = async |seats: &str| {
        let view = world.managed(creator, OLD).await;
        let known = view.products.iter().find(|known| known.tier.product == world.shop.studio.id).unwrap();
        let (product, version) = (known.tier.product.to_string(), known.version.to_string());
        let form = ProductForm { product, version, seats: seats.to_owned(), ..product_form() };
        manage.save_product(creator, OLD, &form).await.unwrap()
    };
    assert_eq!(only(save("1").await), at("seats", ProblemCode::SeatsTaken { taken: 2 }));
    assert_eq!(only(save("").await), at("seats", ProblemCode::SeatsFixed));
    assert_eq!(save("3").await, ManageOutcome::Done);
    world.bought(&world.shop.ann, &world.shop.studio).await;
    assert_eq!(world.rows().seats[&world.shop.studio.id].taken, 3);
    world.audit();
}

#[tokio::test]
async fn a_product_that_is_taken_off_sale_can_not_be_ordered_and_orders_keep_their_price() {
    let world = World::new().await;
    let (creator, manage, shop) = (&world.shop.creator, &world.services.manage, &world.shop);
    let (token, number) = world.waiting(&shop.mei, &shop.month).await;
    let form = world.form(&shop.tom, &shop.month.id).await.unwrap();
    let off = manage.set_on_sale(creator, OLD, &shop.month.id, false).await.unwrap();
    assert_eq!(off, ManageOutcome::Done);
    let StartOutcome::Refused(problems) = world.start(&shop.tom, form).await.unwrap() else { panic!() };
    assert_eq!(problems[0].code, ProblemCode::ProductGone);
    world.pays(&token, &number);
    world.notified(&number).await;
    assert_eq!((world.order(&token).state.code(), world.order(&token).price), ("paid", shop.month.price));
}

#[tokio::test]
async fn a_coupon_is_made_once_counts_at_the_checkout_and_is_taken_back() {
    told(async |world| {
        let (creator, manage) = (&world.shop.creator, &world.services.manage);
        world.changes(async || manage.add_coupon(creator, OLD, &coupon_form()).await).await;
        let coupons = world.managed(creator, OLD).await.coupons;
        assert_eq!((coupons.len(), coupons[0].code.as_str()), (1, "SPRING-20"));
        let again = world.again(async || manage.add_coupon(creator, OLD, &coupon_form()).await).await;
        assert_eq!(only(again), at("code", ProblemCode::CouponCodeTaken));
        let id = coupons[0].id.clone();
        world.changes(async || manage.withdraw_coupon(creator, OLD, &id).await).await;
        assert!(world.managed(creator, OLD).await.coupons[0].is_withdrawn);
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_read_is_said_at_its_field_and_nothing_is_stored() {
    let world = World::new().await;
    let (creator, manage) = (&world.shop.creator, &world.services.manage);
    let before = world.rows();
    let fields = |outcome: ManageOutcome<CouponForm>| match outcome {
        ManageOutcome::Refused(refused) => {
            refused.problems.into_iter().map(|problem| problem.field).collect::<Vec<_>>()
        }
        other => panic!("{other:?}"),
    };
    let coupon = CouponForm {
        code: "x".to_owned(),
        value: "100".to_owned(),
        product: "prd_x".to_owned(),
        per_person: "0".to_owned(),
        first_day: "2020-01-01".to_owned(),
        ..coupon_form()
    };
    let refused = manage.add_coupon(creator, OLD, &coupon).await.unwrap();
    assert_eq!(fields(refused), ["code", "value", "product", "per_person", "first_day"]);
    for (period, until, field) in [
        ("until", "", "until"),
        ("until", "soon", "until"),
        ("until", "2020-01-01", "until"),
        ("until", "2999-01-01", "until"),
        ("until-2999-01-01", "", "period"),
        ("week", "", "period"),
    ] {
        let (period, until) = (period.to_owned(), until.to_owned());
        let product = ProductForm { price: "0".to_owned(), period, until, ..product_form() };
        let outcome = manage.save_product(creator, OLD, &product).await.unwrap();
        let ManageOutcome::Refused(refused) = outcome else { panic!("{outcome:?}") };
        let named: Vec<_> = refused.problems.iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!(named, ["price", field], "{product:?}");
    }
    assert_eq!(world.rows(), before);
}

#[tokio::test]
async fn a_published_agreement_is_followed_never_changed() {
    let world = World::new().await;
    let (creator, manage) = (&world.shop.creator, &world.services.manage);
    let first = manage.publish_agreement(creator, OLD, &agreement_form(1)).await.unwrap();
    assert_eq!(only(first), at("form", ProblemCode::ChangedMeanwhile), "version 2 is in force");
    assert_eq!(
        manage.publish_agreement(creator, OLD, &agreement_form(2)).await.unwrap(),
        ManageOutcome::Done
    );
    assert_eq!(
        manage.publish_agreement(creator, OLD, &agreement_form(3)).await.unwrap(),
        ManageOutcome::Done
    );
    let versions: Vec<_> = world.rows().agreements.iter().map(|agreement| agreement.version).collect();
    assert_eq!(versions, [1, 2, 3], "the same text again is no new version");
}
