//! Reading coupons, terms of orders, trials and waiting lists.

pub(super) mod writes;

use async_trait::async_trait;
use domain::{
    catalogue::{Coupon, CouponCode, Discount, OrderTerms, PaidPeriod, Period, Trial, Waiting, WaitingState},
    id::{CommunityId, MembershipId, OrderId, ProductId, UserId},
    money::{BasisPoints, Money},
    order::Order,
    time::Timestamp,
};
use services::ports::{ShopStore, StoreFault};

use super::{
    commerce::CommerceDatabase,
    members, orders,
    pools::database,
    read::{Reader, all, maybe},
};

const COUPONS: &str =
    concat!("SELECT ", coupon_columns!(), " FROM coupons n WHERE n.community_id = $1 ORDER BY n.id DESC");
const COUPON: &str = concat!(
    "SELECT ",
    coupon_columns!(),
    ", CAST(COALESCE(p.taken, 0) AS BIGINT) AS by_person FROM coupons n \
     LEFT JOIN coupon_people p ON p.coupon_id = n.id AND p.user_id = $3 WHERE n.community_id = $1 AND n.code = $2"
);
const TERMS: &str = "SELECT order_id, list_minor, currency, coupon_id, discount_minor, credit_minor FROM order_terms \
     WHERE order_id = $1";
const UPGRADES: &str =
    "SELECT membership_id, credit_minor FROM order_upgrades WHERE order_id = $1 ORDER BY membership_id";
const PAID_PERIODS: &str = concat!(
    with_credited!("memberships p", "p.member_id = $1 AND p.community_id = $2"),
    "SELECT ",
    membership_columns!(),
    ", o.currency AS o_currency, ",
    paid_minor!(),
    " FROM memberships m JOIN orders o ON o.id = m.source_order JOIN sales s ON s.order_id = o.id \
     LEFT JOIN order_terms t ON t.order_id = o.id \
     WHERE m.member_id = $1 AND m.community_id = $2 AND m.revoked_at IS NULL AND m.valid_until > $3 \
     ORDER BY m.sequence"
);
const COUNTED_FOR: &str = "SELECT order_id FROM counted_periods WHERE membership_id = $1";
const ENDED_SEATS: &str = concat!(
    "SELECT ",
    order_columns!(),
    " FROM orders o WHERE o.state = 'paid' AND o.seats_held = 1 AND NOT EXISTS (SELECT 1 FROM memberships m \
     WHERE m.member_id = o.buyer_id AND m.community_id = o.community_id AND m.product_id = o.product_id \
     AND m.revoked_at IS NULL AND (m.valid_until IS NULL OR m.valid_until > $1)) \
     AND NOT EXISTS (SELECT 1 FROM orders r WHERE r.buyer_id = o.buyer_id AND r.product_id = o.product_id \
     AND r.state = 'pending') ORDER BY o.id LIMIT $2"
);
const TRIAL: &str = "SELECT member_id, community_id, product_id, started_at, ends_at FROM trials \
     WHERE member_id = $1 AND community_id = $2";
const TRIALS: &str = "SELECT member_id, community_id, product_id, started_at, ends_at FROM trials \
     WHERE member_id = $1 ORDER BY started_at DESC, community_id LIMIT $2";
const SEATS_TAKEN: &str = "SELECT taken FROM product_seats WHERE product_id = $1";
const WAITING: &str = "SELECT product_id, user_id, asked_at, state, offer_until, held_until, version FROM waiting \
     WHERE product_id = $1 AND user_id = $2";
const WAITING_COUNTS: &str = "SELECT w.product_id, COUNT(*) AS people FROM waiting w \
     JOIN products p ON p.id = w.product_id WHERE p.community_id = $1 AND w.state = 'waiting' \
     GROUP BY w.product_id ORDER BY w.product_id";
const AHEAD: &str = "SELECT COUNT(*) AS people FROM waiting w WHERE w.product_id = $1 AND w.state = 'waiting' \
     AND (w.asked_at < $2 OR (w.asked_at = $2 AND w.user_id < $3))";
/// The first in each line of what can be ordered, and offers that ran out. A fixed end sorts by its day.
const DUE_WAITING: &str = "SELECT w.product_id, w.user_id, w.asked_at, w.state, w.offer_until, w.held_until, w.version \
     FROM waiting w \
     JOIN product_seats s ON s.product_id = w.product_id \
     JOIN products p ON p.id = w.product_id JOIN communities c ON c.id = p.community_id \
     WHERE (w.state = 'offered' AND w.offer_until <= $1) OR (w.state = 'waiting' AND s.taken < s.seats \
     AND c.state = 'open' AND p.on_sale = 1 AND (p.period NOT LIKE 'until-%' OR p.period > $3) \
     AND NOT EXISTS (SELECT 1 FROM waiting e WHERE e.product_id = w.product_id AND e.state = 'waiting' \
     AND (e.asked_at < w.asked_at OR (e.asked_at = w.asked_at AND e.user_id < w.user_id)))) \
     ORDER BY w.asked_at, w.user_id LIMIT $2";

#[async_trait]
impl ShopStore for CommerceDatabase {
    async fn coupons(&self, community: &CommunityId) -> Result<Vec<Coupon>, StoreFault> {
        let query = sqlx::query(COUPONS).bind(community.as_str());
        all(&query.fetch_all(&self.pools.readers).await.map_err(database)?, "coupons", coupon)
    }

    async fn coupon(
        &self,
        community: &CommunityId,
        code: &CouponCode,
        by: &UserId,
    ) -> Result<Option<(Coupon, u32)>, StoreFault> {
        let query = sqlx::query(COUPON).bind(community.as_str()).bind(code.as_str()).bind(by.as_str());
        let row = query.fetch_optional(&self.pools.readers).await.map_err(database)?;
        maybe(row.as_ref(), "coupons", |row| Ok((coupon(row)?, row.small("by_person")?)))
    }

    async fn order_terms(&self, order: &OrderId) -> Result<Option<OrderTerms>, StoreFault> {
        let row = sqlx::query(TERMS).bind(order.as_str()).fetch_optional(&self.pools.readers).await;
        let Some(row) = row.map_err(database)? else { return Ok(None) };
        let upgrades = sqlx::query(UPGRADES).bind(order.as_str()).fetch_all(&self.pools.readers).await;
        let upgrades = upgrades.map_err(database)?;
        let row = Reader::new(&row, "order_terms");
        let list = row.money("list_minor", "currency")?;
        let upgrade = |row: Reader<'_>| -> Result<(MembershipId, Money), StoreFault> {
            Ok((row.id("membership_id")?, Money::new(row.integer("credit_minor")?, list.currency())))
        };
        Ok(Some(OrderTerms {
            order: row.id("order_id")?,
            list,
            coupon: row.maybe_id("coupon_id")?,
            discount: row.money("discount_minor", "currency")?,
            credit: row.money("credit_minor", "currency")?,
            upgrades: all(&upgrades, "order_upgrades", upgrade)?,
        }))
    }

    async fn paid_periods(
        &self,
        member: &UserId,
        community: &CommunityId,
        now: Timestamp,
    ) -> Result<Vec<PaidPeriod>, StoreFault> {
        let query = sqlx::query(PAID_PERIODS);
        let query = query.bind(member.as_str()).bind(community.as_str()).bind(now.unix_ms());
        let rows = query.fetch_all(&self.pools.readers).await.map_err(database)?;
        all(&rows, "memberships", |row| {
            let paid = row.of("orders").money("paid_minor", "o_currency")?;
            Ok(PaidPeriod { membership: members::membership(row)?, paid })
        })
    }

    async fn counted_for(&self, membership: &MembershipId) -> Result<Option<OrderId>, StoreFault> {
        let query = sqlx::query(COUNTED_FOR).bind(membership.as_str());
        let row = query.fetch_optional(&self.pools.readers).await.map_err(database)?;
        maybe(row.as_ref(), "counted_periods", |row| row.id("order_id"))
    }

    async fn ended_seats(&self, before: Timestamp, limit: u32) -> Result<Vec<Order>, StoreFault> {
        let query = sqlx::query(ENDED_SEATS).bind(before.unix_ms()).bind(i64::from(limit));
        all(&query.fetch_all(&self.pools.readers).await.map_err(database)?, "orders", orders::order)
    }

    async fn trial(&self, member: &UserId, community: &CommunityId) -> Result<Option<Trial>, StoreFault> {
        let query = sqlx::query(TRIAL).bind(member.as_str()).bind(community.as_str());
        let row = query.fetch_optional(&self.pools.readers).await.map_err(database)?;
        maybe(row.as_ref(), "trials", trial)
    }

    async fn trials(&self, member: &UserId, limit: u32) -> Result<Vec<Trial>, StoreFault> {
        let query = sqlx::query(TRIALS).bind(member.as_str()).bind(i64::from(limit));
        all(&query.fetch_all(&self.pools.readers).await.map_err(database)?, "trials", trial)
    }

    async fn seats_taken(&self, product: &ProductId) -> Result<Option<u32>, StoreFault> {
        let query = sqlx::query(SEATS_TAKEN).bind(product.as_str());
        let row = query.fetch_optional(&self.pools.readers).await.map_err(database)?;
        maybe(row.as_ref(), "product_seats", |row| row.small("taken"))
    }

    async fn waiting(&self, product: &ProductId, user: &UserId) -> Result<Option<Waiting>, StoreFault> {
        let query = sqlx::query(WAITING).bind(product.as_str()).bind(user.as_str());
        let row = query.fetch_optional(&self.pools.readers).await.map_err(database)?;
        maybe(row.as_ref(), "waiting", waiting)
    }

    async fn waiting_counts(&self, community: &CommunityId) -> Result<Vec<(ProductId, u32)>, StoreFault> {
        let query = sqlx::query(WAITING_COUNTS).bind(community.as_str());
        let rows = query.fetch_all(&self.pools.readers).await.map_err(database)?;
        all(&rows, "waiting", |row| Ok((row.id("product_id")?, row.small("people")?)))
    }

    async fn ahead_in_line(&self, row: &Waiting) -> Result<u32, StoreFault> {
        let query = sqlx::query(AHEAD).bind(row.product.as_str());
        let query = query.bind(row.asked_at.unix_ms()).bind(row.user.as_str());
        let found = query.fetch_one(&self.pools.readers).await.map_err(database)?;
        Reader::new(&found, "waiting").small("people")
    }

    async fn due_waiting(&self, now: Timestamp, limit: u32) -> Result<Vec<Waiting>, StoreFault> {
        let query = sqlx::query(DUE_WAITING).bind(now.unix_ms()).bind(i64::from(limit));
        let query = query.bind(Period::Until(now.day()).code().into_owned());
        all(&query.fetch_all(&self.pools.readers).await.map_err(database)?, "waiting", waiting)
    }
}

fn coupon(row: Reader<'_>) -> Result<Coupon, StoreFault> {
    let share: Option<u32> = row.maybe_small("n_basis_points")?;
    let discount = match share {
        Some(rate) => Discount::Percent(BasisPoints::new(rate)),
        None => Discount::Amount(row.money("n_amount_minor", "n_currency")?),
    };
    Ok(Coupon {
        id: row.id("n_id")?,
        community: row.id("n_community_id")?,
        code: row.parsed("n_code")?,
        discount,
        product: row.maybe_id("n_product_id")?,
        per_person: row.maybe_small("n_per_person")?,
        total: row.maybe_small("n_total")?,
        taken: row.small("n_taken")?,
        from: row.maybe_moment("n_counts_from")?,
        until: row.maybe_moment("n_counts_until")?,
        withdrawn_at: row.maybe_moment("n_withdrawn_at")?,
        version: row.integer("n_version")?,
    })
}

fn trial(row: Reader<'_>) -> Result<Trial, StoreFault> {
    Ok(Trial {
        member: row.id("member_id")?,
        community: row.id("community_id")?,
        product: row.id("product_id")?,
        started_at: row.moment("started_at")?,
        ends_at: row.moment("ends_at")?,
    })
}

fn waiting(row: Reader<'_>) -> Result<Waiting, StoreFault> {
    let (offer, held) = (row.maybe_moment("offer_until")?, row.maybe_moment("held_until")?);
    let state = WaitingState::from_parts(&row.text("state")?, offer, held);
    Ok(Waiting {
        product: row.id("product_id")?,
        user: row.id("user_id")?,
        asked_at: row.moment("asked_at")?,
        state: state.ok_or_else(|| row.fault("state"))?,
        version: row.integer("version")?,
    })
}
