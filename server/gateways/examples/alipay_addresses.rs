//! Prints the addresses that the Alipay adapter sends payers to, one a line, page first. The oracles of the test run
//! verify them with the SDKs of others, and open them at the sandbox.
//!
//! `alipay_addresses BASE_URL KEY_FOLDER`

use std::{
    error::Error,
    io::Write as _,
    path::Path,
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

use domain::{
    money::{Currency, Money},
    order::{Channel, PayWay, PayerAction},
    time::Timestamp,
};
use gateways::alipay::{Alipay, AlipayConfig};
use services::ports::{Clock, CreateAnswer, CreatePayment, PaymentGateway as _};

struct RealClock;

impl Clock for RealClock {
    fn business(&self) -> Timestamp {
        self.system()
    }

    #[expect(clippy::disallowed_methods, reason = "a program of its own reads the real time")]
    fn system(&self) -> Timestamp {
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp::from_unix_ms(i64::try_from(since_epoch.as_millis()).unwrap_or_default())
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(base_url), Some(folder)) = (arguments.next(), arguments.next()) else {
        return Err("give the sandbox's address and the folder of its keys".into());
    };
    let notify_url = "http://127.0.0.1:1/webhooks/alipay";
    let now = RealClock.system();
    for (way, mode, letter) in [(PayWay::Page, "alipay", "P"), (PayWay::Phone, "alipay/certificates", "W")] {
        let config =
            AlipayConfig::from_folder(&Path::new(&folder).join(mode), base_url.as_str(), notify_url)?;
        let payment = CreatePayment {
            number: format!("J{letter}{}", now.unix_ms()),
            description: "入会费 50% off + 'gift'".to_owned(),
            amount: Money::new(990, Currency::Cny),
            expires_at: now.plus_seconds(900),
            channel: Channel::Alipay,
            way,
            payer: None,
            return_url: "https://shop.test/o/1?from=wallet".to_owned(),
            client_address: "127.0.0.1".to_owned(),
            language: "zh",
        };
        match Alipay::new(config, Arc::new(RealClock))?.create(&payment).await? {
            CreateAnswer::Open { action: PayerAction::Visit { url }, .. } => {
                writeln!(std::io::stdout(), "{url}")?;
            }
            _ => return Err("the adapter gave no address".into()),
        }
    }
    Ok(())
}
