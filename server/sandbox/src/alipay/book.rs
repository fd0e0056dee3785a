//! Everything Alipay remembers, bounded, and what becomes due by itself.

use std::collections::{BTreeSet, HashMap, VecDeque};

use super::{
    faults::Faults,
    trades::{REFUNDABLE_MS, Trade},
};

/// The oldest trade is forgotten when another one would exceed this many.
const MAX_TRADES: usize = 100_000;
/// Addresses of bills that still work.
const MAX_BILLS: usize = 64;

/// Where a bill can be fetched, for a while.
#[derive(Debug)]
pub struct BillPlace {
    /// The unguessable part of the address.
    pub token: String,
    /// The day, as `2026-01-01`.
    pub day: String,
    /// Until when, by the system clock.
    pub until_ms: i64,
}

/// What Alipay remembers.
#[derive(Debug, Default)]
pub struct Book {
    /// The faults that still have to strike.
    pub faults: Faults,
    trades: HashMap<String, Trade>,
    oldest_first: VecDeque<String>,
    /// From the code, and from the gateway's number, to the merchant's.
    by_code: HashMap<String, String>,
    by_trade_no: HashMap<String, String>,
    /// When something becomes of a trade by itself.
    due: BTreeSet<(i64, String)>,
    bills: VecDeque<BillPlace>,
}

impl Book {
    /// The trade of a merchant's number.
    pub fn trade(&self, number: &str) -> Option<&Trade> {
        self.trades.get(number)
    }

    /// The trade of a merchant's number, to change.
    pub fn trade_mut(&mut self, number: &str) -> Option<&mut Trade> {
        self.trades.get_mut(number)
    }

    /// The merchant's number that a code stands for.
    pub fn number_of_code(&self, code: &str) -> Option<String> {
        self.by_code.get(code).cloned()
    }

    /// The merchant's number that one of the gateway's stands for.
    pub fn number_of_trade_no(&self, trade_no: &str) -> Option<String> {
        self.by_trade_no.get(trade_no).cloned()
    }

    /// All trades, in no certain order.
    pub fn trades(&self) -> impl Iterator<Item = &Trade> {
        self.trades.values()
    }

    /// Enters a new trade, forgetting the oldest when the book is full.
    pub fn enter(&mut self, trade: Trade) {
        if self.trades.len() >= MAX_TRADES {
            self.forget_oldest();
        }
        let number = trade.order.number.clone();
        if let Some(code) = trade.code.clone() {
            self.by_code.insert(code, number.clone());
        }
        self.by_trade_no.insert(trade.gateway_no.clone(), number.clone());
        self.due.insert((trade.order.expires_ms, number.clone()));
        self.oldest_first.push_back(number.clone());
        self.trades.insert(number, trade);
    }

    /// Remembers when a paid trade will be finished.
    pub fn finishes(&mut self, number: &str, paid_ms: i64) {
        self.due.insert((paid_ms.saturating_add(REFUNDABLE_MS), number.to_owned()));
    }

    /// The merchant's number of a trade whose moment has passed; each is given out once.
    pub fn next_due(&mut self, now_ms: i64) -> Option<String> {
        let due = self.due.first().filter(|(at_ms, _)| *at_ms < now_ms).cloned()?;
        self.due.remove(&due);
        Some(due.1)
    }

    /// Makes an address for a bill.
    pub fn place_bill(&mut self, place: BillPlace) {
        if self.bills.len() >= MAX_BILLS {
            self.bills.pop_front();
        }
        self.bills.push_back(place);
    }

    /// The day of a bill's address, while it works.
    pub fn bill_at(&self, token: &str, now_ms: i64) -> Option<String> {
        let mut places = self.bills.iter();
        places.find(|place| place.token == token && now_ms < place.until_ms).map(|place| place.day.clone())
    }

    fn forget_oldest(&mut self) {
        let Some(number) = self.oldest_first.pop_front() else {
            return;
        };
        self.trades.remove(&number);
        self.by_code.retain(|_, known| *known != number);
        self.by_trade_no.retain(|_, known| *known != number);
    }
}
