//! What is read before money is given back.

use domain::{
    id::{OrderId, OrderToken},
    order::{Dispute, RefundAsk, RefundReason},
    people::AccountPermission,
    view::{
        Problem,
        refunds::{RefundAskView, RefundDraft, SaleDispute, SaleRefundView},
    },
};

use super::{RefundDesk, afterwards::afterwards, sale};
use crate::{
    Fault,
    actor::{Approver, Creator, Member},
    after_payment::refund_lines,
    ports::SaleFacts,
};

impl RefundDesk {
    /// What a member reads before asking for the money back; `None` when the order is not theirs or bought nothing.
    pub async fn page(&self, member: &Member, token: &OrderToken) -> Result<Option<RefundAskView>, Fault> {
        let order = self.parts.commerce.order_by_token(token).await?;
        let Some(order) = order.filter(|order| order.buyer == member.user) else { return Ok(None) };
        let Some(facts) = self.parts.commerce.sale_facts(&order.id).await? else { return Ok(None) };
        let Some(shelf) = self.parts.catalogue.by_community(&order.community) else { return Ok(None) };
        let sale = sale(&facts);
        let ask = RefundAsk {
            amount: None,
            reason: RefundReason::Member,
            note: String::new(),
            by: member.user.clone(),
        };
        let now = self.parts.clock.business();
        Ok(Some(RefundAskView {
            token: order.token.clone(),
            head: shelf.head(),
            tier: order.sold_as.tier,
            amount: sale.left(),
            refund_days: sale.order.sold_as.refund_days,
            until: sale.member_can_ask_until(),
            refusal: sale.refusal(&ask, now),
            gateway: facts.payment.gateway,
            after: afterwards(&sale, now, self.parts.policy.grace_days),
            number: order.id,
        }))
    }

    /// One of a creator's own sales.
    pub async fn sale_of(
        &self,
        creator: &Creator,
        order: &OrderId,
        (problems, typed): (Vec<Problem>, RefundDraft),
    ) -> Result<Option<SaleRefundView>, Fault> {
        if !creator.allows(AccountPermission::SeePayouts) {
            return Ok(None);
        }
        let facts = self.parts.commerce.sale_facts(order).await?;
        let own = facts.filter(|facts| facts.sale.creator == creator.account.id);
        let Some(facts) = own else { return Ok(None) };
        let by = creator.user.clone();
        let mut view = self.view(&facts, RefundReason::Creator, by).await?;
        view.may_refund = view.refusal.is_none() && creator.allows(AccountPermission::Refund);
        Ok(Some(SaleRefundView { problems, typed, ..view }))
    }

    /// Any sale, for the staff.
    pub async fn sale_for_staff(
        &self,
        staff: &Approver,
        order: &OrderId,
        (problems, typed): (Vec<Problem>, RefundDraft),
    ) -> Result<Option<SaleRefundView>, Fault> {
        let Some(facts) = self.parts.commerce.sale_facts(order).await? else { return Ok(None) };
        let mut view = self.view(&facts, RefundReason::Staff, staff.user.clone()).await?;
        view.is_own = self.parts.is_own(&staff.user, &facts.order).await?;
        view.may_refund = view.refusal.is_none() && staff.may_act && !view.is_own;
        view.limit = Some(self.parts.policy.review_limit(view.amount.currency()));
        Ok(Some(SaleRefundView { problems, typed, ..view }))
    }

    async fn view(
        &self,
        facts: &SaleFacts,
        reason: RefundReason,
        by: domain::id::UserId,
    ) -> Result<SaleRefundView, Fault> {
        let sale = sale(facts);
        let ask = RefundAsk { amount: None, reason, note: String::new(), by };
        let names = self.parts.people.names(std::slice::from_ref(&facts.order.buyer)).await?;
        let (community, tier) = self.parts.names(&facts.order);
        let now = self.parts.clock.business();
        Ok(SaleRefundView {
            number: facts.order.id.clone(),
            buyer: names.get(&facts.order.buyer).cloned().unwrap_or_default(),
            community,
            tier,
            gateway: facts.payment.gateway,
            amount: facts.sale.amount,
            captured_at: facts.sale.captured_at,
            left: sale.left(),
            refusal: sale.refusal(&ask, now),
            refunds: refund_lines(&facts.refunds, true),
            disputes: facts.disputes.iter().map(dispute).collect(),
            after: afterwards(&sale, now, self.parts.policy.grace_days),
            is_revoked: facts.membership.as_ref().is_some_and(|row| row.revoked_at.is_some()),
            limit: None,
            is_own: false,
            may_refund: false,
            problems: Vec::new(),
            typed: RefundDraft::default(),
        })
    }
}

fn dispute(dispute: &Dispute) -> SaleDispute {
    SaleDispute { amount: dispute.amount, taken: dispute.taken, state: dispute.state }
}
