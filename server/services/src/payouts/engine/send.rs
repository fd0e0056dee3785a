//! One call to a rail about one payout.

use std::sync::Arc;

use domain::payouts::{FailureReason, NewsSource, Payout, RailNews};

use super::{PayoutEngine, news::Heard};
use crate::{
    Fault,
    ports::{BankDetails, PayoutOrder, PayoutRail},
};

/// Which call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// It is handed over. Nothing but a rail that certainly does not have it leads here.
    Send,
    /// It is asked about.
    Ask,
}

/// How old a hand-over may be when its turn comes, in milliseconds: half of what makes others ask about it.
const STALE_MS: i64 = 60_000;

/// What is to be done for one payout.
pub(super) struct Errand {
    pub payout: Payout,
    pub way: Way,
    /// Where it goes; `None` when the people database does not know.
    pub to: Option<BankDetails>,
}

impl PayoutEngine {
    /// Calls the rail and books what it says.
    pub(super) async fn carry_out(self, errand: Errand, rail: Arc<dyn PayoutRail>) -> Result<Heard, Fault> {
        let Errand { payout, way, to } = errand;
        // Others may have given up on it meanwhile: it is left to be asked about.
        let waited = self.parts.clock.business().ms_since(payout.state_since);
        if way == Way::Send && waited > STALE_MS {
            return Ok(Heard::Nothing);
        }
        let news = match (to, way) {
            (Some(to), Way::Send) => match rail.submit(&order(&payout, to)?).await {
                // Only a query may say so. Believed here, it would be sent again at once and without end.
                RailNews::NotKnown => RailNews::NoAnswer,
                news => news,
            },
            (Some(to), Way::Ask) => rail.query(&order(&payout, to)?).await,
            // The rail does not have it: it was never called, or said so itself. Nothing can have left.
            (None, Way::Send) => RailNews::Failed(FailureReason::AccountUnknown),
            // Asked by its number alone; a rail that cannot be asked so answers nothing.
            (None, Way::Ask) => rail.query(&order(&payout, nowhere(&payout))?).await,
        };
        self.hear(payout, &news, NewsSource::Asked, None).await
    }
}

impl PayoutEngine {
    /// What a rail says about a payout now, outside of the dispatcher's round.
    pub(super) async fn ask(&self, payout: &Payout, rail: &dyn PayoutRail) -> Result<RailNews, Fault> {
        Ok(rail.query(&self.order_of(payout).await?).await)
    }

    /// A payout as its rail knows it, with where it goes as far as the people database knows.
    pub(super) async fn order_of(&self, payout: &Payout) -> Result<PayoutOrder, Fault> {
        let to = self.details_of(std::slice::from_ref(payout)).await?.remove(&payout.destination);
        order(payout, to.unwrap_or_else(|| nowhere(payout)))
    }
}

fn nowhere(payout: &Payout) -> BankDetails {
    let nothing = String::new;
    BankDetails {
        destination: payout.destination.clone(),
        holder: nothing(),
        account: nothing(),
        bank: nothing(),
    }
}

fn order(payout: &Payout, to: BankDetails) -> Result<PayoutOrder, Fault> {
    Ok(PayoutOrder {
        number: payout.id.clone(),
        amount: payout.net()?,
        kind: payout.kind,
        day: payout.day,
        created_at: payout.first_sent_at.unwrap_or(payout.created_at),
        to,
        reference: payout.reference.clone(),
    })
}
