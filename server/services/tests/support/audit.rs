//! What must hold at every moment, whatever failed before. The letters are those of the invariants in the project's
//! quality reference: L for the ledger, O for orders and payments, P for payouts.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    ledger::Account,
    money::{Currency, Money},
    order::{Attempt, AttemptState, Order, OrderState, RefundState},
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

/// Everything that is broken, in words; with the gateway's own book, also what it knows better.
pub fn breaks(tables: &Tables, book: Option<&Book>) -> Vec<String> {
    let mut breaks = Breaks::default();
    ledger(tables, &mut breaks);
    clearing(tables, &mut breaks);
    for order in tables.orders.values() {
        answered(tables, order, &mut breaks);
    }
    steps(tables, &mut breaks);
    seats(tables, &mut breaks);
    periods(tables, &mut breaks);
    payouts::sound(tables, &mut breaks);
    if let Some(book) = book {
        gateway(tables, book, &mut breaks);
    }
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
    for refund in tables.refunds.values().filter(|refund| refund.state != RefundState::Succeeded) {
        owe(Account::RefundClearing, refund.amount);
    }
    for review in &tables.reviews {
        owe(Account::Unallocated, review.amount);
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

/// O1, O2, O4, O9: each captured payment has exactly one answer, and nothing is granted for nothing.
fn answered(tables: &Tables, order: &Order, breaks: &mut Breaks) {
    let id = &order.id;
    let succeeded = |attempt: &&Attempt| attempt.state == AttemptState::Succeeded;
    let attempts = tables.attempts_of(id);
    let paid = attempts.iter().filter(succeeded).count();
    let grants = tables.memberships.values().filter(|row| row.source_order == *id).count();
    let refunds = tables.refunds_of(id);
    let reviews = tables.reviews.iter().filter(|review| review.order == *id).count();
    let answers = grants + refunds.len() + reviews;
    breaks.unless(paid == answers, || format!("O1: {id} was paid {paid} times and answered {answers} times"));
    let is_paid = matches!(order.state, OrderState::Paid { .. });
    breaks.unless(grants == usize::from(is_paid), || {
        format!("O2: {id} is {:?} with {grants} grants", order.state)
    });
    let sale = tables.sales.get(id);
    breaks.unless(sale.is_some() == is_paid, || format!("O2: {id} is {:?} with {sale:?}", order.state));
    breaks
        .unless(sale.is_none_or(|sale| sale.amount == order.price), || format!("O4: {id} sold as {sale:?}"));
    let back = refunds.iter().filter(|refund| refund.state == RefundState::Succeeded).count();
    let expected = match order.state {
        OrderState::RefundPending { .. } => (1, 0),
        OrderState::Refunded { .. } => (1, 1),
        OrderState::Pending | OrderState::Expired { .. } | OrderState::Paid { .. } => (0, 0),
    };
    breaks.unless((refunds.len(), back) == expected, || {
        format!("O9: {id} is {:?} with {refunds:?}", order.state)
    });
    for attempt in attempts {
        let captures = tables.transactions.iter().filter(|transaction| {
            transaction.cause().kind() == "capture" && transaction.cause().id() == attempt.id.as_str()
        });
        let booked = captures.count();
        breaks.unless(booked == usize::from(succeeded(&&attempt)), || {
            format!("O1: {} is {:?} and booked {booked} times", attempt.id, attempt.state)
        });
    }
}

/// O5: only the steps of the state machine; paid is never left.
fn steps(tables: &Tables, breaks: &mut Breaks) {
    for (from, to) in &tables.steps {
        let known = [
            ("pending", "paid"),
            ("pending", "expired"),
            ("expired", "paid"),
            ("expired", "refund_pending"),
            ("refund_pending", "refunded"),
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
        let held = tables.orders.values().filter(sits).count();
        let right = u32::try_from(held) == Ok(seats.taken) && seats.taken <= seats.all;
        breaks.unless(right, || format!("seats: {seats:?} of {product}, {held} held"));
    }
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
        let end = before.and_then(|before| before.valid_until);
        breaks.unless(end.is_none_or(|end| end <= row.valid_from), || format!("O8: {} overlaps", row.id));
    }
}

/// What we book is what the gateway captured, once; what goes back is asked for under one number.
fn gateway(tables: &Tables, book: &Book, breaks: &mut Breaks) {
    let mut seen = Vec::new();
    for attempt in tables.attempts.values().filter(|attempt| attempt.state == AttemptState::Succeeded) {
        let payment = book.payments.get(&attempt.gateway_number);
        let capture = payment.and_then(|payment| payment.capture.as_ref());
        let ours = attempt.gateway_transaction.as_deref();
        breaks.unless(
            capture.is_some_and(|capture| Some(capture.gateway_transaction.as_str()) == ours),
            || format!("O2: {} was never captured", attempt.id),
        );
        breaks.unless(!seen.contains(&ours), || format!("O3: {ours:?} counted twice"));
        seen.push(ours);
    }
    for number in book.refunds.keys() {
        let ours = tables.refunds.values().filter(|refund| refund.refund_number == *number).count();
        breaks.unless(ours == 1, || format!("O9: refund {number} is in our books {ours} times"));
    }
    for refund in tables.refunds.values().filter(|refund| refund.state == RefundState::Succeeded) {
        breaks.unless(book.refunds.contains_key(&refund.refund_number), || {
            format!("O9: {} never went", refund.id)
        });
    }
}
