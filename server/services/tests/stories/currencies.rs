//! Prices in several currencies: what is chosen, what is frozen, whose account is paid.

use domain::{
    catalogue::{CouponRefusal, Discount, FurtherPrice, Product},
    id::{CreatorId, OrderToken},
    ledger::Account,
    money::{Currency, Money},
    order::OrderState,
    view::{CheckoutView, Problem, ProblemCode},
};
use services::{
    actor::Member,
    checkout::{CheckoutAsk, StartOrderForm, StartOutcome},
    ports::{Changes, Commit, CreatorRow, Write},
};

use super::{shop::yuan, told::told, world::World};

const DAY: i64 = 86_400;

pub fn dollars(minor: i64) -> Money {
    Money::new(minor, Currency::Usd)
}

impl World {
    /// Lin has an account in dollars beside the main one, and these products cost dollars too.
    pub async fn sells_in_dollars(&self, prices: &[(&Product, i64)]) -> CreatorId {
        let main = &self.shop.creator.account;
        let payee = CreatorId::new(main.created_at, 77);
        let account = CreatorRow {
            id: payee.clone(),
            main: Some(main.id.clone()),
            currency: Currency::Usd,
            ..main.clone()
        };
        let mut writes = vec![Write::InsertCreator(account)];
        writes.extend(prices.iter().map(|(product, minor)| {
            let further = vec![FurtherPrice { price: dollars(*minor), payee: payee.clone() }];
            Write::UpdateProduct(Product { further, ..(*product).clone() })
        }));
        let changes = Changes { writes, ..Changes::default() };
        self.commerce.change(|tables| assert_eq!(tables.commit(&changes).unwrap(), Commit::Committed));
        self.again(async || self.services.catalogue.reload().await).await;
        payee
    }

    async fn checkout_in(
        &self,
        member: Option<&Member>,
        product: &Product,
        currency: Option<Currency>,
    ) -> CheckoutView {
        let ask = CheckoutAsk {
            product: Some(product.id.clone()),
            currency,
            upgrade: true,
            ..CheckoutAsk::default()
        };
        let page = async || self.services.checkout.page("kiln-circle", member, ask.clone()).await;
        self.again(page).await.unwrap()
    }

    async fn start_in(
        &self,
        member: &Member,
        product: &Product,
        change: impl Fn(&mut StartOrderForm),
    ) -> StartOutcome {
        let mut form = self.again(async || self.form(member, &product.id).await).await;
        form.currency = "USD".to_owned();
        change(&mut form);
        self.again(async || self.start(member, form.clone()).await).await
    }

    pub async fn starts_in(&self, member: &Member, product: &Product) -> OrderToken {
        match self.start_in(member, product, |_| {}).await {
            StartOutcome::Started(token) | StartOutcome::Existing(token) => token,
            StartOutcome::Refused(problems) => panic!("{problems:?}"),
        }
    }

    fn owed(&self, creator: &CreatorId, currency: Currency) -> i64 {
        let account = (Account::CreatorBalance(creator.clone()), currency);
        -self.rows().balances.get(&account).copied().unwrap_or(0)
    }
}

fn only_problem(outcome: StartOutcome) -> Problem {
    match outcome {
        StartOutcome::Refused(mut problems) => problems.remove(0),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_order_freezes_its_currency_and_pays_the_account_of_that_currency() {
    told(async |world| {
        let (mei, month) = (&world.shop.mei, &world.shop.month);
        let payee = world.sells_in_dollars(&[(month, 900)]).await;
        let token = world.starts_in(mei, month).await;
        let order = world.order(&token);
        assert_eq!((order.price, &order.creator), (dollars(900), &payee));
        world.pays_and_is_told(mei, &token).await;
        let rows = world.rows();
        let sale = &rows.sales[&order.id];
        assert_eq!((sale.amount, &sale.creator), (dollars(900), &payee));
        assert_eq!(world.owed(&payee, Currency::Usd), 900);
        assert_eq!(
            world.owed(&world.shop.creator.account.id, Currency::Usd),
            0,
            "never an account that cannot pay it out"
        );
    })
    .await;
}

#[tokio::test]
async fn a_refund_goes_back_in_the_currency_and_from_the_account_of_the_sale() {
    told(async |world| {
        let (mei, month) = (&world.shop.mei, &world.shop.month);
        let payee = world.sells_in_dollars(&[(month, 900)]).await;
        let token = world.starts_in(mei, month).await;
        world.pays_and_is_told(mei, &token).await;
        let _asked = world.again(async || world.services.refunds.ask(mei, &token, "").await).await;
        let rows = world.rows();
        assert_eq!(rows.refunds.values().next().unwrap().amount, dollars(900));
        assert_eq!((world.owed(&payee, Currency::Usd), world.owed(&payee, Currency::Cny)), (0, 0));
    })
    .await;
}

#[tokio::test]
async fn the_page_offers_each_price_and_takes_the_communitys_own_without_a_choice() {
    let world = World::new().await;
    let (mei, month, year) = (&world.shop.mei, &world.shop.month, &world.shop.year);
    world.sells_in_dollars(&[(month, 900)]).await;
    for viewer in [None, Some(mei)] {
        let page = world.checkout_in(viewer, month, None).await;
        assert_eq!((page.chosen.price, page.chosen.further), (yuan(6_800), vec![dollars(900)]));
        assert_eq!(page.currencies, [Currency::Cny, Currency::Usd]);
        let page = world.checkout_in(viewer, month, Some(Currency::Usd)).await;
        assert_eq!((page.price.price, page.chosen.further), (dollars(900), vec![yuan(6_800)]));
        let unsold = world.checkout_in(viewer, month, Some(Currency::Eur)).await;
        assert_eq!(unsold.price.price, yuan(6_800), "what is not sold in euro is shown at its own price");
        let alone = world.checkout_in(viewer, year, Some(Currency::Usd)).await;
        assert_eq!((alone.price.price, alone.currencies.len()), (yuan(68_000), 1));
    }
}

#[tokio::test]
async fn nobody_is_charged_in_another_currency_than_the_one_that_was_shown() {
    let world = World::new().await;
    let (mei, month, year) = (&world.shop.mei, &world.shop.month, &world.shop.year);
    world.sells_in_dollars(&[(month, 900)]).await;
    let gone = Problem::at("form", ProblemCode::CurrencyGone);
    assert_eq!(only_problem(world.start_in(mei, year, |_| {}).await), gone);
    for code in ["EUR", "usd", "x"] {
        let asked = world.start_in(mei, month, |form| form.currency = code.to_owned()).await;
        assert_eq!(only_problem(asked), gone, "{code}");
    }
    // A page of the program before this one sends no currency, and showed the community's own.
    let StartOutcome::Started(token) = world.start_in(mei, month, |form| form.currency.clear()).await else {
        panic!("an order without a currency")
    };
    assert_eq!(world.order(&token).price, yuan(6_800));
    let other = world.starts_in(mei, month).await;
    assert_eq!(world.order(&other).price, dollars(900));
    assert!(matches!(world.order(&token).state, OrderState::Expired { .. }), "one of them can be paid");
    world.audit();
}

#[tokio::test]
async fn a_renewal_is_in_the_currency_of_the_period_before_unless_another_is_chosen() {
    let world = World::new().await;
    let (mei, month, year) = (&world.shop.mei, &world.shop.month, &world.shop.year);
    world.sells_in_dollars(&[(month, 900), (year, 9_000)]).await;
    let token = world.starts_in(mei, month).await;
    world.pays_and_is_told(mei, &token).await;
    assert_eq!(world.checkout_in(Some(mei), month, None).await.price.price, dollars(900));
    let chosen = world.checkout_in(Some(mei), month, Some(Currency::Cny)).await;
    assert_eq!(chosen.price.price, yuan(6_800));
    world.clock.advance(100 * DAY);
    assert_eq!(
        world.checkout_in(Some(mei), month, None).await.price.price,
        dollars(900),
        "long after its end too"
    );
    assert_eq!(world.checkout_in(Some(&world.shop.tom), month, None).await.price.price, yuan(6_800));
    world.audit();
}

#[tokio::test]
async fn unused_time_counts_only_towards_its_own_currency_and_the_page_says_so() {
    let world = World::new().await;
    let (mei, month, year) = (&world.shop.mei, &world.shop.month, &world.shop.year);
    world.sells_in_dollars(&[(month, 900), (year, 9_000)]).await;
    let token = world.starts_in(mei, month).await;
    world.pays_and_is_told(mei, &token).await;
    let same = world.checkout_in(Some(mei), year, None).await.price;
    assert_eq!((same.upgrade, same.price, same.unused_in), (Some(dollars(900)), dollars(8_100), None));
    let other = world.checkout_in(Some(mei), year, Some(Currency::Cny)).await.price;
    assert_eq!((other.upgrade, other.price, other.unused_in), (None, yuan(68_000), Some(Currency::Usd)));
    let asked = world.start_in(mei, year, |form| {
        form.currency = "CNY".to_owned();
        form.upgrade = true;
    });
    let elsewhere = Problem::at("upgrade", ProblemCode::UnusedTimeElsewhere { currency: Currency::Usd });
    assert_eq!(only_problem(asked.await), elsewhere);
    let upgraded = world.start_in(mei, year, |form| form.upgrade = true).await;
    let StartOutcome::Started(token) = upgraded else { panic!("{upgraded:?}") };
    assert_eq!(world.order(&token).price, dollars(8_100));
    world.pays_and_is_told(mei, &token).await;
    world.audit();
}

#[tokio::test]
async fn a_share_counts_in_every_currency_and_an_amount_in_its_own() {
    let world = World::new().await;
    let (mei, month) = (&world.shop.mei, &world.shop.month);
    world.sells_in_dollars(&[(month, 900)]).await;
    world.coupon(Discount::Amount(yuan(500)), None, None);
    let asked = world.start_in(mei, month, |form| form.coupon = "spring".to_owned()).await;
    let reason = CouponRefusal::OtherCurrency(Currency::Cny);
    assert_eq!(only_problem(asked), Problem::at("coupon", ProblemCode::CouponRefused { reason }));
    world.commerce.change(|tables| {
        for coupon in tables.coupons.values_mut() {
            coupon.discount = Discount::Percent(domain::money::BasisPoints::new(1_000));
        }
    });
    let StartOutcome::Started(token) =
        world.start_in(mei, month, |form| form.coupon = "spring".to_owned()).await
    else {
        panic!("a share counts")
    };
    assert_eq!(world.order(&token).price, dollars(810));
    world.audit();
}
