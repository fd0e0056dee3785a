//! A small world: one creator, one community, three products, and whoever buys there.

use std::sync::atomic::{AtomicU64, Ordering};

use domain::{
    catalogue::{Agreement, Community, CommunityState, Period, Product, WayIn},
    id::{
        AgreementId, AttemptId, CommunityId, ConsentId, CreatorId, MembershipId, OrderId, OrderToken,
        ProductId, RefundId, ReviewId, TransactionId, UserId, gateway_number,
    },
    locale::Locale,
    membership::Membership,
    money::{Currency, Money},
    order::{
        Attempt, Capture, Channel, Deal, Gateway, Order, OrderException, OrderState, PayWay, Route, SeatNeed,
        SoldAs,
    },
    time::Timestamp,
};
use services::ports::{
    Changes, Commerce, Commit, CreatorRow, EventSource, InboxRow, Sale, SettlingFacts, Write,
};

/// 2026-01-01T00:00:00Z.
pub const NOW: Timestamp = Timestamp::from_unix_ms(1_767_225_600_000);
pub const PRICE: Money = Money::new(12_900, Currency::Cny);

/// The world, and where its identifiers come from.
pub struct Shop {
    ids: AtomicU64,
    pub owner: UserId,
    pub creator: CreatorRow,
    pub community: Community,
    /// Without limit.
    pub month: Product,
    /// For good, without limit.
    pub lifetime: Product,
    /// Three seats.
    pub limited: Product,
    pub agreement: Agreement,
}

impl Shop {
    /// A world whose identifiers no other seed has.
    pub fn new(seed: u64) -> Self {
        let ids = AtomicU64::new(seed << 32);
        let next = || random(&ids);
        let owner = UserId::new(NOW, next());
        let creator = CreatorRow {
            id: CreatorId::new(NOW, next()),
            owner: owner.clone(),
            main: None,
            currency: Currency::Cny,
            created_at: NOW,
        };
        let community = Community {
            id: CommunityId::new(NOW, next()),
            creator: creator.id.clone(),
            slug: format!("quiet-hours-{seed}"),
            name: "Quiet Hours · 安静时光".to_owned(),
            tagline: "One \"sentence\".".to_owned(),
            description: "First paragraph.\n\nSecond paragraph with a \\ and a '.".to_owned(),
            payee_name: "Mei Studio".to_owned(),
            contact: "mei@example.com".to_owned(),
            way_in: WayIn {
                instructions: "Ring twice.".to_owned(),
                address: "https://example.com/door".to_owned(),
            },
            state: CommunityState::Open,
            version: 1,
        };
        let product = |tier: &str, period, seats, position| Product {
            id: ProductId::new(NOW, next()),
            community: community.id.clone(),
            tier: tier.to_owned(),
            benefits: vec!["One".to_owned(), "Two, with \"quotes\"".to_owned()],
            price: PRICE,
            further: Vec::new(),
            period,
            refund_days: 7,
            seats,
            position,
            trial_days: 0,
            on_sale: true,
            version: 1,
        };
        let month = product("Reader", Period::Month, None, 1);
        let lifetime = product("Patron", Period::Lifetime, None, 2);
        let limited = product("Table", Period::Month, Some(3), 3);
        let agreement = Agreement {
            id: AgreementId::new(NOW, next()),
            community: community.id.clone(),
            version: 1,
            title: "Rules".to_owned(),
            body: "# One\n\nBe kind.".to_owned(),
            digest: "ab".repeat(32),
            published_at: NOW,
        };
        Self { ids, owner, creator, community, month, lifetime, limited, agreement }
    }

    /// Opens a fresh world in a database.
    pub async fn open(seed: u64, commerce: &Commerce) -> Self {
        let shop = Self::new(seed);
        assert_eq!(commerce.commit(shop.opening()).await.unwrap(), Commit::Committed);
        shop
    }

    /// The unit that writes the world, with rows that refer to each other.
    pub fn opening(&self) -> Changes {
        unit([
            Write::InsertCreator(self.creator.clone()),
            Write::InsertCommunity(self.community.clone()),
            Write::InsertProduct(self.month.clone()),
            Write::InsertProduct(self.lifetime.clone()),
            Write::InsertProduct(self.limited.clone()),
            Write::InsertAgreement(self.agreement.clone()),
        ])
    }

    pub fn random(&self) -> u128 {
        random(&self.ids)
    }

    /// When the next row is made: identifiers grow with time, as they do in life.
    pub fn moment(&self) -> Timestamp {
        let made = self.ids.load(Ordering::Relaxed) & u64::from(u32::MAX);
        NOW.plus_ms(i64::try_from(made).unwrap_or(0))
    }

    pub fn buyer(&self) -> UserId {
        UserId::new(NOW, self.random())
    }

    pub fn order(&self, buyer: &UserId, product: &Product) -> Order {
        Order {
            id: OrderId::new(self.moment(), self.random()),
            token: OrderToken::new(self.random()),
            buyer: buyer.clone(),
            creator: self.creator.id.clone(),
            community: self.community.id.clone(),
            product: product.id.clone(),
            price: product.price,
            sold_as: SoldAs::from(product),
            agreement: self.agreement.id.clone(),
            consent: ConsentId::new(self.moment(), self.random()),
            state: OrderState::Pending,
            exception: OrderException::None,
            created_at: NOW,
            expires_at: NOW.plus_seconds(900),
            holds_seat: product.seats.is_some(),
            version: 0,
        }
    }

    pub fn attempt(&self, order: &Order) -> Attempt {
        let route = Route {
            channel: Channel::WechatPay,
            gateway: Gateway::WechatPay,
            account: Gateway::WechatPay.into(),
            way: PayWay::Code,
        };
        Attempt {
            id: AttemptId::new(self.moment(), self.random()),
            gateway_number: gateway_number(self.moment(), self.random()),
            version: 0,
            ..Attempt::begun(order, route, Locale::English, 0, NOW)
        }
    }

    /// The unit that starts an order.
    pub fn placing(order: &Order, attempt: &Attempt) -> Changes {
        let mut changes = unit([Write::InsertOrder(order.clone()), Write::InsertAttempt(attempt.clone())]);
        if order.holds_seat {
            changes.writes.push(Write::TakeSeat(order.product.clone()));
        }
        changes
    }

    /// Starts an order in a database.
    pub async fn place(&self, commerce: &Commerce, product: &Product) -> (Order, Attempt) {
        let order = self.order(&self.buyer(), product);
        let attempt = self.attempt(&order);
        assert_eq!(commerce.commit(Self::placing(&order, &attempt)).await.unwrap(), Commit::Committed);
        (order, attempt)
    }

    /// The unit that settles a payment of some amount, as the domain decides it.
    pub fn settling(&self, facts: &SettlingFacts, amount: Money, now: Timestamp) -> Changes {
        let order = facts.order.clone();
        let membership = Membership::following(
            facts.latest_membership.as_ref(),
            facts.paid_until,
            MembershipId::new(self.moment(), self.random()),
            (order.buyer.clone(), order.community.clone(), order.product.clone(), order.id.clone()),
            order.sold_as.period,
            now,
        );
        let capture = Capture {
            gateway_transaction: format!("4200{:020}", self.random() & u128::from(u64::MAX)),
            amount,
            captured_at: now,
        };
        let late = order.holds_seat && matches!(order.state, OrderState::Expired { .. });
        let deal = Deal {
            now,
            seat: if late { SeatNeed::One } else { SeatNeed::None },
            seat_free: facts.seat_free,
            coupon_gone: false,
            replaced: false,
            void: false,
            settles_at: now.plus_days(1),
            membership,
            transaction: TransactionId::new(self.moment(), self.random()),
            refund: RefundId::new(self.moment(), self.random()),
            refund_number: gateway_number(self.moment(), self.random()),
            review: ReviewId::new(self.moment(), self.random()),
        };
        let settled = order.clone().settle(facts.attempt.clone(), &capture, deal).unwrap();
        let mut changes = unit([Write::UpdateOrder(settled.order), Write::UpdateAttempt(settled.attempt)]);
        changes.transactions.push(settled.transaction);
        changes.writes.extend(settled.membership.map(Write::InsertMembership));
        changes.writes.extend(settled.refund.map(Write::InsertRefund));
        changes.writes.extend(settled.takes_seat.then(|| Write::TakeSeat(order.product.clone())));
        changes.writes.extend(settled.releases_seat.then(|| Write::ReleaseSeat(order.product.clone())));
        changes.writes.extend(settled.review.map(Write::InsertReview));
        changes.writes.extend(settled.settles_at.map(|settles_at| {
            Write::InsertSale(Sale {
                order: order.id.clone(),
                creator: order.creator.clone(),
                product: order.product.clone(),
                gateway: facts.attempt.gateway,
                amount,
                captured_at: now,
                settles_at,
                booked_at: now,
            })
        }));
        changes.inbox.push(InboxRow {
            source: EventSource::Gateway(facts.attempt.gateway),
            event_id: format!("event-{}", facts.attempt.gateway_number),
            received_at: now,
            body_ciphertext: vec![0, 1, 254, 255],
        });
        changes
    }

    /// Reads what a payment touches and settles it.
    pub async fn settle(&self, commerce: &Commerce, attempt: &Attempt, now: Timestamp) -> Commit {
        let facts = commerce.settling_facts(attempt.gateway, &attempt.gateway_number).await.unwrap().unwrap();
        let price = facts.order.price;
        commerce.commit(self.settling(&facts, price, now)).await.unwrap()
    }

    /// A paid order.
    pub async fn sell(&self, commerce: &Commerce, product: &Product) -> (Order, Attempt) {
        let (order, attempt) = self.place(commerce, product).await;
        assert_eq!(self.settle(commerce, &attempt, NOW).await, Commit::Committed);
        (order, attempt)
    }
}

/// A unit of nothing but writes.
pub fn unit(writes: impl IntoIterator<Item = Write>) -> Changes {
    Changes { writes: writes.into_iter().collect(), ..Changes::default() }
}

/// Distinct, spread over all bits, and the same in each run.
fn random(ids: &AtomicU64) -> u128 {
    let count = u128::from(ids.fetch_add(1, Ordering::Relaxed));
    (count + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835)
}

/// The books and the memberships agree.
pub async fn assert_sound(commerce: &Commerce) {
    assert_eq!(commerce.verify().await.unwrap().breaks, Vec::<String>::new());
}
