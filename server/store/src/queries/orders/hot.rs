//! Inserts that happen thousands of times a second: many rows in one statement.

use domain::{
    membership::Membership,
    order::{Attempt, Order},
};
use services::ports::{InboxRow, Sale};

use crate::{
    cell::{Cell, hexadecimal},
    payer_action,
};

pub(crate) const INSERT_ORDERS: &str = concat!(
    "INSERT INTO orders (id, token, buyer_id, creator_id, community_id, product_id, price_minor, currency, \
     agreement_id, consent_id, state, state_since, exception, created_at, expires_at, seats_held, version, \
     tier, period, refund_days) \
     SELECT value->>0, value->>1, value->>2, value->>3, value->>4, value->>5, CAST(value->>6 AS BIGINT), value->>7, \
     value->>8, value->>9, value->>10, CAST(value->>11 AS BIGINT), value->>12, CAST(value->>13 AS BIGINT), \
     CAST(value->>14 AS BIGINT), CAST(value->>15 AS BIGINT), CAST(value->>16 AS BIGINT), value->>17, value->>18, \
     CAST(value->>19 AS BIGINT) FROM ",
    rows!()
);

pub(crate) fn order(order: &Order) -> Vec<Cell<'_>> {
    vec![
        order.id.as_str().into(),
        order.token.as_str().into(),
        order.buyer.as_str().into(),
        order.creator.as_str().into(),
        order.community.as_str().into(),
        order.product.as_str().into(),
        order.price.minor().into(),
        order.price.currency().code().into(),
        order.agreement.as_str().into(),
        order.consent.as_str().into(),
        order.state.code().into(),
        order.state.since().into(),
        order.exception.code().into(),
        order.created_at.into(),
        order.expires_at.into(),
        order.holds_seat.into(),
        order.version.into(),
        order.sold_as.tier.as_str().into(),
        order.sold_as.period.code().into(),
        order.sold_as.refund_days.into(),
    ]
}

pub(crate) const INSERT_ATTEMPTS: &str = concat!(
    "INSERT INTO attempts (id, order_id, gateway, gateway_number, amount_minor, currency, state, code_url, \
     gateway_transaction, created_at, next_query_at, queries, version, account, channel, way, action, reference, \
     locale, action_at) \
     SELECT value->>0, value->>1, value->>2, value->>3, CAST(value->>4 AS BIGINT), value->>5, value->>6, value->>7, \
     value->>8, CAST(value->>9 AS BIGINT), CAST(value->>10 AS BIGINT), CAST(value->>11 AS BIGINT), \
     CAST(value->>12 AS BIGINT), value->>13, value->>14, value->>15, value->>16, value->>17, \
     value->>18, CAST(value->>19 AS BIGINT) FROM ",
    rows!()
);

pub(crate) fn attempt(attempt: &Attempt) -> Vec<Cell<'_>> {
    vec![
        attempt.id.as_str().into(),
        attempt.order.as_str().into(),
        attempt.gateway.code().into(),
        attempt.gateway_number.as_str().into(),
        attempt.amount.minor().into(),
        attempt.amount.currency().code().into(),
        attempt.state.code().into(),
        payer_action::text(attempt.action.as_ref()),
        attempt.gateway_transaction.as_deref().into(),
        attempt.created_at.into(),
        attempt.next_query_at.into(),
        attempt.queries.into(),
        attempt.version.into(),
        attempt.account.as_str().into(),
        attempt.channel.code().into(),
        attempt.way.code().into(),
        payer_action::kind(attempt.action.as_ref()),
        attempt.reference.as_deref().into(),
        attempt.locale.tag().into(),
        attempt.action_at.into(),
    ]
}

pub(crate) const INSERT_MEMBERSHIPS: &str = concat!(
    "INSERT INTO memberships (id, member_id, community_id, product_id, source_order, sequence, valid_from, \
     valid_until, revoked_at, version) \
     SELECT value->>0, value->>1, value->>2, value->>3, value->>4, CAST(value->>5 AS BIGINT), \
     CAST(value->>6 AS BIGINT), CAST(value->>7 AS BIGINT), CAST(value->>8 AS BIGINT), CAST(value->>9 AS BIGINT) FROM ",
    rows!()
);

pub(crate) fn membership(membership: &Membership) -> Vec<Cell<'_>> {
    vec![
        membership.id.as_str().into(),
        membership.member.as_str().into(),
        membership.community.as_str().into(),
        membership.product.as_str().into(),
        membership.source_order.as_str().into(),
        membership.sequence.into(),
        membership.valid_from.into(),
        membership.valid_until.into(),
        membership.revoked_at.into(),
        membership.version.into(),
    ]
}

pub(crate) const INSERT_SALES: &str = concat!(
    "INSERT INTO sales (order_id, creator_id, product_id, gateway, amount_minor, currency, captured_at, settles_at, \
     booked_at) \
     SELECT value->>0, value->>1, value->>2, value->>3, CAST(value->>4 AS BIGINT), value->>5, \
     CAST(value->>6 AS BIGINT), CAST(value->>7 AS BIGINT), CAST(value->>8 AS BIGINT) FROM ",
    rows!()
);

pub(crate) fn sale(sale: &Sale) -> Vec<Cell<'_>> {
    vec![
        sale.order.as_str().into(),
        sale.creator.as_str().into(),
        sale.product.as_str().into(),
        sale.gateway.code().into(),
        sale.amount.minor().into(),
        sale.amount.currency().code().into(),
        sale.captured_at.into(),
        sale.settles_at.into(),
        sale.booked_at.into(),
    ]
}

pub(crate) const INSERT_INBOX: &str = concat!(
    "INSERT INTO inbox (gateway, event_id, received_at, body_ciphertext) \
     SELECT value->>0, value->>1, CAST(value->>2 AS BIGINT), ",
    bytes!("value->>3"),
    " FROM ",
    rows!()
);

pub(crate) fn inbox(row: &InboxRow) -> Vec<Cell<'_>> {
    vec![
        row.source.code().into(),
        row.event_id.as_str().into(),
        row.received_at.into(),
        hexadecimal(&row.body_ciphertext).into(),
    ]
}
