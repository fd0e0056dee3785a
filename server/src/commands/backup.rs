//! `joinery backup`.

use std::{path::Path, process::ExitCode};

use services::ports::Clock as _;
use store::Schema;

use super::CommandError;
use crate::{clock::RealClock, compose, settings::Settings};

/// Copies commerce first, people second: whatever commerce refers to is then in people. Any schema will do: a copy is
/// made before an upgrade.
pub async fn run(settings: &Settings, folder: &Path) -> Result<ExitCode, CommandError> {
    if !folder.is_dir() {
        return Err(CommandError::Other(format!("{} is not a folder; make it first", folder.display())));
    }
    let databases = compose::open_present(settings, Schema::Any).await?;
    let now = RealClock::default().system();
    let (hour, minute, second) = now.time_of_day();
    let stamp = format!("{}T{hour:02}{minute:02}{second:02}Z", now.day());
    let commerce = folder.join(format!("commerce-{stamp}.db"));
    let people = folder.join(format!("people-{stamp}.db"));
    databases.commerce.backup(&commerce).await?;
    databases.people.backup(&people).await?;
    println!("Copied to {} and {}.", commerce.display(), people.display());
    println!(
        "The keys in {} are not in the copy: keep them apart, nothing opens without them.",
        settings.keys_dir.display()
    );
    Ok(ExitCode::SUCCESS)
}
