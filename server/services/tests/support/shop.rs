//! Shops in memory: coupons, trials, waiting lists, upgrades.

use async_trait::async_trait;
use domain::{
    catalogue::{
        Community, Coupon, CouponCode, OrderTerms, PaidPeriod, Product, Trial, Waiting, WaitingState,
    },
    id::{CommunityId, CouponId, MembershipId, OrderId, ProductId, UserId},
    order::{Order, OrderState},
    time::Timestamp,
};
use services::ports::{ShopStore, StoreFault, Write};

use super::{
    commerce::MemoryCommerce,
    periods::paid_for,
    tables::{Seats, Tables},
    writes::Unit,
};

impl Unit {
    /// Whether it was such a write.
    pub(super) fn shop_row(&mut self, tables: &mut Tables, write: &Write) -> bool {
        match write {
            Write::UpdateCommunity(row) => self.update_community(tables, row),
            Write::UpdateProduct(row) => self.update_product(tables, row),
            Write::InsertCoupon(row) => {
                self.duplicate |= tables
                    .coupons
                    .values()
                    .any(|known| (&known.community, &known.code) == (&row.community, &row.code));
                self.duplicate |=
                    self.journal.put(tables, |tables| &mut tables.coupons, row.id.clone(), row.clone());
            }
            Write::WithdrawCoupon { id, at } => {
                self.change_coupon(tables, id, |known| {
                    let fits = known.withdrawn_at.is_none();
                    known.withdrawn_at = Some(*at);
                    known.version += 1;
                    fits
                });
            }
            Write::TakeCoupon { id, by } => self.take_coupon(tables, id, by),
            Write::ReleaseCoupon { id, by } => {
                self.change_coupon(tables, id, |known| {
                    let fits = known.taken > 0;
                    known.taken = known.taken.saturating_sub(1);
                    fits
                });
                let key = (id.clone(), by.clone());
                let used = tables.coupon_people.get(&key).copied().unwrap_or(0);
                self.stale |= used == 0;
                self.journal.put(tables, |tables| &mut tables.coupon_people, key, used.saturating_sub(1));
            }
            Write::InsertOrderTerms(row) => {
                self.duplicate |= self.journal.put(
                    tables,
                    |tables| &mut tables.order_terms,
                    row.order.clone(),
                    row.clone(),
                );
            }
            Write::UseRefundRight { community, by, order } => {
                let key = (by.clone(), community.clone());
                self.duplicate |=
                    self.journal.put(tables, |tables| &mut tables.refund_rights, key, order.clone());
            }
            Write::InsertTrial(row) => {
                let key = (row.member.clone(), row.community.clone());
                self.duplicate |= self.journal.put(tables, |tables| &mut tables.trials, key, row.clone());
            }
            Write::InsertWaiting(row) => {
                let key = (row.product.clone(), row.user.clone());
                let row = Waiting { version: 1, ..row.clone() };
                self.duplicate |= self.journal.put(tables, |tables| &mut tables.waiting, key, row);
            }
            Write::UpdateWaiting(row) => {
                let key = (row.product.clone(), row.user.clone());
                self.stale |= tables.waiting.get(&key).is_none_or(|known| known.version != row.version);
                let row = Waiting { version: row.version + 1, ..row.clone() };
                if !self.stale {
                    self.journal.put(tables, |tables| &mut tables.waiting, key, row);
                }
            }
            other => return self.period_row(tables, other),
        }
        true
    }

    fn update_community(&mut self, tables: &mut Tables, row: &Community) {
        let place = tables.communities.iter().position(|known| known.id == row.id);
        let Some(place) = place.filter(|at| tables.communities[*at].version == row.version) else {
            self.stale = true;
            return;
        };
        let before = tables.communities[place].clone();
        tables.communities[place] = row.clone();
        tables.communities[place].version += 1;
        self.journal.note(move |tables| tables.communities[place] = before);
    }

    fn update_product(&mut self, tables: &mut Tables, row: &Product) {
        let place = tables.products.iter().position(|known| known.id == row.id);
        let seats = tables.seats.get(&row.id).copied();
        let fits = |at: &usize| {
            let known = &tables.products[*at];
            let room = seats.is_none_or(|seats| row.seats.is_some_and(|all| seats.taken <= all));
            known.version == row.version && known.seats.is_some() == row.seats.is_some() && room
        };
        let Some(place) = place.filter(fits) else {
            self.stale = true;
            return;
        };
        let before = tables.products[place].clone();
        tables.products[place] = row.clone();
        tables.products[place].version += 1;
        self.journal.note(move |tables| tables.products[place] = before);
        if let Some((seats, all)) = seats.zip(row.seats) {
            self.journal.put(tables, |tables| &mut tables.seats, row.id.clone(), Seats { all, ..seats });
        }
    }

    fn change_coupon(
        &mut self,
        tables: &mut Tables,
        id: &CouponId,
        change: impl FnOnce(&mut Coupon) -> bool,
    ) {
        let Some(mut known) = tables.coupons.get(id).cloned() else {
            self.stale = true;
            return;
        };
        if change(&mut known) {
            self.journal.put(tables, |tables| &mut tables.coupons, id.clone(), known);
        } else {
            self.stale = true;
        }
    }

    fn take_coupon(&mut self, tables: &mut Tables, id: &CouponId, by: &UserId) {
        let key = (id.clone(), by.clone());
        let used = tables.coupon_people.get(&key).copied().unwrap_or(0);
        let mut most = None;
        self.change_coupon(tables, id, |known| {
            most = known.per_person;
            let fits = known.withdrawn_at.is_none() && known.total.is_none_or(|total| known.taken < total);
            known.taken += 1;
            fits
        });
        self.stale |= most.is_some_and(|most| used >= most);
        self.journal.put(tables, |tables| &mut tables.coupon_people, key, used + 1);
    }
}

impl Tables {
    /// Whether a seat that becomes free is somebody's already.
    pub(super) fn somebody_waits(&self, product: &ProductId) -> bool {
        self.waiting.values().any(|row| row.product == *product && row.state == WaitingState::Waiting)
    }
}

fn paid(tables: &Tables, member: &UserId, community: &CommunityId, now: Timestamp) -> Vec<PaidPeriod> {
    let live = tables.memberships.values().filter(|row| {
        (&row.member, &row.community) == (member, community)
            && row.revoked_at.is_none()
            && row.valid_until.is_some_and(|until| until > now)
    });
    let mut periods: Vec<PaidPeriod> = live
        .map(|membership| PaidPeriod { membership: membership.clone(), paid: paid_for(tables, membership) })
        .collect();
    periods.sort_by_key(|period| period.membership.sequence);
    periods
}

fn due(tables: &Tables, now: Timestamp) -> Vec<Waiting> {
    let mut due: Vec<Waiting> = tables
        .waiting
        .values()
        .filter(|row| match row.state {
            WaitingState::Offered { until } => until <= now,
            WaitingState::Waiting => {
                let first = |other: &&Waiting| {
                    other.product == row.product
                        && other.state == WaitingState::Waiting
                        && (other.asked_at, &other.user) < (row.asked_at, &row.user)
                };
                let free = tables.seats.get(&row.product).is_some_and(|seats| seats.taken < seats.all);
                let sold = tables.product(&row.product).filter(|known| {
                    known.on_sale
                        && known.period.is_ahead(now.day())
                        && tables.community_of(known).unwrap().is_open()
                });
                free && sold.is_some() && !tables.waiting.values().any(|other| first(&other))
            }
            WaitingState::Taken { .. } | WaitingState::Gone => false,
        })
        .cloned()
        .collect();
    due.sort_by(|a, b| (a.asked_at, &a.user).cmp(&(b.asked_at, &b.user)));
    due
}

#[async_trait]
impl ShopStore for MemoryCommerce {
    async fn coupons(&self, community: &CommunityId) -> Result<Vec<Coupon>, StoreFault> {
        let find = |tables: &Tables| {
            let ours = tables.coupons.values().filter(|row| row.community == *community);
            ours.rev().cloned().collect()
        };
        self.read("coupons", find).await
    }

    async fn coupon(
        &self,
        community: &CommunityId,
        code: &CouponCode,
        by: &UserId,
    ) -> Result<Option<(Coupon, u32)>, StoreFault> {
        let find = |tables: &Tables| {
            let mut all = tables.coupons.values();
            let coupon = all.find(|row| (&row.community, &row.code) == (community, code))?.clone();
            let used = tables.coupon_people.get(&(coupon.id.clone(), by.clone())).copied().unwrap_or(0);
            Some((coupon, used))
        };
        self.read("coupon", find).await
    }

    async fn order_terms(&self, order: &OrderId) -> Result<Option<OrderTerms>, StoreFault> {
        self.read("order_terms", |tables| tables.order_terms.get(order).cloned()).await
    }

    async fn paid_periods(
        &self,
        member: &UserId,
        community: &CommunityId,
        now: Timestamp,
    ) -> Result<Vec<PaidPeriod>, StoreFault> {
        self.read("paid_periods", |tables| paid(tables, member, community, now)).await
    }

    async fn counted_for(&self, membership: &MembershipId) -> Result<Option<OrderId>, StoreFault> {
        self.read("counted_for", |tables| tables.counted_periods.get(membership).cloned()).await
    }

    async fn ended_seats(&self, before: Timestamp, limit: u32) -> Result<Vec<Order>, StoreFault> {
        let find = |tables: &Tables| {
            let lives = |order: &Order| {
                tables.memberships.values().any(|row| {
                    (&row.member, &row.product) == (&order.buyer, &order.product)
                        && row.revoked_at.is_none()
                        && row.valid_until.is_none_or(|until| until > before)
                })
            };
            let renews = |order: &Order| {
                let mut all = tables.orders.values();
                all.any(|other| {
                    other.state == OrderState::Pending
                        && (&other.buyer, &other.product) == (&order.buyer, &order.product)
                })
            };
            let held = tables.orders.values().filter(|order| {
                order.holds_seat
                    && matches!(order.state, OrderState::Paid { .. })
                    && !lives(order)
                    && !renews(order)
            });
            held.take(usize::try_from(limit).unwrap()).cloned().collect()
        };
        self.read("ended_seats", find).await
    }

    async fn trial(&self, member: &UserId, community: &CommunityId) -> Result<Option<Trial>, StoreFault> {
        let key = (member.clone(), community.clone());
        self.read("trial", |tables| tables.trials.get(&key).cloned()).await
    }

    async fn trials(&self, member: &UserId, limit: u32) -> Result<Vec<Trial>, StoreFault> {
        let find = |tables: &Tables| {
            let mut ours: Vec<Trial> =
                tables.trials.values().filter(|row| row.member == *member).cloned().collect();
            ours.sort_by_key(|row| std::cmp::Reverse(row.started_at));
            ours.truncate(usize::try_from(limit).unwrap());
            ours
        };
        self.read("trials", find).await
    }

    async fn seats_taken(&self, product: &ProductId) -> Result<Option<u32>, StoreFault> {
        self.read("seats_taken", |tables| tables.seats.get(product).map(|seats| seats.taken)).await
    }

    async fn waiting(&self, product: &ProductId, user: &UserId) -> Result<Option<Waiting>, StoreFault> {
        let key = (product.clone(), user.clone());
        self.read("waiting", |tables| tables.waiting.get(&key).cloned()).await
    }

    async fn waiting_counts(&self, community: &CommunityId) -> Result<Vec<(ProductId, u32)>, StoreFault> {
        let find = |tables: &Tables| {
            let ours = tables.products.iter().filter(|product| product.community == *community);
            let count = |product: &Product| {
                let waits = |row: &&Waiting| row.product == product.id && row.state == WaitingState::Waiting;
                u32::try_from(tables.waiting.values().filter(waits).count()).unwrap()
            };
            let counts = ours.map(|product| (product.id.clone(), count(product)));
            counts.filter(|(_, count)| *count > 0).collect()
        };
        self.read("waiting_counts", find).await
    }

    async fn ahead_in_line(&self, row: &Waiting) -> Result<u32, StoreFault> {
        let find = |tables: &Tables| {
            let ahead = |other: &&Waiting| {
                other.product == row.product
                    && other.state == WaitingState::Waiting
                    && (other.asked_at, &other.user) < (row.asked_at, &row.user)
            };
            u32::try_from(tables.waiting.values().filter(ahead).count()).unwrap()
        };
        self.read("ahead_in_line", find).await
    }

    async fn due_waiting(&self, now: Timestamp, limit: u32) -> Result<Vec<Waiting>, StoreFault> {
        let find = |tables: &Tables| {
            let mut due = due(tables, now);
            due.truncate(usize::try_from(limit).unwrap());
            due
        };
        self.read("due_waiting", find).await
    }
}
