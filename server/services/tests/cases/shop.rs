//! What is sold in the cases.

use domain::{
    catalogue::{Agreement, Community, CommunityState, Coupon, Discount, Period, Product, WayIn},
    id::{CouponId, ProductId},
    money::BasisPoints,
};
use services::ports::{Changes, Commit, EntropyExt as _, Write};

use super::stage::{Stage, yuan};

/// The first days of a season on which what has a fixed end is sold.
const FIXED_END_DAYS: i32 = 20;

impl Stage {
    /// The community, and what it sells without a limit.
    pub(super) async fn stock(&mut self) {
        let now = self.clock.now();
        let community = Community {
            id: self.community.clone(),
            creator: self.account.id.clone(),
            slug: self.slug.clone(),
            name: "House".to_owned(),
            tagline: "One.".to_owned(),
            description: "Two.".to_owned(),
            payee_name: "Three".to_owned(),
            contact: "four@example.com".to_owned(),
            way_in: WayIn { instructions: "Knock.".to_owned(), address: "https://example.com".to_owned() },
            state: CommunityState::Open,
            version: 1,
        };
        let agreement = Agreement {
            id: self.agreement.clone(),
            community: community.id.clone(),
            version: 1,
            title: "Rules".to_owned(),
            body: "Sit still.".to_owned(),
            digest: "d".to_owned(),
            published_at: now,
        };
        let end = now.day().plus_days(FIXED_END_DAYS);
        self.products = vec![
            self.product(1, (Period::Month, 6_800)),
            self.product(2, (Period::Quarter, 19_900)),
            Product { refund_days: 0, ..self.product(3, (Period::Year, 68_000)) },
            self.product(4, (Period::Until(end), 9_900)),
        ];
        let mut writes = vec![Write::InsertCreator(self.account.clone()), Write::InsertCommunity(community)];
        writes.extend(self.products.iter().cloned().map(Write::InsertProduct));
        writes.push(Write::InsertAgreement(agreement));
        self.commit(writes).await;
    }

    /// One seat that several people want, and a coupon that does not last for all of them. Its code.
    pub async fn scarce(&self, number: u16) -> (Product, String) {
        let product = self.product(number.saturating_add(100), (Period::Month, 19_900));
        let product = Product { seats: Some(1), ..product };
        let discount = match self.dice.below(2) {
            0 => Discount::Percent(BasisPoints::new(2_000)),
            _ => Discount::Amount(yuan(500)),
        };
        let coupon = Coupon {
            id: CouponId::new(self.clock.now(), self.dice.bits()),
            community: self.community.clone(),
            code: format!("CODE-{number}").parse().unwrap(),
            discount,
            product: None,
            per_person: self.dice.one_of(&[Some(1), Some(2), None]),
            total: self.dice.one_of(&[Some(1), Some(1), Some(2), None]),
            taken: 0,
            from: None,
            until: None,
            withdrawn_at: None,
            version: 1,
        };
        let code = coupon.code.as_str().to_owned();
        self.commit(vec![Write::InsertProduct(product.clone()), Write::InsertCoupon(coupon)]).await;
        (product, code)
    }

    fn product(&self, position: u16, (period, minor): (Period, i64)) -> Product {
        Product {
            id: ProductId::new(self.clock.now(), self.dice.bits()),
            community: self.community.clone(),
            tier: format!("Tier {position}"),
            benefits: vec!["Sit".to_owned()],
            price: yuan(minor),
            further: Vec::new(),
            period,
            refund_days: 7,
            seats: None,
            position,
            trial_days: 0,
            on_sale: true,
            version: 1,
        }
    }

    async fn commit(&self, writes: Vec<Write>) {
        let answer = self.house.commerce().commit(Changes { writes, ..Changes::default() }).await;
        assert_eq!(answer.unwrap(), Commit::Committed);
    }
}
