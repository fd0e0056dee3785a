//! The words of the codes in messages. A code that is not known here is an old or a newer program's: it is shown as it
//! is where that helps, and left out where it does not.

use domain::{locale::Locale, payouts::Schedule};

use super::MessageText;
use crate::text::cycle;

/// Why a payout failed or came back; `None` for a code we have no words for.
pub(super) fn failure(words: &MessageText, code: &str) -> Option<&'static str> {
    Some(match code {
        "account_closed" => words.why_account_closed,
        "account_unknown" => words.why_account_unknown,
        "holder_mismatch" => words.why_holder_mismatch,
        "currency_mismatch" => words.why_currency_mismatch,
        "instant_not_supported" => words.why_instant_not_supported,
        "limit_reached" => words.why_limit_reached,
        "refused" => words.why_refused,
        "platform_funds" => words.why_platform_funds,
        "processor_unavailable" => words.why_processor_unavailable,
        _ => return None,
    })
}

/// What the creator can do about it.
pub(super) fn action(words: &MessageText, code: &str) -> Option<&'static str> {
    match code {
        "check_destination" => Some(words.do_check_destination),
        "choose_standard" => Some(words.do_choose_standard),
        "wait" => Some(words.do_wait),
        _ => None,
    }
}

/// Why a run paid nothing, or why instant was not possible.
pub(super) fn skip(words: &MessageText, code: &str) -> Option<&'static str> {
    Some(match code {
        "paused_by_platform" => words.skip_paused_by_platform,
        "paused_after_failures" => words.skip_paused_after_failures,
        "paused_by_creator" => words.skip_paused_by_creator,
        "under_review" => words.skip_under_review,
        "no_destination" => words.skip_no_destination,
        "destination_on_hold" => words.skip_destination_on_hold,
        "not_readable" => words.skip_not_readable,
        "negative_balance" => words.skip_negative_balance,
        "still_settling" | "nothing_settled" => words.skip_still_settling,
        "nothing_payable" => words.skip_nothing_payable,
        "below_minimum" => words.skip_below_minimum,
        "not_eligible" => words.skip_not_eligible,
        "cannot_be_split" => words.skip_cannot_be_split,
        "fell_back" => words.skip_fell_back,
        _ => return None,
    })
}

/// The name of a schedule.
pub(super) fn schedule(words: &MessageText, code: &str, locale: Locale) -> &'static str {
    let known = code.parse::<Schedule>().ok();
    known.and_then(|known| cycle::preset(known, locale)).unwrap_or(words.own_cycle)
}

/// The name of a field of the settings.
pub(super) fn field(words: &MessageText, code: &str) -> Option<&'static str> {
    match code {
        "fallback" => Some(words.field_fallback),
        "threshold" => Some(words.field_threshold),
        "schedule" => Some(words.field_schedule),
        "destination" => Some(words.field_destination),
        _ => None,
    }
}

/// The name of a role in a team; a code without words is its own name.
pub(super) fn role(words: &MessageText, code: &str) -> String {
    let known = match code {
        "owner" => words.role_owner,
        "admin" => words.role_admin,
        "accountant" => words.role_accountant,
        "support" => words.role_support,
        other => return other.to_owned(),
    };
    known.to_owned()
}
