//! `joinery doctor`.

use std::{process::ExitCode, sync::Arc};

use services::ports::{Clock, Entropy};
use store::Schema;

use super::CommandError;
use crate::{
    accounts,
    clock::RealClock,
    compose,
    entropy::SystemEntropy,
    mail,
    rails::Rails,
    settings::{GatewaySettings, Settings, without_password},
};

/// Looks at everything a host can get wrong, and says what to do.
pub async fn run(settings: &Settings) -> Result<ExitCode, CommandError> {
    let mut wrong = 0u32;
    let mut say = |fine: bool, text: String| {
        println!("{} {text}", if fine { "ok  " } else { "FIX " });
        wrong = wrong.saturating_add(u32::from(!fine));
    };
    say(
        true,
        format!("settings: {} at {}", if settings.is_demo() { "demo" } else { "live" }, settings.public_url),
    );
    let databases = compose::open_present(settings, Schema::Present).await;
    match &databases {
        Ok(databases) => {
            let people = databases.people.ping().await;
            say(people.is_ok(), format!("people database: {}", without_password(&settings.people_url)));
            let commerce = databases.commerce.ping().await;
            say(commerce.is_ok(), format!("commerce database: {}", without_password(&settings.commerce_url)));
            match compose::assemble(settings, databases).await {
                Ok(program) => {
                    say(true, "keys and gateway keys can be read".to_owned());
                    let counts = program.services.messages.outbox().await?;
                    say(
                        counts.dead == 0,
                        format!(
                            "outbox: {} waiting, {} given up (the log says why)",
                            counts.waiting, counts.dead
                        ),
                    );
                }
                Err(error) => say(false, error.to_string()),
            }
        }
        Err(error) => say(false, error.to_string()),
    }
    let accounts = settings.gateway_accounts();
    if accounts.is_empty() {
        say(false, "no payment gateway: set wechat_pay.url and wechat_pay.keys, or [[gateways]]".to_owned());
    }
    for (fine, line) in payments(settings, &accounts).await {
        say(fine, line);
    }
    for (fine, line) in rails(settings).await {
        say(fine, line);
    }
    match mail::server(settings) {
        Ok(Some(mail)) => match mail.check().await {
            Ok(()) => say(true, "mail: the server takes us".to_owned()),
            Err(fault) => say(false, format!("mail: {fault}; look at smtp.url and smtp.password_file")),
        },
        Ok(None) if settings.is_demo() => say(true, "mail: kept for the page /demo/mails".to_owned()),
        Ok(None) => println!(
            "warn no mail: people are told on the page /messages only. Set smtp.url and smtp.from to send mails too."
        ),
        Err(error) => say(false, error.to_string()),
    }
    if settings.public_url.starts_with("http://") {
        say(settings.is_demo(), "pages travel in the clear (http); use https for anything real".to_owned());
    }
    println!(
        "note Whoever takes money for others and pays it out may need a licence for it (in China, 二清 is not \
         allowed): settle through your gateway's split settlement, or sell only what is your own."
    );
    Ok(if wrong == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What there is to say about the accounts that take payments: those that take new ones are asked whether they know us.
/// Why they cannot be made stands above, where everything was put together.
async fn payments(settings: &Settings, accounts: &[GatewaySettings]) -> Vec<(bool, String)> {
    let clock: Arc<dyn Clock> = Arc::new(RealClock::default());
    let entropy: Arc<dyn Entropy> = Arc::new(SystemEntropy);
    let made = accounts::open(settings, &clock, &entropy).unwrap_or_default();
    let mut lines = Vec::new();
    for account in accounts {
        let place = format!("payments: {} at {}", account.name, account.url());
        lines.push(match made.named(&account.name) {
            Some(known) if known.enabled => match known.adapter.check().await {
                Ok(()) => (true, format!("{place}: it answers and knows us")),
                Err(fault) => (false, format!("{place}: {fault}; look at its address and its keys")),
            },
            Some(_) => (true, format!("{place}, switched off for new payments")),
            None => (false, format!("{place}: not asked, its settings or keys cannot be used")),
        });
    }
    lines
}

/// What there is to say about the ways to banks. Rails that cannot be made have been complained about already.
async fn rails(settings: &Settings) -> Vec<(bool, String)> {
    let clock: Arc<dyn Clock> = Arc::new(RealClock::default());
    let rails = Rails::open(settings, &clock).unwrap_or_default();
    if rails.all().is_empty() {
        println!(
            "warn no payout rail: nobody is paid out. Set stripe or bank_file (sandbox_bank in a demo)."
        );
    }
    rails.check().await
}
