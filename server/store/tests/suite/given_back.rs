//! A sale that goes back: what it means for the other periods of the same person, in one commit, once.

use domain::{
    catalogue::{OrderTerms, Waiting, WaitingState},
    id::MembershipId,
    membership::Membership,
    money::{Currency, Money},
    order::Order,
};
use services::ports::{Commit, Write};

use crate::{
    backend::{Database, on_both},
    shop::{NOW, Shop, assert_sound, unit},
    treasury::done,
};

on_both!(
    what_an_upgrade_ended_comes_back_with_the_refund_once,
    a_period_that_moves_is_written_at_the_version_it_was_decided_on,
    the_seat_of_a_period_that_comes_back_is_known,
    orders_are_written_before_the_periods_that_they_paid_for,
);

async fn commit(db: &Database, write: Write) -> Commit {
    db.commerce.commit(unit([write])).await.unwrap()
}

async fn period(db: &Database, id: &MembershipId) -> Membership {
    db.commerce.membership(id).await.unwrap().unwrap()
}

/// A month that an upgrade ended after five days; the period as it was sold, and the upgrade.
async fn upgraded(db: &Database, shop: &Shop, limited: bool) -> (Membership, Order) {
    let product = if limited { &shop.limited } else { &shop.month };
    let (paid, _) = shop.sell(&db.commerce, product).await;
    let sold = db.commerce.memberships_in(&paid.buyer, &shop.community.id).await.unwrap().remove(0);
    let now = NOW.plus_days(5);
    let nothing = Money::zero(Currency::Cny);
    let credit = Money::new(400, Currency::Cny);
    let list = shop.lifetime.price;
    let order = Order { price: list.minus(credit).unwrap(), ..shop.order(&paid.buyer, &shop.lifetime) };
    let attempt = shop.attempt(&order);
    let mut placing = Shop::placing(&order, &attempt);
    let upgrades = vec![(sold.id.clone(), credit)];
    let order_id = order.id.clone();
    placing.writes.push(Write::InsertOrderTerms(OrderTerms {
        order: order_id.clone(),
        list,
        coupon: None,
        discount: nothing,
        credit,
        upgrades,
    }));
    done(&db.commerce, placing).await;
    let facts = db.commerce.settling_facts(attempt.gateway, &attempt.gateway_number).await.unwrap();
    let mut facts = facts.unwrap();
    facts.paid_until = Some(now);
    let mut settling = shop.settling(&facts, order.price, now);
    let ends = Write::EndMembership { id: sold.id.clone(), version: sold.version, at: now };
    let counts = Write::CountPeriod { membership: sold.id.clone(), order: order_id };
    settling.writes.extend([ends, counts]);
    done(&db.commerce, settling).await;
    assert_sound(&db.commerce).await;
    (sold, order)
}

async fn what_an_upgrade_ended_comes_back_with_the_refund_once(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let (sold, order) = upgraded(&db, &shop, false).await;
    assert_ne!(period(&db, &sold.id).await.valid_until, sold.valid_until);
    let facts = db.commerce.sale_facts(&order.id).await.unwrap().unwrap();
    let [beside] = facts.beside.as_slice() else { panic!("{:?}", facts.beside) };
    assert_eq!((&beside.membership.id, &beside.order.id), (&sold.id, &sold.source_order));
    assert_eq!((beside.paid, beside.counted), (shop.month.price, Some(Money::new(400, Currency::Cny))));
    assert_eq!((beside.seats_free, beside.sits), (None, false));
    let now = NOW.plus_days(6);
    let giving = [shop.giving_back(&facts, None, now), shop.giving_back(&facts, None, now)];
    let [first, second] = giving;
    done(&db.commerce, first).await;
    assert_ne!(db.commerce.commit(second).await.unwrap(), Commit::Committed, "decided on what was before");
    let back = period(&db, &sold.id).await;
    assert_eq!((back.valid_from, back.valid_until), (sold.valid_from, sold.valid_until));
    assert_eq!((back.revoked_at, back.version), (None, sold.version + 2));
    assert_eq!(db.commerce.counted_for(&sold.id).await.unwrap(), None);
    let gone = db.commerce.sale_facts(&order.id).await.unwrap().unwrap();
    assert!(gone.beside.is_empty() && gone.membership.unwrap().revoked_at.is_some());
    assert_sound(&db.commerce).await;
}

async fn a_period_that_moves_is_written_at_the_version_it_was_decided_on(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let (sold, order) = upgraded(&db, &shop, false).await;
    let known = period(&db, &sold.id).await;
    let follow = Write::FollowMembership { id: known.id.clone(), version: known.version };
    assert_eq!(commit(&db, follow.clone()).await, Commit::Committed);
    assert_eq!(commit(&db, follow).await, Commit::Conflict, "somebody else has counted on it");
    let moved = Membership { valid_from: NOW.plus_days(1), valid_until: None, ..known.clone() };
    assert_eq!(commit(&db, Write::MoveMembership(moved.clone())).await, Commit::Conflict);
    let moved = Membership { version: known.version + 1, revoked_at: Some(NOW), ..moved };
    assert_eq!(commit(&db, Write::MoveMembership(moved.clone())).await, Commit::Committed);
    assert_eq!(period(&db, &sold.id).await, Membership { version: moved.version + 1, ..moved });
    let uncount =
        |order: &Order| Write::UncountPeriod { membership: sold.id.clone(), order: order.id.clone() };
    let (other, _) = shop.place(&db.commerce, &shop.month).await;
    assert_eq!(commit(&db, uncount(&other)).await, Commit::Conflict, "that one did not count it");
    assert_eq!(commit(&db, uncount(&order)).await, Commit::Committed);
    assert_eq!(commit(&db, uncount(&order)).await, Commit::Conflict, "once");
}

async fn the_seat_of_a_period_that_comes_back_is_known(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let (sold, order) = upgraded(&db, &shop, true).await;
    let seat = async || {
        let facts = db.commerce.sale_facts(&order.id).await.unwrap().unwrap();
        (facts.beside[0].seats_free.unwrap(), facts.beside[0].sits)
    };
    let (free, sits) = seat().await;
    assert!(sits, "its own is not given to others yet");
    let holder = db.commerce.order(&sold.source_order).await.unwrap().unwrap();
    let gone = Write::UpdateOrder(Order { holds_seat: false, ..holder });
    done(&db.commerce, unit([gone, Write::ReleaseSeat(sold.product.clone())])).await;
    assert_eq!(seat().await, (free + 1, false));
    // One that an unpaid order holds is given back when that order expires.
    let unpaid = shop.order(&order.buyer, &shop.limited);
    done(&db.commerce, Shop::placing(&unpaid, &shop.attempt(&unpaid))).await;
    assert_eq!(seat().await, (free, false));
    // What is free is somebody's who waits for it.
    let line = Waiting {
        product: shop.limited.id.clone(),
        user: shop.buyer(),
        asked_at: NOW,
        state: WaitingState::Waiting,
        version: 1,
    };
    done(&db.commerce, unit([Write::InsertWaiting(line)])).await;
    assert_eq!(seat().await, (0, false));
    let (renewal, _) = shop.sell(&db.commerce, &shop.month).await;
    let facts = db.commerce.sale_facts(&renewal.id).await.unwrap().unwrap();
    assert!(facts.beside.is_empty(), "nobody else's periods");
}

/// From now on a period cannot be written before an order is, in one unit.
const ORDERS_FIRST_ON_SQLITE: &str = "CREATE TABLE written (id TEXT); \
     CREATE TRIGGER an_order AFTER UPDATE ON orders BEGIN INSERT INTO written VALUES (new.id); END; \
     CREATE TRIGGER a_period BEFORE UPDATE ON memberships WHEN NOT EXISTS (SELECT 1 FROM written) \
     BEGIN SELECT RAISE(ABORT, 'a period before its order'); END";
const ORDERS_FIRST_ON_POSTGRES: &str = "CREATE TABLE written (id TEXT); \
     CREATE FUNCTION an_order() RETURNS trigger LANGUAGE plpgsql AS \
     $$ BEGIN INSERT INTO written VALUES (NEW.id); RETURN NULL; END $$; \
     CREATE TRIGGER an_order AFTER UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION an_order(); \
     CREATE FUNCTION a_period() RETURNS trigger LANGUAGE plpgsql AS \
     $$ BEGIN IF NOT EXISTS (SELECT 1 FROM written) THEN RAISE EXCEPTION 'a period before its order'; END IF; \
     RETURN NEW; END $$; \
     CREATE TRIGGER a_period BEFORE UPDATE ON memberships FOR EACH ROW EXECUTE FUNCTION a_period()";

/// Two processes that write the same rows in two orders wait for each other on PostgreSQL.
async fn orders_are_written_before_the_periods_that_they_paid_for(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let (sold, order) = upgraded(&db, &shop, false).await;
    let facts = db.commerce.sale_facts(&order.id).await.unwrap().unwrap();
    let giving = shop.giving_back(&facts, None, NOW.plus_days(6));
    assert!(giving.writes.iter().any(|write| matches!(write, Write::MoveMembership(_))));
    db.attack(if db.is_sqlite() { ORDERS_FIRST_ON_SQLITE } else { ORDERS_FIRST_ON_POSTGRES }).await.unwrap();
    done(&db.commerce, giving).await;
    db.attack("DELETE FROM written").await.unwrap();
    let back = period(&db, &sold.id).await;
    let holder = db.commerce.order(&sold.source_order).await.unwrap().unwrap();
    let ends = Write::EndMembership { id: back.id, version: back.version, at: NOW.plus_days(7) };
    done(&db.commerce, unit([ends, Write::UpdateOrder(holder)])).await;
}
