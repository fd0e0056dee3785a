//! What must hold at every moment, whatever failed before. The letters are those of the invariants in the project's
//! quality reference: L for the ledger, O for orders and payments, P for payouts.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    catalogue::{Waiting, WaitingState},
    ledger::Account,
    membership::PaidTime,
    money::{Currency, Money},
    order::{Attempt, AttemptState, Gateway, Order, OrderState, Refund, RefundReason, RefundState},
    review::{Review, ReviewKind, ReviewState},
};

use super::{Book, Tables};

#[path = "audit_payouts.rs"]
mod payouts;

#[derive(Default)]
struct Breaks(Vec<String>);

impl Breaks {
    fn unless(&mut self, holds: bool, what: impl FnOnce() -> String) {
        if !holds {
            self.0.push(what());
        }
    }
}

/// Everything that is broken, in words; with the gateways' own books, also what they know better.
pub fn breaks(tables: &Tables, books: &[(Gateway, Book)]) -> Vec<String> {
    let mut breaks = Breaks::default();
    ledger(tables, &mut breaks);
    clearing(tables, &mut breaks);
    for order in tables.orders.values() {
        answered(tables, order, &mut breaks);
    }
    steps(tables, &mut breaks);
    seats(tables, &mut breaks);
    periods(tables, &mut breaks);
    coupons(tables, &mut breaks);
    payouts::sound(tables, &mut breaks);
    strays(tables, &mut breaks);
    gateways(tables, books, &mut breaks);
    breaks.0
}

/// L1, L3, L7.
fn ledger(tables: &Tables, breaks: &mut Breaks) {
    let mut sums: BTreeMap<(Account, Currency), i64> = BTreeMap::new();
    let mut causes = BTreeSet::new();
    for transaction in &tables.transactions {
        let total: i64 = transaction.postings().iter().map(|posting| posting.amount.minor()).sum();
        breaks.unless(total == 0, || format!("L1: {} sums to {total}", transaction.id()));
        let cause = (transaction.cause().kind(), transaction.cause().id());
        breaks.unless(causes.insert(cause), || format!("L7: {cause:?} twice"));
        for posting in transaction.postings() {
            let account = (posting.account.clone(), posting.amount.currency());
            *sums.entry(account).or_default() += posting.amount.minor();
        }
    }
    breaks.unless(sums == tables.balances, || format!("L3: {sums:?} is not {:?}", tables.balances));
}

/// S6: what clears equals the open work, and a creator is owed what was sold and not paid out.
fn clearing(tables: &Tables, breaks: &mut Breaks) {
    let mut expected: BTreeMap<(Account, Currency), i64> = BTreeMap::new();
    let mut owe = |account: Account, amount: Money| {
        *expected.entry((account, amount.currency())).or_default() += amount.minor();
    };
    for refund in tables.refunds.values().filter(|refund| !refund.state.is_over()) {
        owe(Account::RefundClearing, refund.amount);
    }
    let undecided = |review: &&Review| review.kind.holds_money() && review.state != ReviewState::Resolved;
    for review in tables.reviews.values().filter(undecided) {
        owe(Account::Unallocated, review.amount);
    }
    for (loss, sign) in taken(tables) {
        owe(Account::Losses, if sign { loss } else { loss.negated() });
    }
    for sale in tables.sales.values() {
        owe(Account::CreatorBalance(sale.creator.clone()), sale.amount);
    }
    payouts::owed(tables, &mut owe);
    let known = |account: &Account| !matches!(account, Account::GatewayReceivable(_) | Account::Bank);
    let held = tables.balances.iter().filter(|((account, _), _)| known(account));
    let held: BTreeMap<_, _> = held
        .map(|(key, sum)| (key.clone(), sum * key.0.natural_sign()))
        .filter(|(_, sum)| *sum != 0)
        .collect();
    expected.retain(|_, sum| *sum != 0);
    for key in held.keys().chain(expected.keys()).collect::<BTreeSet<_>>() {
        let (holds, open) = (held.get(key), expected.get(key));
        breaks.unless(holds == open, || format!("S6: {} holds {holds:?}, {open:?} is open", key.0));
    }
}

/// What gateways took by the decisions of people, and where it lay: the rest is lost.
fn taken(tables: &Tables) -> Vec<(Money, bool)> {
    use domain::review::Decision::{Taken, TakenApart};
    let decided = |row: &&Review| {
        row.state == ReviewState::Resolved && matches!(row.decision, Some(Taken | TakenApart))
    };
    let mut all = Vec::new();
    for row in tables.reviews.values().filter(decided) {
        if row.kind.is_taken() {
            all.extend(row.outflow().map(|outflow| (outflow, true)));
            // A part of money that waits, which is no refund of its own.
            let took = tables.causes.get(&("gateway_took", row.id.as_str().to_owned()));
            let lines = took.into_iter().flat_map(|number| tables.transactions[*number].postings());
            let of_what_waits = lines.filter(|line| line.account == Account::Unallocated);
            all.extend(of_what_waits.map(|line| (line.amount, false)));
        } else {
            let booked =
                &tables.transactions[tables.causes[&("review_resolved", row.id.as_str().to_owned())]];
            let lay_in =
                |account: &Account| matches!(account, Account::Unallocated | Account::RefundClearing);
            let lines = booked.postings().iter().filter(|line| lay_in(&line.account));
            all.extend(lines.map(|line| (line.amount, false)));
        }
        let of_it = |refund: &&Refund| refund.review.as_ref() == Some(&row.id) && refund.replaces.is_none();
        all.extend(tables.refunds.values().filter(of_it).map(|refund| (refund.amount, false)));
    }
    all
}

/// O1: each captured payment has exactly one answer, and it is the one its postings say: the creator's balance is a
/// membership, the clearing account a refund that a rule asked for, the unallocated account a review item.
fn paid(tables: &Tables, attempt: &Attempt, breaks: &mut Breaks) {
    let id = &attempt.id;
    let booked = tables.causes.get(&("capture", id.as_str().to_owned()));
    let succeeded = attempt.state == AttemptState::Succeeded;
    breaks.unless(booked.is_some() == succeeded, || {
        format!("O1: {id} is {:?}, booked: {booked:?}", attempt.state)
    });
    let Some(number) = booked else { return };
    let credited =
        tables.transactions[*number].postings().iter().find(|line| line.amount.minor() < 0).unwrap();
    let by_rule = |refund: &&Refund| {
        refund.attempt.as_ref() == Some(id)
            && refund.adjustment.is_none()
            && refund.review.is_none()
            && refund.replaces.is_none()
    };
    let refunds = tables.refunds.values().filter(by_rule).count();
    let of_amount =
        |review: &&Review| review.attempt.as_ref() == Some(id) && review.kind == ReviewKind::AmountMismatch;
    let reviews = tables.reviews.values().filter(of_amount).count();
    let of_order = tables.memberships.values().filter(|row| row.source_order == attempt.order).count();
    let right = match credited.account {
        Account::CreatorBalance(_) => (of_order, refunds, reviews) == (1, 0, 0),
        Account::RefundClearing => (refunds, reviews) == (1, 0),
        Account::Unallocated => (refunds, reviews) == (0, 1),
        _ => false,
    };
    breaks.unless(right, || {
        let account = &credited.account;
        format!(
            "O1: {id} went to {account} with {of_order} memberships, {refunds} refunds, {reviews} reviews"
        )
    });
}

/// O1 for money that belongs to no attempt.
fn strays(tables: &Tables, breaks: &mut Breaks) {
    let of_nobody = |review: &&Review| review.kind == ReviewKind::UnknownOrder;
    for review in tables.reviews.values().filter(of_nobody) {
        let booked = tables.causes.contains_key(&("stray_capture", review.id.as_str().to_owned()));
        breaks.unless(booked, || format!("O1: {review:?} holds money that never came"));
    }
    let strays = tables.causes.keys().filter(|(kind, _)| *kind == "stray_capture").count();
    let reviews = tables.reviews.values().filter(of_nobody).count();
    breaks.unless(strays == reviews, || format!("O1: {strays} strays and {reviews} reviews of them"));
}

/// O2, O4, O9: nothing is granted for nothing, and what goes back ends what it paid for.
fn answered(tables: &Tables, order: &Order, breaks: &mut Breaks) {
    let id = &order.id;
    for attempt in tables.attempts_of(id) {
        paid(tables, &attempt, breaks);
    }
    let grants: Vec<_> = tables.memberships.values().filter(|row| row.source_order == *id).collect();
    let sale = tables.sales.get(id);
    breaks.unless(grants.len() <= 1 && sale.is_some() == (grants.len() == 1), || {
        format!("O2: {id} has {} grants and the sale {sale:?}", grants.len())
    });
    let refunds = tables.refunds_of(id);
    let counts = |refund: &&Refund| refund.reason != RefundReason::PaidTwice;
    let back: Vec<_> = refunds.iter().filter(counts).collect();
    let right = match order.state {
        OrderState::Pending | OrderState::Expired { .. } => grants.is_empty(),
        OrderState::Paid { .. } => grants.len() == 1,
        OrderState::RefundPending { .. } => back.iter().any(|refund| !refund.state.is_over()),
        // Money that was set aside beside it may be on its way longer: a person decided about that alone.
        OrderState::Refunded { .. } => {
            let alone = |refund: &Refund| refund.reason == RefundReason::Review;
            back.iter().any(|refund| refund.state.is_over())
                && back.iter().all(|refund| refund.state.is_over() || alone(refund))
        }
    };
    breaks.unless(right, || format!("O9: {id} is {:?} with {grants:?} and {refunds:?}", order.state));
    let gone = matches!(order.state, OrderState::RefundPending { .. } | OrderState::Refunded { .. });
    breaks.unless(!gone || grants.iter().all(|row| row.revoked_at.is_some()), || {
        format!("O9: the money of {id} goes back and the membership stays")
    });
}

/// O5: only the steps of the state machine; paid is never left.
fn steps(tables: &Tables, breaks: &mut Breaks) {
    for (from, to) in &tables.steps {
        let known = [
            ("pending", "paid"),
            ("pending", "expired"),
            ("expired", "paid"),
            ("expired", "refund_pending"),
            ("pending", "refund_pending"),
            ("refund_pending", "refunded"),
            ("paid", "refund_pending"),
            // It was made at the gateway, and is done when it is booked.
            ("paid", "refunded"),
            // A refund came back after it was done.
            ("refunded", "refund_pending"),
        ];
        breaks.unless(known.contains(&(from.code(), to.code())), || format!("O5: from {from:?} to {to:?}"));
    }
}

fn seats(tables: &Tables, breaks: &mut Breaks) {
    for (product, seats) in &tables.seats {
        let sits = |order: &&Order| {
            order.product == *product
                && order.holds_seat
                && matches!(order.state, OrderState::Pending | OrderState::Paid { .. })
        };
        let offered =
            |row: &&Waiting| row.product == *product && matches!(row.state, WaitingState::Offered { .. });
        let offers = tables.waiting.values().filter(offered).count();
        let held = tables.orders.values().filter(sits).count() + offers;
        let right = u32::try_from(held) == Ok(seats.taken) && seats.taken <= seats.all;
        breaks.unless(right, || format!("seats: {seats:?} of {product}, {held} held"));
        let paid = tables.orders.values().filter(sits).filter(|order| order.state != OrderState::Pending);
        let mut sitting = BTreeSet::new();
        for order in paid {
            let alone = sitting.insert(&order.buyer);
            breaks.unless(alone, || format!("seats: {} sits twice on {product}", order.buyer));
        }
    }
}

/// A coupon is used as often as pending and paid orders name it, by each person too; an order costs what its terms say.
fn coupons(tables: &Tables, breaks: &mut Breaks) {
    let mut used: BTreeMap<_, u32> = BTreeMap::new();
    let mut used_by: BTreeMap<_, u32> = BTreeMap::new();
    for terms in tables.order_terms.values() {
        let order = &tables.orders[&terms.order];
        let counted: i64 = terms.upgrades.iter().map(|(_, credit)| credit.minor()).sum();
        let right = terms.price() == Ok(order.price) && counted == terms.credit.minor();
        breaks.unless(right, || format!("price: {} costs {} by {terms:?}", order.id, order.price.minor()));
        let counts = matches!(order.state, OrderState::Pending | OrderState::Paid { .. });
        if let Some(coupon) = terms.coupon.as_ref().filter(|_| counts) {
            *used.entry(coupon).or_default() += 1;
            *used_by.entry((coupon.clone(), order.buyer.clone())).or_default() += 1;
        }
    }
    for coupon in tables.coupons.values() {
        let orders = used.get(&coupon.id).copied().unwrap_or(0);
        let right = coupon.taken == orders && coupon.total.is_none_or(|total| orders <= total);
        breaks.unless(right, || format!("coupon: {coupon:?} in {orders} orders"));
    }
    let known: BTreeMap<_, u32> = tables
        .coupon_people
        .iter()
        .filter(|(_, used)| **used > 0)
        .map(|(key, used)| (key.clone(), *used))
        .collect();
    breaks.unless(known == used_by, || format!("coupon: {known:?} by person, {used_by:?} in orders"));
}

/// O8: periods are counted without a gap and follow each other without overlap.
fn periods(tables: &Tables, breaks: &mut Breaks) {
    let mut rows: Vec<_> = tables.memberships.values().collect();
    rows.sort_by_key(|row| (&row.member, &row.community, row.sequence));
    for row in &rows {
        let before = rows.iter().find(|other| {
            (&other.member, &other.community, other.sequence + 1)
                == (&row.member, &row.community, row.sequence)
        });
        breaks
            .unless(before.is_some() == (row.sequence > 1), || format!("O8: {} has no predecessor", row.id));
        let counted = tables.counted_periods.contains_key(&row.id);
        breaks.unless(counted || !row.is_empty(), || format!("O8: {} grants no time", row.id));
        if let Some(sold) = tables.orders.get(&row.source_order).map(|order| order.sold_as.period) {
            let lasts = PaidTime::bought(sold, None, row.valid_from).until == row.valid_until;
            breaks.unless(counted || lasts, || format!("O8: {} was sold for {sold:?}", row.id));
        }
        let reaches_in = rows.iter().any(|other| {
            (&other.member, &other.community) == (&row.member, &row.community)
                && (other.sequence < row.sequence && other.revoked_at.is_none())
                && other.valid_until.is_none_or(|end| end > row.valid_from)
        });
        breaks.unless(row.revoked_at.is_some() || !reaches_in, || format!("O8: {} overlaps", row.id));
        let later = tables.counted_periods.get(&row.id);
        let later = later.and_then(|order| rows.iter().copied().find(|other| other.source_order == *order));
        let goes_on =
            |later: &domain::membership::Membership| row.valid_until.is_none_or(|end| end > later.valid_from);
        let ended = row.revoked_at.is_some() || !later.is_some_and(goes_on);
        breaks.unless(ended, || format!("O8: {} was counted and goes on", row.id));
    }
}

/// What we book is what the gateways captured, once; what goes back is asked for under one number.
fn gateways(tables: &Tables, books: &[(Gateway, Book)], breaks: &mut Breaks) {
    let mut seen = BTreeSet::new();
    for (gateway, book) in books {
        let succeeded =
            |attempt: &&Attempt| attempt.gateway == *gateway && attempt.state == AttemptState::Succeeded;
        for attempt in tables.attempts.values().filter(succeeded) {
            let payment = book.payments.get(&attempt.gateway_number);
            let capture = payment.and_then(|payment| payment.capture.as_ref());
            let ours = attempt.gateway_transaction.as_deref();
            breaks.unless(
                capture.is_some_and(|capture| Some(capture.gateway_transaction.as_str()) == ours),
                || format!("O2: {} was never captured", attempt.id),
            );
            breaks.unless(seen.insert(attempt.gateway_transaction.clone()), || {
                format!("O3: {ours:?} counted twice")
            });
        }
        let theirs = |refund: &&Refund| refund.gateway == *gateway;
        for number in book.refunds.keys() {
            let ours = tables.refunds.values().filter(theirs);
            let ours = ours.filter(|refund| refund.refund_number == *number).count();
            breaks.unless(ours == 1, || format!("O9: refund {number} is in our books {ours} times"));
        }
        let done = |refund: &&Refund| refund.state == RefundState::Succeeded;
        for refund in tables.refunds.values().filter(theirs).filter(done) {
            let by_hand = refund.review.as_ref().and_then(|id| tables.reviews.get(id));
            let by_hand = by_hand.is_some_and(|row| row.kind == ReviewKind::RefundUnasked);
            breaks.unless(by_hand || book.refunds.contains_key(&refund.refund_number), || {
                format!("O9: {} never went", refund.id)
            });
        }
    }
}
