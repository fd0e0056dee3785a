//! The columns of the rows that several queries read, each under a name with its table's letter.

/// What an order `o` was sold as. It is missing only where a program of an earlier version made the order: there the
/// product says it.
macro_rules! sold_as_columns {
    () => {
        "COALESCE(o.tier, (SELECT q.tier FROM products q WHERE q.id = o.product_id)) AS o_tier, \
         COALESCE(o.period, (SELECT q.period FROM products q WHERE q.id = o.product_id)) AS o_period, \
         COALESCE(o.refund_days, (SELECT q.refund_days FROM products q WHERE q.id = o.product_id)) AS o_refund_days"
    };
}
/// Everything of an order `o`.
macro_rules! order_columns {
    () => {
        concat!(
            "o.id AS o_id, o.token AS o_token, o.buyer_id AS o_buyer_id, o.creator_id AS o_creator_id, \
             o.community_id AS o_community_id, o.product_id AS o_product_id, o.price_minor AS o_price_minor, \
             o.currency AS o_currency, o.agreement_id AS o_agreement_id, o.consent_id AS o_consent_id, \
             o.state AS o_state, o.state_since AS o_state_since, o.exception AS o_exception, \
             o.created_at AS o_created_at, o.expires_at AS o_expires_at, o.seats_held AS o_seats_held, \
             o.version AS o_version, ",
            sold_as_columns!()
        )
    };
}
/// Everything of an attempt `a`.
macro_rules! attempt_columns {
    () => {
        "a.id AS a_id, a.order_id AS a_order_id, a.gateway AS a_gateway, a.gateway_number AS a_gateway_number, \
         a.amount_minor AS a_amount_minor, a.currency AS a_currency, a.state AS a_state, a.code_url AS a_code_url, \
         a.account AS a_account, a.channel AS a_channel, a.way AS a_way, a.action AS a_action, \
         a.reference AS a_reference, a.locale AS a_locale, a.action_at AS a_action_at, \
         a.gateway_transaction AS a_gateway_transaction, a.created_at AS a_created_at, \
         a.next_query_at AS a_next_query_at, a.queries AS a_queries, a.version AS a_version"
    };
}
/// Everything of a refund `r`.
macro_rules! refund_columns {
    () => {
        "r.id AS r_id, r.order_id AS r_order_id, r.attempt_id AS r_attempt_id, r.gateway AS r_gateway, \
         r.gateway_number AS r_gateway_number, r.refund_number AS r_refund_number, r.account AS r_account, \
         r.gateway_transaction AS r_gateway_transaction, r.captured_minor AS r_captured_minor, \
         r.amount_minor AS r_amount_minor, r.currency AS r_currency, r.reason AS r_reason, r.state AS r_state, \
         r.note AS r_note, r.asked_by AS r_asked_by, r.adjustment_id AS r_adjustment_id, r.review_id AS r_review_id, \
         r.replaces AS r_replaces, r.failure AS r_failure, r.tries AS r_tries, r.finished_at AS r_finished_at, \
         r.created_at AS r_created_at, r.next_query_at AS r_next_query_at, r.version AS r_version"
    };
}
/// Everything of a review item `v`.
macro_rules! review_columns {
    () => {
        "v.id AS v_id, v.kind AS v_kind, v.order_id AS v_order_id, v.attempt_id AS v_attempt_id, \
         v.refund_id AS v_refund_id, v.gateway AS v_gateway, v.account AS v_account, \
         v.gateway_number AS v_gateway_number, v.gateway_transaction AS v_gateway_transaction, \
         v.amount_minor AS v_amount_minor, v.currency AS v_currency, v.expected_minor AS v_expected_minor, \
         v.expected_currency AS v_expected_currency, v.opened_at AS v_opened_at, v.state AS v_state, \
         v.decision AS v_decision, v.decision_order AS v_decision_order, v.note AS v_note, \
         v.decided_by AS v_decided_by, v.agreed_by AS v_agreed_by, v.resolved_at AS v_resolved_at, \
         v.version AS v_version"
    };
}
/// Everything of a dispute `d`.
macro_rules! dispute_columns {
    () => {
        "d.id AS d_id, d.gateway AS d_gateway, d.account AS d_account, d.reference AS d_reference, \
         d.gateway_transaction AS d_gateway_transaction, d.order_id AS d_order_id, d.amount_minor AS d_amount_minor, \
         d.taken_minor AS d_taken_minor, d.currency AS d_currency, d.state AS d_state, d.reason AS d_reason, \
         d.opened_at AS d_opened_at, d.evidence_until AS d_evidence_until, d.evidence_by AS d_evidence_by, \
         d.evidence_at AS d_evidence_at, d.over_at AS d_over_at, d.version AS d_version"
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
         c.way_in_instructions AS c_way_in_instructions, c.way_in_address AS c_way_in_address, \
         c.state AS c_state, c.version AS c_version"
    };
}
/// Everything of a product `p`.
macro_rules! product_columns {
    () => {
        "p.id AS p_id, p.community_id AS p_community_id, p.tier AS p_tier, p.benefits_json AS p_benefits_json, \
         p.price_minor AS p_price_minor, p.currency AS p_currency, p.period AS p_period, \
         p.refund_days AS p_refund_days, p.seats AS p_seats, p.position AS p_position, \
         p.trial_days AS p_trial_days, p.on_sale AS p_on_sale, p.version AS p_version"
    };
}
/// Everything of a coupon `n`.
macro_rules! coupon_columns {
    () => {
        "n.id AS n_id, n.community_id AS n_community_id, n.code AS n_code, n.basis_points AS n_basis_points, \
         n.amount_minor AS n_amount_minor, n.currency AS n_currency, n.product_id AS n_product_id, \
         n.per_person AS n_per_person, n.total AS n_total, n.taken AS n_taken, n.counts_from AS n_counts_from, \
         n.counts_until AS n_counts_until, n.withdrawn_at AS n_withdrawn_at, n.version AS n_version"
    };
}
/// The person behind a creator's account: the owner of the main one, because a further one holds a stand-in.
macro_rules! owner_of {
    ($account:literal) => {
        concat!(
            "CASE WHEN ",
            $account,
            ".main_id IS NULL THEN ",
            $account,
            ".owner_id ELSE (SELECT main.owner_id FROM creators main WHERE main.id = ",
            $account,
            ".main_id) END"
        )
    };
}
/// Everything of a creator `k`.
macro_rules! creator_columns {
    () => {
        concat!(
            "k.id AS k_id, ",
            owner_of!("k"),
            " AS k_owner_id, k.main_id AS k_main_id, k.currency AS k_currency, k.created_at AS k_created_at"
        )
    };
}
/// Everything of a creator's payout settings `s`.
macro_rules! settings_columns {
    () => {
        "s.creator_id AS s_creator_id, s.schedule AS s_schedule, s.fallback AS s_fallback, \
         s.threshold_minor AS s_threshold_minor, s.currency AS s_currency, s.paused_at AS s_paused_at, \
         s.destination_id AS s_destination_id, s.held_until AS s_held_until, \
         s.updated_at AS s_updated_at, s.version AS s_version"
    };
}
/// Everything of a creator's standing `g`.
macro_rules! standing_columns {
    () => {
        "g.creator_id AS g_creator_id, g.country AS g_country, \
         g.country_has_instant AS g_country_has_instant, g.compliant AS g_compliant, \
         g.platform_paused_at AS g_platform_paused_at, g.pause_reason AS g_pause_reason, \
         g.reserve_basis_points AS g_reserve_basis_points, g.reserve_days AS g_reserve_days, \
         g.version AS g_version"
    };
}
/// Everything of a destination `d`.
macro_rules! destination_columns {
    () => {
        "d.id AS d_id, d.creator_id AS d_creator_id, d.rail AS d_rail, d.label AS d_label, \
         d.last_four AS d_last_four, d.fingerprint AS d_fingerprint, d.currency AS d_currency, \
         d.takes_instant AS d_takes_instant, d.added_at AS d_added_at"
    };
}
/// Everything of a creator's payout account `t`.
macro_rules! account_columns {
    () => {
        "t.creator_id AS t_creator_id, t.completed AS t_completed, t.failures AS t_failures, \
         t.failed_destination_id AS t_failed_destination_id, t.streak AS t_streak, \
         t.paused_after_failures_at AS t_paused_after_failures_at, t.month AS t_month, \
         t.volume_minor AS t_volume_minor, t.previous_volume_minor AS t_previous_volume_minor, \
         t.currency AS t_currency, t.told AS t_told, t.version AS t_version"
    };
}
/// Everything of a run `u`.
macro_rules! run_columns {
    () => {
        "u.id AS u_id, u.origin AS u_origin, u.request_key AS u_request_key, u.rail AS u_rail, \
         u.kind AS u_kind, u.day AS u_day, u.cut_off AS u_cut_off, u.at AS u_at, u.state AS u_state, \
         u.cursor AS u_cursor, u.created_at AS u_created_at, u.computed_at AS u_computed_at, \
         u.version AS u_version"
    };
}
/// Everything of an item `i`.
macro_rules! item_columns {
    () => {
        "i.run_id AS i_run_id, i.creator_id AS i_creator_id, i.kind AS i_kind, i.day AS i_day, \
         i.outcome AS i_outcome, i.obstacle AS i_obstacle, i.gross_minor AS i_gross_minor, \
         i.fee_minor AS i_fee_minor, i.balance_minor AS i_balance_minor, \
         i.payable_minor AS i_payable_minor, i.minimum_minor AS i_minimum_minor, \
         i.currency AS i_currency, i.decided_at AS i_decided_at"
    };
}
/// Everything of a payout `y`; its net amount follows from it.
macro_rules! payout_columns {
    () => {
        "y.id AS y_id, y.run_id AS y_run_id, y.creator_id AS y_creator_id, y.part AS y_part, \
         y.rail AS y_rail, y.kind AS y_kind, y.day AS y_day, y.gross_minor AS y_gross_minor, \
         y.fee_minor AS y_fee_minor, y.currency AS y_currency, y.destination_id AS y_destination_id, \
         y.state AS y_state, y.reason AS y_reason, y.state_since AS y_state_since, y.tries AS y_tries, \
         y.next_look_at AS y_next_look_at, y.reference AS y_reference, y.created_at AS y_created_at, \
         y.first_sent_at AS y_first_sent_at, y.streak AS y_streak, y.version AS y_version"
    };
}
/// Everything of an adjustment `j`.
macro_rules! adjustment_columns {
    () => {
        "j.id AS j_id, j.creator_id AS j_creator_id, j.kind AS j_kind, j.order_id AS j_order_id, \
         j.amount_minor AS j_amount_minor, j.currency AS j_currency, j.booked_at AS j_booked_at, \
         j.booked_by AS j_booked_by"
    };
}
/// What lists of sales show, from sales `s`.
macro_rules! sale_columns {
    () => {
        "s.order_id, o.buyer_id, c.name AS community, COALESCE(o.tier, p.tier) AS tier, s.gateway, s.amount_minor, s.currency, s.captured_at, \
         s.settles_at FROM sales s JOIN orders o ON o.id = s.order_id JOIN products p ON p.id = s.product_id \
         JOIN communities c ON c.id = p.community_id"
    };
}
/// The credits that orders of some periods `p` counted, and the orders that paid for them, however many upgrades ago: begins
/// a statement. What the periods are is said by what follows `FROM`.
macro_rules! with_credited {
    ($periods:literal, $which:literal) => {
        concat!(
            "WITH RECURSIVE credited (order_id, paid_by, credit) AS (SELECT u.order_id, e.source_order, u.credit_minor FROM ",
            $periods,
            " JOIN order_upgrades u ON u.order_id = p.source_order \
             JOIN memberships e ON e.id = u.membership_id WHERE ",
            $which,
            " UNION SELECT c.order_id, e.source_order, CASE WHEN u.credit_minor < c.credit THEN u.credit_minor \
             ELSE c.credit END FROM credited c JOIN order_upgrades u ON u.order_id = c.paid_by \
             JOIN memberships e ON e.id = u.membership_id) "
        )
    };
}
/// What was paid for the period of an order `o` and is there still, from its sale `s` and its terms `t`, after
/// `with_credited!`. It counts an earlier upgrade's credit too: that was money once. Where a bank disputes that money, however
/// many upgrades ago it was paid, the credit counts for that much less.
macro_rules! paid_minor {
    () => {
        "CAST(s.amount_minor + COALESCE(t.credit_minor, 0) + COALESCE((SELECT SUM( \
         CASE WHEN j.kind IN ('refund', 'dispute') THEN -j.amount_minor ELSE j.amount_minor END) FROM adjustments j \
         WHERE j.order_id = o.id), 0) - COALESCE((SELECT SUM(CASE WHEN d.amount_minor < c.credit THEN d.amount_minor \
         ELSE c.credit END) FROM credited c JOIN disputes d ON d.order_id = c.paid_by AND d.state <> 'won' \
         WHERE c.order_id = o.id), 0) AS BIGINT) AS paid_minor"
    };
}
