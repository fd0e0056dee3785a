//! The variables that override the settings file.

use toml::{Table, Value};

/// Variable and the key it stands for; a dot descends into a table.
const VARIABLES: [(&str, &str); 29] = [
    ("JOINERY_LISTEN", "listen"),
    ("JOINERY_PUBLIC_URL", "public_url"),
    ("JOINERY_MODE", "mode"),
    ("JOINERY_PEOPLE_URL", "people_url"),
    ("JOINERY_COMMERCE_URL", "commerce_url"),
    ("JOINERY_KEYS_DIR", "keys_dir"),
    ("JOINERY_BEHIND_PROXY", "behind_proxy"),
    ("JOINERY_LOG_FORMAT", "log_format"),
    ("JOINERY_LOG", "log"),
    ("JOINERY_WECHAT_PAY_URL", "wechat_pay.url"),
    ("JOINERY_WECHAT_PAY_KEYS", "wechat_pay.keys"),
    ("JOINERY_ALIPAY_URL", "alipay.url"),
    ("JOINERY_ALIPAY_KEYS", "alipay.keys"),
    ("JOINERY_STRIPE_PAYMENTS_URL", "stripe_payments.url"),
    ("JOINERY_STRIPE_PAYMENTS_KEYS", "stripe_payments.keys"),
    ("JOINERY_CHANNELS_OFF", "channels_off"),
    ("JOINERY_SANDBOX_BANK_URL", "sandbox_bank.url"),
    ("JOINERY_SANDBOX_BANK_KEYS", "sandbox_bank.keys"),
    ("JOINERY_STRIPE_URL", "stripe.url"),
    ("JOINERY_STRIPE_KEYS", "stripe.keys"),
    ("JOINERY_BANK_FILE_FOLDER", "bank_file.folder"),
    ("JOINERY_BANK_FILE_HOLDER", "bank_file.holder"),
    ("JOINERY_BANK_FILE_ACCOUNT", "bank_file.account"),
    ("JOINERY_BANK_FILE_BIC", "bank_file.bic"),
    ("JOINERY_BANK_FILE_CURRENCIES", "bank_file.currencies"),
    ("JOINERY_SMTP_URL", "smtp.url"),
    ("JOINERY_SMTP_FROM", "smtp.from"),
    ("JOINERY_SMTP_PASSWORD_FILE", "smtp.password_file"),
    ("JOINERY_ORDER_LIFE_MINUTES", "policy.order_life_minutes"),
];

/// Writes every variable that is set over the table. Numbers, booleans and
/// lists (with commas) are read as such where the key wants one.
pub(super) fn apply(table: &mut Table, read: impl Fn(&str) -> Option<String>) {
    for (variable, key) in VARIABLES {
        if let Some(text) = read(variable) {
            put(table, key, value(key, text));
        }
    }
}

fn value(key: &str, text: String) -> Value {
    match key {
        "behind_proxy" => text.parse().map_or(Value::String(text), Value::Boolean),
        "policy.order_life_minutes" => text.parse().map_or(Value::String(text), Value::Integer),
        "bank_file.currencies" | "channels_off" => {
            Value::Array(text.split(',').map(|code| Value::String(code.trim().to_owned())).collect())
        }
        _ => Value::String(text),
    }
}

fn put(table: &mut Table, key: &str, value: Value) {
    match key.split_once('.') {
        None => {
            table.insert(key.to_owned(), value);
        }
        Some((head, rest)) => {
            let inner = table.entry(head).or_insert_with(|| Value::Table(Table::new()));
            if let Value::Table(inner) = inner {
                put(inner, rest, value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::VARIABLES;

    #[test]
    fn every_variable_and_its_key_stand_in_the_readme() {
        let readme = include_str!("../../../README.md");
        for (variable, key) in VARIABLES {
            let rows = || readme.lines().filter(|line| line.contains(&format!("`{variable}`")));
            assert!(rows().any(|row| row.contains(&format!("`{key}`"))), "{variable}, {key}");
        }
    }
}
