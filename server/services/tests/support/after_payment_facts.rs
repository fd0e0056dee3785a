//! What follows from the rows: sales with what giving them back touches, and what was booked on a day.

use domain::{
    id::{MembershipId, OrderId},
    ledger::Transaction,
    money::Money,
    order::{Attempt, AttemptState, GatewayAccountName, OrderState, Payment, Refund},
    review::{Review, ReviewState},
    time::Timestamp,
};
use services::ports::{BookedPayment, SaleFacts};

use super::tables::Tables;

impl Tables {
    pub(super) fn payment_of(&self, attempt: &Attempt) -> Option<Payment> {
        let review = self.reviews.values().find(|review| review.attempt.as_ref() == Some(&attempt.id));
        let sale = self.sales.get(&attempt.order).map(|sale| sale.amount);
        Some(Payment {
            order: Some(attempt.order.clone()),
            attempt: Some(attempt.id.clone()),
            gateway: attempt.gateway,
            account: attempt.account.clone(),
            number: attempt.gateway_number.clone(),
            transaction: attempt.gateway_transaction.clone()?,
            captured: review.map(|review| self.captured(review)).or(sale).unwrap_or(attempt.amount),
        })
    }

    /// How much a payment was; an item about it may be about less after a part went back by hand.
    fn captured(&self, review: &Review) -> Money {
        let of_it = |refund: &&Refund| {
            (refund.gateway, &refund.gateway_transaction) == (review.gateway, &review.gateway_transaction)
        };
        self.refunds.values().find(of_it).map_or(review.amount, |refund| refund.captured)
    }

    pub(super) fn payment_of_review(&self, review: &Review) -> Payment {
        Payment {
            order: review.order.clone(),
            attempt: review.attempt.clone(),
            gateway: review.gateway,
            account: review.account.clone(),
            number: review.gateway_number.clone(),
            transaction: review.gateway_transaction.clone(),
            captured: self.captured(review),
        }
    }

    /// Whether an attempt's capture went to its order's creator.
    pub(super) fn sold(&self, attempt: &Attempt) -> bool {
        let booked = self.causes.get(&("capture", attempt.id.as_str().to_owned()));
        booked.is_some_and(|number| {
            let lines = self.transactions[*number].postings();
            lines.iter().any(|line| matches!(line.account, domain::ledger::Account::CreatorBalance(_)))
        })
    }

    pub(super) fn sale_facts(&self, id: &OrderId) -> Option<SaleFacts> {
        let (order, sale) = (self.orders.get(id)?, self.sales.get(id)?);
        let of_attempt = self.attempts_of(id).into_iter().find(|attempt| self.sold(attempt));
        let of_review = || {
            let pays = |review: &&Review| {
                let for_order = match &review.decision {
                    Some(domain::review::Decision::MoveTo { order }) => Some(order),
                    Some(_) => review.order.as_ref(),
                    None => None,
                };
                for_order == Some(id) && review.kind.holds_money() && review.state == ReviewState::Resolved
            };
            self.reviews.values().find(pays).map(|review| self.payment_of_review(review))
        };
        let payment = of_attempt.and_then(|attempt| self.payment_of(&attempt)).or_else(of_review)?;
        let transaction = payment.transaction.clone();
        let about = |refund: &&Refund| {
            refund.order.as_ref() == Some(id)
                || (refund.gateway, &refund.gateway_transaction) == (payment.gateway, &transaction)
        };
        let mut refunds: Vec<Refund> = self.refunds.values().filter(about).cloned().collect();
        refunds.sort_by(|a, b| (a.created_at, &a.id).cmp(&(b.created_at, &b.id)));
        let membership = self.memberships.values().find(|row| row.source_order == *id).cloned();
        let upgraded = self.order_terms.values().filter(|terms| {
            self.orders.get(&terms.order).is_some_and(|later| matches!(later.state, OrderState::Paid { .. }))
        });
        let of_it =
            |(period, _): &&(MembershipId, Money)| Some(period) == membership.as_ref().map(|row| &row.id);
        let counted = upgraded
            .flat_map(|terms| terms.upgrades.iter().map(|of| (&terms.order, of)))
            .filter(|(later, of)| of_it(of) && self.counted_periods.get(&of.0) == Some(*later))
            .map(|(_, (_, credit))| *credit);
        Some(SaleFacts {
            order: order.clone(),
            sale: sale.clone(),
            counted: Money::sum(sale.amount.currency(), counted).unwrap(),
            coupon: self.order_terms.get(id).and_then(|terms| terms.coupon.clone()),
            asked_before: self
                .refund_rights
                .get(&(order.buyer.clone(), order.community.clone()))
                .is_some_and(|used| used != id),
            beside: membership.as_ref().map_or(Vec::new(), |row| self.beside(row)),
            membership,
            disputes: self.disputes.values().filter(|row| row.order.as_ref() == Some(id)).cloned().collect(),
            payment,
            refunds,
        })
    }

    pub(super) fn booked_payments(
        &self,
        account: &GatewayAccountName,
        from: Timestamp,
        until: Timestamp,
    ) -> Vec<BookedPayment> {
        let within = |at: Timestamp| from <= at && at < until;
        let of_account = self.attempts.values().filter(|attempt| attempt.account == *account);
        let booked =
            of_account.filter(|attempt| self.capture_of(attempt).is_some_and(|row| within(row.at())));
        booked.filter_map(|attempt| self.booked(attempt)).collect()
    }

    fn capture_of(&self, attempt: &Attempt) -> Option<&Transaction> {
        let number = self.causes.get(&("capture", attempt.id.as_str().to_owned()))?;
        (attempt.state == AttemptState::Succeeded).then(|| &self.transactions[*number])
    }

    /// What was captured under an attempt, as it was booked.
    pub(super) fn booked(&self, attempt: &Attempt) -> Option<BookedPayment> {
        let booked = self.capture_of(attempt)?;
        let amount = booked.postings().iter().map(|line| line.amount).find(|amount| amount.minor() > 0);
        let sale = self.sales.get(&attempt.order).filter(|_| self.sold(attempt));
        Some(BookedPayment {
            number: attempt.gateway_number.clone(),
            gateway_transaction: attempt.gateway_transaction.clone().unwrap(),
            amount: amount.unwrap(),
            captured_at: sale.map_or(booked.at(), |sale| sale.captured_at),
        })
    }
}
