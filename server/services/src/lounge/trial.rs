//! Looking around before paying: once per person and community, for whoever has never had a membership there.

use domain::{catalogue::Trial, id::ProductId};

use super::Lounge;
use crate::{
    Fault,
    actor::Member,
    ports::{Changes, Commit, Write},
    rate_limit::Admission,
};

/// How it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TrialOutcome {
    /// The door is open, for some days.
    Started(Trial),
    /// It was begun before; this is it, over or not.
    Had(Trial),
    /// Whoever was a member there knows it already.
    WasMember,
    /// This product has no trial, or is not sold now.
    NotOffered,
    /// Too many tries in a short time.
    Later {
        /// Seconds until the next one is worth it.
        retry_after_seconds: u32,
    },
}

impl Lounge {
    /// Begins a trial. Two clicks at once are one trial.
    pub async fn start_trial(&self, member: &Member, product: &ProductId) -> Result<TrialOutcome, Fault> {
        let admitted = self.limit.admit(member.user.as_str(), self.parts.clock.system());
        if let Admission::Refused { retry_after_seconds } = admitted {
            return Ok(TrialOutcome::Later { retry_after_seconds });
        }
        let now = self.parts.clock.business();
        let Some(shelf) = self.parts.catalogue.by_product(product) else {
            return Ok(TrialOutcome::NotOffered);
        };
        let offered = shelf.offered(now.day()).find(|known| known.id == *product);
        let Some(days) = offered.map(|known| known.trial_days).filter(|days| *days > 0) else {
            return Ok(TrialOutcome::NotOffered);
        };
        let commerce = &self.parts.commerce;
        if let Some(had) = commerce.trial(&member.user, &shelf.community.id).await? {
            return Ok(TrialOutcome::Had(had));
        }
        if !commerce.memberships_in(&member.user, &shelf.community.id).await?.is_empty() {
            return Ok(TrialOutcome::WasMember);
        }
        let trial = Trial {
            member: member.user.clone(),
            community: shelf.community.id.clone(),
            product: product.clone(),
            started_at: now,
            ends_at: now.plus_days(i64::from(days)),
        };
        let changes = Changes { writes: vec![Write::InsertTrial(trial.clone())], ..Changes::default() };
        match commerce.commit(changes).await? {
            Commit::Committed => Ok(TrialOutcome::Started(trial)),
            Commit::Duplicate | Commit::Conflict => {
                let had = commerce.trial(&member.user, &shelf.community.id).await?;
                had.map(TrialOutcome::Had).ok_or(Fault::Contention)
            }
        }
    }
}
