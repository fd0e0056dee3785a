//! `/settings/payouts/destination`: a new bank account. Its details are sealed into the people database before commerce
//! knows of it: a destination without details cannot be paid, details without a destination do no harm.

use std::sync::Arc;

use domain::{
    id::DestinationId,
    message::MessageKind,
    payouts::{Bic, Destination, Iban, PayoutKind, Rail},
    people::{AccountPermission, normalise_name},
    view::{
        Problem, ProblemCode,
        payouts::{BankDraft, BankForm, BankView},
    },
};

use super::{super::seal_details, MAX_TRIES, PayoutDesk, Picture, limits::is_full};
use crate::{
    Fault,
    actor::Creator,
    ports::{BankDetails, Changes, Commit, EntropyExt, PayoutRail, PeopleChanges, PeopleWrite, Write},
    team::{guard, still_holds},
};

/// Longest name of a destination, in characters.
const LABEL_LENGTH: u32 = 40;

/// How adding a destination ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BankOutcome {
    /// It is there, to be chosen in the settings.
    Added(DestinationId),
    /// It is not; the draft says why.
    Refused(BankDraft),
}

impl PayoutDesk {
    /// The page; `None` when the person may not change settings.
    pub async fn bank_page(&self, creator: &Creator) -> Result<Option<BankView>, Fault> {
        if !creator.allows(AccountPermission::ChangeSettings) {
            return Ok(None);
        }
        let picture = self.picture(creator).await?;
        Ok(Some(BankView {
            rails: self.ways(creator).map(|rail| rail.rail()).collect(),
            currency: creator.account.currency,
            has_one: !picture.facts.destinations.is_empty(),
            hold_hours: self.parts.policy.destination_hold_hours,
        }))
    }

    /// Adds a destination. The first one becomes the chosen one as long as nothing else was saved; every other has to
    /// be chosen, which makes payouts wait. `None` when the person may not change settings.
    pub async fn add_bank(&self, creator: &Creator, form: BankForm) -> Result<Option<BankOutcome>, Fault> {
        if !creator.allows(AccountPermission::ChangeSettings) {
            return Ok(None);
        }
        let refused = |problems| {
            let (label, rail) = (form.label.clone(), form.rail.clone());
            Ok(Some(BankOutcome::Refused(BankDraft { label, rail, problems })))
        };
        let rail = match self.way(creator, &form.rail) {
            Ok(rail) => rail,
            Err(problem) => return refused(vec![problem]),
        };
        let read = match read(&form, rail.rail()) {
            Ok(read) => read,
            Err(problems) => return refused(problems),
        };
        let picture = self.picture(creator).await?;
        let fingerprint = self.fingerprint(creator, &read);
        let too_many = || self.too_many_banks(creator, &picture);
        if let Some(problem) = is_known(&picture, &fingerprint).or_else(too_many) {
            return refused(vec![problem]);
        }
        let id = DestinationId::new(picture.now, self.parts.entropy.bits());
        let details = BankDetails {
            destination: id.clone(),
            holder: read.holder,
            account: read.account,
            bank: read.bank,
        };
        // Asked once, here; afterwards a worker refreshes what the bank says. No answer means: not instant yet.
        let facts = rail.look_at(&details).await.ok();
        if facts.as_ref().is_some_and(|facts| facts.unusable.is_some()) {
            return refused(vec![Problem::at("account", ProblemCode::AccountInvalid)]);
        }
        self.keep_details(&details).await?;
        let destination = Destination {
            id: id.clone(),
            creator: creator.account.id.clone(),
            rail: rail.rail(),
            label: read.label,
            last_four: last_four(&details.account),
            fingerprint,
            currency: creator.account.currency,
            takes_instant: facts.is_some_and(|facts| facts.takes_instant),
            added_at: picture.now,
        };
        match self.place(creator, destination, picture).await? {
            Some(Ok(())) => Ok(Some(BankOutcome::Added(id))),
            Some(Err(problem)) => refused(vec![problem]),
            None => Ok(None),
        }
    }

    /// Adds a destination under the version of the account that was read with those that were there, so that two at one
    /// moment count each other. `None` when the person may not change settings any more.
    async fn place(
        &self,
        creator: &Creator,
        destination: Destination,
        mut picture: Picture,
    ) -> Result<Option<Result<(), Problem>>, Fault> {
        for _ in 0..MAX_TRIES {
            let mut changes = Changes::default();
            changes.writes.push(Write::PutPayoutAccount(picture.facts.account));
            changes.writes.push(Write::InsertDestination(destination.clone()));
            let (last_four, by) = (destination.last_four.clone(), creator.user.clone());
            self.tell_owner(&mut changes, creator, MessageKind::DestinationAdded { last_four, by });
            changes.writes.extend(guard(creator));
            match self.parts.commerce.commit(changes).await? {
                Commit::Committed => return Ok(Some(Ok(()))),
                // The same account, posted twice at once.
                Commit::Duplicate => return Ok(Some(Err(known_account()))),
                Commit::Conflict => {}
            }
            if !still_holds(&self.parts.commerce, creator).await? {
                return Ok(None);
            }
            picture = self.picture(creator).await?;
            if let Some(problem) = is_known(&picture, &destination.fingerprint).or_else(|| is_full(&picture))
            {
                return Ok(Some(Err(problem)));
            }
        }
        Err(Fault::Contention)
    }

    /// The ways that carry the account's currency at all.
    fn ways(&self, creator: &Creator) -> impl Iterator<Item = &Arc<dyn PayoutRail>> {
        let currency = creator.account.currency;
        let carries = move |rail: &&Arc<dyn PayoutRail>| {
            PayoutKind::ALL.into_iter().any(|kind| rail.carries(kind, currency))
        };
        self.parts.rails.iter().filter(carries)
    }

    /// The chosen way; the only one needs no choice.
    fn way(&self, creator: &Creator, chosen: &str) -> Result<&Arc<dyn PayoutRail>, Problem> {
        let mut ways = self.ways(creator);
        let Some(first) = ways.next() else { return Err(Problem::at("form", ProblemCode::NoRail)) };
        if chosen.is_empty() && ways.next().is_none() {
            return Ok(first);
        }
        let known = self.ways(creator).find(|rail| rail.rail().code() == chosen);
        known.ok_or_else(|| Problem::at("rail", ProblemCode::ChoiceUnknown))
    }

    /// Seals the details of a destination into the people database.
    pub async fn keep_details(&self, details: &BankDetails) -> Result<(), Fault> {
        let parts = &self.parts;
        let now = parts.clock.business();
        let sealed = seal_details(&parts.secrets, parts.entropy.as_ref(), details, now)?;
        let writes = vec![PeopleWrite::PutBankDetails(sealed)];
        match parts.people.commit(PeopleChanges { writes }).await? {
            Commit::Committed => Ok(()),
            Commit::Conflict | Commit::Duplicate => Err(Fault::Contention),
        }
    }

    /// A keyed hash, so that two destinations can be told apart without their numbers; the creator is a part of it, so
    /// that it tells nothing about two creators.
    fn fingerprint(&self, creator: &Creator, read: &Read) -> String {
        let text = format!("bank-account/{}/{}/{}", creator.account.id, read.bank, read.account);
        self.parts.secrets.tag(&text)
    }
}

/// Why a destination is not a new one, if so.
fn is_known(picture: &Picture, fingerprint: &str) -> Option<Problem> {
    let is_it = |known: &Destination| known.fingerprint == fingerprint;
    picture.facts.destinations.iter().any(is_it).then(known_account)
}

fn known_account() -> Problem {
    Problem::at("account", ProblemCode::AccountKnown)
}

/// A form that can be used.
struct Read {
    holder: String,
    account: String,
    bank: String,
    label: String,
}

fn read(form: &BankForm, rail: Rail) -> Result<Read, Vec<Problem>> {
    let holder = normalise_name(&form.holder).ok_or_else(|| Problem::at("holder", ProblemCode::NameInvalid));
    let account =
        read_account(&form.account, rail).ok_or_else(|| Problem::at("account", ProblemCode::AccountInvalid));
    let bank = read_bank(&form.bank, rail).ok_or_else(|| Problem::at("bank", ProblemCode::BankInvalid));
    let label = normalise_name(&form.label)
        .filter(|label| u32::try_from(label.chars().count()).is_ok_and(|length| length <= LABEL_LENGTH))
        .ok_or_else(|| Problem::at("label", ProblemCode::TextMissing { longest: LABEL_LENGTH }));
    match (holder, account, bank, label) {
        (Ok(holder), Ok(account), Ok(bank), Ok(label)) => Ok(Read { holder, account, bank, label }),
        (holder, account, bank, label) => {
            Err([holder.err(), account.err(), bank.err(), label.err()].into_iter().flatten().collect())
        }
    }
}

/// An IBAN when it begins like one, else digits; people type spaces and dashes.
fn read_account(typed: &str, rail: Rail) -> Option<String> {
    let plain: String = typed.chars().filter(|symbol| !symbol.is_whitespace() && *symbol != '-').collect();
    if rail == Rail::Stripe {
        return identifier(&plain, &["ba_", "card_"]);
    }
    if plain.bytes().take(2).all(|byte| byte.is_ascii_alphabetic()) {
        return plain.parse::<Iban>().ok().map(|iban| iban.as_str().to_owned());
    }
    let fits = (4..=34).contains(&plain.len()) && plain.bytes().all(|byte| byte.is_ascii_digit());
    fits.then_some(plain)
}

fn read_bank(typed: &str, rail: Rail) -> Option<String> {
    let plain = typed.trim();
    match rail {
        Rail::Stripe => identifier(plain, &["acct_"]),
        Rail::SandboxBank | Rail::BankFile if plain.is_empty() => Some(String::new()),
        Rail::SandboxBank | Rail::BankFile => plain.parse::<Bic>().ok().map(|bic| bic.as_str().to_owned()),
    }
}

/// A processor's identifier: one of its prefixes, then letters and digits.
fn identifier(text: &str, prefixes: &[&str]) -> Option<String> {
    let rest = prefixes.iter().find_map(|prefix| text.strip_prefix(prefix))?;
    let fits = (8..=64).contains(&rest.len()) && rest.bytes().all(|byte| byte.is_ascii_alphanumeric());
    fits.then(|| text.to_owned())
}

fn last_four(account: &str) -> String {
    let from = account.len().saturating_sub(4);
    account.get(from..).unwrap_or_default().to_owned()
}
