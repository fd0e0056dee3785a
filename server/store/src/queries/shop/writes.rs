//! Writing shops: what is sold, coupons, trials, waiting lists. Rare besides coupons, so row by row; every limit is a
//! condition of the statement that uses it up.

use domain::catalogue::{Community, Coupon, Discount, OrderTerms, Product, Waiting, WaitingState};
use services::ports::Write;

use super::super::{catalogue, rows::Statement};
use crate::{cell::Cell, json, stop::Stop};

const UPDATE_COMMUNITY: &str = concat!(
    "WITH changed AS (SELECT value->>0 AS id, CAST(value->>1 AS BIGINT) AS version, value->>2 AS name, \
     value->>3 AS tagline, value->>4 AS description, value->>5 AS payee_name, value->>6 AS contact, \
     value->>7 AS way_in_instructions, value->>8 AS way_in_address, value->>9 AS state FROM ",
    rows!(),
    ") UPDATE communities SET name = changed.name, tagline = changed.tagline, description = changed.description, \
     payee_name = changed.payee_name, contact = changed.contact, \
     way_in_instructions = changed.way_in_instructions, way_in_address = changed.way_in_address, \
     state = changed.state, version = communities.version + 1 \
     FROM changed WHERE communities.id = changed.id AND communities.version = changed.version"
);
const UPDATE_PRODUCT: &str = concat!(
    "WITH changed AS (SELECT value->>0 AS id, CAST(value->>1 AS BIGINT) AS version, value->>2 AS tier, \
     value->>3 AS benefits_json, CAST(value->>4 AS BIGINT) AS price_minor, value->>5 AS currency, \
     value->>6 AS period, CAST(value->>7 AS BIGINT) AS refund_days, CAST(value->>8 AS BIGINT) AS seats, \
     CAST(value->>9 AS BIGINT) AS position, CAST(value->>10 AS BIGINT) AS trial_days, \
     CAST(value->>11 AS BIGINT) AS on_sale FROM ",
    rows!(),
    ") UPDATE products SET tier = changed.tier, benefits_json = changed.benefits_json, \
     price_minor = changed.price_minor, currency = changed.currency, period = changed.period, \
     refund_days = changed.refund_days, seats = changed.seats, position = changed.position, \
     trial_days = changed.trial_days, on_sale = changed.on_sale, version = products.version + 1 \
     FROM changed WHERE products.id = changed.id AND products.version = changed.version \
     AND (products.seats IS NULL) = (changed.seats IS NULL)"
);
const UPDATE_SEATS: &str = concat!(
    "WITH changed AS (SELECT value->>0 AS product_id, CAST(value->>1 AS BIGINT) AS seats FROM ",
    rows!(),
    ") UPDATE product_seats SET seats = changed.seats FROM changed \
     WHERE product_seats.product_id = changed.product_id AND product_seats.taken <= changed.seats"
);
const INSERT_COUPON: &str = concat!(
    "INSERT INTO coupons (id, community_id, code, basis_points, amount_minor, currency, product_id, per_person, total, \
     taken, counts_from, counts_until, withdrawn_at, version) \
     SELECT value->>0, value->>1, value->>2, CAST(value->>3 AS BIGINT), CAST(value->>4 AS BIGINT), value->>5, \
     value->>6, CAST(value->>7 AS BIGINT), CAST(value->>8 AS BIGINT), CAST(value->>9 AS BIGINT), \
     CAST(value->>10 AS BIGINT), CAST(value->>11 AS BIGINT), CAST(value->>12 AS BIGINT), CAST(value->>13 AS BIGINT) FROM ",
    rows!()
);
const WITHDRAW_COUPON: &str = concat!(
    "WITH gone AS (SELECT value->>0 AS id, CAST(value->>1 AS BIGINT) AS moment FROM ",
    rows!(),
    ") UPDATE coupons SET withdrawn_at = gone.moment, version = coupons.version + 1 FROM gone \
     WHERE coupons.id = gone.id AND coupons.withdrawn_at IS NULL"
);
const TAKE_COUPON: &str = concat!(
    "WITH wanted AS (SELECT value->>0 AS id FROM ",
    rows!(),
    ") UPDATE coupons SET taken = coupons.taken + 1 FROM wanted WHERE coupons.id = wanted.id \
     AND coupons.withdrawn_at IS NULL AND (coupons.total IS NULL OR coupons.taken < coupons.total)"
);
/// `WHERE true`, because SQLite reads the conflict clause as part of a join without it.
const TAKE_FOR_PERSON: &str = concat!(
    "INSERT INTO coupon_people (coupon_id, user_id, taken) SELECT value->>0, value->>1, 1 FROM ",
    rows!(),
    " WHERE true ON CONFLICT (coupon_id, user_id) DO UPDATE SET taken = coupon_people.taken + 1 \
     WHERE coupon_people.taken < COALESCE((SELECT coupons.per_person FROM coupons \
     WHERE coupons.id = coupon_people.coupon_id), coupon_people.taken + 1)"
);
const RELEASE_COUPON: &str = concat!(
    "WITH freed AS (SELECT value->>0 AS id FROM ",
    rows!(),
    ") UPDATE coupons SET taken = coupons.taken - 1 FROM freed WHERE coupons.id = freed.id AND coupons.taken > 0"
);
const RELEASE_FOR_PERSON: &str = concat!(
    "WITH freed AS (SELECT value->>0 AS id, value->>1 AS user_id FROM ",
    rows!(),
    ") UPDATE coupon_people SET taken = coupon_people.taken - 1 FROM freed \
     WHERE coupon_people.coupon_id = freed.id AND coupon_people.user_id = freed.user_id AND coupon_people.taken > 0"
);
const INSERT_TERMS: &str = concat!(
    "INSERT INTO order_terms (order_id, list_minor, currency, coupon_id, discount_minor, credit_minor) \
     SELECT value->>0, CAST(value->>1 AS BIGINT), value->>2, value->>3, CAST(value->>4 AS BIGINT), \
     CAST(value->>5 AS BIGINT) FROM ",
    rows!()
);
const INSERT_UPGRADE: &str = concat!(
    "INSERT INTO order_upgrades (order_id, membership_id, credit_minor) \
     SELECT value->>0, value->>1, CAST(value->>2 AS BIGINT) FROM ",
    rows!()
);
const INSERT_TRIAL: &str = concat!(
    "INSERT INTO trials (member_id, community_id, product_id, started_at, ends_at) \
     SELECT value->>0, value->>1, value->>2, CAST(value->>3 AS BIGINT), CAST(value->>4 AS BIGINT) FROM ",
    rows!()
);
const USE_REFUND_RIGHT: &str = concat!(
    "INSERT INTO refund_rights (user_id, community_id, order_id) SELECT value->>0, value->>1, value->>2 FROM ",
    rows!()
);
const INSERT_WAITING: &str = concat!(
    "INSERT INTO waiting (product_id, user_id, asked_at, state, offer_until, held_until, version) \
     SELECT value->>0, value->>1, CAST(value->>2 AS BIGINT), value->>3, CAST(value->>4 AS BIGINT), \
     CAST(value->>5 AS BIGINT), 1 FROM ",
    rows!()
);
const UPDATE_WAITING: &str = concat!(
    "WITH changed AS (SELECT value->>0 AS product_id, value->>1 AS user_id, CAST(value->>2 AS BIGINT) AS asked_at, \
     value->>3 AS state, CAST(value->>4 AS BIGINT) AS offer_until, CAST(value->>5 AS BIGINT) AS held_until, \
     CAST(value->>6 AS BIGINT) AS version FROM ",
    rows!(),
    ") UPDATE waiting SET asked_at = changed.asked_at, state = changed.state, offer_until = changed.offer_until, \
     held_until = changed.held_until, version = waiting.version + 1 FROM changed WHERE waiting.product_id = changed.product_id \
     AND waiting.user_id = changed.user_id AND waiting.version = changed.version"
);

/// The statements of a write that the rows of orders do not refer to.
pub(crate) fn write(write: &Write) -> Result<Vec<Statement<'_>>, Stop> {
    Ok(match write {
        Write::UpdateCommunity(row) => vec![Statement::at_version(UPDATE_COMMUNITY, community(row))],
        Write::UpdateProduct(row) => {
            let seats = row.seats.map(|seats| vec![row.id.as_str().into(), seats.into()]);
            let seats = seats.map(|cells| Statement::at_version(UPDATE_SEATS, cells));
            let product = Statement::at_version(UPDATE_PRODUCT, product(row)?);
            [product].into_iter().chain(seats).chain(catalogue::writes::other_prices(row)).collect()
        }
        Write::InsertCoupon(row) => vec![Statement::always(INSERT_COUPON, coupon(row))],
        Write::WithdrawCoupon { id, at } => {
            vec![Statement::at_version(WITHDRAW_COUPON, vec![id.as_str().into(), (*at).into()])]
        }
        Write::TakeCoupon { id, by } => vec![
            Statement::at_version(TAKE_COUPON, vec![id.as_str().into()]),
            Statement::at_version(TAKE_FOR_PERSON, vec![id.as_str().into(), by.as_str().into()]),
        ],
        Write::ReleaseCoupon { id, by } => vec![
            Statement::at_version(RELEASE_COUPON, vec![id.as_str().into()]),
            Statement::at_version(RELEASE_FOR_PERSON, vec![id.as_str().into(), by.as_str().into()]),
        ],
        Write::UseRefundRight { community, by, order } => vec![Statement::always(
            USE_REFUND_RIGHT,
            vec![by.as_str().into(), community.as_str().into(), order.as_str().into()],
        )],
        Write::InsertTrial(row) => vec![Statement::always(
            INSERT_TRIAL,
            vec![
                row.member.as_str().into(),
                row.community.as_str().into(),
                row.product.as_str().into(),
                row.started_at.into(),
                row.ends_at.into(),
            ],
        )],
        Write::InsertWaiting(row) => vec![Statement::always(INSERT_WAITING, waiting(row))],
        Write::UpdateWaiting(row) => vec![Statement::at_version(UPDATE_WAITING, waiting(row))],
        _ => Vec::new(),
    })
}

/// The terms of an order, once the order is there.
pub(crate) fn terms(terms: &OrderTerms) -> Vec<Statement<'_>> {
    let whole = vec![
        terms.order.as_str().into(),
        terms.list.minor().into(),
        terms.list.currency().code().into(),
        terms.coupon.as_ref().map_or(Cell::Nothing, |coupon| coupon.as_str().into()),
        terms.discount.minor().into(),
        terms.credit.minor().into(),
    ];
    let upgrade = |(membership, credit): &'_ (_, domain::money::Money)| {
        let membership: &domain::id::MembershipId = membership;
        vec![
            Cell::Owned(terms.order.as_str().to_owned()),
            Cell::Owned(membership.as_str().to_owned()),
            credit.minor().into(),
        ]
    };
    let upgrades = terms.upgrades.iter().map(upgrade).map(|cells| Statement::always(INSERT_UPGRADE, cells));
    [Statement::always(INSERT_TERMS, whole)].into_iter().chain(upgrades).collect()
}

fn community(row: &Community) -> Vec<Cell<'_>> {
    vec![
        row.id.as_str().into(),
        row.version.into(),
        row.name.as_str().into(),
        row.tagline.as_str().into(),
        row.description.as_str().into(),
        row.payee_name.as_str().into(),
        row.contact.as_str().into(),
        row.way_in.instructions.as_str().into(),
        row.way_in.address.as_str().into(),
        row.state.code().into(),
    ]
}

fn product(row: &Product) -> Result<Vec<Cell<'_>>, Stop> {
    let benefits = json::write_texts(&row.benefits).map_err(|fault| Stop::Unit(Err(fault)))?;
    Ok(vec![
        row.id.as_str().into(),
        row.version.into(),
        row.tier.as_str().into(),
        benefits.into(),
        row.price.minor().into(),
        row.price.currency().code().into(),
        row.period.code().into(),
        row.refund_days.into(),
        row.seats.map_or(Cell::Nothing, Cell::from),
        row.position.into(),
        row.trial_days.into(),
        row.on_sale.into(),
    ])
}

fn coupon(row: &Coupon) -> Vec<Cell<'_>> {
    let (share, amount, currency) = match row.discount {
        Discount::Percent(rate) => (rate.get().into(), Cell::Nothing, Cell::Nothing),
        Discount::Amount(amount) => (Cell::Nothing, amount.minor().into(), amount.currency().code().into()),
    };
    vec![
        row.id.as_str().into(),
        row.community.as_str().into(),
        row.code.as_str().into(),
        share,
        amount,
        currency,
        row.product.as_ref().map_or(Cell::Nothing, |product| product.as_str().into()),
        row.per_person.map_or(Cell::Nothing, Cell::from),
        row.total.map_or(Cell::Nothing, Cell::from),
        row.taken.into(),
        row.from.into(),
        row.until.into(),
        row.withdrawn_at.into(),
        row.version.into(),
    ]
}

fn waiting(row: &Waiting) -> Vec<Cell<'_>> {
    let (offer_until, held_until) = match row.state {
        WaitingState::Offered { until } => (Some(until), None),
        WaitingState::Taken { held_until } => (None, held_until),
        WaitingState::Waiting | WaitingState::Gone => (None, None),
    };
    vec![
        row.product.as_str().into(),
        row.user.as_str().into(),
        row.asked_at.into(),
        row.state.code().into(),
        offer_until.into(),
        held_until.into(),
        row.version.into(),
    ]
}
