//! `joinery serve` and `joinery work`.

use std::{process::ExitCode, sync::Arc};

use gateways::bank_file::BankFile;
use services::{Services, ports::EntropyExt as _};
use tokio::net::TcpListener;

use super::CommandError;
use crate::{
    compose::{self, Program},
    entropy::SystemEntropy,
    http,
    settings::Settings,
    tasks::Tasks,
    workers,
};

/// Serves the pages until asked to stop; finishes what is under way, for at most ten seconds.
pub async fn serve(settings: &Settings, with_workers: bool) -> Result<ExitCode, CommandError> {
    // Bound first: whoever starts us can connect at once and is answered as soon as we are ready.
    let listener = TcpListener::bind(settings.listen)
        .await
        .map_err(|source| CommandError::Listen { address: settings.listen, source })?;
    if !settings.secure_cookies() {
        tracing::warn!("public_url is plain http and not this machine: sign-ins travel in the clear");
    }
    let databases = compose::open_databases(settings).await?;
    let Program { services, clock, bank_file } = compose::assemble(settings, &databases).await?;
    let tasks = Tasks::default();
    tasks.stop_on_signals();
    workers::start_reader(&tasks, &services);
    workers::start_watchers(&tasks, &services);
    if with_workers {
        start_workers(&tasks, &services, bank_file);
    }
    let router = http::router(settings, &services, &clock, &tasks);
    tracing::info!(address = %settings.listen, public_url = settings.public_url, "ready");
    http::serve(listener, router, &tasks).await;
    finish(&tasks, &databases).await
}

/// Runs the workers only, beside processes that serve.
pub async fn work(settings: &Settings) -> Result<ExitCode, CommandError> {
    let databases = compose::open_databases(settings).await?;
    let Program { services, bank_file, .. } = compose::assemble(settings, &databases).await?;
    let tasks = Tasks::default();
    tasks.stop_on_signals();
    workers::start_reader(&tasks, &services);
    start_workers(&tasks, &services, bank_file);
    tracing::info!("working");
    tasks.stopping().await;
    finish(&tasks, &databases).await
}

fn start_workers(tasks: &Tasks, services: &Arc<Services>, bank_file: Option<BankFile>) {
    workers::start_workers(tasks, services, holder());
    if let Some(bank) = bank_file {
        workers::start_bank_file(tasks, services, bank);
    }
}

async fn finish(tasks: &Tasks, databases: &compose::Databases) -> Result<ExitCode, CommandError> {
    let in_time = tasks.finished().await;
    Arc::clone(&databases.commerce).close().await;
    Arc::clone(&databases.people).close().await;
    tracing::info!(in_time, "stopped");
    Ok(if in_time { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// This process's name in the lease table.
fn holder() -> String {
    format!("{}-{:x}", std::process::id(), SystemEntropy.bits())
}
