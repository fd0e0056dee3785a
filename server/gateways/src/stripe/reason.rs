//! Stripe's codes in our words.

use domain::payouts::FailureReason;

/// Why a payout that was taken did not arrive: `failure_code` of a payout.
pub(super) fn of_failure(code: &str) -> FailureReason {
    match code {
        "account_closed" => FailureReason::AccountClosed,
        "no_account" | "invalid_account_number" | "invalid_account_number_length" => {
            FailureReason::AccountUnknown
        }
        "incorrect_account_holder_name"
        | "incorrect_account_holder_details"
        | "incorrect_account_holder_address"
        | "incorrect_account_holder_tax_id"
        | "bank_ownership_changed" => FailureReason::HolderMismatch,
        "invalid_currency" => FailureReason::CurrencyMismatch,
        "unsupported_card" => FailureReason::InstantNotSupported,
        // The balance at Stripe, not at the bank.
        "insufficient_funds" => FailureReason::PlatformFunds,
        _ if code.contains("_limit_") => FailureReason::LimitReached,
        // account_frozen, bank_account_restricted, could_not_process, debit_not_authorized, declined …
        _ => FailureReason::Refused,
    }
}

/// Why a request was refused: `code` and `param` of an error.
pub(super) fn of_refusal(code: &str, param: Option<&str>) -> FailureReason {
    match code {
        "resource_missing" | "" if param == Some("destination") => FailureReason::AccountUnknown,
        "instant_payouts_unsupported"
        | "instant_payouts_config_disabled"
        | "instant_payouts_currency_disabled" => FailureReason::InstantNotSupported,
        "amount_too_large" => FailureReason::LimitReached,
        "balance_insufficient" => FailureReason::PlatformFunds,
        "" if param == Some("currency") => FailureReason::CurrencyMismatch,
        _ => of_failure(code),
    }
}

#[cfg(test)]
mod tests {
    use super::{FailureReason, of_failure, of_refusal};

    #[test]
    fn stripes_codes_are_told_in_our_words() {
        for (code, reason) in [
            ("account_closed", FailureReason::AccountClosed),
            ("no_account", FailureReason::AccountUnknown),
            ("invalid_account_number", FailureReason::AccountUnknown),
            ("incorrect_account_holder_name", FailureReason::HolderMismatch),
            ("invalid_currency", FailureReason::CurrencyMismatch),
            ("debit_not_authorized", FailureReason::Refused),
            ("could_not_process", FailureReason::Refused),
            ("insufficient_funds", FailureReason::PlatformFunds),
            ("a_code_of_next_year", FailureReason::Refused),
        ] {
            assert_eq!(of_failure(code), reason, "{code}");
        }
        for (code, param, reason) in [
            ("instant_payouts_unsupported", None, FailureReason::InstantNotSupported),
            ("instant_payouts_currency_disabled", None, FailureReason::InstantNotSupported),
            ("instant_payouts_limit_exceeded", None, FailureReason::LimitReached),
            ("payouts_limit_exceeded", None, FailureReason::LimitReached),
            ("payouts_not_allowed", None, FailureReason::Refused),
            ("amount_too_large", None, FailureReason::LimitReached),
            ("balance_insufficient", None, FailureReason::PlatformFunds),
            ("resource_missing", Some("destination"), FailureReason::AccountUnknown),
            ("", Some("currency"), FailureReason::CurrencyMismatch),
        ] {
            assert_eq!(of_refusal(code, param), reason, "{code}");
        }
    }
}
