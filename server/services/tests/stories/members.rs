//! What members have, and what creators sold.

use domain::{
    catalogue::WayIn,
    membership::MembershipState,
    view::{MembershipView, SaleLine},
};
use services::ports::Clock;

use super::{shop::yuan, told::told, world::World};

const DAY: i64 = 86_400;

impl World {
    async fn list_of_mei(&self) -> Vec<MembershipView> {
        self.again(async || self.services.memberships.list(&self.shop.mei).await).await
    }

    async fn door(&self) -> (MembershipState, Option<WayIn>) {
        let mut list = self.list_of_mei().await;
        assert_eq!(list.len(), 1);
        let membership = list.pop().unwrap();
        (membership.state, membership.way_in)
    }

    async fn is_member(&self) -> bool {
        let (checkout, mei) = (&self.services.checkout, &self.shop.mei);
        let page = self.again(async || checkout.community("kiln-circle", Some(mei)).await).await;
        page.unwrap().is_member
    }
}

#[tokio::test]
async fn the_way_in_stands_while_the_door_is_open_and_through_the_days_of_grace() {
    told(async |world| {
        assert!(!world.is_member().await);
        world.bought(&world.shop.mei, &world.shop.month).await;
        let way_in = Some(world.shop.community.way_in.clone());
        assert_eq!(world.door().await, (MembershipState::Active, way_in.clone()));
        let list = world.list_of_mei().await;
        assert_eq!((list[0].slug.as_str(), list[0].tier.as_str()), ("kiln-circle", "Tier 1"));
        let end = list[0].valid_until.unwrap();
        let left = end.ms_since(world.clock.business()) / 1000;
        world.clock.advance_business(left - 1);
        assert_eq!(world.door().await, (MembershipState::Active, way_in.clone()));
        world.clock.advance_business(1);
        assert_eq!(world.door().await, (MembershipState::Grace, way_in));
        assert!(world.is_member().await);
        world.clock.advance_business(3 * DAY - 1);
        assert_eq!(world.door().await.0, MembershipState::Grace);
        world.clock.advance_business(1);
        assert_eq!(world.door().await, (MembershipState::Expired, None));
        assert!(!world.is_member().await);
    })
    .await;
}

#[tokio::test]
async fn the_order_page_shows_the_way_in_only_while_the_door_is_open() {
    let world = World::new().await;
    let token = world.bought(&world.shop.mei, &world.shop.month).await;
    let way_in = async || match world.stage(&world.shop.mei, &token).await {
        domain::view::OrderStage::Paid { way_in, .. } => way_in,
        other => panic!("{other:?}"),
    };
    assert!(way_in().await.is_some());
    world.clock.advance_business(40 * DAY);
    assert_eq!(way_in().await, None);
}

#[tokio::test]
async fn two_renewals_paid_at_once_follow_each_other() {
    told(async |world| {
        let (mei, shop) = (&world.shop.mei, &world.shop);
        let (month, month_number) = world.waiting(mei, &shop.month).await;
        let (year, year_number) = world.waiting(mei, &shop.year).await;
        world.pays(&month, &month_number);
        world.pays(&year, &year_number);
        let (first, second) = (world.announce(&month_number), world.announce(&year_number));
        let (one, other) = tokio::join!(world.receive(&first), world.receive(&second));
        let failed = [one.is_err(), other.is_err()];
        assert!(failed == [false; 2] || world.switch.failed().is_some());
        world.audit();
        world.notified(&month_number).await;
        world.notified(&year_number).await;
        let mut periods: Vec<_> = world.rows().memberships.into_values().collect();
        periods.sort_by_key(|period| period.sequence);
        assert_eq!(periods.len(), 2);
        assert_eq!(periods[0].valid_until, Some(periods[1].valid_from), "no gap, no overlap");
        let days = periods[1].valid_until.unwrap().ms_since(periods[0].valid_from) / 1000 / DAY;
        assert!((395..=396).contains(&days), "{days} days for thirteen months");
        let list = world.list_of_mei().await;
        let states: Vec<_> = list.iter().map(|row| (row.state, row.way_in.is_some())).collect();
        assert_eq!(states, [(MembershipState::Upcoming, false), (MembershipState::Active, true)]);
    })
    .await;
}

#[tokio::test]
async fn a_renewal_after_the_end_begins_now() {
    let world = World::new().await;
    world.bought(&world.shop.mei, &world.shop.month).await;
    world.clock.advance(60 * DAY);
    let now = world.clock.business();
    world.bought(&world.shop.mei, &world.shop.month).await;
    let list = world.list_of_mei().await;
    assert!(list[0].valid_from.ms_since(now) < 60_000 && list[0].valid_from >= now);
    assert_eq!((list[0].state, list[1].state), (MembershipState::Active, MembershipState::Expired));
}

#[tokio::test]
async fn a_creator_sees_the_sales_behind_the_balance_and_what_has_settled() {
    told(async |world| {
        let creator = &world.shop.creator;
        world.bought(&world.shop.mei, &world.shop.month).await;
        world.clock.advance(DAY);
        world.bought(&world.shop.tom, &world.shop.year).await;
        let sales = world.again(async || world.services.sales.list(creator, None).await).await.unwrap();
        let lines: Vec<_> =
            sales.lines.iter().map(|line| (line.buyer.as_str(), line.amount, line.is_settled)).collect();
        assert_eq!(lines, [("Tom", yuan(68_000), false), ("Mei", yuan(6_800), true)]);
        assert_eq!((sales.lines_total, sales.balance), (yuan(74_800), yuan(74_800)));
        assert_eq!((sales.settled, sales.settling), (yuan(6_800), yuan(68_000)));
        assert_eq!(sales.next_before, None);
        world.clock.advance(DAY);
        let sales = world.again(async || world.services.sales.list(creator, None).await).await.unwrap();
        assert_eq!((sales.settled, sales.settling), (yuan(74_800), yuan(0)));
    })
    .await;
}

impl World {
    /// Sales as if they had been made, at some seconds after now.
    fn sold_at(&self, seconds: impl Iterator<Item = i64>) {
        let (now, shop) = (self.clock.business(), &self.shop);
        self.commerce.change(|tables| {
            let template = tables.orders.values().next().unwrap().clone();
            for (number, seconds) in (1000u128..).zip(seconds) {
                let mut order = template.clone();
                order.id = domain::id::OrderId::new(now, number);
                order.token = domain::id::OrderToken::new(number);
                let captured_at = now.plus_seconds(seconds);
                order.state = domain::order::OrderState::Paid { at: captured_at };
                let sale = services::ports::Sale {
                    order: order.id.clone(),
                    creator: shop.creator.account.id.clone(),
                    product: shop.month.id.clone(),
                    gateway: domain::order::Gateway::WechatPay,
                    amount: yuan(1),
                    captured_at,
                    settles_at: captured_at,
                    booked_at: captured_at,
                };
                tables.know_sale(sale);
                tables.orders.insert(order.id.clone(), order);
            }
        });
    }

    async fn every_page(&self) -> Vec<Vec<SaleLine>> {
        let (mut pages, mut before) = (Vec::new(), None);
        loop {
            let page = self.services.sales.list(&self.shop.creator, before).await.unwrap().unwrap();
            pages.push(page.lines);
            assert!(pages.len() < 100, "the pages do not end");
            match page.next_before {
                Some(next) => before = Some(next),
                None => return pages,
            }
        }
    }
}

#[tokio::test]
async fn a_long_list_of_sales_is_cut_into_pages_that_lose_none() {
    for sales in [(0..120).collect::<Vec<i64>>(), (0..120).map(|n| n / 7).collect(), vec![3; 120]] {
        let world = World::new().await;
        world.ordered(&world.shop.mei, &world.shop.month).await;
        world.sold_at(sales.iter().copied());
        let pages = world.every_page().await;
        let mut listed: Vec<_> = pages.iter().flatten().map(|line| line.order.clone()).collect();
        listed.sort();
        listed.dedup();
        assert_eq!(pages.iter().flatten().count(), 120, "{sales:?}");
        assert_eq!(listed.len(), 120, "each once");
        let moments: Vec<_> = pages.iter().flatten().map(|line| line.captured_at).collect();
        assert!(moments.is_sorted_by(|a, b| a >= b), "newest first");
    }
}
