//! What a payer has to do, as two cells: a word for its kind and a text.

use domain::order::PayerAction;

use crate::cell::Cell;

/// The text: what to scan, where to go, or the wallet's parameters as JSON.
pub(crate) fn text(action: Option<&PayerAction>) -> Cell<'_> {
    match action {
        None => Cell::Nothing,
        Some(PayerAction::Scan { code_url }) => code_url.as_str().into(),
        Some(PayerAction::Visit { url }) => url.as_str().into(),
        // A structure of texts always has a JSON form; without one the row would have no action, and asks again.
        Some(PayerAction::Invoke(call)) => serde_json::to_string(call).map_or(Cell::Nothing, Cell::Owned),
    }
}

/// The word.
pub(crate) fn kind(action: Option<&PayerAction>) -> Cell<'static> {
    action.map_or(Cell::Nothing, |action| action.code().into())
}

/// The other way. A text without a word is a code to scan: rows from before there was anything else. `None` when the two
/// do not fit.
pub(crate) fn read(kind: Option<&str>, text: String) -> Option<PayerAction> {
    match kind {
        None | Some("scan") => Some(PayerAction::Scan { code_url: text }),
        Some("visit") => Some(PayerAction::Visit { url: text }),
        Some("invoke") => serde_json::from_str(&text).ok().map(PayerAction::Invoke),
        Some(_) => None,
    }
}
