//! Teams: nobody comes without the mail and the address, and nobody does anything in a role that was taken away.

mod changing;
mod inviting;
mod joining;

use std::sync::Arc;

use domain::{
    id::{InvitationToken, UserId},
    locale::Locale,
    message::{MessageKind, Recipient, TeamStep},
    people::User,
    view::team::{InviteDraft, InviteForm},
};
use services::{
    Services,
    actor::{Creator, Session},
    ports::{SessionRow, UserRow},
    team::{AcceptOutcome, InviteOutcome},
};

use super::world::World;

pub(super) const ANA: &str = "ana@example.com";

pub(super) fn form(email: &str, role: &str) -> InviteForm {
    InviteForm { email: email.to_owned(), role: role.to_owned() }
}

impl World {
    /// Somebody with an account, signed in with a token that is the name.
    pub(super) fn person(&self, name: &str) -> String {
        let random = name.bytes().fold(7, |sum, byte| sum * 31 + u128::from(byte));
        let now = self.shop.creator.account.created_at;
        let id = UserId::new(now, random);
        let email = format!("{name}@example.com");
        let user = User { id: id.clone(), email, name: name.to_owned(), created_at: now, roles: Vec::new() };
        self.people.change(|tables| {
            tables.users.insert(id.clone(), UserRow { user, password_hash: String::new() });
        });
        self.signs_in(name, id);
        name.to_owned()
    }

    pub(super) fn signs_in(&self, token: &str, user: UserId) {
        let expires_at = self.shop.creator.account.created_at.plus_days(36_500);
        let row = SessionRow {
            token_hash: services::identity::token_hash(token),
            user,
            created_at: self.shop.creator.account.created_at,
            expires_at,
        };
        self.people.change(|tables| {
            tables.sessions.insert(row.token_hash.clone(), row);
        });
    }

    pub(super) async fn session_of(&self, services: &Services, token: &str) -> Arc<Session> {
        self.again(async || Ok(services.identity.session(token).await?.unwrap())).await
    }

    pub(super) async fn session(&self, token: &str) -> Arc<Session> {
        self.session_of(&self.services, token).await
    }

    pub(super) async fn invites(&self, email: &str, role: &str) -> InviteOutcome {
        let owner = &self.shop.creator;
        let invite =
            async || self.services.team.invite(owner, form(email, role), Locale::SimplifiedChinese).await;
        self.again(invite).await.unwrap()
    }

    pub(super) async fn not_invited(&self, email: &str, role: &str) -> InviteDraft {
        match self.invites(email, role).await {
            InviteOutcome::Refused(draft) => draft,
            InviteOutcome::Invited(_) => panic!("{email} was invited as {role}"),
        }
    }

    /// The token of the newest letter to an address.
    pub(super) async fn mailed(&self, email: &str) -> InvitationToken {
        self.until(async || {
            self.clock.advance(60);
            self.services.messages.deliver("this process").await?;
            Ok((self.services.messages.outbox().await?.waiting == 0).then_some(()))
        })
        .await;
        let letters = self.messenger.sent();
        let letter = letters.iter().rev().find(|letter| letter.address == email).unwrap();
        let token = letter.body.rsplit('/').next().unwrap();
        InvitationToken::try_from(token.to_owned()).unwrap()
    }

    pub(super) async fn accepts(&self, who: &str, token: &InvitationToken) -> AcceptOutcome {
        let session = self.session(who).await;
        self.again(async || self.services.team.accept(&session, token).await).await
    }

    /// Ana with an account, on the team in a role.
    pub(super) async fn ana(&self, role: &str) -> String {
        let ana = self.person("ana");
        self.invites(ANA, role).await;
        let token = self.mailed(ANA).await;
        assert!(matches!(self.accepts(&ana, &token).await, AcceptOutcome::Joined(_)));
        ana
    }

    pub(super) async fn acting(&self, who: &str) -> Option<Creator> {
        self.session(who).await.creator()
    }

    /// What the owner and a person were told about the team.
    pub(super) fn told_about(&self, user: &UserId) -> Vec<(bool, String, TeamStep)> {
        let owner = Recipient::Owner(self.shop.creator.account.id.clone());
        let person = Recipient::Person(user.clone());
        let messages = self.rows().messages;
        let told = messages.values().filter_map(|message| match &message.about {
            MessageKind::TeamChanged { role, step, member, by } => {
                assert!(*member == *user && *by == self.shop.creator.user);
                assert!(message.to == owner || message.to == person);
                Some((message.to == owner, role.clone(), *step))
            }
            _ => None,
        });
        let mut told: Vec<_> = told.collect();
        told.sort_by_key(|(to_owner, role, _)| (role.clone(), !to_owner));
        told
    }
}
