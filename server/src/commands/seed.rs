//! `joinery seed`.

use std::{path::Path, process::ExitCode};

use services::ports::Clock as _;

use super::CommandError;
use crate::{cli::World, compose, seed, settings::Settings};

/// Fills empty databases with a named world. Only in a demo: nobody wants invented money among real money.
pub async fn run(
    settings: &Settings,
    world: World,
    notes: &Path,
    creators: u32,
) -> Result<ExitCode, CommandError> {
    if !settings.is_demo() {
        return Err(CommandError::Other("seeding is for demos; mode is live".to_owned()));
    }
    let databases = compose::open_databases(settings).await?;
    if !databases.commerce.catalogue().await?.communities.is_empty() {
        return Err(CommandError::Other("the databases are not empty; nothing was changed".to_owned()));
    }
    let program = compose::assemble(settings, &databases).await?;
    match world {
        World::Demo => seed::demo(settings, &databases, &program).await?,
        World::Bench => seed::bench(notes, &databases, &program).await?,
        World::Creators => {
            let now = program.clock.business();
            store::fill_payout_world(&settings.commerce_url, creators, now).await?;
        }
    }
    databases.people.close().await;
    databases.commerce.close().await;
    Ok(ExitCode::SUCCESS)
}
