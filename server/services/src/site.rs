//! What is true of the whole installation.

/// The face of the installation, as pages need it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// A demo says so on every page.
    pub demo: bool,
    /// The address people reach it by, without a slash at the end.
    pub public_url: String,
    /// The name of the session cookie.
    pub session_cookie: &'static str,
    /// Whether cookies are marked `Secure`.
    pub secure_cookie: bool,
    /// The sandbox wallet's page, in a demo.
    pub wallet_url: Option<String>,
    /// Who can be signed in as with one click; empty outside a demo.
    pub demo_people: Vec<DemoPerson>,
}

/// A person of the demo world.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoPerson {
    /// The word the button sends.
    pub key: &'static str,
    /// The address to sign in with.
    pub email: &'static str,
    /// The name.
    pub name: &'static str,
    /// What the person is for.
    pub role: DemoRole,
}

/// What a person of the demo world shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DemoRole {
    /// Eligible for instant payouts, with sales and payouts.
    EligibleCreator,
    /// Not eligible yet.
    NewCreator,
    /// On the eligible creator's team, for its money.
    Accountant,
    /// On the eligible creator's team, for its members.
    Support,
    /// Looks after payouts for the platform.
    Operator,
    /// Buys and joins.
    Member,
}

impl Site {
    /// How many accounts one network makes at once: twenty; many in a demo on this very machine, where nobody else is.
    pub(crate) fn sign_up_burst(&self) -> u32 {
        let here = ["http://127.0.0.1", "http://localhost"];
        let is_here = here.into_iter().any(|address| self.public_url.starts_with(address));
        if self.demo && is_here { 1_000 } else { 20 }
    }
}
