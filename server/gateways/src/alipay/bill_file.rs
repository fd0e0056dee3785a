//! The file of a bill: a zip of CSV tables in GBK. Lines that begin with `#` are remarks; a cell may end with a
//! tabulator, so that spreadsheets do not take a number for a number.

use std::io::{Cursor, Read as _};

use encoding_rs::GBK;
use services::ports::{BillKind, BillLine, BillState};
use zip::ZipArchive;

use super::{amount, instant};

/// A small file can unpack to very large ones: this much in all, in bytes.
const MOST_BYTES: u64 = 64 * 1024 * 1024;
const MOST_FILES: usize = 16;

/// The lines of the file; none when it is not a bill. Tables that list nothing one by one (the summary) are left out.
pub(super) fn read(bytes: &[u8]) -> Option<Vec<BillLine>> {
    read_at_most(bytes, MOST_BYTES)
}

fn read_at_most(bytes: &[u8], mut left: u64) -> Option<Vec<BillLine>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    if archive.len() > MOST_FILES {
        return None;
    }
    let mut lines = None;
    for index in 0..archive.len() {
        let mut table = Vec::new();
        let mut file = archive.by_index(index).ok()?.take(left);
        file.read_to_end(&mut table).ok()?;
        left = file.limit();
        drop(file);
        if left == 0 {
            return None;
        }
        let (text, _, malformed) = GBK.decode(&table);
        if malformed {
            return None;
        }
        if let Some(found) = read_table(&text) {
            lines.get_or_insert_with(Vec::new).extend(found?);
        }
    }
    lines
}

/// Where the columns are that we read.
struct Columns {
    trade: usize,
    number: usize,
    kind: usize,
    at: usize,
    amount: usize,
    refund: usize,
}

impl Columns {
    fn find(header: &csv::StringRecord) -> Option<Self> {
        let at = |name: &str| header.iter().position(|cell| cell.trim().trim_end_matches("（元）") == name);
        Some(Self {
            trade: at("支付宝交易号")?,
            number: at("商户订单号")?,
            kind: at("业务类型")?,
            at: at("完成时间")?,
            amount: at("订单金额")?,
            refund: at("退款批次号/请求号")?,
        })
    }
}

/// The outer `None`: another table. The inner one: a line that cannot be read, and so no bill to be relied on.
#[expect(clippy::option_option, reason = "the two ways of having no lines are answered differently")]
fn read_table(text: &str) -> Option<Option<Vec<BillLine>>> {
    let mut reader = csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .flexible(true)
        .has_headers(false)
        .from_reader(text.as_bytes());
    let mut records = reader.records();
    let columns = Columns::find(&records.next()?.ok()?)?;
    let mut lines = Vec::new();
    for record in records {
        match record.ok().and_then(|record| line(&record, &columns)) {
            Some(Some(found)) => lines.push(found),
            // Of a kind that is neither a payment nor a refund.
            Some(None) => tracing::warn!("a line of Alipay's bill is of a kind that we do not know"),
            None => return Some(None),
        }
    }
    Some(is_whole(text, &lines).then_some(lines))
}

/// Whether there are as many lines as the remarks behind them say (`#交易合计：2笔，…`). A quotation mark in the name of
/// what was sold could make one line of many.
fn is_whole(text: &str, lines: &[BillLine]) -> bool {
    [("#交易合计：", BillKind::Payment), ("#退款合计：", BillKind::Refund)].into_iter().all(
        |(remark, kind)| {
            let said = text.lines().filter_map(|line| line.strip_prefix(remark)?.split_once('笔'));
            let counted = lines.iter().filter(|line| line.kind == kind).count();
            said.filter_map(|(count, _)| count.trim().parse::<usize>().ok()).all(|count| count == counted)
        },
    )
}

#[expect(
    clippy::option_option,
    reason = "a line that is not ours and a line that cannot be read are not the same"
)]
fn line(record: &csv::StringRecord, columns: &Columns) -> Option<Option<BillLine>> {
    let cell = |index: usize| record.get(index).map(str::trim);
    let (kind, refund_number) = match cell(columns.kind)? {
        "交易" => (BillKind::Payment, None),
        "退款" => {
            (BillKind::Refund, Some(cell(columns.refund)?.to_owned()).filter(|number| !number.is_empty()))
        }
        _ => return Some(None),
    };
    let amount = amount::read(cell(columns.amount)?)?;
    // What went back is written as less than nothing.
    let amount = if kind == BillKind::Refund && amount.minor() < 0 { amount.negated() } else { amount };
    let (number, trade) = (cell(columns.number)?, cell(columns.trade)?);
    if !amount.is_positive() || number.is_empty() || trade.is_empty() {
        return None;
    }
    Some(Some(BillLine {
        kind,
        number: number.to_owned(),
        gateway_transaction: trade.to_owned(),
        refund_number,
        amount,
        at: instant::read(cell(columns.at)?)?,
        // Only what is done is written down here.
        state: BillState::Moved,
    }))
}

#[cfg(test)]
#[path = "bill_file_tests.rs"]
mod tests;
