//! `joinery payouts run` and `joinery payouts import`.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use domain::{locale::Locale, money::format_money, time::Day};
use services::{
    payouts::engine::{RunReport, RunsOutcome},
    ports::RunTotal,
};
use store::Schema;

use super::CommandError;
use crate::{
    bank_file,
    cli::PayoutsCommand,
    compose::{self, Program},
    settings::Settings,
};

/// Carries out a command on payouts.
pub async fn run(settings: &Settings, command: PayoutsCommand) -> Result<ExitCode, CommandError> {
    match command {
        PayoutsCommand::Run { date, dry_run } => make(settings, date, dry_run).await,
        PayoutsCommand::Import { file } => import(settings, &file).await,
    }
}

/// Books what a file of the bank says.
async fn import(settings: &Settings, file: &Path) -> Result<ExitCode, CommandError> {
    let databases = compose::open_present(settings, Schema::Present).await?;
    let Program { services, bank_file, .. } = compose::assemble(settings, &databases).await?;
    let Some(bank) = bank_file else {
        return Err(CommandError::Other(
            "no bank file is set up: set bank_file.folder and its account".to_owned(),
        ));
    };
    let came = bank_file::bring_in(&bank, &services, PathBuf::from(file)).await;
    databases.commerce.close().await;
    databases.people.close().await;
    let came = came?;
    if came.already {
        println!("This file was read before; what it says still holds.");
    }
    println!("{} payouts booked, {} numbers that are not ours.", came.booked, came.unknown);
    for finding in &came.findings {
        println!("not acted on: {finding}");
    }
    Ok(if came.findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Makes the runs of a day, or says what they would come to. The program's workers send what they have booked.
async fn make(settings: &Settings, date: Option<Day>, dry_run: bool) -> Result<ExitCode, CommandError> {
    let databases = compose::open_present(settings, Schema::Present).await?;
    let Program { services, .. } = compose::assemble(settings, &databases).await?;
    let engine = &services.engine;
    let day = date.unwrap_or_else(|| engine.last_day());
    let outcome = if dry_run { engine.try_due(day).await } else { engine.run_due(day).await };
    databases.commerce.close().await;
    databases.people.close().await;
    match outcome? {
        RunsOutcome::NotYet { begin } => {
            println!("The runs of {day} begin at {}. Nothing was done.", begin.to_rfc3339());
            Ok(ExitCode::FAILURE)
        }
        RunsOutcome::Made(reports) if reports.is_empty() => {
            println!("No payout rail is set up, so that there is nothing to run.");
            Ok(ExitCode::FAILURE)
        }
        RunsOutcome::Made(reports) => {
            for report in &reports {
                print(report, day);
            }
            if dry_run {
                println!("This was a dry run: nothing was written.");
            }
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn print(report: &RunReport, asked: Day) {
    let state = match (report.state, report.fresh) {
        (None, _) => "would be made".to_owned(),
        (Some(state), true) => format!("made now, {}", state.code()),
        (Some(state), false) => format!("made before, {}", state.code()),
    };
    let late = if report.day < asked { " (had been missed)" } else { "" };
    println!("{} {} {}{late}: {state}", report.day, report.rail.code(), report.kind.code());
    if report.totals.is_empty() {
        println!("  nobody is due");
    }
    for total in &report.totals {
        print_total(total);
    }
}

fn print_total(total: &RunTotal) {
    let RunTotal { outcome, creators, gross, fee } = total;
    let code = outcome.code();
    if gross.is_zero() {
        println!("  {code:<22} {creators:>9} creators");
    } else {
        let shown = |amount| format_money(amount, Locale::default());
        println!("  {code:<22} {creators:>9} creators  gross {}, fees {}", shown(*gross), shown(*fee));
    }
}
