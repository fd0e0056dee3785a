//! The gateway's own record of one of its days: a signed answer says where the file is, and the file is not signed. It
//! comes over TLS from a host of the gateway, or it is not read.

use domain::time::{DAY_MS, Day};
use http::{Method, StatusCode};
use reqwest::{Request, Url};
use services::ports::{Bill, GatewayFault};

use super::{
    Alipay, bill_file,
    exchange::{Reply, json},
    instant,
    wire::{BillPlace, WhichBill},
};

/// Where bills are, besides the configured gateway's own host (R).
const BILL_HOSTS: [&str; 2] = [".alipay.com", ".alipaydev.com"];

/// How long after a day a missing bill is only late: they are made by ten o'clock, and we do not count on the hour.
const LATE_MS: i64 = DAY_MS;

impl Alipay {
    pub(super) async fn download_bill(&self, day: Day) -> Result<Bill, GatewayFault> {
        let from = instant::start_of(day);
        let until = from.plus_ms(DAY_MS);
        let bill_date = day.to_string();
        let which = WhichBill { bill_type: "trade", bill_date: &bill_date };
        let place: BillPlace =
            match self.ask("alipay.data.dataservice.bill.downloadurl.query", &which, &[]).await? {
                Reply::Done(content) => json(&content)?,
                // Not made yet; or never, because there was nothing to write down.
                Reply::Refused(refusal) if refusal.bare() == "bill_not_exist" => {
                    let is_late = self.clock.business() < until.plus_ms(LATE_MS);
                    return Ok(if is_late {
                        Bill::NotReady
                    } else {
                        Bill::Lines { from, until, lines: Vec::new() }
                    });
                }
                Reply::Refused(refusal) => return Err(refusal.into_fault()),
            };
        let url = self.allowed(&place.bill_download_url).ok_or(GatewayFault::Untrusted)?;
        let answer = self.files.exchange(Request::new(Method::GET, url)).await?;
        if answer.status != StatusCode::OK {
            return Err(GatewayFault::Trouble { code: format!("HTTP_{}", answer.status.as_u16()) });
        }
        let lines = bill_file::read(&answer.body).ok_or(GatewayFault::Untrusted)?;
        Ok(Bill::Lines { from, until, lines })
    }

    /// The file's address, if it is one of the gateway's hosts. Old addresses say http and are fetched by TLS (R).
    fn allowed(&self, text: &str) -> Option<Url> {
        let mut url = Url::parse(text).ok()?;
        if !url.username().is_empty() || url.password().is_some() {
            return None;
        }
        if url.origin() == self.gateway.origin() {
            return Some(url);
        }
        let host = url.host_str()?;
        if !BILL_HOSTS.iter().any(|ending| host.ends_with(ending)) || url.port().is_some() {
            return None;
        }
        match url.scheme() {
            "https" => Some(url),
            "http" => url.set_scheme("https").ok().map(|()| url),
            _ => None,
        }
    }
}
