//! Signing in. An unknown address and a wrong password give the same answer in the same time.

use domain::{
    people::{MAX_PASSWORD_LENGTH, normalise_email},
    view::{Problem, ProblemCode},
};

use super::{Identity, NewSession, token_hash};
use crate::{Fault, actor::Origin, rate_limit::Admission};

/// What was typed.
#[derive(Clone, Default)]
pub struct SignInForm {
    /// The address.
    pub email: String,
    /// The password.
    pub password: String,
}

/// How it ended.
#[derive(Debug)]
pub enum SignInOutcome {
    /// Signed in.
    SignedIn(NewSession),
    /// Refused, with the reasons.
    Refused(Vec<Problem>),
}

impl Identity {
    /// Signs a person in.
    pub async fn sign_in(&self, origin: &Origin, form: SignInForm) -> Result<SignInOutcome, Fault> {
        let email = normalise_email(&form.email).unwrap_or_default();
        let key = format!("{email}|{}", origin.network);
        if let Admission::Refused { retry_after_seconds } =
            self.sign_in_limit.admit(&key, self.clock.system())
        {
            return Ok(refused(ProblemCode::TooManyTries { retry_after_seconds }));
        }
        if form.password.chars().count() > MAX_PASSWORD_LENGTH {
            return Ok(refused(ProblemCode::WrongPair));
        }
        let row = self.people.user_by_email(&email).await?;
        let stored = row.as_ref().map(|row| row.password_hash.clone());
        let fits = self.passwords.verify(form.password, stored).await?;
        let Some(row) = row.filter(|_| fits) else { return Ok(refused(ProblemCode::WrongPair)) };
        let session = self.sessions.begin(&row.user).await?;
        // Hashing takes a while. A new password that was set meanwhile ended every session but this one.
        let known = self.people.user_by_email(&email).await?;
        if known.is_none_or(|known| known.password_hash != row.password_hash) {
            self.sessions.end(&token_hash(&session.token)).await?;
            return Ok(refused(ProblemCode::WrongPair));
        }
        Ok(SignInOutcome::SignedIn(session))
    }
}

fn refused(code: ProblemCode) -> SignInOutcome {
    SignInOutcome::Refused(vec![Problem::at("form", code)])
}
