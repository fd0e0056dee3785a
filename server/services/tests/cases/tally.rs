//! What a season came to, so that one that stops showing something is noticed.

use std::collections::BTreeMap;

/// What became of orders. Each is one of these in the end.
const ORDERS: [&str; 3] = ["sold", "sent back", "expired"];
/// What answered captured payments. Each has one answer, which what is decided later does not take away.
const PAYMENTS: [&str; 5] = ["let in", "paid twice", "late and full", "set aside", "of nobody"];
/// The same, seldom.
const SELDOM: [&str; 1] = ["late, coupon gone"];
/// The same, so seldom that ten thousand cases may well do without.
const HARDLY: [&str; 2] = ["late, no time left", "seat lost"];
/// What has to happen besides.
const ALSO: [&str; 19] = [
    "agreed to",
    "asked back",
    "at the second account",
    "by a fixed end",
    "coupon refused",
    "decided alone",
    "disputes lost",
    "disputes won",
    "forged",
    "given back by the creator",
    "given back by the staff",
    "in a mini-program",
    "in the wallet",
    "late and let in",
    "not agreed to",
    "renewals",
    "replayed",
    "upgrades",
    "with a coupon",
];
/// In so many cases of a hundred nobody may get an order: they show nothing, and do not count as cases.
const MOST_EMPTY_PERCENT: usize = 2;

/// Counts by name.
#[derive(Clone, Debug, Default)]
pub struct Tally(BTreeMap<&'static str, usize>);

impl Tally {
    pub fn of(&self, what: &str) -> usize {
        self.0.get(what).copied().unwrap_or(0)
    }

    pub fn add(&mut self, what: &'static str, count: usize) {
        *self.0.entry(what).or_default() += count;
    }

    pub fn count(&mut self, what: &'static str) {
        self.add(what, 1);
    }

    pub fn merge(&mut self, other: &Self) {
        other.0.iter().for_each(|(what, count)| self.add(what, *count));
    }

    fn sum(&self, of: &[&str]) -> usize {
        of.iter().map(|what| self.of(what)).sum()
    }

    /// Every order is at one end, and every payment that any gateway captured has one answer.
    pub fn adds_up(&self) {
        assert_eq!(self.sum(&ORDERS), self.of("orders"), "an order without an end: {self:?}");
        let answered = self.sum(&PAYMENTS) + self.sum(&SELDOM) + self.sum(&HARDLY);
        assert_eq!(answered, self.of("captures"), "a payment without an answer: {self:?}");
    }

    /// The same, and each thing happened at least so often, what is seldom too: cases in which nothing happens prove nothing.
    pub fn shows_everything(&self, least: usize, seldom: usize) {
        self.adds_up();
        let all = ORDERS.iter().chain(&PAYMENTS).chain(&ALSO);
        let missing = all.filter(|what| self.of(what) < least);
        let missing: Vec<_> = missing.chain(SELDOM.iter().filter(|what| self.of(what) < seldom)).collect();
        assert!(missing.is_empty(), "too few of {missing:?}: {self:?}");
        let bound = self.of("cases") * MOST_EMPTY_PERCENT / 100;
        assert!(self.of("empty") <= bound, "nobody orders in too many cases: {self:?}");
    }
}
