//! What a community is: its words, who is paid, whom to ask, how members get in.

use domain::{
    catalogue::{Community, WayIn},
    view::{
        Problem, ProblemCode,
        manage::{DetailsForm, Refused},
    },
};

use super::{
    Manage, ManageOutcome,
    read::{LINE, NAME, Problems, TEXT, line, link, optional},
};
use crate::{
    Fault,
    actor::Creator,
    ports::{Changes, Commit, Write},
};

impl Manage {
    /// Saves the description of a community. Only the name is needed before it opens; the rest is asked for then, and can
    /// not be emptied once it is open.
    pub async fn save_details(
        &self,
        creator: &Creator,
        slug: &str,
        form: &DetailsForm,
    ) -> Result<ManageOutcome<DetailsForm>, Fault> {
        let Some(shelf) = self.mine(creator, slug) else { return Ok(ManageOutcome::NotFound) };
        let refused = |problems| Ok(ManageOutcome::Refused(Refused { form: form.clone(), problems }));
        if let Some(retry_after_seconds) = self.wait(creator) {
            return refused(vec![Problem::at("form", ProblemCode::TooManyChanges { retry_after_seconds })]);
        }
        let is_current = form.version == shelf.community.version.to_string();
        let after = match read(&shelf.community, form) {
            // Sent twice: the first one did it.
            Ok(after) if !is_current && after == shelf.community => return Ok(ManageOutcome::Done),
            Ok(after) if is_current => after,
            Ok(_) => return refused(vec![Problem::at("form", ProblemCode::ChangedMeanwhile)]),
            Err(problems) => return refused(problems),
        };
        if shelf.community.is_open() && !(after.is_described() && after.has_way_in()) {
            return refused(vec![Problem::at("form", ProblemCode::NotReadyToOpen)]);
        }
        let changes = Changes { writes: vec![Write::UpdateCommunity(after)], ..Changes::default() };
        match self.commit(creator, changes).await? {
            Commit::Committed => Ok(ManageOutcome::Done),
            Commit::Conflict | Commit::Duplicate if self.are_saved(creator, slug, form) => {
                Ok(ManageOutcome::Done)
            }
            Commit::Conflict | Commit::Duplicate => {
                refused(vec![Problem::at("form", ProblemCode::ChangedMeanwhile)])
            }
        }
    }

    /// Whether what was typed stands there already.
    fn are_saved(&self, creator: &Creator, slug: &str, form: &DetailsForm) -> bool {
        let shelf = self.mine(creator, slug);
        shelf.is_some_and(|shelf| read(&shelf.community, form).is_ok_and(|after| after == shelf.community))
    }
}

fn read(before: &Community, form: &DetailsForm) -> Result<Community, Vec<Problem>> {
    let mut problems = Problems::default();
    let after = Community {
        name: problems.take("name", line(&form.name, NAME)),
        tagline: problems.take("tagline", optional(&form.tagline, LINE)),
        description: problems.take("description", optional(&form.description, TEXT)),
        payee_name: problems.take("payee_name", optional(&form.payee_name, NAME)),
        contact: problems.take("contact", optional(&form.contact, LINE)),
        way_in: WayIn {
            instructions: problems.take("way_in_instructions", optional(&form.way_in_instructions, TEXT)),
            address: problems.take("way_in_address", link(&form.way_in_address)),
        },
        ..before.clone()
    };
    let problems = problems.into_list();
    if problems.is_empty() { Ok(after) } else { Err(problems) }
}
