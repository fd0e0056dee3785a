//! The columns of the rows that several queries read, each under a name with its table's letter.

/// Everything of an order `o`.
macro_rules! order_columns {
    () => {
        "o.id AS o_id, o.token AS o_token, o.buyer_id AS o_buyer_id, o.creator_id AS o_creator_id, \
         o.community_id AS o_community_id, o.product_id AS o_product_id, o.price_minor AS o_price_minor, \
         o.currency AS o_currency, o.agreement_id AS o_agreement_id, o.consent_id AS o_consent_id, \
         o.state AS o_state, o.state_since AS o_state_since, o.exception AS o_exception, \
         o.created_at AS o_created_at, o.expires_at AS o_expires_at, o.seats_held AS o_seats_held, \
         o.version AS o_version"
    };
}
/// Everything of an attempt `a`.
macro_rules! attempt_columns {
    () => {
        "a.id AS a_id, a.order_id AS a_order_id, a.gateway AS a_gateway, a.gateway_number AS a_gateway_number, \
         a.amount_minor AS a_amount_minor, a.currency AS a_currency, a.state AS a_state, a.code_url AS a_code_url, \
         a.gateway_transaction AS a_gateway_transaction, a.created_at AS a_created_at, \
         a.next_query_at AS a_next_query_at, a.queries AS a_queries, a.version AS a_version"
    };
}
/// Everything of a refund `r`.
macro_rules! refund_columns {
    () => {
        "r.id AS r_id, r.order_id AS r_order_id, r.attempt_id AS r_attempt_id, r.gateway AS r_gateway, \
         r.gateway_number AS r_gateway_number, r.refund_number AS r_refund_number, \
         r.amount_minor AS r_amount_minor, r.currency AS r_currency, r.reason AS r_reason, r.state AS r_state, \
         r.created_at AS r_created_at, r.next_query_at AS r_next_query_at, r.version AS r_version"
    };
}
/// Everything of a membership `m`.
macro_rules! membership_columns {
    () => {
        "m.id AS m_id, m.member_id AS m_member_id, m.community_id AS m_community_id, m.product_id AS m_product_id, \
         m.source_order AS m_source_order, m.sequence AS m_sequence, m.valid_from AS m_valid_from, \
         m.valid_until AS m_valid_until, m.revoked_at AS m_revoked_at, m.version AS m_version"
    };
}
/// Everything of a community `c`.
macro_rules! community_columns {
    () => {
        "c.id AS c_id, c.creator_id AS c_creator_id, c.slug AS c_slug, c.name AS c_name, c.tagline AS c_tagline, \
         c.description AS c_description, c.payee_name AS c_payee_name, c.contact AS c_contact, \
         c.way_in_instructions AS c_way_in_instructions, c.way_in_address AS c_way_in_address"
    };
}
/// Everything of a product `p`.
macro_rules! product_columns {
    () => {
        "p.id AS p_id, p.community_id AS p_community_id, p.tier AS p_tier, p.benefits_json AS p_benefits_json, \
         p.price_minor AS p_price_minor, p.currency AS p_currency, p.period AS p_period, \
         p.refund_days AS p_refund_days, p.seats AS p_seats, p.position AS p_position"
    };
}
