//! The people database in memory.

use std::{
    collections::BTreeMap,
    path::Path,
    sync::{Arc, Mutex},
};

use async_trait::async_trait;
use domain::{
    id::{AgreementId, ConsentId, DestinationId, DraftId, InvitationId, MessageId, PasswordLinkId, UserId},
    locale::Locale,
    people::{Consent, User},
    time::Timestamp,
};
use services::ports::{
    Addressee, Commit, Draft, Invitation, Letter, LetterStore, PasswordLink, PeopleChanges, PeopleStore,
    PeopleWrite, SealedDetails, SessionRow, StoreFault, UserRow,
};

use super::{commerce::down, switch::Switch};

/// Everything that is stored about people.
#[derive(Clone, Debug, Default)]
pub struct PeopleTables {
    pub users: BTreeMap<UserId, UserRow>,
    pub sessions: BTreeMap<String, SessionRow>,
    pub consents: BTreeMap<ConsentId, Consent>,
    pub drafts: BTreeMap<DraftId, Draft>,
    pub locales: BTreeMap<UserId, Locale>,
    pub letters: BTreeMap<MessageId, Letter>,
    pub details: BTreeMap<DestinationId, SealedDetails>,
    pub invitations: BTreeMap<InvitationId, Invitation>,
    /// Each with when it was used.
    pub password_links: BTreeMap<PasswordLinkId, (PasswordLink, Option<Timestamp>)>,
}

impl PeopleTables {
    fn commit(&mut self, changes: &PeopleChanges) -> Result<Commit, StoreFault> {
        let mut next = self.clone();
        let mut duplicate = false;
        for write in &changes.writes {
            if !next.fits(write) {
                return Ok(Commit::Conflict);
            }
            duplicate |= next.write(write)?;
        }
        if duplicate {
            return Ok(Commit::Duplicate);
        }
        *self = next;
        Ok(Commit::Committed)
    }

    /// Whether what a write was decided on is still so.
    fn fits(&self, write: &PeopleWrite) -> bool {
        match write {
            PeopleWrite::SetPassword(new) => self.users.contains_key(new.user()),
            PeopleWrite::SetRoles { user, from, .. } => {
                self.users.get(user).is_some_and(|row| row.user.roles == *from)
            }
            PeopleWrite::UsePasswordLink(id, _) => {
                self.password_links.get(id).is_some_and(|(_, used)| used.is_none())
            }
            _ => true,
        }
    }

    /// What changes passwords and roles, and leads there.
    fn write_credentials(&mut self, write: &PeopleWrite) {
        match write {
            PeopleWrite::DeleteSessionsOf(user) => self.sessions.retain(|_, row| row.user != *user),
            PeopleWrite::SetPassword(new) => {
                if let Some(row) = self.users.get_mut(new.user()) {
                    new.hash().clone_into(&mut row.password_hash);
                }
                let theirs = self.password_links.values_mut().filter(|(link, _)| link.user == *new.user());
                theirs.for_each(|(_, used)| *used = used.or(Some(new.set_at())));
            }
            PeopleWrite::SetRoles { user, to, .. } => {
                if let Some(row) = self.users.get_mut(user) {
                    row.user.roles.clone_from(to);
                }
            }
            PeopleWrite::PutPasswordLink(link) => {
                self.password_links.entry(link.id.clone()).or_insert_with(|| (link.clone(), None));
            }
            PeopleWrite::UsePasswordLink(id, at) => {
                if let Some((_, used)) = self.password_links.get_mut(id) {
                    *used = used.or(Some(*at));
                }
            }
            _ => {}
        }
    }

    /// Whether a unique key was there already.
    fn write(&mut self, write: &PeopleWrite) -> Result<bool, StoreFault> {
        let unknown = |user: &UserId| !self.users.contains_key(user);
        match write {
            PeopleWrite::InsertSession(SessionRow { user, .. })
            | PeopleWrite::InsertConsent(Consent { user, .. })
                if unknown(user) =>
            {
                return Err(StoreFault::Database("a row of nobody".to_owned()));
            }
            PeopleWrite::InsertUser(row) => {
                let taken = self.users.values().any(|known| known.user.email == row.user.email);
                return Ok(self.users.insert(row.user.id.clone(), row.clone()).is_some() || taken);
            }
            PeopleWrite::InsertSession(row) => {
                return Ok(self.sessions.insert(row.token_hash.clone(), row.clone()).is_some());
            }
            PeopleWrite::InsertConsent(consent) => {
                return Ok(self.consents.insert(consent.id.clone(), consent.clone()).is_some());
            }
            PeopleWrite::DeleteSession(token_hash) => {
                self.sessions.remove(token_hash);
            }
            PeopleWrite::PutDraft(draft) => {
                self.drafts.insert(draft.id.clone(), draft.clone());
            }
            PeopleWrite::DeleteDraft(id) => {
                self.drafts.remove(id);
            }
            PeopleWrite::SetLocale(user, locale) => {
                if self.users.contains_key(user) {
                    self.locales.insert(user.clone(), *locale);
                }
            }
            PeopleWrite::KeepLetter(letter) => {
                self.letters.entry(letter.message.clone()).or_insert_with(|| letter.clone());
            }
            PeopleWrite::PutBankDetails(details) => {
                self.details.insert(details.destination.clone(), details.clone());
            }
            PeopleWrite::PutInvitation(row) => {
                let same = |known: &Invitation| (&known.creator, &known.email) == (&row.creator, &row.email);
                self.invitations.retain(|_, known| !same(known));
                self.invitations.insert(row.id.clone(), row.clone());
            }
            PeopleWrite::DeleteInvitation(creator, id) => {
                self.invitations.retain(|_, known| known.id != *id || known.creator != *creator);
            }
            PeopleWrite::ForgetExpired(before) => {
                self.invitations.retain(|_, row| row.expires_at > *before);
                self.sessions.retain(|_, row| row.expires_at > *before);
                self.drafts.retain(|_, draft| draft.expires_at > *before);
                self.password_links.retain(|_, (link, _)| link.expires_at > *before);
            }
            PeopleWrite::DeleteSessionsOf(_)
            | PeopleWrite::SetPassword(_)
            | PeopleWrite::SetRoles { .. }
            | PeopleWrite::PutPasswordLink(_)
            | PeopleWrite::UsePasswordLink(..) => self.write_credentials(write),
        }
        Ok(false)
    }
}

/// The people database in memory.
#[derive(Default)]
pub struct MemoryPeople {
    switch: Arc<Switch>,
    tables: Mutex<PeopleTables>,
}

impl MemoryPeople {
    pub fn new(switch: Arc<Switch>) -> Self {
        Self { switch, tables: Mutex::default() }
    }

    /// A look that no use case takes.
    pub fn rows(&self) -> PeopleTables {
        self.tables.lock().unwrap().clone()
    }

    /// A change that no use case makes.
    pub fn change(&self, change: impl FnOnce(&mut PeopleTables)) {
        change(&mut self.tables.lock().unwrap());
    }

    pub(super) async fn read<T>(
        &self,
        name: &'static str,
        read: impl FnOnce(&PeopleTables) -> T + Send,
    ) -> Result<T, StoreFault> {
        self.switch.around(name, || read(&self.tables.lock().unwrap())).await.ok_or_else(down)
    }
}

#[async_trait]
impl PeopleStore for MemoryPeople {
    async fn commit(&self, changes: PeopleChanges) -> Result<Commit, StoreFault> {
        let commit = || self.tables.lock().unwrap().commit(&changes);
        self.switch.around("people.commit", commit).await.ok_or_else(down)?
    }

    async fn user_by_email(&self, email: &str) -> Result<Option<UserRow>, StoreFault> {
        let find = |tables: &PeopleTables| tables.users.values().find(|row| row.user.email == email).cloned();
        self.read("user_by_email", find).await
    }

    async fn user(&self, id: &UserId) -> Result<Option<User>, StoreFault> {
        self.read("user", |tables| tables.users.get(id).map(|row| row.user.clone())).await
    }

    async fn staff(&self) -> Result<Vec<User>, StoreFault> {
        let list = |tables: &PeopleTables| {
            let staff = tables.users.values().filter(|row| !row.user.roles.is_empty());
            staff.map(|row| row.user.clone()).collect()
        };
        self.read("staff", list).await
    }

    async fn names(&self, ids: &[UserId]) -> Result<BTreeMap<UserId, String>, StoreFault> {
        let names = |tables: &PeopleTables| {
            let known = tables.users.values().filter(|row| ids.contains(&row.user.id));
            known.map(|row| (row.user.id.clone(), row.user.name.clone())).collect()
        };
        self.read("names", names).await
    }

    async fn session(
        &self,
        token_hash: &str,
        now: Timestamp,
    ) -> Result<Option<(SessionRow, User)>, StoreFault> {
        let find = |tables: &PeopleTables| {
            let row = tables.sessions.get(token_hash).filter(|row| row.expires_at > now)?;
            let user = tables.users.get(&row.user)?;
            Some((row.clone(), user.user.clone()))
        };
        self.read("session", find).await
    }

    async fn password_link(
        &self,
        token_hash: &str,
        now: Timestamp,
    ) -> Result<Option<PasswordLink>, StoreFault> {
        let open = |(link, used): &&(PasswordLink, Option<Timestamp>)| {
            link.token_hash == token_hash && link.expires_at > now && used.is_none()
        };
        let find =
            |tables: &PeopleTables| tables.password_links.values().find(open).map(|(link, _)| link.clone());
        self.read("password_link", find).await
    }

    async fn consents(&self, user: &UserId, agreement: &AgreementId) -> Result<Vec<Consent>, StoreFault> {
        let list = |tables: &PeopleTables| {
            let theirs = |consent: &&Consent| consent.user == *user && consent.agreement == *agreement;
            let mut rows: Vec<Consent> = tables.consents.values().filter(theirs).cloned().collect();
            rows.sort_by(|a, b| (b.accepted_at, &b.id).cmp(&(a.accepted_at, &a.id)));
            rows
        };
        self.read("consents", list).await
    }

    async fn consent(&self, id: &ConsentId) -> Result<Option<Consent>, StoreFault> {
        self.read("consent", |tables| tables.consents.get(id).cloned()).await
    }

    async fn draft(&self, id: &DraftId, now: Timestamp) -> Result<Option<Draft>, StoreFault> {
        let find =
            |tables: &PeopleTables| tables.drafts.get(id).filter(|draft| draft.expires_at > now).cloned();
        self.read("draft", find).await
    }

    async fn bank_details(&self, ids: &[DestinationId]) -> Result<Vec<SealedDetails>, StoreFault> {
        let list =
            |tables: &PeopleTables| ids.iter().filter_map(|id| tables.details.get(id)).cloned().collect();
        self.read("bank_details", list).await
    }

    async fn ping(&self) -> Result<(), StoreFault> {
        Ok(())
    }

    async fn damages(&self) -> Result<Vec<String>, StoreFault> {
        Ok(Vec::new())
    }

    async fn backup(&self, _to: &Path) -> Result<(), StoreFault> {
        Err(StoreFault::Database("a database in memory has no copy".to_owned()))
    }

    async fn close(&self) {}
}

#[async_trait]
impl LetterStore for MemoryPeople {
    async fn addressees(&self, ids: &[UserId]) -> Result<BTreeMap<UserId, Addressee>, StoreFault> {
        let list = |tables: &PeopleTables| {
            let known = tables.users.values().filter(|row| ids.contains(&row.user.id));
            let addressee = |row: &UserRow| Addressee {
                address: row.user.email.clone(),
                name: row.user.name.clone(),
                locale: tables.locales.get(&row.user.id).copied().unwrap_or_default(),
            };
            known.map(|row| (row.user.id.clone(), addressee(row))).collect()
        };
        self.read("addressees", list).await
    }

    async fn letters(&self, addresses: &[String], limit: u32) -> Result<Vec<Letter>, StoreFault> {
        let list = |tables: &PeopleTables| {
            let kept = tables.letters.values().rev().filter(|letter| addresses.contains(&letter.address));
            kept.take(usize::try_from(limit).unwrap()).cloned().collect()
        };
        self.read("letters", list).await
    }
}
