//! What the commerce database answers when it is asked about orders, sales and jobs.

use domain::{
    id::CreatorId,
    membership::Membership,
    order::{Gateway, Order, OrderState},
    time::Timestamp,
};
use services::ports::{DueWork, SaleRow, SettlingFacts};

use super::tables::{Lease, Tables};

impl Tables {
    pub(super) fn settling_facts(&self, gateway: Gateway, number: &str) -> Option<SettlingFacts> {
        let attempt = self
            .attempts
            .values()
            .find(|attempt| attempt.gateway == gateway && attempt.gateway_number == number)?;
        let order = self.orders.get(&attempt.order)?;
        let theirs = |row: &&Membership| row.member == order.buyer && row.community == order.community;
        Some(SettlingFacts {
            has_terms: self.order_terms.contains_key(&order.id),
            attempt: attempt.clone(),
            order: order.clone(),
            latest_membership: self
                .memberships
                .values()
                .filter(theirs)
                .max_by_key(|row| row.sequence)
                .cloned(),
            paid_until: self
                .memberships
                .values()
                .filter(theirs)
                .filter(|row| row.revoked_at.is_none())
                .filter_map(|row| row.valid_until)
                .max(),
            for_good: self
                .memberships
                .values()
                .filter(theirs)
                .any(|row| row.revoked_at.is_none() && row.valid_until.is_none()),
            later_order: matches!(order.state, OrderState::Expired { .. })
                && self.orders.values().any(|later| {
                    (&later.buyer, &later.product) == (&order.buyer, &order.product)
                        && later.id != order.id
                        && later.created_at >= order.created_at
                        && matches!(later.state, OrderState::Pending | OrderState::Paid { .. })
                }),
            limited: self.seats.contains_key(&order.product),
            seat_free: self
                .seats
                .get(&order.product)
                .is_none_or(|seats| seats.taken < seats.all && !self.somebody_waits(&order.product)),
        })
    }

    pub(super) fn due_work(&self, now: Timestamp, limit: u32) -> DueWork {
        let limit = usize::try_from(limit).unwrap();
        let due = |at: Option<Timestamp>| at.is_some_and(|at| at <= now);
        let with_order = |id| self.orders.get(id).unwrap().clone();
        let mut attempts: Vec<_> =
            self.attempts.values().filter(|attempt| due(attempt.next_query_at)).collect();
        attempts.sort_by_key(|attempt| (attempt.next_query_at, &attempt.id));
        let mut refunds: Vec<_> = self.refunds.values().filter(|refund| due(refund.next_query_at)).collect();
        refunds.sort_by_key(|refund| (refund.next_query_at, &refund.id));
        let turn = |order: &Order| self.put_off.get(&order.id).copied().unwrap_or(order.expires_at);
        let over = |order: &&Order| {
            order.state == OrderState::Pending && order.expires_at <= now && turn(order) <= now
        };
        let mut expired: Vec<&Order> = self.orders.values().filter(over).collect();
        expired.sort_by_key(|order| (turn(order), &order.id));
        DueWork {
            attempts: attempts
                .into_iter()
                .take(limit)
                .map(|attempt| (attempt.clone(), with_order(&attempt.order)))
                .collect(),
            expired: expired
                .into_iter()
                .take(limit)
                .map(|order| (order.clone(), self.attempts_of(&order.id)))
                .collect(),
            refunds: refunds.into_iter().take(limit).cloned().collect(),
        }
    }

    pub(super) fn sales(&self, creator: &CreatorId, before: Timestamp, limit: u32) -> Vec<SaleRow> {
        let mut sales: Vec<_> = self
            .sales
            .values()
            .filter(|sale| sale.creator == *creator && sale.captured_at < before)
            .collect();
        sales.sort_by(|a, b| (b.captured_at, &b.order).cmp(&(a.captured_at, &a.order)));
        sales.into_iter().take(usize::try_from(limit).unwrap()).map(|sale| self.sale_row(sale)).collect()
    }

    pub(super) fn lease(&mut self, job: &str, holder: &str, now: Timestamp, until: Timestamp) -> Option<i64> {
        let fresh = Lease { holder: holder.to_owned(), token: 0, until: now };
        let lease = self.leases.entry(job.to_owned()).or_insert(fresh);
        let most = until.ms_since(now).saturating_mul(2);
        // One that ends later was taken by a clock that was ahead.
        let running = lease.until > now && (lease.holder == holder || lease.until <= now.plus_ms(most));
        if running && lease.holder != holder {
            return None;
        }
        if !running {
            lease.token += 1;
        }
        (lease.holder, lease.until) = (holder.to_owned(), until);
        Some(lease.token)
    }
}
