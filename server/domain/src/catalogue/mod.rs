//! What is sold: communities, their products and their agreements.

use serde::{Deserialize, Serialize};

use crate::{
    id::{AgreementId, CommunityId, CreatorId, ProductId},
    money::Money,
    time::{Day, Timestamp},
};

/// A community that people join.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Community {
    /// Its identifier.
    pub id: CommunityId,
    /// Whoever is paid.
    pub creator: CreatorId,
    /// The part of its address after `/c/`: lower-case letters, digits and hyphens.
    pub slug: String,
    /// Its name, in the creator's own words.
    pub name: String,
    /// One sentence.
    pub tagline: String,
    /// A few paragraphs, separated by blank lines.
    pub description: String,
    /// Who is paid, as members read it.
    pub payee_name: String,
    /// Whom a member asks.
    pub contact: String,
    /// How members get in, shown only to members.
    pub way_in: WayIn,
}

/// The door: shown only while a membership is active.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WayIn {
    /// What to do, in the creator's words.
    pub instructions: String,
    /// Where to go; an https address.
    pub address: String,
}

/// How long one payment lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Period {
    /// One calendar month.
    Month,
    /// Three calendar months.
    Quarter,
    /// Twelve calendar months.
    Year,
    /// For good.
    Lifetime,
}

impl Period {
    /// Every period.
    pub const ALL: [Self; 4] = [Self::Month, Self::Quarter, Self::Year, Self::Lifetime];

    /// The word the store and the wire use.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
            Self::Lifetime => "lifetime",
        }
    }

    /// The first day that is no longer paid for, when the first paid day is `from`; `None` for good. A period that
    /// starts on the 31st ends with a shorter month's last day.
    pub fn end(self, from: Day) -> Option<Day> {
        match self {
            Self::Month => Some(from.plus_months(1)),
            Self::Quarter => Some(from.plus_months(3)),
            Self::Year => Some(from.plus_months(12)),
            Self::Lifetime => None,
        }
    }
}

impl std::str::FromStr for Period {
    type Err = UnknownPeriod;
    fn from_str(code: &str) -> Result<Self, UnknownPeriod> {
        Self::ALL.into_iter().find(|period| period.code() == code).ok_or(UnknownPeriod)
    }
}

/// A word that names no period.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown period")]
pub struct UnknownPeriod;

/// One tier of a community, for one period, at one price.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Product {
    /// Its identifier.
    pub id: ProductId,
    /// The community it opens.
    pub community: CommunityId,
    /// The tier's name, in the creator's words.
    pub tier: String,
    /// What one gets, one line each.
    pub benefits: Vec<String>,
    /// What it costs; frozen into each order.
    pub price: Money,
    /// How long it lasts.
    pub period: Period,
    /// Days within which a member may ask for the money back; 0 means none.
    pub refund_days: u16,
    /// How many people can hold it at once; `None` is without limit.
    pub seats: Option<u32>,
    /// Place in the list.
    pub position: u16,
}

/// One version of a community's agreement. Published versions never change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// Its identifier.
    pub id: AgreementId,
    /// The community it belongs to.
    pub community: CommunityId,
    /// 1, 2, 3 …; the highest is in force.
    pub version: u32,
    /// Its title.
    pub title: String,
    /// Paragraphs, separated by blank lines; a line that starts with `# ` is a heading.
    pub body: String,
    /// SHA-256 of title and body in hexadecimal: the evidence names exactly this text.
    pub digest: String,
    /// When it was published.
    pub published_at: Timestamp,
}
