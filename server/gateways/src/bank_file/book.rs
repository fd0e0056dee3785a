//! What the folder says, kept in memory and brought up to date from its files: they are the truth, also for a second
//! process that reads the same folder.

use std::collections::{BTreeMap, BTreeSet};

use aws_lc_rs::digest;

use super::{
    Fault,
    folder::{Folder, Place},
    report::{self, Finding, Status, StatusLine},
    sent::{SentIndex, SentTransfer},
};

/// The book.
#[derive(Debug, Default)]
pub struct Book {
    sent: SentIndex,
    statuses: BTreeMap<String, Status>,
    /// The files of `sent/` and `done/` that were read.
    read: BTreeSet<String>,
    /// The digests of the files of `done/`.
    digests: BTreeSet<Vec<u8>>,
}

impl Book {
    /// Reads what is new. A file of our own that cannot be read is a fault: whoever goes on without it may pay twice.
    pub fn refresh(&mut self, folder: &Folder, own_account: &str) -> Result<(), Fault> {
        for name in folder.names(Place::Sent, ".xml")? {
            if !self.read.contains(&name) {
                let added = self.sent.add_file(&folder.read(Place::Sent, &name)?);
                added.map_err(|reason| Fault::OwnFile { name: name.clone(), reason })?;
                self.read.insert(name);
            }
        }
        for name in folder.names(Place::Done, ".xml")? {
            if !self.read.contains(&name) {
                let bytes = folder.read(Place::Done, &name)?;
                let read = report::read(&bytes, &self.sent, own_account);
                let report = read.map_err(|reason| Fault::OwnFile { name: name.clone(), reason })?;
                self.take(report.lines);
                self.digests.insert(digest_of(&bytes));
                self.read.insert(name);
            }
        }
        Ok(())
    }

    /// What our files asked for.
    pub fn sent(&self) -> &SentIndex {
        &self.sent
    }

    /// A transfer of ours, and what the bank last said of it.
    pub fn transfer(&self, number: &str) -> Option<(&SentTransfer, Option<&Status>)> {
        self.sent.transfer(number).map(|sent| (sent, self.statuses.get(number)))
    }

    /// Whether the very same file was read before.
    pub fn knows(&self, bytes: &[u8]) -> bool {
        self.digests.contains(&digest_of(bytes))
    }

    /// Whether what the line says is what is known.
    pub fn holds(&self, line: &StatusLine) -> bool {
        self.statuses.get(&line.number) == Some(&line.status)
    }

    /// The name for the next file of `done/`: counted, so that they are read again in their order.
    pub fn next_name(&self) -> String {
        format!("{:06}.xml", self.digests.len().saturating_add(1))
    }

    /// Takes what is new in the lines; gives it back, with what contradicts what was known.
    pub fn take(&mut self, lines: Vec<StatusLine>) -> (Vec<StatusLine>, Vec<Finding>) {
        let (mut news, mut findings) = (Vec::new(), Vec::new());
        for line in lines {
            match weigh(self.statuses.get(&line.number), &line.status) {
                Weight::News => {
                    self.statuses.insert(line.number.clone(), line.status.clone());
                    news.push(line);
                }
                Weight::Known => {}
                Weight::Contradiction { before } => {
                    let (number, now) = (line.number, line.status.code());
                    findings.push(Finding::Contradiction { number, before, now });
                }
            }
        }
        (news, findings)
    }
}

enum Weight {
    News,
    Known,
    Contradiction { before: &'static str },
}

/// Files come late and twice. Nothing goes back; what cannot follow is left to a person, since money that was given back
/// to a balance and then leaves after all would be paid twice.
fn weigh(known: Option<&Status>, now: &Status) -> Weight {
    match (known, now) {
        (None, _)
        | (Some(Status::InTransit), Status::Paid { .. } | Status::Failed { .. } | Status::Returned { .. })
        | (Some(Status::Paid { .. }), Status::Returned { .. }) => Weight::News,
        (Some(before @ Status::Paid { .. }), Status::Failed { .. })
        | (Some(before @ Status::Failed { .. }), Status::Paid { .. }) => {
            Weight::Contradiction { before: before.code() }
        }
        _ => Weight::Known,
    }
}

fn digest_of(bytes: &[u8]) -> Vec<u8> {
    digest::digest(&digest::SHA256, bytes).as_ref().to_vec()
}
