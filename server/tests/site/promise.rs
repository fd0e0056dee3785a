//! What the checkout promises is what the order keeps.

use domain::{
    catalogue::{Period, Product},
    locale::Locale,
    membership::Membership,
};
use services::ports::{Changes, Commit, Write};

use crate::world::{World, eventually};

impl World {
    /// Its creator changes a product behind the site's back.
    async fn product_becomes(&self, product: Product) {
        let changes = Changes { writes: vec![Write::UpdateProduct(product)], ..Changes::default() };
        assert_eq!(self.databases.commerce.commit(changes).await.unwrap(), Commit::Committed);
    }

    /// The newest period of an order's buyer.
    async fn last_period(&self, order: &str) -> Membership {
        let buyer = self.order(order).await.buyer;
        self.databases.commerce.memberships(&buyer, 1).await.unwrap().remove(0).0
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_checkout_names_the_end_and_the_order_keeps_it_whatever_becomes_of_the_product() {
    let world = World::start().await;
    let mut mei = world.signed_in("mei").await;
    let product = world.product("kiln-and-clay", 1);
    let page = mei.get(&format!("/join/kiln-and-clay?product={}&agreement=open", product.id)).await;
    let named = page.between("<dd>Until ", ", if you pay now").unwrap().to_owned();

    let order = mei.order("kiln-and-clay", product.id.as_str()).await;
    mei.get(&order).await;
    let changed =
        Product { tier: "Renamed".to_owned(), period: Period::Lifetime, refund_days: 0, ..product.clone() };
    world.product_becomes(changed).await;
    world.wallet.pay(&world.number(&order).await).await;
    eventually("paid", async || (world.order(&order).await.state.code() == "paid").then_some(())).await;
    let page = mei.get(&order).await;
    assert!(page.body.contains(&product.tier) && !page.body.contains("Renamed"), "{}", page.body);
    assert!(page.body.contains(&named), "{}", page.body);
    let until = world.last_period(&order).await.valid_until.unwrap().day();
    assert_eq!(app::text::dates::day(until, Locale::English), named, "granted as the checkout said");
    let receipt = mei.get(&format!("{order}/receipt")).await;
    assert!(receipt.body.contains(&product.tier) && !receipt.body.contains("Renamed"), "{}", receipt.body);
    world.books_agree().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_has_no_time_left_is_not_sold_and_the_page_says_so_before() {
    let world = World::start().await;
    let product = world.product("kiln-and-clay", 1);
    let mut mei = world.signed_in("mei").await;
    let page = mei.get(&format!("/join/kiln-and-clay?product={}&agreement=open", product.id)).await;
    let form = page.order_form();
    let order = mei.post("/api/start_order", &form).await.leads_to();
    mei.get(&order).await;
    world.wallet.pay(&world.number(&order).await).await;
    eventually("paid", async || (world.order(&order).await.state.code() == "paid").then_some(())).await;
    let end = world.last_period(&order).await.valid_until.unwrap().day();
    let summer = Product { period: Period::Until(end), ..product.clone() };
    world.product_becomes(summer).await;
    let address = format!("/join/kiln-and-clay?product={}&agreement=open", product.id);
    world.services.catalogue.reload().await.unwrap();
    let page = mei.get(&address).await;
    assert!(page.body.contains("adds no time to what you have"), "{}", page.body);
    assert!(page.body.contains("You have not been charged"), "{}", page.body);
    let mut form = page.order_form();
    form[4] = ("back", &address);
    let refused = mei.submit("/api/start_order", &form).await;
    assert!(refused.body.contains("paying for it would give you no time"), "{}", refused.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_founder_sees_in_which_currencies_nobody_can_pay() {
    let world = World::start().await;
    let mut mei = world.signed_in("mei").await;
    let page = mei.get("/manage").await;
    assert!(page.body.contains(">CNY</option>"), "{}", page.body);
    assert!(page.body.contains(">EUR (nobody can pay in it here)</option>"), "{}", page.body);
}
