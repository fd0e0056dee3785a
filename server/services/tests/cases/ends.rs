//! How a case ends: everything works again, time passes, and each order says what became of it.

use domain::{
    id::OrderToken,
    order::{AttemptState, OrderException, OrderState, Refund, RefundState},
    view::OrderStage,
};
use services::{
    actor::Member,
    ports::PaymentGateway as _,
    till::{Received, Visit},
};

use super::case::{Mail, Scene};

impl Scene {
    /// Everything works again; what was on its way arrives or is lost, and time passes until nothing is due.
    pub(super) async fn ends(&self) {
        self.everything_works();
        let told = self.stage.dice.chance(60);
        let mail = std::mem::take(&mut *self.mail.lock().unwrap());
        for mail in mail.into_iter().rev().filter(|mail| told || mail.is_stray) {
            self.arrives(&mail).await;
        }
        for seconds in [15, 30, 60, 300, 900].into_iter().chain([7_200; 14]) {
            self.stage.clock.advance(seconds);
            self.services.till.sweep("a case").await.unwrap();
            self.refunds_move();
            let mails = std::mem::take(&mut *self.mail.lock().unwrap());
            for mail in mails {
                if told {
                    self.arrives(&mail).await;
                }
            }
            if self.is_nothing_due().await {
                return;
            }
        }
        let far = self.stage.clock.now().plus_days(2);
        let due = self.stage.house.commerce().due_work(far, 500).await.unwrap();
        panic!("{}: something is due for ever: {due:#?}", self.name());
    }

    pub(super) fn everything_works(&self) {
        self.stage.house.heal();
        for gateway in &self.stage.gateways {
            gateway.book().moody = 0;
        }
    }

    pub(super) async fn is_nothing_due(&self) -> bool {
        let far = self.stage.clock.now().plus_days(2);
        let due = self.stage.house.commerce().due_work(far, 500).await.unwrap();
        // What failed is asked about once a day for as long as a person looks at it.
        let failed = |refund: &Refund| refund.state == RefundState::Abnormal;
        due.attempts.is_empty() && due.expired.is_empty() && due.refunds.iter().all(failed)
    }

    pub(super) async fn arrives(&self, mail: &Mail) {
        for _ in 0..=self.stage.dice.below(2) {
            let received = self.receive(mail.gateway, &mail.body).await;
            assert_eq!(received, Some(Received::Acknowledged), "{}: {mail:?}", self.name());
        }
    }

    /// Each payment of the case is booked, each order is at an end, and its page says so.
    pub(super) async fn is_answered(&self) {
        let case = self.name();
        for attempt in self.attempts().await {
            let known =
                self.stage.account(&attempt.account).book().payments.get(&attempt.gateway_number).cloned();
            let capture = known.and_then(|known| known.capture);
            let booked = attempt.state == AttemptState::Succeeded;
            assert_eq!(capture.is_some(), booked, "{case}: {attempt:?} and {capture:?}");
            let ours = attempt.gateway_transaction.clone();
            assert_eq!(capture.map(|capture| capture.gateway_transaction), ours, "{case}");
            assert!(!attempt.state.is_open(), "{case}: {attempt:?} could still be paid");
        }
        for gateway in &self.stage.gateways {
            let strays: Vec<_> = gateway.book().strays.values().cloned().collect();
            for stray in strays {
                let commerce = self.stage.house.commerce();
                let kept = commerce.stray(gateway.gateway(), &stray.gateway_transaction).await.unwrap();
                // What a bank took a part of waits with the rest.
                let whole = stray.amount.minor();
                let rest = whole.saturating_sub(gateway.book().taken(&stray.gateway_transaction));
                let amount = kept.map(|review| review.amount.minor());
                assert!(amount == Some(whole) || amount == Some(rest), "{case}: {amount:?} of {whole}");
            }
        }
        for (member, token) in &self.orders {
            self.has_ended(member, token).await;
        }
    }

    async fn has_ended(&self, member: &Member, token: &OrderToken) {
        let (case, commerce) = (self.name(), self.stage.house.commerce());
        let order = commerce.order_by_token(token).await.unwrap().unwrap();
        let refunds = commerce.refunds(&order.id).await.unwrap();
        let page = self.services.till.page(member, token, &Visit::default()).await.unwrap().unwrap();
        assert_eq!(page.version, order.version, "{case}");
        let said = match order.state {
            OrderState::Pending => false,
            OrderState::Expired { .. } if order.exception == OrderException::None => {
                matches!(page.stage, OrderStage::Expired { .. })
            }
            // What a person decided about a wrong amount may be on its way back, or there.
            OrderState::Expired { .. } => matches!(
                page.stage,
                OrderStage::InReview { .. } | OrderStage::Refunding { .. } | OrderStage::Refunded { .. }
            ),
            OrderState::Paid { .. } => matches!(page.stage, OrderStage::Paid { .. }),
            OrderState::RefundPending { .. } => matches!(page.stage, OrderStage::Refunding { .. }),
            OrderState::Refunded { .. } => matches!(page.stage, OrderStage::Refunded { .. }),
        };
        assert!(said, "{case}: {order:?} is shown as {:?}", page.stage);
        let over =
            |state| matches!(state, RefundState::Succeeded | RefundState::Abnormal | RefundState::Closed);
        assert!(refunds.iter().all(|refund| over(refund.state)), "{case}: {refunds:?}");
    }
}
