//! The people port.

mod bank_details;
mod batch;
mod invitations;
mod letters;
mod passwords;
mod reads;

use std::{collections::BTreeMap, path::Path};

use async_trait::async_trait;
use domain::{
    id::{AgreementId, ConsentId, DestinationId, DraftId, UserId},
    people::{Consent, User},
    time::Timestamp,
};
use services::ports::{
    Commit, Draft, PasswordLink, PeopleChanges, PeopleStore, SealedDetails, SessionRow, StoreFault, UserRow,
};

use super::{
    checkpoints::Checkpoints,
    dialect,
    group::GroupSink,
    pools::{Pools, database},
    verify,
};
use crate::writer::Writer;

/// The people database.
pub(crate) struct PeopleDatabase {
    pub(super) pools: Pools,
    writer: Writer<PeopleChanges>,
    checkpoints: Checkpoints,
}

/// Starts the writer of a people database.
pub(crate) fn people(pools: Pools) -> PeopleDatabase {
    let writer = Writer::start(GroupSink::new(&pools));
    let checkpoints = Checkpoints::start(&pools);
    PeopleDatabase { pools, writer, checkpoints }
}

#[async_trait]
impl PeopleStore for PeopleDatabase {
    async fn commit(&self, changes: PeopleChanges) -> Result<Commit, StoreFault> {
        let answer = self.writer.commit(changes).await;
        if let Ok(Commit::Committed) = answer {
            self.checkpoints.wrote();
        }
        answer
    }

    async fn user_by_email(&self, email: &str) -> Result<Option<UserRow>, StoreFault> {
        reads::user_by_email(&self.pools, email).await
    }

    async fn user(&self, id: &UserId) -> Result<Option<User>, StoreFault> {
        reads::user(&self.pools, id).await
    }

    async fn staff(&self) -> Result<Vec<User>, StoreFault> {
        reads::staff(&self.pools).await
    }

    async fn names(&self, ids: &[UserId]) -> Result<BTreeMap<UserId, String>, StoreFault> {
        reads::names(&self.pools, ids).await
    }

    async fn session(
        &self,
        token_hash: &str,
        now: Timestamp,
    ) -> Result<Option<(SessionRow, User)>, StoreFault> {
        reads::session(&self.pools, token_hash, now).await
    }

    async fn password_link(
        &self,
        token_hash: &str,
        now: Timestamp,
    ) -> Result<Option<PasswordLink>, StoreFault> {
        passwords::link(&self.pools, token_hash, now).await
    }

    async fn consents(&self, user: &UserId, agreement: &AgreementId) -> Result<Vec<Consent>, StoreFault> {
        reads::consents(&self.pools, user, agreement).await
    }

    async fn consent(&self, id: &ConsentId) -> Result<Option<Consent>, StoreFault> {
        reads::consent(&self.pools, id).await
    }

    async fn draft(&self, id: &DraftId, now: Timestamp) -> Result<Option<Draft>, StoreFault> {
        reads::draft(&self.pools, id, now).await
    }

    async fn bank_details(&self, ids: &[DestinationId]) -> Result<Vec<SealedDetails>, StoreFault> {
        bank_details::of(&self.pools, ids).await
    }

    async fn ping(&self) -> Result<(), StoreFault> {
        self.pools.ping().await
    }

    async fn damages(&self) -> Result<Vec<String>, StoreFault> {
        verify::damages_of_people(&self.pools).await
    }

    async fn backup(&self, to: &Path) -> Result<(), StoreFault> {
        dialect::backup(&self.pools, to).await.map_err(database)
    }

    async fn close(&self) {
        self.writer.close().await;
        self.checkpoints.close().await;
        self.pools.close().await;
    }
}
