//! Where a bill may come from, and what it means that there is none.

use domain::time::{Day, Timestamp};
use serde_json::json;
use services::ports::{Bill, GatewayFault, PaymentGateway as _};

use crate::support::{NOW_MS, refusal, signed, trouble};

const WHERE: &str = "alipay.data.dataservice.bill.downloadurl.query";

fn day() -> Day {
    Day::from_calendar(2026, 1, 1).unwrap()
}

/// The day on which the tests' business clock stands.
fn today() -> Day {
    Timestamp::from_unix_ms(NOW_MS).plus_days(3650).day()
}

#[tokio::test]
async fn a_bill_is_asked_for_by_its_day() {
    let mut asked = signed(WHERE, &refusal("40004", "isp.bill_not_exist")).await;
    asked.adapter.bill(day()).await.unwrap();
    assert_eq!(asked.next().await.1, json!({ "bill_type": "trade", "bill_date": "2026-01-01" }));
}

#[tokio::test]
async fn a_missing_bill_is_late_for_a_day_and_then_there_was_nothing_to_write() {
    let bill =
        async |day| signed(WHERE, &refusal("40004", "isp.bill_not_exist")).await.adapter.bill(day).await;
    assert_eq!(bill(today()).await, Ok(Bill::NotReady));
    assert_eq!(bill(today().plus_days(-1)).await, Ok(Bill::NotReady));
    let Ok(Bill::Lines { from, until, lines }) = bill(today().plus_days(-3)).await else {
        panic!("the bill is still late");
    };
    assert_eq!((until.ms_since(from), lines), (86_400_000, vec![]));
    let answer = signed(WHERE, &refusal("20000", "isp.unknow-error")).await.adapter.bill(day()).await;
    assert_eq!(answer, Err(trouble("isp.unknow-error")));
}

#[tokio::test]
async fn a_bill_comes_from_a_host_of_the_gateway_or_not_at_all() {
    for place in [
        "https://evil.example/bill.zip",
        "https://alipay.com.evil.example/bill.zip",
        "https://evilalipay.com/bill.zip",
        "http://127.0.0.1:9/bill.zip",
        "https://user@dwbillcenter.alipay.com/bill.zip",
        "https://dwbillcenter.alipay.com:8443/bill.zip",
        "file:///etc/passwd",
        "/bill.zip",
    ] {
        let answer = json!({ "code": "10000", "bill_download_url": place });
        let answer = signed(WHERE, &answer).await.adapter.bill(day()).await;
        assert_eq!(answer, Err(GatewayFault::Untrusted), "{place}");
    }
}
