//! The end of a season: banks decide, the night hears what was lost, and the staff empties its queue. Whatever happened,
//! that is possible.

use domain::{
    order::{DisputeState, Gateway, GatewayAccountName},
    review::{ReviewKind, ReviewState},
};
use services::ports::{PaymentGateway as _, RefundAnswer, ReviewFilter};

use super::case::Scene;

/// Rounds of two hours until nothing is left to do. What our account at a gateway was short of is tried for a day.
const ROUNDS: u32 = 40;

impl Scene {
    pub(super) async fn curtain(&mut self) {
        self.everything_works();
        self.services = self.stage.process().await;
        let orders = std::mem::take(&mut self.orders);
        self.earlier.extend(orders);
        self.mail.lock().unwrap().clear();
        // No event of this arrives: the night asks.
        let cards = self.stage.gateway(Gateway::Stripe);
        while cards.bank_decides(&[DisputeState::Won, DisputeState::Lost]).is_some() {}
        for _ in 0..ROUNDS {
            self.stage.clock.advance(7_200);
            self.services.till.sweep("a case").await.unwrap();
            self.everything_arrives();
            let night = self.services.reconciliation.round("a case").await.unwrap();
            let open =
                self.stage.house.commerce().open_reviews(ReviewFilter::default(), None, 500).await.unwrap();
            if open.is_empty() && night.compared == 0 && self.is_nothing_due().await {
                self.disputes_are_known().await;
                return;
            }
            self.desk_is_cleared().await;
        }
        let left =
            self.stage.house.commerce().open_reviews(ReviewFilter::default(), None, 500).await.unwrap();
        panic!("{}: the queue cannot be emptied: {left:#?}", self.name());
    }

    fn everything_arrives(&self) {
        let at = self.stage.clock.now();
        for gateway in &self.stage.gateways {
            gateway.settle_refunds(|| RefundAnswer::Succeeded { at });
        }
    }

    /// What is suggested comes first among the choices: it is done, and agreed to.
    async fn desk_is_cleared(&self) {
        let commerce = self.stage.house.commerce();
        for item in commerce.open_reviews(ReviewFilter::default(), None, 500).await.unwrap() {
            let page = self.services.reviews.page(&self.stage.reader(), &item.id, Default::default()).await;
            let view = page.unwrap().unwrap();
            // What a gateway will never carry out is paid from our own bank at last.
            let outside = item.kind == ReviewKind::RefundFailed && self.stage.dice.chance(50);
            let choice = if outside { view.choices.last() } else { view.choices.first() };
            if let Some(choice) = choice {
                self.is_decided(&item, &view, choice.decision).await;
            }
            // What is not possible any more is not agreed to, but taken back.
            for roll in [9, 2] {
                let item = commerce.review(&item.id).await.unwrap().unwrap();
                if item.state == ReviewState::AwaitingSecond {
                    self.is_agreed(&item, roll).await;
                }
            }
        }
    }

    /// Each dispute is here as it stands there, however little was told of it.
    async fn disputes_are_known(&self) {
        let cards = self.stage.gateway(Gateway::Stripe);
        let there: Vec<_> = cards.book().disputes.values().map(|(_, news)| news.clone()).collect();
        for news in there {
            let here = self.stage.house.commerce();
            let here = here.dispute_by_reference(cards.gateway(), &news.reference).await.unwrap();
            let here = here.unwrap_or_else(|| panic!("{}: nobody heard of {news:?}", self.name()));
            assert_eq!((here.state, here.amount), (news.state, news.amount), "{}", self.name());
            assert_eq!(here.account, GatewayAccountName::from(Gateway::Stripe));
            if here.order.is_some() {
                self.count(if news.state == DisputeState::Won { "disputes won" } else { "disputes lost" });
            }
        }
    }
}
