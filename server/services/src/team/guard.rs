//! Check and act at one moment: a role that is taken away while somebody decides in it carries nothing out any more.

use crate::{
    Fault,
    actor::Creator,
    ports::{Commerce, Write},
};

/// The write that makes a commit a conflict once the person has another role or none. An owner cannot lose the account.
pub(crate) fn guard(creator: &Creator) -> Option<Write> {
    let is_owner = creator.user == creator.account.owner;
    (!is_owner).then(|| Write::RequireTeamRole {
        creator: creator.account.main().clone(),
        user: creator.user.clone(),
        role: creator.role,
    })
}

/// Whether the person still has the role in which they act; asked after a conflict.
pub(crate) async fn still_holds(commerce: &Commerce, creator: &Creator) -> Result<bool, Fault> {
    if creator.user == creator.account.owner {
        return Ok(true);
    }
    let place = commerce.place_of(&creator.user).await?;
    Ok(place.is_some_and(|place| place.holds(&creator.account.id) && place.role == creator.role))
}
