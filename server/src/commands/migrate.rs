//! `joinery migrate`.

use std::process::ExitCode;

use super::CommandError;
use crate::{compose, settings::Settings};

/// Brings both databases to this program's schema; safe to run at any time and to be killed in.
pub async fn run(settings: &Settings) -> Result<ExitCode, CommandError> {
    let databases = compose::open_databases(settings).await?;
    databases.people.close().await;
    databases.commerce.close().await;
    println!("Both databases have this program's schema.");
    Ok(ExitCode::SUCCESS)
}
