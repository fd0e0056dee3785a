//! What happens to a creator's balance, as units of work.

use domain::{
    id::{
        AdjustmentId, AttemptId, ConsentId, MembershipId, OrderId, OrderToken, RefundId, ReviewId,
        TransactionId, UserId, gateway_number,
    },
    ledger::{Account, Cause, Transaction},
    locale::Locale,
    membership::Membership,
    money::Money,
    order::{
        Attempt, Capture, Channel, Deal, Gateway, Order, OrderException, OrderState, PayWay, Route, SeatNeed,
        SoldAs,
    },
    payouts::{Adjustment, AdjustmentKind},
    time::Timestamp,
};
use services::ports::{Changes, EntropyExt as _, Sale, Write};

use super::opening::{Actor, Stage};

impl Stage {
    /// A sale that was captured a little while ago and is booked now.
    pub fn sale(&self, actor: &Actor, amount: Money, captured_at: Timestamp) -> Changes {
        if self.house.wants_orders() {
            return self.sale_with_its_order(actor, amount, captured_at);
        }
        let (now, dice) = (self.clock.now(), &self.dice);
        let order = OrderId::new(now, dice.bits());
        let cause = Cause::Capture(AttemptId::new(now, dice.bits()));
        let (from, to) =
            (Account::CreatorBalance(actor.creator.clone()), Account::GatewayReceivable(Gateway::WechatPay));
        let id = TransactionId::new(now, dice.bits());
        let transaction = Transaction::transfer(id, cause, now, amount, from, to).unwrap();
        let writes = vec![Write::InsertSale(self.sale_row(actor, order, amount, captured_at))];
        Changes { writes, transactions: vec![transaction], ..Changes::default() }
    }

    fn sale_row(&self, actor: &Actor, order: OrderId, amount: Money, captured_at: Timestamp) -> Sale {
        Sale {
            order,
            creator: actor.creator.clone(),
            product: actor.product.id.clone(),
            gateway: Gateway::WechatPay,
            amount,
            captured_at,
            settles_at: captured_at.plus_days(i64::from(self.policy.wallet_settle_days)),
            booked_at: self.clock.now(),
        }
    }

    fn sale_with_its_order(&self, actor: &Actor, amount: Money, captured_at: Timestamp) -> Changes {
        let (now, dice) = (self.clock.now(), &self.dice);
        let buyer = UserId::new(now, dice.bits());
        let order = Order {
            id: OrderId::new(now, dice.bits()),
            token: OrderToken::new(dice.bits()),
            buyer: buyer.clone(),
            creator: actor.creator.clone(),
            community: actor.product.community.clone(),
            product: actor.product.id.clone(),
            price: amount,
            sold_as: SoldAs::from(&actor.product),
            agreement: actor.agreement.clone(),
            consent: ConsentId::new(now, dice.bits()),
            state: OrderState::Pending,
            exception: OrderException::None,
            created_at: captured_at,
            expires_at: captured_at.plus_seconds(900),
            holds_seat: false,
            version: 0,
        };
        let route = Route {
            channel: Channel::WechatPay,
            gateway: Gateway::WechatPay,
            account: Gateway::WechatPay.into(),
            way: PayWay::Code,
        };
        let attempt = Attempt {
            id: AttemptId::new(now, dice.bits()),
            gateway_number: gateway_number(now, dice.bits()),
            next_query_at: None,
            version: 0,
            ..Attempt::begun(&order, route, Locale::English, 0, captured_at)
        };
        let named = (buyer, order.community.clone(), order.product.clone(), order.id.clone());
        let id = MembershipId::new(now, dice.bits());
        let membership = Membership::following(None, None, id, named, actor.product.period, now);
        let gateway_transaction = format!("4200{:020}", dice.below(1 << 60));
        let capture = Capture { gateway_transaction, amount, captured_at };
        let deal = Deal {
            now,
            seat: SeatNeed::None,
            seat_free: true,
            coupon_gone: false,
            replaced: false,
            void: false,
            settles_at: captured_at,
            membership,
            transaction: TransactionId::new(now, dice.bits()),
            refund: RefundId::new(now, dice.bits()),
            refund_number: gateway_number(now, dice.bits()),
            review: ReviewId::new(now, dice.bits()),
        };
        let settled = order.settle(attempt, &capture, deal).unwrap();
        let sale = self.sale_row(actor, settled.order.id.clone(), amount, captured_at);
        let mut writes = vec![Write::InsertOrder(settled.order), Write::InsertAttempt(settled.attempt)];
        writes.extend(settled.membership.map(Write::InsertMembership));
        writes.push(Write::InsertSale(sale));
        Changes { writes, transactions: vec![settled.transaction], ..Changes::default() }
    }

    /// A refund, dispute or credit, and what it does to the balance.
    pub fn adjustment(&self, actor: &Actor, kind: AdjustmentKind, amount: Money) -> (Changes, i64) {
        let (now, dice) = (self.clock.now(), &self.dice);
        let adjustment = Adjustment {
            id: AdjustmentId::new(now, dice.bits()),
            creator: actor.creator.clone(),
            kind,
            order: None,
            amount,
            booked_at: now,
            booked_by: None,
        };
        let transaction =
            adjustment.posted(TransactionId::new(now, dice.bits()), Gateway::WechatPay).unwrap();
        let change = adjustment.signed().minor();
        let writes = vec![Write::InsertAdjustment(adjustment)];
        (Changes { writes, transactions: vec![transaction], ..Changes::default() }, change)
    }
}
