//! What may be charged: the amounts and currencies of Checkout.

use super::super::{failure::Failure, form::Form};
use crate::rails::currency::minor_per_major;

/// Stripe takes amounts of up to eight digits.
const MAXIMUM: i64 = 99_999_999;
/// The most lines that are looked for.
const MAX_LINES: usize = 100;
/// What Alipay is charged in; WeChat Pay has the first ten of these, and four more.
const ALIPAY: [&str; 11] = ["cny", "aud", "cad", "eur", "gbp", "hkd", "jpy", "sgd", "usd", "myr", "nzd"];
const WECHAT_PAY: [&str; 13] =
    ["cny", "aud", "cad", "eur", "gbp", "hkd", "jpy", "sgd", "usd", "dkk", "nok", "sek", "chf"];
/// Currencies that the rails know no payouts of.
const FURTHER: [(&str, i64); 11] = [
    ("aoa", 100),
    ("ars", 100),
    ("amd", 100),
    ("khr", 100),
    ("all", 100),
    ("cop", 100),
    ("lak", 100),
    ("mnt", 100),
    ("mga", 1),
    ("inr", 100),
    ("php", 100),
];

/// The price of a session.
pub struct Price {
    /// In Stripe's smallest unit.
    pub amount: i64,
    /// Lower case.
    pub currency: String,
    /// What is bought.
    pub name: String,
}

/// How many of Stripe's smallest units make a whole one. Krónur and Ugandan shillings have hundredths here only.
pub fn units(currency: &str) -> Option<i64> {
    let further = FURTHER.iter().find(|(known, _)| *known == currency).map(|(_, units)| *units);
    match currency {
        "ugx" => Some(100),
        _ => further.or_else(|| minor_per_major(&currency.to_ascii_uppercase())),
    }
}

/// Reads the lines of a session: prices that are made for it.
pub fn read(form: &Form) -> Result<Price, Failure> {
    let (mut amount, mut found): (i64, Option<(String, String)>) = (0, None);
    for line in 0..MAX_LINES {
        let field = |name: &str| format!("line_items[{line}]{name}");
        if form.values(&format!("line_items[{line}]")).next().is_none() {
            break;
        }
        let currency = form.required(&field("[price_data][currency]"))?.to_ascii_lowercase();
        let name = form.required(&field("[price_data][product_data][name]"))?.to_owned();
        let unit = form.required_integer(&field("[price_data][unit_amount]"))?;
        let quantity = form.integer(&field("[quantity]"))?.unwrap_or(1);
        if unit < 0 || quantity < 1 {
            let message = "This value must be greater than or equal to 0.".to_owned();
            return Err(Failure::coded_parameter("parameter_invalid_integer", &field(""), message));
        }
        amount = amount.saturating_add(unit.saturating_mul(quantity));
        let (known, _) = found.get_or_insert((currency.clone(), name));
        if *known != currency {
            return Err(Failure::parameter("line_items", "All prices must have one currency.".to_owned()));
        }
    }
    let Some((currency, name)) = found else {
        return Err(Failure::coded_parameter(
            "parameter_missing",
            "line_items",
            "Missing required param: line_items.".to_owned(),
        ));
    };
    check(amount, &currency)?;
    Ok(Price { amount, currency, name })
}

fn check(amount: i64, currency: &str) -> Result<(), Failure> {
    if units(currency).is_none() {
        return Err(Failure::parameter("currency", format!("Invalid currency: {currency}.")));
    }
    let step = match currency {
        "isk" | "ugx" => 100,
        "kwd" => 10,
        _ => 1,
    };
    if amount % step != 0 {
        return Err(Failure::parameter(
            "line_items",
            format!("Amounts in {currency} must divide by {step}."),
        ));
    }
    let least = match currency {
        "usd" | "eur" | "aud" | "cad" | "sgd" | "jpy" => 50,
        "hkd" => 400,
        "gbp" => 30,
        _ => 1,
    };
    if amount < least {
        let message = "The Checkout Session's total amount due must add up to at least $0.50 usd.";
        return Err(Failure::refused(Some("amount_too_small"), message));
    }
    if amount > MAXIMUM {
        return Err(Failure::refused(Some("amount_too_large"), "The amount has more than eight digits."));
    }
    Ok(())
}

/// Reads what may be paid with.
pub fn methods(form: &Form, currency: &str) -> Result<Vec<String>, Failure> {
    let mut methods: Vec<String> = form.values("payment_method_types").map(str::to_owned).collect();
    if methods.is_empty() {
        methods.push("card".to_owned());
    }
    for method in &methods {
        let charged = match method.as_str() {
            "card" => true,
            "alipay" => ALIPAY.contains(&currency),
            "wechat_pay" => WECHAT_PAY.contains(&currency),
            _ => {
                let message = format!("Invalid payment_method_types: {method} is not known.");
                return Err(Failure::parameter("payment_method_types", message));
            }
        };
        if !charged {
            let message = format!("The payment method type {method} does not support {currency}.");
            return Err(Failure::parameter("payment_method_types", message));
        }
        if method == "wechat_pay" && form.text("payment_method_options[wechat_pay][client]") != Some("web") {
            let name = "payment_method_options[wechat_pay][client]";
            let message = format!("You must provide `{name}=web` when using WeChat Pay.");
            return Err(Failure::coded_parameter("parameter_missing", name, message));
        }
    }
    Ok(methods)
}

/// An amount as payers read it: `CNY 19.90`.
pub fn shown(amount: i64, currency: &str) -> String {
    let (code, units) = (currency.to_ascii_uppercase(), units(currency).unwrap_or(100).unsigned_abs());
    let amount = amount.unsigned_abs();
    let (whole, rest) = (amount / units.max(1), amount % units.max(1));
    match units {
        1 => format!("{code} {whole}"),
        1_000 => format!("{code} {whole}.{rest:03}"),
        _ => format!("{code} {whole}.{rest:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(amount: &str, currency: &str) -> Result<i64, Failure> {
        let line = "line_items[0][price_data]";
        let text = format!(
            "{line}[currency]={currency}&{line}[unit_amount]={amount}&{line}[product_data][name]=x&\
             line_items[0][quantity]=1"
        );
        read(&Form::read(&text)).map(|price| price.amount)
    }

    #[test]
    fn amounts_are_those_that_stripe_takes() {
        for (amount, currency) in [
            ("50", "usd"),
            ("99999999", "cny"),
            ("50", "jpy"),
            ("10000", "isk"),
            ("11", "mga"),
            ("1990", "kwd"),
        ] {
            assert!(asked(amount, currency).is_ok(), "{amount} {currency}");
        }
        for (amount, currency) in
            [("49", "usd"), ("100000000", "cny"), ("1", "isk"), ("1", "kwd"), ("-1", "usd"), ("50", "xxx")]
        {
            assert!(asked(amount, currency).is_err(), "{amount} {currency}");
        }
        assert!(read(&Form::default()).is_err());
    }

    #[test]
    fn amounts_are_shown_with_the_digits_of_their_currency() {
        let all = [(1_990, "cny"), (500, "jpy"), (1_990, "kwd"), (10_000, "isk")];
        let texts = all.map(|(amount, currency)| shown(amount, currency));
        assert_eq!(texts, ["CNY 19.90", "JPY 500", "KWD 1.990", "ISK 100.00"]);
    }
}
