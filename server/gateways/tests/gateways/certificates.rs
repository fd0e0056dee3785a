//! The gateway's certificates: fetched when they are needed, changed while we run, never fetched without end.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use domain::{order::PayWay, time::Timestamp};
use gateways::wechat_pay::{WechatPay, WechatPayConfig};
use serde_json::Value;
use services::ports::{
    Clock, CreateAnswer, CreatePayment, GatewayFault, Notification, NotificationRefused, PaymentGateway as _,
    QueryAnswer,
};

use super::{
    sandbox_journey::{NUMBER, code_of, payment},
    support::{
        NOW_MS, adapter, config,
        keys::PLATFORM,
        of,
        ports::{Draws, Real},
        running_sandbox::{RunningSandbox, keys},
        server::{Received, Script, Server},
        signer, with_headers,
    },
};

/// The real time, some milliseconds ahead.
#[derive(Default)]
struct Ahead(AtomicI64);

impl Clock for Ahead {
    fn business(&self) -> Timestamp {
        self.system()
    }

    fn system(&self) -> Timestamp {
        Real.system().plus_ms(self.0.load(Ordering::Relaxed))
    }
}

struct Shop {
    sandbox: RunningSandbox,
    adapter: WechatPay,
    clock: Arc<Ahead>,
}

/// A merchant that verifies by certificates: only, or too.
async fn shop(keeps_public_key: bool) -> Shop {
    let sandbox = RunningSandbox::start().await;
    let clock = Arc::new(Ahead::default());
    let notify_url = format!("{}/webhooks/wechat-pay", sandbox.door.base_url);
    let config = WechatPayConfig::from_folder(keys(), sandbox.base_url.as_str(), notify_url).unwrap();
    let mut config = WechatPayConfig { certificates: true, ..config };
    if !keeps_public_key {
        config.platform_keys.clear();
    }
    let adapter = WechatPay::new(config, Arc::<Ahead>::clone(&clock), Arc::new(Draws)).unwrap();
    Shop { sandbox, adapter, clock }
}

impl Shop {
    async fn new_certificate(&self) {
        self.sandbox.control("wechat/certificates", Value::Null).await;
    }

    /// What arrives at the merchant's door next.
    async fn told(&mut self) -> (Vec<(String, String)>, Vec<u8>) {
        let received = self.sandbox.door.next().await;
        (received.headers, received.body)
    }

    fn read(&self, told: &(Vec<(String, String)>, Vec<u8>)) -> Result<Notification, NotificationRefused> {
        let now = self.clock.system();
        with_headers(&told.0, |headers| self.adapter.parse_notification(headers, &told.1, now))
    }

    /// Lets a minute pass, in which certificates are not asked for again. Signatures are still fresh then.
    fn a_minute_later(&self) {
        self.clock.0.fetch_add(61_000, Ordering::Relaxed);
    }
}

#[tokio::test]
async fn an_unknown_certificate_is_fetched_once_and_its_answers_are_believed() {
    let shop = shop(false).await;
    shop.new_certificate().await;
    let answer = shop.adapter.create(&payment()).await;
    assert!(matches!(answer, Ok(CreateAnswer::Open { .. })), "{answer:?}");
    assert_eq!(shop.adapter.query(&of(NUMBER)).await, Ok(QueryAnswer::Waiting));
    // The old one may still sign while the new one is introduced; here the new one does at once.
    shop.new_certificate().await;
    assert_eq!(shop.adapter.query(&of(NUMBER)).await, Err(GatewayFault::Untrusted), "asked within a minute");
    shop.a_minute_later();
    assert_eq!(shop.adapter.query(&of(NUMBER)).await, Ok(QueryAnswer::Waiting));
}

#[tokio::test]
async fn a_notification_by_an_unknown_certificate_waits_for_the_keys_to_be_refreshed() {
    let mut shop = shop(true).await;
    let code_url = code_of(shop.adapter.create(&payment()).await.unwrap());
    shop.new_certificate().await;
    shop.sandbox.pay(&code_url).await;
    let told = shop.told().await;
    assert_eq!(shop.read(&told), Err(NotificationRefused::UnknownKey));
    shop.adapter.refresh_keys().await.unwrap();
    assert!(matches!(shop.read(&told), Ok(Notification::Paid { .. })));
    // Answers go on being signed by the public key that we ask for.
    assert!(matches!(shop.adapter.query(&of(NUMBER)).await, Ok(QueryAnswer::Paid(_))));
}

#[tokio::test]
async fn many_that_need_a_key_at_once_make_one_fetch() {
    let shop = shop(false).await;
    shop.new_certificate().await;
    let [one, two, three] = ["J2026_unknown1", "J2026_unknown2", "J2026_unknown3"].map(of);
    let answers = tokio::join!(
        shop.adapter.query(&one),
        shop.adapter.query(&two),
        shop.adapter.query(&three),
        shop.adapter.refresh_keys(),
    );
    let unknown = Ok(QueryAnswer::Unknown);
    assert_eq!(answers, (unknown.clone(), unknown.clone(), unknown, Ok(())));
}

#[tokio::test]
async fn a_gateway_whose_certificates_cannot_be_had_is_asked_for_them_once() {
    let seconds = NOW_MS / 1000;
    let mut server = Server::start(move |received: &Received| {
        let in_trouble = received.request_line.starts_with("GET /v3/certificates ");
        let headers =
            if in_trouble { vec![] } else { signer::headers_by(&PLATFORM.pair, "5F1E", seconds, b"{}") };
        Script::Answer { status: if in_trouble { 503 } else { 200 }, headers, body: b"{}".to_vec() }
    })
    .await;
    let config = WechatPayConfig { certificates: true, ..config(&server.base_url) };
    let adapter = adapter(config);
    let [one, two, three] = ["J2026_unknown1", "J2026_unknown2", "J2026_unknown3"].map(of);
    let answers = tokio::join!(adapter.query(&one), adapter.query(&two), adapter.query(&three));
    assert!(answers.0.is_err() && answers.1.is_err() && answers.2.is_err(), "{answers:?}");
    assert_eq!(adapter.query(&one).await, Err(GatewayFault::Untrusted));
    let mut asked = 0;
    while let Ok(received) = server.requests.try_recv() {
        asked += usize::from(received.request_line.starts_with("GET /v3/certificates "));
    }
    assert_eq!(asked, 1);
}

#[tokio::test]
async fn a_merchant_without_certificates_cannot_fetch_any_and_others_do_not_try() {
    let shop = shop(true).await;
    let refused = GatewayFault::Refused { code: "RESOURCE_NOT_EXISTS".to_owned() };
    assert_eq!(shop.adapter.refresh_keys().await, Err(refused));
    assert_eq!(shop.adapter.refresh_keys().await, Ok(()), "not asked again within a minute");
    // This one has public keys only: it asks nobody.
    assert_eq!(super::support::silent_adapter().refresh_keys().await, Ok(()));
}

#[tokio::test]
async fn every_way_is_paid_while_certificates_change() {
    let shop = shop(false).await;
    for way in [PayWay::Code, PayWay::Phone, PayWay::InWallet] {
        shop.new_certificate().await;
        shop.a_minute_later();
        let payer = way.needs_payer().then(|| "oX".to_owned());
        let number = format!("J2026_{}", way.code());
        let answer = shop.adapter.create(&CreatePayment { way, payer, number, ..payment() }).await;
        assert!(matches!(answer, Ok(CreateAnswer::Open { .. })), "{way:?} {answer:?}");
    }
}
