//! `/payouts/instant`: an instant payout now, in two steps.

use serde::{Deserialize, Serialize};

use super::{DestinationView, MoneyView};
use crate::{
    money::Money,
    payouts::{Eligibility, InstantQuote, InstantTerms},
    view::Problem,
};

/// `/payouts/instant`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemandView {
    /// What the creator has.
    pub money: MoneyView,
    /// What can be taken now: settled, and not kept back.
    pub available: Money,
    /// The checklist as it stands now; the server asks it again on each step.
    pub eligibility: Eligibility,
    /// What it costs and carries.
    pub terms: InstantTerms,
    /// Where it would go.
    pub destination: Option<DestinationView>,
    /// What taking everything comes to, if that is possible.
    pub everything: Option<InstantQuote>,
}

/// The second step: the exact sums of what was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemandQuote {
    /// What leaves the balance, what it costs and what arrives.
    pub quote: InstantQuote,
    /// The key of the request: confirmed twice, it is one payout.
    pub key: String,
    /// Whether it is so large that the platform approves it before it is sent.
    pub needs_approval: bool,
}

/// The forms of both steps, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DemandForm {
    /// How much, in the payout currency.
    pub amount: String,
    /// The fee that was shown, in minor units; empty in the first step.
    pub fee: String,
    /// The key of the request; empty in the first step.
    pub key: String,
}

/// A refused form with its reasons.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemandDraft {
    /// What was typed.
    pub form: DemandForm,
    /// Why it was refused.
    pub problems: Vec<Problem>,
}
