//! Signing up.

use domain::{
    id::UserId,
    locale::Locale,
    people::{MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH, User, normalise_email, normalise_name},
    view::{Problem, ProblemCode},
};

use super::{Identity, NewSession};
use crate::{
    Fault,
    actor::Origin,
    ports::{Commit, PeopleChanges, PeopleWrite, UserRow},
    rate_limit::Admission,
    seal::bits,
};

/// The most used passwords that are long enough to pass the length rule; compared without case.
const TOO_COMMON: [&str; 30] = [
    "1234567890",
    "12345678910",
    "0123456789",
    "0987654321",
    "9876543210",
    "1234512345",
    "123123123123",
    "qwertyuiop",
    "qwerty123456",
    "qwertyqwerty",
    "asdfghjkl123",
    "1qaz2wsx3edc",
    "q1w2e3r4t5y6",
    "password12",
    "password123",
    "password1234",
    "passwordpassword",
    "passw0rd123",
    "iloveyou123",
    "letmein1234",
    "welcome123",
    "welcome1234",
    "admin123456",
    "administrator",
    "changeme123",
    "football123",
    "woaini1314",
    "woaini520520",
    "a123456789",
    "aa12345678",
];

/// What was typed.
#[derive(Clone, Default)]
pub struct SignUpForm {
    /// The name.
    pub name: String,
    /// The address.
    pub email: String,
    /// The password.
    pub password: String,
    /// The language of the page; letters are written in it.
    pub locale: Locale,
}

/// How it ended.
#[derive(Debug)]
pub enum SignUpOutcome {
    /// The account exists and is signed in.
    SignedIn(NewSession),
    /// Refused, with every reason at once.
    Refused(Vec<Problem>),
}

impl Identity {
    /// Makes an account and signs it in.
    pub async fn sign_up(&self, origin: &Origin, form: SignUpForm) -> Result<SignUpOutcome, Fault> {
        let now = self.clock.system();
        if let Admission::Refused { retry_after_seconds } = self.sign_up_limit.admit(&origin.network, now) {
            let code = ProblemCode::TooManyTries { retry_after_seconds };
            return Ok(SignUpOutcome::Refused(vec![Problem::at("form", code)]));
        }
        let (name, email) = match checked(&form) {
            Ok(checked) => checked,
            Err(problems) => return Ok(SignUpOutcome::Refused(problems)),
        };
        let password_hash = self.passwords.hash(form.password).await?;
        let id = UserId::new(now, bits(self.entropy.as_ref()));
        let user = User { id, email, name, created_at: now, roles: Vec::new() };
        let (session, session_row) = self.sessions.fresh(&user);
        let speaks = PeopleWrite::SetLocale(user.id.clone(), form.locale);
        // One unit: an account whose first session failed would refuse its own owner's second try.
        let writes = vec![
            PeopleWrite::InsertUser(UserRow { user, password_hash }),
            PeopleWrite::InsertSession(session_row),
            speaks,
        ];
        match self.people.commit(PeopleChanges { writes }).await? {
            Commit::Committed => Ok(SignUpOutcome::SignedIn(session)),
            Commit::Duplicate | Commit::Conflict => {
                Ok(SignUpOutcome::Refused(vec![Problem::at("form", ProblemCode::AccountNotMade)]))
            }
        }
    }
}

fn checked(form: &SignUpForm) -> Result<(String, String), Vec<Problem>> {
    let mut problems = Vec::new();
    let (name, email) = (normalise_name(&form.name), normalise_email(&form.email));
    if name.is_none() {
        problems.push(Problem::at("name", ProblemCode::NameInvalid));
    }
    if email.is_none() {
        problems.push(Problem::at("email", ProblemCode::EmailInvalid));
    }
    if let Some(code) = password_problem(&form.password, email.as_deref()) {
        problems.push(Problem::at("password", code));
    }
    match (name, email) {
        (Some(name), Some(email)) if problems.is_empty() => Ok((name, email)),
        _ => Err(problems),
    }
}

/// Why a password cannot be had, if it cannot. `email` is the address of whoever would have it.
pub fn password_problem(password: &str, email: Option<&str>) -> Option<ProblemCode> {
    let length = password.chars().count();
    let number = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
    if length < MIN_PASSWORD_LENGTH {
        return Some(ProblemCode::PasswordTooShort { minimum: number(MIN_PASSWORD_LENGTH) });
    }
    if length > MAX_PASSWORD_LENGTH {
        return Some(ProblemCode::PasswordTooLong { maximum: number(MAX_PASSWORD_LENGTH) });
    }
    let folded = password.to_lowercase();
    let mut symbols = folded.chars();
    let first = symbols.next();
    let one_symbol = symbols.all(|symbol| Some(symbol) == first);
    let common = TOO_COMMON.contains(&folded.as_str()) || one_symbol || email == Some(folded.as_str());
    common.then_some(ProblemCode::PasswordTooCommon)
}

#[cfg(test)]
mod tests {
    use domain::view::ProblemCode;

    use super::{SignUpForm, checked, password_problem};

    #[test]
    fn every_problem_is_said_at_once() {
        let form = SignUpForm {
            name: " ".to_owned(),
            email: "x".to_owned(),
            password: "short".to_owned(),
            ..SignUpForm::default()
        };
        let fields: Vec<String> =
            checked(&form).unwrap_err().into_iter().map(|problem| problem.field).collect();
        assert_eq!(fields, ["name", "email", "password"]);
    }

    #[test]
    fn passwords_are_judged_by_length_and_by_how_common_they_are() {
        assert!(matches!(
            password_problem("ninechars", None),
            Some(ProblemCode::PasswordTooShort { minimum: 10 })
        ));
        assert_eq!(password_problem("Password123", None), Some(ProblemCode::PasswordTooCommon));
        assert_eq!(password_problem("zzzzzzzzzzzz", None), Some(ProblemCode::PasswordTooCommon));
        assert_eq!(
            password_problem("mei@example.com", Some("mei@example.com")),
            Some(ProblemCode::PasswordTooCommon)
        );
        assert!(matches!(
            password_problem(&"ab".repeat(65), None),
            Some(ProblemCode::PasswordTooLong { .. })
        ));
        assert_eq!(password_problem("窑火烧了三天三夜才开门", None), None);
    }
}
