//! The work behind the mails: what waits in the outbox is worded, sent and marked.
//!
//! At least once: a mark that was lost means that a letter leaves again, under the same number and with the same date.

use std::collections::BTreeMap;

use domain::{
    id::{InvitationId, MessageId, UserId},
    message::Message,
    time::Timestamp,
};

use super::{MAIL, Messages, ladder, line, tell::Payload};
use crate::{
    Fault,
    ports::{
        Addressee, Changes, DueEffect, EffectMark, EffectOutcome, Invitation, InvitationLine, Letter,
        MessengerFault, Write,
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
    /// Letters that left.
    pub sent: usize,
    /// Letters that are tried again later.
    pub postponed: usize,
    /// Letters that were given up.
    pub dead: usize,
}

/// Everything that is needed to word the letters of a round.
struct Facts {
    messages: BTreeMap<MessageId, (Message, UserId)>,
    addressees: BTreeMap<UserId, Addressee>,
    names: BTreeMap<UserId, String>,
    invitations: BTreeMap<InvitationId, Invitation>,
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
        let facts = self.facts(&due).await?;
        let last_start = begun.plus_seconds(ROUND_SECONDS);
        let (mut delivered, mut writes) = (Delivered::default(), Vec::new());
        for effect in due {
            let now = clock.system();
            if now > last_start {
                break;
            }
            let outcome = self.carry_out(&effect, &facts, now).await;
            match outcome {
                EffectOutcome::Done(_) => delivered.sent = delivered.sent.saturating_add(1),
                EffectOutcome::Again(_) => delivered.postponed = delivered.postponed.saturating_add(1),
                EffectOutcome::Dead(_) => delivered.dead = delivered.dead.saturating_add(1),
            }
            writes.push(Write::MarkEffect(EffectMark { id: effect.id, tries: effect.tries, outcome }));
        }
        commerce.commit(Changes { writes, ..Changes::default() }).await?;
        Ok(delivered)
    }

    /// Everything about the letters of a round, with one question per table.
    async fn facts(&self, due: &[DueEffect]) -> Result<Facts, Fault> {
        let ids: Vec<MessageId> = due.iter().filter_map(message_of).collect();
        let rows = self.parts.commerce.addressed_messages(&ids).await?;
        let mut readers: Vec<UserId> = rows.iter().map(|(_, user)| user.clone()).collect();
        readers.sort();
        readers.dedup();
        let addressees = self.parts.people.addressees(&readers).await?;
        let mut names = self.names(rows.iter().map(|(message, _)| message)).await?;
        let messages = rows.into_iter().map(|row| (row.0.id.clone(), row)).collect();
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
        Ok(Facts { messages, addressees, names, invitations })
    }

    /// Sends one letter, and says what to mark.
    async fn carry_out(&self, effect: &DueEffect, facts: &Facts, now: Timestamp) -> EffectOutcome {
        // An installation without mail tells people in the program only: nothing waits for a mail that never comes.
        let Some(messenger) = &self.parts.messenger else { return EffectOutcome::Done(now) };
        let letter = match invited(effect) {
            // An invitation that was withdrawn, replaced or accepted meanwhile wants no letter.
            Some(invited) => match self.invitation_letter(&invited, effect, facts) {
                None => return EffectOutcome::Done(now),
                letter => letter,
            },
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
        let (message, user) = facts.messages.get(&message_of(effect)?)?;
        let addressee = facts.addressees.get(user)?;
        let line = line(message.clone(), user, &facts.names);
        let words = self.parts.writer.write(&line, &addressee.name, addressee.locale, &self.parts.public_url);
        Some(Letter {
            message: line.id,
            address: addressee.address.clone(),
            name: addressee.name.clone(),
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
