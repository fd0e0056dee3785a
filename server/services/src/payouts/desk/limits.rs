//! How many destinations an account may have, and how fast they may come.

use domain::view::{Problem, ProblemCode};

use super::{super::limits::MOST_DESTINATIONS, PayoutDesk, Picture};
use crate::actor::Creator;

impl PayoutDesk {
    /// Why one more destination may not be added now, if so; counts it if not.
    pub(super) fn too_many_banks(&self, creator: &Creator, picture: &Picture) -> Option<Problem> {
        is_full(picture).or_else(|| self.bank_limit.refuses(creator, self.parts.clock.system()))
    }
}

/// Why an account may have no more destinations, if so.
pub(super) fn is_full(picture: &Picture) -> Option<Problem> {
    let known = u32::try_from(picture.facts.destinations.len()).unwrap_or(u32::MAX);
    let full = || Problem::at("form", ProblemCode::TooManyDestinations { most: MOST_DESTINATIONS });
    (known >= MOST_DESTINATIONS).then(full)
}
