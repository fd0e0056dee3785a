//! The messenger of a demo: letters stay in the people database, and a page shows them.

use async_trait::async_trait;

use crate::ports::{Letter, Messenger, MessengerFault, People, PeopleChanges, PeopleWrite};

/// Keeps letters instead of sending them.
pub struct DemoMailbox {
    people: People,
}

impl DemoMailbox {
    /// A mailbox in a people database.
    pub fn new(people: People) -> Self {
        Self { people }
    }
}

#[async_trait]
impl Messenger for DemoMailbox {
    async fn send(&self, letter: &Letter) -> Result<(), MessengerFault> {
        let writes = vec![PeopleWrite::KeepLetter(letter.clone())];
        let kept = self.people.commit(PeopleChanges { writes }).await;
        kept.map(|_| ()).map_err(|fault| MessengerFault::Transient(fault.to_string()))
    }
}
