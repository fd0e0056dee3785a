//! Periods that are there already, in memory: what an upgrade counts, what comes back, what moves.

use domain::{
    id::{MembershipId, OrderId},
    membership::Membership,
    money::Money,
    order::{DisputeState, OrderState, SaleBeside},
    time::Timestamp,
};
use services::ports::Write;

use super::{tables::Tables, writes::Unit};

impl Unit {
    /// Whether it was such a write.
    pub(super) fn period_row(&mut self, tables: &mut Tables, write: &Write) -> bool {
        match write {
            Write::EndMembership { id, version, at } => self.end_membership(tables, id, *version, *at),
            Write::CountPeriod { membership, order } => {
                self.duplicate |= self.journal.put(
                    tables,
                    |tables| &mut tables.counted_periods,
                    membership.clone(),
                    order.clone(),
                );
            }
            Write::UncountPeriod { membership, order } => {
                self.stale |= tables.counted_periods.get(membership) != Some(order);
                self.journal.take(tables, |tables| &mut tables.counted_periods, membership);
            }
            Write::MoveMembership(row) => self.move_membership(tables, row),
            Write::FollowMembership { id, version } => {
                let known = tables.memberships.get(id).filter(|known| known.version == *version).cloned();
                match known {
                    Some(known) => self.move_membership(tables, &known),
                    None => self.stale = true,
                }
            }
            _ => return false,
        }
        true
    }

    fn end_membership(&mut self, tables: &mut Tables, id: &MembershipId, version: i64, at: Timestamp) {
        let known = tables.memberships.get(id).cloned();
        let known = known.filter(|known| known.version == version && known.valid_from <= at);
        let Some(mut known) = known else {
            self.stale = true;
            return;
        };
        known.valid_until = Some(at);
        known.version += 1;
        self.journal.put(tables, |tables| &mut tables.memberships, id.clone(), known);
    }

    fn move_membership(&mut self, tables: &mut Tables, row: &Membership) {
        self.stale |= tables.memberships.get(&row.id).is_none_or(|known| known.version != row.version);
        if !self.stale {
            let next = Membership { version: row.version + 1, ..row.clone() };
            self.journal.put(tables, |tables| &mut tables.memberships, row.id.clone(), next);
        }
    }
}

impl Tables {
    /// The periods beside one that goes back: those that came later, and those that its order counted.
    pub(super) fn beside(&self, gone: &Membership) -> Vec<SaleBeside> {
        if gone.revoked_at.is_some() {
            return Vec::new();
        }
        let counted = |row: &Membership| self.counted_periods.get(&row.id) == Some(&gone.source_order);
        let theirs = self.memberships.values().filter(|row| {
            (&row.member, &row.community) == (&gone.member, &gone.community)
                && (row.sequence > gone.sequence || counted(row))
        });
        let mut rows: Vec<SaleBeside> = theirs
            .map(|row| {
                let credits = self.order_terms.get(&gone.source_order).map(|terms| &terms.upgrades);
                let credit = credits.and_then(|all| all.iter().find(|(id, _)| *id == row.id));
                let seats = self.seats.get(&row.product);
                let sits = self.orders.values().any(|order| {
                    (&order.buyer, &order.product, order.holds_seat) == (&row.member, &row.product, true)
                        && matches!(order.state, OrderState::Paid { .. })
                });
                SaleBeside {
                    membership: row.clone(),
                    order: self.orders[&row.source_order].clone(),
                    paid: paid_for(self, row),
                    counted: credit.filter(|_| counted(row)).map(|(_, credit)| *credit),
                    seats_free: seats.map(|seats| {
                        if self.somebody_waits(&row.product) { 0 } else { seats.all - seats.taken }
                    }),
                    sits,
                }
            })
            .collect();
        rows.sort_by_key(|row| row.membership.sequence);
        rows
    }
}

/// What was paid for a period and is there still.
pub(super) fn paid_for(tables: &Tables, membership: &Membership) -> Money {
    let order = &tables.orders[&membership.source_order];
    let credit = tables.order_terms.get(&order.id).map_or(0, |terms| terms.credit.minor());
    let changes = tables.adjustments.values().filter(|row| row.order.as_ref() == Some(&order.id));
    let changed: i64 = changes.map(|row| row.signed().minor()).sum();
    let minor =
        tables.sales[&order.id].amount.minor() + credit + changed - disputed(tables, &order.id, i64::MAX);
    Money::new(minor, order.price.currency())
}

/// How much of the credit of an order banks dispute, however many upgrades ago it was paid.
fn disputed(tables: &Tables, order: &OrderId, at_most: i64) -> i64 {
    let Some(terms) = tables.order_terms.get(order) else { return 0 };
    let of_one = |(period, credit): &(MembershipId, Money)| {
        let (paid_by, credit) = (&tables.memberships[period].source_order, credit.minor().min(at_most));
        let open = tables.disputes.values().filter(|row| row.order.as_ref() == Some(paid_by));
        let open = open.filter(|row| row.state != DisputeState::Won);
        let taken: i64 = open.map(|row| row.amount.minor().min(credit)).sum();
        taken + disputed(tables, paid_by, credit)
    };
    terms.upgrades.iter().map(of_one).sum()
}
