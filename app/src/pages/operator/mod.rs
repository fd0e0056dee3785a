//! The operator's desk over payouts. For everybody else these pages do not exist.

mod creator;
mod run;
mod runs;

use domain::id::{CreatorId, RunId};
use services::payouts::desk::ActOutcome;

pub use self::{creator::CreatorDeskPage, run::RunPage, runs::RunsPage};
use crate::{
    path,
    request::{self, Interruption},
};

/// The page of runs.
pub const ADDRESS: &str = "/operator/payouts";
/// The name of the forms about a creator.
pub const FORM: &str = "desk";

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

/// Leads back to the creator, saying what came of an act.
pub async fn after_act(creator: &CreatorId, outcome: ActOutcome) -> Result<(), Interruption> {
    let page = creator_address(creator);
    match outcome {
        ActOutcome::Done => request::redirect(&path::with_query(&page, "done", "1")),
        ActOutcome::Refused(draft) => request::refuse(FORM, &draft, &page).await?,
        ActOutcome::NoCreator => return Err(Interruption::NotFound),
    }
    Ok(())
}
