//! The list.

use std::collections::BTreeSet;

use domain::{
    id::OrderId,
    order::Order,
    time::Timestamp,
    view::orders::{OrderLine, OrdersView},
};

use super::OrderHistory;
use crate::{Fault, actor::Member, ports::OrderSearch};

/// Lines on one page.
const PAGE: u32 = 20;
/// The longest search that is looked at, in characters.
const LONGEST: usize = 80;

impl OrderHistory {
    /// One's own orders, newest first; narrowed to communities whose name contains what was typed, or to an order's number.
    pub async fn list(
        &self,
        member: &Member,
        search: &str,
        before: Option<&OrderId>,
    ) -> Result<OrdersView, Fault> {
        let search: String = search.trim().chars().take(LONGEST).collect();
        let narrowed = self.narrowed(&search);
        let limit = PAGE.saturating_add(1);
        let mut rows = self.parts.commerce.orders_of(&member.user, &narrowed, before, limit).await?;
        let page = usize::try_from(PAGE).unwrap_or(usize::MAX);
        let more = rows.len() > page;
        rows.truncate(page);
        let next_before = rows.last().filter(|_| more).map(|row| row.id.clone());
        let now = self.parts.clock.business();
        let ids: Vec<_> = rows.iter().map(|order| order.id.clone()).collect();
        let sold = self.parts.commerce.sold_among(&ids).await?;
        let lines = rows.into_iter().map(|order| self.line(order, &sold, now)).collect();
        Ok(OrdersView { lines, search, next_before })
    }

    fn narrowed(&self, search: &str) -> OrderSearch {
        if search.is_empty() {
            return OrderSearch::default();
        }
        let wanted = search.to_lowercase();
        let mut communities = Vec::new();
        for shelf in self.parts.catalogue.shelves() {
            if shelf.community.name.to_lowercase().contains(&wanted) {
                communities.push(shelf.community.id.clone());
            }
        }
        OrderSearch { communities, number: wanted.parse().ok(), narrowed: true }
    }

    fn line(&self, order: Order, sold: &BTreeSet<OrderId>, now: Timestamp) -> OrderLine {
        let shelf = self.parts.catalogue.by_community(&order.community);
        OrderLine {
            slug: shelf.as_ref().map(|shelf| shelf.community.slug.clone()).unwrap_or_default(),
            community: shelf.as_ref().map(|shelf| shelf.community.name.clone()).unwrap_or_default(),
            tier: order.sold_as.tier.clone(),
            period: order.sold_as.period,
            price: order.price,
            state: order.state.code().to_owned(),
            exception: order.exception,
            created_at: order.created_at,
            is_payable: order.is_payable(now),
            has_receipt: sold.contains(&order.id),
            number: order.id,
            token: order.token,
        }
    }
}
