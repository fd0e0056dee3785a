//! `/payouts/instant`: a quote, and its confirmation. Both go through the same decision, so that what is booked is what
//! was shown, or is asked again.

use domain::{
    id::RunId,
    message::MessageKind,
    money::{Money, ParseMoneyError, parse_money},
    payouts::{Destination, Eligibility, InstantQuote, InstantTerms, NoQuote, RunState},
    people::AccountPermission,
    view::{
        Problem, ProblemCode,
        payouts::{DemandDraft, DemandForm, DemandQuote, DemandView, DestinationView},
    },
};

use super::{
    MAX_TRIES, PayoutDesk, Picture,
    book::{Granted, booked},
    page::money,
};
use crate::{
    Fault,
    actor::Creator,
    ports::{Commit, StoreFault},
    seal::secret_text,
    team::{guard, still_holds},
};

/// How the first step ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QuoteOutcome {
    /// The sums, to confirm.
    Quoted(DemandQuote),
    /// It cannot be; the draft says why.
    Refused(DemandDraft),
}

/// How the second step ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConfirmOutcome {
    /// It is on its way; the same key again answers the same.
    Requested(RunId),
    /// The fee is another one by now: nothing was booked, and the new sums have to be confirmed.
    FeeChanged(DemandForm),
    /// It cannot be; nothing was booked.
    Refused(DemandDraft),
}

/// What the decision is made from.
struct Offer<'a> {
    destination: Option<&'a Destination>,
    eligibility: Eligibility,
    terms: InstantTerms,
    available: Money,
}

impl PayoutDesk {
    /// The page of the first step; `None` when the person may not ask for payouts.
    pub async fn demand(&self, creator: &Creator) -> Result<Option<DemandView>, Fault> {
        if !creator.allows(AccountPermission::RequestInstant) {
            return Ok(None);
        }
        let picture = self.picture(creator).await?;
        let offer = self.offer(&picture)?;
        let everything = offer.terms.quote(offer.available).ok();
        Ok(Some(DemandView {
            money: money(&picture)?,
            available: offer.available,
            destination: offer.destination.map(|bank| DestinationView {
                id: bank.id.clone(),
                label: bank.label.clone(),
                last_four: bank.last_four.clone(),
                takes_instant: bank.takes_instant,
            }),
            eligibility: offer.eligibility,
            terms: offer.terms,
            everything,
        }))
    }

    /// What an amount comes to, with a fresh key to confirm it under. `None` when the person may not ask.
    pub async fn quote_demand(
        &self,
        creator: &Creator,
        form: &DemandForm,
    ) -> Result<Option<QuoteOutcome>, Fault> {
        if !creator.allows(AccountPermission::RequestInstant) {
            return Ok(None);
        }
        let picture = self.picture(creator).await?;
        let quote = match decide(&self.offer(&picture)?, &form.amount) {
            Ok(quote) => quote,
            Err(problem) => return Ok(Some(QuoteOutcome::Refused(draft(form, problem)))),
        };
        let key = secret_text(self.parts.entropy.as_ref());
        let needs_approval = self.needs_approval(&quote);
        Ok(Some(QuoteOutcome::Quoted(DemandQuote { quote, key, needs_approval })))
    }

    /// Books it, once per key. `None` when the person may not ask.
    pub async fn confirm_demand(
        &self,
        creator: &Creator,
        form: &DemandForm,
    ) -> Result<Option<ConfirmOutcome>, Fault> {
        if !creator.allows(AccountPermission::RequestInstant) {
            return Ok(None);
        }
        let Some(request_key) = request_key(creator, &form.key) else {
            return Ok(Some(ConfirmOutcome::FeeChanged(form.clone())));
        };
        for _ in 0..MAX_TRIES {
            if let Some(run) = self.parts.commerce.demanded_run(&request_key).await? {
                return Ok(Some(ConfirmOutcome::Requested(run.id)));
            }
            let picture = self.picture(creator).await?;
            let offer = self.offer(&picture)?;
            let quote = match decide(&offer, &form.amount) {
                Ok(quote) => quote,
                Err(problem) => return Ok(Some(ConfirmOutcome::Refused(draft(form, problem)))),
            };
            if form.fee.parse() != Ok(quote.fee.minor()) {
                return Ok(Some(ConfirmOutcome::FeeChanged(form.clone())));
            }
            let destination = offer.destination.ok_or_else(no_destination)?;
            let granted = Granted {
                picture: &picture,
                destination,
                quote: &quote,
                available: offer.available,
                minimum: offer.terms.minimum,
                request_key: request_key.clone(),
                state: self.begins_as(&quote),
            };
            let (run, mut changes) = booked(&granted, self.parts.entropy.as_ref())?;
            // An owner knows what they asked for themselves.
            if creator.user != creator.account.owner {
                let (by, run) = (creator.user.clone(), run.clone());
                let about = MessageKind::InstantRequested { run, gross: quote.gross, fee: quote.fee, by };
                self.tell_owner(&mut changes, creator, about);
            }
            changes.writes.extend(guard(creator));
            match self.parts.commerce.commit(changes).await? {
                Commit::Committed => return Ok(Some(ConfirmOutcome::Requested(run))),
                // Money or account moved meanwhile, or the same request was faster: look again.
                Commit::Conflict | Commit::Duplicate => {}
            }
            if !still_holds(&self.parts.commerce, creator).await? {
                return Ok(None);
            }
        }
        Err(Fault::Contention)
    }

    /// Whether two persons must approve it, as they must approve a run.
    fn needs_approval(&self, quote: &InstantQuote) -> bool {
        let limit = self.parts.policy.approval_limit(quote.gross.currency());
        quote.gross.minor() > limit.minor()
    }

    fn begins_as(&self, quote: &InstantQuote) -> RunState {
        if self.needs_approval(quote) { RunState::AwaitingApproval } else { RunState::Released }
    }

    fn offer<'a>(&self, picture: &'a Picture) -> Result<Offer<'a>, Fault> {
        let policy = &self.parts.policy;
        let today = picture.now.day();
        let volume = picture.facts.account.volume.before(today);
        let country = picture.facts.standing.as_ref().map(|standing| standing.country.as_str());
        Ok(Offer {
            destination: picture.destination(picture.settings.destination.as_ref()),
            eligibility: picture.eligibility(&picture.settings, policy),
            terms: InstantTerms::of(policy, country, today, volume),
            available: picture.funds().share_on_demand(picture.now)?.payable,
        })
    }
}

/// The quote of a typed amount, or the reason that comes first.
fn decide(offer: &Offer<'_>, typed: &str) -> Result<InstantQuote, Problem> {
    let at = |code| Problem::at("amount", code);
    if !offer.eligibility.is_eligible() {
        return Err(Problem::at("form", ProblemCode::NotEligibleForInstant));
    }
    let amount = parse_money(typed, offer.available.currency()).map_err(|reason| match reason {
        ParseMoneyError::TooLarge => at(ProblemCode::AmountAbove { most: offer.available }),
        ParseMoneyError::Empty | ParseMoneyError::NotANumber | ParseMoneyError::TooPrecise => {
            at(ProblemCode::AmountInvalid)
        }
    })?;
    if amount.minor() > offer.available.minor() {
        return Err(at(ProblemCode::AmountAbove { most: offer.available }));
    }
    offer.terms.quote(amount).map_err(|reason| match reason {
        NoQuote::BelowMinimum => at(ProblemCode::AmountTooSmall { minimum: offer.terms.minimum }),
        NoQuote::CannotBeSplit | NoQuote::OtherCurrency => at(ProblemCode::CannotBeSplit),
    })
}

fn draft(form: &DemandForm, problem: Problem) -> DemandDraft {
    DemandDraft { form: form.clone(), problems: vec![problem] }
}

/// The stored key: the creator's own, so that nobody's request can answer for another's. `None` for a text that is no key.
fn request_key(creator: &Creator, key: &str) -> Option<String> {
    let fits = (16..=64).contains(&key.len())
        && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    fits.then(|| format!("{}/{key}", creator.account.id))
}

/// Eligibility asks for a destination, so there is one.
fn no_destination() -> Fault {
    let what = "an eligible creator has no destination".to_owned();
    StoreFault::Inconsistent { table: "payout_settings", what }.into()
}
