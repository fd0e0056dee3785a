//! Letting payouts go on after failures in a row.

use domain::{
    message::{MessageKind, Recipient},
    people::AccountPermission,
};

use super::{MAX_TRIES, PayoutDesk};
use crate::{
    Fault,
    actor::Creator,
    messages::tell,
    ports::{Changes, Commit, Write},
    team::{guard, still_holds},
};

impl PayoutDesk {
    /// Lifts the pause after failures, if there is one; `false` when the person may not. A pause of the platform is not
    /// touched: only the platform can lift that.
    pub async fn resume(&self, creator: &Creator) -> Result<bool, Fault> {
        if !creator.allows(AccountPermission::ChangeSettings) {
            return Ok(false);
        }
        let parts = &self.parts;
        for _ in 0..MAX_TRIES {
            let account = parts.commerce.payout_account(&creator.account.id).await?;
            let Some(account) = account.filter(|account| account.paused_after_failures_at.is_some()) else {
                return Ok(true);
            };
            let about = MessageKind::Resumed { by: Some(creator.user.clone()) };
            let owner = Recipient::Owner(creator.account.id.clone());
            let (told, mail) = tell(parts.clock.as_ref(), parts.entropy.as_ref(), owner, about);
            let mut writes = vec![Write::PutPayoutAccount(account.resumed()), told];
            writes.extend(guard(creator));
            let changes = Changes { writes, outbox: vec![mail], ..Changes::default() };
            if parts.commerce.commit(changes).await? == Commit::Committed {
                return Ok(true);
            }
            if !still_holds(&parts.commerce, creator).await? {
                return Ok(false);
            }
        }
        Err(Fault::Contention)
    }
}
