//! Signing up and signing in.

use domain::{
    locale::Locale,
    view::{Problem, ProblemCode},
};
use services::{
    actor::Origin,
    identity::{NewSession, SignInForm, SignInOutcome, SignUpForm, SignUpOutcome},
};

use super::{
    told::told,
    world::{World, origin},
};

pub(super) const PASSWORD: &str = "three kilns by the river";

fn newcomer() -> SignUpForm {
    SignUpForm {
        name: "Bo".to_owned(),
        email: " Bo@Example.com ".to_owned(),
        password: PASSWORD.to_owned(),
        locale: Locale::English,
    }
}

pub(super) fn as_bo(password: &str) -> SignInForm {
    SignInForm { email: "bo@example.com".to_owned(), password: password.to_owned() }
}

impl World {
    async fn sign_up(&self) -> SignUpOutcome {
        self.again(async || self.services.identity.sign_up(&origin(), newcomer()).await).await
    }

    pub(super) async fn sign_in(&self, form: SignInForm) -> SignInOutcome {
        self.again(async || self.services.identity.sign_in(&origin(), form.clone()).await).await
    }

    async fn refused(&self, form: SignInForm) -> Vec<Problem> {
        match self.sign_in(form).await {
            SignInOutcome::Refused(problems) => problems,
            SignInOutcome::SignedIn(_) => panic!("signed in"),
        }
    }

    /// A newcomer's session. When the answer to the first try was lost, the account is there and is signed in to.
    pub(super) async fn bo(&self) -> NewSession {
        match self.sign_up().await {
            SignUpOutcome::SignedIn(session) => session,
            SignUpOutcome::Refused(problems) => {
                assert_eq!(self.switch.failed(), Some("people.commit"), "{problems:?}");
                match self.sign_in(as_bo(PASSWORD)).await {
                    SignInOutcome::SignedIn(session) => session,
                    SignInOutcome::Refused(problems) => panic!("{problems:?}"),
                }
            }
        }
    }
}

#[tokio::test]
async fn a_newcomer_signs_up_signs_out_and_signs_in_again() {
    told(async |world| {
        let identity = &world.services.identity;
        let first = world.bo().await;
        let session = world.again(async || identity.session(&first.token).await).await.unwrap();
        assert_eq!((session.user.name.as_str(), session.user.email.as_str()), ("Bo", "bo@example.com"));
        world.again(async || identity.sign_out(&session).await).await;
        assert!(world.again(async || identity.session(&first.token).await).await.is_none());
        let SignInOutcome::SignedIn(second) = world.sign_in(as_bo(PASSWORD)).await else { panic!("refused") };
        assert_ne!(first.token, second.token);
        assert!(world.again(async || identity.session(&second.token).await).await.is_some());
        let bos = world.people.rows().users.into_values().filter(|row| row.user.name == "Bo").count();
        assert_eq!(bos, 1);
    })
    .await;
}

#[tokio::test]
async fn an_account_is_never_made_without_its_first_session() {
    let world = World::new().await;
    for call in 1..=2 {
        world.switch.fail(call, super::support::Cut::BeforeTheCall);
        let _ = world.services.identity.sign_up(&origin(), newcomer()).await;
        let rows = world.people.rows();
        let there = rows.users.values().any(|row| row.user.name == "Bo");
        assert_eq!(there, !rows.sessions.is_empty(), "call {call}");
    }
}

#[tokio::test]
async fn a_taken_address_is_refused_without_saying_that_it_is_taken() {
    let world = World::new().await;
    world.bo().await;
    let SignUpOutcome::Refused(problems) = world.sign_up().await else { panic!("made twice") };
    assert_eq!(problems, [Problem::at("form", ProblemCode::AccountNotMade)]);
    let rows = world.people.rows();
    assert_eq!(rows.sessions.len(), 1, "the refused one is not signed in");
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_take_one_path_to_one_answer() {
    let world = World::new().await;
    world.bo().await;
    let (before, wrong) = (world.switch.calls(), world.refused(as_bo("four kilns by the river")).await);
    let between = world.switch.calls();
    let nobody = SignInForm { email: "nobody@example.com".to_owned(), ..as_bo(PASSWORD) };
    let unknown = world.refused(nobody).await;
    assert_eq!(wrong, [Problem::at("form", ProblemCode::WrongPair)]);
    assert_eq!(wrong, unknown);
    assert_eq!(between - before, world.switch.calls() - between);
    let no_address = SignInForm { email: "no address".to_owned(), ..as_bo(PASSWORD) };
    assert_eq!(world.refused(no_address).await, wrong);
}

#[tokio::test]
async fn the_password_behind_an_unknown_address_opens_nothing() {
    let world = World::new().await;
    let form = SignInForm {
        email: "nobody@example.com".to_owned(),
        password: "nobody has this password".to_owned(),
    };
    assert_eq!(world.refused(form).await, [Problem::at("form", ProblemCode::WrongPair)]);
}

#[tokio::test]
async fn a_password_longer_than_we_hash_is_refused_before_anything_is_looked_up() {
    let world = World::new().await;
    let before = world.switch.calls();
    assert_eq!(world.refused(as_bo(&"ab".repeat(65))).await, [Problem::at("form", ProblemCode::WrongPair)]);
    assert_eq!(world.switch.calls(), before);
}

#[tokio::test]
async fn guessing_is_slowed_down_per_address_and_network_even_for_the_right_password() {
    let world = World::new().await;
    world.bo().await;
    for _ in 0..10 {
        assert_eq!(
            world.refused(as_bo("a wrong guess")).await,
            [Problem::at("form", ProblemCode::WrongPair)]
        );
    }
    let slowed = Problem::at("form", ProblemCode::TooManyTries { retry_after_seconds: 15 });
    assert_eq!(world.refused(as_bo(PASSWORD)).await, [slowed]);
    let elsewhere = Origin { network: "198.51.100.0/24".to_owned(), ..origin() };
    let there = world.services.identity.sign_in(&elsewhere, as_bo(PASSWORD)).await.unwrap();
    assert!(matches!(there, SignInOutcome::SignedIn(_)));
    world.clock.advance(15);
    assert!(matches!(world.sign_in(as_bo(PASSWORD)).await, SignInOutcome::SignedIn(_)));
}

#[tokio::test]
async fn moving_the_business_clock_does_not_lift_the_limit() {
    let world = World::new().await;
    for _ in 0..10 {
        world.refused(as_bo("a wrong guess")).await;
    }
    world.clock.advance_business(86_400);
    let problems = world.refused(as_bo("a wrong guess")).await;
    assert!(matches!(problems[0].code, ProblemCode::TooManyTries { .. }));
}

#[tokio::test]
async fn a_network_makes_twenty_accounts_and_then_one_a_minute() {
    let world = World::new().await;
    let sign_up = async |number: u32| {
        let form = SignUpForm { email: format!("bo{number}@example.com"), ..newcomer() };
        world.services.identity.sign_up(&origin(), form).await.unwrap()
    };
    for number in 0..20 {
        assert!(matches!(sign_up(number).await, SignUpOutcome::SignedIn(_)), "{number}");
    }
    let SignUpOutcome::Refused(problems) = sign_up(20).await else { panic!("made") };
    let slowed = Problem::at("form", ProblemCode::TooManyTries { retry_after_seconds: 60 });
    assert_eq!(problems, [slowed]);
    world.clock.advance(60);
    assert!(matches!(sign_up(20).await, SignUpOutcome::SignedIn(_)));
}

#[tokio::test]
async fn a_refused_form_says_everything_at_once_and_makes_nothing() {
    let world = World::new().await;
    let form = SignUpForm {
        name: String::new(),
        email: "bo".to_owned(),
        password: "kiln".to_owned(),
        locale: Locale::English,
    };
    let answer = world.services.identity.sign_up(&origin(), form).await.unwrap();
    let SignUpOutcome::Refused(problems) = answer else { panic!("made") };
    let fields: Vec<&str> = problems.iter().map(|problem| problem.field.as_str()).collect();
    assert_eq!(fields, ["name", "email", "password"]);
    assert_eq!(world.people.rows().users.len(), 4);
}

#[tokio::test]
async fn people_of_the_demo_world_sign_in_with_one_click_and_nobody_else_does() {
    told(async |world| {
        let identity = &world.services.identity;
        let session = world.again(async || identity.demo_sign_in("mei").await).await.unwrap();
        let session = world.again(async || identity.session(&session.token).await).await.unwrap();
        assert_eq!(session.member(), world.shop.mei);
        assert!(world.again(async || identity.demo_sign_in("tom").await).await.is_none());
    })
    .await;
}
