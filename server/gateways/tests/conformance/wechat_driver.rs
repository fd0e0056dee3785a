//! WeChat Pay.

use std::{collections::HashSet, fs, sync::Arc};

use async_trait::async_trait;
use domain::{
    money::{Currency, Money},
    order::{Channel, PayWay, PayerAction},
    time::Day,
};
use gateways::wechat_pay::{WechatPay, WechatPayConfig};
use reqwest::Method;
use serde_json::json;
use services::ports::{Clock as _, CreatePayment, Notification, PaymentGateway, RefundRequest};
use tokio::sync::Mutex;

use crate::{
    driver::{Driver, Fault, On, Told, number, read},
    sandbox_control::{
        NOON, Sandbox, keys, kind,
        ports::{Draws, Real},
    },
};

pub struct WechatDriver {
    sandbox: Sandbox,
    adapter: Arc<WechatPay>,
    way: PayWay,
    /// The addresses of the pages that are open in the payer's browser.
    pages: Mutex<HashSet<String>>,
}

impl WechatDriver {
    pub async fn start(way: PayWay) -> Self {
        let sandbox = Sandbox::start((204, "")).await;
        let adapter = adapter(config(&sandbox));
        Self { sandbox, adapter, way, pages: Mutex::default() }
    }

    /// Opens the page as a phone's browser does.
    async fn opens(&self, url: &str) -> bool {
        let from_shop = format!("{}/checkout", self.sandbox.door_url);
        self.sandbox.request(Method::GET, url, &[("referer", &from_shop)], None).await.status == 200
    }

    /// Presses the button of the page that is open, or opens it and presses the button.
    async fn pay_on_page(&self, url: &str) -> bool {
        let open = self.pages.lock().await.remove(url);
        if !open && !self.opens(url).await {
            return false;
        }
        let query = url.split_once('?').unwrap().1.to_owned();
        let form = [("content-type", "application/x-www-form-urlencoded")];
        let paid = self.sandbox.request(Method::POST, "/cgi-bin/mmpayweb-bin/pay", &form, Some(query)).await;
        let back = paid.headers.get("location").and_then(|place| place.to_str().ok());
        // A browser goes back to the shop.
        paid.status == 303 && back == Some(&format!("{}/o/1?from=wallet", self.sandbox.door_url))
    }

    async fn told(&self, skip: usize, is: impl Fn(&Notification) -> bool) -> Told {
        // What it is about is encrypted: only the merchant can tell.
        let about = |told: &Told| read(&*self.adapter, told, Real.system()).is_ok_and(|told| is(&told));
        self.sandbox.told(skip, about).await
    }
}

fn config(sandbox: &Sandbox) -> WechatPayConfig {
    let notify_url = format!("{}/webhooks/wechat-pay", sandbox.door_url);
    WechatPayConfig::from_folder(keys(), sandbox.base_url.as_str(), notify_url).unwrap()
}

fn adapter(config: WechatPayConfig) -> Arc<WechatPay> {
    Arc::new(WechatPay::new(config, Arc::new(Real), Arc::new(Draws)).unwrap())
}

fn is_paid(told: &Notification, wanted: &str) -> bool {
    matches!(told, Notification::Paid { number, .. } if number == wanted)
}

#[async_trait]
impl Driver for WechatDriver {
    fn gateway(&self) -> Arc<dyn PaymentGateway> {
        Arc::<WechatPay>::clone(&self.adapter)
    }

    fn restarted(&self) -> Arc<dyn PaymentGateway> {
        adapter(config(&self.sandbox))
    }

    fn strangers(&self) -> Vec<Arc<dyn PaymentGateway>> {
        let own = || config(&self.sandbox);
        let other_merchant = WechatPayConfig { mchid: "1900000000".to_owned(), ..own() };
        let other_application = WechatPayConfig {
            appid: "wxOTHER".to_owned(),
            mini_appid: Some("wxOTHERMINI".to_owned()),
            ..own()
        };
        let (mut unknown_key, mut wrong_key) = (own(), own());
        unknown_key.platform_keys[0].id = "PUB_KEY_ID_OTHER".to_owned();
        wrong_key.platform_keys[0].public_key_pem =
            fs::read_to_string(keys().join("merchant_public_key.pem")).unwrap();
        let strangers = [other_merchant, other_application, unknown_key, wrong_key];
        strangers.map(|config| -> Arc<dyn PaymentGateway> { adapter(config) }).to_vec()
    }

    fn payment(&self) -> CreatePayment {
        CreatePayment {
            number: number("J"),
            description: "深夜木工房·年度会员".to_owned(),
            amount: Money::new(19_900, Currency::Cny),
            expires_at: NOON.plus_seconds(900),
            channel: Channel::WechatPay,
            way: self.way,
            payer: self.way.needs_payer().then(|| "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o".to_owned()),
            return_url: format!("{}/o/1?from=wallet", self.sandbox.door_url),
            client_address: "203.0.113.7".to_owned(),
            language: "zh",
        }
    }

    fn amounts(&self) -> Vec<Money> {
        [1, 990, 19_999, 10_000_000_000].map(|fen| Money::new(fen, Currency::Cny)).to_vec()
    }

    async fn seen(&self, _payment: &CreatePayment, action: &PayerAction) {
        match action {
            PayerAction::Scan { code_url } => self.sandbox.scan(code_url).await,
            PayerAction::Visit { url } => {
                assert!(self.opens(url).await);
                self.pages.lock().await.insert(url.clone());
            }
            // The wallet shows the payment when it is called, and the same call pays it.
            PayerAction::Invoke(_) => {}
        }
    }

    async fn pay(&self, _payment: &CreatePayment, action: &PayerAction) -> bool {
        match action {
            PayerAction::Scan { code_url } => {
                let code = json!({ "code_url": code_url });
                self.sandbox.ask(Method::POST, "pay", Some(&code)).await.0 == 200
            }
            PayerAction::Invoke(call) => {
                let call = json!({
                    "appId": call.app_id,
                    "timeStamp": call.timestamp,
                    "nonceStr": call.nonce,
                    "package": call.package,
                    "signType": call.sign_type,
                    "paySign": call.signature,
                });
                self.sandbox.ask(Method::POST, "wallet/invoke", Some(&call)).await.0 == 200
            }
            PayerAction::Visit { url } => self.pay_on_page(url).await,
        }
    }

    async fn recorded(&self, number: &str) -> usize {
        let (status, _) = self.sandbox.ask(Method::GET, &format!("orders/{number}"), None).await;
        usize::from(status == 200)
    }

    async fn goes_wrong(&self, on: On, fault: Fault) -> bool {
        let on = match on {
            On::Create => "native",
            On::Query => "query",
            On::Close => "close",
            On::Refund => "refund",
        };
        let rule = json!({ "on": on, "kind": kind(fault), "delay_ms": 1 });
        self.sandbox.control("faults", &rule).await;
        true
    }

    async fn told_of_payment(&self, number: &str) -> Told {
        self.told(0, |told| is_paid(told, number)).await
    }

    async fn told_again(&self, number: &str) -> Told {
        self.told_of_payment(number).await;
        self.sandbox.control(&format!("notify/{number}"), &serde_json::Value::Null).await;
        self.told(1, |told| is_paid(told, number)).await
    }

    async fn told_of_refund(&self, refund: &RefundRequest) -> Option<Told> {
        let is = |told: &Notification| matches!(told, Notification::Refund { refund_number, .. } if *refund_number == refund.refund_number);
        Some(self.told(0, is).await)
    }

    fn age_limit_seconds(&self) -> Option<i64> {
        Some(300)
    }

    async fn day_is_over(&self) -> Day {
        // Noon of the next day: bills are made by ten o'clock.
        self.sandbox.clock(NOON.plus_days(1)).await;
        Day::from_calendar(2026, 11, 20).unwrap()
    }
}
