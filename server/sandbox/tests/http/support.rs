//! A running sandbox and a merchant who signs requests to it and verifies every answer.

use std::{
    fs,
    num::NonZeroU32,
    path::{Path, PathBuf},
    sync::OnceLock,
    time::{SystemTime, UNIX_EPOCH},
};

use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey},
    rand::SystemRandom,
    rsa::KeyPair,
    signature::{RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, UnparsedPublicKey},
};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use http::{HeaderMap, Method, StatusCode, header};
use sandbox::{
    Config,
    keys::{MERCHANT, MERCHANT_PRIVATE_KEY, Merchant, PLATFORM_PUBLIC_KEY},
};
use serde_json::{Value, json};
use tokio::{net::TcpListener, sync::oneshot, task::JoinSet};

/// A folder that no other test run uses.
pub fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("sandbox-{name}-{}", std::process::id()))
}

pub struct Keys {
    pub folder: PathBuf,
    pub merchant: Merchant,
    pub private: KeyPair,
    pub platform: Vec<u8>,
}

/// Keys take a while to make: one folder serves all tests of a run.
pub fn keys() -> &'static Keys {
    static KEYS: OnceLock<Keys> = OnceLock::new();
    KEYS.get_or_init(|| {
        let folder = folder("keys");
        sandbox::keys::create_if_missing(&folder).unwrap();
        let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
        Keys {
            merchant: serde_json::from_str(&read(MERCHANT)).unwrap(),
            private: KeyPair::from_pkcs8(pem::parse(read(MERCHANT_PRIVATE_KEY)).unwrap().contents()).unwrap(),
            platform: pem::parse(read(PLATFORM_PUBLIC_KEY)).unwrap().into_contents(),
            folder,
        }
    })
}

#[expect(clippy::disallowed_methods, reason = "requests are signed with the real time")]
pub fn now_seconds() -> i64 {
    i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()).unwrap()
}

pub fn sign(key: &KeyPair, message: &str) -> String {
    let mut signature = vec![0; key.public_modulus_len()];
    key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message.as_bytes(), &mut signature).unwrap();
    BASE64_STANDARD.encode(signature)
}

/// Whether the platform signed this body, now.
pub fn platform_signed(headers: &HeaderMap, body: &str) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let message = format!("{}\n{}\n{body}\n", text("wechatpay-timestamp"), text("wechatpay-nonce"));
    let signed_at: i64 = text("wechatpay-timestamp").parse().unwrap_or_default();
    let signature = BASE64_STANDARD.decode(text("wechatpay-signature")).unwrap_or_default();
    text("wechatpay-serial") == keys().merchant.platform_key_id
        && text("wechatpay-signature-type") == "WECHATPAY2-SHA256-RSA2048"
        && now_seconds().abs_diff(signed_at) < 60
        && UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, &keys().platform)
            .verify(message.as_bytes(), &signature)
            .is_ok()
}

/// The inner document of a notification.
pub fn decrypted(body: &str) -> Value {
    serde_json::from_slice(&opened(body)).unwrap()
}

/// What is sealed in the `resource` of a document.
pub fn opened(body: &str) -> Vec<u8> {
    let body: Value = serde_json::from_str(body).unwrap();
    let text = |name: &str| body["resource"][name].as_str().unwrap().to_owned();
    let key = UnboundKey::new(&AES_256_GCM, keys().merchant.apiv3_key.as_bytes()).unwrap();
    let nonce = Nonce::try_assume_unique_for_key(text("nonce").as_bytes()).unwrap();
    let mut sealed = BASE64_STANDARD.decode(text("ciphertext")).unwrap();
    let plain =
        LessSafeKey::new(key).open_in_place(nonce, Aad::from(text("associated_data")), &mut sealed).unwrap();
    plain.to_vec()
}

#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    pub async fn of(response: reqwest::Response) -> Self {
        let (status, headers) = (response.status(), response.headers().clone());
        Self { status, headers, body: response.text().await.unwrap() }
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// Status and code, as refusals have them.
    pub fn refusal(&self) -> (u16, String) {
        (self.status.as_u16(), self.json()["code"].as_str().unwrap().to_owned())
    }
}

pub struct Running {
    pub base: String,
    pub client: reqwest::Client,
    stop: Option<oneshot::Sender<()>>,
    served: JoinSet<Result<(), sandbox::Error>>,
}

impl Running {
    pub async fn start(time_scale: u32) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let (stop, stopped) = oneshot::channel::<()>();
        let time_scale = NonZeroU32::new(time_scale).unwrap();
        let config = Config { keys: keys().folder.clone(), time_scale };
        let mut served = JoinSet::new();
        served.spawn(sandbox::serve(listener, config, async {
            stopped.await.ok();
        }));
        let client = reqwest::Client::builder()
            .user_agent("sandbox-tests")
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        Self { base, client, stop: Some(stop), served }
    }

    /// Asks it to stop and waits until it has.
    pub async fn stop(&mut self) -> Result<(), sandbox::Error> {
        self.stop.take().unwrap().send(()).unwrap();
        self.served.join_next().await.unwrap().unwrap()
    }

    /// A request with a right signature.
    pub fn signed(&self, method: Method, path: &str, body: &str) -> reqwest::RequestBuilder {
        let timestamp = now_seconds().to_string();
        let message = format!("{method}\n{path}\n{timestamp}\nNONCE\n{body}\n");
        let signature = sign(&keys().private, &message);
        self.with(method, path, body, &authorization(&timestamp, &signature))
    }

    /// A request with any Authorization header.
    pub fn with(
        &self,
        method: Method,
        path: &str,
        body: &str,
        authorization: &str,
    ) -> reqwest::RequestBuilder {
        self.client
            .request(method, format!("{}{path}", self.base))
            .header(header::AUTHORIZATION, authorization)
            .header(header::ACCEPT, "application/json")
            .header(header::CONTENT_TYPE, "application/json")
            .body(body.to_owned())
    }

    /// Sends a signed request; whatever is answered must be signed by the platform.
    pub async fn ask(&self, method: Method, path: &str, body: &str) -> Answer {
        let answer = Answer::of(self.signed(method, path, body).send().await.unwrap()).await;
        assert!(platform_signed(&answer.headers, &answer.body), "{answer:?}");
        answer
    }

    pub async fn place(&self, order: &Value) -> Answer {
        self.ask(Method::POST, "/v3/pay/transactions/native", &order.to_string()).await
    }

    pub async fn query(&self, number: &str) -> Answer {
        let mchid = &keys().merchant.mchid;
        let path = format!("/v3/pay/transactions/out-trade-no/{number}?mchid={mchid}");
        self.ask(Method::GET, &path, "").await
    }

    pub async fn close(&self, number: &str) -> Answer {
        let body = json!({ "mchid": keys().merchant.mchid }).to_string();
        self.ask(Method::POST, &format!("/v3/pay/transactions/out-trade-no/{number}/close"), &body).await
    }

    pub async fn refund(&self, body: &Value) -> Answer {
        self.ask(Method::POST, "/v3/refund/domestic/refunds", &body.to_string()).await
    }

    /// A request to the control interface.
    pub async fn control(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let request = self.client.request(method, format!("{}/_sandbox/{path}", self.base));
        let request = match body {
            Some(body) => request.json(&body),
            None => request,
        };
        Answer::of(request.send().await.unwrap()).await
    }

    pub async fn pay(&self, number: &str) -> Answer {
        self.control(Method::POST, "pay", Some(json!({ "out_trade_no": number }))).await
    }

    pub async fn fault(&self, rule: Value) {
        let answer = self.control(Method::POST, "faults", Some(rule)).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT, "{answer:?}");
    }

    pub async fn seen(&self, number: &str) -> Value {
        self.control(Method::GET, &format!("orders/{number}"), None).await.json()
    }
}

pub fn authorization(timestamp: &str, signature: &str) -> String {
    let Merchant { mchid, serial_number, .. } = &keys().merchant;
    format!(
        "WECHATPAY2-SHA256-RSA2048 mchid=\"{mchid}\",nonce_str=\"NONCE\",timestamp=\"{timestamp}\",\
         serial_no=\"{serial_number}\",signature=\"{signature}\""
    )
}

/// An order of ¥9.90.
pub fn order(number: &str, notify_url: &str) -> Value {
    json!({
        "appid": keys().merchant.appid,
        "mchid": keys().merchant.mchid,
        "description": "入会费 membership",
        "out_trade_no": number,
        "attach": "joining",
        "notify_url": notify_url,
        "amount": { "total": 990, "currency": "CNY" },
    })
}

/// Nobody listens there.
pub const NOWHERE: &str = "http://127.0.0.1:1/notify";
