//! Why a form was refused: codes, worded by the page in the reader's language.

use serde::{Deserialize, Serialize};

use crate::{
    catalogue::CouponRefusal,
    money::{Currency, Money},
    order::RefundRefusal,
    time::Day,
};

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
    /// It cannot be paid with this from here, or with anything at the moment.
    NoWayToPay,
    /// An unpaid order of the same person for the same product could not be closed: its gateway does not answer.
    EarlierOrderOpen,
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
    /// Too many changes in a short time.
    TooManyChanges {
        /// Seconds until the next one is taken.
        retry_after_seconds: u32,
    },
    /// The account has as many destinations as it may.
    TooManyDestinations {
        /// How many there may be.
        most: u32,
    },
    /// This account is a destination of the creator already.
    AccountKnown,
    /// No way to a bank is set up in this installation.
    NoRail,
    /// The reader's role on this account does not allow it.
    RoleMayNot,
    /// This is the owner's own address.
    OwnAddress,
    /// This is no country of two letters.
    CountryInvalid,
    /// Whoever has this address is on the team already.
    OnTheTeam,
    /// The team is as large as it may be.
    TeamFull {
        /// How many people and invitations there may be.
        most: u32,
    },
    /// The address has other characters than lower-case letters, digits and hyphens, or is too short or too long.
    SlugInvalid,
    /// Another community has this address.
    SlugTaken,
    /// This is no https address.
    LinkInvalid,
    /// Whether seats are limited was decided when the product was made.
    SeatsFixed,
    /// More seats are taken than there would be.
    SeatsTaken {
        /// How many are taken.
        taken: u32,
    },
    /// The code has other characters than letters, digits and hyphens, or is too short or too long.
    CouponCodeInvalid,
    /// The community has a coupon with this code.
    CouponCodeTaken,
    /// The coupon does not count here.
    CouponRefused {
        /// Why.
        reason: CouponRefusal,
    },
    /// The unused time was paid in another currency than the one that was chosen.
    UnusedTimeElsewhere {
        /// The currency in which it counts.
        currency: Currency,
    },
    /// It costs something else than the page said.
    PriceChanged {
        /// What it costs now.
        now: Money,
    },
    /// It is not sold in this currency any more.
    CurrencyGone,
    /// The person has no account that is paid out in this currency.
    NoAccountIn {
        /// Which currency.
        currency: Currency,
    },
    /// The person has an account in this currency already.
    AccountThere,
    /// It ends on a fixed day, and paying for it now would give no time.
    NoTimeLeft,
    /// The unused time counts for as much as this costs: there is nothing to pay, so it cannot be ordered so.
    NothingLeftToPay,
    /// Something is missing before the community can open; the list says what.
    NotReadyToOpen,
    /// There are as many as there may be.
    TooMany {
        /// How many there may be.
        most: u32,
    },
    /// Something has to be written, and not too much.
    TextMissing {
        /// The longest that is kept, in characters.
        longest: u32,
    },
    /// There is no such order, or it cannot take this money.
    OtherOrderUnfit,
    /// The coupon of the order that was to take this money is used up or withdrawn.
    OtherCouponGone,
    /// This cannot be decided here, or not any more.
    NotPossible,
    /// Somebody else has to agree.
    SecondPersonNeeded,
    /// It is about the reader's own money, or about an account with which they help.
    OwnMoney,
    /// The gateway did not take it; nothing has changed.
    GatewayRefused {
        /// Its own code.
        reason: String,
    },
    /// The gateway did not answer; try again.
    GatewaySilent,
    /// The gateway is at the refund that was to be decided about: it ends first.
    RefundUnderWay,
    /// A sale cannot be given back so.
    RefundRefused {
        /// Why.
        refusal: RefundRefusal,
    },
    /// A period that was to be valid again by a refund cannot be had again any more: nothing was given back.
    PeriodGone,
}
