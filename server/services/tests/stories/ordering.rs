//! Placing an order: what is kept, and that there is only ever one.

use domain::{
    catalogue::Product,
    id::ProductId,
    locale::Locale,
    order::{AttemptState, OrderException, OrderState},
    time::Timestamp,
    view::{Problem, ProblemCode},
};
use services::{
    checkout::{CheckoutAsk, StartOrderForm, StartOutcome},
    ports::Clock,
};

use super::{
    shop::{STUDIO_SEATS, yuan},
    told::told,
    world::{World, origin},
};

/// The moment that the server stamped.
pub fn opened_at(form: &StartOrderForm) -> Timestamp {
    let (millis, _) = form.stamp.split_once('.').unwrap();
    Timestamp::from_unix_ms(millis.parse().unwrap())
}

#[tokio::test]
async fn an_order_is_placed_at_the_catalogues_price_with_the_evidence_of_consent() {
    told(async |world| {
        let (mei, month) = (&world.shop.mei, &world.shop.month);
        let form = world.again(async || world.form(mei, &month.id).await).await;
        world.clock.advance(7);
        let accepted_at = world.clock.system();
        let answer = world.again(async || world.start(mei, form.clone()).await).await;
        let (StartOutcome::Started(token) | StartOutcome::Existing(token)) = answer else {
            panic!("{answer:?}")
        };
        let order = world.order(&token);
        assert_eq!((order.price, order.state, order.version), (yuan(6_800), OrderState::Pending, 1));
        assert_eq!((&order.buyer, &order.creator), (&mei.user, &world.shop.creator.account.id));
        assert_eq!(order.expires_at, order.created_at.plus_seconds(15 * 60));
        let consent = world.people.rows().consents[&order.consent].clone();
        assert_eq!((&consent.user, &consent.agreement), (&mei.user, &world.shop.agreement.id));
        assert_eq!(consent.digest, world.shop.agreement.digest);
        assert_eq!(consent.opened_at, opened_at(&form));
        assert_eq!(
            (consent.accepted_at, consent.accepted_at.ms_since(consent.opened_at)),
            (accepted_at, 12_000)
        );
        assert_eq!(consent.locale, Locale::SimplifiedChinese);
        assert_eq!((consent.user_agent, consent.network), (origin().user_agent, origin().network));
        let attempts = world.attempts(&token);
        assert_eq!(attempts.len(), 1);
        assert_eq!((attempts[0].state, attempts[0].amount), (AttemptState::Created, yuan(6_800)));
        assert_eq!(world.rows().orders.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_double_click_finds_the_order_that_is_there() {
    told(async |world| {
        let (mei, month) = (&world.shop.mei, &world.shop.month);
        let token = world.ordered(mei, month).await;
        let form = world.again(async || world.form(mei, &month.id).await).await;
        let again = world.again(async || world.start(mei, form.clone()).await).await;
        assert_eq!(again, StartOutcome::Existing(token));
        assert_eq!((world.rows().orders.len(), world.rows().attempts.len()), (1, 1));
    })
    .await;
}

#[tokio::test]
async fn two_clicks_at_once_make_one_order() {
    let world = World::new().await;
    let form = world.form_of_mei().await;
    let (first, second) =
        tokio::join!(world.start(&world.shop.mei, form.clone()), world.start(&world.shop.mei, form.clone()));
    let tokens = [first.unwrap(), second.unwrap()].map(|outcome| match outcome {
        StartOutcome::Started(token) => (token, true),
        StartOutcome::Existing(token) => (token, false),
        StartOutcome::Refused(problems) => panic!("{problems:?}"),
    });
    assert_eq!(tokens[0].0, tokens[1].0);
    assert_ne!(tokens[0].1, tokens[1].1, "one made it, the other found it");
    assert_eq!(world.rows().orders.len(), 1);
}

#[tokio::test]
async fn the_last_seat_goes_to_one_person_and_the_next_is_told() {
    told(async |world| {
        let studio = &world.shop.studio;
        world.ordered(&world.shop.mei, studio).await;
        world.ordered(&world.shop.tom, studio).await;
        let form = world.again(async || world.form(&world.shop.ann, &studio.id).await).await;
        let answer = world.again(async || world.start(&world.shop.ann, form.clone()).await).await;
        assert_eq!(answer, StartOutcome::Refused(vec![Problem::at("form", ProblemCode::SoldOut)]));
        assert_eq!(world.rows().seats[&studio.id].taken, STUDIO_SEATS);
    })
    .await;
}

#[tokio::test]
async fn who_holds_the_last_seat_finds_the_own_order_and_not_that_it_is_sold_out() {
    let world = World::new().await;
    let studio = &world.shop.studio;
    let token = world.ordered(&world.shop.mei, studio).await;
    world.ordered(&world.shop.tom, studio).await;
    let form = world.form(&world.shop.mei, &studio.id).await.unwrap();
    assert_eq!(world.start(&world.shop.mei, form).await.unwrap(), StartOutcome::Existing(token));
}

#[tokio::test]
async fn who_is_a_member_for_good_is_not_sold_anything_more() {
    let world = World::new().await;
    let mei = &world.shop.mei;
    world.bought(mei, &world.shop.lifetime).await;
    let products: [&Product; 2] = [&world.shop.lifetime, &world.shop.month];
    for product in products {
        let form = world.form(mei, &product.id).await.unwrap();
        let answer = world.start(mei, form).await.unwrap();
        assert_eq!(answer, StartOutcome::Refused(vec![Problem::at("form", ProblemCode::AlreadyMember)]));
    }
    assert_eq!(world.rows().orders.len(), 1);
    world.ordered(&world.shop.tom, &world.shop.lifetime).await;
}

#[tokio::test]
async fn whoever_will_be_a_member_for_good_is_not_sold_anything_more_either() {
    let world = World::new().await;
    let (mei, shop) = (&world.shop.mei, &world.shop);
    world.bought(mei, &shop.month).await;
    world.bought(mei, &shop.lifetime).await;
    let form = world.form(mei, &shop.month.id).await.unwrap();
    let answer = world.start(mei, form).await.unwrap();
    assert_eq!(answer, StartOutcome::Refused(vec![Problem::at("form", ProblemCode::AlreadyMember)]));
    world.audit();
}

#[tokio::test]
async fn money_of_whoever_is_in_for_good_by_then_buys_nothing() {
    for late in [false, true] {
        told(async |world| {
            let (mei, shop) = (&world.shop.mei, &world.shop);
            let (month, number) = world.waiting(mei, &shop.month).await;
            let (lifetime, of_lifetime) = world.waiting(mei, &shop.lifetime).await;
            world.pays(&lifetime, &of_lifetime);
            world.notified(&of_lifetime).await;
            if late {
                world.expired(&month).await;
                world.pays_late(&month, &number);
            } else {
                world.pays(&month, &number);
            }
            world.notified(&number).await;
            let order = world.order(&month);
            let (state, mark) = if late {
                ("refund_pending", OrderException::PaidLate)
            } else {
                ("pending", OrderException::NothingLeft)
            };
            assert_eq!((order.state.code(), order.exception), (state, mark));
            let rows = world.rows();
            assert_eq!((rows.memberships.len(), rows.refunds.len()), (1, usize::from(late)));
            assert_eq!(rows.reviews.len(), usize::from(!late), "in time a person decides");
        })
        .await;
    }
}

#[tokio::test]
async fn the_price_of_an_order_stays_when_the_catalogue_changes() {
    let world = World::new().await;
    let (token, number) = world.waiting(&world.shop.mei, &world.shop.month).await;
    world.commerce.change(|tables| {
        for product in &mut tables.products {
            product.price = yuan(1);
        }
    });
    world.services.catalogue.reload().await.unwrap();
    assert_eq!(world.page(&world.shop.mei, &token).await.unwrap().price, yuan(6_800));
    world.pays(&token, &number);
    world.notified(&number).await;
    assert_eq!(world.order(&token).state.code(), "paid");
    let next = world.ordered(&world.shop.tom, &world.shop.month).await;
    assert_eq!(world.order(&next).price, yuan(1));
}

#[tokio::test]
async fn the_price_on_the_button_is_the_price_of_the_order_or_there_is_none() {
    told(async |world| {
        let (mei, month) = (&world.shop.mei, &world.shop.month);
        let form = world.again(async || world.form(mei, &month.id).await).await;
        let form = StartOrderForm { price: "6800".to_owned(), ..form };
        world.commerce.change(|tables| {
            tables.products.iter_mut().filter(|product| product.id == month.id).for_each(|product| {
                product.price = yuan(9_800);
            });
        });
        world.again(async || world.services.catalogue.reload().await).await;
        let place =
            async |form: &StartOrderForm| world.again(async || world.start(mei, form.clone()).await).await;
        let changed = |now| vec![Problem::at("price", ProblemCode::PriceChanged { now })];
        assert_eq!(place(&form).await, StartOutcome::Refused(changed(yuan(9_800))));
        for crafted in ["1", "68.00", "x"] {
            let form = StartOrderForm { price: crafted.to_owned(), ..form.clone() };
            assert_eq!(place(&form).await, StartOutcome::Refused(changed(yuan(9_800))));
        }
        assert!(world.rows().orders.is_empty(), "nothing was ordered");
        let form = StartOrderForm { price: "9800".to_owned(), ..form };
        let (StartOutcome::Started(token) | StartOutcome::Existing(token)) = place(&form).await else {
            panic!("refused at the price that was shown")
        };
        assert_eq!(world.order(&token).price, yuan(9_800));
    })
    .await;
}

#[tokio::test]
async fn a_slow_reading_of_the_catalogue_does_not_take_the_place_of_a_newer_one() {
    let world = World::new().await;
    let set = |price| {
        let commerce = world.commerce.clone();
        move || {
            commerce.change(|tables| {
                for product in &mut tables.products {
                    product.price = price;
                }
            });
        }
    };
    let (newer, older, services) = (set(yuan(2)), set(yuan(1)), world.services.clone());
    world.switch.meanwhile("catalogue", 1, async move {
        newer();
        services.catalogue.reload().await.unwrap();
        // What the slow one is answered was true before.
        older();
    });
    world.services.catalogue.reload().await.unwrap();
    let known = world.services.catalogue.by_product(&world.shop.month.id).unwrap();
    assert_eq!(known.product(&world.shop.month.id).unwrap().price, yuan(2));
}

#[tokio::test]
async fn a_person_places_twenty_orders_and_then_one_every_ten_seconds() {
    let world = World::new().await;
    let form = world.form_of_mei().await;
    for _ in 0..20 {
        let answer = world.start(&world.shop.mei, form.clone()).await.unwrap();
        assert!(!matches!(answer, StartOutcome::Refused(_)));
    }
    let calls = world.switch.calls();
    let StartOutcome::Refused(problems) = world.start(&world.shop.mei, form.clone()).await.unwrap() else {
        panic!("not limited")
    };
    let code = ProblemCode::TooManyTries { retry_after_seconds: 10 };
    assert_eq!(problems, [Problem::at("form", code)]);
    assert_eq!(world.switch.calls(), calls, "a refused try costs the databases nothing");
    let form_of_tom = world.form(&world.shop.tom, &world.shop.month.id).await.unwrap();
    assert!(matches!(world.start(&world.shop.tom, form_of_tom).await.unwrap(), StartOutcome::Started(_)));
}

#[tokio::test]
async fn the_checkout_shows_the_unpaid_order_and_stamps_only_for_who_is_signed_in() {
    let world = World::new().await;
    let checkout = &world.services.checkout;
    let token = world.ordered(&world.shop.mei, &world.shop.month).await;
    let ask = CheckoutAsk {
        product: Some(world.shop.month.id.clone()),
        open_agreement: true,
        problems: Vec::new(),
        ..CheckoutAsk::default()
    };
    let mine = checkout.page("kiln-circle", Some(&world.shop.mei), ask.clone()).await.unwrap().unwrap();
    assert_eq!((mine.pending, mine.signed_in, mine.stamp.is_some()), (Some(token), true, true));
    let visitor = checkout.page("kiln-circle", None, ask).await.unwrap().unwrap();
    assert_eq!((visitor.pending, visitor.signed_in, visitor.stamp), (None, false, None));
    let foreign = ProductId::new(world.clock.business(), 99);
    let ask = CheckoutAsk { product: Some(foreign), ..CheckoutAsk::default() };
    assert!(checkout.page("kiln-circle", None, ask).await.unwrap().is_none());
    assert!(checkout.page("nowhere", None, CheckoutAsk::default()).await.unwrap().is_none());
}
