//! What is sold, and who buys.

use domain::{
    catalogue::{Agreement, Community, CommunityState, Period, Product, WayIn},
    id::{AgreementId, CommunityId, CreatorId, ProductId, UserId},
    money::{Currency, Money},
    people::{AccountRole, User},
    time::Timestamp,
};
use services::{
    actor::{Creator, Member},
    ports::{CreatorRow, UserRow},
};

use super::support::{MemoryCommerce, MemoryPeople, Tables};

pub const STUDIO_SEATS: u32 = 2;

pub fn yuan(minor: i64) -> Money {
    Money::new(minor, Currency::Cny)
}

fn long_ago() -> Timestamp {
    Timestamp::from_unix_ms(1_767_225_600_000)
}

/// One community with four products, and three people who buy.
#[derive(Clone)]
pub struct Shop {
    pub creator: Creator,
    pub community: Community,
    pub month: Product,
    pub year: Product,
    /// For a month, with few seats.
    pub studio: Product,
    pub lifetime: Product,
    pub old_agreement: Agreement,
    pub agreement: Agreement,
    pub mei: Member,
    pub tom: Member,
    pub ann: Member,
}

impl Shop {
    pub fn open(commerce: &MemoryCommerce, people: &MemoryPeople) -> Self {
        let person = |number: u128, name: &str| user(people, number, name);
        let owner = person(1, "Lin Wan");
        let account = CreatorRow {
            id: CreatorId::new(long_ago(), 1),
            owner: owner.clone(),
            main: None,
            currency: Currency::Cny,
            created_at: long_ago(),
        };
        let community = community(&account.id);
        let product = |number, period, minor, seats| product(&community.id, number, period, minor, seats);
        let shop = Self {
            month: product(1, Period::Month, 6_800, None),
            year: product(2, Period::Year, 68_000, None),
            studio: product(3, Period::Month, 19_900, Some(STUDIO_SEATS)),
            lifetime: product(4, Period::Lifetime, 199_900, None),
            old_agreement: agreement(&community.id, 1),
            agreement: agreement(&community.id, 2),
            mei: Member { user: person(2, "Mei") },
            tom: Member { user: person(3, "Tom") },
            ann: Member { user: person(4, "Ann") },
            creator: Creator { account, further: Vec::new(), user: owner, role: AccountRole::Owner },
            community,
        };
        commerce.change(|tables| shop.stock(tables));
        shop
    }

    fn stock(&self, tables: &mut Tables) {
        use services::ports::{Changes, Commit, Write};
        let mut writes = vec![
            Write::InsertCreator(self.creator.account.clone()),
            Write::InsertCommunity(self.community.clone()),
            Write::InsertAgreement(self.old_agreement.clone()),
            Write::InsertAgreement(self.agreement.clone()),
        ];
        let products = [&self.month, &self.year, &self.studio, &self.lifetime];
        writes.extend(products.map(|product| Write::InsertProduct(product.clone())));
        let answer = tables.commit(&Changes { writes, ..Changes::default() });
        assert_eq!(answer.unwrap(), Commit::Committed);
    }
}

fn user(people: &MemoryPeople, number: u128, name: &str) -> UserId {
    let id = UserId::new(long_ago(), number);
    let email = format!("{}@example.com", name.to_lowercase().replace(' ', "."));
    let user =
        User { id: id.clone(), email, name: name.to_owned(), created_at: long_ago(), roles: Vec::new() };
    let row = UserRow { user, password_hash: String::new() };
    people.change(|tables| {
        tables.users.insert(id.clone(), row);
    });
    id
}

fn community(creator: &CreatorId) -> Community {
    Community {
        id: CommunityId::new(long_ago(), 1),
        creator: creator.clone(),
        slug: "kiln-circle".to_owned(),
        name: "Kiln Circle".to_owned(),
        tagline: "Fire together.".to_owned(),
        description: "One.\n\nTwo.".to_owned(),
        payee_name: "Lin Wan".to_owned(),
        contact: "lin@example.com".to_owned(),
        way_in: WayIn {
            instructions: "Ring twice.".to_owned(),
            address: "https://example.com/door".to_owned(),
        },
        state: CommunityState::Open,
        version: 1,
    }
}

fn product(community: &CommunityId, number: u16, period: Period, minor: i64, seats: Option<u32>) -> Product {
    Product {
        id: ProductId::new(long_ago(), u128::from(number)),
        community: community.clone(),
        tier: format!("Tier {number}"),
        benefits: vec!["Fire".to_owned()],
        price: yuan(minor),
        further: Vec::new(),
        period,
        refund_days: 7,
        seats,
        position: number,
        trial_days: 0,
        on_sale: true,
        version: 1,
    }
}

fn agreement(community: &CommunityId, version: u32) -> Agreement {
    Agreement {
        id: AgreementId::new(long_ago(), u128::from(version)),
        community: community.clone(),
        version,
        title: "House rules".to_owned(),
        body: "# Kiln\n\nDo not open it hot.".to_owned(),
        digest: format!("digest of version {version}"),
        published_at: long_ago(),
    }
}
