//! What happens to money after it came: buyers who want it back, a creator and a staff who give it, banks that take it, and
//! decisions of one person or of two.

use domain::{
    id::OrderToken,
    order::{DisputeState, Gateway, Order},
    review::{DecisionKind, Review, ReviewState},
    view::review::ReviewView,
};
use services::{
    actor::Member,
    ports::ReviewFilter,
    refunds::{RefundForm, RefundOutcome},
    review::{DecideForm, DecideOutcome, Promised},
};

use super::{case::Scene, ordering::pick, stage::REVIEW_LIMIT};

impl Scene {
    /// An order of the case, or of one before it, and what the database has of it; nothing while that fails.
    async fn any_order(&self) -> Option<(Member, OrderToken, Order)> {
        let dice = &self.stage.dice;
        let old = self.orders.is_empty() || (!self.earlier.is_empty() && dice.chance(30));
        let all = if old { &self.earlier } else { &self.orders };
        let (member, token) = all[pick(dice.next(), all.len())].clone();
        let order = self.stage.house.commerce().order_by_token(&token).await.ok()??;
        Some((member, token, order))
    }

    /// A buyer wants the money back. Whoever bought what is not given back, or did not buy it at all, gets nothing.
    pub(super) async fn asks_back(&self) {
        let Some((member, token, order)) = self.any_order().await else { return };
        let facts = self.stage.house.commerce().sale_facts(&order.id).await;
        let asked = self.services.refunds.ask(&member, &token, "").await;
        // Whoever is let in late has the same days as everybody else, and nobody asks twice in a community.
        let days = i64::from(order.sold_as.refund_days);
        let in_time = facts.ok().flatten().is_none_or(|facts| {
            let let_in = facts.sale.captured_at.max(facts.sale.booked_at);
            self.stage.clock.now() < let_in.plus_days(days) && !facts.asked_before
        });
        let refused = days == 0 || !in_time;
        let started = matches!(asked, Ok(RefundOutcome::Started));
        assert!(!(refused && started), "{}: {order:?} went back beyond its rule", self.name());
        if let Some(stranger) = self.stage.members.iter().find(|other| **other != member) {
            let asked = self.services.refunds.ask(stranger, &token, "").await;
            assert!(
                !matches!(asked, Ok(RefundOutcome::Started)),
                "{}: {order:?} of somebody else",
                self.name()
            );
        }
    }

    /// The creator or the staff give a sale back, or a part of it.
    pub(super) async fn gives_back(&self) {
        let dice = &self.stage.dice;
        let Some((_, _, order)) = self.any_order().await else { return };
        let amount = dice.one_of(&["", "", "5.00", "60.00"]).to_owned();
        let form = RefundForm { amount, note: "Sorry.".to_owned(), ..RefundForm::default() };
        let refunds = &self.services.refunds;
        if dice.chance(50) {
            let _ = refunds.give_as_creator(&self.stage.creator(), &order.id, &form).await;
        } else {
            let _ = refunds.give_as_operator(&self.stage.operator(), &order.id, &form).await;
        }
    }

    /// A bank takes a card payment back, or goes on with what it took.
    pub(super) async fn bank_moves(&self) {
        use DisputeState::{Lost, UnderReview, Won};
        let cards = self.stage.gateway(Gateway::Stripe);
        let body = if self.stage.dice.chance(50) {
            cards.bank_takes()
        } else {
            cards.bank_decides(&[UnderReview, Won, Won, Lost])
        };
        self.post(Gateway::Stripe, body, false);
        self.deliver_one().await;
    }

    /// Somebody of the staff decides about something that waits, sensibly or not.
    pub(super) async fn decides(&self) {
        let dice = &self.stage.dice;
        let commerce = self.stage.house.commerce();
        let Ok(items) = commerce.open_reviews(ReviewFilter::default(), None, 500).await else { return };
        if items.is_empty() {
            return;
        }
        let item = &items[pick(dice.next(), items.len())];
        if item.state == ReviewState::AwaitingSecond {
            self.is_agreed(item, dice.below(10)).await;
            return;
        }
        let page = self.services.reviews.page(&self.stage.reader(), &item.id, Default::default()).await;
        let Ok(Some(view)) = page else { return };
        let kind = match dice.below(10) {
            0 => dice.one_of(&DecisionKind::ALL),
            _ if view.choices.is_empty() => return,
            _ => view.choices[pick(dice.next(), view.choices.len())].decision,
        };
        self.is_decided(item, &view, kind).await;
    }

    /// One person decides. Above the limit nothing moves by that.
    pub(super) async fn is_decided(&self, item: &Review, view: &ReviewView, kind: DecisionKind) {
        let target = view.targets.first().map(|target| target.number.to_string());
        let any = self.any_order().await.map(|(_, _, order)| order.id.to_string());
        let form = DecideForm {
            decision: kind.code().to_owned(),
            onto: target.or(any).unwrap_or_default(),
            note: "Looked at the bill.".to_owned(),
            version: item.version,
        };
        let outcome = self.services.reviews.decide(&self.stage.operator(), &item.id, &form).await;
        if matches!(outcome, Ok(DecideOutcome::Resolved)) {
            let two = item.amount.minor() > REVIEW_LIMIT && kind != DecisionKind::Ignore;
            assert!(!two, "{}: one person decided {kind:?} about {item:?}", self.name());
            self.count("decided alone");
        }
    }

    /// A second person agrees, or does not; whoever proposed it cannot.
    pub(super) async fn is_agreed(&self, item: &Review, roll: i64) {
        let reviews = &self.services.reviews;
        match roll {
            0 | 1 => {
                let same =
                    reviews.agree(&self.stage.reader(), &item.id, item.version, Promised::default()).await;
                let agreed = matches!(same, Ok(DecideOutcome::Resolved));
                assert!(!agreed, "{}: one person twice: {item:?}", self.name());
            }
            2 => {
                let back = reviews.take_back(&self.stage.second_person(), &item.id, item.version).await;
                if matches!(back, Ok(DecideOutcome::TakenBack)) {
                    self.count("not agreed to");
                }
            }
            _ => {
                let agreed = reviews
                    .agree(&self.stage.second_person(), &item.id, item.version, Promised::default())
                    .await;
                if matches!(agreed, Ok(DecideOutcome::Resolved)) {
                    self.count("agreed to");
                }
            }
        }
    }
}
