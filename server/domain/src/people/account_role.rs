//! Who may do what with a creator's account. One table; pages, server functions and services all ask it.

use serde::{Deserialize, Serialize};

/// What a person is on a creator's account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AccountRole {
    /// Owns it: everything, and alone decides on the team.
    Owner,
    /// Runs it for the owner, who is told of each change.
    Admin,
    /// Looks after money: may cost some, so sees every setting that does.
    Accountant,
    /// Answers members: sees payouts, changes nothing.
    Support,
}

/// Something that can be done with a creator's account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AccountPermission {
    /// See sales, payouts and statements.
    SeePayouts,
    /// See the payout settings.
    SeeSettings,
    /// Change the payout settings: schedule, threshold, pause, destination.
    ChangeSettings,
    /// Ask for an instant payout, which costs a fee.
    RequestInstant,
    /// Invite, change and remove people.
    ManageTeam,
    /// Change communities: what they are, what they sell and at which price.
    ManageCommunity,
    /// Give a sale back, which the balance pays.
    Refund,
    /// Open an account in a further currency, which is there for good.
    AddAccount,
}

impl AccountPermission {
    /// Every permission.
    pub const ALL: [Self; 8] = [
        Self::SeePayouts,
        Self::SeeSettings,
        Self::ChangeSettings,
        Self::RequestInstant,
        Self::ManageTeam,
        Self::ManageCommunity,
        Self::Refund,
        Self::AddAccount,
    ];
}

impl AccountRole {
    /// Every role, the strongest first.
    pub const ALL: [Self; 4] = [Self::Owner, Self::Admin, Self::Accountant, Self::Support];
    /// The roles that an owner gives to others, the strongest first.
    pub const GIVEN: [Self; 3] = [Self::Admin, Self::Accountant, Self::Support];

    /// The word the store and the forms use.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Admin => "admin",
            Self::Accountant => "accountant",
            Self::Support => "support",
        }
    }

    /// Reads the word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }

    /// Reads the word of a role that an owner gives to others.
    pub fn given(code: &str) -> Option<Self> {
        Self::GIVEN.into_iter().find(|role| role.code() == code)
    }

    /// The table.
    pub const fn allows(self, permission: AccountPermission) -> bool {
        use AccountPermission::{
            AddAccount, ChangeSettings, ManageCommunity, ManageTeam, Refund, RequestInstant, SeePayouts,
            SeeSettings,
        };
        match permission {
            SeePayouts => true,
            SeeSettings | RequestInstant | Refund => {
                matches!(self, Self::Owner | Self::Admin | Self::Accountant)
            }
            ChangeSettings | ManageCommunity => matches!(self, Self::Owner | Self::Admin),
            ManageTeam | AddAccount => matches!(self, Self::Owner),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{AccountPermission, AccountRole};

    #[test]
    fn who_may_cost_money_sees_the_settings_that_cost_it() {
        for role in AccountRole::ALL {
            let may = |permission| role.allows(permission);
            assert!(
                !may(AccountPermission::RequestInstant) || may(AccountPermission::SeeSettings),
                "{role:?}"
            );
            assert!(
                !may(AccountPermission::ChangeSettings) || may(AccountPermission::SeeSettings),
                "{role:?}"
            );
        }
    }

    #[test]
    fn a_weaker_role_never_may_more() {
        for permission in AccountPermission::ALL {
            let allowed = AccountRole::ALL.map(|role| role.allows(permission));
            assert!(allowed.is_sorted_by(|stronger, weaker| stronger >= weaker), "{permission:?}");
        }
    }

    #[test]
    fn every_role_reads_back_from_its_word() {
        for role in AccountRole::ALL {
            assert_eq!(AccountRole::from_code(role.code()), Some(role));
        }
        assert_eq!(AccountRole::from_code("marketing"), None);
        assert_eq!(AccountRole::given("owner"), None, "an account has one owner, whom nobody names");
    }
}
