//! `joinery backup`.

use std::{fs, io, path::Path, process::ExitCode};

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
    for copy in [&commerce, &people] {
        make_private(copy)
            .map_err(|error| CommandError::Other(format!("{} cannot be made: {error}", copy.display())))?;
    }
    let copied = match databases.commerce.backup(&commerce).await {
        Ok(()) => databases.people.backup(&people).await,
        failed => failed,
    };
    if let Err(fault) = copied {
        // They belong together: half of a backup would be taken for one.
        for copy in [&commerce, &people] {
            fs::remove_file(copy).ok();
        }
        return Err(fault.into());
    }
    println!("Copied to {} and {}.", commerce.display(), people.display());
    println!(
        "The keys in {} are not in the copy: keep them apart, nothing opens without them.",
        settings.keys_dir.display()
    );
    Ok(ExitCode::SUCCESS)
}

/// Makes the empty file that a copy goes into, before anything is in it: it holds people's names and accounts, and whoever
/// else is on this machine must not read it. Never one that is there already.
fn make_private(copy: &Path) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(copy).map(|_| ())
}
