//! What a merchant says when asking for money back.

use serde_json::Value;

use super::{answers::Refusal, fields};

const NUMBER_EXTRA: &str = "_-|*@";
const NUMBER_SIZES: (usize, usize) = (1, 64);
const MAX_REASON: usize = 80;

/// Which payment is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// By the merchant's number.
    Number(String),
    /// By the gateway's.
    Transaction(String),
}

/// A request for money back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Which payment.
    pub target: Target,
    /// The merchant's number of the refund.
    pub out_refund_no: String,
    /// Where the merchant wants to be told, if at all.
    pub notify_url: Option<String>,
    /// How much, in fen.
    pub refund_fen: i64,
    /// What the merchant believes was paid, in fen.
    pub total_fen: i64,
}

/// Reads and checks the fields by themselves.
pub fn read(body: &Value) -> Result<Asked, Refusal> {
    let transaction = fields::text(body, "/transaction_id", 32)?;
    let number = fields::text(body, "/out_trade_no", 32)?;
    let target = match (transaction, number) {
        (Some(transaction_id), _) => Target::Transaction(transaction_id.to_owned()),
        (None, Some(number)) => Target::Number(number.to_owned()),
        (None, None) => return Err(fields::wrong("/out_trade_no", "is missing, and so is transaction_id")),
    };
    let out_refund_no = fields::number(body, "/out_refund_no", NUMBER_SIZES, NUMBER_EXTRA)?.to_owned();
    fields::text(body, "/reason", MAX_REASON)?;
    fields::yuan(body, true)?;
    let (refund_fen, total_fen) = (fields::fen(body, "/amount/refund")?, fields::fen(body, "/amount/total")?);
    if refund_fen > total_fen {
        return Err(fields::wrong("/amount/refund", "is more than the total"));
    }
    Ok(Asked { target, out_refund_no, notify_url: fields::notify_url(body)?, refund_fen, total_fen })
}
