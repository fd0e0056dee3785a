//! What a posted form means for the stored choices. Pure: everything it looks at is in the picture.

use domain::{
    id::DestinationId,
    money::{Money, ParseMoneyError, parse_money},
    payouts::{Fallback, PayoutSettings, Requirement, Schedule, changes},
    policy::Policy,
    view::{
        Problem, ProblemCode,
        payouts::{PayoutSettingsDraft, PayoutSettingsForm},
    },
};

use super::picture::Picture;

/// What is to be done.
pub(super) enum Decision {
    /// Store these choices; their version is the one they were decided on.
    Save(PayoutSettings),
    /// Everything is stored as the form says.
    Keep {
        /// Whether the form was drawn before the last save: a double click, or a reload that posts again.
        posted_again: bool,
    },
    /// Change nothing.
    Refuse(PayoutSettingsDraft),
}

/// Reads the whole form, so that a person learns every reason at once, and only then compares versions: a form that
/// says what is stored is no conflict, whichever version it was drawn from.
pub(super) fn decide(picture: &Picture, form: &PayoutSettingsForm, policy: &Policy) -> Decision {
    let refuse =
        |problems, missing| Decision::Refuse(PayoutSettingsDraft { form: form.clone(), problems, missing });
    let changed_meanwhile = form.version.parse() != Ok(picture.settings.version);
    let after = match read(picture, form, policy) {
        Ok(after) => after,
        Err(_) if changed_meanwhile => return refuse(vec![stale()], Vec::new()),
        Err(problems) => return refuse(problems, Vec::new()),
    };
    let nothing_changes = changes(&picture.settings, &after).is_empty();
    if nothing_changes && picture.facts.settings.is_some() {
        return Decision::Keep { posted_again: changed_meanwhile };
    }
    if changed_meanwhile {
        return refuse(vec![stale()], Vec::new());
    }
    let missing = missing_for_daily(picture, &after, policy);
    if !missing.is_empty() {
        return refuse(vec![Problem::at("schedule", ProblemCode::NotEligibleForInstant)], missing);
    }
    Decision::Save(after)
}

fn stale() -> Problem {
    Problem::at("form", ProblemCode::ChangedMeanwhile)
}

/// What keeps the creator from choosing daily payouts. Who is on them already keeps the schedule, and the fallback
/// says what happens meanwhile: a pause, say, must not cost the schedule.
fn missing_for_daily(picture: &Picture, after: &PayoutSettings, policy: &Policy) -> Vec<Requirement> {
    let chooses_daily = after.schedule == Schedule::Daily && picture.settings.schedule != Schedule::Daily;
    if chooses_daily { picture.eligibility(after, policy).missing() } else { Vec::new() }
}

/// The choices that a form makes, or everything that is wrong with it.
fn read(
    picture: &Picture,
    form: &PayoutSettingsForm,
    policy: &Policy,
) -> Result<PayoutSettings, Vec<Problem>> {
    let schedule = read_schedule(picture, form, policy);
    let fallback = form.fallback.parse::<Fallback>().map_err(|_| unknown("fallback"));
    let threshold = read_threshold(picture, &form.threshold, policy);
    let paused = read_tick(&form.paused);
    let destination = read_destination(picture, &form.destination);
    match (schedule, fallback, threshold, paused, destination) {
        (Ok(schedule), Ok(fallback), Ok(threshold), Ok(paused), Ok(destination)) => Ok(PayoutSettings {
            creator: picture.settings.creator.clone(),
            schedule,
            fallback,
            threshold,
            paused_at: paused.then(|| picture.settings.paused_at.unwrap_or(picture.now)),
            held_until: picture.held_until(destination.as_ref(), policy),
            destination,
            updated_at: picture.now,
            version: picture.settings.version,
        }),
        (schedule, fallback, threshold, paused, destination) => {
            let problems = [schedule.err(), fallback.err(), threshold.err(), paused.err(), destination.err()];
            Err(problems.into_iter().flatten().collect())
        }
    }
}

/// An amount to wait for must reach the minimum like a threshold, and like one may stay when that has been raised since.
fn read_schedule(picture: &Picture, form: &PayoutSettingsForm, policy: &Policy) -> Result<Schedule, Problem> {
    let schedule = form.schedule(picture.facts.creator.currency, picture.now.day())?;
    let kept = picture.facts.settings.as_ref().is_some_and(|settings| settings.schedule == schedule);
    let minimum = picture.minimum(policy);
    let too_small = matches!(schedule, Schedule::OnAmount { minor } if minor < minimum.minor());
    if too_small && !kept {
        return Err(Problem::at("own[amount]", ProblemCode::AmountTooSmall { minimum }));
    }
    Ok(schedule)
}

/// A new threshold must reach the platform's or the country's minimum. The stored one may stay although that has been
/// raised since: then it blocks nothing, and simply does not count.
fn read_threshold(picture: &Picture, typed: &str, policy: &Policy) -> Result<Money, Problem> {
    let currency = picture.facts.creator.currency;
    let threshold = parse_money(typed, currency).map_err(|reason| {
        let code = match reason {
            ParseMoneyError::TooLarge => ProblemCode::AmountTooLarge,
            ParseMoneyError::Empty | ParseMoneyError::NotANumber | ParseMoneyError::TooPrecise => {
                ProblemCode::AmountInvalid
            }
        };
        Problem::at("threshold", code)
    })?;
    let minimum = picture.minimum(policy);
    let kept = picture.facts.settings.as_ref().is_some_and(|settings| settings.threshold == threshold);
    if threshold.minor() < minimum.minor() && !kept {
        return Err(Problem::at("threshold", ProblemCode::AmountTooSmall { minimum }));
    }
    Ok(threshold)
}

fn read_tick(typed: &str) -> Result<bool, Problem> {
    match typed {
        "" => Ok(false),
        "true" => Ok(true),
        _ => Err(unknown("paused")),
    }
}

/// Only the creator's own destinations are known here, so that somebody else's is as unknown as none.
fn read_destination(picture: &Picture, typed: &str) -> Result<Option<DestinationId>, Problem> {
    if typed.is_empty() && picture.facts.destinations.is_empty() {
        return Ok(None);
    }
    let id = typed.parse::<DestinationId>().map_err(|_| unknown("destination"))?;
    let known = picture.destination(Some(&id)).map(|destination| destination.id.clone());
    known.map(Some).ok_or_else(|| unknown("destination"))
}

fn unknown(field: &str) -> Problem {
    Problem::at(field, ProblemCode::ChoiceUnknown)
}
