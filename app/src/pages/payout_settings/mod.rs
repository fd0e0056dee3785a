//! How a creator is paid out: what happens next, and the choices that decide it.

mod card;
mod change;
pub(super) mod checklist;
mod destination;
mod heading;
mod history;
mod locked;
mod own_cycle;
mod rules;
mod schedule;
mod shown;
mod strip;

use std::sync::Arc;

use domain::view::payouts::PayoutSettingsForm;
use leptos::prelude::*;
use server_fn::ServerFn;
use services::payouts::{SaveOutcome, Saved};

use self::{
    destination::DestinationSection, heading::Heading, history::HistorySection, rules::RulesSection,
    schedule::ScheduleSection, shown::Shown,
};
use crate::{
    components::{AccountField, AccountSwitch, Amount, Document, ErrorSummary},
    functions::SavePayoutSettings,
    islands::{FORM_ID, FeePreview},
    pages::answer,
    path,
    request::{self, Interruption},
    written::Written as _,
};

/// The page's address.
pub const ADDRESS: &str = "/settings/payouts";
/// The name of its drafts.
pub const FORM: &str = "payout-settings";
/// The query parameter that names the save this page answers.
const SAVED: &str = "saved";
/// Its value when nothing had to be changed.
const UNCHANGED: &str = "unchanged";
/// Its value when a bank account was added.
const ADDED: &str = "bank";

/// Where adding a bank account leads: to the page, where it can be chosen.
pub fn added_address(account: &str) -> String {
    path::with_query(&path::in_account(ADDRESS, account), SAVED, ADDED)
}

/// Where a save leads: to the page, which then says what that save changed.
fn saved_address(account: &str, saved: &Saved) -> String {
    let change = saved.change.as_ref().map_or(UNCHANGED, |change| change.as_str());
    path::with_query(&path::in_account(ADDRESS, account), SAVED, change)
}

/// Where a save of an account's settings leads.
pub async fn after_save(account: &str, outcome: SaveOutcome) -> Result<(), Interruption> {
    match outcome {
        SaveOutcome::Saved(saved) => request::redirect(&saved_address(account, &saved)),
        SaveOutcome::Refused(draft) => {
            request::refuse(FORM, &draft, &path::in_account(ADDRESS, account)).await?;
        }
    }
    Ok(())
}

/// `/settings/payouts`.
#[component]
pub fn PayoutSettingsPage() -> impl IntoView {
    let saved = request::query(SAVED);
    answer(async move {
        let shown = Arc::new(Shown::load(saved).await?);
        Ok(view! { <Page shown/> }.written())
    })
}

#[component]
fn Page(shown: Arc<Shown>) -> impl IntoView {
    let words = shown.words;
    let refused = !shown.problems.is_empty();
    view! {
        <Document title=words.title>
            <main id="main" class="page wide">
                <Heading next=shown.view.next.clone() now=shown.view.basis.now words/>
                <AccountSwitch address=ADDRESS/>
                {refused.then(|| view! { <ErrorSummary title=words.refused problems=shown.summary()/> })}
                {change::notice(&shown)}
                {locked::notice(&shown)}
                <form method="post" action=SavePayoutSettings::PATH id=FORM_ID>{locked::form(&shown)}</form>
                <HistorySection shown=Arc::clone(&shown)/>
            </main>
        </Document>
    }
}

/// Everything that can be chosen, and the button.
#[component]
fn Choices(shown: Arc<Shown>) -> impl IntoView {
    let words = shown.words;
    view! {
        <AccountField/>
        <input type="hidden" name="version" value=shown.form.version.clone()/>
        <ScheduleSection shown=Arc::clone(&shown)/>
        <NextRun shown=Arc::clone(&shown)/>
        <RulesSection shown=Arc::clone(&shown)/>
        <DestinationSection shown=Arc::clone(&shown)/>
        <div class="actions">
            <button class="button primary" type="submit">{words.save}</button>
            {change::record(&shown)}
        </div>
    }
}

/// The next run under the choices above and below, and the balance it is worked out from.
#[component]
fn NextRun(shown: Arc<Shown>) -> impl IntoView {
    let (words, money) = (shown.words, shown.view.money);
    view! {
        <section class="section hang" aria-labelledby="next">
            <div class="section-heading"><h2 id="next">{words.next_run}</h2></div>
            <div class="section-body stack">
                <dl class="totals">
                    <div><dt>{words.balance}</dt><dd><Amount of=money.balance/></dd></div>
                    <div><dt>{words.settled}</dt><dd><Amount of=money.settled/></dd></div>
                    <div><dt>{words.settling}</dt><dd><Amount of=money.settling/></dd></div>
                </dl>
                <FeePreview
                    locale=shown.locale
                    basis=shown.view.basis.clone()
                    stored=PayoutSettingsForm::of(&shown.view.choices)
                    form=shown.form_in_the_fields()
                />
            </div>
        </section>
    }
}

#[cfg(test)]
mod tests;
