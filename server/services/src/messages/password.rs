//! Letters that lead to a new password. Whether somebody has the address is found out here, out of sight of whoever asked.

use std::collections::BTreeMap;

use domain::{id::OutboxId, time::Timestamp};

use super::{Messages, link::looks_like_a_link};
use crate::{
    Fault,
    identity::{LinkAsked, token_hash},
    ports::{DueEffect, Letter, PasswordLink, PasswordLinkLine, PeopleChanges, PeopleWrite},
};

/// What an effect mails, if it is the way to a new password.
pub(super) fn link_asked(effect: &DueEffect) -> Option<LinkAsked> {
    serde_json::from_str(&effect.payload).ok()
}

impl Messages {
    /// The letters of a round that lead to a new password, by their effects. An effect without one has nobody to go to, or
    /// somebody of the demo world, or what it leads to was used or is too old.
    pub(super) async fn password_letters(
        &self,
        due: &[DueEffect],
        now: Timestamp,
    ) -> Result<BTreeMap<OutboxId, Letter>, Fault> {
        let mut letters = BTreeMap::new();
        if self.parts.messenger.is_none() {
            return Ok(letters);
        }
        for effect in due {
            let Some(asked) = link_asked(effect) else { continue };
            if let Some(letter) = self.password_letter(&asked, effect, now).await? {
                letters.insert(effect.id.clone(), letter);
            }
        }
        Ok(letters)
    }

    async fn password_letter(
        &self,
        promised: &LinkAsked,
        effect: &DueEffect,
        now: Timestamp,
    ) -> Result<Option<Letter>, Fault> {
        let people = &self.parts.people;
        let expires_at = LinkAsked::expires_at(effect.created_at);
        let Some(asked) = promised.open(&self.parts.secrets).filter(|_| now < expires_at) else {
            return Ok(None);
        };
        let Some(row) = people.user_by_email(&asked.email).await? else { return Ok(None) };
        if self.parts.demo_people.iter().any(|person| person.email == row.user.email) {
            // Everybody reads the letters to the people of the demo world: by this one anybody could keep the others out.
            return Ok(None);
        }
        let link = PasswordLink {
            id: promised.password_link.clone(),
            token_hash: token_hash(asked.token.as_str()),
            user: row.user.id,
            asked_at: effect.created_at,
            expires_at,
        };
        let (hash, user) = (link.token_hash.clone(), link.user.clone());
        // The way before its letter; for a letter that leaves again it is there already, and perhaps used.
        people.commit(PeopleChanges { writes: vec![PeopleWrite::PutPasswordLink(link)] }).await?;
        if people.password_link(&hash, now).await?.is_none() {
            return Ok(None);
        }
        let Some(reader) = people.addressees(std::slice::from_ref(&user)).await?.remove(&user) else {
            return Ok(None);
        };
        // Anybody can sign up with somebody else's address.
        let is_link = looks_like_a_link(&reader.name);
        let name = if is_link { reader.address.clone() } else { reader.name };
        let line = PasswordLinkLine { name: name.clone(), path: asked.path(), expires_at };
        let words = self.parts.writer.password_link(&line, reader.locale, &self.parts.public_url);
        Ok(Some(Letter {
            message: promised.message.clone(),
            address: reader.address,
            name,
            subject: words.subject,
            body: words.body,
            written_at: effect.created_at,
        }))
    }
}
