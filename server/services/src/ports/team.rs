//! What is stored about teams: who is on one, in commerce; who is invited, beside the people.

use async_trait::async_trait;
use domain::{
    id::{CreatorId, InvitationId, UserId},
    locale::Locale,
    people::AccountRole,
    time::Timestamp,
};

use super::{commerce::StoreFault, facts::CreatorRow};

/// Somebody on the team of a creator's account. A person is on one team at most, and owns no account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeamMember {
    /// Whose team.
    pub creator: CreatorId,
    /// Who; unique.
    pub user: UserId,
    /// What the person is; never the owner.
    pub role: AccountRole,
    /// Who invited the person.
    pub added_by: UserId,
    /// When the person came.
    pub added_at: Timestamp,
}

/// The accounts that a person acts for, and as what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The main account.
    pub account: CreatorRow,
    /// The accounts beside it, oldest first: the same person and business, other currencies.
    pub further: Vec<CreatorRow>,
    /// What the person is on all of them.
    pub role: AccountRole,
}

impl Place {
    /// Every account, the main one first.
    pub fn accounts(&self) -> impl Iterator<Item = &CreatorRow> {
        std::iter::once(&self.account).chain(&self.further)
    }

    /// Whether an account is one of them.
    pub fn holds(&self, creator: &CreatorId) -> bool {
        self.accounts().any(|account| account.id == *creator)
    }
}

/// Teams; part of the commerce database.
#[async_trait]
pub trait TeamStore: Send + Sync {
    /// The accounts a person acts for: those they own, else those whose team they are on.
    async fn place_of(&self, user: &UserId) -> Result<Option<Place>, StoreFault>;
    /// Everybody on the team of an account, those who came first first.
    async fn team(&self, creator: &CreatorId) -> Result<Vec<TeamMember>, StoreFault>;
}

/// An invitation to a team. Its token was mailed and is not kept.
#[derive(Clone, PartialEq, Eq)]
pub struct Invitation {
    /// The identifier.
    pub id: InvitationId,
    /// SHA-256 of the token, in hexadecimal.
    pub token_hash: String,
    /// Whose team.
    pub creator: CreatorId,
    /// What the person would be.
    pub role: AccountRole,
    /// The address it goes to, normalised; one invitation per account and address.
    pub email: String,
    /// The language of its letter.
    pub locale: Locale,
    /// Who invites.
    pub invited_by: UserId,
    /// When.
    pub invited_at: Timestamp,
    /// Until when it can be accepted.
    pub expires_at: Timestamp,
}

impl std::fmt::Debug for Invitation {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Invitation").field("id", &self.id).finish_non_exhaustive()
    }
}

/// Invitations; part of the people database.
#[async_trait]
pub trait InvitationStore: Send + Sync {
    /// The invitation behind a token that has not ended by `now`.
    async fn invitation(&self, token_hash: &str, now: Timestamp) -> Result<Option<Invitation>, StoreFault>;
    /// Invitations to a team that have not ended by `now`, newest first.
    async fn invitations(&self, creator: &CreatorId, now: Timestamp) -> Result<Vec<Invitation>, StoreFault>;
    /// Invitations by identifier; unknown ones are left out.
    async fn invitations_by_id(&self, ids: &[InvitationId]) -> Result<Vec<Invitation>, StoreFault>;
}
