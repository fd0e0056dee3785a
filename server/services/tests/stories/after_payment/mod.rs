//! What happens to money after it was captured: decisions of people, refunds, disputes, bills.

mod agreeing;
mod bills;
mod coupons;
mod decisions;
mod disputes;
mod following;
mod giving_back;
mod guarded;
mod history;
mod lost;
mod never_done;
mod overtaking;
mod partly_taken;
mod random_decisions;
mod refund_states;
mod seats;
mod settled_there;
mod taken;
mod unanswered;
mod unheard_disputes;
mod whose_money;

use domain::{
    id::{OrderId, OrderToken, ReviewId, UserId},
    message::{MessageKind, OrderNews, Recipient},
    money::Money,
    order::{Gateway, Refund},
    review::{Review, ReviewState},
    time::Timestamp,
    view::{Problem, ProblemCode},
};
use services::{
    actor::{Approver, Operator},
    ports::{Clock as _, Notification, RefundAnswer},
    review::{DecideForm, DecideOutcome},
};

use super::{shop::yuan, support::Book, world::World};

impl World {
    pub fn operator() -> Operator {
        Operator { user: UserId::new(Timestamp::from_unix_ms(9), 71) }
    }

    /// Somebody else of the staff.
    pub fn approver() -> Approver {
        Approver { user: UserId::new(Timestamp::from_unix_ms(9), 72), may_act: false }
    }

    pub fn now(&self) -> Timestamp {
        self.clock.business()
    }

    /// The one item of the queue that is not over.
    pub fn waiting_item(&self) -> Review {
        let rows = self.rows().reviews.into_values();
        let mut open: Vec<Review> = rows.filter(|row| row.state != ReviewState::Resolved).collect();
        assert_eq!(open.len(), 1, "{open:#?}");
        open.remove(0)
    }

    pub fn item(&self, id: &ReviewId) -> Review {
        self.rows().reviews.get(id).unwrap().clone()
    }

    /// Somebody of the staff decides, with a note, about the item as it is now.
    pub async fn decided(&self, id: &ReviewId, decision: &str, onto: Option<&OrderId>) -> DecideOutcome {
        let outcome = self
            .again(async || {
                let form = DecideForm {
                    decision: decision.to_owned(),
                    onto: onto.map(ToString::to_string).unwrap_or_default(),
                    note: "Looked at the bill.".to_owned(),
                    version: self.item(id).version,
                };
                let done = self.item(id).state == ReviewState::Resolved;
                if done && self.switch.failed().is_some() {
                    return Ok(DecideOutcome::Resolved);
                }
                let outcome = self.services.reviews.decide(&Self::operator(), id, &form).await?;
                let silent = |problem: &Problem| problem.code == ProblemCode::GatewaySilent;
                match outcome {
                    // Whoever decides tries again.
                    DecideOutcome::Refused(problems, _) if problems.iter().any(silent) => {
                        self.services.reviews.decide(&Self::operator(), id, &form).await
                    }
                    outcome => Ok(outcome),
                }
            })
            .await;
        self.audit();
        outcome
    }

    /// Money under a number that is none of ours.
    pub async fn stray(&self, number: &str, amount: Money) -> ReviewId {
        let capture = domain::order::Capture {
            gateway_transaction: format!("4200-{number}"),
            amount,
            captured_at: self.now(),
        };
        let body = format!("stray {number}");
        let (event_id, number) = (format!("event-{number}"), number.to_owned());
        let paid = Notification::Paid { event_id, number: number.clone(), capture: capture.clone() };
        self.gateway.announce(&body, Ok(paid));
        self.gateway.change(|book| know(book, &number, capture));
        self.again(async || self.receive(&body).await).await;
        let rows = self.rows().reviews;
        rows.into_values().find(|row| row.gateway_number == number).unwrap().id
    }

    /// A paid amount that is not the price; the order and its item.
    pub async fn mismatched(
        &self,
        product: &domain::catalogue::Product,
        amount: Money,
    ) -> (OrderToken, ReviewId) {
        let (token, number) = self.waiting(&self.shop.mei, product).await;
        assert!(self.gateway.pay(&number, amount, false));
        self.notified(&number).await;
        let order = self.order(&token).id;
        let rows = self.rows().reviews.into_values();
        let mut ours = rows.filter(|row| row.order.as_ref() == Some(&order));
        (token, ours.next().unwrap().id)
    }

    /// What the gateway says about every refund it knows.
    pub fn refunds_answer(&self, answer: &RefundAnswer) {
        self.gateway.change(|book| {
            for sent in book.refunds.values_mut() {
                sent.answer = answer.clone();
            }
        });
    }

    /// Every refund that was asked for, oldest first.
    pub fn all_refunds(&self) -> Vec<Refund> {
        let mut refunds: Vec<Refund> = self.rows().refunds.into_values().collect();
        refunds.sort_by_key(|refund| (refund.created_at, refund.id.clone()));
        refunds
    }

    /// Everything on its way arrives.
    pub async fn refunds_arrive(&self) {
        self.swept_until(20, || self.all_refunds().iter().all(|row| row.state.code() != "requested")).await;
        self.refund_succeeds();
        self.swept_until(20, || self.all_refunds().iter().all(|row| row.state.is_over())).await;
    }

    /// What somebody was told about orders, oldest first.
    pub fn order_news(&self, to: &Recipient) -> Vec<OrderNews> {
        let rows = self.rows().messages.into_values();
        let news = rows.filter(|row| row.to == *to).filter_map(|row| match row.about {
            MessageKind::Order(news) => Some(news),
            _ => None,
        });
        news.collect()
    }
}

/// A payment that the gateway has and we never asked for.
fn know(book: &mut Book, number: &str, capture: domain::order::Capture) {
    let asked = services::ports::CreatePayment {
        number: number.to_owned(),
        description: String::new(),
        amount: capture.amount,
        expires_at: capture.captured_at,
        channel: domain::order::Channel::WechatPay,
        way: domain::order::PayWay::Code,
        payer: None,
        return_url: String::new(),
        client_address: String::new(),
        language: "en",
    };
    let payment = super::support::Payment { asked, creates: 1, closed: true, capture: Some(capture) };
    book.payments.insert(number.to_owned(), payment);
}

const WECHAT: Gateway = Gateway::WechatPay;
