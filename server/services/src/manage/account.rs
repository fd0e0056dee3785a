//! An account in a further currency, beside the main one: the same person and business, with a balance, destinations,
//! settings and payouts of its own.

use domain::{
    id::CreatorId,
    money::Currency,
    payouts::Standing,
    people::AccountPermission,
    view::{
        Problem, ProblemCode,
        manage::{AccountForm, Refused},
    },
};

use super::{Manage, ManageOutcome};
use crate::{
    Fault,
    actor::Creator,
    ports::{CandidateFacts, Changes, Commit, CreatorRow, EntropyExt, Write},
};

impl Manage {
    /// Opens an account in a further currency; the owner's affair alone. What the platform knows and has decided about
    /// the main account holds for this one too, a pause not least.
    pub async fn add_account(
        &self,
        creator: &Creator,
        form: &AccountForm,
    ) -> Result<ManageOutcome<AccountForm>, Fault> {
        let refused = |field, code| {
            let problems = vec![Problem::at(field, code)];
            Ok(ManageOutcome::Refused(Refused { form: form.clone(), problems }))
        };
        if !creator.allows(AccountPermission::AddAccount) {
            return Ok(ManageOutcome::NotFound);
        }
        if let Some(retry_after_seconds) = self.wait(creator) {
            return refused("form", ProblemCode::TooManyChanges { retry_after_seconds });
        }
        let Ok(currency) = form.currency.parse::<Currency>() else {
            return refused("account_currency", ProblemCode::ChoiceUnknown);
        };
        if creator.accounts().any(|account| account.currency == currency) {
            return refused("account_currency", ProblemCode::AccountThere);
        }
        let now = self.parts.clock.business();
        let main = creator.account.main().clone();
        let facts = self.parts.commerce.candidate(&main, now).await?;
        let account = CreatorRow {
            id: CreatorId::new(now, self.parts.entropy.bits()),
            owner: creator.account.owner.clone(),
            main: Some(main.clone()),
            currency,
            created_at: now,
        };
        let mut writes = vec![Write::InsertCreator(account.clone())];
        writes.extend(facts.iter().flat_map(|facts| same_standing(facts, &main, &account.id)));
        let committed = self.parts.commerce.commit(Changes { writes, ..Changes::default() }).await?;
        self.parts.places.moved(&creator.user);
        match committed {
            Commit::Committed => Ok(ManageOutcome::Done),
            Commit::Duplicate => refused("account_currency", ProblemCode::AccountThere),
            Commit::Conflict => refused("form", ProblemCode::ChangedMeanwhile),
        }
    }
}

/// The standing of the main account for the further one, while it is still the one that was read: a pause that is set
/// meanwhile is not left behind.
fn same_standing(facts: &CandidateFacts, main: &CreatorId, account: &CreatorId) -> Vec<Write> {
    let of = |version: Option<i64>| version.unwrap_or(0);
    let unchanged = Write::RequireChoices {
        creator: main.clone(),
        settings: of(facts.settings.as_ref().map(|settings| settings.version)),
        standing: of(facts.standing.as_ref().map(|standing| standing.version)),
    };
    let copied = facts
        .standing
        .clone()
        .map(|standing| Write::PutStanding(Standing { creator: account.clone(), version: 0, ..standing }));
    std::iter::once(unchanged).chain(copied).collect()
}
