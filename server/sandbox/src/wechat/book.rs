//! Everything WeChat Pay remembers, bounded: trades, found by each of their numbers, and what it has besides.

use std::collections::{HashMap, VecDeque};

use super::{
    bill::Files, certificates::Certificates, faults::Faults, refunds::Refund, sign_in::Visitors,
    trades::Trade,
};

/// The oldest trade is forgotten when another one would exceed this many.
const MAX_TRADES: usize = 100_000;

/// What WeChat Pay remembers.
#[derive(Debug, Default)]
pub struct Book {
    /// The faults that still have to strike.
    pub faults: Faults,
    /// The certificates it signs by, if any.
    pub certificates: Certificates,
    /// The bills that can be fetched.
    pub files: Files,
    /// Who signed in.
    pub visitors: Visitors,
    trades: HashMap<String, Trade>,
    oldest_first: VecDeque<String>,
    /// From `code_url`, `transaction_id` and `out_refund_no` to `out_trade_no`.
    by_code: HashMap<String, String>,
    by_transaction: HashMap<String, String>,
    by_refund: HashMap<String, String>,
}

impl Book {
    /// The trade of a merchant's number.
    pub fn trade(&self, out_trade_no: &str) -> Option<&Trade> {
        self.trades.get(out_trade_no)
    }

    /// The trade of a merchant's number, to change.
    pub fn trade_mut(&mut self, out_trade_no: &str) -> Option<&mut Trade> {
        self.trades.get_mut(out_trade_no)
    }

    /// All trades, in no certain order.
    pub fn trades(&self) -> impl Iterator<Item = &Trade> {
        self.trades.values()
    }

    /// The trade a code stands for, if the code was ever given out.
    pub fn trade_by_code(&self, code_url: &str) -> Option<&Trade> {
        self.trade(self.by_code.get(code_url)?)
    }

    /// The trade that was paid under a number of the gateway.
    pub fn trade_by_transaction(&self, transaction_id: &str) -> Option<&Trade> {
        self.trade(self.by_transaction.get(transaction_id)?)
    }

    /// A refund, and the trade it belongs to.
    pub fn refund(&self, out_refund_no: &str) -> Option<(&Trade, &Refund)> {
        let trade = self.trade(self.by_refund.get(out_refund_no)?)?;
        Some((trade, trade.refunds.iter().find(|refund| refund.out_refund_no == out_refund_no)?))
    }

    /// A refund to change, and the number of its trade.
    pub fn refund_mut(&mut self, out_refund_no: &str) -> Option<(String, &mut Refund)> {
        let number = self.by_refund.get(out_refund_no)?.clone();
        let refunds = &mut self.trades.get_mut(&number)?.refunds;
        Some((number, refunds.iter_mut().find(|refund| refund.out_refund_no == out_refund_no)?))
    }

    /// Enters a new trade, forgetting the oldest when the book is full.
    pub fn enter(&mut self, trade: Trade) {
        if self.trades.len() >= MAX_TRADES {
            self.forget_oldest();
        }
        let out_trade_no = trade.order.out_trade_no.clone();
        self.by_code.insert(trade.code_url.clone(), out_trade_no.clone());
        self.oldest_first.push_back(out_trade_no.clone());
        self.trades.insert(out_trade_no, trade);
    }

    /// Gives a trade a new code. The old one is still known, as one that no longer works.
    pub fn renew_code(&mut self, out_trade_no: &str, code_url: String, code_expires_ms: i64) {
        if let Some(trade) = self.trades.get_mut(out_trade_no) {
            trade.code_url.clone_from(&code_url);
            trade.code_expires_ms = code_expires_ms;
            self.by_code.insert(code_url, out_trade_no.to_owned());
        }
    }

    /// Remembers the gateway's number of a payment.
    pub fn note_transaction(&mut self, transaction_id: String, out_trade_no: String) {
        self.by_transaction.insert(transaction_id, out_trade_no);
    }

    /// Records a refund of a trade.
    pub fn enter_refund(&mut self, out_trade_no: &str, refund: Refund) {
        if let Some(trade) = self.trades.get_mut(out_trade_no) {
            self.by_refund.insert(refund.out_refund_no.clone(), out_trade_no.to_owned());
            trade.refunds.push(refund);
        }
    }

    fn forget_oldest(&mut self) {
        let Some(out_trade_no) = self.oldest_first.pop_front() else {
            return;
        };
        self.trades.remove(&out_trade_no);
        for index in [&mut self.by_code, &mut self.by_transaction, &mut self.by_refund] {
            index.retain(|_, number| *number != out_trade_no);
        }
    }
}
