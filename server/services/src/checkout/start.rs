//! Placing an order. Price, tier and amount come from the catalogue; the form only names the product.

use domain::{
    catalogue::{Agreement, Period, Product},
    id::{AttemptId, ConsentId, OrderId, OrderToken, ProductId, gateway_number},
    locale::Locale,
    order::{Attempt, AttemptState, Channel, Order, OrderException, OrderState, Route},
    people::Consent,
    time::Timestamp,
    view::{Problem, ProblemCode},
};

use super::{
    Checkout,
    price::{PriceAsk, Priced},
    seat::Seat,
    stamp,
};
use crate::{
    Fault,
    actor::{Member, Origin},
    catalogue::Shelf,
    memberships::is_open,
    orders::reminder,
    ports::{Changes, Commit, OrderStatus, PeopleChanges, PeopleWrite, Write},
    rate_limit::Admission,
    seal::bits,
};

/// What the checkout form sends.
#[derive(Clone, Debug, Default)]
pub struct StartOrderForm {
    /// The product.
    pub product: String,
    /// The code of the currency that was shown; empty for the community's own.
    pub currency: String,
    /// The agreement's version that was shown.
    pub agreement: String,
    /// The stamp of when it was opened.
    pub stamp: String,
    /// Whether the box was ticked.
    pub accept: bool,
    /// What to pay with; empty for the first that is offered.
    pub channel: String,
    /// A coupon's code; empty for none.
    pub coupon: String,
    /// Whether present periods of other tiers end now and their unused time counts.
    pub upgrade: bool,
    /// Whether the buyer agrees to be reminded once, should the order wait for its payment.
    pub remind: bool,
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
        let today = self.clock.business().day();
        let product = shelf.offered(today).find(|product| product.id == id);
        let (Some(product), Some(agreement)) = (product, &shelf.agreement) else {
            return Ok(refused("product", ProblemCode::ProductGone));
        };
        let sold = if form.currency.is_empty() {
            Some(product.clone())
        } else {
            form.currency.parse().ok().and_then(|currency| product.sold_in(currency))
        };
        // Never in another currency than the one that was shown.
        let Some(product) = &sold else { return Ok(refused("form", ProblemCode::CurrencyGone)) };
        let opened_at = match self.read_agreement(member, agreement, &form, now) {
            Ok(opened_at) => opened_at,
            Err(problem) => return Ok(StartOutcome::Refused(vec![problem])),
        };
        let Some(route) = self.route(product, &form.channel, origin) else {
            return Ok(refused("channel", ProblemCode::NoWayToPay));
        };
        if self.has_for_good(member, &shelf).await? {
            return Ok(refused("form", ProblemCode::AlreadyMember));
        }
        let ask = PriceAsk { coupon: &form.coupon, upgrade: form.upgrade };
        let priced = match self.priced(member, product, ask).await? {
            Ok(priced) => priced,
            Err(problem) => {
                return self.existing_or(member, product, StartOutcome::Refused(vec![problem])).await;
            }
        };
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
        self.place(member, &shelf, (product, priced), (consent, route), form.remind).await
    }

    /// Where the payment goes: what was chosen, while it can be paid from there; without a choice the first that can.
    fn route(&self, product: &Product, channel: &str, origin: &Origin) -> Option<Route> {
        let (currency, now) = (product.price.currency(), self.clock.business());
        if channel.is_empty() {
            return self.accounts.offered(currency, origin.scene, now).into_iter().next();
        }
        self.accounts.route(Channel::from_code(channel)?, currency, origin.scene, now)
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
        (product, priced): (&Product, Priced),
        (consent, route): (Consent, Route),
        remind: bool,
    ) -> Result<StartOutcome, Fault> {
        let seat = self.seat(member, product).await?;
        if matches!(seat, Seat::Promised) {
            return self.existing_or(member, product, refused("form", ProblemCode::SoldOut)).await;
        }
        let holds_seat = matches!(seat, Seat::Take(_));
        let order =
            Order { price: priced.price, holds_seat, ..self.new_order(member, shelf, product, &consent) };
        let attempt =
            new_attempt(&order, route, consent.locale, bits(self.entropy.as_ref()), order.created_at);
        // People first: evidence without an order is harmless, an order without evidence is not.
        self.people.commit(PeopleChanges { writes: vec![PeopleWrite::InsertConsent(consent)] }).await?;
        let mut writes = vec![Write::InsertOrder(order.clone()), Write::InsertAttempt(attempt)];
        if let Seat::Take(write) = seat {
            writes.push(*write);
        }
        if let Some((id, ..)) = &priced.coupon {
            writes.push(Write::TakeCoupon { id: id.clone(), by: member.user.clone() });
        }
        writes.extend(priced.terms(&order.id).map(Write::InsertOrderTerms));
        if remind {
            writes.push(reminder(&order));
        }
        match self.commerce.commit(Changes { writes, ..Changes::default() }).await? {
            Commit::Committed => {
                self.feed.publish(OrderStatus::from(&order));
                Ok(StartOutcome::Started(order.token))
            }
            Commit::Conflict => self.why_not(member, product, &priced).await,
            Commit::Duplicate => match self.commerce.pending_order(&member.user, &product.id).await? {
                Some(existing) => Ok(goes_on(existing, product)),
                // It was paid or expired between the two questions: the next try starts afresh.
                None => Err(Fault::Contention),
            },
        }
    }

    /// The person's own unpaid order may be what used up the coupon or took the seat: then they go on with it.
    async fn existing_or(
        &self,
        member: &Member,
        product: &Product,
        refused: StartOutcome,
    ) -> Result<StartOutcome, Fault> {
        let existing = self.commerce.pending_order(&member.user, &product.id).await?;
        Ok(existing.map_or(refused, |order| goes_on(order, product)))
    }

    /// A conflict is a coupon whose limit was reached meanwhile, or a seat that went.
    async fn why_not(
        &self,
        member: &Member,
        product: &Product,
        priced: &Priced,
    ) -> Result<StartOutcome, Fault> {
        if let Some((_, code, _)) = &priced.coupon {
            let ask = PriceAsk { coupon: code.as_str(), upgrade: false };
            if let Err(problem) = self.priced(member, product, ask).await? {
                return self.existing_or(member, product, StartOutcome::Refused(vec![problem])).await;
            }
        }
        Ok(refused("form", ProblemCode::SoldOut))
    }

    fn new_order(&self, member: &Member, shelf: &Shelf, product: &Product, consent: &Consent) -> Order {
        let now = self.clock.business();
        Order {
            id: OrderId::new(now, bits(self.entropy.as_ref())),
            token: OrderToken::new(bits(self.entropy.as_ref())),
            buyer: member.user.clone(),
            creator: product.payee(&shelf.community.creator).clone(),
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

/// The language of a gateway's own pages.
pub(crate) const fn language(locale: Locale) -> &'static str {
    match locale {
        Locale::English => "en",
        Locale::SimplifiedChinese => "zh",
    }
}

/// A try to pay an order.
pub(crate) fn new_attempt(
    order: &Order,
    route: Route,
    locale: Locale,
    random: u128,
    now: Timestamp,
) -> Attempt {
    Attempt {
        id: AttemptId::new(now, random),
        order: order.id.clone(),
        gateway: route.gateway,
        account: route.account,
        channel: route.channel,
        way: route.way,
        gateway_number: gateway_number(now, random),
        amount: order.price,
        locale,
        state: AttemptState::Created,
        action: None,
        reference: None,
        gateway_transaction: None,
        created_at: now,
        next_query_at: Some(Attempt::query_due(now, 0)),
        queries: 0,
        version: 1,
    }
}

/// The unpaid order that was there already: gone on with, unless it is in another currency than the one on the page.
fn goes_on(existing: Order, wanted: &Product) -> StartOutcome {
    let currency = existing.price.currency();
    if currency == wanted.price.currency() {
        StartOutcome::Existing(existing.token)
    } else {
        refused("form", ProblemCode::WaitsInOtherCurrency { currency })
    }
}

fn refused(field: &str, code: ProblemCode) -> StartOutcome {
    StartOutcome::Refused(vec![Problem::at(field, code)])
}
