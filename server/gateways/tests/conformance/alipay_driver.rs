//! Alipay: codes in key mode, the page in key mode, and the phone's page in certificate mode.

use std::{collections::HashMap, fs, path::PathBuf, sync::Arc};

use async_trait::async_trait;
use domain::{
    money::{Currency, Money},
    order::{Channel, PayWay, PayerAction},
    time::Day,
};
use gateways::alipay::{Alipay, AlipayConfig, AlipayTrust};
use reqwest::{Method, Url};
use serde_json::{Value, json};
use services::ports::{Clock as _, CreatePayment, Notification, PaymentGateway, RefundRequest};
use tokio::sync::Mutex;

use crate::{
    driver::{Driver, Fault, On, Told, number, read},
    sandbox_control::{NOON, Sandbox, keys, kind, ports::Real},
};

pub struct AlipayDriver {
    sandbox: Sandbox,
    adapter: Arc<Alipay>,
    way: PayWay,
    /// The cashier's pages that are open in the payer's browser: what the button of each sends, by address.
    pages: Mutex<HashMap<String, String>>,
}

impl AlipayDriver {
    pub async fn start(way: PayWay) -> Self {
        let sandbox = Sandbox::start((200, "success")).await;
        let adapter = adapter(config(&sandbox, way));
        Self { sandbox, adapter, way, pages: Mutex::default() }
    }

    fn config(&self) -> AlipayConfig {
        config(&self.sandbox, self.way)
    }

    async fn told(&self, skip: usize, is: impl Fn(&Notification) -> bool) -> Told {
        let about = |told: &Told| read(&*self.adapter, told, Real.system()).is_ok_and(|told| is(&told));
        self.sandbox.told(skip, about).await
    }

    /// Opens the cashier's page: what its button sends, if it has one.
    async fn page(&self, address: &str) -> Option<String> {
        let page = self.sandbox.request(Method::GET, address, &[], None).await;
        let html = String::from_utf8(page.body.to_vec()).unwrap();
        let (_, rest) = html.split_once("name=\"request\" value=\"")?;
        Some(rest.split_once('"').unwrap().0.replace("&amp;", "&").replace("&#39;", "'"))
    }

    /// Presses the button of the page that is open, or opens it and presses the button if it has one.
    async fn press(&self, address: &str) -> bool {
        let open = self.pages.lock().await.remove(address);
        let request = match open {
            Some(request) => Some(request),
            None => self.page(address).await,
        };
        let Some(request) = request else {
            return false;
        };
        let form =
            Url::parse_with_params("http://form/", [("request", request.as_str()), ("decision", "pay")]);
        let form = form.unwrap().query().unwrap().to_owned();
        let headers = [("content-type", "application/x-www-form-urlencoded")];
        let done = self.sandbox.request(Method::POST, "/alipay/cashier", &headers, Some(form)).await;
        // Back at the shop, with what was paid.
        let back =
            done.headers.get("location").and_then(|location| location.to_str().ok()).unwrap_or_default();
        done.status.as_u16() == 303
            && back.starts_with("https://shop.test/o/1?")
            && back.contains("&trade_no=")
    }
}

fn config(sandbox: &Sandbox, way: PayWay) -> AlipayConfig {
    let folder: PathBuf =
        if way == PayWay::Phone { keys().join("alipay/certificates") } else { keys().join("alipay") };
    let notify_url = format!("{}/webhooks/alipay", sandbox.door_url);
    AlipayConfig::from_folder(&folder, sandbox.base_url.as_str(), notify_url).unwrap()
}

fn adapter(config: AlipayConfig) -> Arc<Alipay> {
    Arc::new(Alipay::new(config, Arc::new(Real)).unwrap())
}

#[async_trait]
impl Driver for AlipayDriver {
    fn gateway(&self) -> Arc<dyn PaymentGateway> {
        Arc::<Alipay>::clone(&self.adapter)
    }

    fn restarted(&self) -> Arc<dyn PaymentGateway> {
        adapter(self.config())
    }

    fn strangers(&self) -> Vec<Arc<dyn PaymentGateway>> {
        let other_seller = AlipayConfig { seller_id: "2088000000000000".to_owned(), ..self.config() };
        let other_application = AlipayConfig { app_id: "2021000000000000".to_owned(), ..self.config() };
        let app_public = fs::read_to_string(keys().join("alipay/app_public_key.pem")).unwrap();
        let wrong_key = AlipayConfig { trust: AlipayTrust::Keys { alipay: app_public }, ..self.config() };
        let strangers = [other_seller, other_application, wrong_key];
        strangers.map(|config| -> Arc<dyn PaymentGateway> { adapter(config) }).to_vec()
    }

    fn payment(&self) -> CreatePayment {
        CreatePayment {
            number: number("J"),
            description: "深夜木工房·年度会员 50% off + 'gift' & more".to_owned(),
            amount: Money::new(19_900, Currency::Cny),
            expires_at: NOON.plus_seconds(900),
            channel: Channel::Alipay,
            way: self.way,
            payer: None,
            return_url: "https://shop.test/o/1?from=wallet".to_owned(),
            client_address: "203.0.113.7".to_owned(),
            language: "zh",
        }
    }

    fn amounts(&self) -> Vec<Money> {
        [1, 990, 19_999, 10_000_000_000].map(|fen| Money::new(fen, Currency::Cny)).to_vec()
    }

    async fn seen(&self, payment: &CreatePayment, action: &PayerAction) {
        match action {
            PayerAction::Scan { code_url } => self.sandbox.scan(code_url).await,
            PayerAction::Visit { url } => {
                let button = self.page(url).await.unwrap();
                self.pages.lock().await.insert(url.clone(), button);
            }
            PayerAction::Invoke(_) => panic!("{payment:?} is not seen by {action:?}"),
        }
    }

    async fn pay(&self, payment: &CreatePayment, action: &PayerAction) -> bool {
        match action {
            PayerAction::Scan { code_url } => {
                let scanned = json!({ "code_url": code_url });
                self.sandbox.ask(Method::POST, "pay", Some(&scanned)).await.0 == 200
            }
            PayerAction::Visit { url } => self.press(url).await,
            PayerAction::Invoke(_) => panic!("{payment:?} is not paid by {action:?}"),
        }
    }

    async fn recorded(&self, number: &str) -> usize {
        let (status, _) = self.sandbox.ask(Method::GET, &format!("orders/{number}"), None).await;
        usize::from(status == 200)
    }

    async fn goes_wrong(&self, on: On, fault: Fault) -> bool {
        let on = match on {
            On::Create if self.way == PayWay::Code => "precreate",
            On::Create => return false,
            On::Query => "query",
            On::Close => "close",
            On::Refund => "refund",
        };
        let rule = json!({ "gateway": "alipay", "on": on, "kind": kind(fault), "delay_ms": 1 });
        self.sandbox.control("faults", &rule).await;
        true
    }

    async fn told_of_payment(&self, number: &str) -> Told {
        self.told(0, |told| is_paid(told, number)).await
    }

    async fn told_again(&self, number: &str) -> Told {
        self.told_of_payment(number).await;
        self.sandbox.control(&format!("notify/{number}"), &Value::Null).await;
        self.told(1, |told| is_paid(told, number)).await
    }

    async fn told_of_refund(&self, refund: &RefundRequest) -> Option<Told> {
        let is = |told: &Notification| matches!(told, Notification::Refund { refund_number, .. } if *refund_number == refund.refund_number);
        Some(self.told(0, is).await)
    }

    fn age_limit_seconds(&self) -> Option<i64> {
        None
    }

    fn is_known_before_it_is_seen(&self) -> bool {
        false
    }

    async fn day_is_over(&self) -> Day {
        // Noon of the next day: bills are made by ten o'clock.
        self.sandbox.clock(NOON.plus_days(1)).await;
        Day::from_calendar(2026, 11, 20).unwrap()
    }
}

fn is_paid(told: &Notification, wanted: &str) -> bool {
    matches!(told, Notification::Paid { number, .. } if number == wanted)
}
