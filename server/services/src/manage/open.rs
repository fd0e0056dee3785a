//! Opening and closing a community.

use domain::{
    catalogue::{Community, CommunityState},
    money::Currency,
    time::Day,
    view::{
        Problem, ProblemCode,
        manage::{OpeningNeed, Refused},
    },
};

use super::{Manage, ManageOutcome};
use crate::{
    Fault,
    actor::Creator,
    catalogue::Shelf,
    ports::{Changes, Commit, Write},
};

impl Manage {
    /// Opens a community to everybody once nothing is missing, or closes it: nobody can join or renew then, and members
    /// stay until their time is over.
    pub async fn set_state(
        &self,
        creator: &Creator,
        slug: &str,
        to: CommunityState,
    ) -> Result<ManageOutcome<()>, Fault> {
        let Some(shelf) = self.mine(creator, slug) else { return Ok(ManageOutcome::NotFound) };
        let refused = |code| {
            let problems = vec![Problem::at("form", code)];
            Ok(ManageOutcome::Refused(Refused { form: (), problems }))
        };
        if shelf.community.state == to {
            return Ok(ManageOutcome::Done);
        }
        if let Some(waits) = self.made_to_wait(creator) {
            return Ok(waits);
        }
        let today = self.parts.clock.business().day();
        match to {
            // People have the address by then.
            CommunityState::Draft => return refused(ProblemCode::ChoiceUnknown),
            CommunityState::Open if needs(&shelf, today, &self.payable()).iter().any(|(_, met)| !met) => {
                return refused(ProblemCode::NotReadyToOpen);
            }
            CommunityState::Open | CommunityState::Closed => {}
        }
        let after = Community { state: to, ..shelf.community.clone() };
        let changes = Changes { writes: vec![Write::UpdateCommunity(after)], ..Changes::default() };
        match self.commit(creator, changes).await? {
            Commit::Committed => Ok(ManageOutcome::Done),
            Commit::Conflict | Commit::Duplicate => refused(ProblemCode::ChangedMeanwhile),
        }
    }
}

/// Everything that has to be there before a community opens, and whether it is.
pub(super) fn needs(shelf: &Shelf, today: Day, payable: &[Currency]) -> Vec<(OpeningNeed, bool)> {
    let community = &shelf.community;
    let sold = || shelf.products.iter().filter(|product| product.on_sale && product.period.is_ahead(today));
    let sells = sold().next().is_some();
    // Without anything on sale it says nothing yet: the line above does.
    let can_be_paid = sells && sold().all(|product| payable.contains(&product.price.currency()));
    vec![
        (OpeningNeed::Details, community.is_described()),
        (OpeningNeed::WayIn, community.has_way_in()),
        (OpeningNeed::Product, sells),
        (OpeningNeed::WayToPay, can_be_paid),
        (OpeningNeed::Agreement, shelf.agreement.is_some()),
    ]
}
