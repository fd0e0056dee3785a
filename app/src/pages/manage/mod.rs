//! A creator's own communities: the list, one community, one product, and the preview of the checkout.

mod accounts;
mod agreement;
mod community;
mod coupons;
mod details;
mod list;
mod preview;
mod product;
mod products;

use domain::{
    id::ProductId,
    view::{Problem, manage::Refused},
};
use serde::{Serialize, de::DeserializeOwned};
use services::manage::ManageOutcome;

pub use self::{
    community::ManageCommunityPage, list::ManagePage, preview::PreviewPage, product::ManageProductPage,
};
use crate::{
    path,
    request::{self, Interruption},
    text::problems,
};

/// The list.
pub const ADDRESS: &str = "/manage";

/// The forms of these pages, by which their drafts are kept apart.
pub mod form {
    /// Begins a community.
    pub const FOUND: &str = "manage-found";
    /// Adds an account in a further currency.
    pub const ACCOUNT: &str = "manage-account";
    /// What it is.
    pub const DETAILS: &str = "manage-details";
    /// Opens and closes it.
    pub const STATE: &str = "manage-state";
    /// A product.
    pub const PRODUCT: &str = "manage-product";
    /// The agreement.
    pub const AGREEMENT: &str = "manage-agreement";
    /// A coupon.
    pub const COUPON: &str = "manage-coupon";
}

/// The page of one community. What can stand in no slug is left out: the text may come from a form.
pub fn community_address(slug: &str) -> String {
    let slug: String = slug.chars().filter(|one| one.is_ascii_alphanumeric() || *one == '-').collect();
    format!("{ADDRESS}/{slug}")
}

/// The page of one product; `None` is a new one.
pub fn product_address(slug: &str, product: Option<&str>) -> String {
    let product = product.filter(|text| text.parse::<ProductId>().is_ok()).unwrap_or("new");
    format!("{}/products/{product}", community_address(slug))
}

/// Where a form leads: on when it did its work, back with what was typed when it did not.
pub async fn after<F: Serialize + Sync>(
    form: &'static str,
    outcome: ManageOutcome<F>,
    (on, back): (&str, &str),
) -> Result<(), Interruption> {
    match outcome {
        ManageOutcome::Done => request::redirect(&path::with_query(on, "done", "saved")),
        ManageOutcome::Refused(draft) => request::refuse(form, &draft, back).await?,
        ManageOutcome::NotFound => return Err(Interruption::NotFound),
    }
    Ok(())
}

/// A refused form of this page, if there is one.
async fn refused<F: DeserializeOwned>(form: &'static str) -> Result<Option<Refused<F>>, Interruption> {
    request::draft::<Refused<F>>(form).await
}

/// The lines of the summary at the top.
fn lines(problems: &[Problem]) -> Vec<(String, String)> {
    let line = |found: &Problem| (found.field.clone(), problems::problem(&found.code, request::locale()));
    problems.iter().map(line).collect()
}

/// What is wrong with a field.
fn at(problems: &[Problem], field: &str) -> Option<String> {
    problems::at_field(problems, field, request::locale())
}
