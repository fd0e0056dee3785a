//! Reading the creators whom a run looks at. One whose rows make no sense must not keep the others waiting.

use domain::{money::Currency, payouts::PayoutRun, time::Timestamp};

use super::{PayoutEngine, decide::reserve};
use crate::{
    Fault,
    ports::{CandidateFacts, CandidateKey, Cohort, StoreFault},
};

/// Creators that have been read, and when.
pub(super) struct Chunk {
    pub candidates: Vec<Candidate>,
    pub read_at: Timestamp,
}

/// A creator whom a run looks at.
pub(super) enum Candidate {
    /// With everything the decision needs.
    Read(Box<CandidateFacts>),
    /// What is stored about them makes no sense: a person has to mend it.
    NotReadable(CandidateKey),
}

impl Candidate {
    pub fn key(&self) -> CandidateKey {
        match self {
            Self::Read(facts) => {
                let (creator, currency): (_, Currency) = (facts.creator.id.clone(), facts.creator.currency);
                CandidateKey { creator, currency: Some(currency) }
            }
            Self::NotReadable(key) => key.clone(),
        }
    }
}

impl PayoutEngine {
    /// The next creators behind the run's cursor. The moment is taken first: what was booked by then is on disk, or as
    /// good as.
    pub(super) async fn read(&self, cohort: &Cohort, run: &PayoutRun) -> Result<Chunk, Fault> {
        let read_at = self.parts.clock.business();
        let commerce = &self.parts.commerce;
        let page = commerce.candidates(cohort, run.cursor.as_ref(), self.parts.chunk).await;
        let candidates = match page {
            Ok(all) => {
                let mut candidates = Vec::with_capacity(all.len());
                for facts in all {
                    candidates.push(self.with_reserve(cohort, run, facts).await?);
                }
                candidates
            }
            Err(StoreFault::Inconsistent { .. }) => self.one_by_one(cohort, run).await?,
            Err(fault) => return Err(fault.into()),
        };
        Ok(Chunk { candidates, read_at })
    }

    /// Only a row that makes no sense makes a creator unreadable. A database that does not answer stops the run, which
    /// goes on later: nobody is skipped for that.
    async fn one_by_one(&self, cohort: &Cohort, run: &PayoutRun) -> Result<Vec<Candidate>, Fault> {
        let commerce = &self.parts.commerce;
        let mut candidates = Vec::new();
        for key in commerce.candidate_keys(cohort, run.cursor.as_ref(), self.parts.chunk).await? {
            match commerce.candidate(&key.creator, cohort.recent_since).await {
                Ok(Some(facts)) => candidates.push(self.with_reserve(cohort, run, facts).await?),
                Ok(None) => {}
                Err(StoreFault::Inconsistent { .. }) => candidates.push(Candidate::NotReadable(key)),
                Err(fault) => return Err(fault.into()),
            }
        }
        Ok(candidates)
    }

    /// Few creators have a reserve, and it looks further back than any run.
    async fn with_reserve(
        &self,
        cohort: &Cohort,
        run: &PayoutRun,
        facts: CandidateFacts,
    ) -> Result<Candidate, Fault> {
        let since = reserve(&facts).map(|reserve| reserve.since(run.day).start().plus_ms(-1));
        let Some(since) = since.filter(|since| *since < cohort.recent_since) else {
            return Ok(Candidate::Read(Box::new(facts)));
        };
        match self.parts.commerce.candidate(&facts.creator.id, since).await {
            Ok(older) => Ok(Candidate::Read(Box::new(older.unwrap_or(facts)))),
            Err(StoreFault::Inconsistent { .. }) => {
                Ok(Candidate::NotReadable(Candidate::Read(Box::new(facts)).key()))
            }
            Err(fault) => Err(fault.into()),
        }
    }
}
