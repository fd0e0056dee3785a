//! The gateway's record of one of its days: first the address of a file and its hash, signed; then the file, which is
//! not signed and is believed because of the hash.

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use bytes::Bytes;
use domain::time::{Day, Timestamp};
use http::Method;
use services::ports::{Bill, BillLine, GatewayFault};

use super::{
    WechatPay, bill_file,
    errors::Refusal,
    exchange::{Reply, json},
    wire::BillAnswer,
};
use crate::mac::hexadecimal;

/// The gateway's days begin at midnight in China, which has one time zone and no summer time.
const CHINA_AHEAD_SECONDS: i64 = 8 * 3_600;
/// From nine o'clock of the next day on bills are made; by ten they are there.
const READY_AFTER_SECONDS: i64 = 10 * 3_600;

impl WechatPay {
    pub(super) async fn trade_bill(&self, day: Day) -> Result<Bill, GatewayFault> {
        let (year, month, date) = day.calendar();
        let target = format!("/v3/bill/tradebill?bill_date={year:04}-{month:02}-{date:02}&bill_type=ALL");
        let from = day.start().plus_seconds(-CHINA_AHEAD_SECONDS);
        let until = from.plus_days(1);
        if self.clock.business() < until {
            return Ok(Bill::NotReady);
        }
        match self.get(&target).await? {
            Reply::Done(body) => {
                let file = self.downloaded(&json(&body)?).await?;
                let lines = bill_file::read(&file).ok_or(GatewayFault::Untrusted)?;
                let ours = lines.into_iter().filter(|line| self.is_our_application(&line.appid));
                let lines: Vec<BillLine> = ours.map(|line| line.line).collect();
                let of_the_day = lines.iter().all(|line| (from..until).contains(&line.at));
                if of_the_day { Ok(Bill::Lines { from, until, lines }) } else { Err(GatewayFault::Untrusted) }
            }
            Reply::Refused(refusal) => self.no_bill(refusal, from, until),
        }
    }

    fn no_bill(&self, refusal: Refusal, from: Timestamp, until: Timestamp) -> Result<Bill, GatewayFault> {
        match refusal.word().as_str() {
            "STATEMENTCREATING" => Ok(Bill::NotReady),
            // Says that there was no business that day, and is what is said before the bill is made, too.
            "NOSTATEMENTEXIST" if self.clock.business() < until.plus_seconds(READY_AFTER_SECONDS) => {
                Ok(Bill::NotReady)
            }
            "NOSTATEMENTEXIST" => Ok(Bill::Lines { from, until, lines: Vec::new() }),
            _ => Err(refusal.into_fault()),
        }
    }

    async fn downloaded(&self, bill: &BillAnswer) -> Result<Bytes, GatewayFault> {
        let url = self.places.file(&bill.download_url).ok_or(GatewayFault::Untrusted)?;
        let request = self.signed(Method::GET, url, Bytes::new())?;
        let answer = self.files.exchange(request).await?;
        if !answer.status.is_success() {
            return Err(GatewayFault::Trouble { code: format!("HTTP_{}", answer.status.as_u16()) });
        }
        let hash = hexadecimal(digest(&SHA1_FOR_LEGACY_USE_ONLY, &answer.body).as_ref());
        let same = bill.hash_type == "SHA1" && bill.hash_value.eq_ignore_ascii_case(&hash);
        if same { Ok(answer.body) } else { Err(GatewayFault::Untrusted) }
    }
}
