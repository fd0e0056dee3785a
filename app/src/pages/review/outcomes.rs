//! What came of a form, as the page it leads back to says it.

use domain::{
    id::{DisputeId, OrderId, ReviewId},
    review::DecisionKind,
};
use leptos::prelude::*;
use services::{disputes::EvidenceOutcome, refunds::RefundOutcome, review::DecideOutcome};

use super::{
    ADDRESS, EVIDENCE_FORM, FORM, Refused, RefusedEvidence, dispute_address, item_address, sale_address,
};
use crate::{
    components::{Icon, Shape},
    pages::sale,
    path,
    request::{self, Interruption},
    text::review::ReviewText,
    written::Written as _,
};

/// Leads back to the item, saying what came of a decision.
pub async fn after_decision(item: &ReviewId, outcome: DecideOutcome) -> Result<(), Interruption> {
    let page = item_address(item);
    let said = match outcome {
        DecideOutcome::Resolved => "decided",
        DecideOutcome::Proposed => "proposed",
        DecideOutcome::TakenBack => "taken-back",
        DecideOutcome::Refused(problems, draft) => {
            let refused: Refused = (problems, draft);
            return request::refuse(FORM, &refused, &page).await;
        }
        DecideOutcome::NotFound => return Err(Interruption::NotFound),
    };
    request::redirect(&path::with_query(&page, "done", said));
    Ok(())
}

/// Leads to the queue, or back to the dispute with what was typed.
pub async fn after_evidence(
    dispute: &DisputeId,
    text: String,
    outcome: EvidenceOutcome,
) -> Result<(), Interruption> {
    match outcome {
        EvidenceOutcome::HandedIn => {
            request::redirect(&path::with_query(&dispute_address(dispute), "done", "handed-in"));
        }
        EvidenceOutcome::Refused(problems) => {
            let refused = RefusedEvidence { text, problems };
            request::refuse_sealed(EVIDENCE_FORM, &refused, &dispute_address(dispute)).await?;
        }
        EvidenceOutcome::NotFound => return Err(Interruption::NotFound),
    }
    Ok(())
}

/// Leads back to the sale, or to the item that somebody else has to agree to.
pub async fn after_staff_refund(order: &OrderId, outcome: RefundOutcome) -> Result<(), Interruption> {
    if let RefundOutcome::Proposed(item) = &outcome {
        request::redirect(&path::with_query(&item_address(item), "done", "proposed"));
        return Ok(());
    }
    sale::after_refund(&sale_address(order), outcome).await
}

/// What the page of an item says first; nothing for a word it does not know.
pub(super) fn said(
    code: Option<&str>,
    decided: Option<DecisionKind>,
    words: &'static ReviewText,
) -> Option<AnyView> {
    match code? {
        "decided" => Some(notice("good", words.done, decided.map_or("", |kind| done_note(kind, words)))),
        "proposed" => Some(notice("wait", words.proposed_title, words.proposed_note)),
        "taken-back" => Some(notice("good", words.taken_back, words.taken_back_note)),
        _ => None,
    }
}

/// What the page of a dispute says first.
pub(super) fn said_of_dispute(code: Option<&str>, words: &'static ReviewText) -> Option<AnyView> {
    (code? == "handed-in").then(|| notice("good", words.handed_in, words.handed_in_note))
}

fn notice(tone: &'static str, title: &'static str, note: &'static str) -> AnyView {
    let shape = if tone == "good" { Shape::Check } else { Shape::Alert };
    view! {
        <div class="notice" data-tone=tone role="status">
            <Icon shape=shape/>
            <div><p class="notice-title">{title}</p><p>{note}</p></div>
        </div>
    }
    .written()
}

fn done_note(kind: DecisionKind, words: &'static ReviewText) -> &'static str {
    match kind {
        DecisionKind::Settle => words.settled_note,
        DecisionKind::SettleAndRefundExcess => words.settled_excess_note,
        DecisionKind::Refund => words.refunded_note,
        DecisionKind::MoveTo => words.moved_note,
        DecisionKind::RefundAgain => words.again_note,
        DecisionKind::RefundedOutside => words.outside_note,
        DecisionKind::Taken => words.taken_note,
        DecisionKind::TakenApart => words.taken_apart_note,
        DecisionKind::Ignore => words.ignored_note,
    }
}

/// The way back to the queue, above the heading.
#[component]
pub(super) fn Eyebrow(words: &'static ReviewText) -> impl IntoView {
    view! { <p class="eyebrow"><a href=ADDRESS>{words.title}</a></p> }
}
