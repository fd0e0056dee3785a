//! How many destinations an account may have, and how fast they may come.

use domain::view::{Problem, ProblemCode};

use super::{super::limits::MOST_DESTINATIONS, PayoutDesk, Picture};
use crate::actor::Creator;

impl PayoutDesk {
    /// Why one more destination may not be added now, if so; counts it if not.
    pub(super) fn too_many_banks(&self, creator: &Creator, picture: &Picture) -> Option<Problem> {
        let known = u32::try_from(picture.facts.destinations.len()).unwrap_or(u32::MAX);
        if known >= MOST_DESTINATIONS {
            return Some(Problem::at("form", ProblemCode::TooManyDestinations { most: MOST_DESTINATIONS }));
        }
        self.bank_limit.refuses(creator, self.parts.clock.system())
    }
}
