//! Ninety days of sales, made by the same transitions that real sales go through.

use std::collections::HashMap;

use domain::{
    id::{
        CommunityId, ConsentId, MembershipId, OrderId, OrderToken, RefundId, ReviewId, TransactionId, UserId,
        gateway_number,
    },
    ledger::{Account, Cause, Transaction},
    locale::Locale,
    membership::Membership,
    money::Money,
    order::{
        Attempt, AttemptState, Capture, Channel, Deal, Gateway, Order, OrderException, OrderState, PayWay,
        Route, SeatNeed, Settlement, SoldAs,
    },
    people::Consent,
    time::Timestamp,
};
use services::ports::{Changes, EntropyExt as _, Sale, Write};

use super::shelves::Stall;
use crate::{commands::CommandError, entropy::SystemEntropy};

/// What has happened so far.
#[derive(Default)]
pub struct History {
    /// Units of work for the commerce database, in order.
    pub units: Vec<Changes>,
    /// Evidence for the people database.
    pub consents: Vec<Consent>,
    latest: HashMap<(UserId, CommunityId), Membership>,
}

impl History {
    /// Somebody buys one tier and pays what `paid` says, which is the price except in the story of the wrong amount.
    pub fn sale(
        &mut self,
        stall: &Stall,
        tier: usize,
        buyer: &UserId,
        at: Timestamp,
        paid: Option<Money>,
    ) -> Result<Money, CommandError> {
        let missing = || CommandError::Other("the demo world has no such tier".to_owned());
        let product = stall.products.get(tier).ok_or_else(missing)?;
        let consent = consent(stall, buyer, at);
        let order = pending(stall, product, buyer, &consent, at);
        let attempt = attempt(&order, at);
        let capture = Capture {
            gateway_transaction: format!(
                "4200{:024}",
                SystemEntropy.bits() % 1_000_000_000_000_000_000_000_000
            ),
            amount: paid.unwrap_or(product.price),
            captured_at: at,
        };
        let key = (buyer.clone(), stall.community.id.clone());
        let membership = Membership::following(
            self.latest.get(&key),
            self.latest.get(&key).and_then(|earlier| earlier.valid_until),
            MembershipId::new(at, SystemEntropy.bits()),
            (buyer.clone(), order.community.clone(), order.product.clone(), order.id.clone()),
            product.period,
            at,
        );
        let settlement = order.settle(attempt, &capture, deal(membership, at)).map_err(broken)?;
        if let Some(granted) = &settlement.membership {
            self.latest.insert(key, granted.clone());
        }
        self.consents.push(consent);
        self.units.push(unit(settlement, at)?);
        Ok(capture.amount)
    }

    /// The gateway pays our bank what it held.
    pub fn gateway_settlement(&mut self, amount: Money, at: Timestamp) -> Result<(), CommandError> {
        let id = TransactionId::new(at, SystemEntropy.bits());
        let cause = Cause::GatewaySettlement(id.clone());
        let from = Account::GatewayReceivable(Gateway::WechatPay);
        let transaction =
            Transaction::transfer(id, cause, at, amount, from, Account::Bank).map_err(broken)?;
        self.units.push(Changes { transactions: vec![transaction], ..Changes::default() });
        Ok(())
    }
}

/// A rule refused the demo world: a mistake in this file.
pub fn broken(error: impl std::fmt::Display) -> CommandError {
    CommandError::Other(format!("the demo world breaks a rule: {error}"))
}

/// Evidence that somebody accepted an agreement just now.
pub fn consent(stall: &Stall, buyer: &UserId, at: Timestamp) -> Consent {
    Consent {
        id: ConsentId::new(at, SystemEntropy.bits()),
        user: buyer.clone(),
        agreement: stall.agreement.id.clone(),
        digest: stall.agreement.digest.clone(),
        locale: Locale::SimplifiedChinese,
        opened_at: at.plus_seconds(-90),
        accepted_at: at.plus_seconds(-30),
        user_agent: "demo world".to_owned(),
        network: "192.0.2.0/24".to_owned(),
    }
}

/// An order that waits for its payment.
pub fn pending(
    stall: &Stall,
    product: &domain::catalogue::Product,
    buyer: &UserId,
    consent: &Consent,
    at: Timestamp,
) -> Order {
    let created_at = at.plus_seconds(-30);
    Order {
        id: OrderId::new(created_at, SystemEntropy.bits()),
        token: OrderToken::new(SystemEntropy.bits()),
        buyer: buyer.clone(),
        creator: stall.community.creator.clone(),
        community: stall.community.id.clone(),
        product: product.id.clone(),
        price: product.price,
        sold_as: SoldAs::from(product),
        agreement: consent.agreement.clone(),
        consent: consent.id.clone(),
        state: OrderState::Pending,
        exception: OrderException::None,
        created_at,
        expires_at: created_at.plus_seconds(900),
        holds_seat: product.seats.is_some(),
        version: 1,
    }
}

/// A try to pay it, open at the gateway.
pub fn attempt(order: &Order, at: Timestamp) -> Attempt {
    let route = Route {
        channel: Channel::WechatPay,
        gateway: Gateway::WechatPay,
        account: Gateway::WechatPay.into(),
        way: PayWay::Code,
    };
    Attempt {
        state: AttemptState::AwaitingUser,
        created_at: order.created_at,
        next_query_at: None,
        ..Attempt::begun(order, route, Locale::SimplifiedChinese, SystemEntropy.bits(), at)
    }
}

fn deal(membership: Membership, at: Timestamp) -> Deal {
    Deal {
        now: at,
        seat: SeatNeed::None,
        seat_free: true,
        coupon_gone: false,
        replaced: false,
        void: false,
        settles_at: at,
        membership,
        transaction: TransactionId::new(at, SystemEntropy.bits()),
        refund: RefundId::new(at, SystemEntropy.bits()),
        refund_number: gateway_number(at, SystemEntropy.bits()),
        review: ReviewId::new(at, SystemEntropy.bits()),
    }
}

/// The settled rows, inserted as they are at the end of their story.
fn unit(settlement: Settlement, at: Timestamp) -> Result<Changes, CommandError> {
    let mut order = settlement.order;
    let mut writes = Vec::new();
    if let Some(review) = settlement.review {
        order = order.expire(at.plus_seconds(900)).map_err(broken)?;
        writes.push(Write::InsertReview(review));
    } else if order.holds_seat {
        writes.push(Write::TakeSeat(order.product.clone()));
    }
    if let (Some(membership), Some(settles_at)) = (settlement.membership, settlement.settles_at) {
        writes.push(Write::InsertMembership(membership));
        writes.push(Write::InsertSale(Sale {
            order: order.id.clone(),
            creator: order.creator.clone(),
            product: order.product.clone(),
            gateway: settlement.attempt.gateway,
            amount: order.price,
            captured_at: at,
            settles_at,
            booked_at: at,
        }));
    }
    let mut rows = vec![Write::InsertOrder(order), Write::InsertAttempt(settlement.attempt)];
    rows.append(&mut writes);
    Ok(Changes { writes: rows, transactions: vec![settlement.transaction], ..Changes::default() })
}
