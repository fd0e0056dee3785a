//! What a gateway of the cases knows, and what it writes to us about it.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    order::{Capture, DisputeNews, DisputeState},
    time::Timestamp,
};
use services::ports::{
    BillKind, BillLine, BillState, CreatePayment, Notification, NotificationRefused, RefundAnswer,
    RefundRequest,
};

/// A payment as the gateway knows it.
#[derive(Clone)]
pub struct Known {
    pub asked: CreatePayment,
    pub closed: bool,
    pub capture: Option<Capture>,
}

/// What the gateway knows.
#[derive(Default)]
pub struct Book {
    pub payments: BTreeMap<String, Known>,
    pub refunds: BTreeMap<String, (RefundRequest, RefundAnswer)>,
    /// What was captured under numbers of somebody else.
    pub strays: BTreeMap<String, Capture>,
    /// Disputes as they stand, by the gateway's own name, each with the moment it began.
    pub disputes: BTreeMap<String, (Timestamp, DisputeNews)>,
    /// Refunds that were done and came back: nothing becomes of those numbers any more.
    pub came_back: BTreeSet<String>,
    /// Calls of a hundred that fail.
    pub moody: i64,
    events: BTreeMap<String, Notification>,
}

impl Book {
    /// Writes a notification; its body.
    pub(super) fn write(&mut self, body: String, event: impl FnOnce(String) -> Notification) -> String {
        self.events.insert(body.clone(), event(body.clone()));
        body
    }

    pub(super) fn read(&self, body: &str) -> Result<Notification, NotificationRefused> {
        self.events.get(body).cloned().ok_or(NotificationRefused::Signature)
    }

    pub(super) fn announce(&mut self, number: &str, capture: Capture) -> String {
        let number = number.to_owned();
        self.write(format!("paid {number}"), |event_id| Notification::Paid { event_id, number, capture })
    }

    pub(super) fn tell_dispute(&mut self, news: DisputeNews) -> String {
        let body = format!("dispute {} {}", news.reference, news.state.code());
        self.write(body, |event_id| Notification::Dispute { event_id, news })
    }

    pub(super) fn tell_refund(&mut self, body: String, number: &str, answer: RefundAnswer) -> String {
        let refund_number = number.to_owned();
        self.write(body, |event_id| Notification::Refund { event_id, refund_number, answer })
    }

    /// Every payment that was captured, ours and those of nobody.
    pub fn captures(&self) -> impl Iterator<Item = (&String, &Capture)> {
        let ours = self.payments.iter().filter_map(|(number, known)| Some((number, known.capture.as_ref()?)));
        ours.chain(&self.strays)
    }

    /// What a refund is answered with the first time; asked again it is the same refund.
    pub(super) fn refund(&mut self, asked: &RefundRequest) -> RefundAnswer {
        let capture =
            self.captures().find(|(number, _)| **number == asked.number).map(|(_, capture)| capture);
        assert_eq!(
            capture.map(|capture| capture.amount),
            Some(asked.captured),
            "money that never came goes back"
        );
        if let Some((known, answer)) = self.refunds.get(&asked.refund_number) {
            assert_eq!(known, asked, "one refund number is one refund");
            return answer.clone();
        }
        let (back, taken) = (self.sent_back(&asked.number), self.taken(&asked.gateway_transaction));
        let all = back + asked.amount.minor();
        assert!(all <= asked.captured.minor(), "more goes back than came: {asked:?} after {back}");
        // The bank has it already: a gateway does not pay twice.
        let answer = if all + taken > asked.captured.minor() {
            RefundAnswer::Refused { code: "DISPUTED".to_owned() }
        } else {
            RefundAnswer::Processing
        };
        self.refunds.insert(asked.refund_number.clone(), (asked.clone(), answer.clone()));
        answer
    }

    /// What went back of a payment, or is on its way.
    fn sent_back(&self, number: &str) -> i64 {
        let goes = |answer: &RefundAnswer| {
            matches!(answer, RefundAnswer::Processing | RefundAnswer::Succeeded { .. })
        };
        let of_it = self.refunds.values().filter(|(asked, answer)| asked.number == number && goes(answer));
        of_it.map(|(asked, _)| asked.amount.minor()).sum()
    }

    /// What banks took of a payment.
    pub(super) fn taken(&self, transaction: &str) -> i64 {
        let of_it = self
            .disputes
            .values()
            .filter(|(_, news)| news.gateway_transaction == transaction && news.state != DisputeState::Won);
        of_it.map(|(_, news)| news.amount.minor()).sum()
    }

    /// The record of what was captured and what went back between two moments.
    pub(super) fn lines(&self, from: Timestamp, until: Timestamp) -> Vec<BillLine> {
        let is_inside = |at: Timestamp| from <= at && at < until;
        let captured = self.captures().map(|(number, capture)| BillLine {
            kind: BillKind::Payment,
            number: number.clone(),
            gateway_transaction: capture.gateway_transaction.clone(),
            refund_number: None,
            amount: capture.amount,
            at: capture.captured_at,
            state: BillState::Moved,
        });
        let back = self.refunds.values().filter_map(|(asked, answer)| {
            let RefundAnswer::Succeeded { at } = answer else { return None };
            Some(BillLine {
                kind: BillKind::Refund,
                number: asked.number.clone(),
                gateway_transaction: asked.gateway_transaction.clone(),
                refund_number: Some(asked.refund_number.clone()),
                amount: asked.amount,
                at: *at,
                state: BillState::Moved,
            })
        });
        captured.chain(back).filter(|line| is_inside(line.at)).collect()
    }
}
