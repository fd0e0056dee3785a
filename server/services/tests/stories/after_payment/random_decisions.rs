//! Any sequence of decisions leaves the books explained: after each step the audit looks at every account, payment,
//! refund and item.

use domain::{
    money::Money,
    order::{DisputeNews, DisputeState},
    review::{DecisionKind, ReviewState},
};
use services::{
    actor::Approver,
    ports::{BillKind, BillLine, EntropyExt as _, Notification, RefundAnswer},
    review::{DecideForm, Promised},
};

use super::{World, yuan};

impl World {
    fn one_of(&self, count: usize) -> usize {
        usize::try_from(self.entropy.bits() >> 64).unwrap() % count
    }

    /// Somebody decides something about anything, sensible or not.
    async fn decide_anything(&self) {
        let items: Vec<_> = self.rows().reviews.into_values().collect();
        if items.is_empty() {
            return;
        }
        let item = &items[self.one_of(items.len())];
        let orders: Vec<_> = self.rows().orders.into_keys().collect();
        let onto = orders.get(self.one_of(orders.len().max(1))).map(ToString::to_string).unwrap_or_default();
        let form = DecideForm {
            decision: DecisionKind::ALL[self.one_of(DecisionKind::ALL.len())].code().to_owned(),
            onto,
            note: "Because.".to_owned(),
            version: item.version,
        };
        let reviews = &self.services.reviews;
        match self.one_of(4) {
            0 => drop(
                reviews.agree(&World::approver(), &item.id, item.version, Promised::default()).await.unwrap(),
            ),
            1 => {
                let same = Approver { user: World::operator().user, may_act: true };
                drop(reviews.take_back(&same, &item.id, item.version).await.unwrap());
            }
            _ => drop(reviews.decide(&World::operator(), &item.id, &form).await.unwrap()),
        }
        self.audit();
    }

    /// A bank disputes some payment, known or not, or decides.
    async fn bank_takes(&self, number: u32) {
        let payments: Vec<_> =
            self.gateway.book().payments.into_values().filter_map(|row| row.capture).collect();
        let Some(capture) = payments.get(self.one_of(payments.len().max(1))) else { return };
        let state = [DisputeState::Open, DisputeState::Lost, DisputeState::Won][self.one_of(3)];
        let news = DisputeNews {
            reference: format!("dp_{}", capture.gateway_transaction),
            gateway_transaction: capture.gateway_transaction.clone(),
            amount: capture.amount,
            state,
            reason: "fraudulent".to_owned(),
            evidence_until: None,
        };
        let event_id = format!("dispute {number}");
        self.gateway.announce(&event_id, Ok(Notification::Dispute { event_id: event_id.clone(), news }));
        self.receive(&event_id).await.unwrap();
    }

    /// Somebody sends money back in the gateway's console.
    async fn refunded_by_hand(&self, number: u32, amount: Money) {
        let day = self.bill_of_today();
        self.change_bill(|lines| {
            lines.retain(|line| line.kind == BillKind::Payment);
            if let Some(payment) = lines.first().cloned() {
                let refund_number = Some(format!("hand-{number}"));
                lines.push(BillLine { kind: BillKind::Refund, refund_number, amount, ..payment });
            }
        });
        self.compared(day, true).await;
    }

    async fn something_happens(&self, number: u32) {
        let (shop, amounts) = (&self.shop, [1, 500, 6_800, 7_000, 19_900, 250_000]);
        let amount = yuan(amounts[self.one_of(amounts.len())]);
        match self.one_of(8) {
            6 => self.bank_takes(number).await,
            7 => self.refunded_by_hand(number, amount).await,
            0 => drop(self.stray(&format!("STRAY{number}"), amount).await),
            1 => {
                let product = [&shop.month, &shop.year, &shop.lifetime][self.one_of(3)];
                let member = [&shop.mei, &shop.tom, &shop.ann][self.one_of(3)];
                let form = self.form(member, &product.id).await.unwrap();
                drop(self.start(member, form).await.unwrap());
                for attempt in self.rows().attempts.into_values().filter(|attempt| attempt.state.is_open()) {
                    let _taken = self.gateway.pay(&attempt.gateway_number, amount, false);
                }
            }
            2 => self.refunds_answer(&RefundAnswer::Abnormal),
            3 => self.refunds_answer(&RefundAnswer::Refused { code: "NO".to_owned() }),
            4 => self.refund_succeeds(),
            _ => self.refunds_answer(&RefundAnswer::NotEnough),
        }
        self.clock.advance(i64::try_from(self.one_of(4_000)).unwrap());
        self.sweep().await.unwrap();
        self.audit();
    }
}

#[tokio::test]
async fn any_sequence_of_decisions_leaves_every_cent_explained() {
    let mut resolved = 0;
    for seed in 0..12u32 {
        let world = World::new().await;
        for _ in 0..=seed {
            world.entropy.bits();
        }
        for step in 0..40 {
            world.something_happens(step).await;
            world.decide_anything().await;
            world.decide_anything().await;
        }
        let rows = world.rows().reviews.into_values();
        resolved += rows.filter(|row| row.state == ReviewState::Resolved).count();
    }
    assert!(resolved > 25, "only {resolved} decisions were carried out");
}
