//! Reading what is sold.

pub(super) mod writes;

use std::collections::HashMap;

use domain::{
    catalogue::{Agreement, Community, CommunityState, FurtherPrice, Product, WayIn},
    id::ProductId,
};
use services::ports::{CatalogueRows, StoreFault};

use super::{
    pools::{Pools, database},
    read::{Reader, all},
};
use crate::json;

const COMMUNITIES: &str = concat!("SELECT ", community_columns!(), " FROM communities c ORDER BY c.id");
const PRODUCTS: &str =
    concat!("SELECT ", product_columns!(), " FROM products p ORDER BY p.community_id, p.position, p.id");
const PRICES: &str = "SELECT product_id, price_minor, currency, creator_id FROM product_prices \
     ORDER BY product_id, currency";
/// The version in force of each community: earlier ones are what orders name, and no page reads them.
const AGREEMENTS: &str = "SELECT a.id, a.community_id, a.version, a.title, a.body, a.digest, a.published_at \
     FROM agreements a WHERE a.version = \
     (SELECT MAX(later.version) FROM agreements later WHERE later.community_id = a.community_id) \
     ORDER BY a.community_id";

pub(super) async fn everything(pools: &Pools) -> Result<CatalogueRows, StoreFault> {
    let mut snapshot = pools.snapshot().await?;
    let communities = sqlx::query(COMMUNITIES).fetch_all(&mut *snapshot).await.map_err(database)?;
    let products = sqlx::query(PRODUCTS).fetch_all(&mut *snapshot).await.map_err(database)?;
    let prices = sqlx::query(PRICES).fetch_all(&mut *snapshot).await.map_err(database)?;
    let agreements = sqlx::query(AGREEMENTS).fetch_all(&mut *snapshot).await.map_err(database)?;
    Ok(CatalogueRows {
        communities: all(&communities, "communities", community)?,
        products: with_prices(
            all(&products, "products", product)?,
            all(&prices, "product_prices", further_price)?,
        ),
        agreements: all(&agreements, "agreements", agreement)?,
    })
}

fn with_prices(products: Vec<Product>, prices: Vec<(ProductId, FurtherPrice)>) -> Vec<Product> {
    let mut further: HashMap<ProductId, Vec<FurtherPrice>> = HashMap::new();
    for (product, price) in prices {
        further.entry(product).or_default().push(price);
    }
    let with =
        |product: Product| Product { further: further.remove(&product.id).unwrap_or_default(), ..product };
    products.into_iter().map(with).collect()
}

fn further_price(row: Reader<'_>) -> Result<(ProductId, FurtherPrice), StoreFault> {
    let price = FurtherPrice { price: row.money("price_minor", "currency")?, payee: row.id("creator_id")? };
    Ok((row.id("product_id")?, price))
}

/// Reads the `community_columns!()` of a row.
pub(super) fn community(row: Reader<'_>) -> Result<Community, StoreFault> {
    Ok(Community {
        id: row.id("c_id")?,
        creator: row.id("c_creator_id")?,
        slug: row.text("c_slug")?,
        name: row.text("c_name")?,
        tagline: row.text("c_tagline")?,
        description: row.text("c_description")?,
        payee_name: row.text("c_payee_name")?,
        contact: row.text("c_contact")?,
        way_in: WayIn {
            instructions: row.text("c_way_in_instructions")?,
            address: row.text("c_way_in_address")?,
        },
        state: row.code("c_state", CommunityState::from_code)?,
        version: row.integer("c_version")?,
    })
}

/// Reads the `product_columns!()` of a row; its further prices are another query's.
pub(super) fn product(row: Reader<'_>) -> Result<Product, StoreFault> {
    Ok(Product {
        id: row.id("p_id")?,
        community: row.id("p_community_id")?,
        tier: row.text("p_tier")?,
        benefits: row.code("p_benefits_json", json::read_texts)?,
        price: row.money("p_price_minor", "p_currency")?,
        further: Vec::new(),
        period: row.parsed("p_period")?,
        refund_days: row.small("p_refund_days")?,
        seats: row.maybe_small("p_seats")?,
        position: row.small("p_position")?,
        trial_days: row.small("p_trial_days")?,
        on_sale: row.yes("p_on_sale")?,
        version: row.integer("p_version")?,
    })
}

fn agreement(row: Reader<'_>) -> Result<Agreement, StoreFault> {
    Ok(Agreement {
        id: row.id("id")?,
        community: row.id("community_id")?,
        version: row.small("version")?,
        title: row.text("title")?,
        body: row.text("body")?,
        digest: row.text("digest")?,
        published_at: row.moment("published_at")?,
    })
}
