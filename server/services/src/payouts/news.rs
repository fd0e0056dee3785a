//! What the owner of an account is told about a save.

use domain::{
    message::{MessageKind, PauseCause, Recipient},
    payouts::{Change, PayoutSettings},
    time::Timestamp,
};

use super::{PayoutService, picture::Picture};
use crate::{
    actor::Creator,
    messages::tell,
    ports::{OutboxRow, Write},
};

/// What there is to tell about changed settings. What moves money or stops it is always told, also to who did it: a
/// stranger at the keyboard must not go unnoticed. The rest is told when somebody else than the owner did it.
pub(super) fn news(
    picture: &Picture,
    creator: &Creator,
    changes: &[Change],
    after: &PayoutSettings,
    counts_from: Timestamp,
) -> Vec<MessageKind> {
    let by = || creator.user.clone();
    let one = |change: &Change| match change {
        Change::Schedule { before, after } => Some(MessageKind::ScheduleChanged {
            before: before.code().into_owned(),
            after: after.code().into_owned(),
            by: Some(by()),
            counts_from,
        }),
        Change::Destination { .. } => Some(MessageKind::DestinationChanged {
            last_four: picture.destination(after.destination.as_ref()).map(|bank| bank.last_four.clone()),
            held_until: after.held_until,
            by: Some(by()),
        }),
        Change::Paused => Some(MessageKind::Paused(PauseCause::Person { by: by() })),
        Change::Resumed => Some(MessageKind::Resumed { by: Some(by()) }),
        Change::Fallback { .. } | Change::Threshold { .. } => None,
    };
    let field = |change: &Change| match change {
        Change::Fallback { .. } => Some("fallback".to_owned()),
        Change::Threshold { .. } => Some("threshold".to_owned()),
        Change::Schedule { .. } | Change::Destination { .. } | Change::Paused | Change::Resumed => None,
    };
    let mut news: Vec<MessageKind> = changes.iter().filter_map(one).collect();
    let fields: Vec<String> = changes.iter().filter_map(field).collect();
    if creator.user != creator.account.owner && !fields.is_empty() {
        news.push(MessageKind::SettingsChangedByTeam { fields, by: by() });
    }
    news
}

impl PayoutService {
    /// Tells the owner, in the commit of the save.
    pub(super) fn tell_owner(
        &self,
        creator: &Creator,
        news: Vec<MessageKind>,
    ) -> (Vec<Write>, Vec<OutboxRow>) {
        let owner = || Recipient::Owner(creator.account.id.clone());
        let told = |about| tell(self.clock.as_ref(), self.entropy.as_ref(), owner(), about);
        news.into_iter().map(told).unzip()
    }
}
