//! The commands of the program, one file each.

mod backup;
mod doctor;
mod migrate;
mod payouts;
mod reconcile;
mod seed;
mod serve;
mod user;
mod verify;

use std::process::ExitCode;

use services::{Fault, ports::StoreFault};

use crate::{
    cli::{Arguments, Command},
    keys::KeyError,
    logging,
    settings::{self, SettingsError},
};

/// Why a command could not be carried out; the text says what to do.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// Settings.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// Keys.
    #[error(transparent)]
    Keys(#[from] KeyError),
    /// A database could not be opened.
    #[error(transparent)]
    Open(#[from] store::OpenError),
    /// A database failed.
    #[error(transparent)]
    Store(#[from] StoreFault),
    /// A use case failed.
    #[error(transparent)]
    Fault(#[from] Fault),
    /// A gateway's settings or keys cannot be used.
    #[error("gateway: {0}")]
    Gateway(String),
    /// The address could not be listened on.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// Which one.
        address: std::net::SocketAddr,
        /// Why.
        source: std::io::Error,
    },
    /// Something else, in words.
    #[error("{0}")]
    Other(String),
}

/// Carries out a command.
pub async fn run(arguments: Arguments) -> Result<ExitCode, CommandError> {
    let settings = settings::load(&arguments.settings)?;
    logging::start(settings.log_format, &settings.log);
    match arguments.command {
        Command::Serve { without_workers } => serve::serve(&settings, !without_workers).await,
        Command::Work => serve::work(&settings).await,
        Command::Migrate => migrate::run(&settings).await,
        Command::Seed { world, notes, creators } => seed::run(&settings, world, &notes, creators).await,
        Command::User { command } => user::run(&settings, command).await,
        Command::Payouts { command } => payouts::run(&settings, command).await,
        Command::Reconcile { date, account, apply } => {
            reconcile::run(&settings, date, account.as_deref(), apply).await
        }
        Command::Backup { folder } => backup::run(&settings, &folder).await,
        Command::Verify => verify::run(&settings).await,
        Command::Doctor => doctor::run(&settings).await,
    }
}
