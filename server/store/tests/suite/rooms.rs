//! Limits of how much there may be, under real concurrency: two processes, many forms at one moment, on the real databases.

use std::sync::Arc;

use domain::{
    catalogue::{Community, Coupon, Discount, Product},
    id::{CommunityId, CouponId, ProductId},
    money::BasisPoints,
    order::{Attempt, Channel},
    people::AccountRole,
    view::{
        ProblemCode,
        manage::{CouponForm, FoundForm, ProductForm},
    },
};
use futures::future::join_all;
use services::{
    actor::{Creator, Member},
    catalogue::Catalogue,
    manage::{
        FoundOutcome, MOST_COMMUNITIES, MOST_COUPONS, MOST_PRODUCTS, Manage, ManageOutcome, ManageParts,
    },
    ports::{Changes, Commerce, Commit, Room, Write},
};
use store::open_commerce;

use crate::{
    backend::{Database, OPTIONS, on_both},
    scenarios::{Dice, SceneClock},
    shop::{NOW, Shop, assert_sound, unit},
};

on_both!(
    products_at_one_moment_are_as_many_as_there_may_be,
    coupons_at_one_moment_are_as_many_as_there_may_be,
    communities_at_one_moment_are_as_many_as_there_may_be,
    attempts_at_one_moment_are_as_many_as_there_may_be,
);

/// A community to which two processes add at once, who do not know of each other's additions.
struct Rush {
    shop: Shop,
    owner: Creator,
    desks: [Manage; 2],
    other: Commerce,
}

impl Rush {
    /// Adds what is there before, then reads it in both processes.
    async fn after(db: &Database, add: impl FnOnce(&Shop) -> Vec<Write>) -> Self {
        let shop = Shop::open(1, &db.commerce).await;
        assert_eq!(db.commerce.commit(unit(add(&shop))).await.unwrap(), Commit::Committed);
        let other = open_commerce(&db.commerce_url, &OPTIONS).await.unwrap();
        let owner = Creator {
            account: shop.creator.clone(),
            further: Vec::new(),
            user: shop.creator.owner.clone(),
            role: AccountRole::Owner,
        };
        let desks = [manage(db.commerce.clone(), 1).await, manage(other.clone(), 2).await];
        Self { shop, owner, desks, other }
    }

    /// Three forms in each process, all at one moment; why those that were refused were.
    async fn posts(&self, post: impl AsyncFn(&Manage, u32) -> Option<ProblemCode>) -> Vec<ProblemCode> {
        let post = &post;
        let posts = self.desks.iter().zip([0, 10]).flat_map(|(desk, first)| {
            (first..first + 3).map(move |number| async move { post(desk, number).await })
        });
        join_all(posts).await.into_iter().flatten().collect()
    }

    async fn over(self, db: &Database) {
        self.other.close().await;
        assert_sound(&db.commerce).await;
    }
}

async fn manage(commerce: Commerce, seed: u64) -> Manage {
    let catalogue = Arc::new(Catalogue::new(commerce.clone()));
    catalogue.reload().await.unwrap();
    Manage::new(ManageParts {
        commerce,
        catalogue,
        accounts: Arc::default(),
        clock: Arc::new(SceneClock::at(NOW)),
        entropy: Arc::new(Dice::new(seed)),
        places: Arc::default(),
        agreement_seconds: 0,
    })
}

/// Why a form was refused, if it was.
fn refused<F: std::fmt::Debug>(outcome: ManageOutcome<F>) -> Option<ProblemCode> {
    match outcome {
        ManageOutcome::Done => None,
        ManageOutcome::Refused(refused) => Some(refused.problems[0].code.clone()),
        ManageOutcome::NotFound => panic!("{outcome:?}"),
    }
}

/// Two of six fit; the others hear what they would have heard later.
fn assert_full(refused: &[ProblemCode], most: u32) {
    assert_eq!(refused, vec![ProblemCode::TooMany { most }; 4]);
}

async fn products_at_one_moment_are_as_many_as_there_may_be(db: Database) {
    let rush = Rush::after(&db, |shop| {
        let another = |_| Product { id: ProductId::new(NOW, shop.random()), ..shop.month.clone() };
        // Three are there.
        (3..MOST_PRODUCTS - 2).map(another).map(Write::InsertProduct).collect()
    })
    .await;
    let (owner, slug) = (&rush.owner, &rush.shop.community.slug);
    let posted = rush
        .posts(async |desk, number| {
            let form = ProductForm {
                tier: format!("Tier {number}"),
                benefits: "A letter a week".to_owned(),
                price: "38".to_owned(),
                period: "month".to_owned(),
                ..ProductForm::default()
            };
            refused(desk.save_product(owner, slug, &form).await.unwrap())
        })
        .await;
    assert_full(&posted, MOST_PRODUCTS);
    let products = db.commerce.catalogue().await.unwrap().products;
    assert_eq!(products.len(), usize::try_from(MOST_PRODUCTS).unwrap());
    rush.over(&db).await;
}

async fn coupons_at_one_moment_are_as_many_as_there_may_be(db: Database) {
    let rush = Rush::after(&db, |shop| {
        let another = |number| Coupon {
            id: CouponId::new(NOW, shop.random()),
            community: shop.community.id.clone(),
            code: format!("before-{number}").parse().unwrap(),
            discount: Discount::Percent(BasisPoints::new(1_000)),
            product: None,
            per_person: None,
            total: None,
            taken: 0,
            from: None,
            until: None,
            withdrawn_at: None,
            version: 1,
        };
        (0..MOST_COUPONS - 2).map(another).map(Write::InsertCoupon).collect()
    })
    .await;
    let (owner, slug) = (&rush.owner, &rush.shop.community.slug);
    let posted = rush
        .posts(async |desk, number| {
            let form = CouponForm {
                code: format!("spring-{number}"),
                kind: "percent".to_owned(),
                value: "20".to_owned(),
                ..CouponForm::default()
            };
            refused(desk.add_coupon(owner, slug, &form).await.unwrap())
        })
        .await;
    assert_full(&posted, MOST_COUPONS);
    let coupons = db.commerce.coupons(&rush.shop.community.id).await.unwrap();
    assert_eq!(coupons.len(), usize::try_from(MOST_COUPONS).unwrap());
    rush.over(&db).await;
}

async fn communities_at_one_moment_are_as_many_as_there_may_be(db: Database) {
    let rush = Rush::after(&db, |shop| {
        let another = |number| Community {
            id: CommunityId::new(NOW, shop.random()),
            slug: format!("before-{number}"),
            ..shop.community.clone()
        };
        // One is there.
        (1..MOST_COMMUNITIES - 2).map(another).map(Write::InsertCommunity).collect()
    })
    .await;
    let member = Member { user: rush.owner.user.clone() };
    let posted = rush
        .posts(async |desk, number| {
            let form = FoundForm {
                name: format!("Pond {number}"),
                slug: format!("pond-{number}"),
                currency: String::new(),
            };
            match desk.found(&member, Some(&rush.owner), &form).await.unwrap() {
                FoundOutcome::Founded { .. } => None,
                FoundOutcome::Refused(refused) => Some(refused.problems[0].code.clone()),
            }
        })
        .await;
    assert_full(&posted, MOST_COMMUNITIES);
    let communities = db.commerce.catalogue().await.unwrap().communities;
    assert_eq!(communities.len(), usize::try_from(MOST_COMMUNITIES).unwrap());
    rush.over(&db).await;
}

fn one_more(attempt: Attempt) -> Changes {
    let of = Room::Attempts(attempt.order.clone(), attempt.channel);
    unit([Write::RequireRoom { of, most: 5 }, Write::InsertAttempt(attempt)])
}

async fn attempts_at_one_moment_are_as_many_as_there_may_be(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let other = open_commerce(&db.commerce_url, &OPTIONS).await.unwrap();
    let (order, _) = shop.place(&db.commerce, &shop.month).await;
    let units: Vec<Changes> = (0..12).map(|_| one_more(shop.attempt(&order))).collect();
    let stores = [&db.commerce, &other].into_iter().cycle();
    let ends = join_all(stores.zip(&units).map(|(store, unit)| store.commit(unit.clone()))).await;
    let ends: Vec<Commit> = ends.into_iter().map(Result::unwrap).collect();
    let count = |wanted: Commit| ends.iter().filter(|end| **end == wanted).count();
    assert_eq!((count(Commit::Committed), count(Commit::Conflict)), (4, 8));
    assert_eq!(db.commerce.attempts(&order.id).await.unwrap().len(), 5);
    for (unit, end) in units.into_iter().zip(&ends) {
        let again = if *end == Commit::Committed { Commit::Duplicate } else { Commit::Conflict };
        assert_eq!(db.commerce.commit(unit).await.unwrap(), again, "what is done is done, and full is full");
    }
    let card = Attempt { channel: Channel::Card, ..shop.attempt(&order) };
    assert_eq!(db.commerce.commit(one_more(card)).await.unwrap(), Commit::Committed, "another channel");
    let (another, _) = shop.place(&db.commerce, &shop.month).await;
    let attempt = one_more(shop.attempt(&another));
    assert_eq!(db.commerce.commit(attempt).await.unwrap(), Commit::Committed, "another order");
    other.close().await;
    assert_sound(&db.commerce).await;
}
