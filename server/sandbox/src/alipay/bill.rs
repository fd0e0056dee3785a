//! Bills: `alipay.data.dataservice.bill.downloadurl.query`, and the file behind the address it gives. A zip of tables in
//! GBK, made by ten o'clock of the next day; the address works for half a minute.

use std::{
    io::{Cursor, Write as _},
    sync::Arc,
};

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use encoding_rs::GBK;
use http::{StatusCode, header};
use serde_json::{Value, json};
use zip::{ZipWriter, write::SimpleFileOptions};

use super::{
    answers::{Refusal, done},
    book::{BillPlace, Book},
    content::Content,
    instant,
    parameters::Parameters,
    yuan,
};
use crate::{Error, clock, entropy, sandbox::Sandbox};

/// Bills are ready at this time of the next day.
const READY_MS: i64 = 10 * 3_600_000;
/// An address works this long.
const PLACE_MS: i64 = 30_000;

const COLUMNS: &str = "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,\
                       订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,\
                       券名称,商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注";

/// Says where a day's bill is. `host` is the sandbox, as the merchant calls it.
pub fn place(sandbox: &Sandbox, parameters: &Parameters, host: &str) -> Result<Value, Refusal> {
    let content = Content::of(parameters)?;
    let day = content.text("bill_date").ok_or(Refusal::parameter())?;
    let (_, until_ms) = instant::day(day).ok_or(Refusal::parameter())?;
    if content.text("bill_type") != Some("trade") {
        return Err(Refusal::parameter());
    }
    if sandbox.clock.business_ms() < until_ms + READY_MS {
        return Err(Refusal::business("isp.bill_not_exist", "账单不存在"));
    }
    let token = entropy::text(entropy::ALPHANUMERIC, 32).map_err(Refusal::from)?;
    let url = format!("http://{host}/alipay/bill/{token}");
    let until_ms = clock::system_ms() + PLACE_MS;
    sandbox.alipay().place_bill(BillPlace { token, day: day.to_owned(), until_ms });
    Ok(done(json!({ "bill_download_url": url })))
}

/// The file.
pub async fn download(State(sandbox): State<Arc<Sandbox>>, Path(token): Path<String>) -> Response {
    let book = sandbox.alipay();
    let Some(day) = book.bill_at(&token, clock::system_ms()) else {
        return (StatusCode::OK, "下载超时，请重新下载").into_response();
    };
    match written(&book, &day, &sandbox.keys.alipay.names.seller_id) {
        Ok(file) => ([(header::CONTENT_TYPE, "application/zip")], file).into_response(),
        Err(error) => {
            tracing::error!(%error, "a bill could not be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

fn written(book: &Book, day: &str, seller: &str) -> Result<Vec<u8>, Error> {
    let (from_ms, until_ms) = instant::day(day).unwrap_or_default();
    let within = |at_ms: i64| (from_ms..until_ms).contains(&at_ms);
    let mut rows: Vec<(i64, String)> = Vec::new();
    for trade in book.trades() {
        let order = &trade.order;
        let row = |kind: &str, at_ms: i64, fen: i64, refund: &str| {
            let (created, at, amount) =
                (instant::written(trade.created_ms), instant::written(at_ms), yuan::written(fen));
            let (trade_no, number) = (&trade.gateway_no, &order.number);
            let subject = order.subject.replace('"', "\"\"");
            format!(
                "{trade_no}\t,{number}\t,{kind},\"{subject}\",{created},{at},,,,,pay***@sandbox.test,{amount},{amount},\
                 0.00,0.00,0.00,0.00,0.00,,0.00,0.00,{refund},0.00,0.00,"
            )
        };
        if let Some(payment) = trade.payment().filter(|payment| within(payment.at_ms)) {
            rows.push((payment.at_ms, row("交易", payment.at_ms, payment.fen, "")));
        }
        for refund in trade.refunds.iter().filter(|refund| within(refund.at_ms)) {
            rows.push((
                refund.at_ms,
                row("退款", refund.at_ms, -refund.fen, &format!("{}\t", refund.number)),
            ));
        }
    }
    rows.sort();
    let count = |kind: &str| rows.iter().filter(|(_, row)| row.contains(&format!("\t,{kind},"))).count();
    let (payments, refunds) = (count("交易"), count("退款"));
    let list: String = rows.iter().flat_map(|(_, row)| [row.as_str(), "\r\n"]).collect();
    let head =
        format!("#账号：[{seller}0156]\r\n#起始日期：[{day} 00:00:00]   终止日期：[{day} 24:00:00]\r\n");
    let details = format!(
        "#支付宝业务明细查询\r\n{head}#-----------------------------------------业务明细列表----------------------------------------\r\n\
         {COLUMNS}\r\n{list}#-----------------------------------------业务明细列表结束------------------------------------\r\n\
         #交易合计：{payments}笔\r\n#退款合计：{refunds}笔\r\n"
    );
    let summary = format!(
        "#支付宝业务汇总查询\r\n{head}#-----------------------------------------业务汇总列表----------------------------------------\r\n\
         门店编号,门店名称,交易订单总笔数,退款订单总笔数\r\n合计,,{payments},{refunds}\r\n"
    );
    let refused = |error: zip::result::ZipError| Error::Io(std::io::Error::other(error));
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in [("业务明细.csv", details), ("业务明细(汇总).csv", summary)] {
        archive
            .start_file(format!("{seller}0156_{day}_{name}"), SimpleFileOptions::default())
            .map_err(refused)?;
        archive.write_all(&GBK.encode(&text).0)?;
    }
    Ok(archive.finish().map_err(refused)?.into_inner())
}
