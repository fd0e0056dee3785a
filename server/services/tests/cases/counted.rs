//! What came of every order and every payment of a season: each has one end, by what the database has and by what the
//! gateways' own books say.

use domain::{
    catalogue::Period,
    money::Money,
    order::{Attempt, AttemptState, Order, OrderException, OrderState, PayWay, Refund, RefundReason},
    review::{DecisionKind, Review, ReviewKind, ReviewState},
};
use services::ports::OrderSearch;

use super::{
    case::Scene,
    stage::{REVIEW_LIMIT, SECOND},
    tally::Tally,
};

impl Scene {
    pub(super) async fn counted(&self) -> Tally {
        let mut tally = self.tally.lock().unwrap().clone();
        for gateway in &self.stage.gateways {
            let book = gateway.book();
            tally.add("captures", book.captures().count());
            // That each of them waits, or waited, in the queue was looked at after every case.
            tally.add("of nobody", book.strays.len());
        }
        let (commerce, search) = (self.stage.house.commerce(), OrderSearch::default());
        for member in &self.stage.members {
            let orders = commerce.orders_of(&member.user, &search, None, 10_000).await.unwrap();
            for order in orders {
                self.count_order(&order, &mut tally).await;
            }
            let periods = commerce.memberships_in(&member.user, &self.stage.community).await.unwrap();
            let follows = periods.iter().filter(|row| {
                periods.iter().any(|before| before.id != row.id && before.valid_until == Some(row.valid_from))
            });
            tally.add("renewals", follows.count());
        }
        tally
    }

    async fn count_order(&self, order: &Order, tally: &mut Tally) {
        let commerce = self.stage.house.commerce();
        tally.count("orders");
        match order.state {
            OrderState::Paid { .. } => self.count_sale(order, tally).await,
            OrderState::Refunded { .. } => tally.count("sent back"),
            OrderState::Expired { .. } => tally.count("expired"),
            OrderState::Pending | OrderState::RefundPending { .. } => {}
        }
        for attempt in commerce.attempts(&order.id).await.unwrap() {
            if attempt.state == AttemptState::Succeeded {
                let answer = self.answer(order, &attempt).await;
                tally.count(answer);
                match attempt.way {
                    PayWay::InWallet => tally.count("in the wallet"),
                    PayWay::MiniProgram => tally.count("in a mini-program"),
                    PayWay::Code | PayWay::Page | PayWay::Phone => {}
                }
                tally.add("at the second account", usize::from(attempt.account.as_str() == SECOND));
            }
        }
        let refunds = commerce.refunds(&order.id).await.unwrap();
        let given =
            |reason| refunds.iter().filter(move |row| row.reason == reason && row.adjustment.is_some());
        tally.add("asked back", given(RefundReason::Member).count());
        tally.add("given back by the creator", given(RefundReason::Creator).count());
        tally.add("given back by the staff", given(RefundReason::Staff).count());
        let reviews = commerce.reviews_of(&order.id).await.unwrap();
        self.two_persons(order, &refunds, &reviews);
    }

    async fn count_sale(&self, order: &Order, tally: &mut Tally) {
        tally.count("sold");
        let terms = self.stage.house.commerce().order_terms(&order.id).await.unwrap();
        let (coupon, upgrade) =
            terms.map_or((false, false), |terms| (terms.coupon.is_some(), !terms.upgrades.is_empty()));
        tally.add("with a coupon", usize::from(coupon));
        tally.add("upgrades", usize::from(upgrade));
        tally.add("late and let in", usize::from(order.exception == OrderException::PaidLate));
        tally.add("by a fixed end", usize::from(matches!(order.sold_as.period, Period::Until(_))));
    }

    /// The one answer of a captured payment.
    async fn answer(&self, order: &Order, attempt: &Attempt) -> &'static str {
        let commerce = self.stage.house.commerce();
        let transaction = attempt.gateway_transaction.as_deref().unwrap();
        let reviews = commerce.reviews_of(&order.id).await.unwrap();
        let set_aside = reviews.iter().filter(|row| {
            row.kind == ReviewKind::AmountMismatch && row.attempt.as_ref() == Some(&attempt.id)
        });
        let mut answers: Vec<&str> = set_aside.map(|_| "set aside").collect();
        let by_rule =
            |row: &Refund| row.adjustment.is_none() && row.review.is_none() && row.replaces.is_none();
        for refund in commerce.refunds_of_payment(attempt.gateway, transaction).await.unwrap() {
            match refund.reason {
                RefundReason::PaidTwice if by_rule(&refund) => answers.push("paid twice"),
                RefundReason::LateAndFull if by_rule(&refund) => answers.push("late and full"),
                RefundReason::LateCoupon if by_rule(&refund) => answers.push("late, coupon gone"),
                RefundReason::LateNoTime if by_rule(&refund) => answers.push("late, no time left"),
                RefundReason::LateReplaced if by_rule(&refund) => answers.push("late, replaced"),
                RefundReason::SeatLost if by_rule(&refund) => answers.push("seat lost"),
                _ => assert!(!by_rule(&refund), "{}: {refund:?}", self.name()),
            }
        }
        // What a person let in was set aside first.
        let sale = commerce.sale_facts(&order.id).await.unwrap();
        let is_sale = sale.is_some_and(|sale| sale.payment.transaction == transaction);
        if is_sale && !answers.contains(&"set aside") {
            answers.push("let in");
        }
        assert_eq!(answers.len(), 1, "{}: {answers:?} for {attempt:?} of {order:?}", self.name());
        answers[0]
    }

    /// Above the limit no single person has given anything back or moved anything.
    fn two_persons(&self, order: &Order, refunds: &[Refund], reviews: &[Review]) {
        let decided =
            reviews.iter().filter(|row| row.state == ReviewState::Resolved && row.decision.is_some());
        for row in decided {
            let kind = row.decision.as_ref().unwrap().kind();
            // One that is over by a decision about what was taken moves no more than that.
            let moves = match kind {
                DecisionKind::Ignore => false,
                DecisionKind::Taken | DecisionKind::TakenApart => row.kind.is_taken(),
                _ => true,
            };
            let two = row.amount.minor() > REVIEW_LIMIT && moves;
            let were_two = row.agreed_by.is_some() && row.agreed_by != row.decided_by;
            // A proposal that nobody agreed to is ignored.
            assert!(!two || were_two, "{}: one person decided {row:?}", self.name());
        }
        let currency = order.price.currency();
        let by_staff = refunds.iter().filter(|row| {
            row.reason == RefundReason::Staff && row.review.is_none() && row.replaces.is_none()
        });
        let agreed = reviews.iter().filter(|row| {
            row.kind == ReviewKind::RefundProposed
                && row.state == ReviewState::Resolved
                && row.agreed_by.is_some()
        });
        let given = Money::sum(currency, by_staff.map(|row| row.amount)).unwrap();
        let agreed = Money::sum(currency, agreed.map(|row| row.amount)).unwrap();
        let alone = given.minor() - agreed.minor();
        assert!(alone <= REVIEW_LIMIT, "{}: the staff gave {alone} of {order:?} alone", self.name());
    }
}
