//! Writing one unit of work, row by row.

use std::collections::BTreeMap;

use domain::{
    id::ProductId,
    ledger::Transaction,
    order::{Attempt, Order, OrderState, Refund},
    payouts::PayoutSettings,
};
use services::ports::{Changes, Commit, InboxRow, StoreFault, Write};

use super::tables::{Seats, Tables};

/// What has been found out about the unit so far.
#[derive(Default)]
pub(super) struct Unit {
    stale: bool,
    duplicate: bool,
    seats: BTreeMap<ProductId, i64>,
}

impl Unit {
    pub(super) fn write(mut self, tables: &mut Tables, changes: &Changes) -> Result<Commit, StoreFault> {
        for write in &changes.writes {
            self.row(tables, write)?;
        }
        for transaction in &changes.transactions {
            self.book(tables, transaction);
        }
        for row in &changes.inbox {
            self.inbox(tables, row);
        }
        tables.outbox.extend(changes.outbox.iter().cloned());
        if self.duplicate {
            return Ok(Commit::Duplicate);
        }
        if self.stale {
            return Ok(Commit::Conflict);
        }
        self.sit(tables)
    }

    fn row(&mut self, tables: &mut Tables, write: &Write) -> Result<(), StoreFault> {
        match write {
            Write::InsertOrder(order) => self.insert_order(tables, order),
            Write::UpdateOrder(order) => self.update_order(tables, order),
            Write::InsertAttempt(attempt) => return self.insert_attempt(tables, attempt),
            Write::UpdateAttempt(attempt) => self.update_attempt(tables, attempt),
            Write::InsertMembership(row) => {
                self.duplicate |= tables.memberships.values().any(|known| {
                    known.source_order == row.source_order
                        || (&known.member, &known.community, known.sequence)
                            == (&row.member, &row.community, row.sequence)
                });
                self.duplicate |= tables.memberships.insert(row.id.clone(), row.clone()).is_some();
            }
            Write::InsertRefund(refund) => {
                self.duplicate |= tables.refunds.values().any(|known| {
                    (known.gateway, &known.refund_number) == (refund.gateway, &refund.refund_number)
                });
                self.duplicate |= tables.refunds.insert(refund.id.clone(), refund.clone()).is_some();
            }
            Write::UpdateRefund(refund) => self.update_refund(tables, refund),
            Write::InsertReview(review) => {
                self.duplicate |= tables.reviews.iter().any(|known| known.id == review.id);
                tables.reviews.push(review.clone());
            }
            Write::InsertSale(sale) => {
                self.duplicate |= tables.sales.insert(sale.order.clone(), sale.clone()).is_some();
            }
            Write::TakeSeat(product) => *self.seats.entry(product.clone()).or_default() += 1,
            Write::ReleaseSeat(product) => *self.seats.entry(product.clone()).or_default() -= 1,
            other => self.rare(tables, other),
        }
        Ok(())
    }

    fn rare(&mut self, tables: &mut Tables, write: &Write) {
        match write {
            Write::PutPayoutSettings(settings) => self.settings(tables, settings),
            Write::InsertSettingsChange(change) => {
                self.duplicate |= tables.settings_changes.iter().any(|known| known.id == change.id);
                tables.settings_changes.push(change.clone());
            }
            Write::InsertCreator(row) => {
                let taken =
                    |known: &services::ports::CreatorRow| known.id == row.id || known.owner == row.owner;
                self.duplicate |= tables.creators.iter().any(taken);
                tables.creators.push(row.clone());
            }
            Write::PutStanding(standing) => {
                tables.standings.insert(standing.creator.clone(), standing.clone());
            }
            Write::InsertDestination(row) => {
                self.duplicate |= tables.destinations.iter().any(|known| known.id == row.id);
                tables.destinations.push(row.clone());
            }
            Write::InsertPayout(row) => {
                self.duplicate |= tables.payouts.iter().any(|known| known.id == row.id);
                tables.payouts.push(row.clone());
            }
            Write::InsertCommunity(row) => {
                self.duplicate |=
                    tables.communities.iter().any(|known| known.id == row.id || known.slug == row.slug);
                tables.communities.push(row.clone());
            }
            Write::InsertProduct(row) => {
                self.duplicate |= tables.products.iter().any(|known| known.id == row.id);
                tables.products.push(row.clone());
                if let Some(all) = row.seats {
                    tables.seats.insert(row.id.clone(), Seats { taken: 0, all });
                }
            }
            Write::InsertAgreement(row) => {
                self.duplicate |= tables.agreements.iter().any(|known| {
                    known.id == row.id || (&known.community, known.version) == (&row.community, row.version)
                });
                tables.agreements.push(row.clone());
            }
            other => unreachable!("{other:?} is no rare write"),
        }
    }

    fn insert_order(&mut self, tables: &mut Tables, order: &Order) {
        self.duplicate |= tables.orders.values().any(|known| {
            known.token == order.token
                || (known.state == OrderState::Pending
                    && order.state == OrderState::Pending
                    && (&known.buyer, &known.product) == (&order.buyer, &order.product))
        });
        self.duplicate |= tables.orders.insert(order.id.clone(), order.clone()).is_some();
    }

    fn update_order(&mut self, tables: &mut Tables, order: &Order) {
        match tables.orders.get_mut(&order.id).filter(|known| known.version == order.version) {
            Some(known) => {
                if known.state != order.state {
                    tables.steps.push((known.state, order.state));
                }
                known.state = order.state;
                known.exception = order.exception;
                known.version += 1;
            }
            None => self.stale = true,
        }
    }

    fn insert_attempt(&mut self, tables: &mut Tables, attempt: &Attempt) -> Result<(), StoreFault> {
        if !tables.orders.contains_key(&attempt.order) {
            return Err(StoreFault::Database("an attempt of no order".to_owned()));
        }
        self.duplicate |= tables.attempts.values().any(|known| {
            (known.gateway, &known.gateway_number) == (attempt.gateway, &attempt.gateway_number)
        });
        self.duplicate |= tables.attempts.insert(attempt.id.clone(), attempt.clone()).is_some();
        Ok(())
    }

    fn update_attempt(&mut self, tables: &mut Tables, attempt: &Attempt) {
        self.duplicate |= attempt.gateway_transaction.is_some()
            && tables.attempts.values().any(|known| {
                known.id != attempt.id
                    && (known.gateway, &known.gateway_transaction)
                        == (attempt.gateway, &attempt.gateway_transaction)
            });
        match tables.attempts.get_mut(&attempt.id).filter(|known| known.version == attempt.version) {
            Some(known) => {
                known.state = attempt.state;
                known.code_url.clone_from(&attempt.code_url);
                known.gateway_transaction.clone_from(&attempt.gateway_transaction);
                known.next_query_at = attempt.next_query_at;
                known.queries = attempt.queries;
                known.version += 1;
            }
            None => self.stale = true,
        }
    }

    fn update_refund(&mut self, tables: &mut Tables, refund: &Refund) {
        match tables.refunds.get_mut(&refund.id).filter(|known| known.version == refund.version) {
            Some(known) => {
                known.state = refund.state;
                known.next_query_at = refund.next_query_at;
                known.version += 1;
            }
            None => self.stale = true,
        }
    }

    fn settings(&mut self, tables: &mut Tables, settings: &PayoutSettings) {
        let stored = tables.settings.get(&settings.creator).map_or(0, |known| known.version);
        self.stale |= stored != settings.version;
        let next = PayoutSettings { version: stored + 1, ..settings.clone() };
        tables.settings.insert(settings.creator.clone(), next);
    }

    fn book(&mut self, tables: &mut Tables, transaction: &Transaction) {
        self.duplicate |= tables
            .transactions
            .iter()
            .any(|known| known.id() == transaction.id() || known.cause() == transaction.cause());
        for posting in transaction.postings() {
            let account = (posting.account.clone(), posting.amount.currency());
            *tables.balances.entry(account).or_default() += posting.amount.minor();
        }
        tables.transactions.push(transaction.clone());
    }

    fn inbox(&mut self, tables: &mut Tables, row: &InboxRow) {
        let key = (row.gateway, row.event_id.clone());
        self.duplicate |= tables.inbox.insert(key, row.clone()).is_some();
    }

    fn sit(self, tables: &mut Tables) -> Result<Commit, StoreFault> {
        let wrong = |what: &str| StoreFault::Inconsistent { table: "product_seats", what: what.to_owned() };
        for (product, change) in self.seats {
            let Some(seats) = tables.seats.get_mut(&product) else {
                return Err(wrong("a seat is moved of a product that has no limit"));
            };
            let taken = i64::from(seats.taken) + change;
            if taken > i64::from(seats.all) {
                return Ok(Commit::Conflict);
            }
            seats.taken =
                u32::try_from(taken).map_err(|_| wrong("a seat is given back that nobody holds"))?;
        }
        Ok(Commit::Committed)
    }
}
