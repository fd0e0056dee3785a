//! Signing up and in, and who is looking at a page.

use serde::{Deserialize, Serialize};

use super::Problem;

/// Who is looking at a page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewer {
    /// The name of whoever is signed in.
    pub name: Option<String>,
    /// Whether that person has a creator account.
    pub is_creator: bool,
}

/// What was typed on the sign-up page. The password is never kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignUpDraft {
    /// The name, as typed.
    pub name: String,
    /// The e-mail address, as typed.
    pub email: String,
    /// Where to go afterwards: a path on this site.
    pub return_to: String,
    /// Why it was refused.
    pub problems: Vec<Problem>,
}

/// What was typed on the sign-in page. The password is never kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInDraft {
    /// The e-mail address, as typed.
    pub email: String,
    /// Where to go afterwards: a path on this site.
    pub return_to: String,
    /// Why it was refused.
    pub problems: Vec<Problem>,
}
