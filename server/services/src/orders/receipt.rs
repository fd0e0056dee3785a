//! Receipts: what was bought, from whom, for how much, and what went back.

use domain::{id::OrderToken, view::orders::ReceiptView};

use super::OrderHistory;
use crate::{Fault, actor::Member, after_payment::refund_lines, refunds::sale};

impl OrderHistory {
    /// The receipt of one's own order; `None` when it is not theirs, or bought nothing.
    pub async fn receipt(&self, member: &Member, token: &OrderToken) -> Result<Option<ReceiptView>, Fault> {
        let order = self.parts.commerce.order_by_token(token).await?;
        let Some(order) = order.filter(|order| order.buyer == member.user) else { return Ok(None) };
        let Some(facts) = self.parts.commerce.sale_facts(&order.id).await? else { return Ok(None) };
        let Some(shelf) = self.parts.catalogue.by_community(&order.community) else { return Ok(None) };
        let names = self.parts.people.names(std::slice::from_ref(&order.buyer)).await?;
        let attempts = self.parts.commerce.attempts(&order.id).await?;
        let paid = attempts.iter().find(|attempt| facts.payment.attempt.as_ref() == Some(&attempt.id));
        let mut of_sale = facts.refunds.clone();
        of_sale.retain(domain::order::Refund::gives_back_a_sale);
        Ok(Some(ReceiptView {
            seller: shelf.community.payee_name.clone(),
            contact: shelf.community.contact.clone(),
            buyer: names.get(&order.buyer).cloned().unwrap_or_default(),
            community: shelf.community.name.clone(),
            tier: order.sold_as.tier,
            period: order.sold_as.period,
            valid: facts.membership.as_ref().map(|row| (row.valid_from, row.valid_until)),
            amount: facts.sale.amount,
            paid_at: facts.sale.captured_at,
            channel: paid.map(|attempt| attempt.channel),
            gateway: facts.payment.gateway,
            gateway_transaction: facts.payment.transaction.clone(),
            refunds: refund_lines(&of_sale, false),
            left: sale(&facts).left(),
            written_at: self.parts.clock.business(),
            number: order.id,
            token: order.token,
        }))
    }
}
