//! The work behind the mails: what waits in the outbox is worded, sent and marked.
//!
//! At least once: a mark that was lost means that a letter leaves again, under the same number and with the same date.
//!
//! Warnings about money leave before news, so that nobody buries one; several letters are under way at once, so that a
//! slow mail server does not stop the rest. The letters to one person may arrive in any order: each says when it was
//! written.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use domain::{
    id::{InvitationId, MessageId, OutboxId, UserId},
    time::Timestamp,
};

use super::{MAIL, Messages, ladder, line, link::looks_like_a_link, password::link_asked, tell::Payload};
use crate::{
    Fault,
    ports::{
        Addressed, Addressee, Changes, DueEffect, EffectMark, EffectOutcome, Invitation, InvitationLine,
        Letter, MessengerFault, Write,
    },
    team::Invited,
};

/// Letters per round: bounds memory, and how many leave again when the marks of a round are lost.
const ROUND: u32 = 200;
/// The job's name in the lease table.
const JOB: &str = "mail";
/// A lease lasts this long; a worker that hangs longer has lost it.
const LEASE_SECONDS: i64 = 120;
/// A round begins no new letter after this time, so that its last one still ends within the lease.
const ROUND_SECONDS: i64 = 45;

/// What a round did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Delivered {
    /// Letters that left, or were not wanted any more.
    pub sent: usize,
    /// Letters that are tried again later.
    pub postponed: usize,
    /// Letters that were given up.
    pub dead: usize,
}

/// Everything that is needed to word the letters of a round.
struct Facts {
    messages: BTreeMap<MessageId, Addressed>,
    addressees: BTreeMap<UserId, Addressee>,
    names: BTreeMap<UserId, String>,
    invitations: BTreeMap<InvitationId, Invitation>,
    passwords: BTreeMap<OutboxId, Letter>,
}

/// The letters of a round, taken one by one.
struct Round {
    facts: Facts,
    last_start: Timestamp,
    waiting: Mutex<std::vec::IntoIter<DueEffect>>,
}

impl Round {
    fn next(&self, now: Timestamp) -> Option<DueEffect> {
        let in_time = now <= self.last_start;
        in_time.then(|| self.waiting.lock().unwrap_or_else(PoisonError::into_inner).next())?
    }
}

impl Messages {
    /// Does one round, if this process holds the lease. A letter that does not leave is put off and stops no other.
    pub async fn deliver(&self, holder: &str) -> Result<Delivered, Fault> {
        let (commerce, clock) = (&self.parts.commerce, &self.parts.clock);
        let begun = clock.system();
        // Looked at first: an idle installation must not write its lease to disk every second.
        if commerce.due_effects(MAIL, begun, 1).await?.is_empty() {
            return Ok(Delivered::default());
        }
        let until = begun.plus_seconds(LEASE_SECONDS);
        if commerce.lease(JOB, holder, begun, until).await?.is_none() {
            return Ok(Delivered::default());
        }
        let due = commerce.due_effects(MAIL, begun, ROUND).await?;
        let facts = self.facts(&due, begun).await?;
        let last_start = begun.plus_seconds(ROUND_SECONDS);
        let round = Round { facts, last_start, waiting: Mutex::new(due.into_iter()) };
        let lane = || self.lane(&round);
        // Four at once: a mail server that takes seconds for a letter still takes a round of them within its time.
        let (first, second, third, fourth) = tokio::join!(lane(), lane(), lane(), lane());
        let marks: Vec<EffectMark> = [first, second, third, fourth].into_iter().flatten().collect();
        let count =
            |wanted: fn(&EffectOutcome) -> bool| marks.iter().filter(|mark| wanted(&mark.outcome)).count();
        let delivered = Delivered {
            sent: count(|outcome| matches!(outcome, EffectOutcome::Done(_))),
            postponed: count(|outcome| matches!(outcome, EffectOutcome::Again(_))),
            dead: count(|outcome| matches!(outcome, EffectOutcome::Dead(_))),
        };
        let writes = marks.into_iter().map(Write::MarkEffect).collect();
        commerce.commit(Changes { writes, ..Changes::default() }).await?;
        Ok(delivered)
    }

    /// One letter after the other, as long as any waits and the round has time.
    async fn lane(&self, round: &Round) -> Vec<EffectMark> {
        let mut marks = Vec::new();
        loop {
            let now = self.parts.clock.system();
            let Some(effect) = round.next(now) else { return marks };
            let outcome = self.carry_out(&effect, &round.facts, now).await;
            marks.push(EffectMark { id: effect.id, tries: effect.tries, outcome });
        }
    }

    /// Everything about the letters of a round, with one question per table; those that lead to a new password are few,
    /// and each is asked about by itself.
    async fn facts(&self, due: &[DueEffect], now: Timestamp) -> Result<Facts, Fault> {
        let ids: Vec<MessageId> = due.iter().filter_map(message_of).collect();
        let rows = self.parts.commerce.addressed_messages(&ids).await?;
        let mut readers: Vec<UserId> = rows.iter().map(|row| row.person.clone()).collect();
        readers.sort();
        readers.dedup();
        let addressees = self.parts.people.addressees(&readers).await?;
        let mut names = self.names(rows.iter().map(|row| &row.message)).await?;
        let messages = rows.into_iter().map(|row| (row.message.id.clone(), row)).collect();
        let invited: Vec<InvitationId> =
            due.iter().filter_map(invited).map(|invited| invited.invitation).collect();
        let mut invitations = BTreeMap::new();
        if !invited.is_empty() {
            for invitation in self.parts.people.invitations_by_id(&invited).await? {
                invitations.insert(invitation.id.clone(), invitation);
            }
            let hosts: Vec<UserId> =
                invitations.values().map(|invitation| invitation.invited_by.clone()).collect();
            names.extend(self.parts.people.names(&hosts).await?);
        }
        self.without_links(&mut names).await?;
        let passwords = self.password_letters(due, now).await?;
        Ok(Facts { messages, addressees, names, invitations, passwords })
    }

    /// Whoever is called like a link is called by their address: nobody sends strangers to a page of theirs by our mail.
    async fn without_links(&self, names: &mut BTreeMap<UserId, String>) -> Result<(), Fault> {
        let links = names.iter().filter(|(_, name)| looks_like_a_link(name));
        let links: Vec<UserId> = links.map(|(user, _)| user.clone()).collect();
        if links.is_empty() {
            return Ok(());
        }
        let known = self.parts.people.addressees(&links).await?;
        for user in links {
            let address = known.get(&user).map(|addressee| addressee.address.clone());
            names.insert(user, address.unwrap_or_default());
        }
        Ok(())
    }

    /// Sends one letter, and says what to mark.
    async fn carry_out(&self, effect: &DueEffect, facts: &Facts, now: Timestamp) -> EffectOutcome {
        // An installation without mail tells people in the program only: nothing waits for a mail that never comes.
        let Some(messenger) = &self.parts.messenger else { return EffectOutcome::Done(now) };
        let letter = match invited(effect) {
            None if link_asked(effect).is_some() => match facts.passwords.get(&effect.id) {
                None => return EffectOutcome::Done(now),
                letter => letter.cloned(),
            },
            // An invitation that was withdrawn, replaced or accepted meanwhile wants no letter.
            Some(invited) => match self.invitation_letter(&invited, effect, facts) {
                None => return EffectOutcome::Done(now),
                letter => letter,
            },
            None if self.is_kept(effect, facts, now) => return EffectOutcome::Done(now),
            None => self.letter(effect, facts),
        };
        let Some(letter) = letter else {
            tracing::error!(outbox.id = %effect.id, "a mail has no message or no reader any more; it is given up");
            return EffectOutcome::Dead(now);
        };
        match messenger.send(&letter).await {
            Ok(()) => EffectOutcome::Done(now),
            Err(fault) => after(&fault, effect, &letter, now),
        }
    }

    /// Whether the message stays in the list only. A second try was counted at the first.
    fn is_kept(&self, effect: &DueEffect, facts: &Facts, now: Timestamp) -> bool {
        let told = message_of(effect).and_then(|message| facts.messages.get(&message));
        effect.tries == 0 && told.is_some_and(|told| self.crowd.keeps(&told.message.about, &told.person, now))
    }

    fn invitation_letter(&self, invited: &Invited, effect: &DueEffect, facts: &Facts) -> Option<Letter> {
        let invitation = facts.invitations.get(&invited.invitation)?;
        let line = InvitationLine {
            owner: facts.names.get(&invitation.invited_by).cloned().unwrap_or_default(),
            role: invitation.role,
            path: invited.path(&self.parts.secrets, &invitation.token_hash)?,
            expires_at: invitation.expires_at,
        };
        let words = self.parts.writer.invite(&line, invitation.locale, &self.parts.public_url);
        Some(Letter {
            message: invited.message.clone(),
            address: invitation.email.clone(),
            // Who is invited may be unknown here, and a name would tell whether they are.
            name: invitation.email.clone(),
            subject: words.subject,
            body: words.body,
            written_at: effect.created_at,
        })
    }

    fn letter(&self, effect: &DueEffect, facts: &Facts) -> Option<Letter> {
        let Addressed { message, person, account } = facts.messages.get(&message_of(effect)?)?;
        let addressee = facts.addressees.get(person)?;
        let line = line(message.clone(), *account, person, &facts.names);
        // Anybody can sign up with somebody else's address.
        let is_link = looks_like_a_link(&addressee.name);
        let name = if is_link { &addressee.address } else { &addressee.name };
        let words = self.parts.writer.write(&line, name, addressee.locale, &self.parts.public_url);
        Some(Letter {
            message: line.id,
            address: addressee.address.clone(),
            name: name.clone(),
            subject: words.subject,
            body: words.body,
            written_at: effect.created_at,
        })
    }
}

/// The invitation that an effect mails, if it does.
fn invited(effect: &DueEffect) -> Option<Invited> {
    serde_json::from_str(&effect.payload).ok()
}

/// What a fault means for the letter: later, or never.
fn after(fault: &MessengerFault, effect: &DueEffect, letter: &Letter, now: Timestamp) -> EffectOutcome {
    let failed = effect.tries.saturating_add(1);
    let next = match fault {
        MessengerFault::Transient(_) => ladder::next_try(failed, now),
        MessengerFault::Permanent(_) => None,
    };
    if let Some(next) = next {
        tracing::warn!(message.id = %letter.message, tries = failed, %fault, "a mail did not leave; it is tried again");
        return EffectOutcome::Again(next);
    }
    tracing::error!(message.id = %letter.message, tries = failed, %fault, "a mail did not leave; it is given up");
    EffectOutcome::Dead(now)
}

fn message_of(effect: &DueEffect) -> Option<MessageId> {
    serde_json::from_str::<Payload>(&effect.payload).ok().map(|payload| payload.message)
}
