//! What the gateway's refusals mean. A refusal arrives here verified.

use http::StatusCode;
use services::ports::GatewayFault;

use super::wire::ErrorBody;
use crate::http::HttpFault;

const LONGEST_CODE: usize = 64;

/// A refusal, in the gateway's words.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    status: StatusCode,
    code: String,
}

/// A refusal, in ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// The number is paid.
    Paid,
    /// The number is closed, or its last moment has passed.
    Closed,
    /// There is no such order.
    OrderUnknown,
    /// There is no such refund (asked by its own number), or no such order to refund.
    ResourceUnknown,
    /// The merchant's balance does not cover the refund today; it will after the next sales.
    NotEnough,
    /// It may work later, exactly as it is.
    Trouble,
    /// Our keys, numbers or rights at the gateway are wrong; no payment will work until somebody sets them right.
    Setup,
    /// This request will never work.
    Hopeless,
}

impl Refusal {
    /// Reads a refusal's body.
    pub(super) fn read(status: StatusCode, body: &[u8]) -> Result<Self, GatewayFault> {
        let ErrorBody { code } = serde_json::from_slice(body).map_err(|_| GatewayFault::Untrusted)?;
        // It ends up in records and logs: only what looks like a code does.
        let reads = (1..=LONGEST_CODE).contains(&code.len())
            && code.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte));
        if reads { Ok(Self { status, code }) } else { Err(GatewayFault::Untrusted) }
    }

    /// The gateway's own code.
    pub(super) fn code(self) -> String {
        self.code
    }

    /// The code without underscores: the gateway's documents spell ORDER_NOT_EXIST, SYSTEM_ERROR and others both ways.
    pub(super) fn word(&self) -> String {
        self.code.replace('_', "")
    }

    /// What it means for a payment or a refund.
    pub(super) fn meaning(&self) -> Meaning {
        match self.word().as_str() {
            "ORDERPAID" => Meaning::Paid,
            "ORDERCLOSED" => Meaning::Closed,
            "ORDERNOTEXIST" => Meaning::OrderUnknown,
            "RESOURCENOTEXISTS" => Meaning::ResourceUnknown,
            "NOTENOUGH" => Meaning::NotEnough,
            "SYSTEMERROR"
            | "BANKERROR"
            | "FREQUENCYLIMITED"
            | "FREQUENCYLIMITEXCEED"
            | "RATELIMITEXCEEDED" => Meaning::Trouble,
            _ if self.status.is_server_error() || self.status == StatusCode::TOO_MANY_REQUESTS => {
                Meaning::Trouble
            }
            "SIGNERROR" | "NOAUTH" | "APPIDMCHIDNOTMATCH" | "MCHNOTEXISTS" => Meaning::Setup,
            _ if self.status == StatusCode::UNAUTHORIZED => Meaning::Setup,
            _ => Meaning::Hopeless,
        }
    }

    /// A refusal that the operation has no better word for.
    pub(super) fn into_fault(self) -> GatewayFault {
        match self.meaning() {
            Meaning::Trouble | Meaning::NotEnough => GatewayFault::Trouble { code: self.code },
            _ => GatewayFault::Refused { code: self.code },
        }
    }
}

impl From<HttpFault> for GatewayFault {
    fn from(fault: HttpFault) -> Self {
        match fault {
            HttpFault::NoAnswer => Self::NoAnswer,
            // The signature covers the whole body, and we do not have the whole body.
            HttpFault::TooLong => Self::Untrusted,
        }
    }
}

/// Refused by ourselves, before any call.
pub(super) fn refused(code: &str) -> GatewayFault {
    GatewayFault::Refused { code: code.to_owned() }
}

/// Our number does not fit the gateway's alphabet or length.
pub(super) const INVALID_NUMBER: &str = "INVALID_NUMBER";
/// The merchant has no such way to pay.
pub(super) const UNSUPPORTED_WAY: &str = "UNSUPPORTED_WAY";
/// This way needs to know who pays.
pub(super) const NO_PAYER: &str = "NO_PAYER";
/// This way needs to know where the payer's browser is.
pub(super) const INVALID_ADDRESS: &str = "INVALID_ADDRESS";
/// Not yuan.
pub(super) const UNSUPPORTED_CURRENCY: &str = "UNSUPPORTED_CURRENCY";
/// Nothing, less than nothing, or more than was captured.
pub(super) const INVALID_AMOUNT: &str = "INVALID_AMOUNT";
/// A moment the gateway cannot be told.
pub(super) const INVALID_TIME: &str = "INVALID_TIME";
