//! A new version of the agreement. Published versions never change: what somebody accepted stays what they accepted.

use domain::{
    catalogue::Agreement,
    id::AgreementId,
    view::{
        Problem, ProblemCode,
        manage::{AgreementForm, Refused},
    },
};

use super::{
    MOST_AGREEMENTS, Manage, ManageOutcome,
    read::{AGREEMENT, LINE, Problems, line, text},
};
use crate::{
    Fault,
    actor::Creator,
    catalogue::Shelf,
    ports::{Changes, Commit, EntropyExt, Write},
    seal::sha256_hex,
};

impl Manage {
    /// Publishes a new version; orders from now on need it to be read. The same text again changes nothing.
    pub async fn publish_agreement(
        &self,
        creator: &Creator,
        slug: &str,
        form: &AgreementForm,
    ) -> Result<ManageOutcome<AgreementForm>, Fault> {
        let Some(shelf) = self.mine(creator, slug) else { return Ok(ManageOutcome::NotFound) };
        let refused = |problems| Ok(ManageOutcome::Refused(Refused { form: form.clone(), problems }));
        if let Some(retry_after_seconds) = self.wait(creator) {
            return refused(vec![Problem::at("form", ProblemCode::TooManyChanges { retry_after_seconds })]);
        }
        let mut problems = Problems::default();
        let title = problems.take("title", line(&form.title, LINE));
        let body = problems.take("body", text(&form.body, AGREEMENT));
        let problems = problems.into_list();
        if !problems.is_empty() {
            return refused(problems);
        }
        let latest = shelf.agreement.as_ref().map_or(0, |agreement| agreement.version);
        if latest >= MOST_AGREEMENTS {
            return refused(vec![Problem::at("form", ProblemCode::TooMany { most: MOST_AGREEMENTS })]);
        }
        let digest = agreement_digest(&title, &body);
        let is_in_force =
            |shelf: &Shelf| shelf.agreement.as_ref().is_some_and(|known| known.digest == digest);
        // Also a form that was sent twice: the first one published it.
        if is_in_force(&shelf) {
            return Ok(ManageOutcome::Done);
        }
        if form.follows.trim().parse() != Ok(latest) {
            return refused(vec![Problem::at("form", ProblemCode::ChangedMeanwhile)]);
        }
        let now = self.parts.clock.business();
        let agreement = Agreement {
            id: AgreementId::new(now, self.parts.entropy.bits()),
            community: shelf.community.id.clone(),
            version: latest.saturating_add(1),
            title,
            body,
            digest: digest.clone(),
            published_at: now,
        };
        let changes = Changes { writes: vec![Write::InsertAgreement(agreement)], ..Changes::default() };
        match self.commit(creator, changes).await? {
            Commit::Committed => Ok(ManageOutcome::Done),
            Commit::Conflict | Commit::Duplicate
                if self.mine(creator, slug).is_some_and(|shelf| is_in_force(&shelf)) =>
            {
                Ok(ManageOutcome::Done)
            }
            // Somebody else published this version.
            Commit::Conflict | Commit::Duplicate => {
                refused(vec![Problem::at("form", ProblemCode::ChangedMeanwhile)])
            }
        }
    }
}

/// What the evidence of an acceptance names: exactly this title and this text.
pub fn agreement_digest(title: &str, body: &str) -> String {
    sha256_hex(format!("{title}\n{body}").as_bytes())
}
