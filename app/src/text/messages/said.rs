//! A message in words: a subject, sentences, and where to go next. Places for amounts and times stay places, so that a
//! page can put markup there and a mail plain text.

use std::borrow::Cow;

use domain::{
    locale::Locale,
    message::{MessageKind, PauseCause, TeamStep},
    money::{BasisPoints, Money},
    payouts::PayoutKind,
    time::{Day, Timestamp},
    view::messages::{MessageLine, Who},
};

use super::{
    MessageText, codes, messages,
    orders::{about_order, order_link, order_messages},
};
use crate::text::{dates, money};

/// What stands at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A text.
    Text(String),
    /// An amount.
    Amount(Money),
    /// A day and an hour.
    Moment(Timestamp),
    /// A day.
    Day(Day),
}

impl Value {
    /// As plain text.
    pub fn plain(&self, locale: Locale) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Amount(amount) => money(*amount, locale),
            Self::Moment(at) => dates::moment(*at, locale),
            Self::Day(day) => dates::day(*day, locale),
        }
    }
}

/// A sentence with its places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The template.
    pub template: &'static str,
    /// What stands at its places.
    pub places: Vec<(&'static str, Value)>,
}

impl Line {
    pub(super) fn of(template: &'static str) -> Self {
        Self { template, places: Vec::new() }
    }

    pub(super) fn with(mut self, name: &'static str, value: Value) -> Self {
        self.places.push((name, value));
        self
    }

    pub(super) fn text(self, name: &'static str, text: impl Into<String>) -> Self {
        self.with(name, Value::Text(text.into()))
    }

    pub(super) fn amount(self, name: &'static str, amount: Money) -> Self {
        self.with(name, Value::Amount(amount))
    }

    /// As plain text, filled from left to right: what a person typed is never read as a template.
    pub fn plain(&self, locale: Locale) -> String {
        let (mut text, mut rest) = (String::new(), self.template);
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').unwrap_or((after, ""));
            text.push_str(before);
            if let Some((_, value)) = self.places.iter().find(|(place, _)| *place == name) {
                text.push_str(&value.plain(locale));
            }
            rest = after;
        }
        text.push_str(rest);
        text
    }
}

/// Where to go next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// A path on this site.
    pub path: Cow<'static, str>,
    /// The words.
    pub words: &'static str,
}

/// A message in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The subject.
    pub subject: Line,
    /// The sentences.
    pub body: Vec<Line>,
    /// Where to go next.
    pub link: Option<Link>,
}

/// The payouts, with what became of each.
const PAYOUTS: &str = "/payouts";
/// The payout settings.
const SETTINGS: &str = "/settings/payouts";
/// The operator's desk.
const DESK: &str = "/operator/payouts";

/// The words for a message.
pub fn said(line: &MessageLine, locale: Locale) -> Said {
    let words = messages(locale);
    let (subject, mut body) = match &line.about {
        MessageKind::PayoutPaid { .. }
        | MessageKind::PayoutFailed { .. }
        | MessageKind::PayoutReturned { .. }
        | MessageKind::FellBack { .. }
        | MessageKind::SkippedFirstTime { .. } => about_payouts(words, &line.about),
        MessageKind::PayoutCalledOff { .. }
        | MessageKind::Credited { .. }
        | MessageKind::ReserveChanged { .. }
        | MessageKind::SeatOffered { .. }
        | MessageKind::ChecksPassed => by_the_platform(words, &line.about),
        MessageKind::Paused(_)
        | MessageKind::Resumed { .. }
        | MessageKind::ScheduleChanged { .. }
        | MessageKind::DestinationChanged { .. }
        | MessageKind::DestinationAdded { .. }
        | MessageKind::InstantRequested { .. }
        | MessageKind::SettingsChangedByTeam { .. } => about_settings(words, line, locale),
        MessageKind::TeamChanged { .. } | MessageKind::RunNeedsApproval { .. } => about_people(words, line),
        MessageKind::Order(news) => about_order(order_messages(locale), news),
    };
    let link = match &line.about {
        MessageKind::PayoutPaid { .. }
        | MessageKind::SkippedFirstTime { .. }
        | MessageKind::PayoutCalledOff { .. }
        | MessageKind::Credited { .. }
        | MessageKind::ReserveChanged { .. }
        | MessageKind::InstantRequested { .. } => {
            Some(Link { path: PAYOUTS.into(), words: words.open_payouts })
        }
        MessageKind::RunNeedsApproval { .. } => Some(Link { path: DESK.into(), words: words.open_desk }),
        MessageKind::TeamChanged { .. } => None,
        MessageKind::SeatOffered { slug, product, .. } => {
            let path = format!("/join/{slug}?product={product}");
            Some(Link { path: path.into(), words: words.open_checkout })
        }
        MessageKind::Order(news) => Some(order_link(order_messages(locale), news)),
        _ => Some(Link { path: SETTINGS.into(), words: words.open_settings }),
    };
    let Some(currency) = line.account else { return Said { subject, body, link } };
    body.push(Line::of(words.account_in).text("currency", currency.code()));
    let account = currency.code().to_ascii_lowercase();
    let link = link.map(|link| {
        let mark = if link.path.contains('?') { '&' } else { '?' };
        Link { path: format!("{}{mark}account={account}", link.path).into(), ..link }
    });
    Said { subject, body, link }
}

fn about_payouts(words: &MessageText, about: &MessageKind) -> (Line, Vec<Line>) {
    match about {
        MessageKind::PayoutPaid { net, fee, sent_as, last_four, .. } => {
            let template = match sent_as {
                PayoutKind::Instant => words.paid_instant,
                PayoutKind::Standard => words.paid_standard,
            };
            let line = Line::of(template).text("digits", last_four).amount("net", *net).amount("fee", *fee);
            (Line::of(words.paid).amount("net", *net), vec![line])
        }
        MessageKind::PayoutFailed { net, reason, back, action, .. } => {
            (Line::of(words.failed).amount("net", *net), not_arrived(words, reason, *back, action))
        }
        MessageKind::PayoutReturned { net, reason, back, action, .. } => {
            (Line::of(words.returned).amount("net", *net), not_arrived(words, reason, *back, action))
        }
        MessageKind::FellBack { obstacle, next_day } => {
            let next = Line::of(words.fell_back_next).with("day", Value::Day(*next_day));
            (Line::of(words.fell_back), vec![skip(words, obstacle), next])
        }
        MessageKind::SkippedFirstTime { reason, next_day } => {
            let next = next_day.map(|day| Line::of(words.skipped_next).with("day", Value::Day(day)));
            let lines = [Some(skip(words, reason)), Some(Line::of(words.stays)), next];
            (Line::of(words.skipped), lines.into_iter().flatten().collect())
        }
        _ => (Line::of(words.title), Vec::new()),
    }
}

/// What the platform decided about an account.
fn by_the_platform(words: &MessageText, about: &MessageKind) -> (Line, Vec<Line>) {
    match about {
        MessageKind::PayoutCalledOff { back, reason, .. } => {
            let why = if reason.is_empty() {
                Line::of(words.called_off_by_bank)
            } else {
                Line::of(words.called_off_by).text("reason", reason)
            };
            (Line::of(words.called_off), vec![why, Line::of(words.back).amount("back", *back)])
        }
        MessageKind::Credited { amount } => {
            (Line::of(words.credited).amount("amount", *amount), vec![Line::of(words.credited_note)])
        }
        MessageKind::ReserveChanged { basis_points: 0, .. } | MessageKind::ReserveChanged { days: 0, .. } => {
            (Line::of(words.reserve_lifted), vec![Line::of(words.reserve_lifted_note)])
        }
        MessageKind::ReserveChanged { basis_points, days } => {
            let note =
                Line::of(words.reserve_note).text("percent", BasisPoints::new(*basis_points).percent());
            (Line::of(words.reserve), vec![note.text("days", days.to_string())])
        }
        MessageKind::SeatOffered { community, until, .. } => {
            let note = Line::of(words.seat_note).with("moment", Value::Moment(*until));
            (Line::of(words.seat).text("community", community), vec![note, Line::of(words.seat_leave)])
        }
        MessageKind::ChecksPassed => (Line::of(words.checks), vec![Line::of(words.checks_note)]),
        _ => (Line::of(words.title), Vec::new()),
    }
}

fn not_arrived(words: &MessageText, reason: &str, back: Money, action: &str) -> Vec<Line> {
    let why = codes::failure(words, reason)
        .map_or_else(|| Line::of(words.why_other).text("code", reason), Line::of);
    let step = codes::action(words, action).map(Line::of);
    [Some(why), Some(Line::of(words.back).amount("back", back)), step].into_iter().flatten().collect()
}

fn skip(words: &MessageText, code: &str) -> Line {
    codes::skip(words, code).map_or_else(|| Line::of(words.why_other).text("code", code), Line::of)
}

fn about_settings(words: &MessageText, line: &MessageLine, locale: Locale) -> (Line, Vec<Line>) {
    let by = |you, other| by(words, &line.by, you, other);
    match &line.about {
        MessageKind::Paused(PauseCause::Person { .. }) => {
            (Line::of(words.paused), vec![by(words.paused_you, words.paused_other)])
        }
        MessageKind::Paused(PauseCause::Platform { reason }) => {
            let why = Line::of(words.paused_platform).text("reason", reason);
            (Line::of(words.paused), vec![why, Line::of(words.paused_platform_step)])
        }
        MessageKind::Paused(PauseCause::Failures { count, last_four }) => {
            let why = Line::of(words.paused_failures);
            let why = why.text("count", count.to_string()).text("digits", last_four);
            (Line::of(words.paused), vec![why, Line::of(words.paused_failures_step)])
        }
        MessageKind::Resumed { .. } => {
            (Line::of(words.resumed), vec![by(words.resumed_you, words.resumed_other)])
        }
        MessageKind::ScheduleChanged { before, after, counts_from, .. } => {
            let change = by(words.schedule_you, words.schedule_other)
                .text("before", codes::schedule(words, before, locale))
                .text("after", codes::schedule(words, after, locale));
            let from = Line::of(words.counts_from).with("moment", Value::Moment(*counts_from));
            (Line::of(words.schedule), vec![change, from])
        }
        MessageKind::DestinationChanged { last_four: None, .. } => {
            let lines = [words.no_destination_note, words.not_you].map(Line::of);
            (Line::of(words.no_destination), lines.to_vec())
        }
        MessageKind::DestinationChanged { last_four: Some(digits), held_until, .. } => {
            let change = by(words.destination_you, words.destination_other).text("digits", digits);
            let held = held_until.map(|until| Line::of(words.held).with("moment", Value::Moment(until)));
            let lines = [Some(change), held, Some(Line::of(words.not_you))];
            (Line::of(words.destination), lines.into_iter().flatten().collect())
        }
        MessageKind::DestinationAdded { last_four, .. } => {
            let what = by(words.added_you, words.added_other).text("digits", last_four);
            (Line::of(words.destination_added), vec![what, Line::of(words.not_you)])
        }
        MessageKind::InstantRequested { gross, fee, .. } => {
            let what = by(words.asked_you, words.asked_other).amount("gross", *gross).amount("fee", *fee);
            (Line::of(words.asked), vec![what, Line::of(words.not_you)])
        }
        MessageKind::SettingsChangedByTeam { fields, .. } => {
            let named = fields.iter().filter_map(|code| codes::field(words, code)).collect::<Vec<_>>();
            let what = Line::of(words.team_fields).text("fields", named.join(words.comma));
            (by(words.team_settings, words.team_settings).text("name", words.you), vec![what])
        }
        _ => (Line::of(words.title), Vec::new()),
    }
}

fn about_people(words: &MessageText, line: &MessageLine) -> (Line, Vec<Line>) {
    match &line.about {
        MessageKind::TeamChanged { role, step, .. } if line.member == Who::You => {
            let (subject, note) = match step {
                TeamStep::Added => (words.you_added, words.your_role),
                TeamStep::Changed => (words.you_changed, words.your_role),
                TeamStep::Removed => (words.you_removed, words.your_role_was),
            };
            let subject = by(words, &line.by, subject, subject).text("name", words.you);
            (subject, vec![Line::of(note).text("role", codes::role(words, role))])
        }
        MessageKind::TeamChanged { role, step, .. } => {
            let (subject, note) = match step {
                TeamStep::Added => (words.team_added, words.team_added_note),
                TeamStep::Changed => (words.team_changed, words.team_changed_note),
                TeamStep::Removed => (words.team_removed, words.team_removed_note),
            };
            let note = by(words, &line.by, note, note).text("name", words.you);
            let member = name(words, &line.member).unwrap_or_else(|| words.you.to_owned());
            (Line::of(subject).text("member", member), vec![note.text("role", codes::role(words, role))])
        }
        MessageKind::RunNeedsApproval { total, creators, .. } => {
            let what = Line::of(words.approval_note).amount("total", *total);
            let what = what.text("count", creators.to_string());
            (Line::of(words.approval), vec![what, Line::of(words.approval_step)])
        }
        _ => (Line::of(words.title), Vec::new()),
    }
}

/// A sentence about what somebody did: one for the reader, one that names others.
fn by(words: &MessageText, who: &Who, you: &'static str, other: &'static str) -> Line {
    match name(words, who) {
        None => Line::of(you),
        Some(name) => Line::of(other).text("name", name),
    }
}

/// How somebody is called; the reader has no name.
fn name(words: &MessageText, who: &Who) -> Option<String> {
    match who {
        Who::You => None,
        Who::Named(name) => Some(name.clone()),
        Who::Gone => Some(words.somebody.to_owned()),
        Who::Platform => Some(words.platform.to_owned()),
    }
}

#[cfg(test)]
#[path = "said_tests.rs"]
mod tests;
