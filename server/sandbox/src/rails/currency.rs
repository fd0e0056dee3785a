//! The currencies that payouts are made in, and what their smallest units are worth.

/// Currencies with hundredths.
const WITH_HUNDREDTHS: [&str; 24] = [
    "AED", "AUD", "BRL", "CAD", "CHF", "CNY", "CZK", "DKK", "EUR", "GBP", "HKD", "HUF", "ISK", "MXN", "MYR",
    "NOK", "NZD", "PLN", "RON", "SEK", "SGD", "THB", "TWD", "USD",
];
/// Currencies whose smallest unit is one whole.
const WHOLE: [&str; 5] = ["JPY", "KRW", "CLP", "UGX", "VND"];
/// The currency with thousandths.
const WITH_THOUSANDTHS: &str = "KWD";
/// Currencies with hundredths that are paid out in whole units only, at Stripe.
const PAID_OUT_WHOLE: [&str; 3] = ["HUF", "ISK", "TWD"];

/// How many smallest units make a whole one; none for a currency that is not known. Takes upper-case codes.
pub fn minor_per_major(code: &str) -> Option<i64> {
    if WITH_HUNDREDTHS.contains(&code) {
        Some(100)
    } else if WHOLE.contains(&code) {
        Some(1)
    } else if code == WITH_THOUSANDTHS {
        Some(1_000)
    } else {
        None
    }
}

/// What the amount of a Stripe payout must be a multiple of. UGX has no hundredths, but Stripe writes it as if it had; of
/// thousandths Stripe takes those that end in zero.
pub fn stripe_granularity(code: &str) -> i64 {
    match code {
        "UGX" => 100,
        WITH_THOUSANDTHS => 10,
        _ if PAID_OUT_WHOLE.contains(&code) => 100,
        _ => 1,
    }
}
