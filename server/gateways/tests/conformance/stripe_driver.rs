//! Stripe.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use async_trait::async_trait;
use domain::{
    money::{Currency, Money},
    order::{Channel, PayWay, PayerAction},
    time::{Day, Timestamp},
};
use gateways::{
    Secret,
    stripe::{StripePayments, StripePaymentsConfig},
};
use reqwest::Method;
use serde_json::{Value, json};
use services::ports::{Clock, CreatePayment, PaymentGateway, RefundRequest};

use crate::{
    driver::{Driver, Fault, On, Told, number},
    sandbox_control::{NOON, Sandbox, keys, kind, ports::Real},
};

/// The real time, and the sandbox's: it was set when the driver was started, and goes on from there.
struct Times {
    ahead_ms: AtomicI64,
}

impl Clock for Times {
    fn business(&self) -> Timestamp {
        self.system().plus_ms(self.ahead_ms.load(Ordering::Relaxed))
    }

    fn system(&self) -> Timestamp {
        Real.system()
    }
}

pub struct StripeDriver {
    sandbox: Sandbox,
    times: Arc<Times>,
    adapter: Arc<StripePayments>,
    channel: Channel,
}

impl StripeDriver {
    pub async fn start(channel: Channel) -> Self {
        let sandbox = Sandbox::start((200, "")).await;
        let events = format!("{}/webhooks/stripe", sandbox.door_url);
        sandbox.control("rails/stripe/endpoint", &json!({ "url": events })).await;
        let ahead_ms = AtomicI64::new(NOON.ms_since(Real.system()));
        let times = Arc::new(Times { ahead_ms });
        let adapter = adapter(config(&sandbox), &times);
        Self { sandbox, times, adapter, channel }
    }

    async fn told(&self, skip: usize, kind: &str, name: &str, state: &str) -> Told {
        let (kind, name) = (format!("\"type\":\"{kind}\""), format!("\"{name}\""));
        let is = |told: &Told| {
            let body = String::from_utf8_lossy(&told.body);
            [kind.as_str(), name.as_str(), state].iter().all(|part| body.contains(part))
        };
        self.sandbox.told(skip, is).await
    }
}

fn config(sandbox: &Sandbox) -> StripePaymentsConfig {
    StripePaymentsConfig::from_folder(&keys().join("stripe"), sandbox.base_url.as_str()).unwrap()
}

fn adapter(config: StripePaymentsConfig, times: &Arc<Times>) -> Arc<StripePayments> {
    Arc::new(StripePayments::new(config, Arc::<Times>::clone(times)).unwrap())
}

#[async_trait]
impl Driver for StripeDriver {
    fn gateway(&self) -> Arc<dyn PaymentGateway> {
        Arc::<StripePayments>::clone(&self.adapter)
    }

    fn restarted(&self) -> Arc<dyn PaymentGateway> {
        adapter(config(&self.sandbox), &self.times)
    }

    fn strangers(&self) -> Vec<Arc<dyn PaymentGateway>> {
        let (mut other_account, mut live) = (config(&self.sandbox), config(&self.sandbox));
        other_account.account.webhook_secrets = vec![Secret::new("whsec_other")];
        live.account.secret_key = Secret::new("sk_live_other");
        let strangers = [other_account, live];
        strangers.map(|config| -> Arc<dyn PaymentGateway> { adapter(config, &self.times) }).to_vec()
    }

    fn payment(&self) -> CreatePayment {
        CreatePayment {
            number: number("J"),
            description: "深夜木工房·年度会员".to_owned(),
            amount: Money::new(19_900, Currency::Cny),
            expires_at: NOON.plus_seconds(900),
            channel: self.channel,
            way: PayWay::Page,
            payer: None,
            return_url: "https://shop.test/o/1?from=stripe".to_owned(),
            client_address: "203.0.113.7".to_owned(),
            language: "zh",
        }
    }

    fn amounts(&self) -> Vec<Money> {
        let by_all = [
            (1, Currency::Cny),
            (99_999_999, Currency::Cny),
            (50, Currency::Usd),
            (1_234_567, Currency::Jpy),
        ];
        let by_card = [
            (999_999, Currency::Isk),
            (12_340, Currency::Kwd),
            (1_099, Currency::Huf),
            (24_600, Currency::Mga),
        ];
        let cards: &[_] = if self.channel == Channel::Card { &by_card } else { &[] };
        by_all.iter().chain(cards).map(|(minor, currency)| Money::new(*minor, *currency)).collect()
    }

    async fn seen(&self, payment: &CreatePayment, action: &PayerAction) {
        let PayerAction::Visit { url } = action else { panic!("{payment:?} is not seen by {action:?}") };
        assert_eq!(self.sandbox.request(Method::GET, url, &[], None).await.status, 200);
    }

    async fn pay(&self, payment: &CreatePayment, action: &PayerAction) -> bool {
        let PayerAction::Visit { url } = action else { panic!("{payment:?} is not paid by {action:?}") };
        let form = [("content-type", "application/x-www-form-urlencoded")];
        let body = match self.channel {
            Channel::Card => "method=card&number=4242+4242+4242+4242&expiry=12%2F34&code=123&holder=Mei",
            Channel::Alipay => "method=alipay&outcome=now",
            Channel::WechatPay => "method=wechat_pay&outcome=now",
        };
        let answer = self.sandbox.request(Method::POST, url, &form, Some(body.to_owned())).await;
        let led_back = answer.headers.get("location").is_some_and(|to| to == payment.return_url.as_str());
        assert_eq!(answer.status == 303, led_back, "{answer:?}");
        led_back
    }

    async fn recorded(&self, number: &str) -> usize {
        let path = format!("stripe/sessions?reference={number}");
        let (_, found) = self.sandbox.ask(Method::GET, &path, None).await;
        found["sessions"].as_array().map_or(0, Vec::len)
    }

    async fn goes_wrong(&self, on: On, fault: Fault) -> bool {
        let on = match on {
            On::Create => "checkout",
            On::Query => "query",
            On::Close => "expire",
            On::Refund => "refund",
        };
        let rule = json!({ "rail": "stripe", "on": on, "kind": kind(fault), "delay_ms": 1 });
        self.sandbox.control("faults", &rule).await;
        true
    }

    async fn told_of_payment(&self, number: &str) -> Told {
        self.told(0, "checkout.session.completed", number, "").await
    }

    async fn told_again(&self, number: &str) -> Told {
        self.told_of_payment(number).await;
        let (_, session) = self.sandbox.ask(Method::GET, &format!("stripe/sessions/{number}"), None).await;
        let completed = |event: &&Value| event["type"] == "checkout.session.completed";
        let event = session["events"].as_array().unwrap().iter().find(completed).unwrap();
        let path = format!("rails/stripe/events/{}/send", event["id"].as_str().unwrap());
        self.sandbox.control(&path, &Value::Null).await;
        self.told(1, "checkout.session.completed", number, "").await
    }

    async fn told_of_refund(&self, refund: &RefundRequest) -> Option<Told> {
        let kind = if self.channel == Channel::Card { "refund.created" } else { "refund.updated" };
        Some(self.told(0, kind, &refund.refund_number, "\"status\":\"succeeded\"").await)
    }

    fn age_limit_seconds(&self) -> Option<i64> {
        Some(300)
    }

    async fn day_is_over(&self) -> Day {
        self.sandbox.clock(NOON.plus_days(1)).await;
        self.times.ahead_ms.store(NOON.plus_days(1).ms_since(Real.system()), Ordering::Relaxed);
        // Stripe's days are those of Greenwich; noon in China is the morning there.
        Day::from_calendar(2026, 11, 20).unwrap()
    }
}
