//! The banks' reason codes (ISO 20022 external code sets: status reasons and return reasons) in our words.

use domain::payouts::FailureReason;

/// What a code means for the creator and for the pause after failures. A code that is not listed is a refusal.
pub fn of(code: &str) -> FailureReason {
    match code {
        "AC04" | "AC07" | "MD07" => FailureReason::AccountClosed,
        "AC01" | "AC02" | "AC03" | "AC05" | "AC14" | "AG03" | "AGNT" | "BE17" | "CURR" | "RC01" | "RC03"
        | "RC04" | "RC07" | "RC08" | "RC11" => FailureReason::AccountUnknown,
        "BE01" | "BE04" | "BE05" | "BE06" | "BE08" | "BE22" | "CNOR" => FailureReason::HolderMismatch,
        "AC09" | "AC12" | "AM03" | "AM11" => FailureReason::CurrencyMismatch,
        "AB08" | "AG10" | "AG11" | "AB10" | "AB05" | "AB06" | "AB07" | "TM01" => {
            FailureReason::InstantNotSupported
        }
        "AM02" | "AM13" | "AM14" | "AM21" | "AM23" => FailureReason::LimitReached,
        "AM04" => FailureReason::PlatformFunds,
        "AB01" | "AB02" | "AB03" | "AB04" | "AB09" | "ED05" | "ED06" => FailureReason::ProcessorUnavailable,
        _ => FailureReason::Refused,
    }
}
