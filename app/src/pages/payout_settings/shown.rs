//! What the page is drawn from: the read model, and what stands in the fields.

use domain::{
    locale::Locale,
    payouts::{Requirement, Schedule},
    view::{
        Problem, ProblemCode,
        payouts::{OWN_CYCLE, PayoutSettingsDraft, PayoutSettingsForm, PayoutSettingsView},
    },
};

use super::{ADDRESS, FORM, checklist, own_cycle};
use crate::{
    request::{self, Interruption},
    text::{
        fill,
        payouts::{PayoutText, payouts},
        problems,
    },
};

/// Everything the sections share.
pub(super) struct Shown {
    pub view: PayoutSettingsView,
    /// What stands in the fields: what was typed and refused, or what is stored.
    pub form: PayoutSettingsForm,
    pub problems: Vec<Problem>,
    /// The record of the save that led here, if this page answers one.
    pub saved: Option<String>,
    /// What stops Daily, when that was a reason for refusing.
    missing: Vec<Requirement>,
    pub locale: Locale,
    pub words: &'static PayoutText,
}

impl Shown {
    pub async fn load(saved: Option<String>) -> Result<Self, Interruption> {
        let creator = request::creator_in(ADDRESS, &request::account())?;
        let view = request::services()?.payouts.load(&creator).await?.ok_or(Interruption::NotFound)?;
        let draft = request::draft::<PayoutSettingsDraft>(FORM).await?;
        Ok(Self::of(view, draft, saved, request::locale()))
    }

    /// A form that lost against somebody else's save is not shown again: what stands now is, so that nobody
    /// overwrites a choice unseen.
    pub fn of(
        view: PayoutSettingsView,
        draft: Option<PayoutSettingsDraft>,
        saved: Option<String>,
        locale: Locale,
    ) -> Self {
        let stored = PayoutSettingsForm::of(&view.choices);
        let draft =
            draft.unwrap_or_else(|| PayoutSettingsDraft { form: stored.clone(), ..Default::default() });
        let overtaken = draft.problems.iter().any(|problem| problem.code == ProblemCode::ChangedMeanwhile);
        let form = if overtaken { stored } else { draft.form };
        let (problems, missing) = (draft.problems, draft.missing);
        Self { view, form, problems, saved, missing, locale, words: payouts(locale) }
    }

    /// Whether a card can be picked. Who is on Daily keeps it, eligible or not.
    pub fn can_pick(&self, schedule: Schedule) -> bool {
        schedule != Schedule::Daily
            || self.view.eligibility.is_eligible()
            || self.view.choices.schedule == Schedule::Daily
            || self.only_the_form_is_missing()
    }

    /// Pause and destination are decided in the same form: they do not lock a card that the save may open.
    fn only_the_form_is_missing(&self) -> bool {
        self.view.basis.otherwise_eligible && self.view.basis.stopped.is_none()
    }

    /// The picked card; `None` is the cycle of one's own. A refused Daily that cannot be picked falls back to what is
    /// stored, because a card that is both picked and locked would send nothing.
    pub fn picked(&self) -> Option<Schedule> {
        let stored = self.view.choices.schedule;
        if self.form.schedule == OWN_CYCLE {
            return None;
        }
        let typed = Schedule::preset(&self.form.schedule).filter(|preset| self.can_pick(*preset));
        typed.or(stored.preset_code().map(|_| stored))
    }

    fn picked_code(&self) -> &'static str {
        self.picked().and_then(Schedule::preset_code).unwrap_or(OWN_CYCLE)
    }

    /// What the fields hold once they are drawn: as typed, with the card that is really picked.
    pub fn form_in_the_fields(&self) -> PayoutSettingsForm {
        let own = own_cycle::fields(self);
        PayoutSettingsForm { schedule: self.picked_code().to_owned(), own, ..self.form.clone() }
    }

    /// What is wrong at a field.
    pub fn error(&self, field: &str) -> Option<String> {
        let found = self.problems.iter().find(|problem| problem.field == field)?;
        Some(match found.code {
            ProblemCode::NotEligibleForInstant => {
                let missing = self.missing.iter().map(|item| checklist::name(*item, self.words));
                let missing = missing.collect::<Vec<_>>().join(self.words.semicolon);
                fill(self.words.not_eligible, &[("missing", &missing)])
            }
            ProblemCode::ChangedMeanwhile => self.words.changed_meanwhile.to_owned(),
            _ => problems::problem(&found.code, self.locale),
        })
    }

    /// For each problem the id of an element to go to, and the words.
    pub fn summary(&self) -> Vec<(String, String)> {
        let target = |field: &str| match field {
            "schedule" => format!("schedule-{}", self.picked_code()),
            own if own.starts_with("own[") => own_cycle::id_of(own),
            "fallback" => "fallback-wait".to_owned(),
            "threshold" | "paused" | "destination" => field.to_owned(),
            _ => "schedule".to_owned(),
        };
        let line = |problem: &Problem| Some((target(&problem.field), self.error(&problem.field)?));
        self.problems.iter().filter_map(line).collect()
    }
}
