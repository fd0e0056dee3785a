//! The bill's file: comma-separated, a backquote before each value, a summary at its end.

use domain::{
    money::{Currency, Money},
    time::Timestamp,
};
use services::ports::{BillKind, BillLine, BillState};

use super::{instant, wire::YUAN};

/// What the summary's first line begins with.
const SUMMARY: &str = "总交易单数";
/// The column that says what a line is.
const STATE: &str = "交易状态";
/// The column that says how a refund stood when the bill was made. Every refund that was accepted that day is listed.
const REFUND_STATE: &str = "退款状态";
/// The two columns of free text; they may hold commas.
const FREE_TEXT: (&str, &str) = ("商品名称", "商户数据包");

/// A line, and whose it is: other shops may use the same merchant number.
pub(super) struct OwnedLine {
    /// The application.
    pub appid: String,
    /// The line.
    pub line: BillLine,
}

/// Reads a whole file; none when anything is not as it should be, a missing end included.
pub(super) fn read(file: &[u8]) -> Option<Vec<OwnedLine>> {
    let text = std::str::from_utf8(file).ok()?.trim_start_matches('\u{FEFF}');
    let mut lines = text.lines();
    let columns = Columns::new(lines.next()?)?;
    let (mut read, mut count) = (Vec::new(), 0_u64);
    for line in lines.by_ref() {
        if line.starts_with(SUMMARY) {
            let said = lines.next()?.split(',').next()?.strip_prefix('`')?.parse::<u64>().ok()?;
            return (said == count).then_some(read);
        }
        count = count.checked_add(1)?;
        let values = columns.values(line)?;
        // Only payments by payment codes are taken back this way.
        if columns.value(&values, STATE)? != "REVOKED" {
            read.push(columns.line(&values)?);
        }
    }
    None
}

struct Columns<'a> {
    names: Vec<&'a str>,
    free: usize,
}

impl<'a> Columns<'a> {
    fn new(header: &'a str) -> Option<Self> {
        let names: Vec<&str> = header.split(',').map(str::trim).collect();
        let free = names.iter().position(|name| *name == FREE_TEXT.0)?;
        (names.get(free.checked_add(1)?) == Some(&FREE_TEXT.1)).then_some(Self { names, free })
    }

    /// The value of a column. Columns behind the free text are counted from the end.
    fn value<'b>(&self, values: &[&'b str], name: &str) -> Option<&'b str> {
        let at = self.names.iter().position(|known| *known == name)?;
        let place =
            if at < self.free { at } else { values.len().checked_sub(self.names.len().checked_sub(at)?)? };
        values.get(place).copied()
    }

    fn values<'b>(&self, line: &'b str) -> Option<Vec<&'b str>> {
        let values: Vec<&str> = line.strip_prefix('`')?.trim_end_matches('\r').split(",`").collect();
        (values.len() >= self.names.len()).then_some(values)
    }

    fn line(&self, values: &[&str]) -> Option<OwnedLine> {
        let value = |name| self.value(values, name);
        let either = |name, older| value(name).or_else(|| value(older));
        let (kind, amount, refund_number, state) = match value(STATE)? {
            // Merchants of the early days have bills with fewer columns and older names.
            "SUCCESS" => {
                let amount = either("订单金额", "应结订单金额").or_else(|| value("总金额"))?;
                (BillKind::Payment, amount, None, BillState::Moved)
            }
            "REFUND" => {
                let number = value("商户退款单号").filter(|number| !number.is_empty())?;
                let state = refund_state(value(REFUND_STATE).unwrap_or_default());
                (BillKind::Refund, either("申请退款金额", "退款金额")?, Some(number.to_owned()), state)
            }
            _ => return None,
        };
        if value("货币种类")? != YUAN {
            return None;
        }
        let line = BillLine {
            kind,
            number: value("商户订单号")?.to_owned(),
            gateway_transaction: value("微信订单号")?.to_owned(),
            refund_number,
            amount: Money::new(fen(amount)?, Currency::Cny),
            at: moment(value("交易时间")?)?,
            state,
        };
        Some(OwnedLine { appid: value("公众账号ID")?.to_owned(), line })
    }
}

/// How a refund stood. A word that we do not know, and none at all, say that it was accepted: it is asked about.
fn refund_state(word: &str) -> BillState {
    match word {
        "SUCCESS" => BillState::Moved,
        // The older words are those of the interface before this one.
        "CLOSED" | "REFUNDCLOSE" => BillState::Void,
        "ABNORMAL" | "FAIL" | "CHANGE" => BillState::Stuck,
        _ => BillState::UnderWay,
    }
}

/// `199.00` as 19,900 fen. None for anything that is not a positive amount in yuan and whole fen.
fn fen(text: &str) -> Option<i64> {
    let (yuan, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let (fen, beyond) = fraction.split_at_checked(2).unwrap_or((fraction, ""));
    if yuan.is_empty() || !digits(yuan) || !digits(fen) || beyond.bytes().any(|byte| byte != b'0') {
        return None;
    }
    let fen: i64 = format!("{fen:0<2}").parse().ok()?;
    yuan.parse::<i64>().ok()?.checked_mul(100)?.checked_add(fen).filter(|total| *total > 0)
}

/// `2026-01-01 08:00:00`, in China.
fn moment(text: &str) -> Option<Timestamp> {
    let (day, time) = text.split_once(' ')?;
    instant::read(&format!("{day}T{time}+08:00"))
}

#[cfg(test)]
mod tests {
    use super::{BillKind, BillState, Money, fen, moment, read};
    use crate::wechat_pay::bill_file::Currency;

    /// The file that the gateway's own Go library is tested with, with a refund, and with commas in the free text.
    const FILE: &str = "\u{FEFF}交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,\
        付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,\
        商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注\r\n\
        `2021-01-28 17:07:11,`wx81be3101902f7cb2,`1601959334,`0,`,`4200000925202101284997714292,`S20210128170702357723,\
        `ofyak5qR_1wYsC99CsWA6R9MJazA,`NATIVE,`SUCCESS,`OTHERS,`CNY,`0.01,`0.00,`0,`0,`0.00,`0.00,`,`,`for, `testing,`\
        and more,`cipher code,`0.00000,`1.00%,`0.02,`0.00,`\r\n\
        `2021-01-28 23:59:59,`wx81be3101902f7cb2,`1601959334,`0,`,`4200000925202101284997714292,`S20210128170702357723,\
        `ofyak5qR_1wYsC99CsWA6R9MJazA,`NATIVE,`REFUND,`OTHERS,`CNY,`0.00,`0.00,`50300007,`R1,`0.01,`0.00,`ORIGINAL,\
        `PROCESSING,`for testing,`cipher code,`0.00000,`1.00%,`0.00,`0.02,`\r\n\
        总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额\r\n\
        `2,`0.01,`0.01,`0.00,`0.00000,`0.02,`0.02\r\n";

    #[test]
    fn payments_and_refunds_are_read_with_what_the_order_cost_and_not_what_the_coupon_left() {
        let lines = read(FILE.as_bytes()).unwrap();
        let [payment, refund] = &lines[..] else { panic!("two lines") };
        assert_eq!((payment.appid.as_str(), payment.line.kind), ("wx81be3101902f7cb2", BillKind::Payment));
        assert_eq!(payment.line.number, "S20210128170702357723");
        assert_eq!(payment.line.gateway_transaction, "4200000925202101284997714292");
        assert_eq!(payment.line.amount, Money::new(2, Currency::Cny));
        assert_eq!(payment.line.at, moment("2021-01-28 17:07:11").unwrap());
        assert_eq!((refund.line.kind, refund.line.refund_number.as_deref()), (BillKind::Refund, Some("R1")));
        assert_eq!(refund.line.amount, Money::new(2, Currency::Cny));
        assert_eq!((payment.line.state, refund.line.state), (BillState::Moved, BillState::UnderWay));
    }

    #[test]
    fn a_refund_stands_as_the_bill_says_and_an_unknown_word_is_asked_about() {
        for (word, state) in [
            ("SUCCESS", BillState::Moved),
            ("PROCESSING", BillState::UnderWay),
            ("ABNORMAL", BillState::Stuck),
            ("FAIL", BillState::Stuck),
            ("CHANGE", BillState::Stuck),
            ("CLOSED", BillState::Void),
            ("REFUNDCLOSE", BillState::Void),
            ("NOTSURE", BillState::UnderWay),
            ("", BillState::UnderWay),
        ] {
            let lines = read(FILE.replace("PROCESSING", word).as_bytes()).unwrap();
            let states: Vec<_> = lines.iter().map(|line| line.line.state).collect();
            assert_eq!(states, [BillState::Moved, state], "{word}");
        }
        // A bill of the early days has no such column.
        let older = FILE.replace(",退款状态,", ",,");
        assert_eq!(read(older.as_bytes()).unwrap()[1].line.state, BillState::UnderWay);
    }

    #[test]
    fn a_file_that_is_cut_or_counts_wrongly_is_not_read() {
        for end in (0..FILE.len()).filter(|end| FILE.is_char_boundary(*end)) {
            let summary = FILE.rfind("\r\n`2,").unwrap() + "\r\n`2,".len();
            assert_eq!(read(&FILE.as_bytes()[..end]).is_some(), end >= summary - 1, "{end}");
        }
        for (old, new) in
            [("\n`2,", "\n`3,"), ("CNY", "USD"), ("`REFUND", "`NEWS"), ("`0.02,`0.00", "`0.025,`0.00")]
        {
            assert!(read(FILE.replace(old, new).as_bytes()).is_none(), "{new}");
        }
        assert!(read(b"").is_none() && read(&[0xFF]).is_none());
    }

    #[test]
    fn yuan_become_fen_exactly() {
        for (text, wanted) in [
            ("0.01", 1),
            ("199.00", 19_900),
            ("7", 700),
            ("0.5", 50),
            ("90071992547409.93", 9_007_199_254_740_993),
        ] {
            assert_eq!(fen(text), Some(wanted), "{text}");
        }
        for bad in ["", ".5", "-1.00", "+1.00", "1,000.00", "0.001", "0.00", "1e3", "99999999999999999999"] {
            assert_eq!(fen(bad), None, "{bad}");
        }
    }
}
