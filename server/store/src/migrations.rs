//! The schema's history, embedded. Append-only: a published file never changes.

/// One step of a schema's history.
#[derive(Clone, Copy)]
pub(crate) struct Migration {
    /// The file's name without its ending; the same on both databases.
    pub(crate) name: &'static str,
    /// The file.
    pub(crate) sql: &'static str,
}

macro_rules! migrations {
    ($($(#[$doc:meta])* $list:ident = $folder:literal: $($name:literal),+;)+) => {$(
        $(#[$doc])*
        pub(crate) const $list: &[Migration] = &[$(
            Migration { name: $name, sql: include_str!(concat!("../migrations/", $folder, "/", $name, ".sql")) },
        )+];
    )+};
}

migrations! {
    /// Commerce on SQLite.
    SQLITE_COMMERCE = "sqlite/commerce": "0001_commerce", "0002_messages", "0003_payouts", "0004_team", "0005_payout_guards", "0006_desk", "0007_outbox_importance", "0008_attempts", "0009_after_payment", "0010_order_life", "0011_shop", "0012_counted_periods", "0013_taken", "0015_prices", "0017_frozen_terms", "0018_action_given", "0019_settled_there", "0020_promised_seats", "0022_refund_rights", "0023_one_seat_each";
    /// People on SQLite.
    SQLITE_PEOPLE = "sqlite/people": "0001_people", "0002_letters", "0003_bank_details", "0004_team", "0005_password_links";
    /// Commerce on PostgreSQL.
    POSTGRES_COMMERCE = "postgres/commerce": "0001_commerce", "0002_messages", "0003_payouts", "0004_team", "0005_payout_guards", "0006_desk", "0007_outbox_importance", "0008_attempts", "0009_after_payment", "0010_order_life", "0011_shop", "0012_counted_periods", "0013_taken", "0015_prices", "0017_frozen_terms", "0018_action_given", "0019_settled_there", "0020_promised_seats", "0022_refund_rights", "0023_one_seat_each";
    /// People on PostgreSQL.
    POSTGRES_PEOPLE = "postgres/people": "0001_people", "0002_letters", "0003_bank_details", "0004_team", "0005_password_links";
}
