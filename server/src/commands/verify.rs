//! `joinery verify`.

use std::process::ExitCode;

use store::Schema;

use super::CommandError;
use crate::{compose, settings::Settings};

/// Recomputes and compares everything; fails on the first break it has to report.
pub async fn run(settings: &Settings) -> Result<ExitCode, CommandError> {
    let databases = compose::open_present(settings, Schema::Present).await?;
    let mut report = databases.commerce.verify().await?;
    report.breaks.extend(databases.people.damages().await?);
    for (what, count) in &report.checked {
        println!("looked at {count:>9} {what}");
    }
    for found in &report.breaks {
        println!("BROKEN: {found}");
    }
    if report.breaks.is_empty() {
        println!("The books and the memberships agree.");
        Ok(ExitCode::SUCCESS)
    } else {
        println!(
            "{} broken. Nothing was changed. Restore a backup or ask for help before you go on.",
            report.breaks.len()
        );
        Ok(ExitCode::FAILURE)
    }
}
