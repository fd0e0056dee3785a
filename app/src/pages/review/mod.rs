//! The review queue and what belongs to it. For everybody but the staff these pages do not exist; finance sees them and
//! agrees to what others propose.

mod decide;
mod decided;
mod dispute;
mod disputes;
mod evidence;
mod facts;
mod item;
mod line;
mod outcomes;
mod queue;
mod resolved;
mod sale;
mod second;
mod timeline;

use domain::{
    id::{DisputeId, OrderId, ReviewId},
    view::{Problem, review::ReviewDraft},
};
use serde::{Deserialize, Serialize};

pub use self::{
    dispute::DisputePage,
    disputes::DisputesPage,
    item::ReviewItemPage,
    outcomes::{after_decision, after_evidence, after_staff_refund},
    queue::ReviewPage,
    resolved::ResolvedPage,
    sale::StaffSalePage,
};

/// The queue.
pub const ADDRESS: &str = "/review";
/// What was decided.
const RESOLVED: &str = "/review/resolved";
/// Every dispute.
const DISPUTES: &str = "/review/disputes";
/// The name of the form about an item.
const FORM: &str = "review";
/// The name of the form of evidence.
const EVIDENCE_FORM: &str = "evidence";

/// What was typed about an item, with what is wrong with it.
type Refused = (Vec<Problem>, ReviewDraft);

/// What was typed as evidence, with what is wrong with it.
#[derive(Default, Serialize, Deserialize)]
struct RefusedEvidence {
    text: String,
    problems: Vec<Problem>,
}

/// The page of an item.
fn item_address(item: &ReviewId) -> String {
    format!("{ADDRESS}/{item}")
}

/// The page of a dispute.
fn dispute_address(dispute: &DisputeId) -> String {
    format!("{DISPUTES}/{dispute}")
}

/// A sale, for the staff.
pub fn sale_address(order: &OrderId) -> String {
    format!("{ADDRESS}/orders/{order}")
}
