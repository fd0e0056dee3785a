//! What came of an act, as the page it leads back to says it.

use domain::{
    id::{CreatorId, RunId},
    payouts::CreditState,
    view::{Problem, ProblemCode, payouts::DeskDraft},
};
use leptos::prelude::*;
use services::payouts::desk::{ActOutcome, ApproveOutcome, CallOffOutcome, CreditOutcome, PayoutCallOff};

use super::{FORM, RUN_FORM, creator_address, run_address};
use crate::{
    components::{Icon, Shape},
    path,
    request::{self, Interruption},
    text::desk::DeskText,
};

/// Leads back to a run that somebody approved, saying how it stands.
pub fn after_approval(run: &RunId, outcome: ApproveOutcome) -> Result<(), Interruption> {
    let said = match outcome {
        ApproveOutcome::Recorded | ApproveOutcome::AlreadyMine => "recorded",
        ApproveOutcome::Released => "released",
        ApproveOutcome::PaysYou => "pays-you",
        ApproveOutcome::NotAsked => "not-asked",
        ApproveOutcome::NoRun => return Err(Interruption::NotFound),
    };
    back_to_run(run, said);
    Ok(())
}

/// Leads back to the creator, saying what came of an act.
pub async fn after_act(creator: &CreatorId, outcome: ActOutcome) -> Result<(), Interruption> {
    match outcome {
        ActOutcome::Done => back_to_creator(creator, "done"),
        ActOutcome::Waits => back_to_creator(creator, "waits"),
        ActOutcome::OwnAccount => back_to_creator(creator, "own-account"),
        ActOutcome::Refused(draft) => request::refuse(FORM, &draft, &creator_address(creator)).await?,
        ActOutcome::NoCreator => return Err(Interruption::NotFound),
    }
    Ok(())
}

/// Leads back to the creator, saying what came of calling a payout off.
pub async fn after_payout_call_off(creator: &CreatorId, outcome: PayoutCallOff) -> Result<(), Interruption> {
    match outcome {
        PayoutCallOff::CalledOff => back_to_creator(creator, "called-off"),
        PayoutCallOff::Unknown => back_to_creator(creator, "unknown"),
        PayoutCallOff::TooLate => back_to_creator(creator, "too-late"),
        PayoutCallOff::Ended => back_to_creator(creator, "ended"),
        PayoutCallOff::OwnAccount => back_to_creator(creator, "own-account"),
        PayoutCallOff::Refused(draft) => request::refuse(FORM, &draft, &creator_address(creator)).await?,
        PayoutCallOff::NoPayout => return Err(Interruption::NotFound),
    }
    Ok(())
}

/// Leads back to the creator: no payout was chosen.
pub async fn none_chosen(creator: &CreatorId, why: String) -> Result<(), Interruption> {
    let problems = vec![Problem::at("payout", ProblemCode::ChoiceUnknown)];
    let draft = DeskDraft { why, problems, ..DeskDraft::default() };
    request::refuse(FORM, &draft, &creator_address(creator)).await
}

/// Leads back to the run, saying what came of refusing it.
pub async fn after_call_off(run: &RunId, outcome: CallOffOutcome) -> Result<(), Interruption> {
    match outcome {
        CallOffOutcome::CalledOff => back_to_run(run, "run-called-off"),
        CallOffOutcome::PaysYou => back_to_run(run, "pays-you"),
        CallOffOutcome::NotWaiting => back_to_run(run, "not-asked"),
        CallOffOutcome::Refused(draft) => request::refuse(RUN_FORM, &draft, &run_address(run)).await?,
        CallOffOutcome::NoRun => return Err(Interruption::NotFound),
    }
    Ok(())
}

/// Leads to the creator of a credit, saying what was decided.
pub fn after_credit(outcome: CreditOutcome) -> Result<(), Interruption> {
    match outcome {
        CreditOutcome::Decided(CreditState::Booked, creator) => back_to_creator(&creator, "booked"),
        CreditOutcome::Decided(CreditState::Refused | CreditState::Waiting, creator) => {
            back_to_creator(&creator, "credit-refused");
        }
        CreditOutcome::SamePerson(creator) => back_to_creator(&creator, "same-person"),
        CreditOutcome::OwnAccount(creator) => back_to_creator(&creator, "own-account"),
        CreditOutcome::NoCredit => return Err(Interruption::NotFound),
    }
    Ok(())
}

fn back_to_creator(creator: &CreatorId, said: &str) {
    request::redirect(&path::with_query(&creator_address(creator), "done", said));
}

/// Leads back to a run, saying what came of it.
pub fn back_to_run(run: &RunId, said: &str) {
    request::redirect(&path::with_query(&run_address(run), "done", said));
}

/// What the page says first; nothing for a word it does not know.
pub(super) fn said(code: Option<&str>, words: &'static DeskText) -> Option<impl IntoView + use<>> {
    let (title, note, tone) = match code? {
        "done" => (words.done, words.done_note, "good"),
        "waits" => (words.credit_waits, words.credit_waits_note, "wait"),
        "booked" => (words.credit_booked, words.credit_booked_note, "good"),
        "credit-refused" => (words.credit_refused, words.credit_refused_note, "wait"),
        "same-person" => (words.refused, words.same_person_note, "stop"),
        "own-account" => (words.refused, words.own_account_note, "stop"),
        "called-off" => (words.called_off, words.called_off_note, "good"),
        "unknown" => (words.not_known, words.not_known_note, "wait"),
        "too-late" => (words.too_late, words.too_late_note, "stop"),
        "ended" => (words.ended, words.ended_note, "stop"),
        "recorded" => (words.recorded, words.mine, "good"),
        "released" => (words.released, words.released_note, "good"),
        "pays-you" => (words.refused, words.pays_you, "stop"),
        "not-asked" => (words.refused, words.not_asked, "stop"),
        "run-called-off" => (words.run_called_off, words.run_called_off_note, "good"),
        _ => return None,
    };
    let shape = if tone == "good" { Shape::Check } else { Shape::Alert };
    Some(view! {
        <div class="notice" data-tone=tone role="status">
            <Icon shape=shape/>
            <div><p class="notice-title">{title}</p><p>{note}</p></div>
        </div>
    })
}
