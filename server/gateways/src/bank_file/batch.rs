//! One file's worth of transfers, in blocks that the bank treats alike.

use std::collections::{BTreeMap, BTreeSet};

use aws_lc_rs::digest;
use domain::{
    money::{Currency, Money},
    time::{Day, Timestamp},
};

use super::{
    amount,
    transfer::{Holder, Instruction, Scheme},
};

/// Most transfers in one file. Banks set their own limits; this one is under those of the banks we know of, and keeps a
/// file within what a person can look through.
pub const MOST_TRANSFERS: usize = 10_000;

/// Transfers that share a block: one currency, one day, one scheme.
pub type BlockKey = (Currency, Day, Scheme);

/// What one `pain.001` file says. The same transfers, in any order, make the same batch with the same name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    pub(super) message_id: String,
    pub(super) created_at: Timestamp,
    pub(super) from: Holder,
    pub(super) blocks: BTreeMap<BlockKey, Vec<Instruction>>,
}

/// Why transfers do not make a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotABatch {
    /// There is nothing to send.
    #[error("a bank file needs at least one transfer")]
    Empty,
    /// More than [`MOST_TRANSFERS`].
    #[error("too many transfers for one bank file")]
    TooMany,
    /// The same number twice: somebody would be paid twice.
    #[error("the same payout stands twice in one bank file")]
    Twice,
    /// The total has more digits than the message can carry.
    #[error("the total of the bank file is too large")]
    TooLarge,
}

impl Batch {
    /// Puts checked instructions in order. `from` is our own account, `created_at` business time.
    pub fn new(
        from: &Holder,
        mut instructions: Vec<Instruction>,
        created_at: Timestamp,
    ) -> Result<Self, NotABatch> {
        match instructions.len() {
            0 => return Err(NotABatch::Empty),
            count if count > MOST_TRANSFERS => return Err(NotABatch::TooMany),
            _ => instructions.sort_by(|one, other| one.transfer.number.cmp(&other.transfer.number)),
        }
        let numbers: BTreeSet<&str> = instructions.iter().map(|one| one.transfer.number.as_str()).collect();
        if numbers.len() != instructions.len() {
            return Err(NotABatch::Twice);
        }
        let message_id = message_id(&numbers);
        let mut blocks: BTreeMap<BlockKey, Vec<Instruction>> = BTreeMap::new();
        for instruction in instructions {
            let transfer = &instruction.transfer;
            // A day that is over cannot be asked for; banks refuse the file (DT01).
            let day = transfer.execute_on.max(created_at.day());
            let key = (transfer.amount.currency(), day, instruction.scheme);
            blocks.entry(key).or_default().push(instruction);
        }
        let batch = Self { message_id, created_at, from: from.clone(), blocks };
        amount::control_sum(&batch.amounts()).ok_or(NotABatch::TooLarge)?;
        Ok(batch)
    }

    /// The file's name among all files: it follows from the payouts in it, so that a file which is made again after a
    /// crash is the same file. 26 characters, which leaves room for the blocks' names within 35.
    pub fn message_id(&self) -> &str {
        &self.message_id
    }

    /// All amounts, block by block.
    pub(super) fn amounts(&self) -> Vec<Money> {
        self.blocks.values().flatten().map(|instruction| instruction.transfer.amount).collect()
    }
}

fn message_id(numbers: &BTreeSet<&str>) -> String {
    let mut context = digest::Context::new(&digest::SHA256);
    for number in numbers {
        context.update(number.as_bytes());
        context.update(b"\n");
    }
    let digest = context.finish();
    digest.as_ref().iter().take(12).fold("JP".to_owned(), |mut name, byte| {
        for nibble in [byte >> 4, byte & 0xF] {
            name.push(char::from_digit(u32::from(nibble), 16).unwrap_or('0').to_ascii_uppercase());
        }
        name
    })
}
