//! Coupons, seats, trials, waiting lists, upgrades: every limit holds however many come at once.

use domain::{
    catalogue::{
        Community, CommunityState, Coupon, Discount, OrderTerms, Product, Trial, Waiting, WaitingState,
    },
    id::{CouponId, UserId},
    money::{BasisPoints, Currency, Money},
    order::{Attempt, Order},
    time::Timestamp,
};
use futures::future::join_all;
use services::ports::{Commit, Write};

use crate::{
    backend::{Database, on_both},
    shop::{NOW, Shop, assert_sound, unit},
    treasury::done,
};

on_both!(
    a_community_and_a_product_change_at_the_version_they_were_decided_on,
    seats_never_become_fewer_than_are_taken,
    of_many_who_use_a_coupon_at_once_exactly_its_total_can,
    one_person_uses_a_coupon_as_often_as_one_person_may,
    a_withdrawn_coupon_counts_for_nobody,
    the_terms_of_an_order_read_back,
    an_upgrade_counts_what_was_paid_and_ends_the_period_once,
    a_trial_is_once_per_person_and_community,
    the_first_in_line_is_due_once_a_seat_is_free,
    a_sale_knows_its_coupon_and_what_a_paid_upgrade_counted_of_it,
    a_seat_that_somebody_waits_for_is_not_free_for_late_money,
    unused_time_counts_for_one_paid_order,
    a_seat_is_held_until_its_period_has_ended,
    a_renewal_keeps_the_seats_of_both_orders,
);

async fn commit(db: &Database, writes: impl IntoIterator<Item = Write>) -> Commit {
    db.commerce.commit(unit(writes)).await.unwrap()
}

fn coupon(shop: &Shop, per_person: Option<u32>, total: Option<u32>) -> Coupon {
    Coupon {
        id: CouponId::new(NOW, shop.random()),
        community: shop.community.id.clone(),
        code: format!("code-{}", shop.random() % 1_000_000).parse().unwrap(),
        discount: Discount::Percent(BasisPoints::new(1_000)),
        product: Some(shop.month.id.clone()),
        per_person,
        total,
        taken: 0,
        from: None,
        until: Some(NOW.plus_days(30)),
        withdrawn_at: None,
        version: 1,
    }
}

fn take(coupon: &Coupon, by: &UserId) -> Write {
    Write::TakeCoupon { id: coupon.id.clone(), by: by.clone() }
}

async fn a_community_and_a_product_change_at_the_version_they_were_decided_on(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let closed = Community {
        name: "Louder Hours".to_owned(),
        state: CommunityState::Closed,
        ..shop.community.clone()
    };
    let dearer = Product {
        price: Money::new(20_000, Currency::Cny),
        on_sale: false,
        trial_days: 7,
        ..shop.month.clone()
    };
    let writes = [Write::UpdateCommunity(closed.clone()), Write::UpdateProduct(dearer.clone())];
    assert_eq!(commit(&db, writes.clone()).await, Commit::Committed);
    assert_eq!(commit(&db, writes).await, Commit::Conflict);
    let rows = db.commerce.catalogue().await.unwrap();
    assert!(rows.communities.contains(&Community { version: 2, ..closed }));
    assert!(rows.products.contains(&Product { version: 2, ..dearer }));
}

async fn seats_never_become_fewer_than_are_taken(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    shop.place(&db.commerce, &shop.limited).await;
    shop.place(&db.commerce, &shop.limited).await;
    assert_eq!(db.commerce.seats_taken(&shop.limited.id).await.unwrap(), Some(2));
    assert_eq!(db.commerce.seats_taken(&shop.month.id).await.unwrap(), None);
    let with = |seats| Write::UpdateProduct(Product { seats, ..shop.limited.clone() });
    assert_eq!(commit(&db, [with(Some(1))]).await, Commit::Conflict);
    assert_eq!(commit(&db, [with(None)]).await, Commit::Conflict, "a limit stays a limit");
    assert_eq!(commit(&db, [with(Some(2))]).await, Commit::Committed);
    let order = shop.order(&shop.buyer(), &shop.limited);
    let placing = Shop::placing(&order, &shop.attempt(&order));
    assert_eq!(db.commerce.commit(placing).await.unwrap(), Commit::Conflict, "both seats are taken");
}

async fn of_many_who_use_a_coupon_at_once_exactly_its_total_can(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let ten = coupon(&shop, None, Some(10));
    assert_eq!(commit(&db, [Write::InsertCoupon(ten.clone())]).await, Commit::Committed);
    assert_eq!(
        commit(&db, [Write::InsertCoupon(Coupon { id: CouponId::new(NOW, 9), ..ten.clone() })]).await,
        Commit::Duplicate,
        "a code is unique in its community"
    );
    let people: Vec<UserId> = (0..40).map(|_| shop.buyer()).collect();
    let takes = people.iter().map(|person| commit(&db, [take(&ten, person)]));
    let answers = join_all(takes).await;
    assert_eq!(answers.iter().filter(|answer| **answer == Commit::Committed).count(), 10);
    let lucky = answers.iter().position(|answer| *answer == Commit::Committed).unwrap();
    let (known, used) =
        db.commerce.coupon(&shop.community.id, &ten.code, &people[lucky]).await.unwrap().unwrap();
    assert_eq!((known, used), (Coupon { taken: 10, ..ten.clone() }, 1));
    let back = Write::ReleaseCoupon { id: ten.id.clone(), by: people[lucky].clone() };
    assert_eq!(commit(&db, [back.clone()]).await, Commit::Committed);
    assert_eq!(commit(&db, [back]).await, Commit::Conflict, "given back once");
    assert_eq!(commit(&db, [take(&ten, &shop.buyer())]).await, Commit::Committed);
    assert_eq!(db.commerce.coupons(&shop.community.id).await.unwrap(), [Coupon { taken: 10, ..ten }]);
}

async fn one_person_uses_a_coupon_as_often_as_one_person_may(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let twice = coupon(&shop, Some(2), None);
    assert_eq!(commit(&db, [Write::InsertCoupon(twice.clone())]).await, Commit::Committed);
    let person = shop.buyer();
    let answers = join_all((0..8).map(|_| commit(&db, [take(&twice, &person)]))).await;
    assert_eq!(answers.iter().filter(|answer| **answer == Commit::Committed).count(), 2);
    let (known, used) = db.commerce.coupon(&shop.community.id, &twice.code, &person).await.unwrap().unwrap();
    assert_eq!((known.taken, used), (2, 2), "a refused use counts nowhere");
    assert_eq!(commit(&db, [take(&twice, &shop.buyer())]).await, Commit::Committed);
}

async fn a_withdrawn_coupon_counts_for_nobody(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let gone =
        Coupon { discount: Discount::Amount(Money::new(500, Currency::Cny)), ..coupon(&shop, None, None) };
    assert_eq!(commit(&db, [Write::InsertCoupon(gone.clone())]).await, Commit::Committed);
    let withdraw = Write::WithdrawCoupon { id: gone.id.clone(), at: NOW };
    assert_eq!(commit(&db, [withdraw.clone()]).await, Commit::Committed);
    assert_eq!(commit(&db, [withdraw]).await, Commit::Conflict);
    assert_eq!(commit(&db, [take(&gone, &shop.buyer())]).await, Commit::Conflict);
    let known = db.commerce.coupons(&shop.community.id).await.unwrap();
    assert_eq!(known, [Coupon { withdrawn_at: Some(NOW), version: 2, ..gone }]);
}

async fn the_terms_of_an_order_read_back(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let (paid, _) = shop.sell(&db.commerce, &shop.month).await;
    let memberships = db.commerce.memberships_in(&paid.buyer, &shop.community.id).await.unwrap();
    let used = coupon(&shop, None, None);
    let order = shop.order(&paid.buyer, &shop.lifetime);
    let terms = OrderTerms {
        order: order.id.clone(),
        list: Money::new(12_900, Currency::Cny),
        coupon: Some(used.id.clone()),
        discount: Money::new(1_290, Currency::Cny),
        credit: Money::new(4_000, Currency::Cny),
        upgrades: vec![(memberships[0].id.clone(), Money::new(4_000, Currency::Cny))],
    };
    let mut placing = Shop::placing(&order, &shop.attempt(&order));
    placing.writes.insert(0, Write::InsertCoupon(used.clone()));
    placing.writes.push(take(&used, &order.buyer));
    placing.writes.push(Write::InsertOrderTerms(terms.clone()));
    assert_eq!(db.commerce.commit(placing).await.unwrap(), Commit::Committed);
    assert_eq!(db.commerce.order_terms(&order.id).await.unwrap(), Some(terms));
    assert_eq!(db.commerce.order_terms(&paid.id).await.unwrap(), None);
}

async fn an_upgrade_counts_what_was_paid_and_ends_the_period_once(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let (order, _) = shop.sell(&db.commerce, &shop.month).await;
    let read = async || db.commerce.paid_periods(&order.buyer, &shop.community.id, NOW).await.unwrap();
    let periods = read().await;
    assert_eq!(periods.iter().map(|period| period.paid).collect::<Vec<_>>(), [order.price]);
    let membership = &periods[0].membership;
    let end = Write::EndMembership {
        id: membership.id.clone(),
        version: membership.version,
        at: membership.valid_from.plus_days(1),
    };
    assert_eq!(commit(&db, [end.clone()]).await, Commit::Committed);
    assert_eq!(commit(&db, [end]).await, Commit::Conflict);
    let later = membership.valid_from.plus_days(2);
    let left = db.commerce.paid_periods(&order.buyer, &shop.community.id, later).await.unwrap();
    assert_eq!(left, [], "nothing is left of it");
}

async fn unused_time_counts_for_one_paid_order(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let (paid, (order, _), _) = cheaper(&db, &shop).await;
    let (other, _) = shop.place(&db.commerce, &shop.lifetime).await;
    let membership = db.commerce.memberships_in(&paid.buyer, &shop.community.id).await.unwrap().remove(0).id;
    let counted = async || db.commerce.counted_for(&membership).await.unwrap();
    let count =
        |order: &Order| Write::CountPeriod { membership: membership.clone(), order: order.id.clone() };
    assert_eq!(counted().await, None, "ordered is not paid");
    assert_eq!(commit(&db, [count(&order)]).await, Commit::Committed);
    assert_eq!(commit(&db, [count(&other)]).await, Commit::Duplicate, "no other order counts it");
    assert_eq!(commit(&db, [count(&order)]).await, Commit::Duplicate, "nor the same one again");
    assert_eq!(counted().await, Some(order.id));
}

/// When the period ends that an order paid for.
async fn end_of(db: &Database, shop: &Shop, order: &Order) -> Timestamp {
    let periods = db.commerce.memberships_in(&order.buyer, &shop.community.id).await.unwrap();
    periods.iter().find(|row| row.source_order == order.id).unwrap().valid_until.unwrap()
}

async fn a_seat_is_held_until_its_period_has_ended(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let (sold, _) = shop.sell(&db.commerce, &shop.limited).await;
    shop.place(&db.commerce, &shop.limited).await;
    shop.sell(&db.commerce, &shop.month).await;
    let end = end_of(&db, &shop, &sold).await;
    let ended = async |before| db.commerce.ended_seats(before, 10).await.unwrap();
    assert_eq!(ended(end.plus_ms(-1)).await, []);
    let [order] = ended(end).await.try_into().unwrap();
    assert_eq!(order.id, sold.id, "neither the order that waits for money nor the tier without limit");
    let free = [
        Write::ReleaseSeat(order.product.clone()),
        Write::UpdateOrder(Order { holds_seat: false, ..order.clone() }),
    ];
    assert_eq!(commit(&db, free.clone()).await, Commit::Committed);
    assert_eq!(commit(&db, free).await, Commit::Conflict, "a seat is given back once");
    assert_eq!(ended(end).await, []);
    assert_eq!(db.commerce.seats_taken(&shop.limited.id).await.unwrap(), Some(1));
    assert_sound(&db.commerce).await;
}

async fn a_renewal_keeps_the_seats_of_both_orders(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let (first, _) = shop.sell(&db.commerce, &shop.limited).await;
    let renewal = shop.order(&first.buyer, &shop.limited);
    let attempt = shop.attempt(&renewal);
    let placing = Shop::placing(&renewal, &attempt);
    assert_eq!(db.commerce.commit(placing).await.unwrap(), Commit::Committed);
    let ended = async |before, limit| db.commerce.ended_seats(before, limit).await.unwrap().len();
    assert_eq!(ended(end_of(&db, &shop, &first).await, 10).await, 0, "its renewal may have been paid");
    assert_eq!(shop.settle(&db.commerce, &attempt, NOW).await, Commit::Committed);
    assert_eq!(ended(end_of(&db, &shop, &first).await, 10).await, 0, "the same person stays");
    let last = end_of(&db, &shop, &renewal).await;
    assert_eq!((ended(last, 10).await, ended(last, 1).await), (2, 1));
}

/// An order that a coupon and the unused time of a paid one made cheaper; both orders.
pub async fn cheaper(db: &Database, shop: &Shop) -> (Order, (Order, Attempt), Coupon) {
    let (paid, _) = shop.sell(&db.commerce, &shop.month).await;
    let memberships = db.commerce.memberships_in(&paid.buyer, &shop.community.id).await.unwrap();
    let used = coupon(shop, None, None);
    let (discount, credit) = (Money::new(290, Currency::Cny), Money::new(400, Currency::Cny));
    let list = shop.lifetime.price;
    let price = list.minus(discount).unwrap().minus(credit).unwrap();
    let order = Order { price, ..shop.order(&paid.buyer, &shop.lifetime) };
    let attempt = shop.attempt(&order);
    let mut placing = Shop::placing(&order, &attempt);
    placing.writes.insert(0, Write::InsertCoupon(used.clone()));
    placing.writes.push(take(&used, &order.buyer));
    placing.writes.push(Write::InsertOrderTerms(OrderTerms {
        order: order.id.clone(),
        list,
        coupon: Some(used.id.clone()),
        discount,
        credit,
        upgrades: vec![(memberships[0].id.clone(), credit)],
    }));
    assert_eq!(db.commerce.commit(placing).await.unwrap(), Commit::Committed);
    (paid, (order, attempt), used)
}

async fn a_sale_knows_its_coupon_and_what_a_paid_upgrade_counted_of_it(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let (paid, (order, attempt), used) = cheaper(&db, &shop).await;
    let facts = async |order: &Order| db.commerce.sale_facts(&order.id).await.unwrap().unwrap();
    assert!(facts(&paid).await.counted.is_zero(), "it is not paid yet");
    shop.settle(&db.commerce, &attempt, NOW).await;
    let counted = facts(&paid).await.membership.unwrap().id;
    let count = Write::CountPeriod { membership: counted.clone(), order: order.id.clone() };
    done(&db.commerce, unit([count])).await;
    assert_eq!(facts(&paid).await.counted, Money::new(400, Currency::Cny));
    assert_eq!((facts(&paid).await.coupon, facts(&order).await.coupon), (None, Some(used.id)));
    assert!(facts(&order).await.counted.is_zero());
    // What a lost dispute of the upgrade gave back buys nothing else any more, although the upgrade stays sold.
    let uncount = Write::UncountPeriod { membership: counted, order: order.id.clone() };
    done(&db.commerce, unit([uncount])).await;
    assert!(facts(&paid).await.counted.is_zero());
    assert_sound(&db.commerce).await;
}

async fn a_seat_that_somebody_waits_for_is_not_free_for_late_money(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let (_, attempt) = shop.place(&db.commerce, &shop.limited).await;
    let number = &attempt.gateway_number;
    let free = async || {
        let facts = db.commerce.settling_facts(attempt.gateway, number).await.unwrap();
        facts.unwrap().seat_free
    };
    assert!(free().await);
    let row = Waiting {
        product: shop.limited.id.clone(),
        user: shop.buyer(),
        asked_at: NOW,
        state: WaitingState::Waiting,
        version: 1,
    };
    assert_eq!(commit(&db, [Write::InsertWaiting(row)]).await, Commit::Committed);
    assert!(!free().await);
}

async fn a_trial_is_once_per_person_and_community(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let trial = Trial {
        member: shop.buyer(),
        community: shop.community.id.clone(),
        product: shop.month.id.clone(),
        started_at: NOW,
        ends_at: NOW.plus_days(7),
    };
    assert_eq!(commit(&db, [Write::InsertTrial(trial.clone())]).await, Commit::Committed);
    let again = Trial { product: shop.lifetime.id.clone(), ..trial.clone() };
    assert_eq!(commit(&db, [Write::InsertTrial(again)]).await, Commit::Duplicate);
    let known = db.commerce.trial(&trial.member, &shop.community.id).await.unwrap();
    assert_eq!(known, Some(trial.clone()));
    assert_eq!(db.commerce.trials(&trial.member, 10).await.unwrap(), [trial]);
}

async fn the_first_in_line_is_due_once_a_seat_is_free(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    for _ in 0..3 {
        shop.place(&db.commerce, &shop.limited).await;
    }
    let waits = |after: i64| Waiting {
        product: shop.limited.id.clone(),
        user: shop.buyer(),
        asked_at: NOW.plus_seconds(after),
        state: WaitingState::Waiting,
        version: 1,
    };
    let (second, first) = (waits(20), waits(10));
    let rows = [second.clone(), first.clone()].map(Write::InsertWaiting);
    assert_eq!(commit(&db, rows.clone()).await, Commit::Committed);
    assert_eq!(commit(&db, rows).await, Commit::Duplicate);
    let counts = db.commerce.waiting_counts(&shop.community.id).await.unwrap();
    assert_eq!(counts, [(shop.limited.id.clone(), 2)]);
    assert_eq!(db.commerce.ahead_in_line(&first).await.unwrap(), 0);
    assert_eq!(db.commerce.ahead_in_line(&second).await.unwrap(), 1);
    let due = async |seconds| db.commerce.due_waiting(NOW.plus_seconds(seconds), 10).await.unwrap();
    assert_eq!(due(60).await, [], "every seat is taken");
    assert_eq!(commit(&db, [Write::ReleaseSeat(shop.limited.id.clone())]).await, Commit::Committed);
    assert_eq!(due(60).await, std::slice::from_ref(&first));
    let offered = Waiting { state: WaitingState::Offered { until: NOW.plus_seconds(100) }, ..first.clone() };
    let offer = [Write::UpdateWaiting(offered.clone()), Write::TakeSeat(shop.limited.id.clone())];
    assert_eq!(commit(&db, offer.clone()).await, Commit::Committed);
    assert_eq!(commit(&db, offer).await, Commit::Conflict, "one seat is offered once");
    assert_eq!(due(99).await, []);
    let offered = Waiting { version: 2, ..offered };
    assert_eq!(due(100).await, std::slice::from_ref(&offered), "an offer runs out");
    assert_eq!(db.commerce.waiting(&first.product, &first.user).await.unwrap(), Some(offered));
}
