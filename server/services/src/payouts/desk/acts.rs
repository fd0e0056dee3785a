//! What an operator decides about one creator's payouts. Each act is one unit of work with the message that tells it, and
//! a line in the log that names who did it. Two operators at once never undo each other: the second one's act is decided
//! again on what the first one left.

use domain::{
    id::CreatorId,
    message::{MessageKind, PauseCause},
    money::{BasisPoints, Currency, parse_money},
    payouts::{PayoutAccount, Standing},
    view::{Problem, ProblemCode, payouts::DeskDraft},
};

use super::{MAX_TRIES, PayoutDesk, told::record, words};
use crate::{
    Fault,
    actor::Operator,
    ports::{CandidateFacts, Changes, Commit, Write},
};

/// Longest reserve, in days.
const RESERVE_DAYS: u32 = 180;
/// The largest reserve: half of the sales.
const RESERVE_RATE: u32 = 5_000;

/// How an act ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ActOutcome {
    /// It is done, or was so already.
    Done,
    /// It is recorded, and counts once a second person has agreed.
    Waits,
    /// It is not; the draft says why.
    Refused(Box<DeskDraft>),
    /// The operator owns this account or helps with it: somebody else has to decide.
    OwnAccount,
    /// There is no such creator.
    NoCreator,
}

/// What the platform says about a creator, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StandingForm {
    /// The country the creator is paid in.
    pub country: String,
    /// Whether it has instant payouts.
    pub country_has_instant: bool,
    /// Whether identity and risk checks are passed.
    pub compliant: bool,
}

/// What an act makes of a creator.
struct Stand {
    standing: Standing,
    account: PayoutAccount,
    about: Option<MessageKind>,
}

impl Stand {
    /// Everything as it is.
    fn of(facts: &CandidateFacts) -> Self {
        let known = facts.standing.clone();
        let standing = known.unwrap_or_else(|| Standing::new(facts.creator.id.clone()));
        Self { standing, account: facts.account.clone(), about: None }
    }
}

impl PayoutDesk {
    /// Stops a creator's payouts, with words that the creator reads.
    pub async fn pause_creator(
        &self,
        operator: &Operator,
        creator: &CreatorId,
        reason: &str,
    ) -> Result<ActOutcome, Fault> {
        let reason = match words::read("reason", reason) {
            Ok(reason) => reason,
            Err(problem) => {
                let problems = vec![problem];
                let draft = DeskDraft { reason: reason.trim().to_owned(), problems, ..DeskDraft::default() };
                return Ok(ActOutcome::Refused(Box::new(draft)));
            }
        };
        let now = self.parts.clock.business();
        let about = MessageKind::Paused(PauseCause::Platform { reason: reason.clone() });
        let paused = |stand: Stand| {
            let platform_paused_at = stand.standing.platform_paused_at.or(Some(now));
            let standing = Standing { platform_paused_at, pause_reason: reason.clone(), ..stand.standing };
            Stand { standing, about: Some(about.clone()), ..stand }
        };
        self.stand(operator, creator, "pause payouts", paused).await
    }

    /// Lets a creator's payouts go on: the platform's pause and the one after failures.
    pub async fn resume_creator(
        &self,
        operator: &Operator,
        creator: &CreatorId,
    ) -> Result<ActOutcome, Fault> {
        let resumed = |stand: Stand| Stand {
            standing: Standing { platform_paused_at: None, pause_reason: String::new(), ..stand.standing },
            account: if stand.account.paused_after_failures_at.is_some() {
                stand.account.resumed()
            } else {
                stand.account
            },
            about: Some(MessageKind::Resumed { by: None }),
        };
        self.stand(operator, creator, "resume payouts", resumed).await
    }

    /// Keeps a share of recent sales back; nothing and no days lift it.
    pub async fn set_reserve(
        &self,
        operator: &Operator,
        creator: &CreatorId,
        percent: &str,
        days: &str,
    ) -> Result<ActOutcome, Fault> {
        let (reserve_rate, reserve_days) = match read_reserve(percent, days) {
            Ok(read) => read,
            Err(problems) => {
                let (percent, days) = (percent.to_owned(), days.to_owned());
                let draft = DeskDraft { percent, days, problems, ..DeskDraft::default() };
                return Ok(ActOutcome::Refused(Box::new(draft)));
            }
        };
        let about = MessageKind::ReserveChanged { basis_points: reserve_rate.get(), days: reserve_days };
        let kept_back = |stand: Stand| {
            let standing = Standing { reserve_rate, reserve_days, ..stand.standing };
            Stand { standing, about: Some(about.clone()), ..stand }
        };
        self.stand(operator, creator, "set a reserve", kept_back).await
    }

    /// Says where a creator is paid, and whether the checks are passed. Without it nobody is ever paid.
    pub async fn set_standing(
        &self,
        operator: &Operator,
        creator: &CreatorId,
        form: &StandingForm,
    ) -> Result<ActOutcome, Fault> {
        let country = form.country.trim().to_ascii_uppercase();
        let is_country = country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_uppercase());
        if !is_country {
            let problems = vec![Problem::at("country", ProblemCode::CountryInvalid)];
            return Ok(ActOutcome::Refused(Box::new(standing_draft(form, problems))));
        }
        let (country_has_instant, compliant) = (form.country_has_instant, form.compliant);
        let checked = |stand: Stand| {
            let passes = compliant && !stand.standing.compliant;
            let country = country.clone();
            let standing = Standing { country, country_has_instant, compliant, ..stand.standing };
            Stand { standing, about: passes.then_some(MessageKind::ChecksPassed), ..stand }
        };
        let outcome = self.stand(operator, creator, "say where a creator is paid and if", checked).await?;
        if outcome == ActOutcome::Done {
            // No words of an operator: they may name people, and logs are read and kept by others.
            tracing::info!(creator = creator.as_str(), country, compliant, "what the desk says of a creator");
        }
        Ok(outcome)
    }

    /// Whether the person owns an account or helps with it. Who does decides nothing about it at the desk.
    pub(super) async fn is_own(&self, user: &domain::id::UserId, creator: &CreatorId) -> Result<bool, Fault> {
        let place = self.parts.commerce.place_of(user).await?;
        Ok(place.is_some_and(|place| place.holds(creator)))
    }

    /// Decides on what is there now, again when somebody else was faster. What changes nothing tells nobody.
    async fn stand(
        &self,
        operator: &Operator,
        creator: &CreatorId,
        act: &'static str,
        decide: impl Fn(Stand) -> Stand,
    ) -> Result<ActOutcome, Fault> {
        for _ in 0..MAX_TRIES {
            let Some(facts) = self.candidate(creator).await? else { return Ok(ActOutcome::NoCreator) };
            if self.is_own(&operator.user, creator).await? {
                return Ok(ActOutcome::OwnAccount);
            }
            let before = Stand::of(&facts);
            let (known, account) = (before.standing.clone(), before.account.clone());
            let after = decide(before);
            let mut changes = Changes::default();
            if after.standing != known {
                changes.writes.push(Write::PutStanding(after.standing));
            }
            if after.account != account {
                changes.writes.push(Write::PutPayoutAccount(after.account));
            }
            if changes == Changes::default() {
                return Ok(ActOutcome::Done);
            }
            if let Some(about) = after.about {
                self.tell_creator(&mut changes, creator, about);
            }
            if self.parts.commerce.commit(changes).await? == Commit::Committed {
                record(&operator.user, act, creator.as_str());
                return Ok(ActOutcome::Done);
            }
        }
        Err(Fault::Contention)
    }
}

fn standing_draft(form: &StandingForm, problems: Vec<Problem>) -> DeskDraft {
    DeskDraft {
        country: form.country.clone(),
        country_has_instant: form.country_has_instant,
        compliant: form.compliant,
        problems,
        ..DeskDraft::default()
    }
}

/// Per cent with up to two digits after the point are basis points, as yuan with fen are fen: one reader for both.
fn read_reserve(percent: &str, days: &str) -> Result<(BasisPoints, u16), Vec<Problem>> {
    let most = RESERVE_RATE.checked_div(100).unwrap_or_default();
    let rate = parse_money(percent, Currency::Cny).ok().and_then(|read| u32::try_from(read.minor()).ok());
    let rate = rate
        .filter(|rate| *rate <= RESERVE_RATE)
        .ok_or_else(|| Problem::at("percent", ProblemCode::NumberOutOfRange { least: 0, most }));
    let span = days.trim().parse::<u16>().ok().filter(|days| u32::from(*days) <= RESERVE_DAYS);
    let out_of_range = ProblemCode::NumberOutOfRange { least: 0, most: RESERVE_DAYS };
    let span = span.ok_or_else(|| Problem::at("days", out_of_range));
    match (rate, span) {
        (Ok(rate), Ok(span)) => Ok((BasisPoints::new(rate), span)),
        (rate, span) => Err([rate.err(), span.err()].into_iter().flatten().collect()),
    }
}
