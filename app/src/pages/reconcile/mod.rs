//! Gateways' bills beside our books. For everybody but the staff these pages do not exist.

mod compare;
mod day;
mod runs;

use domain::{
    order::GatewayAccountName,
    time::Day,
    view::{Problem, ProblemCode},
};
use services::reconcile::Reconciled;

pub use self::{day::ReconcileDayPage, runs::ReconcilePage};
use crate::{
    path,
    request::{self, Interruption},
};

/// The page of comparisons.
pub const ADDRESS: &str = "/review/reconciliation";
/// The name of the form.
const FORM: &str = "compare-day";

/// The page of one account's day.
fn day_address(account: &GatewayAccountName, day: Day) -> String {
    format!("{ADDRESS}/{}/{day}", account.as_str())
}

/// The account and the day that a form names; `None` when they are none.
pub fn read(account: &str, day: &str) -> Option<(GatewayAccountName, Day)> {
    Some((account.parse().ok()?, day.parse().ok()?))
}

/// Leads back: no account, or no day, was chosen.
pub async fn none_chosen(account: String, day: String) -> Result<(), Interruption> {
    let problems = vec![Problem::at("day", ProblemCode::ChoiceUnknown)];
    request::refuse(FORM, &(account, day, problems), ADDRESS).await
}

/// Leads to what was compared.
pub fn after_comparison(
    (account, day): (&GatewayAccountName, Day),
    repaired: bool,
    outcome: &Reconciled,
) -> Result<(), Interruption> {
    let said = if repaired { "repaired" } else { "compared" };
    match outcome {
        Reconciled::Compared { .. } => {
            request::redirect(&path::with_query(&day_address(account, day), "done", said));
        }
        Reconciled::NotReady => request::redirect(&path::with_query(ADDRESS, "done", "not-ready")),
        Reconciled::NoAccount => return Err(Interruption::NotFound),
    }
    Ok(())
}
