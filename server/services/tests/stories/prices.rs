//! Orders that do not cost the list price: coupons, and upgrades that count unused time.

use domain::{
    catalogue::{Coupon, CouponRefusal, Discount, Product},
    id::{CouponId, OrderToken},
    membership::Membership,
    money::{BasisPoints, Money},
    order::{OrderException, RefundReason},
    view::{OrderStage, PriceView, Problem, ProblemCode},
};
use services::{
    actor::Member,
    checkout::{CheckoutAsk, StartOrderForm, StartOutcome},
    ports::Clock as _,
    refunds::RefundOutcome,
};

use super::{shop::yuan, told::told, world::World};

const DAY: i64 = 86_400;
const FIFTH: Discount = Discount::Percent(BasisPoints::new(2_000));

impl World {
    /// Puts a coupon into the shop.
    pub fn coupon(&self, discount: Discount, per_person: Option<u32>, total: Option<u32>) -> CouponId {
        let coupon = Coupon {
            id: CouponId::new(self.shop.creator.account.created_at, 1),
            community: self.shop.community.id.clone(),
            code: "SPRING".parse().unwrap(),
            discount,
            product: None,
            per_person,
            total,
            taken: 0,
            from: None,
            until: None,
            withdrawn_at: None,
            version: 1,
        };
        let id = coupon.id.clone();
        self.commerce.change(|tables| {
            tables.coupons.insert(coupon.id.clone(), coupon);
        });
        id
    }

    pub fn used(&self, coupon: &CouponId) -> u32 {
        self.rows().coupons[coupon].taken
    }

    pub fn withdraws(&self, coupon: &CouponId) {
        self.commerce.change(|tables| {
            tables.coupons.get_mut(coupon).unwrap().withdrawn_at = Some(self.clock.business());
        });
    }

    /// Orders with the coupon, or as an upgrade.
    pub async fn starts(&self, member: &Member, product: &Product, upgrade: bool) -> StartOutcome {
        let form = self.again(async || self.form(member, &product.id).await).await;
        let coupon = if upgrade { String::new() } else { " spring ".to_owned() };
        let form = StartOrderForm { coupon, upgrade, ..form };
        self.again(async || self.start(member, form.clone()).await).await
    }

    pub async fn cheaper(&self, member: &Member, product: &Product) -> OrderToken {
        match self.starts(member, product, false).await {
            StartOutcome::Started(token) | StartOutcome::Existing(token) => token,
            StartOutcome::Refused(problems) => panic!("{problems:?}"),
        }
    }

    pub async fn upgrades(&self, member: &Member, product: &Product) -> OrderToken {
        match self.starts(member, product, true).await {
            StartOutcome::Started(token) | StartOutcome::Existing(token) => token,
            StartOutcome::Refused(problems) => panic!("{problems:?}"),
        }
    }

    async fn not_cheaper(&self, member: &Member, product: &Product) -> CouponRefusal {
        match self.starts(member, product, false).await {
            StartOutcome::Refused(problems) => match &problems[0] {
                Problem { code: ProblemCode::CouponRefused { reason }, field } if field == "coupon" => {
                    *reason
                }
                other => panic!("{other:?}"),
            },
            other => panic!("{other:?}"),
        }
    }

    pub async fn pays_and_is_told(&self, member: &Member, token: &OrderToken) {
        let number = self.opened(member, token).await;
        self.pays(token, &number);
        self.notified(&number).await;
        assert_eq!(self.order(token).state.code(), "paid");
    }

    async fn price_page(&self, member: &Member, product: &Product, coupon: &str, upgrade: bool) -> PriceView {
        let ask = CheckoutAsk {
            product: Some(product.id.clone()),
            coupon: coupon.to_owned(),
            upgrade,
            ..CheckoutAsk::default()
        };
        let page = async || self.services.checkout.page("kiln-circle", Some(member), ask.clone()).await;
        self.again(page).await.unwrap().price
    }
}

#[tokio::test]
async fn a_coupon_makes_an_order_cheaper_and_its_price_is_frozen() {
    told(async |world| {
        let (mei, month) = (&world.shop.mei, &world.shop.month);
        let coupon = world.coupon(FIFTH, Some(1), Some(2));
        let price = world.price_page(mei, month, "spring", false).await;
        assert_eq!((price.list, price.price), (yuan(6_800), yuan(5_440)));
        assert_eq!(price.discount.unwrap().1, yuan(1_360));
        let token = world.cheaper(mei, month).await;
        assert_eq!((world.order(&token).price, world.used(&coupon)), (yuan(5_440), 1));
        // What happens to the coupon now does not matter to the order.
        world.withdraws(&coupon);
        world.pays_and_is_told(mei, &token).await;
        let rows = world.rows();
        assert_eq!(rows.sales[&world.order(&token).id].amount, yuan(5_440));
        assert_eq!(world.used(&coupon), 1);
    })
    .await;
}

#[tokio::test]
async fn the_limits_of_a_coupon_hold_for_each_person_and_for_all() {
    let world = World::new().await;
    let coupon = world.coupon(FIFTH, Some(1), Some(2));
    let shop = &world.shop;
    world.cheaper(&shop.mei, &shop.month).await;
    assert_eq!(world.not_cheaper(&shop.mei, &shop.year).await, CouponRefusal::UsedByYou);
    world.cheaper(&shop.tom, &shop.month).await;
    assert_eq!(world.not_cheaper(&shop.ann, &shop.month).await, CouponRefusal::UsedUp);
    assert_eq!(world.used(&coupon), 2);
    let price = world.price_page(&shop.ann, &shop.month, "spring", false).await;
    assert_eq!((price.price, price.discount), (yuan(6_800), None));
    world.audit();
}

#[tokio::test]
async fn two_people_at_once_never_use_the_last_one_twice() {
    let world = World::new().await;
    let coupon = world.coupon(FIFTH, None, Some(1));
    let (mei, tom) = (&world.shop.mei, &world.shop.tom);
    let form = async |member: &Member| {
        let form = world.form(member, &world.shop.month.id).await.unwrap();
        StartOrderForm { coupon: "SPRING".to_owned(), ..form }
    };
    let (hers, his) = (form(mei).await, form(tom).await);
    let (services, tom) = (world.services.clone(), tom.clone());
    world.switch.meanwhile("commit", 1, async move {
        let outcome = services.checkout.start_order(&tom, &super::world::origin(), his).await.unwrap();
        assert!(matches!(outcome, StartOutcome::Started(_)), "{outcome:?}");
    });
    let late = world.start(mei, hers).await.unwrap();
    let reason = CouponRefusal::UsedUp;
    let problem = Problem::at("coupon", ProblemCode::CouponRefused { reason });
    assert_eq!(late, StartOutcome::Refused(vec![problem]));
    assert_eq!(world.used(&coupon), 1);
    world.audit();
}

#[tokio::test]
async fn an_order_that_expires_or_is_given_back_leaves_its_coupon_to_others() {
    told(async |world| {
        let (mei, month) = (&world.shop.mei, &world.shop.month);
        let coupon = world.coupon(FIFTH, Some(1), Some(1));
        let token = world.cheaper(mei, month).await;
        world.expired(&token).await;
        assert_eq!(world.used(&coupon), 0);
        let again = world.cheaper(mei, month).await;
        world.pays_and_is_told(mei, &again).await;
        assert_eq!(world.used(&coupon), 1);
        let asked = world.again(async || world.services.refunds.ask(mei, &again, "").await).await;
        assert!(asked == RefundOutcome::Started || world.switch.failed().is_some(), "{asked:?}");
        assert_eq!(world.used(&coupon), 0);
    })
    .await;
}

#[tokio::test]
async fn late_money_takes_the_coupon_again_while_there_is_one() {
    told(async |world| {
        let (mei, month) = (&world.shop.mei, &world.shop.month);
        let coupon = world.coupon(FIFTH, Some(1), Some(1));
        let token = world.cheaper(mei, month).await;
        let number = world.opened(mei, &token).await;
        world.expired(&token).await;
        world.pays_late(&token, &number);
        world.notified(&number).await;
        assert_eq!(world.order(&token).exception, OrderException::PaidLate);
        assert_eq!((world.order(&token).state.code(), world.used(&coupon)), ("paid", 1));
    })
    .await;
}

#[tokio::test]
async fn late_money_goes_back_when_its_coupon_was_used_up_or_taken_back() {
    for taken_back in [false, true] {
        told(async |world| {
            let (mei, tom, month) = (&world.shop.mei, &world.shop.tom, &world.shop.month);
            let coupon = world.coupon(FIFTH, None, Some(1));
            let token = world.cheaper(mei, month).await;
            let number = world.opened(mei, &token).await;
            world.expired(&token).await;
            if taken_back {
                world.withdraws(&coupon);
            } else {
                world.cheaper(tom, month).await;
            }
            world.pays_late(&token, &number);
            world.notified(&number).await;
            assert_eq!(world.order(&token).state.code(), "refund_pending");
            let rows = world.rows();
            let refund = rows.refunds.values().next().unwrap();
            assert_eq!((refund.reason, refund.amount), (RefundReason::LateCoupon, yuan(5_440)));
            assert!(rows.memberships.is_empty());
            assert_eq!(world.used(&coupon), u32::from(!taken_back));
        })
        .await;
    }
}

/// What the unused time of Mei's first period counts for, from the beginning of today.
fn expected_credit(world: &World) -> Money {
    let rows = world.rows();
    let period = rows.memberships.values().find(|row| row.sequence == 1).unwrap();
    let (from, until) = (period.valid_from, period.valid_until.unwrap());
    let today = world.clock.business().day().start().max(from);
    yuan(6_800 * until.ms_since(today) / until.ms_since(from))
}

#[tokio::test]
async fn an_upgrade_counts_unused_time_ends_what_was_and_begins_now() {
    told(async |world| {
        let (mei, month, year) = (&world.shop.mei, &world.shop.month, &world.shop.year);
        world.bought(mei, month).await;
        world.clock.advance(3);
        world.bought(mei, month).await;
        world.clock.advance(2 * DAY);
        let credit = expected_credit(world).plus(yuan(6_800)).unwrap();
        let page = world.price_page(mei, year, "", false).await;
        assert_eq!(
            (page.upgrade, page.price),
            (Some(credit), yuan(68_000)),
            "without the choice nothing counts"
        );
        let chosen = world.price_page(mei, year, "", true).await;
        let price = yuan(68_000).minus(credit).unwrap();
        assert_eq!(chosen.price, price);
        let token = world.upgrades(mei, year).await;
        assert_eq!(world.order(&token).price, price, "what the page said, to the minor unit");
        let open = world.rows().memberships.values().all(|row| row.revoked_at.is_none());
        assert!(open, "nothing ends before it is paid");
        world.pays_and_is_told(mei, &token).await;
        let rows = world.rows();
        let at = |sequence| rows.memberships.values().find(|row| row.sequence == sequence).unwrap();
        let now = at(3).valid_from;
        assert_eq!(at(1).valid_until, Some(now));
        assert!(at(2).revoked_at == Some(now) && at(1).revoked_at.is_none());
        assert_eq!(at(3).product, year.id);
    })
    .await;
}

#[tokio::test]
async fn what_an_upgrade_counted_cannot_be_asked_back_until_the_upgrade_goes_back() {
    let world = World::new().await;
    let (mei, month, year) = (&world.shop.mei, &world.shop.month, &world.shop.year);
    let first = world.bought(mei, month).await;
    let until = world.rows().memberships.values().next().unwrap().valid_until;
    world.clock.advance(2 * DAY);
    let credit = expected_credit(&world);
    let second = world.upgrades(mei, year).await;
    world.pays_and_is_told(mei, &second).await;
    let ask = async |token: &OrderToken| world.goes_back(mei, token, "").await.unwrap();
    assert_eq!(ask(&first).await, RefundOutcome::Started);
    let back = |token: &OrderToken| {
        let order = world.order(token).id;
        let rows = world.rows();
        let amounts = rows.refunds_of(&order).into_iter().map(|refund| refund.amount.minor());
        amounts.sum::<i64>()
    };
    assert_eq!(back(&first), 6_800 - credit.minor(), "only what the upgrade left");
    assert_eq!(world.order(&first).state.code(), "paid");
    world.audit();
    world.clock.advance(61);
    assert!(matches!(ask(&first).await, RefundOutcome::Refused(..)), "nothing is left");
    assert_eq!(ask(&second).await, RefundOutcome::Started);
    assert_eq!(back(&second), 68_000 - credit.minor(), "what was paid for it");
    world.audit();
    let restored =
        |row: &Membership| row.sequence == 1 && row.valid_until == until && row.revoked_at.is_none();
    assert!(world.rows().memberships.values().any(restored), "what is paid for is valid again");
    assert_eq!(ask(&first).await, RefundOutcome::Started, "its counted part is free again");
    assert_eq!(back(&first), 6_800);
    world.audit();
}

#[tokio::test]
async fn a_period_that_went_back_meanwhile_sets_the_payment_aside() {
    told(async |world| {
        let (mei, month, year) = (&world.shop.mei, &world.shop.month, &world.shop.year);
        let first = world.bought(mei, month).await;
        let token = world.upgrades(mei, year).await;
        let number = world.opened(mei, &token).await;
        let asked = world.again(async || world.services.refunds.ask(mei, &first, "").await).await;
        assert!(asked == RefundOutcome::Started || world.switch.failed().is_some(), "{asked:?}");
        world.pays(&token, &number);
        world.notified(&number).await;
        let rows = world.rows();
        assert_eq!((rows.reviews.len(), rows.memberships.len()), (1, 1), "a person decides");
        let exception = OrderException::CountedChanged;
        assert_eq!(world.stage(mei, &token).await, OrderStage::InReview { exception });
        assert_ne!(world.order(&token).state.code(), "paid");
    })
    .await;
}

#[tokio::test]
async fn an_upgrade_has_to_leave_something_to_pay_and_a_renewal_is_none() {
    let world = World::new().await;
    let (mei, month, year) = (&world.shop.mei, &world.shop.month, &world.shop.year);
    world.bought(mei, year).await;
    let refused = world.starts(mei, month, true).await;
    let nothing = Problem::at("upgrade", ProblemCode::NothingLeftToPay);
    assert_eq!(refused, StartOutcome::Refused(vec![nothing]));
    assert_eq!(world.price_page(mei, month, "", false).await.upgrade, None);
    assert_eq!(
        world.price_page(mei, year, "", true).await.price,
        yuan(68_000),
        "the same product: a renewal"
    );
}

#[tokio::test]
async fn a_renewal_counts_from_the_old_end_and_a_late_one_from_now() {
    told(async |world| {
        let (mei, month) = (&world.shop.mei, &world.shop.month);
        world.bought(mei, month).await;
        world.clock.advance(5 * DAY);
        world.bought(mei, month).await;
        let period = |sequence| {
            let rows = world.rows();
            rows.memberships.values().find(|row| row.sequence == sequence).unwrap().clone()
        };
        assert_eq!(Some(period(2).valid_from), period(1).valid_until);
        world.clock.advance(90 * DAY);
        let before = world.clock.business();
        world.bought(mei, month).await;
        let third = period(3);
        assert!(third.valid_from >= before && third.valid_from <= world.clock.business());
        assert_eq!(third.valid_until.unwrap().day(), third.valid_from.day().plus_months(1));
    })
    .await;
}
