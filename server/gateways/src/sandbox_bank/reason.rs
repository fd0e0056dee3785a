//! The bank's codes in our words.

use domain::payouts::FailureReason;

/// Why a payout was refused, failed or came back.
pub(super) fn of_code(code: &str) -> FailureReason {
    match code {
        "account_closed" => FailureReason::AccountClosed,
        "account_unknown" => FailureReason::AccountUnknown,
        "holder_mismatch" => FailureReason::HolderMismatch,
        "currency_not_supported" => FailureReason::CurrencyMismatch,
        "instant_not_supported" => FailureReason::InstantNotSupported,
        "instant_limit_reached" | "amount_too_large" => FailureReason::LimitReached,
        "insufficient_funds" => FailureReason::PlatformFunds,
        _ => FailureReason::Refused,
    }
}

/// The field that the bank did not like.
pub(super) fn of_field(field: &str) -> FailureReason {
    match field {
        "/account/number" => FailureReason::AccountUnknown,
        "/account/holder" => FailureReason::HolderMismatch,
        _ => FailureReason::Refused,
    }
}
