//! `/manage`: a creator's own communities, what they sell, and who waits.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{CheckoutView, Problem, TierView};
use crate::{
    catalogue::{CommunityState, CouponCode, Discount},
    id::CouponId,
    money::Currency,
    time::Timestamp,
};

/// `/manage`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManageListView {
    /// The person's communities, in order of name.
    pub communities: Vec<ManagedLine>,
    /// The payout currency of the main account; `None` before the first community, when it is chosen.
    pub currency: Option<Currency>,
    /// The currencies of the accounts beside it.
    pub further: Vec<Currency>,
    /// Whether the person may add an account in a further currency.
    pub may_add: bool,
    /// The currencies that people can pay in here now.
    pub payable: Vec<Currency>,
    /// Whether the person may begin another one.
    pub may_found: bool,
}

/// One community in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManagedLine {
    /// The part of its address.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// Who can see and join it.
    pub state: CommunityState,
}

/// The form that begins a community, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundForm {
    /// The name.
    pub name: String,
    /// The part of the address after `/c/`.
    pub slug: String,
    /// The payout currency's code; only read for the first community.
    pub currency: String,
}

/// The form that adds an account in a further currency, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountForm {
    /// The currency's code.
    pub currency: String,
}

/// A refused form of any kind with its reasons.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused<F> {
    /// What was typed.
    pub form: F,
    /// Why it was refused.
    pub problems: Vec<Problem>,
}

/// Something that a community needs before it can open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OpeningNeed {
    /// One sentence, a description, who is paid and whom to ask.
    Details,
    /// How members get in.
    WayIn,
    /// At least one product on sale.
    Product,
    /// A way to pay in the currency of everything on sale.
    WayToPay,
    /// An agreement.
    Agreement,
}

/// `/manage/{community}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManageView {
    /// The part of its address; for good, because people share it.
    pub slug: String,
    /// Who can see and join it.
    pub state: CommunityState,
    /// What it is, as the form shows it.
    pub details: DetailsForm,
    /// Everything that has to be there before it opens, and whether it is.
    pub needs: Vec<(OpeningNeed, bool)>,
    /// What it sells and sold, in order.
    pub products: Vec<ManagedProduct>,
    /// The agreement in force.
    pub agreement: Option<ManagedAgreement>,
    /// Its coupons, newest first.
    pub coupons: Vec<ManagedCoupon>,
    /// The currency of its main prices: the one its creator's main account is paid out in.
    pub currency: Currency,
    /// The further currencies it can have prices in: its creator has an account in each.
    pub further: Vec<Currency>,
    /// Whether the reader may change it.
    pub may_change: bool,
}

/// What a community is, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DetailsForm {
    /// Its name.
    pub name: String,
    /// One sentence.
    pub tagline: String,
    /// A few paragraphs, separated by blank lines.
    pub description: String,
    /// Who is paid.
    pub payee_name: String,
    /// Whom a member asks.
    pub contact: String,
    /// What to do to get in.
    pub way_in_instructions: String,
    /// Where to go; an https address.
    pub way_in_address: String,
    /// The version that was shown.
    pub version: String,
}

/// One product as its creator sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManagedProduct {
    /// As members see it.
    pub tier: TierView,
    /// How many people can hold it at once.
    pub seats: Option<u32>,
    /// Days to look around first.
    pub trial_days: u16,
    /// Whether it can be ordered.
    pub on_sale: bool,
    /// Whether its fixed end lies behind.
    pub is_over: bool,
    /// How many people wait for a seat.
    pub waiting: u32,
    /// The version.
    pub version: i64,
}

/// A product, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductForm {
    /// Which; empty for a new one.
    pub product: String,
    /// The tier's name.
    pub tier: String,
    /// What one gets, one line each.
    pub benefits: String,
    /// The price, as typed.
    pub price: String,
    /// The prices in further currencies, as typed, by the code of each; an empty one is none.
    pub prices: BTreeMap<String, String>,
    /// `month`, `quarter`, `year`, `lifetime` or `until`.
    pub period: String,
    /// The first day that is no longer paid for, for `until`.
    pub until: String,
    /// Days within which the money can be asked back.
    pub refund_days: String,
    /// How many people can hold it at once; empty is without limit.
    pub seats: String,
    /// Days to look around first; empty or 0 is none.
    pub trial_days: String,
    /// The version that was shown.
    pub version: String,
    /// Drawn when the form of a new product was shown: the same form sent twice is one product.
    pub key: String,
}

/// The agreement as its creator sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManagedAgreement {
    /// The highest version is in force.
    pub version: u32,
    /// Its title.
    pub title: String,
    /// Its text.
    pub body: String,
    /// When it was published.
    pub published_at: Timestamp,
}

/// A new version of the agreement, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgreementForm {
    /// Its title.
    pub title: String,
    /// Paragraphs, separated by blank lines; a line that starts with `# ` is a heading.
    pub body: String,
    /// The version it is to follow; 0 for the first one.
    pub follows: String,
}

/// One coupon as its creator sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManagedCoupon {
    /// Which.
    pub id: CouponId,
    /// What is typed.
    pub code: CouponCode,
    /// What it takes off.
    pub discount: Discount,
    /// The tier it is for; empty for each.
    pub tier: String,
    /// How often one person can use it.
    pub per_person: Option<u32>,
    /// How often it can be used.
    pub total: Option<u32>,
    /// How often it is used.
    pub taken: u32,
    /// From when it counts.
    pub from: Option<Timestamp>,
    /// The first moment at which it no longer counts.
    pub until: Option<Timestamp>,
    /// Whether it was taken back.
    pub is_withdrawn: bool,
}

/// A new coupon, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CouponForm {
    /// The code.
    pub code: String,
    /// `percent` or `amount`.
    pub kind: String,
    /// Per cent, or the amount.
    pub value: String,
    /// The code of an amount's currency; empty for the main one.
    pub currency: String,
    /// The product it is for; empty for each.
    pub product: String,
    /// How often one person can use it; empty is without limit.
    pub per_person: String,
    /// How often it can be used; empty is without limit.
    pub total: String,
    /// The first UTC day on which it counts; empty is at once.
    pub first_day: String,
    /// The last UTC day on which it counts; empty is without end.
    pub last_day: String,
}

/// `/manage/{community}/preview`: the checkout as members will see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviewView {
    /// The part of its address.
    pub slug: String,
    /// The checkout; `None` while there is nothing to sell or nothing to agree to.
    pub checkout: Option<CheckoutView>,
}
