//! Why a form was refused: codes, worded by the page in the reader's language.

use serde::{Deserialize, Serialize};

use crate::{money::Money, time::Day};

/// One reason, at one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The form field it is about; `form` for the whole form.
    pub field: String,
    /// What is wrong.
    pub code: ProblemCode,
}

impl Problem {
    /// A problem at a field.
    pub fn at(field: &str, code: ProblemCode) -> Self {
        Self { field: field.to_owned(), code }
    }
}

/// What can be wrong with what was typed. Named fields only, so that forms and JSON agree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum ProblemCode {
    /// A name is missing, too long or unreadable.
    NameInvalid,
    /// This cannot be an e-mail address.
    EmailInvalid,
    /// The password is shorter than the minimum.
    PasswordTooShort {
        /// The minimum, in characters.
        minimum: u32,
    },
    /// The password is longer than we hash.
    PasswordTooLong {
        /// The maximum, in characters.
        maximum: u32,
    },
    /// The password is one of the most used ones, or the e-mail address itself.
    PasswordTooCommon,
    /// The account could not be made. Deliberately the same whether the address is taken or not.
    AccountNotMade,
    /// Address and password do not belong together, or there is no such account.
    WrongPair,
    /// Too many tries.
    TooManyTries {
        /// Seconds until the next try is worth it.
        retry_after_seconds: u32,
    },
    /// The agreement was not opened, or not long enough ago.
    AgreementNotRead {
        /// Seconds it must be open.
        seconds: u32,
    },
    /// The box was not ticked.
    AgreementNotAccepted,
    /// The agreement changed since it was opened: the new version must be read.
    AgreementChanged,
    /// This product is not sold any more.
    ProductGone,
    /// Every seat is taken.
    SoldOut,
    /// The person has this for good already.
    AlreadyMember,
    /// The typed amount cannot be read.
    AmountInvalid,
    /// The amount is below the least that is possible.
    AmountTooSmall {
        /// The least.
        minimum: Money,
    },
    /// The amount is above the most that is possible.
    AmountTooLarge,
    /// The typed number cannot be read, or is out of range.
    NumberOutOfRange {
        /// The least that is possible.
        least: u32,
        /// The most that is possible.
        most: u32,
    },
    /// The date cannot be read, or is too far ahead.
    DateInvalid {
        /// The last one that is possible.
        latest: Day,
    },
    /// No weekday was chosen.
    WeekdayMissing,
    /// A choice is missing or unknown.
    ChoiceUnknown,
    /// The creator is not eligible for instant payouts; the checklist says why.
    NotEligibleForInstant,
    /// Somebody else saved in the meantime.
    ChangedMeanwhile,
    /// More was asked for than can be taken now.
    AmountAbove {
        /// The most that can be.
        most: Money,
    },
    /// The amount cannot be cut into payouts within the limits.
    CannotBeSplit,
    /// Fee or amount are others than the ones that were shown.
    FeeChanged,
    /// The bank account's number cannot be right.
    AccountInvalid,
    /// The bank's code or number cannot be right.
    BankInvalid,
    /// This account is a destination of the creator already.
    AccountKnown,
    /// No way to a bank is set up in this installation.
    NoRail,
    /// The reader's role on this account does not allow it.
    RoleMayNot,
    /// This is the owner's own address.
    OwnAddress,
    /// Whoever has this address is on the team already.
    OnTheTeam,
    /// The team is as large as it may be.
    TeamFull {
        /// How many people and invitations there may be.
        most: u32,
    },
    /// Something has to be written, and not too much.
    TextMissing {
        /// The longest that is kept, in characters.
        longest: u32,
    },
}
