//! Placing an order. Price, tier and amount come from the catalogue; the form names the product, and the price that was
//! shown: another one is never taken.

use domain::{
    catalogue::{Agreement, Product},
    id::{ConsentId, OrderId, OrderToken, ProductId},
    locale::Locale,
    membership::{Membership, PaidTime},
    money::Money,
    order::{Channel, Order, OrderException, OrderState, Route, SoldAs},
    people::Consent,
    time::Timestamp,
    view::{Problem, ProblemCode},
};

use super::{Checkout, place::Wanted, price::PriceAsk, stamp};
use crate::{
    Fault,
    actor::{Member, Origin},
    catalogue::Shelf,
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
    /// The price on the button, in minor units; empty when none was shown, as programs send it.
    pub price: String,
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
    /// The unpaid order that was there already and is the same, or turned out to be paid.
    Existing(OrderToken),
    /// Refused, with the reasons; no order was made and nothing is to be paid.
    Refused(Vec<Problem>),
}

impl Checkout {
    /// Places an order, or finds the unpaid one that is the same. When this answers, the order is on disk; the
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
        let outcome = self.start_as_known(member, origin, &form, now).await?;
        if !is_not_as_shown(&outcome) {
            return Ok(outcome);
        }
        // The page may come from a process that has read the catalogue since this one has. Once, and within the limit: a
        // program that makes things up does not keep us reading.
        self.catalogue.reload().await?;
        self.start_as_known(member, origin, &form, now).await
    }

    /// The same by the catalogue in memory.
    async fn start_as_known(
        &self,
        member: &Member,
        origin: &Origin,
        form: &StartOrderForm,
        now: Timestamp,
    ) -> Result<StartOutcome, Fault> {
        let id: Option<ProductId> = form.product.parse().ok();
        let shelf = id.as_ref().and_then(|id| self.catalogue.by_product(id));
        let (Some(id), Some(shelf)) = (id, shelf) else {
            return Ok(refused("product", ProblemCode::ProductGone));
        };
        let rows = self.commerce.memberships_in(&member.user, &shelf.community.id).await?;
        if let Some(token) = self.bought_since(member, &rows, &id, form, now).await? {
            return Ok(StartOutcome::Existing(token));
        }
        let today = self.clock.business().day();
        let product = shelf.offered(today).find(|product| product.id == id);
        let (Some(product), Some(agreement)) = (product, &shelf.agreement) else {
            return Ok(refused("product", ProblemCode::ProductGone));
        };
        let Some(product) = &shown(product, &form.currency) else {
            return Ok(refused("form", ProblemCode::CurrencyGone));
        };
        let opened_at = match self.read_agreement(member, agreement, form, now) {
            Ok(opened_at) => opened_at,
            Err(problem) => return Ok(StartOutcome::Refused(vec![problem])),
        };
        let Some(route) = self.route(product, &form.channel, origin) else {
            return Ok(refused("channel", ProblemCode::NoWayToPay));
        };
        let ask = PriceAsk { coupon: &form.coupon, upgrade: form.upgrade };
        let priced = match self.priced(member, product, ask).await? {
            Ok(priced) => priced,
            Err(problem) => return Ok(StartOutcome::Refused(vec![problem])),
        };
        if !is_as_shown(priced.price, &form.price) {
            return Ok(refused("price", ProblemCode::PriceChanged { now: priced.price }));
        }
        if let Some(code) = self.nothing_to_gain(&rows, product, !priced.upgrades.is_empty()) {
            return Ok(refused("form", code));
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
        let (chosen, remind) = (!form.channel.is_empty(), form.remind);
        let wanted = Wanted { member, shelf: &shelf, product, priced, consent, route, chosen, remind };
        self.place(&wanted, origin).await
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

    /// The paid order of this product that was made after the form was opened: a form that is sent again, from another tab
    /// or by the browser's back button, is answered with it and never sells twice, whatever else is true by now: its own order
    /// may have used the coupon up, and what it bought may be off sale. Whoever wants more opens a new one.
    async fn bought_since(
        &self,
        member: &Member,
        rows: &[Membership],
        product: &ProductId,
        form: &StartOrderForm,
        now: Timestamp,
    ) -> Result<Option<OrderToken>, Fault> {
        // The version that was read, which another one may have followed.
        let Ok(agreement) = form.agreement.parse() else { return Ok(None) };
        let opened_at = stamp::opened_at(&self.secrets, member, &agreement, &form.stamp, now);
        let Some(opened_at) = opened_at else { return Ok(None) };
        let mine = rows.iter().filter(|row| row.product == *product && row.revoked_at.is_none());
        let Some(latest) = mine.max_by_key(|row| &row.source_order) else { return Ok(None) };
        let order = self.commerce.order(&latest.source_order).await?;
        // Numbers begin with their moment; that of the acceptance is by the same clock as the stamp.
        let after = ConsentId::new(opened_at.plus_ms(1), 0);
        Ok(order.filter(|order| order.consent >= after).map(|order| order.token))
    }

    /// Why a payment would give the person no time, if it would not: they are in for good, or what they have, or the end of
    /// the time to pay, reaches the fixed end of what they want.
    fn nothing_to_gain(&self, rows: &[Membership], product: &Product, upgrade: bool) -> Option<ProblemCode> {
        let now = self.clock.business();
        // Also when it has not begun: it follows what they had before.
        if rows.iter().any(|row| row.valid_until.is_none() && row.revoked_at.is_none()) {
            return Some(ProblemCode::AlreadyMember);
        }
        // Until the last moment at which the order can be paid.
        let paid_at = now.plus_ms(self.policy.order_life_ms());
        let time = PaidTime::bought(product.period, paid_until(rows, upgrade), paid_at);
        time.is_empty().then_some(ProblemCode::NoTimeLeft)
    }

    /// A new order at the list price.
    pub(super) fn new_order(
        &self,
        member: &Member,
        shelf: &Shelf,
        product: &Product,
        consent: &Consent,
    ) -> Order {
        let now = self.clock.business();
        Order {
            id: OrderId::new(now, bits(self.entropy.as_ref())),
            token: OrderToken::new(bits(self.entropy.as_ref())),
            buyer: member.user.clone(),
            creator: product.payee(&shelf.community.creator).clone(),
            community: shelf.community.id.clone(),
            product: product.id.clone(),
            price: product.price,
            sold_as: SoldAs::from(product),
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

/// The product in the currency that was shown, never in another one.
fn shown(product: &Product, currency: &str) -> Option<Product> {
    if currency.is_empty() { Some(product.clone()) } else { product.sold_in(currency.parse().ok()?) }
}

/// Whether something costs what the page said. The creator may have changed it since, a day that unused time counted may
/// be over, and another process may know another catalogue than this one.
fn is_as_shown(price: Money, shown: &str) -> bool {
    shown.is_empty() || shown.parse() == Ok(price.minor())
}

/// Whether there is no order because something is not as the page showed it.
fn is_not_as_shown(outcome: &StartOutcome) -> bool {
    let about_it = |problem: &Problem| {
        matches!(
            problem.code,
            ProblemCode::PriceChanged { .. }
                | ProblemCode::AgreementChanged
                | ProblemCode::ProductGone
                | ProblemCode::CurrencyGone
        )
    };
    matches!(outcome, StartOutcome::Refused(problems) if problems.iter().any(about_it))
}

/// The language of a gateway's own pages.
pub(crate) const fn language(locale: Locale) -> &'static str {
    match locale {
        Locale::English => "en",
        Locale::SimplifiedChinese => "zh",
    }
}

/// Why there is no order.
pub(super) fn refused(field: &str, code: ProblemCode) -> StartOutcome {
    StartOutcome::Refused(vec![Problem::at(field, code)])
}

/// Until when somebody has paid, as far as a new period follows it: an upgrade ends what there is.
pub(super) fn paid_until(rows: &[Membership], upgrade: bool) -> Option<Timestamp> {
    let counts = rows.iter().filter(|row| !upgrade && row.revoked_at.is_none());
    counts.filter_map(|row| row.valid_until).max()
}
