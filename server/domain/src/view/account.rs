//! Signing up and in, and who is looking at a page.

use serde::{Deserialize, Serialize};

use super::Problem;
use crate::people::{AccountPermission, AccountRole};

/// Who is looking at a page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewer {
    /// The name of whoever is signed in.
    pub name: Option<String>,
    /// What that person is on the creator account they act for, if there is one.
    pub role: Option<AccountRole>,
    /// How many messages wait for that person; counting stops at 100.
    pub unread: u32,
    /// Whether that person is of the platform's staff: an operator, or finance, who look and approve.
    pub is_staff: bool,
}

impl Viewer {
    /// Whether the viewer may do something with the creator account they act for.
    pub fn may(&self, permission: AccountPermission) -> bool {
        self.role.is_some_and(|role| role.allows(permission))
    }
}

/// What was typed on the sign-up page. Neither the password is kept nor where to go afterwards: that address may be a
/// secret, such as an invitation's, and stays in the browser's own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignUpDraft {
    /// The name, as typed.
    pub name: String,
    /// The e-mail address, as typed.
    pub email: String,
    /// Why it was refused.
    pub problems: Vec<Problem>,
}

/// What was typed on the sign-in page; as little is kept as on the sign-up page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInDraft {
    /// The e-mail address, as typed.
    pub email: String,
    /// Why it was refused.
    pub problems: Vec<Problem>,
}
