//! Payout settings: what the page shows, and what a save does.
//!
//! A page is worked out from stored facts only; no bank and no processor is asked while somebody waits for it.

mod bank_details;
mod decide;
pub mod desk;
pub mod engine;
mod limits;
mod news;
mod paying;
mod picture;
mod view;

use std::sync::Arc;

pub use self::bank_details::{open_details, seal_details};

use domain::{
    id::SettingsChangeId,
    payouts::{Change, PayoutSettings, changes},
    people::AccountPermission,
    policy::Policy,
    time::Timestamp,
    view::{
        Problem, ProblemCode,
        payouts::{PayoutSettingsDraft, PayoutSettingsForm, PayoutSettingsView},
    },
};

use self::{
    decide::{Decision, decide},
    limits::ChangeLimit,
    picture::Picture,
};
use crate::{
    Fault,
    actor::Creator,
    ports::{Changes, Clock, Commerce, Commit, Entropy, EntropyExt, People, SettingsChange, Write},
    team::{guard, still_holds},
};

/// How often a save is decided again when rows change under it.
const MAX_TRIES: u8 = 3;

/// How a save ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SaveOutcome {
    /// The choices are what the form says.
    Saved(Saved),
    /// Nothing changed; the draft says why, and keeps what was typed.
    Refused(Box<PayoutSettingsDraft>),
}

/// What a save did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// The record of the change; `None` when everything was so already.
    pub change: Option<SettingsChangeId>,
    /// What changed.
    pub changes: Vec<Change>,
    /// The first run it counts for.
    pub counts_from: Timestamp,
}

/// The use cases of `/settings/payouts`.
pub struct PayoutService {
    commerce: Commerce,
    people: People,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    policy: Arc<Policy>,
    limit: ChangeLimit,
}

impl PayoutService {
    /// Puts the service together.
    pub fn new(
        commerce: Commerce,
        people: People,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
        policy: Arc<Policy>,
    ) -> Self {
        Self { commerce, people, clock, entropy, policy, limit: ChangeLimit::default() }
    }

    /// Everything the page shows; `None` when the person may not see it.
    pub async fn load(&self, creator: &Creator) -> Result<Option<PayoutSettingsView>, Fault> {
        if !creator.allows(AccountPermission::SeeSettings) {
            return Ok(None);
        }
        let picture = self.picture(creator).await?;
        let last_changer = picture.facts.last_change.as_ref().map(|change| change.changed_by.clone());
        let names = self.people.names(last_changer.as_slice()).await?;
        let name = last_changer.and_then(|user| names.get(&user).cloned());
        let view = view::view(&picture, &self.policy, name)?;
        let may_change = creator.allows(AccountPermission::ChangeSettings);
        Ok(Some(PayoutSettingsView { may_change, ..view }))
    }

    /// Saves all of the form or nothing. A refusal is a value; the stored choices are then untouched.
    pub async fn save(&self, creator: &Creator, form: PayoutSettingsForm) -> Result<SaveOutcome, Fault> {
        for _ in 0..MAX_TRIES {
            // Asked each time: after a conflict the role may be gone.
            if !self.may_save(creator).await? {
                let problem = Problem::at("form", ProblemCode::RoleMayNot);
                return Ok(SaveOutcome::Refused(Box::new(refused(form, problem))));
            }
            let picture = self.picture(creator).await?;
            let after = match decide(&picture, &form, &self.policy) {
                Decision::Refuse(draft) => return Ok(SaveOutcome::Refused(Box::new(draft))),
                Decision::Keep { posted_again } => {
                    let own = posted_again.then_some(&creator.user);
                    return Ok(SaveOutcome::Saved(picture.saved_already(own, &self.policy)));
                }
                Decision::Save(after) => after,
            };
            if let Some(problem) = self.limit.refuses(creator, self.clock.system()) {
                return Ok(SaveOutcome::Refused(Box::new(refused(form, problem))));
            }
            let record = self.record(&picture, creator, after);
            let saved = Saved {
                change: Some(record.id.clone()),
                changes: changes(&picture.settings, &record.after),
                counts_from: picture.counts_from(record.after.schedule, &self.policy),
            };
            let news = news::news(&picture, creator, &saved.changes, &record.after, saved.counts_from);
            let (mut writes, outbox) = self.tell_owner(creator, news);
            writes.push(Write::PutPayoutSettings(record.after.clone()));
            writes.push(Write::InsertSettingsChange(record));
            writes.extend(guard(creator));
            match self.commerce.commit(Changes { writes, outbox, ..Changes::default() }).await? {
                Commit::Committed => return Ok(SaveOutcome::Saved(saved)),
                // Somebody else was faster: what they saved decides what this form means now.
                Commit::Conflict | Commit::Duplicate => {}
            }
        }
        Err(Fault::Contention)
    }

    async fn may_save(&self, creator: &Creator) -> Result<bool, Fault> {
        Ok(creator.allows(AccountPermission::ChangeSettings) && still_holds(&self.commerce, creator).await?)
    }

    async fn picture(&self, creator: &Creator) -> Result<Picture, Fault> {
        Picture::load(&self.commerce, &creator.account, &self.policy, self.clock.business()).await
    }

    fn record(&self, picture: &Picture, creator: &Creator, after: PayoutSettings) -> SettingsChange {
        SettingsChange {
            id: SettingsChangeId::new(picture.now, self.entropy.bits()),
            creator: creator.account.id.clone(),
            changed_by: creator.user.clone(),
            changed_at: picture.now,
            before: picture.facts.settings.clone(),
            after,
        }
    }
}

/// A form that is refused as a whole.
fn refused(form: PayoutSettingsForm, problem: Problem) -> PayoutSettingsDraft {
    PayoutSettingsDraft { form, problems: vec![problem], missing: Vec::new() }
}
