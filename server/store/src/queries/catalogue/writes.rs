//! Writing what is sold: rare, so row by row.

use domain::catalogue::{Agreement, Community, Product};

use super::super::rows::Statement;
use crate::{cell::Cell, json, stop::Stop};

const INSERT_COMMUNITY: &str = concat!(
    "INSERT INTO communities (id, creator_id, slug, name, tagline, description, payee_name, contact, \
     way_in_instructions, way_in_address, state, version) \
     SELECT value->>0, value->>1, value->>2, value->>3, value->>4, value->>5, value->>6, value->>7, value->>8, \
     value->>9, value->>10, CAST(value->>11 AS BIGINT) FROM ",
    rows!()
);
const INSERT_PRODUCT: &str = concat!(
    "INSERT INTO products (id, community_id, tier, benefits_json, price_minor, currency, period, refund_days, seats, \
     position, trial_days, on_sale, version) \
     SELECT value->>0, value->>1, value->>2, value->>3, CAST(value->>4 AS BIGINT), value->>5, value->>6, \
     CAST(value->>7 AS BIGINT), CAST(value->>8 AS BIGINT), CAST(value->>9 AS BIGINT), CAST(value->>10 AS BIGINT), \
     CAST(value->>11 AS BIGINT), CAST(value->>12 AS BIGINT) FROM ",
    rows!()
);
const INSERT_SEATS: &str = concat!(
    "INSERT INTO product_seats (product_id, seats, taken) SELECT value->>0, CAST(value->>1 AS BIGINT), 0 FROM ",
    rows!()
);
const INSERT_PRICE: &str = concat!(
    "INSERT INTO product_prices (product_id, price_minor, currency, creator_id) \
     SELECT value->>0, CAST(value->>1 AS BIGINT), value->>2, value->>3 FROM ",
    rows!()
);
const FORGET_PRICES: &str =
    concat!("DELETE FROM product_prices WHERE product_id IN (SELECT value->>0 FROM ", rows!(), ")");
const INSERT_AGREEMENT: &str = concat!(
    "INSERT INTO agreements (id, community_id, version, title, body, digest, published_at) \
     SELECT value->>0, value->>1, CAST(value->>2 AS BIGINT), value->>3, value->>4, value->>5, \
     CAST(value->>6 AS BIGINT) FROM ",
    rows!()
);

/// A new community.
pub(crate) fn community(community: &Community) -> Statement<'_> {
    Statement::always(INSERT_COMMUNITY, community_row(community))
}

/// A new product.
pub(crate) fn product(product: &Product) -> Result<Statement<'_>, Stop> {
    Ok(Statement::always(INSERT_PRODUCT, product_row(product)?))
}

/// The seats of a new product, when it is limited.
pub(crate) fn seats(product: &Product) -> Option<Statement<'_>> {
    product.seats.map(|seats| Statement::always(INSERT_SEATS, vec![product.id.as_str().into(), seats.into()]))
}

/// The further prices of a product.
pub(crate) fn prices(product: &Product) -> impl Iterator<Item = Statement<'_>> {
    product.further.iter().map(|further| {
        let row = vec![
            product.id.as_str().into(),
            further.price.minor().into(),
            further.price.currency().code().into(),
            further.payee.as_str().into(),
        ];
        Statement::always(INSERT_PRICE, row)
    })
}

/// The further prices of a product that is there already, in place of those it had.
pub(crate) fn other_prices(product: &Product) -> impl Iterator<Item = Statement<'_>> {
    let forget = Statement::always(FORGET_PRICES, vec![product.id.as_str().into()]);
    std::iter::once(forget).chain(prices(product))
}

/// A new version of an agreement.
pub(crate) fn agreement(agreement: &Agreement) -> Statement<'_> {
    Statement::always(INSERT_AGREEMENT, agreement_row(agreement))
}

fn community_row(community: &Community) -> Vec<Cell<'_>> {
    vec![
        community.id.as_str().into(),
        community.creator.as_str().into(),
        community.slug.as_str().into(),
        community.name.as_str().into(),
        community.tagline.as_str().into(),
        community.description.as_str().into(),
        community.payee_name.as_str().into(),
        community.contact.as_str().into(),
        community.way_in.instructions.as_str().into(),
        community.way_in.address.as_str().into(),
        community.state.code().into(),
        community.version.into(),
    ]
}

fn product_row(product: &Product) -> Result<Vec<Cell<'_>>, Stop> {
    let benefits = json::write_texts(&product.benefits).map_err(|fault| Stop::Unit(Err(fault)))?;
    Ok(vec![
        product.id.as_str().into(),
        product.community.as_str().into(),
        product.tier.as_str().into(),
        benefits.into(),
        product.price.minor().into(),
        product.price.currency().code().into(),
        product.period.code().into(),
        product.refund_days.into(),
        product.seats.map_or(Cell::Nothing, Cell::from),
        product.position.into(),
        product.trial_days.into(),
        product.on_sale.into(),
        product.version.into(),
    ])
}

fn agreement_row(agreement: &Agreement) -> Vec<Cell<'_>> {
    vec![
        agreement.id.as_str().into(),
        agreement.community.as_str().into(),
        agreement.version.into(),
        agreement.title.as_str().into(),
        agreement.body.as_str().into(),
        agreement.digest.as_str().into(),
        agreement.published_at.into(),
    ]
}
