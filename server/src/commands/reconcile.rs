//! `joinery reconcile`.

use std::process::ExitCode;

use domain::{
    locale::Locale,
    money::{Money, format_money},
    order::GatewayAccountName,
    reconcile::{Difference, DifferenceOutcome},
    time::Day,
};
use services::{Services, reconcile::Reconciled};
use store::Schema;

use super::CommandError;
use crate::{
    compose::{self, Program},
    settings::Settings,
};

/// Compares, prints what differs, and fails when something is left for a person.
pub async fn run(
    settings: &Settings,
    day: Day,
    account: Option<&str>,
    apply: bool,
) -> Result<ExitCode, CommandError> {
    let databases = compose::open_present(settings, Schema::Present).await?;
    let Program { services, .. } = compose::assemble(settings, &databases).await?;
    let compared = compare(&services, day, account, apply).await;
    databases.commerce.close().await;
    databases.people.close().await;
    Ok(if compared? { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn compare(
    services: &Services,
    day: Day,
    account: Option<&str>,
    apply: bool,
) -> Result<bool, CommandError> {
    let accounts = match account.map(str::parse::<GatewayAccountName>) {
        Some(Ok(name)) => vec![name],
        Some(Err(error)) => return Err(CommandError::Other(error.to_string())),
        None => services.reconciliation.accounts(),
    };
    if accounts.is_empty() {
        println!("No gateway account is set up, so that there is nothing to compare.");
        return Ok(false);
    }
    let mut clean = true;
    for name in accounts {
        match services.reconciliation.reconcile(&name, day, apply).await? {
            Reconciled::NoAccount => {
                return Err(CommandError::Other(format!("no gateway account is named {name}")));
            }
            Reconciled::NotReady => {
                println!("{name} {day}: the gateway has not made its bill yet; try again later.");
                clean = false;
            }
            Reconciled::Compared { run, differences } => {
                println!("{name} {day}: {} lines, {} differences", run.lines, run.differences);
                differences.iter().for_each(print);
                if apply && run.repaired_at.is_none() {
                    println!(
                        "  The gateway did not answer everything; the workers, or this command again, will."
                    );
                    clean = false;
                }
                clean &=
                    differences.iter().all(|difference| difference.outcome == DifferenceOutcome::Repaired);
            }
        }
    }
    if !apply {
        println!(
            "Nothing was changed; --apply books what the gateway confirms and queues the rest for review."
        );
    }
    Ok(clean)
}

fn print(difference: &Difference) {
    let amount = |money: Option<Money>| {
        money.map_or_else(|| "nothing".to_owned(), |money| format_money(money, Locale::default()))
    };
    let number = if difference.refund_number.is_empty() {
        difference.number.clone()
    } else {
        format!("{} (refund {})", difference.number, difference.refund_number)
    };
    println!(
        "  {:<21} {number}: the bill says {}, our books say {}; {}",
        difference.kind.code(),
        amount(difference.theirs),
        amount(difference.ours),
        difference.outcome.code()
    );
}
