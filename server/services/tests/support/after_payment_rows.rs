//! Writes of the review queue, refunds, disputes and reconciliation in memory.

use domain::{
    membership::Membership,
    order::{Dispute, Refund},
    review::{Review, ReviewKind, ReviewState},
};
use services::ports::Write;

use super::{tables::Tables, writes::Unit};

impl Unit {
    /// Whether it was such a write.
    pub(super) fn after_payment_row(&mut self, tables: &mut Tables, write: &Write) -> bool {
        match write {
            Write::InsertReview(row) => self.insert_review(tables, row),
            Write::UpdateReview(row) => {
                let known = tables.reviews.get(&row.id).is_some_and(|known| known.version == row.version);
                self.stale |= !known;
                let next = Review { version: row.version + 1, ..row.clone() };
                self.journal.put(tables, |tables| &mut tables.reviews, row.id.clone(), next);
            }
            Write::InsertRefund(row) => self.insert_refund(tables, row),
            Write::UpdateRefund(row) => {
                let known = tables.refunds.get(&row.id).is_some_and(|known| known.version == row.version);
                self.stale |= !known;
                let next = Refund { version: row.version + 1, ..row.clone() };
                self.journal.put(tables, |tables| &mut tables.refunds, row.id.clone(), next);
            }
            Write::RevokeMembership(row) => {
                let known = tables.memberships.get(&row.id);
                self.stale |= known.is_none_or(|known| known.version != row.version);
                let next = Membership { version: row.version + 1, ..row.clone() };
                self.journal.put(tables, |tables| &mut tables.memberships, row.id.clone(), next);
            }
            Write::InsertDispute(row) => {
                self.duplicate |= tables
                    .disputes
                    .values()
                    .any(|known| (known.gateway, &known.reference) == (row.gateway, &row.reference));
                self.journal.put(tables, |tables| &mut tables.disputes, row.id.clone(), row.clone());
            }
            Write::UpdateDispute(row) => {
                let known = tables.disputes.get(&row.id).is_some_and(|known| known.version == row.version);
                self.stale |= !known;
                let next = Dispute { version: row.version + 1, ..row.clone() };
                self.journal.put(tables, |tables| &mut tables.disputes, row.id.clone(), next);
            }
            Write::PutReconcileRun(row) => {
                let key = (row.account.clone(), row.day);
                self.journal.put(tables, |tables| &mut tables.reconcile_runs, key, row.clone());
            }
            Write::PutDifference(row) => {
                let line = (row.number.clone(), row.refund_number.clone(), row.gateway_transaction.clone());
                let key = (row.account.clone(), row.day, row.kind, line);
                self.journal.put(tables, |tables| &mut tables.differences, key, row.clone());
            }
            Write::PutOffOrder(order, until) => {
                self.journal.put(tables, |tables| &mut tables.put_off, order.clone(), *until);
            }
            Write::InsertReminder(row) => {
                self.duplicate |=
                    self.journal.put(tables, |tables| &mut tables.reminders, row.order.clone(), row.clone());
            }
            Write::EndReminder(order, at) => {
                self.stale |= !tables.reminders.contains_key(order);
                self.stale |= self.journal.put(tables, |tables| &mut tables.reminded, order.clone(), *at);
            }
            _ => return false,
        }
        true
    }

    fn insert_review(&mut self, tables: &mut Tables, row: &Review) {
        let same = |known: &Review| {
            let payment =
                (known.gateway, &known.gateway_transaction) == (row.gateway, &row.gateway_transaction);
            known.kind == row.kind
                && match row.kind {
                    ReviewKind::AmountMismatch => known.attempt == row.attempt,
                    ReviewKind::UnknownOrder => payment,
                    ReviewKind::RefundFailed => {
                        known.refund == row.refund && known.state != ReviewState::Resolved
                    }
                    ReviewKind::BillDiffers | ReviewKind::RefundUnasked => false,
                    _ => (known.gateway, &known.gateway_number) == (row.gateway, &row.gateway_number),
                }
        };
        self.duplicate |= tables.reviews.values().any(same);
        self.duplicate |= self.journal.put(tables, |tables| &mut tables.reviews, row.id.clone(), row.clone());
    }

    fn insert_refund(&mut self, tables: &mut Tables, row: &Refund) {
        let payment = |known: &&Refund| {
            (known.gateway, &known.gateway_transaction) == (row.gateway, &row.gateway_transaction)
        };
        let promised = tables.refunds.values().filter(payment).filter(|known| known.replaces.is_none());
        let promised: i64 = promised.map(|known| known.amount.minor()).sum();
        self.stale |= row.replaces.is_none() && promised + row.amount.minor() > row.captured.minor();
        self.duplicate |= tables
            .refunds
            .values()
            .any(|known| (known.gateway, &known.refund_number) == (row.gateway, &row.refund_number));
        self.duplicate |= self.journal.put(tables, |tables| &mut tables.refunds, row.id.clone(), row.clone());
    }
}
