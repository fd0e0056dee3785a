//! Writing one unit of work, row by row.

use std::collections::BTreeMap;

use domain::{
    id::ProductId,
    ledger::Transaction,
    order::{Attempt, Order, OrderState},
};
use services::ports::{Changes, Commit, EffectOutcome, InboxRow, Room, Sale, StoreFault, Write};

use super::{
    journal::Journal,
    tables::{Effect, Seats, Tables},
};

/// What has been found out about the unit so far.
#[derive(Default)]
pub(super) struct Unit {
    pub(super) stale: bool,
    pub(super) duplicate: bool,
    pub(super) journal: Journal,
    seats: BTreeMap<ProductId, i64>,
}

impl Unit {
    pub(super) fn write(&mut self, tables: &mut Tables, changes: &Changes) -> Result<Commit, StoreFault> {
        // Asked before anything is added, as the databases do.
        for write in &changes.writes {
            if let Write::RequireRoom { of, most } = write {
                self.stale |= rows_in(tables, of) >= usize::try_from(*most).unwrap();
            }
        }
        for write in &changes.writes {
            self.row(tables, write)?;
        }
        for transaction in &changes.transactions {
            self.book(tables, transaction);
        }
        for row in &changes.inbox {
            self.inbox(tables, row);
        }
        for row in &changes.outbox {
            let effect = Effect { row: row.clone(), tries: 0, state: EffectOutcome::Again(row.created_at) };
            self.duplicate |= self.journal.put(tables, |tables| &mut tables.outbox, row.id.clone(), effect);
        }
        if self.duplicate {
            return Ok(Commit::Duplicate);
        }
        if self.stale {
            return Ok(Commit::Conflict);
        }
        self.sit(tables)
    }

    pub(super) fn take_back(self, tables: &mut Tables) {
        self.journal.roll_back(tables);
    }

    fn row(&mut self, tables: &mut Tables, write: &Write) -> Result<(), StoreFault> {
        match write {
            Write::InsertOrder(order) => self.insert_order(tables, order),
            Write::UpdateOrder(order) => self.update_order(tables, order),
            Write::InsertAttempt(attempt) => return self.insert_attempt(tables, attempt),
            Write::UpdateAttempt(attempt) => self.update_attempt(tables, attempt),
            Write::InsertMembership(row) => {
                self.duplicate |=
                    tables.memberships.values().any(|known| known.source_order == row.source_order);
                self.stale |= tables.memberships.values().any(|known| {
                    (&known.member, &known.community, known.sequence)
                        == (&row.member, &row.community, row.sequence)
                });
                self.duplicate |=
                    self.journal.put(tables, |tables| &mut tables.memberships, row.id.clone(), row.clone());
            }
            Write::InsertSale(sale) => self.sale(tables, sale),
            Write::TakeSeat(product) => *self.seats.entry(product.clone()).or_default() += 1,
            Write::RequireRoom { .. } => {}
            Write::ReleaseSeat(product) => *self.seats.entry(product.clone()).or_default() -= 1,
            other if self.after_payment_row(tables, other) => {}
            other => return self.payout_row(tables, other),
        }
        Ok(())
    }

    /// Rows of the catalogue and of accounts, which change rarely.
    pub(super) fn rare(&mut self, tables: &mut Tables, write: &Write) {
        match write {
            Write::InsertCreator(row) => {
                self.duplicate |= tables.creators.values().any(|known| {
                    known.owner == row.owner && (known.currency == row.currency || row.main.is_none())
                });
                self.duplicate |=
                    self.journal.put(tables, |tables| &mut tables.creators, row.id.clone(), row.clone());
            }
            Write::InsertCommunity(row) => {
                self.duplicate |=
                    tables.communities.iter().any(|known| known.id == row.id || known.slug == row.slug);
                self.journal.push(tables, |tables| &mut tables.communities, row.clone());
            }
            Write::InsertProduct(row) => {
                self.duplicate |= tables.products.iter().any(|known| known.id == row.id);
                self.journal.push(tables, |tables| &mut tables.products, row.clone());
                if let Some(all) = row.seats {
                    let seats = Seats { taken: 0, all };
                    self.journal.put(tables, |tables| &mut tables.seats, row.id.clone(), seats);
                }
            }
            Write::InsertAgreement(row) => {
                self.duplicate |= tables.agreements.iter().any(|known| {
                    known.id == row.id || (&known.community, known.version) == (&row.community, row.version)
                });
                self.journal.push(tables, |tables| &mut tables.agreements, row.clone());
            }
            other if self.shop_row(tables, other) => {}
            other => self.team_row(tables, other),
        }
    }

    fn insert_order(&mut self, tables: &mut Tables, order: &Order) {
        self.duplicate |= tables.orders.values().any(|known| {
            known.token == order.token
                || (known.state == OrderState::Pending
                    && order.state == OrderState::Pending
                    && (&known.buyer, &known.product) == (&order.buyer, &order.product))
        });
        self.duplicate |=
            self.journal.put(tables, |tables| &mut tables.orders, order.id.clone(), order.clone());
    }

    fn update_order(&mut self, tables: &mut Tables, order: &Order) {
        let known = tables.orders.get(&order.id).filter(|known| known.version == order.version).cloned();
        let Some(mut known) = known else {
            self.stale = true;
            return;
        };
        if known.state != order.state {
            self.journal.push(tables, |tables| &mut tables.steps, (known.state, order.state));
        }
        (known.state, known.exception, known.holds_seat) = (order.state, order.exception, order.holds_seat);
        known.version += 1;
        self.journal.put(tables, |tables| &mut tables.orders, order.id.clone(), known);
    }

    fn insert_attempt(&mut self, tables: &mut Tables, attempt: &Attempt) -> Result<(), StoreFault> {
        if !tables.orders.contains_key(&attempt.order) {
            return Err(StoreFault::Database("an attempt of no order".to_owned()));
        }
        self.duplicate |= tables.attempts.values().any(|known| {
            (known.gateway, &known.gateway_number) == (attempt.gateway, &attempt.gateway_number)
        });
        self.duplicate |=
            self.journal.put(tables, |tables| &mut tables.attempts, attempt.id.clone(), attempt.clone());
        Ok(())
    }

    fn update_attempt(&mut self, tables: &mut Tables, attempt: &Attempt) {
        self.duplicate |= attempt.gateway_transaction.is_some()
            && tables.attempts.values().any(|known| {
                known.id != attempt.id
                    && (known.gateway, &known.gateway_transaction)
                        == (attempt.gateway, &attempt.gateway_transaction)
            });
        let known =
            tables.attempts.get(&attempt.id).filter(|known| known.version == attempt.version).cloned();
        let Some(mut known) = known else {
            self.stale = true;
            return;
        };
        known.state = attempt.state;
        known.action.clone_from(&attempt.action);
        known.action_at = attempt.action_at;
        known.reference.clone_from(&attempt.reference);
        known.gateway_transaction.clone_from(&attempt.gateway_transaction);
        known.next_query_at = attempt.next_query_at;
        known.queries = attempt.queries;
        known.version += 1;
        self.journal.put(tables, |tables| &mut tables.attempts, attempt.id.clone(), known);
    }

    fn sale(&mut self, tables: &mut Tables, sale: &Sale) {
        self.duplicate |=
            self.journal.put(tables, |tables| &mut tables.sales, sale.order.clone(), sale.clone());
        let creator = sale.creator.clone();
        tables.sales_of.entry(creator.clone()).or_default().push(sale.order.clone());
        self.journal.note(move |tables| {
            let sales = tables.sales_of.get_mut(&creator).unwrap();
            sales.pop();
            if sales.is_empty() {
                tables.sales_of.remove(&creator);
            }
        });
    }

    fn book(&mut self, tables: &mut Tables, transaction: &Transaction) {
        let number = tables.transactions.len();
        let cause = (transaction.cause().kind(), transaction.cause().id().to_owned());
        self.duplicate |= self.journal.put(tables, |tables| &mut tables.causes, cause, number);
        self.duplicate |=
            self.journal.put(tables, |tables| &mut tables.transaction_ids, transaction.id().clone(), number);
        for posting in transaction.postings() {
            let account = (posting.account.clone(), posting.amount.currency());
            let sum = tables.balances.get(&account).copied().unwrap_or(0) + posting.amount.minor();
            self.journal.put(tables, |tables| &mut tables.balances, account, sum);
        }
        self.journal.push(tables, |tables| &mut tables.transactions, transaction.clone());
    }

    fn inbox(&mut self, tables: &mut Tables, row: &InboxRow) {
        let key = (row.source, row.event_id.clone());
        self.duplicate |= self.journal.put(tables, |tables| &mut tables.inbox, key, row.clone());
    }

    fn sit(&mut self, tables: &mut Tables) -> Result<Commit, StoreFault> {
        let wrong = |what: &str| StoreFault::Inconsistent { table: "product_seats", what: what.to_owned() };
        for (product, change) in std::mem::take(&mut self.seats) {
            let Some(seats) = tables.seats.get(&product).copied() else {
                return Err(wrong("a seat is moved of a product that has no limit"));
            };
            let taken = i64::from(seats.taken) + change;
            if taken > i64::from(seats.all) {
                return Ok(Commit::Conflict);
            }
            let taken = u32::try_from(taken).map_err(|_| wrong("a seat is given back that nobody holds"))?;
            self.journal.put(tables, |tables| &mut tables.seats, product, Seats { taken, ..seats });
        }
        Ok(Commit::Committed)
    }
}

/// How much there is of something that is limited.
fn rows_in(tables: &Tables, of: &Room) -> usize {
    match of {
        Room::Communities(creator) => tables.communities.iter().filter(|row| row.creator == *creator).count(),
        Room::Products(community) => tables.products.iter().filter(|row| row.community == *community).count(),
        Room::Coupons(community) => tables.coupons.values().filter(|row| row.community == *community).count(),
        Room::Attempts(order, channel) => {
            let same = |row: &&Attempt| row.order == *order && row.channel == *channel;
            tables.attempts.values().filter(same).count()
        }
    }
}
