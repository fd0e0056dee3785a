//! The operator's desk over payouts. For everybody else these pages do not exist; finance sees them and approves.

mod call_off;
mod creator;
mod credits;
mod outcomes;
mod run;
mod runs;
mod standing;
mod unchecked;

use domain::id::{AdjustmentId, CreatorId, RunId};

pub use self::{
    creator::CreatorDeskPage,
    outcomes::{after_act, after_approval, after_call_off, after_credit, after_payout_call_off, none_chosen},
    run::RunPage,
    runs::RunsPage,
};
use crate::request::Interruption;

/// The page of runs.
pub const ADDRESS: &str = "/operator/payouts";
/// The name of the forms about a creator.
pub const FORM: &str = "desk";
/// The name of the form about a run.
pub const RUN_FORM: &str = "run-desk";

/// The page of a run.
pub fn run_address(run: &RunId) -> String {
    format!("{ADDRESS}/{run}")
}

/// The page of a creator.
pub fn creator_address(creator: &CreatorId) -> String {
    format!("/operator/creators/{creator}")
}

/// The creator a form names.
pub fn creator_id(text: &str) -> Result<CreatorId, Interruption> {
    text.parse().map_err(|_| Interruption::NotFound)
}

/// The credit a form names.
pub fn credit_id(text: &str) -> Result<AdjustmentId, Interruption> {
    text.parse().map_err(|_| Interruption::NotFound)
}
