//! Who acts. A use case names the actor it needs, so that forgetting to authorise does not compile.

use domain::{id::UserId, people::User};

use crate::ports::CreatorRow;

/// A signed-in browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// SHA-256 of the session token.
    pub token_hash: String,
    /// The person.
    pub user: User,
    /// The creator account the person owns, if any.
    pub creator: Option<CreatorRow>,
}

/// Somebody who buys and has memberships.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The person.
    pub user: UserId,
}

/// Somebody who is paid out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Creator {
    /// The account.
    pub account: CreatorRow,
    /// The person who acts for it.
    pub user: UserId,
}

/// Where a request came from, for evidence and rate limits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The network: /24 of an IPv4 address, /48 of an IPv6 address.
    pub network: String,
    /// The browser's own description, cut to 200 characters.
    pub user_agent: String,
}

impl Session {
    /// The person as a member.
    pub fn member(&self) -> Member {
        Member { user: self.user.id.clone() }
    }

    /// The person as a creator, if they are one.
    pub fn creator(&self) -> Option<Creator> {
        let account = self.creator.clone()?;
        Some(Creator { account, user: self.user.id.clone() })
    }
}
