//! The workers: mails, payout runs, what the payout desk does by itself, payouts on their way, files of the bank,
//! questions to gateways, expired orders, refunds, reminders, reconciliation, watched orders, forgotten sessions.

use std::{future::Future, sync::Arc, time::Duration};

use gateways::bank_file::BankFile;
use services::{Fault, Services};

use crate::{bank_file, tasks::Tasks};

/// How often due work is looked for.
const SWEEP_EVERY: Duration = Duration::from_secs(1);
/// How often free seats and offers that ran out are looked for.
const OFFER_EVERY: Duration = Duration::from_secs(5);
/// How often the catalogue is read again: another process may have changed it.
const CATALOGUE_EVERY: Duration = Duration::from_secs(30);
/// How often gateways' keys are fetched that change by themselves: WeChat Pay wants it twice a day.
const KEYS_EVERY: Duration = Duration::from_hours(12);
/// How often watched orders are read again.
const REFRESH_EVERY: Duration = Duration::from_secs(5);
/// The pause between two pieces of news, so that a failing connection is not asked without end.
const NEWS_PAUSE: Duration = Duration::from_millis(20);
/// How often letters that wait are looked for.
const MAIL_EVERY: Duration = Duration::from_secs(1);
/// How often it is asked whether a payout run is due.
const RUNS_EVERY: Duration = Duration::from_secs(5);
/// How often payouts that are due are looked for.
const DISPATCH_EVERY: Duration = Duration::from_secs(1);
/// How often the bank file's folder is looked into.
const BANK_FILE_EVERY: Duration = Duration::from_secs(30);
/// How often reminders that are due are looked for.
const REMIND_EVERY: Duration = Duration::from_secs(10);
/// How often it is asked whether a gateway's bill has been made that was not compared yet.
const RECONCILE_EVERY: Duration = Duration::from_mins(10);
/// How often what has ended is forgotten.
const FORGET_EVERY: Duration = Duration::from_mins(10);

/// Starts what every process needs, with pages or without: the catalogue as other processes changed it, and the keys that
/// gateways sign with, which no process keeps for another.
pub fn start_reader(tasks: &Tasks, services: &Arc<Services>) {
    every(tasks, services, "read the catalogue", CATALOGUE_EVERY, |services| async move {
        services.catalogue.reload().await
    });
    every(tasks, services, "fetch the gateways' keys", KEYS_EVERY, |services| async move {
        services.till.refresh_keys().await
    });
}

/// Starts the workers that serve this process's own pages.
pub fn start_watchers(tasks: &Tasks, services: &Arc<Services>) {
    every(tasks, services, "refresh watched orders", REFRESH_EVERY, |services| async move {
        services.till.refresh_watched().await
    });
    // Waits inside: as soon as one piece of news is handled, the next is waited for.
    every(tasks, services, "hear news of other processes", NEWS_PAUSE, |services| async move {
        services.till.hear_news().await
    });
}

/// Starts the workers of which one process at a time does the work, by a lease. `holder` names this process.
pub fn start_workers(tasks: &Tasks, services: &Arc<Services>, holder: String) {
    let name = holder.clone();
    every(tasks, services, "mail", MAIL_EVERY, move |services| {
        let holder = name.clone();
        async move { services.messages.deliver(&holder).await.map(|_| ()) }
    });
    let name = holder.clone();
    every(tasks, services, "till", SWEEP_EVERY, move |services| {
        let holder = name.clone();
        async move { services.till.sweep(&holder).await.map(|_| ()) }
    });
    every(tasks, services, "offer seats", OFFER_EVERY, |services| async move {
        services.lounge.sweep().await.map(|_| ())
    });
    start_payout_workers(tasks, services, &holder);
    start_order_workers(tasks, services, &holder);
    every(tasks, services, "forget expired sessions", FORGET_EVERY, |services| async move {
        services.identity.forget_expired().await
    });
}

/// Starts the worker of the bank file. Several processes may: the folder has a lock, and nothing is written twice.
pub fn start_bank_file(tasks: &Tasks, services: &Arc<Services>, bank: BankFile) {
    every(tasks, services, "bank file", BANK_FILE_EVERY, move |services| {
        let bank = bank.clone();
        async move { bank_file::round(&bank, &services).await }
    });
}

fn start_payout_workers(tasks: &Tasks, services: &Arc<Services>, holder: &str) {
    let name = holder.to_owned();
    every(tasks, services, "payout runs", RUNS_EVERY, move |services| {
        let holder = name.clone();
        async move { services.engine.make_runs(&holder).await.map(|_| ()) }
    });
    let name = holder.to_owned();
    every(tasks, services, "payout desk", RUNS_EVERY, move |services| {
        let holder = name.clone();
        async move { services.desk.work(&holder).await }
    });
    let name = holder.to_owned();
    every(tasks, services, "payouts", DISPATCH_EVERY, move |services| {
        let holder = name.clone();
        async move {
            // A full round says that more is due: a large run is not sent at the pace of the clock.
            while services.engine.dispatch(&holder).await?.more {}
            Ok(())
        }
    });
}

fn start_order_workers(tasks: &Tasks, services: &Arc<Services>, holder: &str) {
    let name = holder.to_owned();
    every(tasks, services, "reminders", REMIND_EVERY, move |services| {
        let holder = name.clone();
        async move { services.orders.remind(&holder).await.map(|_| ()) }
    });
    let name = holder.to_owned();
    every(tasks, services, "reconciliation", RECONCILE_EVERY, move |services| {
        let holder = name.clone();
        async move { services.reconciliation.round(&holder).await.map(|_| ()) }
    });
}

fn every<W, F>(tasks: &Tasks, services: &Arc<Services>, name: &'static str, period: Duration, work: W)
where
    W: Fn(Arc<Services>) -> F + Send + Sync + 'static,
    F: Future<Output = Result<(), Fault>> + Send,
{
    let (own, services) = (tasks.clone(), Arc::clone(services));
    tasks.start(async move {
        let mut ticks = tokio::time::interval(period);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = own.stopping() => return,
                _ = ticks.tick() => {}
            }
            let round = tokio::select! {
                () = own.stopping() => return,
                round = work(Arc::clone(&services)) => round,
            };
            if let Err(fault) = round {
                tracing::warn!(worker.name = name, code = fault.code(), %fault, "a worker's round failed; it goes on");
            }
        }
    });
}
