//! What an order will cost: the list price, less a coupon, less what the unused time of present periods counts for.

use domain::{
    catalogue::{CouponCode, CouponRefusal, OrderTerms, Product, UnusedTime},
    id::{CouponId, MembershipId, OrderId},
    money::Money,
    time::Timestamp,
    view::{PriceView, Problem, ProblemCode},
};

use super::{Checkout, CheckoutAsk};
use crate::{Fault, actor::Member, rate_limit::Admission};

/// What was asked for besides the product.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct PriceAsk<'a> {
    /// A coupon's code as typed; empty for none.
    pub coupon: &'a str,
    /// Whether present periods end now and their unused time counts.
    pub upgrade: bool,
}

/// What an order will cost, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Priced {
    /// The list price.
    pub list: Money,
    /// What is to be paid.
    pub price: Money,
    /// The coupon that counts, with its code and what it takes off.
    pub coupon: Option<(CouponId, CouponCode, Money)>,
    /// What the unused time counts for, period by period.
    pub upgrades: Vec<(MembershipId, Money)>,
}

impl Priced {
    /// What the unused time counts for.
    pub(super) fn credit(&self) -> Money {
        let counted = self.upgrades.iter().map(|(_, credit)| *credit);
        Money::sum(self.list.currency(), counted).unwrap_or(Money::zero(self.list.currency()))
    }

    /// How the price came about, for the order; `None` at the list price.
    pub(super) fn terms(&self, order: &OrderId) -> Option<OrderTerms> {
        (self.coupon.is_some() || !self.upgrades.is_empty()).then(|| OrderTerms {
            order: order.clone(),
            list: self.list,
            coupon: self.coupon.as_ref().map(|(id, ..)| id.clone()),
            discount: self.coupon.as_ref().map_or(Money::zero(self.list.currency()), |(.., off)| *off),
            credit: self.credit(),
            upgrades: self.upgrades.clone(),
        })
    }
}

impl Checkout {
    /// Works out the price. The limits of a coupon are checked again in the commit that uses it.
    pub(super) async fn priced(
        &self,
        member: &Member,
        product: &Product,
        ask: PriceAsk<'_>,
    ) -> Result<Result<Priced, Problem>, Fault> {
        let now = self.clock.business();
        let mut priced =
            Priced { list: product.price, price: product.price, coupon: None, upgrades: Vec::new() };
        if !ask.coupon.trim().is_empty() {
            match self.discounted(member, product, ask.coupon, now).await? {
                Ok((id, code, price)) => {
                    let off = priced.list.minus(price).unwrap_or(Money::zero(price.currency()));
                    priced.price = price;
                    priced.coupon = Some((id, code, off));
                }
                Err(reason) => {
                    return Ok(Err(Problem::at("coupon", ProblemCode::CouponRefused { reason })));
                }
            }
        }
        if ask.upgrade {
            let periods = self.commerce.paid_periods(&member.user, &product.community, now).await?;
            match UnusedTime::of(&periods, &product.id, priced.list.currency(), now) {
                UnusedTime::Counts(upgrades) => priced.upgrades = upgrades,
                UnusedTime::Nothing => {}
                UnusedTime::OtherCurrency(currency) => {
                    return Ok(Err(Problem::at("upgrade", ProblemCode::UnusedTimeElsewhere { currency })));
                }
            }
            let left = priced.price.minus(priced.credit()).ok().filter(|left| left.is_positive());
            let Some(price) = left else {
                return Ok(Err(Problem::at("upgrade", ProblemCode::NothingLeftToPay)));
            };
            priced.price = price;
        }
        Ok(Ok(priced))
    }

    /// The price as the page shows it before an order, with why something that was asked for does not count.
    pub(super) async fn price_view(
        &self,
        member: &Member,
        product: &Product,
        ask: &CheckoutAsk,
    ) -> Result<(PriceView, Vec<Problem>), Fault> {
        let now = self.clock.business();
        let mut view = PriceView { typed: ask.coupon.trim().to_owned(), ..PriceView::plain(product.price) };
        let mut problems = Vec::new();
        if !view.typed.is_empty() {
            // Codes cannot be guessed at the speed of a program.
            match self.coupon_limit.admit(member.user.as_str(), self.clock.system()) {
                Admission::Refused { retry_after_seconds } => {
                    problems.push(Problem::at("coupon", ProblemCode::TooManyTries { retry_after_seconds }));
                }
                Admission::Admitted => match self.discounted(member, product, &ask.coupon, now).await? {
                    Ok((_, code, price)) => {
                        view.discount = view.list.minus(price).ok().map(|off| (code, off));
                        view.price = price;
                    }
                    Err(reason) => {
                        problems.push(Problem::at("coupon", ProblemCode::CouponRefused { reason }));
                    }
                },
            }
        }
        let periods = self.commerce.paid_periods(&member.user, &product.community, now).await?;
        let counted = match UnusedTime::of(&periods, &product.id, view.list.currency(), now) {
            UnusedTime::Counts(counted) => counted,
            UnusedTime::Nothing => Vec::new(),
            UnusedTime::OtherCurrency(currency) => {
                view.unused_in = Some(currency);
                Vec::new()
            }
        };
        let credit = Money::sum(view.list.currency(), counted.into_iter().map(|(_, credit)| credit))?;
        let left = view.price.minus(credit)?;
        if credit.is_positive() && left.is_positive() {
            view.upgrade = Some(credit);
            view.is_upgrade = ask.upgrade;
            view.price = if ask.upgrade { left } else { view.price };
        } else if ask.upgrade && credit.is_positive() {
            problems.push(Problem::at("upgrade", ProblemCode::NothingLeftToPay));
        }
        Ok((view, problems))
    }

    async fn discounted(
        &self,
        member: &Member,
        product: &Product,
        typed: &str,
        now: Timestamp,
    ) -> Result<Result<(CouponId, CouponCode, Money), CouponRefusal>, Fault> {
        let Ok(code) = typed.parse::<CouponCode>() else { return Ok(Err(CouponRefusal::Unknown)) };
        let found = self.commerce.coupon(&product.community, &code, &member.user).await?;
        let Some((mut coupon, mut used)) = found else { return Ok(Err(CouponRefusal::Unknown)) };
        let mut price = coupon.price(&product.id, product.price, used, now);
        if matches!(price, Err(CouponRefusal::UsedUp | CouponRefusal::UsedByYou))
            && self.is_in_the_unpaid_order(member, product, &coupon.id).await?
        {
            // That order is the same one, or ends with the commit of the next: its use of the coupon goes over.
            (coupon.taken, used) = (coupon.taken.saturating_sub(1), used.saturating_sub(1));
            price = coupon.price(&product.id, product.price, used, now);
        }
        Ok(price.map(|price| (coupon.id, code, price)))
    }

    async fn is_in_the_unpaid_order(
        &self,
        member: &Member,
        product: &Product,
        coupon: &CouponId,
    ) -> Result<bool, Fault> {
        let Some(order) = self.commerce.pending_order(&member.user, &product.id).await? else {
            return Ok(false);
        };
        let terms = self.commerce.order_terms(&order.id).await?;
        Ok(terms.and_then(|terms| terms.coupon).as_ref() == Some(coupon))
    }
}
