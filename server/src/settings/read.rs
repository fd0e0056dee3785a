//! Reading and checking.

use std::{io, path::Path};

use services::site::is_this_machine;

use super::{Mode, Settings, gateways, rails, variables};

/// Why the settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The file is there and cannot be read.
    #[error("the settings file {path} cannot be read: {source}")]
    File {
        /// Which one.
        path: String,
        /// Why.
        source: io::Error,
    },
    /// The file is not TOML, or a key is missing, unknown or of the wrong kind; the text names it.
    #[error("settings: {0}")]
    Key(String),
}

/// Reads the file, if it is there, and the variables, and checks everything.
pub fn load(path: &Path) -> Result<Settings, SettingsError> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(source) => return Err(SettingsError::File { path: path.display().to_string(), source }),
    };
    parse(&text, environment)
}

#[expect(clippy::disallowed_methods, reason = "this is the one place that reads the environment")]
fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

fn parse(text: &str, variable: impl Fn(&str) -> Option<String>) -> Result<Settings, SettingsError> {
    let mut table: toml::Table = text.parse().map_err(|error: toml::de::Error| key_error(&error))?;
    variables::apply(&mut table, variable);
    let mut settings: Settings = table.try_into().map_err(|error: toml::de::Error| value_error(&error))?;
    settings.public_url = settings.public_url.trim_end_matches('/').to_owned();
    check(&settings)?;
    if settings.is_demo() {
        settings.policy.sandbox = true;
    }
    Ok(settings)
}

fn key_error(error: &toml::de::Error) -> SettingsError {
    SettingsError::Key(error.message().to_owned())
}

/// A wrong value: the text of the error is followed by the key it was found at, ``in `policy.fee.rate` ``.
fn value_error(error: &toml::de::Error) -> SettingsError {
    SettingsError::Key(error.to_string().trim_end().replace('\n', " "))
}

fn check(settings: &Settings) -> Result<(), SettingsError> {
    let fail = |text: &str| Err(SettingsError::Key(text.to_owned()));
    let Some((scheme, host)) = settings.public_url.split_once("://") else {
        return fail("public_url must be like https://join.example.com");
    };
    if host.is_empty() || host.contains('/') {
        return fail("public_url must have a host and no path");
    }
    match (scheme, settings.mode) {
        ("https", _) | ("http", Mode::Demo) => {}
        ("http", Mode::Live) if is_this_machine(host) => {}
        ("http", Mode::Live) => {
            return fail("public_url must be https outside a demo: sign-ins would travel in the clear");
        }
        _ => return fail("public_url must begin with https:// or http://"),
    }
    if settings.mode == Mode::Live && settings.policy.sandbox {
        return fail("policy.sandbox is for demos: real money settles later");
    }
    gateways::check(settings)?;
    rails::check(settings)?;
    if !(1..=120).contains(&settings.policy.order_life_minutes) {
        return fail(
            "policy.order_life_minutes must be between 1 and 120: a WeChat Pay code lives two hours",
        );
    }
    settings.policy.check().map_err(|error| SettingsError::Key(error.to_string()))
}

impl Settings {
    /// Whether cookies may carry the `__Host-` prefix and `Secure`: https, or this machine itself.
    pub fn secure_cookies(&self) -> bool {
        match self.public_url.split_once("://") {
            Some(("https", _)) => true,
            Some((_, host)) => is_this_machine(host),
            None => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::{money::Currency, order::Channel};

    use super::parse;

    const DEMO: &str = "public_url = 'http://127.0.0.1:3000/'\nmode = 'demo'\n";

    #[test]
    fn an_error_names_the_key() {
        let missing = parse("mode = 'demo'", |_| None).unwrap_err().to_string();
        assert!(missing.contains("public_url"), "{missing}");
        let unknown = parse(&format!("{DEMO}colour = 'red'"), |_| None).unwrap_err().to_string();
        assert!(unknown.contains("colour"), "{unknown}");
        let clear =
            parse("public_url = 'http://join.example.com'\nmode = 'live'", |_| None).unwrap_err().to_string();
        assert!(clear.contains("https"), "{clear}");
    }

    #[test]
    fn plain_http_is_for_demos_and_for_this_machine() {
        let of = |host: &str, mode: &str| {
            parse(&format!("public_url = 'http://{host}'\nmode = '{mode}'"), |_| None)
        };
        for host in ["localhost:3000", "127.0.0.1:3000", "127.0.0.2", "[::1]", "[::1]:3000"] {
            assert!(of(host, "live").unwrap().secure_cookies(), "{host}");
        }
        for host in ["join.example", "localhost.join.example", "192.168.0.7:3000", "[::2]"] {
            assert!(of(host, "live").is_err(), "{host}");
            assert!(!of(host, "demo").unwrap().secure_cookies(), "{host}");
        }
    }

    fn refusal(policy: &str) -> String {
        parse(&format!("{DEMO}{policy}"), |_| None).unwrap_err().to_string()
    }

    #[test]
    fn an_error_inside_the_policy_names_the_whole_key() {
        let cases = [
            ("[policy.fee]\nrate = 'much'", "policy.fee.rate"),
            ("[policy.fee]\nrates = 300", "rates"),
            (
                "[[policy.fee.promotions]]\nfirst_day = '2026-13-01'\nlast_day = '2026-12-02'\nrate = 1",
                "2026-12-01",
            ),
            ("[policy.fee.caps_major]\nEUROS = 5", "EUROS"),
            ("[policy.minimums.countries.CL]\nmajor = 5", "currency"),
            (
                "[[policy.fee.tiers]]\ncurrency = 'CNY'\nfrom_major = 5\nrate = 300",
                "policy.fee.tiers[0].rate",
            ),
            ("[policy]\ninstant_maximum_major = 5", "policy.instant_maximum_major"),
            ("[policy]\nrun_hour = 24", "policy.run_hour"),
        ];
        for (text, key) in cases {
            let said = refusal(text);
            assert!(said.contains(key), "{said}");
        }
        assert!(refusal("[policy]\nhold_days = -1").contains("policy.hold_days"));
    }

    #[test]
    fn the_money_rules_are_read_from_the_file() {
        let text = "
[policy]
destination_hold_hours = 24
[policy.instant_maximums_major]
JPY = 1500000
[policy.minimums.countries.CL]
currency = 'CLP'
major = 30000
[policy.fee]
rate = 290
caps_major = { CNY = 50, JPY = 900 }
[[policy.fee.tiers]]
currency = 'CNY'
from_major = 100000
rate = 200
[[policy.fee.promotions]]
first_day = '2026-12-01'
last_day = '2026-12-31'
rate = 150
";
        let policy = parse(&format!("{DEMO}{text}"), |_| None).unwrap().policy;
        assert_eq!(
            (policy.fee.rate.get(), policy.fee.tiers.len(), policy.destination_hold_hours),
            (290, 1, 24)
        );
        assert_eq!(policy.fee.promotions[0].last_day.to_string(), "2026-12-31");
        assert_eq!(policy.fee.cap(Currency::Jpy).unwrap().minor(), 900);
        assert_eq!(policy.instant_maximum(Currency::Jpy).minor(), 1_500_000);
        assert_eq!(policy.minimum_payout_in(Currency::Clp, Some("CL")).minor(), 30_000);
        assert_eq!(policy.minimums.countries.len(), 1, "a table in the file replaces the default one");
    }

    #[test]
    fn payout_rails_are_read_and_what_is_wrong_with_them_is_named() {
        let text = "
[stripe]
keys = 'stripe-keys'
[bank_file]
folder = 'bank'
holder = 'Joinery GmbH'
account = 'DE89370400440532013000'
";
        let settings = parse(&format!("{DEMO}{text}"), |_| None).unwrap();
        assert_eq!(settings.stripe.unwrap().url, "https://api.stripe.com");
        let bank = settings.bank_file.unwrap();
        assert_eq!((bank.currencies, bank.bic), (vec![Currency::Eur], None));
        let variable = |name: &str| (name == "JOINERY_BANK_FILE_CURRENCIES").then(|| "EUR, JPY".to_owned());
        let bank = parse(&format!("{DEMO}{text}"), variable).unwrap().bank_file.unwrap();
        assert_eq!(bank.currencies, [Currency::Eur, Currency::Jpy]);
        for (wrong, key) in [
            ("[sandbox_bank]\nurl = 'http://127.0.0.1:1'", "keys"),
            ("[stripe]\nkeys = 'k'\nkey = 'sk_live_1'", "key"),
            ("[bank_file]\nfolder = 'f'\nholder = 'h'", "account"),
            ("[bank_file]\nfolder = 'f'\nholder = 'h'\naccount = 'a'\ncurrencies = ['EURO']", "EURO"),
        ] {
            let said = refusal(wrong);
            assert!(said.contains(key), "{wrong}: {said}");
        }
        let live =
            "public_url = 'https://join.example'\nmode = 'live'\n[sandbox_bank]\nurl = 'x'\nkeys = 'y'";
        let said = parse(live, |_| None).unwrap_err().to_string();
        assert!(said.contains("sandbox_bank: is for demos"), "{said}");
    }

    #[test]
    fn accounts_at_gateways_are_read_and_what_is_wrong_with_them_is_named() {
        let text = "
channels_off = ['alipay']
[wechat_pay]
url = 'http://127.0.0.1:1'
keys = 'a'
[[gateways]]
name = 'wechat-new'
kind = 'wechat-pay'
url = 'http://127.0.0.1:2'
keys = 'b'
from = '2026-12-01'
[[gateways]]
name = 'cards'
kind = 'stripe'
keys = 'c'
channels = ['card']
enabled = false
";
        let settings = parse(&format!("{DEMO}{text}"), |_| None).unwrap();
        let accounts = settings.gateway_accounts();
        let names: Vec<&str> = accounts.iter().map(|account| account.name.as_str()).collect();
        assert_eq!(names, ["wechat-pay", "wechat-new", "cards"]);
        assert_eq!((accounts[1].url(), accounts[2].url()), ("http://127.0.0.1:2", "https://api.stripe.com"));
        assert!(accounts[1].enabled && !accounts[2].enabled);
        assert_eq!(settings.channels_off, [Channel::Alipay]);
        let account = "[[gateways]]\nname = 'a'\nkind = 'alipay'\nurl = 'http://127.0.0.1:1'\nkeys = 'k'\n";
        for (wrong, key) in [
            ("channels_off = ['cash']".to_owned(), "cash"),
            (account.replace("alipay", "paypal"), "paypal"),
            (account.replace("name = 'a'", "name = 'A b'"), "name"),
            (account.replace("keys = 'k'", ""), "keys"),
            (format!("{account}from = '2026-02-30'"), "from"),
            (format!("{account}from = '2026-02-03'\nuntil = '2026-02-03'"), "gateways.until of a"),
            (format!("{account}channels = []"), "gateways.channels of a"),
            (format!("{account}mode = 'live'"), "gateways.mode of a"),
            (format!("{account}{account}"), "gateways.name of a"),
        ] {
            let said = refusal(&wrong);
            assert!(said.contains(key), "{wrong}: {said}");
        }
    }

    #[test]
    fn real_money_and_play_are_never_mixed_and_an_error_names_the_key() {
        let live = "public_url = 'https://join.example'\nmode = 'live'\n";
        let testing = "public_url = 'http://127.0.0.1:3000'\nmode = 'live'\n";
        let wechat = "[[gateways]]\nname = 'a'\nkind = 'wechat-pay'\nkeys = 'k'\n";
        let alipay = "[alipay]\nkeys = 'k'\nurl = ";
        for good in [
            format!("{live}{wechat}"),
            format!("{live}{wechat}url = 'https://api2.mch.weixin.qq.com'"),
            format!("{live}{alipay}'https://openapi.alipay.com'"),
            format!("{live}[stripe]\nkeys = 'k'"),
            format!("{testing}{wechat}url = 'http://127.0.0.1:1'\nmode = 'sandbox'"),
            format!("{testing}[stripe]\nkeys = 'k'\nurl = 'http://127.0.0.1:1'\nmode = 'sandbox'"),
        ] {
            assert!(parse(&good, |_| None).is_ok(), "{good}");
        }
        for (wrong, key) in [
            (format!("{live}{wechat}url = 'http://127.0.0.1:1'"), "gateways.url of a"),
            (format!("{live}{wechat}url = 'http://127.0.0.1:1'\nmode = 'sandbox'"), "gateways.mode of a"),
            (format!("{testing}{wechat}url = 'http://127.0.0.1:1'"), "gateways.url of a"),
            (format!("{testing}{wechat}mode = 'sandbox'"), "gateways.url of a"),
            (format!("{live}{alipay}'https://openapi-sandbox.dl.alipaydev.com'"), "gateways.url of alipay"),
            (format!("{live}[stripe]\nkeys = 'k'\nurl = 'http://127.0.0.1:1'"), "stripe.url"),
            (format!("{live}[stripe]\nkeys = 'k'\nmode = 'sandbox'"), "stripe.mode"),
            (format!("{DEMO}{wechat}"), "gateways.url of a"),
            (format!("{DEMO}{alipay}'https://openapi.alipay.com'"), "gateways.url of alipay"),
            (format!("{DEMO}[stripe]\nkeys = 'k'\nmode = 'live'"), "stripe.mode"),
        ] {
            let said = parse(&wrong, |_| None).unwrap_err().to_string();
            assert!(said.contains(key), "{wrong}: {said}");
        }
    }

    #[test]
    fn a_variable_wins_over_the_file() {
        let variable = |name: &str| (name == "JOINERY_LISTEN").then(|| "127.0.0.1:9999".to_owned());
        let settings = parse(DEMO, variable).unwrap();
        assert_eq!(settings.listen.port(), 9999);
        assert_eq!(settings.public_url, "http://127.0.0.1:3000");
        assert!(settings.secure_cookies());
    }

    #[test]
    fn mail_needs_a_server_and_a_sender_and_knows_no_other_key() {
        let given = |name: &str| match name {
            "JOINERY_SMTP_URL" => Some("smtps://pay@mail.example.com".to_owned()),
            "JOINERY_SMTP_FROM" => Some("pay@example.com".to_owned()),
            "JOINERY_SMTP_PASSWORD_FILE" => Some("/run/secrets/smtp".to_owned()),
            _ => None,
        };
        let smtp = parse(DEMO, given).unwrap().smtp.unwrap();
        assert_eq!(smtp.from, "pay@example.com");
        assert_eq!(smtp.password_file.unwrap().to_str(), Some("/run/secrets/smtp"));
        let half = parse(&format!("{DEMO}smtp.url = 'smtp://localhost'"), |_| None).unwrap_err().to_string();
        assert!(half.contains("from"), "{half}");
        let shown = format!("{DEMO}smtp.url = 'smtp://localhost'\nsmtp.from = 'a@b.c'\nsmtp.password = 'x'");
        assert!(parse(&shown, |_| None).unwrap_err().to_string().contains("password"));
    }

    #[test]
    fn a_database_password_is_not_shown() {
        let settings =
            parse(&format!("{DEMO}people_url = 'postgres://joinery:hunter2@db/people'"), |_| None).unwrap();
        assert!(!format!("{settings:?}").contains("hunter2"));
    }
}
