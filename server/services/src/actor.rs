//! Who acts. A use case names the actor it needs, so that forgetting to authorise does not compile.

use domain::{
    id::UserId,
    message::Recipient,
    money::Currency,
    order::Scene,
    people::{AccountPermission, AccountRole, StaffRole, User},
};

use crate::ports::{CreatorRow, Place};

/// A signed-in browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// SHA-256 of the session token.
    pub token_hash: String,
    /// The person.
    pub user: User,
    /// The creator account the person acts for, if any, and as what.
    pub place: Option<Place>,
}

/// Somebody who buys and has memberships.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The person.
    pub user: UserId,
}

/// Somebody who acts for an account that is paid out: its owner, or somebody of the owner's team.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Creator {
    /// The account.
    pub account: CreatorRow,
    /// The accounts beside it, when it is the main one: the same person and business, other currencies.
    pub further: Vec<CreatorRow>,
    /// The person who acts for it.
    pub user: UserId,
    /// What the person is on the account.
    pub role: AccountRole,
}

impl Creator {
    /// Whether the person may do something with the account.
    pub fn allows(&self, permission: AccountPermission) -> bool {
        self.role.allows(permission)
    }

    /// Every account that prices can be paid to, the main one first.
    pub fn accounts(&self) -> impl Iterator<Item = &CreatorRow> {
        std::iter::once(&self.account).chain(&self.further)
    }
}

/// Somebody who reads what they were told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reader {
    /// The person.
    pub user: UserId,
    /// The creator accounts the person owns: none, or the main one and those beside it.
    pub owns: Vec<CreatorRow>,
}

impl Reader {
    /// Everything this person is told as.
    pub fn recipients(&self) -> Vec<Recipient> {
        let owner = self.owns.iter().map(|account| Recipient::Owner(account.id.clone()));
        owner.chain([Recipient::Person(self.user.clone())]).collect()
    }

    /// The currency of the account that somebody is told as owner of, when it stands beside a main one: then it is named.
    pub fn account_of(&self, to: &Recipient) -> Option<Currency> {
        let Recipient::Owner(creator) = to else { return None };
        let account = self.owns.iter().find(|account| account.id == *creator)?;
        account.main.as_ref().map(|_| account.currency)
    }
}

/// How many messages wait for the reader of a page; counting stops at 100.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unread(pub u32);

/// Somebody of the staff who acts on creators' payouts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operator {
    /// The person.
    pub user: UserId,
}

/// Somebody of the staff who sees the payout desk and approves what another person began: an operator, or finance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approver {
    /// The person.
    pub user: UserId,
    /// Whether the person is an operator too, so that pages offer what only operators do.
    pub may_act: bool,
}

/// Where a request came from, for evidence and rate limits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The network: /24 of an IPv4 address, /48 of an IPv6 address.
    pub network: String,
    /// The browser's own description, cut to 200 characters.
    pub user_agent: String,
    /// Where the browser is, as far as it matters for paying.
    pub scene: Scene,
    /// The whole address, for gateways that ask for it; never stored.
    pub address: String,
}

impl Session {
    /// The person as a member.
    pub fn member(&self) -> Member {
        Member { user: self.user.id.clone() }
    }

    /// The person as somebody who acts on payouts: a role that was granted, never one that is derived.
    pub fn operator(&self) -> Option<Operator> {
        self.user.roles.contains(&StaffRole::Operator).then(|| Operator { user: self.user.id.clone() })
    }

    /// The person as somebody who sees the payout desk and approves; finance does, and does nothing else there.
    pub fn approver(&self) -> Option<Approver> {
        let may_act = self.operator().is_some();
        let looks = may_act || self.user.roles.contains(&StaffRole::Finance);
        looks.then(|| Approver { user: self.user.id.clone(), may_act })
    }

    /// The person as a reader of messages.
    pub fn reader(&self) -> Reader {
        let owned = self.place.as_ref().filter(|place| place.role == AccountRole::Owner);
        let owns = owned.into_iter().flat_map(Place::accounts).cloned().collect();
        Reader { user: self.user.id.clone(), owns }
    }

    /// The person as somebody who acts for a creator's account: their own, or the one whose team they are on. The main
    /// account, where there are several.
    pub fn creator(&self) -> Option<Creator> {
        let Place { account, further, role } = self.place.clone()?;
        Some(Creator { account, further, user: self.user.id.clone(), role })
    }

    /// The same for the account in a currency, by its code in any case; no code means the main one.
    pub fn creator_in(&self, code: &str) -> Option<Creator> {
        let main = self.creator()?;
        if code.is_empty() || code.eq_ignore_ascii_case(main.account.currency.code()) {
            return Some(main);
        }
        let wanted = |account: &&CreatorRow| code.eq_ignore_ascii_case(account.currency.code());
        let account = main.further.iter().find(wanted)?.clone();
        Some(Creator { account, further: Vec::new(), ..main })
    }

    /// The person as somebody who acts for each of the accounts, the main one first.
    pub fn creators(&self) -> Vec<Creator> {
        let Some(main) = self.creator() else { return Vec::new() };
        let beside =
            |account: &CreatorRow| Creator { account: account.clone(), further: Vec::new(), ..main.clone() };
        let further: Vec<Creator> = main.further.iter().map(beside).collect();
        std::iter::once(main).chain(further).collect()
    }
}
