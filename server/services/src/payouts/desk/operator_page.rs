//! `/operator/creators/{creator}`: what there is to decide about one creator.

use std::collections::BTreeMap;

use domain::{
    id::{CreatorId, UserId},
    money::BasisPoints,
    payouts::Payout,
    view::payouts::{CreatorDeskView, OpenPayout, WaitingCredit},
};

use super::{END_OF_TIME, PayoutDesk, operator::CREDITS};
use crate::{Fault, actor::Approver, ports::Place};

/// How many of the newest items are looked through for payouts that have not ended. What is older has ended.
const ITEMS: u32 = 60;

impl PayoutDesk {
    /// What there is to decide about one creator.
    pub async fn creator_desk(
        &self,
        reader: &Approver,
        creator: &CreatorId,
    ) -> Result<Option<CreatorDeskView>, Fault> {
        let Some(facts) = self.candidate(creator).await? else { return Ok(None) };
        let owner = facts.creator.owner.clone();
        let names = self.parts.people.names(std::slice::from_ref(&owner)).await?;
        let standing = facts.standing.as_ref();
        let paused =
            standing.and_then(|standing| Some((standing.platform_paused_at?, standing.pause_reason.clone())));
        let place = self.parts.commerce.place_of(&owner).await?;
        let others = place.iter().flat_map(Place::accounts);
        let others = others.filter(|account| account.id != *creator);
        Ok(Some(CreatorDeskView {
            others: others.map(|account| (account.id.clone(), account.currency)).collect(),
            creator: facts.creator.id.clone(),
            name: names.get(&owner).cloned().unwrap_or_default(),
            balance: facts.money.balance,
            paused,
            paused_after_failures: facts.account.paused_after_failures_at.is_some(),
            reserve_percent: standing.map_or(BasisPoints::new(0), |standing| standing.reserve_rate).percent(),
            reserve_days: standing.map_or(0, |standing| standing.reserve_days),
            completed: facts.account.completed,
            country: standing.map(|standing| standing.country.clone()).unwrap_or_default(),
            country_has_instant: standing.is_some_and(|standing| standing.country_has_instant),
            compliant: standing.is_some_and(|standing| standing.compliant),
            open: self.open_payouts(creator).await?,
            credits: self.waiting(reader, Some(creator)).await?,
            is_own: self.is_own(&reader.user, creator).await?,
            may_act: reader.may_act,
        }))
    }

    async fn open_payouts(&self, creator: &CreatorId) -> Result<Vec<OpenPayout>, Fault> {
        let records = self.parts.commerce.items_of(creator, END_OF_TIME, ITEMS).await?;
        let payouts = records.into_iter().flat_map(|record| record.payouts);
        let open = payouts.filter(|payout| !payout.state.is_final());
        Ok(open.map(open_payout).collect())
    }

    /// Credits that wait for a second person, with the names of whom they are about.
    pub(super) async fn waiting(
        &self,
        reader: &Approver,
        creator: Option<&CreatorId>,
    ) -> Result<Vec<WaitingCredit>, Fault> {
        let credits = self.parts.commerce.waiting_credits(creator, CREDITS).await?;
        let mut owners: BTreeMap<CreatorId, UserId> = BTreeMap::new();
        for credit in &credits {
            if let Some(facts) = self.candidate(&credit.creator).await? {
                owners.insert(credit.creator.clone(), facts.creator.owner);
            }
        }
        let asked = credits.iter().map(|credit| credit.asked_by.clone());
        let people: Vec<UserId> = owners.values().cloned().chain(asked).collect();
        let names =
            if people.is_empty() { BTreeMap::new() } else { self.parts.people.names(&people).await? };
        let name = |user: Option<&UserId>| user.and_then(|user| names.get(user)).cloned().unwrap_or_default();
        let line = |credit: domain::payouts::PendingCredit| WaitingCredit {
            name: name(owners.get(&credit.creator)),
            asked_by: name(Some(&credit.asked_by)),
            is_mine: credit.asked_by == reader.user,
            id: credit.id,
            creator: credit.creator,
            amount: credit.amount,
            asked_at: credit.asked_at,
        };
        Ok(credits.into_iter().map(line).collect())
    }
}

fn open_payout(payout: Payout) -> OpenPayout {
    OpenPayout {
        id: payout.id,
        day: payout.day,
        rail: payout.rail,
        kind: payout.kind,
        gross: payout.gross,
        state: payout.state,
    }
}
