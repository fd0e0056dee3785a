//! The people database. Holds no money.

use std::{collections::BTreeMap, sync::Arc};

use async_trait::async_trait;
use domain::{
    id::{AgreementId, ConsentId, CreatorId, DestinationId, DraftId, InvitationId, PasswordLinkId, UserId},
    locale::Locale,
    people::{Consent, StaffRole, User},
    time::Timestamp,
};

use super::{
    changes::Commit,
    commerce::StoreFault,
    messages::LetterStore,
    messenger::Letter,
    team::{Invitation, InvitationStore},
};

/// A person with the stored password hash (PHC string).
#[derive(Clone, PartialEq, Eq)]
pub struct UserRow {
    /// The person.
    pub user: User,
    /// Argon2id, as a PHC string.
    pub password_hash: String,
}

impl std::fmt::Debug for UserRow {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("UserRow").field("id", &self.user.id).finish_non_exhaustive()
    }
}

/// A signed-in browser. The token itself is never stored, only its SHA-256.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRow {
    /// SHA-256 of the token, in hexadecimal.
    pub token_hash: String,
    /// Who is signed in.
    pub user: UserId,
    /// When it began.
    pub created_at: Timestamp,
    /// When it ends, whatever happens.
    pub expires_at: Timestamp,
}

/// A new password for somebody. Only [`PeopleWrite::new_password`] makes one.
#[derive(Clone, PartialEq, Eq)]
pub struct NewPassword {
    user: UserId,
    hash: String,
    set_at: Timestamp,
}

impl NewPassword {
    /// Whose.
    pub const fn user(&self) -> &UserId {
        &self.user
    }

    /// Argon2id, as a PHC string.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// When it was set.
    pub const fn set_at(&self) -> Timestamp {
        self.set_at
    }
}

impl std::fmt::Debug for NewPassword {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("NewPassword").field("user", &self.user).finish_non_exhaustive()
    }
}

/// A mailed way to a new password. Its token was mailed and is not kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasswordLink {
    /// The identifier.
    pub id: PasswordLinkId,
    /// SHA-256 of the token, in hexadecimal.
    pub token_hash: String,
    /// Whose password it sets.
    pub user: UserId,
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// Until when it can be used.
    pub expires_at: Timestamp,
}

/// A form that was refused, kept for ten minutes so that nothing typed is lost. Never holds a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The identifier, in a cookie.
    pub id: DraftId,
    /// Which form.
    pub form: String,
    /// What was typed, and why it was refused, as JSON.
    pub content: String,
    /// When it is forgotten.
    pub expires_at: Timestamp,
}

/// The bank details behind a destination, as they rest: AES-256-GCM by the program's own key, bound to their place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedDetails {
    /// The destination that commerce knows.
    pub destination: DestinationId,
    /// The sealed [`super::BankDetails`].
    pub ciphertext: Vec<u8>,
    /// When they were kept.
    pub kept_at: Timestamp,
}

/// A unit of work on people, as data.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PeopleChanges {
    /// Row writes; committed whole or not at all.
    pub writes: Vec<PeopleWrite>,
}

/// One row write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PeopleWrite {
    /// A new person; the e-mail address is unique.
    InsertUser(UserRow),
    /// A new session.
    InsertSession(SessionRow),
    /// Ends a session; nothing happens when it is gone.
    DeleteSession(String),
    /// Ends every session of a person.
    DeleteSessionsOf(UserId),
    /// A new password, in place of the old one; no link that was mailed before leads to another. A conflict when there is
    /// no such person. Made together with the end of the sessions: [`PeopleWrite::new_password`].
    SetPassword(NewPassword),
    /// Other staff roles, decided on those that the person had; a conflict when they were changed meanwhile.
    SetRoles {
        /// Whose.
        user: UserId,
        /// What they were.
        from: Vec<StaffRole>,
        /// What they are from now on.
        to: Vec<StaffRole>,
    },
    /// A way to a new password. Writing the same one again changes nothing, even when it was used meanwhile.
    PutPasswordLink(PasswordLink),
    /// Uses a way to a new password up; a conflict when it was used already.
    UsePasswordLink(PasswordLinkId, Timestamp),
    /// Evidence of an accepted agreement.
    InsertConsent(Consent),
    /// Keeps a refused form; replaces an earlier one under the same identifier.
    PutDraft(Draft),
    /// Forgets a draft.
    DeleteDraft(DraftId),
    /// The language a person reads; nothing happens when there is no such person.
    SetLocale(UserId, Locale),
    /// Keeps a letter that a demo does not send. One message has one letter: a second copy changes nothing.
    KeepLetter(Letter),
    /// Where a creator's payouts go, sealed; replaces what was kept under the same destination.
    PutBankDetails(SealedDetails),
    /// An invitation to a team, in place of an earlier one to the same address.
    PutInvitation(Invitation),
    /// Takes an account's invitation back; nothing happens when it is gone.
    DeleteInvitation(CreatorId, InvitationId),
    /// Forgets sessions, drafts, invitations and ways to a new password that ended before a moment.
    ForgetExpired(Timestamp),
}

impl PeopleWrite {
    /// A new password, as an Argon2id hash, and the end of every session that an older one began: never one without the
    /// other.
    pub fn new_password(user: UserId, hash: String, set_at: Timestamp) -> [Self; 2] {
        let ends = Self::DeleteSessionsOf(user.clone());
        [Self::SetPassword(NewPassword { user, hash, set_at }), ends]
    }
}

/// A shared handle.
pub type People = Arc<dyn PeopleStore>;

/// The people database. The contract of [`super::CommerceStore`] holds here too.
#[async_trait]
pub trait PeopleStore: LetterStore + InvitationStore + Send + Sync {
    /// Commits one unit of work.
    async fn commit(&self, changes: PeopleChanges) -> Result<Commit, StoreFault>;
    /// A person by normalised e-mail address.
    async fn user_by_email(&self, email: &str) -> Result<Option<UserRow>, StoreFault>;
    /// A person.
    async fn user(&self, id: &UserId) -> Result<Option<User>, StoreFault>;
    /// Everybody with a staff role, by identifier.
    async fn staff(&self) -> Result<Vec<User>, StoreFault>;
    /// Names of many people; unknown ones are left out.
    async fn names(&self, ids: &[UserId]) -> Result<BTreeMap<UserId, String>, StoreFault>;
    /// A session that has not ended by `now`, with its person.
    async fn session(
        &self,
        token_hash: &str,
        now: Timestamp,
    ) -> Result<Option<(SessionRow, User)>, StoreFault>;
    /// The way to a new password behind a token, while it was not used and has not ended by `now`.
    async fn password_link(
        &self,
        token_hash: &str,
        now: Timestamp,
    ) -> Result<Option<PasswordLink>, StoreFault>;
    /// A person's evidence for one agreement, newest first.
    async fn consents(&self, user: &UserId, agreement: &AgreementId) -> Result<Vec<Consent>, StoreFault>;
    /// One piece of evidence.
    async fn consent(&self, id: &ConsentId) -> Result<Option<Consent>, StoreFault>;
    /// A draft that has not been forgotten by `now`.
    async fn draft(&self, id: &DraftId, now: Timestamp) -> Result<Option<Draft>, StoreFault>;
    /// Sealed bank details of many destinations; unknown ones are left out.
    async fn bank_details(&self, ids: &[DestinationId]) -> Result<Vec<SealedDetails>, StoreFault>;
    /// Answers when the database answers.
    async fn ping(&self) -> Result<(), StoreFault>;
    /// What is broken in the file itself, part by part (embedded database only); nothing when it is whole.
    async fn damages(&self) -> Result<Vec<String>, StoreFault>;
    /// Writes a consistent copy to a new file (embedded database only).
    async fn backup(&self, to: &std::path::Path) -> Result<(), StoreFault>;
    /// Finishes what is under way and closes.
    async fn close(&self);
}
