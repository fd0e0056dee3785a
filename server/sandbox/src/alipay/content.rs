//! Reading `biz_content` field by field, and the order in it.

use std::sync::Arc;

use reqwest::Url;
use serde_json::{Value, json};

use super::{
    answers::{Refusal, done},
    instant,
    parameters::Parameters,
    trades::{Order, Trade},
    yuan,
};
use crate::{Error, address::is_loopback, clock, entropy, sandbox::Sandbox, unpayable::Unpayable};

const MAX_NUMBER: usize = 64;
const MAX_SUBJECT: usize = 256;
const MAX_NOTIFY_URL: usize = 256;

/// An order without a last moment of its own has this one.
const DEFAULT_LIFE_MS: i64 = 15 * 24 * 3_600_000;

/// The content of a request: JSON inside a form.
pub struct Content(Value);

impl Content {
    /// Reads it.
    pub fn of(parameters: &Parameters) -> Result<Self, Refusal> {
        let text = parameters
            .get("biz_content")
            .ok_or(Refusal::missing("isv.missing-biz-content", "缺少biz_content参数"))?;
        match serde_json::from_str(text) {
            Ok(value @ Value::Object(_)) => Ok(Self(value)),
            _ => Err(Refusal::parameter()),
        }
    }

    /// A text that is there.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).and_then(Value::as_str).filter(|text| !text.is_empty())
    }

    /// One of the merchant's numbers: letters, digits and underscores.
    pub fn number(&self, name: &str) -> Result<String, Refusal> {
        let number = self.text(name).filter(|number| number.len() <= MAX_NUMBER);
        let fits = |number: &&str| number.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        number.filter(fits).map(str::to_owned).ok_or(Refusal::parameter())
    }

    /// An amount, in fen.
    pub fn fen(&self, name: &str) -> Result<i64, Refusal> {
        self.0.get(name).and_then(yuan::read).ok_or(Refusal::parameter())
    }

    /// The number of the trade that is meant, by the gateway's number or the merchant's.
    pub fn trade_number(&self, sandbox: &Sandbox) -> Result<String, Refusal> {
        match self.text("trade_no") {
            Some(trade_no) => sandbox.alipay().number_of_trade_no(trade_no).ok_or(Refusal::no_such_trade()),
            None => self.number("out_trade_no"),
        }
    }

    /// Where a payer goes who gives up.
    pub fn quit_url(&self) -> Option<&str> {
        self.text("quit_url")
    }

    fn order(&self, parameters: &Parameters, now_ms: i64) -> Result<Order, Refusal> {
        let subject = self.text("subject").ok_or(Refusal::parameter())?;
        if subject.chars().count() > MAX_SUBJECT || subject.contains(['/', '=', '&']) {
            return Err(Refusal::parameter());
        }
        let expires_ms = match (self.text("time_expire"), self.text("timeout_express")) {
            (Some(moment), _) => instant::read(moment).ok_or(Refusal::parameter())?,
            (None, Some(span)) => now_ms + milliseconds(span).ok_or(Refusal::parameter())?,
            (None, None) => now_ms + DEFAULT_LIFE_MS,
        };
        Ok(Order {
            number: self.number("out_trade_no")?,
            subject: subject.to_owned(),
            total_fen: self.fen("total_amount")?,
            expires_ms,
            notify_url: notify_url(parameters)?,
        })
    }
}

/// `15m`, `2h` or `3d`.
fn milliseconds(span: &str) -> Option<i64> {
    let (count, unit) = span.split_at_checked(span.len().checked_sub(1)?)?;
    let unit_ms: i64 = match unit {
        "m" => 60_000,
        "h" => 3_600_000,
        "d" => 24 * 3_600_000,
        _ => return None,
    };
    let count: i64 = count.parse().ok()?;
    count.checked_mul(unit_ms).filter(|span_ms| (60_000..=DEFAULT_LIFE_MS).contains(span_ms))
}

/// An address for notifications, if given: no query, and TLS unless it stays on this machine.
fn notify_url(parameters: &Parameters) -> Result<Option<String>, Refusal> {
    let refused = Refusal::invalid("isv.invalid-notify-url", "无效的notify_url参数");
    let Some(address) = parameters.get("notify_url").filter(|address| !address.is_empty()) else {
        return Ok(None);
    };
    let url = Url::parse(address).map_err(|_| refused)?;
    let allowed = url.scheme() == "https" || (url.scheme() == "http" && is_loopback(&url));
    if !allowed || url.query().is_some() || address.len() > MAX_NOTIFY_URL {
        return Err(refused);
    }
    Ok(Some(address.clone()))
}

/// Enters the order of a request, or finds the same one again; the answer is its number. A code is made if it is wanted.
pub fn enter(sandbox: &Arc<Sandbox>, parameters: &Parameters, with_code: bool) -> Result<String, Refusal> {
    let now_ms = sandbox.clock.business_ms();
    let order = Content::of(parameters)?.order(parameters, now_ms)?;
    let number = order.number.clone();
    let mut book = sandbox.alipay();
    if let Some(trade) = book.trade(&number) {
        return match trade.payable(now_ms) {
            Err(Unpayable::Paid) => Err(Refusal::business("ACQ.TRADE_HAS_SUCCESS", "交易已被支付")),
            Err(Unpayable::Closed | Unpayable::Expired) => {
                Err(Refusal::business("ACQ.TRADE_HAS_CLOSE", "交易已经关闭"))
            }
            // Its last moment may have been given as a span, which ends elsewhere each time.
            Ok(())
                if trade.order != Order { expires_ms: trade.order.expires_ms, ..order }
                    || trade.code.is_some() != with_code =>
            {
                Err(Refusal::business("ACQ.CONTEXT_INCONSISTENT", "交易信息被篡改"))
            }
            Ok(()) => Ok(number),
        };
    }
    if order.expires_ms <= now_ms {
        return Err(Refusal::parameter());
    }
    let day = clock::day_digits(now_ms);
    let trade_no = format!("{day}22001{}", entropy::text(entropy::DIGITS, 15).map_err(Refusal::from)?);
    let code = with_code.then(code).transpose()?;
    book.enter(Trade::new(order, code, trade_no, now_ms));
    Ok(number)
}

fn code() -> Result<String, Error> {
    let random = entropy::text(entropy::ALPHANUMERIC, 21)?.to_ascii_lowercase();
    Ok(format!("https://qr.alipay.com/bax{random}"))
}

/// `alipay.trade.precreate`.
pub fn precreate(sandbox: &Arc<Sandbox>, parameters: &Parameters) -> Result<Value, Refusal> {
    let number = enter(sandbox, parameters, true)?;
    let book = sandbox.alipay();
    let code = book.trade(&number).and_then(|trade| trade.code.as_deref());
    Ok(done(json!({ "out_trade_no": number, "qr_code": code })))
}

#[cfg(test)]
mod tests {
    use super::milliseconds;

    #[test]
    fn spans_have_a_unit_and_a_limit() {
        assert_eq!(milliseconds("15m"), Some(900_000));
        assert_eq!(milliseconds("2h"), Some(7_200_000));
        for bad in ["", "m", "0m", "16d", "15", "15s", "-1m", "会"] {
            assert_eq!(milliseconds(bad), None, "{bad}");
        }
    }
}
