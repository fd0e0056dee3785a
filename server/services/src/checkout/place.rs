//! The unit of work that places an order, and what becomes of an unpaid one that is in its way.

use domain::{
    catalogue::{OrderTerms, Product},
    order::{Attempt, Order, OrderException, OrderState, Route, SoldAs},
    people::Consent,
    view::ProblemCode,
};

use super::{
    Checkout, StartOutcome,
    price::{PriceAsk, Priced},
    seat::Seat,
    start::refused,
};
use crate::{
    Fault,
    actor::{Member, Origin},
    catalogue::Shelf,
    orders::reminder,
    ports::{Changes, Commit, OrderStatus, PeopleChanges, PeopleWrite, Write},
    seal::bits,
    till::{Ending, Visit},
};

/// How often a decision is made again when rows change under it.
const MAX_TRIES: u8 = 6;

/// What somebody wants to order, decided as far as it can be without the database.
pub(super) struct Wanted<'a> {
    /// Who.
    pub member: &'a Member,
    /// Where.
    pub shelf: &'a Shelf,
    /// What.
    pub product: &'a Product,
    /// For how much, and why.
    pub priced: Priced,
    /// The acceptance of the agreement.
    pub consent: Consent,
    /// Where the payment goes.
    pub route: Route,
    /// Whether the buyer chose that themselves.
    pub chosen: bool,
    /// Whether they agree to be reminded.
    pub remind: bool,
}

/// What to do about an unpaid order that is in the way.
enum InTheWay {
    /// This is the answer.
    Answer(StartOutcome),
    /// It is closed at its gateways and ends in the commit that makes the new one.
    Ends(Box<Ending>),
    /// There is none any more.
    Nothing,
}

impl Checkout {
    /// Places the order. One that waits already goes first: the same is answered with itself, another one is closed and
    /// ends in the commit that makes the new one, so that never two can be paid.
    pub(super) async fn place(&self, wanted: &Wanted<'_>, origin: &Origin) -> Result<StartOutcome, Fault> {
        let mut has_evidence = false;
        let mut ending: Option<Box<Ending>> = None;
        for _ in 0..MAX_TRIES {
            let (committed, order) = self.try_to_place(wanted, ending.as_deref(), &mut has_evidence).await?;
            let refusal = match committed {
                Some(Commit::Committed) => {
                    for changed in ending.iter().map(|ending| OrderStatus::from(&ending.order)) {
                        self.feed.publish(changed);
                    }
                    self.feed.publish(OrderStatus::from(&order));
                    return Ok(StartOutcome::Started(order.token));
                }
                Some(Commit::Duplicate) => None,
                // What replaces an order sits on that order's seat, and a renewal on its member's.
                Some(Commit::Conflict) => {
                    let takes_seat = order.holds_seat && ending.is_none();
                    self.why_not(wanted, takes_seat).await?
                }
                None => Some(refused("form", ProblemCode::SoldOut)),
            };
            let in_the_way = match ending.take() {
                Some(tried) => Box::pin(self.still_in_the_way(wanted, origin, &tried.order)).await?,
                // Rare and large: an order that meets nothing must not carry it.
                None => Box::pin(self.in_the_way(wanted, origin)).await?,
            };
            match (in_the_way, refusal) {
                (InTheWay::Answer(answer), _) => return Ok(answer),
                (InTheWay::Ends(ends), _) => ending = Some(ends),
                (InTheWay::Nothing, Some(refusal)) => return Ok(refusal),
                // It was paid or expired between two questions, or somebody else changed a row: once more.
                (InTheWay::Nothing, None) => {}
            }
        }
        Err(Fault::Contention)
    }

    /// One try; no commit when others wait for whatever seat becomes free.
    async fn try_to_place(
        &self,
        wanted: &Wanted<'_>,
        ending: Option<&Ending>,
        has_evidence: &mut bool,
    ) -> Result<(Option<Commit>, Order), Fault> {
        let Wanted { member, shelf, product, priced, consent, route, .. } = wanted;
        let order = self.new_order(member, shelf, product, consent);
        let mut order = Order { price: priced.price, holds_seat: false, ..order };
        let mut writes: Vec<Write> = ending.map(|ending| ending.writes.clone()).unwrap_or_default();
        match self.seat(member, product, ending.is_some_and(|ending| ending.order.holds_seat)).await? {
            Seat::Unlimited => {}
            Seat::Promised => return Ok((None, order)),
            // Its order is written unchanged at its version: a sale that goes back sees the renewal, or this the refund.
            Seat::Own(holder) => writes.push(Write::UpdateOrder(*holder)),
            Seat::Take(write) => {
                order.holds_seat = true;
                writes.push(*write);
            }
        }
        // People first: evidence without an order is harmless, an order without evidence is not.
        if !std::mem::replace(has_evidence, true) {
            let writes = vec![PeopleWrite::InsertConsent(consent.clone())];
            self.people.commit(PeopleChanges { writes }).await?;
        }
        let random = bits(self.entropy.as_ref());
        let attempt = Attempt::begun(&order, route.clone(), consent.locale, random, order.created_at);
        writes.extend([Write::InsertOrder(order.clone()), Write::InsertAttempt(attempt)]);
        if let Some((id, ..)) = &priced.coupon {
            writes.push(Write::TakeCoupon { id: id.clone(), by: member.user.clone() });
        }
        writes.extend(priced.terms(&order.id).map(Write::InsertOrderTerms));
        if wanted.remind {
            writes.push(reminder(&order));
        }
        let committed = self.commerce.commit(Changes { writes, ..Changes::default() }).await?;
        Ok((Some(committed), order))
    }

    /// The same after a try that was to end an order: it may have been paid meanwhile.
    async fn still_in_the_way(
        &self,
        wanted: &Wanted<'_>,
        origin: &Origin,
        tried: &Order,
    ) -> Result<InTheWay, Fault> {
        let order = self.commerce.order(&tried.id).await?;
        Ok(match order.map(|order| order.state) {
            Some(
                OrderState::Paid { .. } | OrderState::RefundPending { .. } | OrderState::Refunded { .. },
            ) => InTheWay::Answer(StartOutcome::Existing(tried.token.clone())),
            Some(OrderState::Pending | OrderState::Expired { .. }) | None => {
                self.in_the_way(wanted, origin).await?
            }
        })
    }

    /// Looks at the person's unpaid order for the same product.
    async fn in_the_way(&self, wanted: &Wanted<'_>, origin: &Origin) -> Result<InTheWay, Fault> {
        let Wanted { member, product, .. } = wanted;
        let Some(order) = self.commerce.pending_order(&member.user, &product.id).await? else {
            return Ok(InTheWay::Nothing);
        };
        let token = order.token.clone();
        let existing = || InTheWay::Answer(StartOutcome::Existing(token.clone()));
        // Money came for it, and somebody looks at it.
        if order.exception != OrderException::None {
            return Ok(existing());
        }
        if order.is_payable(self.clock.business()) && self.is_the_same(&order, wanted).await? {
            self.go_the_chosen_way(wanted, &order, origin).await?;
            return Ok(existing());
        }
        match self.till.give_up(order).await {
            Ok(Some(ending)) => Ok(InTheWay::Ends(Box::new(ending))),
            Ok(None) => Ok(existing()),
            Err(Fault::Gateway(fault)) => {
                tracing::warn!(%fault, "an unpaid order was not closed for the next one");
                Ok(InTheWay::Answer(refused("form", ProblemCode::EarlierOrderOpen)))
            }
            Err(other) => Err(other),
        }
    }

    /// Whether an order is what somebody wants: the same agreement, the same promise, price, coupon and counted time.
    async fn is_the_same(&self, order: &Order, wanted: &Wanted<'_>) -> Result<bool, Fault> {
        let alike = (order.price, &order.agreement) == (wanted.priced.price, &wanted.consent.agreement);
        if !alike || order.sold_as != SoldAs::from(wanted.product) {
            return Ok(false);
        }
        let there = self.commerce.order_terms(&order.id).await?.map(in_order);
        Ok(there == wanted.priced.terms(&order.id).map(in_order))
    }

    /// The same order, and something else to pay it with: the order page shows what came of it.
    async fn go_the_chosen_way(
        &self,
        wanted: &Wanted<'_>,
        order: &Order,
        origin: &Origin,
    ) -> Result<(), Fault> {
        let channel = wanted.route.channel;
        let attempts = self.commerce.attempts(&order.id).await?;
        if !wanted.chosen || attempts.last().is_none_or(|attempt| attempt.channel == channel) {
            return Ok(());
        }
        let visit = Visit {
            scene: origin.scene,
            address: origin.address.clone(),
            locale: wanted.consent.locale,
            from_wallet: false,
        };
        let changed = self.till.change_channel(wanted.member, &order.token, channel.code(), &visit).await?;
        tracing::debug!(?changed, "an order was placed again, to be paid another way");
        Ok(())
    }

    /// A conflict is a coupon whose limit was reached meanwhile, a seat that went, or a row that somebody else changed:
    /// then it is worth another try.
    async fn why_not(&self, wanted: &Wanted<'_>, takes_seat: bool) -> Result<Option<StartOutcome>, Fault> {
        let Wanted { member, product, priced, .. } = wanted;
        if let Some((_, code, _)) = &priced.coupon {
            let ask = PriceAsk { coupon: code.as_str(), upgrade: false };
            if let Err(problem) = self.priced(member, product, ask).await? {
                return Ok(Some(StartOutcome::Refused(vec![problem])));
            }
        }
        let Some(all) = product.seats.filter(|_| takes_seat) else { return Ok(None) };
        let taken = self.commerce.seats_taken(&product.id).await?.unwrap_or(0);
        Ok((taken >= all).then(|| refused("form", ProblemCode::SoldOut)))
    }
}

/// Terms with their periods in one order, to be compared.
fn in_order(mut terms: OrderTerms) -> OrderTerms {
    terms.upgrades.sort_by(|(one, _), (other, _)| one.cmp(other));
    terms
}
