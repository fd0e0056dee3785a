//! The gateway's side: paying, and making it misbehave.

use reqwest::{Client, Method};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::{template::template, world::eventually};

pub struct Wallet {
    pub base: String,
    client: Client,
    // The gateway lives as long as its wallet.
    _gateway: JoinSet<()>,
}

impl Wallet {
    pub fn new(base: String, client: Client) -> Self {
        Self { base, client, _gateway: JoinSet::new() }
    }

    pub fn kept_by(self, gateway: JoinSet<()>) -> Self {
        Self { _gateway: gateway, ..self }
    }

    async fn ask(&self, method: Method, path: &str, body: &Value) -> (u16, Value) {
        let request = self.client.request(method, format!("{}/_sandbox/{path}", self.base)).json(body);
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        (status, serde_json::from_str(&response.text().await.unwrap()).unwrap_or_default())
    }

    /// Where the sandbox's bank sends its events.
    pub async fn tell_of_payouts(&self, url: &str) {
        let (status, answer) = self.ask(Method::POST, "rails/bank/endpoint", &json!({ "url": url })).await;
        assert_eq!(status, 204, "{answer}");
    }

    /// Where the sandbox's Stripe sends its events.
    pub async fn tell_of_cards(&self, url: &str) {
        let (status, answer) = self.ask(Method::POST, "rails/stripe/endpoint", &json!({ "url": url })).await;
        assert_eq!(status, 204, "{answer}");
    }

    /// Pays a card page by its number.
    pub async fn pay_by_card(&self, number: &str) {
        let path = format!("stripe/sessions/{number}/pay");
        let (status, answer) = self.ask(Method::POST, &path, &json!({})).await;
        assert_eq!(status, 200, "{answer}");
    }

    /// The next event of the sandbox's bank goes wrong in this way.
    pub async fn next_bank_event(&self, kind: &str) {
        let rule = json!({ "rail": "bank", "on": "event", "kind": kind });
        let (status, answer) = self.ask(Method::POST, "faults", &rule).await;
        assert_eq!(status, 204, "{answer}");
    }

    /// The next payouts stay in transit until they are pushed.
    pub async fn hold_payouts(&self) {
        let rule = json!({ "rail": "bank", "on": "outcome", "kind": "hold", "times": 100 });
        let (status, answer) = self.ask(Method::POST, "faults", &rule).await;
        assert_eq!(status, 204, "{answer}");
    }

    /// Takes a payout somewhere, as the bank.
    pub async fn push_payout(&self, number: &str, to: &str) {
        let body = json!({ "to": to, "code": "account_closed" });
        let path = format!("rails/bank/payouts/{number}/push");
        let (status, answer) = self.ask(Method::POST, &path, &body).await;
        assert_eq!(status, 200, "{answer}");
    }

    /// The numbers of all payouts that the bank has, in order.
    pub async fn bank_payouts(&self) -> Vec<String> {
        let (status, answer) = self.ask(Method::GET, "rails/bank/payouts", &json!({})).await;
        assert_eq!(status, 200, "{answer}");
        let payouts = answer["payouts"].as_array().unwrap().iter();
        let mut numbers: Vec<String> =
            payouts.map(|payout| payout["id"].as_str().unwrap().to_owned()).collect();
        numbers.sort();
        numbers
    }

    /// What the bank told about a payout: the kind of each event, its identifier and the statuses it was answered with,
    /// newest first.
    pub async fn bank_events(&self, number: &str) -> Vec<(String, String, Vec<u64>)> {
        let (status, payout) =
            self.ask(Method::GET, &format!("rails/bank/payouts/{number}"), &json!({})).await;
        assert_eq!(status, 200, "{payout}");
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let events = payout["events"].as_array().unwrap().iter().map(|event| {
            let attempts = event["attempts"].as_array().unwrap();
            let statuses = attempts.iter().filter_map(|attempt| attempt["status"].as_u64()).collect();
            (text(&event["type"]), text(&event["id"]), statuses)
        });
        events.collect()
    }

    /// Sends an event of the bank once more; answers with the status it got.
    pub async fn send_bank_event(&self, id: &str) -> u64 {
        let (status, attempt) =
            self.ask(Method::POST, &format!("rails/bank/events/{id}/send"), &json!({})).await;
        assert_eq!(status, 200, "{attempt}");
        attempt["status"].as_u64().unwrap()
    }

    /// Pays what a code asks for.
    pub async fn pay_code(&self, code_url: &str) {
        let (status, answer) = self.ask(Method::POST, "pay", &json!({ "code_url": code_url })).await;
        assert_eq!(status, 200, "{answer}");
    }

    /// What `wx.login` gives the script of the mini-program.
    pub async fn mini_login(&self) -> String {
        let (status, answer) = self.ask(Method::POST, "wallet/login", &json!({})).await;
        assert_eq!(status, 200, "{answer}");
        answer["code"].as_str().unwrap().to_owned()
    }

    /// What `wx.requestPayment` does with its parameters: the mini-program's own application stands in front of them.
    pub async fn request_payment(&self, call: &Value) {
        let merchant = template().await.gateway_keys.join("merchant.json");
        let merchant: Value = serde_json::from_str(&std::fs::read_to_string(merchant).unwrap()).unwrap();
        let mut call = call.clone();
        call["appId"] = merchant["mini_appid"].clone();
        let (status, answer) = self.ask(Method::POST, "wallet/invoke", &call).await;
        assert_eq!(status, 200, "{answer}");
    }

    /// Pays an order by its number.
    pub async fn pay(&self, number: &str) {
        let (status, answer) = self.ask(Method::POST, "pay", &json!({ "out_trade_no": number })).await;
        assert_eq!(status, 200, "{answer}");
    }

    /// Pays another amount than an order asks for.
    pub async fn pay_amount(&self, number: &str, fen: i64) {
        let body = json!({ "out_trade_no": number, "amount_fen": fen });
        let (status, answer) = self.ask(Method::POST, "pay", &body).await;
        assert_eq!(status, 200, "{answer}");
    }

    /// Money that was on its way when the time was up.
    pub async fn pay_late(&self, number: &str) {
        let body = json!({ "out_trade_no": number, "late": true });
        let (status, answer) = self.ask(Method::POST, "pay", &body).await;
        assert_eq!(status, 200, "{answer}");
    }

    /// The next notification goes wrong in this way.
    pub async fn next_notification(&self, kind: &str) {
        self.fault("notify", kind, 1).await;
    }

    /// An operation goes wrong in this way, so many times.
    pub async fn fault(&self, on: &str, kind: &str, times: u32) {
        let rule = json!({ "on": on, "kind": kind, "times": times });
        let (status, answer) = self.ask(Method::POST, "faults", &rule).await;
        assert_eq!(status, 204, "{answer}");
    }

    /// The same at Alipay.
    pub async fn alipay_fault(&self, on: &str, kind: &str, times: u32) {
        let rule = json!({ "gateway": "alipay", "on": on, "kind": kind, "times": times });
        let (status, answer) = self.ask(Method::POST, "faults", &rule).await;
        assert_eq!(status, 204, "{answer}");
    }

    /// Moves the gateway's business time alone, forwards or backwards.
    pub async fn move_clock(&self, milliseconds: i64) {
        let (status, answer) = self.ask(Method::POST, "clock", &json!({ "advance_ms": milliseconds })).await;
        assert_eq!(status, 200, "{answer}");
    }

    /// Somebody says at the merchant platform where the money of a refund goes that no account took.
    pub async fn settle_refund(&self, number: &str, to: &str) {
        let path = format!("refunds/{number}/settle");
        let (status, answer) = self.ask(Method::POST, &path, &json!({ "to": to })).await;
        assert_eq!(status, 200, "{answer}");
    }

    /// Nothing goes wrong any more.
    pub async fn heal(&self) {
        let (status, _) = self.ask(Method::DELETE, "faults", &json!({})).await;
        assert_eq!(status, 204);
    }

    /// Sends the notification once more; answers with the status it got.
    pub async fn notify_again(&self, number: &str) -> u64 {
        let (status, attempt) = self.ask(Method::POST, &format!("notify/{number}"), &json!({})).await;
        assert_eq!(status, 200, "{attempt}");
        attempt["status"].as_u64().unwrap()
    }

    /// What the gateway knows of an order.
    pub async fn order(&self, number: &str) -> Value {
        let (status, order) = self.ask(Method::GET, &format!("orders/{number}"), &json!({})).await;
        assert_eq!(status, 200, "{order}");
        order
    }

    /// The first notification's attempts, once there are some: how each ended, and the status it got.
    pub async fn told(&self, number: &str) -> Vec<(String, Option<u64>)> {
        let attempts = eventually("the shop is told", async || {
            let attempts = self.order(number).await["notifications"][0]["attempts"].as_array()?.clone();
            (!attempts.is_empty()).then_some(attempts)
        });
        let attempt =
            |attempt: &Value| (attempt["ending"].as_str().unwrap().to_owned(), attempt["status"].as_u64());
        attempts.await.iter().map(attempt).collect()
    }
}
