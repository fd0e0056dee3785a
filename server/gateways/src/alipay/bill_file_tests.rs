use std::io::Write as _;

use domain::money::{Currency, Money};
use encoding_rs::GBK;
use services::ports::{BillKind, BillState};
use zip::{ZipWriter, write::SimpleFileOptions};

use super::{Cursor, read, read_at_most};

const HEADER: &str = "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,\
                      订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,\
                      商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注";

fn row(kind: &str, amount: &str, refund: &str) -> String {
    format!(
        "2026100322001400000000000001\t,J2026A\t,{kind},\"入会费, 一年\",2026-10-03 10:00:00,2026-10-03 10:00:30,,,,,\
         buy***@example.com,{amount},{amount},0.00,0.00,0.00,0.00,0.00,,0.00,0.00,{refund},-0.12,0.00,"
    )
}

fn table(rows: &[String]) -> Vec<u8> {
    let count = |kind: &str| rows.iter().filter(|row| row.contains(kind)).count();
    counted(rows, count(",交易,"), count(",退款,"))
}

fn counted(rows: &[String], payments: usize, refunds: usize) -> Vec<u8> {
    let text = format!(
        "#支付宝业务明细查询\r\n#账号：[20880000000000000156]\r\n\
         #-----------------------------------------业务明细列表----------------------------------------\r\n{HEADER}\r\n{}\
         #-----------------------------------------业务明细列表结束------------------------------------\r\n\
         #交易合计：{payments}笔，商家实收共35.80元，商家优惠共0.00元\r\n\
         #退款合计：{refunds}笔，商家实收退款共-35.80元，商家优惠退款共0.00元\r\n",
        rows.iter().flat_map(|row| [row.as_str(), "\r\n"]).collect::<String>(),
    );
    GBK.encode(&text).0.into_owned()
}

fn packed(files: &[&[u8]]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (index, file) in files.iter().enumerate() {
        archive.start_file(format!("{index}.csv"), SimpleFileOptions::default()).unwrap();
        archive.write_all(file).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[test]
fn payments_and_refunds_are_read_and_the_summary_is_left_out() {
    let rows = [row("交易", "35.80", ""), row("退款", "-35.80", "R2026A\t"), row("分账", "1.00", "")];
    let summary =
        GBK.encode("#支付宝业务汇总查询\r\n门店编号,门店名称,交易订单总笔数\r\n合计,,1\r\n").0.into_owned();
    let lines = read(&packed(&[&summary, &table(&rows)])).unwrap();
    assert_eq!(lines.len(), 2);
    let (payment, refund) = (&lines[0], &lines[1]);
    assert_eq!((payment.kind, refund.kind), (BillKind::Payment, BillKind::Refund));
    assert_eq!(payment.number, "J2026A");
    assert_eq!(payment.gateway_transaction, "2026100322001400000000000001");
    assert_eq!((payment.amount, refund.amount), (Money::new(3_580, Currency::Cny), payment.amount));
    assert_eq!((payment.refund_number.as_deref(), refund.refund_number.as_deref()), (None, Some("R2026A")));
    assert_eq!((payment.state, refund.state), (BillState::Moved, BillState::Moved));
    // 10:00:30 in China.
    assert_eq!(payment.at.unix_ms(), 1_790_992_830_000);
}

#[test]
fn a_day_without_business_is_an_empty_bill() {
    assert_eq!(read(&packed(&[&table(&[])])), Some(Vec::new()));
}

#[test]
fn what_is_no_bill_or_has_a_line_that_cannot_be_read_is_not_relied_on() {
    assert_eq!(read(b""), None);
    assert_eq!(read("登录超时，请重新下载".as_bytes()), None);
    assert_eq!(read(&packed(&[])), None);
    assert_eq!(read(&packed(&[b"a,b,c\n1,2,3\n"])), None);
    for bad in
        [row("交易", "35.805", ""), row("交易", "0.00", ""), row("交易", "-1.00", ""), "1,2,交易".to_owned()]
    {
        assert_eq!(read(&packed(&[&table(&[bad])])), None);
    }
}

#[test]
fn a_bill_that_says_another_number_of_lines_than_it_has_is_not_relied_on() {
    let rows = [row("交易", "35.80", ""), row("退款", "-35.80", "R2026A\t")];
    assert_eq!(read(&packed(&[&counted(&rows, 1, 1)])).map(|lines| lines.len()), Some(2));
    assert_eq!(read(&packed(&[&counted(&rows, 2, 1)])), None);
    assert_eq!(read(&packed(&[&counted(&rows, 1, 2)])), None);
    // A shop's own name for what it sells, with two quotation marks, swallows the line between them.
    let quoted = |end: &str| row("交易", "35.80", "").replace("\"入会费, 一年\"", end);
    let rows = [quoted("\"一年"), row("交易", "1.00", ""), quoted("一年\"")];
    assert_eq!(read(&packed(&[&table(&rows)])), None);
}

#[test]
fn all_tables_together_are_not_larger_than_the_limit() {
    let one = table(&[row("交易", "35.80", "")]);
    let (archive, size) = (packed(&[&one, &one]), u64::try_from(one.len()).unwrap());
    assert_eq!(read_at_most(&archive, 2 * size + 1).map(|lines| lines.len()), Some(2));
    assert_eq!(read_at_most(&archive, 2 * size - 1), None, "each alone would be small enough");
}
