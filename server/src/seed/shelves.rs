//! What the demo world sells.

use aws_lc_rs::digest;
use domain::{
    catalogue::{Agreement, Community, CommunityState, Period, Product, WayIn},
    id::{AgreementId, CommunityId, CreatorId, ProductId},
    money::{Currency, Money},
    time::Timestamp,
};
use services::ports::{EntropyExt as _, Write};

use crate::entropy::SystemEntropy;

/// A community as it is described here.
pub struct Idea {
    slug: &'static str,
    name: &'static str,
    tagline: &'static str,
    description: &'static str,
    payee_name: &'static str,
    contact: &'static str,
    way_in: (&'static str, &'static str),
    agreement: &'static str,
    tiers: &'static [Tier],
}

struct Tier {
    name: &'static str,
    benefits: &'static [&'static str],
    price_fen: i64,
    period: Period,
    refund_days: u16,
    seats: Option<u32>,
}

/// The ceramics teacher's community.
pub const KILN: Idea = Idea {
    slug: "kiln-and-clay",
    name: "Kiln & Clay 窑与泥",
    tagline: "Throw, trim and fire along with Lin Yue, one lesson a week.",
    description: "Every Sunday a new lesson from the studio in Jingdezhen: one form, thrown from start to finish, with \
                  the mistakes left in.\n\nOn Wednesdays Lin answers questions about your own pieces. Photographs of \
                  cracks are welcome.\n\n每周日一节新课，每周三答疑。作品开裂也没关系，拍照来问。",
    payee_name: "Lin Yue Ceramics Studio",
    contact: "studio@kiln.example",
    way_in: (
        "Join the lesson room. Say hello with a photo of your last pot.",
        "https://lessons.kiln.example/welcome",
    ),
    agreement: AGREEMENT,
    tiers: &[
        Tier {
            name: "Studio",
            benefits: &["A new lesson every Sunday", "Answers every Wednesday", "The archive of 120 lessons"],
            price_fen: 6_800,
            period: Period::Month,
            refund_days: 7,
            seats: None,
        },
        Tier {
            name: "Masterclass",
            benefits: &[
                "Everything in Studio",
                "Four glaze workshops a year",
                "Lin reviews six of your pieces",
            ],
            price_fen: 58_800,
            period: Period::Year,
            refund_days: 14,
            seats: None,
        },
        Tier {
            name: "Kiln share",
            benefits: &["Everything in Masterclass", "A shelf in the wood kiln, twice a year", "For good"],
            price_fen: 298_000,
            period: Period::Lifetime,
            refund_days: 14,
            seats: Some(6),
        },
    ],
};

/// The photography club.
pub const LIGHT: Idea = Idea {
    slug: "slow-light",
    name: "Slow Light Photography Club",
    tagline: "One roll of film a month, looked at together.",
    description: "We shoot one roll a month on one theme and look at each other's prints, slowly and kindly.\n\nDigital \
                  is fine too: thirty-six frames, no deleting.",
    payee_name: "Noor Haddad",
    contact: "noor@slowlight.example",
    way_in: ("Our room and this month's theme are here.", "https://room.slowlight.example/this-month"),
    agreement: AGREEMENT,
    tiers: &[
        Tier {
            name: "Member",
            benefits: &["The monthly theme and review", "The members' print exchange"],
            price_fen: 3_900,
            period: Period::Month,
            refund_days: 7,
            seats: None,
        },
        Tier {
            name: "Darkroom",
            benefits: &["Everything in Member", "Two darkroom days a year"],
            price_fen: 39_900,
            period: Period::Year,
            refund_days: 14,
            seats: Some(20),
        },
    ],
};

/// The quiet newsletter.
pub const LETTER: Idea = Idea {
    slug: "quiet-letter",
    name: "The Quiet Letter",
    tagline: "Four letters a year about places without signal.",
    description: "Tomas Berg walks somewhere without signal and writes one long letter each season. That is all.",
    payee_name: "Tomas Berg",
    contact: "tomas@quietletter.example",
    way_in: (
        "Every letter so far is here; the next one comes by mail.",
        "https://letters.quietletter.example/readers",
    ),
    agreement: AGREEMENT,
    tiers: &[Tier {
        name: "Reader",
        benefits: &["One long letter each season", "The archive"],
        price_fen: 1_990,
        period: Period::Quarter,
        refund_days: 14,
        seats: None,
    }],
};

const AGREEMENT: &str = "# What you buy\n\nA membership for the time stated beside the price: access to the community's \
    room, lessons and archive. It is a digital service, for yourself; please do not pass the way in to others.\n\n\
    # Paying back\n\nWithin the days stated on the checkout page you can ask for your money back and receive all of it, \
    by the way you paid. After that, nothing is paid back for time that has passed. If we close the community, you \
    receive the part of the price for the time that is left.\n\n# Your data\n\nWe keep your name, your e-mail address \
    and what you bought, to let you in and to keep our books. We do not sell them. You can ask for a copy and for \
    deletion; records of payments are kept as long as the law asks.\n\n# 摘要\n\n会员资格是数字服务，仅供本人使用。在结账页写明的天数内\
    可以全额退款，原路退回。我们只保存您的姓名、邮箱和购买记录，用于开通会员和记账，不会出售。\n\n# If we disagree\n\nWrite to \
    the contact on the order page first. If that does not help, the courts at the payee's place decide.";

/// A community with its products and its agreement.
pub struct Stall {
    /// The community.
    pub community: Community,
    /// Its products, in order.
    pub products: Vec<Product>,
    /// Its agreement.
    pub agreement: Agreement,
}

impl Stall {
    /// Builds what an idea describes.
    pub fn new(idea: &Idea, creator: &CreatorId, since: Timestamp) -> Self {
        let id = CommunityId::new(since, SystemEntropy.bits());
        let (instructions, address) = idea.way_in;
        let community = Community {
            id: id.clone(),
            creator: creator.clone(),
            slug: idea.slug.to_owned(),
            name: idea.name.to_owned(),
            tagline: idea.tagline.to_owned(),
            description: idea.description.to_owned(),
            payee_name: idea.payee_name.to_owned(),
            contact: idea.contact.to_owned(),
            way_in: WayIn { instructions: instructions.to_owned(), address: address.to_owned() },
            state: CommunityState::Open,
            version: 1,
        };
        let products =
            (1u16..).zip(idea.tiers).map(|(position, tier)| product(&id, position, tier, since)).collect();
        let agreement = agreement(id, idea.agreement, since);
        Self { community, products, agreement }
    }

    /// The rows.
    pub fn writes(&self) -> Vec<Write> {
        let mut writes = vec![Write::InsertCommunity(self.community.clone())];
        writes.extend(self.products.iter().cloned().map(Write::InsertProduct));
        writes.push(Write::InsertAgreement(self.agreement.clone()));
        writes
    }
}

fn product(community: &CommunityId, position: u16, tier: &Tier, since: Timestamp) -> Product {
    Product {
        id: ProductId::new(since, SystemEntropy.bits()),
        community: community.clone(),
        tier: tier.name.to_owned(),
        benefits: tier.benefits.iter().map(|line| (*line).to_owned()).collect(),
        price: Money::new(tier.price_fen, Currency::Cny),
        further: Vec::new(),
        period: tier.period,
        refund_days: tier.refund_days,
        seats: tier.seats,
        position,
        trial_days: 0,
        on_sale: true,
        version: 1,
    }
}

fn agreement(community: CommunityId, body: &str, since: Timestamp) -> Agreement {
    use std::fmt::Write as _;
    let title = "Membership agreement 会员协议";
    let hash = digest::digest(&digest::SHA256, format!("{title}\n{body}").as_bytes());
    let digest = hash.as_ref().iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    });
    Agreement {
        id: AgreementId::new(since, SystemEntropy.bits()),
        community,
        version: 1,
        title: title.to_owned(),
        body: body.to_owned(),
        digest,
        published_at: since,
    }
}
