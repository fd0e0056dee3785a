//! What is done at the bank file's desk: take a payout, write the next file, read what the bank answers.

use std::{
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

use domain::time::Timestamp;

use super::{
    Fault,
    batch::{Batch, MOST_TRANSFERS},
    book::Book,
    folder::{Folder, Lock, Place, read_limited},
    pain001,
    report::{self, Finding, Status, StatusLine},
    text,
    transfer::{Holder, Instruction, Transfer, TransferRefused},
};

/// What became of a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It waits for the next file.
    Waiting,
    /// It is in a file; the bank has said nothing of it.
    Written {
        /// The file.
        message_id: String,
    },
    /// The bank has spoken.
    Reported {
        /// The file it was sent in.
        message_id: String,
        /// What the bank last said.
        status: Status,
    },
    /// We certainly never had it.
    Unknown,
}

/// What became of a transfer that was handed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It is recorded, now or before.
    Standing(Standing),
    /// The bank file cannot carry it; nothing was recorded.
    Refused(TransferRefused),
    /// The number is recorded with another amount or account; nothing was changed.
    OtherContent,
}

/// A file for the bank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenFile {
    /// Its name among all files (`MsgId`).
    pub message_id: String,
    /// Where it stands.
    pub path: PathBuf,
    /// How many transfers are in it.
    pub transfers: usize,
}

/// What writing the waiting transfers came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// The files; none when nothing waited.
    pub files: Vec<WrittenFile>,
    /// Transfers that cannot be written since the settings changed, with the reason. They keep waiting and can be
    /// cancelled.
    pub left: Vec<(String, TransferRefused)>,
}

/// What reading a file of the bank came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// What is new, in the file's order; of a file that was read before, what still holds.
    pub news: Vec<StatusLine>,
    /// What is not acted on.
    pub findings: Vec<Finding>,
    /// The very same file was read before.
    pub already: bool,
}

/// The desk.
#[derive(Debug)]
pub struct Desk {
    folder: Folder,
    from: Holder,
    book: Mutex<Book>,
}

impl Desk {
    /// Opens the folder. `from` is our account; its name is written in the banks' letters.
    pub fn open(folder: &Path, from: Holder) -> Result<Self, Fault> {
        let name = text::name(&from.name).ok_or(Fault::OwnName)?;
        let desk = Self {
            folder: Folder::open(folder)?,
            from: Holder { name, ..from },
            book: Mutex::new(Book::default()),
        };
        let lock = desk.folder.lock()?;
        desk.folder.recover()?;
        drop(desk.fresh()?);
        drop(lock);
        Ok(desk)
    }

    /// Our account.
    pub fn from(&self) -> &Holder {
        &self.from
    }

    /// Records a transfer for the next file, or finds what became of its number.
    pub fn take(&self, transfer: &Transfer) -> Result<Taken, Fault> {
        let (_lock, book) = self.locked()?;
        if !text::is_reference(&transfer.number) {
            return Ok(Taken::Refused(TransferRefused::Number));
        }
        let record = record(&transfer.number);
        if let Some((sent, _)) = book.transfer(&transfer.number) {
            let same = sent.amount == transfer.amount && sent.account == transfer.to.account.as_str();
            let standing = Taken::Standing(standing(&book, &transfer.number));
            return Ok(if same { standing } else { Taken::OtherContent });
        }
        if self.folder.has(Place::Next, &record)? {
            let known = self.waiting(&record)?;
            let same = known.amount == transfer.amount && known.to.account == transfer.to.account;
            return Ok(if same { Taken::Standing(Standing::Waiting) } else { Taken::OtherContent });
        }
        if let Err(refused) = Instruction::check(transfer, &self.from.account) {
            return Ok(Taken::Refused(refused));
        }
        let bytes = serde_json::to_vec(transfer).map_err(|_| Fault::Record)?;
        self.folder.put(Place::Next, &record, &bytes)?;
        Ok(Taken::Standing(Standing::Waiting))
    }

    /// What became of a number.
    pub fn standing(&self, number: &str) -> Result<Standing, Fault> {
        if !text::is_reference(number) {
            return Ok(Standing::Unknown);
        }
        // First the record, then the files: a record goes only after its file has come, so that nothing falls between.
        if self.folder.has(Place::Next, &record(number))? {
            return Ok(Standing::Waiting);
        }
        Ok(standing(&*self.fresh()?, number))
    }

    /// Takes a waiting transfer back. Whatever is in a file stays there: gives back where the number stands then.
    pub fn withdraw(&self, number: &str) -> Result<Standing, Fault> {
        let (_lock, book) = self.locked()?;
        let standing = standing(&book, number);
        if standing == Standing::Unknown && text::is_reference(number) {
            self.folder.remove(Place::Next, &record(number))?;
        }
        Ok(standing)
    }

    /// Writes everything that waits into files for the bank. Nothing is ever written twice: our copy of a file is what
    /// makes it written, and a transfer in any copy is not taken again.
    pub fn write(&self, now: Timestamp) -> Result<Written, Fault> {
        let (_lock, mut book) = self.locked()?;
        let mut written = Written::default();
        let mut instructions = Vec::new();
        for name in self.folder.names(Place::Next, ".json")? {
            let transfer = self.waiting(&name)?;
            if book.transfer(&transfer.number).is_some() {
                self.folder.remove(Place::Next, &name)?;
                continue;
            }
            match Instruction::check(&transfer, &self.from.account) {
                Ok(instruction) => instructions.push(instruction),
                Err(refused) => written.left.push((transfer.number, refused)),
            }
        }
        for chunk in instructions.chunks(MOST_TRANSFERS) {
            let batch = Batch::new(&self.from, chunk.to_vec(), now)?;
            written.files.push(self.write_file(&batch)?);
            book.refresh(&self.folder, self.from.account.as_str())?;
            for instruction in chunk {
                self.folder.remove(Place::Next, &record(&instruction.transfer.number))?;
            }
        }
        Ok(written)
    }

    /// The bank's file is made lasting first, then our copy, which decides; then the bank's file gets its name.
    fn write_file(&self, batch: &Batch) -> Result<WrittenFile, Fault> {
        let name = format!("{}.xml", batch.message_id());
        let bytes = pain001::written(batch)?;
        self.folder.prepare(Place::Outgoing, &name, &bytes)?;
        self.folder.put(Place::Sent, &name, &bytes)?;
        self.folder.show(Place::Outgoing, &name)?;
        Ok(WrittenFile {
            message_id: batch.message_id().to_owned(),
            path: self.folder.path(Place::Outgoing, &name),
            transfers: batch.amounts().len(),
        })
    }

    /// Reads a file of the bank from anywhere. A file that was read before says the same again, as far as it still holds:
    /// whoever crashed between reading and acting reads it once more.
    pub fn import(&self, file: &Path) -> Result<Imported, Fault> {
        let bytes = read_limited(file)?;
        let (_lock, mut book) = self.locked()?;
        let own_account = self.from.account.as_str();
        let report = report::read(&bytes, book.sent(), own_account).map_err(Fault::BankFile)?;
        if book.knows(&bytes) {
            let news = report.lines.into_iter().filter(|line| book.holds(line)).collect();
            return Ok(Imported { news, findings: report.findings, already: true });
        }
        self.folder.put(Place::Done, &book.next_name(), &bytes)?;
        let (news, contradictions) = book.take(report.lines);
        book.refresh(&self.folder, own_account)?;
        let findings = report.findings.into_iter().chain(contradictions).collect();
        Ok(Imported { news, findings, already: false })
    }

    /// Takes a file out of `incoming/` once everything in it is acted on; `done/` has it. One that lies elsewhere is left
    /// alone.
    pub fn put_away(&self, file: &Path) -> Result<(), Fault> {
        let _lock = self.folder.lock()?;
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if self.folder.path(Place::Incoming, &name) == file {
            self.folder.remove(Place::Incoming, &name)?;
        }
        Ok(())
    }

    /// The files that wait in `incoming/`, in order.
    pub fn incoming(&self) -> Result<Vec<PathBuf>, Fault> {
        let names = self.folder.names(Place::Incoming, ".xml")?;
        Ok(names.iter().map(|name| self.folder.path(Place::Incoming, name)).collect())
    }

    /// The file that a number is in, if it is in one.
    pub fn message_of(&self, number: &str) -> Result<Option<String>, Fault> {
        Ok(self.fresh()?.transfer(number).map(|(sent, _)| sent.message_id.clone()))
    }

    fn waiting(&self, record: &str) -> Result<Transfer, Fault> {
        serde_json::from_slice(&self.folder.read(Place::Next, record)?).map_err(|_| Fault::Record)
    }

    fn locked(&self) -> Result<(Lock, MutexGuard<'_, Book>), Fault> {
        let lock = self.folder.lock()?;
        Ok((lock, self.fresh()?))
    }

    fn fresh(&self) -> Result<MutexGuard<'_, Book>, Fault> {
        let mut book = self.book.lock().unwrap_or_else(PoisonError::into_inner);
        book.refresh(&self.folder, self.from.account.as_str())?;
        Ok(book)
    }
}

fn record(number: &str) -> String {
    format!("{number}.json")
}

fn standing(book: &Book, number: &str) -> Standing {
    match book.transfer(number) {
        None => Standing::Unknown,
        Some((sent, None)) => Standing::Written { message_id: sent.message_id.clone() },
        Some((sent, Some(status))) => {
            Standing::Reported { message_id: sent.message_id.clone(), status: status.clone() }
        }
    }
}
