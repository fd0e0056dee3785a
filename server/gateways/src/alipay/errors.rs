//! What the gateway's refusals mean. A refusal arrives here verified.

use services::ports::GatewayFault;

const LONGEST_CODE: usize = 64;

/// A refusal, in the gateway's words: `code` says of which sort, `sub_code` what it is.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    code: String,
    sub_code: String,
}

/// A refusal, in ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// The number is paid.
    Paid,
    /// The number is closed.
    Closed,
    /// The trade does not exist. A code that nobody has scanned yet has no trade.
    Unknown,
    /// It is in another state than the request needs; which one has to be asked.
    OtherState,
    /// Our account holds too little.
    NotEnough,
    /// It may work later, exactly as it is. What happened is unknown.
    Trouble,
    /// Our keys, numbers or rights at the gateway are wrong; nothing will work until somebody sets them right.
    Setup,
    /// This request will never work.
    Hopeless,
}

impl Refusal {
    /// None when the codes are not such as may stand in a record or a log.
    pub(super) fn new(code: String, sub_code: Option<String>) -> Option<Self> {
        let sub_code = sub_code.unwrap_or_default();
        let reads = |text: &str| {
            text.len() <= LONGEST_CODE
                && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte))
        };
        (!code.is_empty() && reads(&code) && reads(&sub_code)).then_some(Self { code, sub_code })
    }

    /// The gateway's own word for it.
    pub(super) fn word(self) -> String {
        if self.sub_code.is_empty() { self.code } else { self.sub_code }
    }

    /// The word without the part of the gateway that it comes from: `ACQ.` is the cashier, `isp.` the gateway itself,
    /// `isv.` what it says of us. Some are passed on with a second prefix (R).
    pub(super) fn bare(&self) -> &str {
        self.sub_code.rsplit_once('.').map_or(self.sub_code.as_str(), |(_, word)| word)
    }

    /// What to make of it.
    pub(super) fn meaning(&self) -> Meaning {
        match self.code.as_str() {
            // Unknown result, waiting for the payer, too many calls (R).
            "20000" | "10003" | "40005" => return Meaning::Trouble,
            "40004" => {}
            // 20001 and 40001 to 40006: authorisation, missing and invalid public parameters, no right to the method.
            _ => return Meaning::Setup,
        }
        if self.sub_code.starts_with("isp.") {
            return Meaning::Trouble;
        }
        match self.bare() {
            "TRADE_HAS_SUCCESS" | "TRADE_HAS_FINISHED" => Meaning::Paid,
            "TRADE_HAS_CLOSE" => Meaning::Closed,
            "TRADE_NOT_EXIST" => Meaning::Unknown,
            "TRADE_STATUS_ERROR" | "REASON_TRADE_STATUS_INVALID" | "REASON_ILLEGAL_STATUS" => {
                Meaning::OtherState
            }
            "SELLER_BALANCE_NOT_ENOUGH" => Meaning::NotEnough,
            "SYSTEM_ERROR" => Meaning::Trouble,
            "ACCESS_FORBIDDEN" | "PARTNER_ERROR" => Meaning::Setup,
            _ => Meaning::Hopeless,
        }
    }

    /// A refusal that the operation has no better word for.
    pub(super) fn into_fault(self) -> GatewayFault {
        match self.meaning() {
            Meaning::Trouble => GatewayFault::Trouble { code: self.word() },
            _ => GatewayFault::Refused { code: self.word() },
        }
    }
}

/// Refused by ourselves, before any call.
pub(super) fn refused(code: &str) -> GatewayFault {
    GatewayFault::Refused { code: code.to_owned() }
}

/// Our number does not fit the gateway's alphabet or length.
pub(super) const INVALID_NUMBER: &str = "INVALID_NUMBER";
/// Not yuan, nothing, too much, or more than was captured.
pub(super) const INVALID_AMOUNT: &str = "INVALID_AMOUNT";
/// A moment the gateway cannot be told.
pub(super) const INVALID_TIME: &str = "INVALID_TIME";
/// A kind of order that this gateway does not have.
pub(super) const UNSUPPORTED_WAY: &str = "UNSUPPORTED_WAY";
