//! The two databases in memory, as far as payout settings need them, with a switch that fails the n-th call.

use std::{
    collections::BTreeMap,
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
};

use async_trait::async_trait;
use domain::{
    catalogue::{Community, Product},
    id::{AgreementId, CommunityId, ConsentId, CreatorId, DraftId, OrderId, OrderToken, ProductId, UserId},
    membership::Membership,
    order::{Attempt, Gateway, Order, Refund},
    payouts::{Destination, Payout, PayoutSettings, Standing},
    people::{Consent, User},
    time::{Day, Timestamp},
};
use services::ports::{
    CatalogueRows, Changes, CommerceStore, Commit, CreatorRow, Draft, DueWork, MoneyFacts, OrderStatus,
    PayoutFacts, PeopleChanges, PeopleStore, SaleRow, SessionRow, SettingsChange, SettlingFacts, StoreFault,
    UserRow, VerifyReport, Write,
};

/// What is stored about one creator.
#[derive(Clone, Debug, PartialEq)]
pub struct Rows {
    pub creator: CreatorRow,
    pub settings: Option<PayoutSettings>,
    pub standing: Option<Standing>,
    pub destinations: Vec<Destination>,
    pub completed_payouts: u32,
    pub money: MoneyFacts,
    pub history: Vec<Payout>,
    pub changes: Vec<SettingsChange>,
}

/// How a call goes wrong.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fault {
    /// Nothing was done.
    BeforeTheCall,
    /// It was done, and the answer was lost.
    AfterTheCall,
}

/// Counts the calls to both databases and fails the chosen one.
#[derive(Default)]
pub struct Switch {
    calls: AtomicU32,
    failing: Mutex<Option<(u32, Fault)>>,
}

impl Switch {
    pub fn fail(&self, call: u32, fault: Fault) {
        self.calls.store(0, Ordering::SeqCst);
        *self.failing.lock().unwrap() = Some((call, fault));
    }

    pub fn heal(&self) {
        self.calls.store(0, Ordering::SeqCst);
        *self.failing.lock().unwrap() = None;
    }

    pub fn calls(&self) -> u32 {
        self.calls.load(Ordering::SeqCst)
    }

    fn around<T>(&self, call: impl FnOnce() -> T) -> Result<T, StoreFault> {
        let number = self.calls.fetch_add(1, Ordering::SeqCst) + 1;
        let fault =
            self.failing.lock().unwrap().filter(|(failing, _)| *failing == number).map(|(_, fault)| fault);
        let down = || StoreFault::Database("switched off".to_owned());
        match fault {
            Some(Fault::BeforeTheCall) => Err(down()),
            Some(Fault::AfterTheCall) => {
                call();
                Err(down())
            }
            None => Ok(call()),
        }
    }
}

type Hook = Box<dyn FnMut(&mut Rows) + Send>;

/// The commerce database.
pub struct MemoryCommerce {
    pub switch: Arc<Switch>,
    pub rows: Mutex<Rows>,
    /// Runs right before each commit: somebody else who is faster.
    pub rival: Mutex<Option<Hook>>,
}

impl MemoryCommerce {
    fn apply(&self, changes: &Changes) -> Commit {
        let mut rows = self.rows.lock().unwrap();
        if let Some(rival) = self.rival.lock().unwrap().as_mut() {
            rival(&mut rows);
        }
        let mut next = rows.clone();
        for write in &changes.writes {
            match write {
                Write::PutPayoutSettings(settings) => {
                    let stored = next.settings.as_ref().map_or(0, |settings| settings.version);
                    if stored != settings.version {
                        return Commit::Conflict;
                    }
                    next.settings = Some(PayoutSettings { version: stored + 1, ..settings.clone() });
                }
                Write::InsertSettingsChange(change) => {
                    if next.changes.iter().any(|known| known.id == change.id) {
                        return Commit::Duplicate;
                    }
                    next.changes.push(change.clone());
                }
                other => panic!("payout settings never write {other:?}"),
            }
        }
        assert!(changes.transactions.is_empty(), "a change of settings moves no money");
        *rows = next;
        Commit::Committed
    }
}

fn not_asked<T>(what: &str) -> Result<T, StoreFault> {
    panic!("payout settings never ask for {what}")
}

#[async_trait]
impl CommerceStore for MemoryCommerce {
    async fn commit(&self, changes: Changes) -> Result<Commit, StoreFault> {
        self.switch.around(|| self.apply(&changes))
    }

    async fn payout_facts(
        &self,
        creator: &CreatorId,
        recent_since: Timestamp,
        history_since: Day,
    ) -> Result<Option<PayoutFacts>, StoreFault> {
        self.switch.around(|| {
            let rows = self.rows.lock().unwrap().clone();
            let recent = rows.money.recent.into_iter();
            let recent =
                recent.filter(|sale| sale.captured_at > recent_since || sale.settles_at > recent_since);
            (rows.creator.id == *creator).then(|| PayoutFacts {
                money: MoneyFacts { balance: rows.money.balance, recent: recent.collect() },
                history: rows.history.into_iter().filter(|payout| payout.day >= history_since).collect(),
                last_change: rows.changes.last().cloned(),
                creator: rows.creator,
                settings: rows.settings,
                standing: rows.standing,
                destinations: rows.destinations,
                completed_payouts: rows.completed_payouts,
            })
        })
    }

    async fn catalogue(&self) -> Result<CatalogueRows, StoreFault> {
        not_asked("the catalogue")
    }
    async fn creator_of(&self, _: &UserId) -> Result<Option<CreatorRow>, StoreFault> {
        not_asked("an account")
    }
    async fn order_by_token(&self, _: &OrderToken) -> Result<Option<Order>, StoreFault> {
        not_asked("an order")
    }
    async fn order(&self, _: &OrderId) -> Result<Option<Order>, StoreFault> {
        not_asked("an order")
    }
    async fn pending_order(&self, _: &UserId, _: &ProductId) -> Result<Option<Order>, StoreFault> {
        not_asked("an order")
    }
    async fn order_statuses(&self, _: &[OrderToken]) -> Result<Vec<OrderStatus>, StoreFault> {
        not_asked("orders")
    }
    async fn attempts(&self, _: &OrderId) -> Result<Vec<Attempt>, StoreFault> {
        not_asked("attempts")
    }
    async fn refunds(&self, _: &OrderId) -> Result<Vec<Refund>, StoreFault> {
        not_asked("refunds")
    }
    async fn settling_facts(&self, _: Gateway, _: &str) -> Result<Option<SettlingFacts>, StoreFault> {
        not_asked("payments")
    }
    async fn inbox_has(&self, _: Gateway, _: &str) -> Result<bool, StoreFault> {
        not_asked("the inbox")
    }
    async fn memberships(
        &self,
        _: &UserId,
        _: u32,
    ) -> Result<Vec<(Membership, Community, Product)>, StoreFault> {
        not_asked("memberships")
    }
    async fn memberships_in(&self, _: &UserId, _: &CommunityId) -> Result<Vec<Membership>, StoreFault> {
        not_asked("memberships")
    }
    async fn sales(&self, _: &CreatorId, _: Timestamp, _: u32) -> Result<Vec<SaleRow>, StoreFault> {
        not_asked("single sales")
    }
    async fn due_work(&self, _: Timestamp, _: u32) -> Result<DueWork, StoreFault> {
        not_asked("work")
    }
    async fn lease(&self, _: &str, _: &str, _: Timestamp, _: Timestamp) -> Result<Option<i64>, StoreFault> {
        not_asked("a lease")
    }
    async fn verify(&self) -> Result<VerifyReport, StoreFault> {
        not_asked("verification")
    }
    async fn ping(&self) -> Result<(), StoreFault> {
        Ok(())
    }
    async fn backup(&self, _: &Path) -> Result<(), StoreFault> {
        not_asked("a copy")
    }
    async fn close(&self) {}
}

/// The people database.
pub struct MemoryPeople {
    pub switch: Arc<Switch>,
    pub names: BTreeMap<UserId, String>,
}

#[async_trait]
impl PeopleStore for MemoryPeople {
    async fn names(&self, ids: &[UserId]) -> Result<BTreeMap<UserId, String>, StoreFault> {
        let known = || self.names.clone().into_iter().filter(|(id, _)| ids.contains(id)).collect();
        self.switch.around(known)
    }

    async fn commit(&self, _: PeopleChanges) -> Result<Commit, StoreFault> {
        not_asked("a change of people")
    }
    async fn user_by_email(&self, _: &str) -> Result<Option<UserRow>, StoreFault> {
        not_asked("an address")
    }
    async fn user(&self, _: &UserId) -> Result<Option<User>, StoreFault> {
        not_asked("a person")
    }
    async fn session(&self, _: &str, _: Timestamp) -> Result<Option<(SessionRow, User)>, StoreFault> {
        not_asked("a session")
    }
    async fn consents(&self, _: &UserId, _: &AgreementId) -> Result<Vec<Consent>, StoreFault> {
        not_asked("consents")
    }
    async fn consent(&self, _: &ConsentId) -> Result<Option<Consent>, StoreFault> {
        not_asked("a consent")
    }
    async fn draft(&self, _: &DraftId, _: Timestamp) -> Result<Option<Draft>, StoreFault> {
        not_asked("a draft")
    }
    async fn ping(&self) -> Result<(), StoreFault> {
        Ok(())
    }
    async fn backup(&self, _: &Path) -> Result<(), StoreFault> {
        not_asked("a copy")
    }
    async fn close(&self) {}
}
