//! Placing an order. Price, tier and amount come from the catalogue; the form only names the product.

use domain::{
    catalogue::{Agreement, Period, Product},
    id::{AttemptId, ConsentId, OrderId, OrderToken, ProductId, gateway_number},
    locale::Locale,
    order::{Attempt, AttemptState, Gateway, Order, OrderException, OrderState},
    people::Consent,
    time::Timestamp,
    view::{Problem, ProblemCode},
};

use super::{Checkout, stamp};
use crate::{
    Fault,
    actor::{Member, Origin},
    catalogue::Shelf,
    memberships::is_open,
    ports::{Changes, Commit, OrderStatus, PeopleChanges, PeopleWrite, Write},
    rate_limit::Admission,
    seal::bits,
};

/// What the checkout form sends.
#[derive(Clone, Debug, Default)]
pub struct StartOrderForm {
    /// The product.
    pub product: String,
    /// The agreement's version that was shown.
    pub agreement: String,
    /// The stamp of when it was opened.
    pub stamp: String,
    /// Whether the box was ticked.
    pub accept: bool,
    /// The language of the page.
    pub locale: Locale,
}

/// How it ended.
#[derive(Clone, Debug, PartialEq)]
pub enum StartOutcome {
    /// A new order.
    Started(OrderToken),
    /// The unpaid order that was there already.
    Existing(OrderToken),
    /// Refused, with the reasons; no order was made and nothing is to be paid.
    Refused(Vec<Problem>),
}

impl Checkout {
    /// Places an order, or finds the unpaid one for the same product. When this answers, the order is on disk; the
    /// gateway is asked afterwards.
    pub async fn start_order(
        &self,
        member: &Member,
        origin: &Origin,
        form: StartOrderForm,
    ) -> Result<StartOutcome, Fault> {
        let now = self.clock.system();
        if let Admission::Refused { retry_after_seconds } = self.order_limit.admit(member.user.as_str(), now)
        {
            return Ok(refused("form", ProblemCode::TooManyTries { retry_after_seconds }));
        }
        let id: Option<ProductId> = form.product.parse().ok();
        let shelf = id.as_ref().and_then(|id| self.catalogue.by_product(id));
        let (Some(id), Some(shelf)) = (id, shelf) else {
            return Ok(refused("product", ProblemCode::ProductGone));
        };
        let (Some(product), Some(agreement)) = (shelf.product(&id), &shelf.agreement) else {
            return Ok(refused("product", ProblemCode::ProductGone));
        };
        let opened_at = match self.read_agreement(member, agreement, &form, now) {
            Ok(opened_at) => opened_at,
            Err(problem) => return Ok(StartOutcome::Refused(vec![problem])),
        };
        if self.has_for_good(member, &shelf).await? {
            return Ok(refused("form", ProblemCode::AlreadyMember));
        }
        let consent = Consent {
            id: ConsentId::new(now, bits(self.entropy.as_ref())),
            user: member.user.clone(),
            agreement: agreement.id.clone(),
            digest: agreement.digest.clone(),
            locale: form.locale,
            opened_at,
            accepted_at: now,
            user_agent: origin.user_agent.clone(),
            network: origin.network.clone(),
        };
        self.place(member, &shelf, product, consent).await
    }

    fn read_agreement(
        &self,
        member: &Member,
        agreement: &Agreement,
        form: &StartOrderForm,
        now: Timestamp,
    ) -> Result<Timestamp, Problem> {
        if form.agreement != agreement.id.as_str() {
            return Err(Problem::at("agreement", ProblemCode::AgreementChanged));
        }
        let seconds = self.policy.agreement_seconds;
        let not_read =
            || Problem::at("agreement", ProblemCode::AgreementNotRead { seconds: u32::from(seconds) });
        let opened_at =
            stamp::opened_at(&self.secrets, member, &agreement.id, &form.stamp, now).ok_or_else(not_read)?;
        if now < opened_at.plus_seconds(i64::from(seconds)) {
            return Err(not_read());
        }
        if form.accept {
            Ok(opened_at)
        } else {
            Err(Problem::at("accept", ProblemCode::AgreementNotAccepted))
        }
    }

    async fn has_for_good(&self, member: &Member, shelf: &Shelf) -> Result<bool, Fault> {
        if !shelf.products.iter().any(|product| product.period == Period::Lifetime) {
            return Ok(false);
        }
        let now = self.clock.business();
        let rows = self.commerce.memberships_in(&member.user, &shelf.community.id).await?;
        Ok(rows.iter().any(|row| row.valid_until.is_none() && is_open(row, now, self.policy.grace_days)))
    }

    async fn place(
        &self,
        member: &Member,
        shelf: &Shelf,
        product: &Product,
        consent: Consent,
    ) -> Result<StartOutcome, Fault> {
        let order = self.new_order(member, shelf, product, &consent);
        let attempt = new_attempt(&order, Gateway::WechatPay, bits(self.entropy.as_ref()), order.created_at);
        // People first: evidence without an order is harmless, an order without evidence is not.
        self.people.commit(PeopleChanges { writes: vec![PeopleWrite::InsertConsent(consent)] }).await?;
        let mut writes = vec![Write::InsertOrder(order.clone()), Write::InsertAttempt(attempt)];
        if order.holds_seat {
            writes.push(Write::TakeSeat(product.id.clone()));
        }
        match self.commerce.commit(Changes { writes, ..Changes::default() }).await? {
            Commit::Committed => {
                self.feed.publish(OrderStatus::from(&order));
                Ok(StartOutcome::Started(order.token))
            }
            Commit::Conflict => Ok(refused("form", ProblemCode::SoldOut)),
            Commit::Duplicate => match self.commerce.pending_order(&member.user, &product.id).await? {
                Some(existing) => Ok(StartOutcome::Existing(existing.token)),
                // It was paid or expired between the two questions: the next try starts afresh.
                None => Err(Fault::Contention),
            },
        }
    }

    fn new_order(&self, member: &Member, shelf: &Shelf, product: &Product, consent: &Consent) -> Order {
        let now = self.clock.business();
        Order {
            id: OrderId::new(now, bits(self.entropy.as_ref())),
            token: OrderToken::new(bits(self.entropy.as_ref())),
            buyer: member.user.clone(),
            creator: shelf.community.creator.clone(),
            community: shelf.community.id.clone(),
            product: product.id.clone(),
            price: product.price,
            agreement: consent.agreement.clone(),
            consent: consent.id.clone(),
            state: OrderState::Pending,
            exception: OrderException::None,
            created_at: now,
            expires_at: now.plus_ms(self.policy.order_life_ms()),
            holds_seat: product.seats.is_some(),
            version: 1,
        }
    }
}

/// A first try to pay an order.
pub(crate) fn new_attempt(order: &Order, gateway: Gateway, random: u128, now: Timestamp) -> Attempt {
    Attempt {
        id: AttemptId::new(now, random),
        order: order.id.clone(),
        gateway,
        gateway_number: gateway_number(now, random),
        amount: order.price,
        state: AttemptState::Created,
        code_url: None,
        gateway_transaction: None,
        created_at: now,
        next_query_at: Some(Attempt::query_due(now, 0)),
        queries: 0,
        version: 1,
    }
}

fn refused(field: &str, code: ProblemCode) -> StartOutcome {
    StartOutcome::Refused(vec![Problem::at(field, code)])
}
