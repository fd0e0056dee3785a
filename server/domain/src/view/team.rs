//! The team of a creator's account, and invitations to it.

use serde::{Deserialize, Serialize};

use super::Problem;
use crate::{
    id::{InvitationId, UserId},
    people::AccountRole,
    time::Timestamp,
};

/// Everything the page of a team shows to the owner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamView {
    /// The owner's name.
    pub owner: String,
    /// The owner's address.
    pub owner_email: String,
    /// Who is on the team, those who came first first.
    pub members: Vec<MemberLine>,
    /// Invitations that wait, newest first.
    pub invitations: Vec<InvitationLine>,
    /// How many people and invitations there may be.
    pub most: u32,
}

/// Somebody on the team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberLine {
    /// Who.
    pub user: UserId,
    /// The name; empty when the account is gone.
    pub name: String,
    /// The address the person signs in with.
    pub email: String,
    /// What the person is.
    pub role: AccountRole,
    /// Since when.
    pub since: Timestamp,
}

/// An invitation that waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationLine {
    /// Which.
    pub id: InvitationId,
    /// The address it was sent to.
    pub email: String,
    /// What the person would be.
    pub role: AccountRole,
    /// Until when it can be accepted.
    pub expires_at: Timestamp,
}

/// The form that invites, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InviteForm {
    /// The address.
    pub email: String,
    /// The code of a role.
    pub role: String,
}

/// A refused form with its reasons.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InviteDraft {
    /// What was typed.
    pub form: InviteForm,
    /// Why it was refused.
    pub problems: Vec<Problem>,
}

/// An invitation, as whoever opens its address sees it. Its address is a secret that was mailed, so it may name who
/// invites; whom it was sent to is not repeated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationView {
    /// Who invites; also whose account it is.
    pub owner: String,
    /// What the person would be.
    pub role: AccountRole,
    /// Until when it can be accepted.
    pub expires_at: Timestamp,
    /// Whether the reader can accept it.
    pub standing: InvitationStanding,
}

/// Whether a reader can accept an invitation, and why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InvitationStanding {
    /// Nobody is signed in.
    SignedOut,
    /// Somebody is signed in with another address than the one it was sent to.
    OtherAddress,
    /// The reader has a creator account of their own.
    OwnsAnAccount,
    /// The reader is on another team.
    OnAnotherTeam,
    /// The reader is on this team already.
    OnThisTeam,
    /// The reader can accept it.
    Open,
}
