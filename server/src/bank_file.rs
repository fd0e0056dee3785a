//! The bank file's errands: files go out once everything due is in them, and what the bank answers is booked.

use std::path::PathBuf;

use domain::payouts::Rail;
use gateways::bank_file::{BankFile, Fault as BankFileFault, Finding, Written};
use services::{Fault, Services};

/// What a file of the bank came to.
#[derive(Debug, Default)]
pub struct BroughtIn {
    /// Payouts of ours that it spoke of, and that were acted on.
    pub booked: usize,
    /// Numbers that look like ours and are not.
    pub unknown: usize,
    /// What was not acted on.
    pub findings: Vec<Finding>,
    /// The very same file was read before.
    pub already: bool,
}

/// One round: reads what lies in `incoming/`, then writes what is to go out. Safe to be cut off anywhere.
pub async fn round(bank: &BankFile, services: &Services) -> Result<(), Fault> {
    for file in on_disk(bank, BankFile::incoming).await? {
        // One file that cannot be read does not keep the others, or the next payouts, waiting.
        match bring_in(bank, services, file.clone()).await {
            Ok(came) => {
                tracing::info!(booked = came.booked, unknown = came.unknown, "a file of the bank was read");
                for finding in &came.findings {
                    tracing::warn!(%finding, "something in a file of the bank was not acted on");
                }
                on_disk(bank, move |bank| bank.put_away(&file)).await?;
            }
            Err(fault) => tracing::error!(%fault, "a file of the bank stays in incoming/"),
        }
    }
    let written = hand_out(bank, services).await?;
    for file in &written.files {
        tracing::info!(
            message.id = file.message_id,
            transfers = file.transfers,
            "a file for the bank is in outgoing/"
        );
    }
    for (number, reason) in &written.left {
        tracing::error!(number, ?reason, "a payout cannot be written into a file since the settings changed");
    }
    Ok(())
}

/// Writes everything that waits, unless a run is being handed over right now: its payouts belong into one file.
async fn hand_out(bank: &BankFile, services: &Services) -> Result<Written, Fault> {
    if services.engine.is_handing_over(Rail::BankFile).await? {
        return Ok(Written::default());
    }
    on_disk(bank, BankFile::write_files).await
}

/// Reads one file of the bank, from anywhere, and books what it says. Reading it again books nothing twice.
pub async fn bring_in(bank: &BankFile, services: &Services, file: PathBuf) -> Result<BroughtIn, Fault> {
    let imported = on_disk(bank, move |bank| bank.import(&file)).await?;
    let mut came =
        BroughtIn { findings: imported.findings, already: imported.already, ..BroughtIn::default() };
    for line in imported.news {
        let news = on_disk(bank, move |bank| bank.news_of(&line)).await?;
        let known = match news {
            Some((payout, news)) => services.engine.told(Rail::BankFile, &payout, &news).await?,
            None => false,
        };
        came.booked = came.booked.saturating_add(usize::from(known));
        came.unknown = came.unknown.saturating_add(usize::from(!known));
    }
    Ok(came)
}

/// The folder is worked on beside the runtime.
async fn on_disk<T: Send + 'static>(
    bank: &BankFile,
    work: impl FnOnce(&BankFile) -> Result<T, BankFileFault> + Send + 'static,
) -> Result<T, Fault> {
    let bank = bank.clone();
    let done = tokio::task::spawn_blocking(move || work(&bank)).await;
    done.map_err(|_| Fault::Closing)?.map_err(|fault| Fault::Rule(fault.to_string()))
}
