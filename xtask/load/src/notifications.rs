//! Notifications of WeChat Pay, as the gateway would sign and encrypt them: made before the clock starts.

use std::{fs, num::NonZero, path::Path, thread};

use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey},
    rand::{SecureRandom as _, SystemRandom},
    rsa::KeyPair,
    signature::RSA_PKCS1_SHA256,
};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde_json::{Value, json};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use crate::{
    arguments::Arguments,
    clock,
    failure::{Doing, Failure},
    world::{Waiting, World},
};

/// What the gateway holds.
struct Gateway {
    mchid: String,
    appid: String,
    key_id: String,
    seal: LessSafeKey,
    sign: KeyPair,
    random: SystemRandom,
}

/// A request for each waiting order from `--first`, `--count` of them, signed on all cores.
pub fn signed(world: &World, arguments: &Arguments) -> Result<Vec<Vec<u8>>, Failure> {
    let gateway = Gateway::read(&arguments.keys)?;
    let orders: Vec<&Waiting> = world.orders.iter().skip(arguments.first).take(arguments.count()).collect();
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let share = orders.len().div_ceil(threads).max(1);
    thread::scope(|scope| {
        let gateway = &gateway;
        let workers: Vec<_> = orders
            .chunks(share)
            .map(|part| {
                let sign = move || part.iter().map(|order| gateway.notification(world, order)).collect();
                scope.spawn(sign)
            })
            .collect();
        let mut all = Vec::with_capacity(orders.len());
        for worker in workers {
            let part: Result<Vec<Vec<u8>>, Failure> =
                worker.join().map_err(|_| Failure("a signing thread ended badly".to_owned()))?;
            all.extend(part?);
        }
        Ok(all)
    })
}

impl Gateway {
    fn read(folder: &Path) -> Result<Self, Failure> {
        let text = |name: &str| fs::read_to_string(folder.join(name)).doing(format!("read {name}"));
        let merchant: Value = serde_json::from_str(&text("merchant.json")?).doing("read merchant.json")?;
        let word = |name: &str| merchant.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let key = pem::parse(text("platform_private_key.pem")?).doing("read platform_private_key.pem")?;
        let seal = UnboundKey::new(&AES_256_GCM, word("apiv3_key").as_bytes()).doing("use apiv3_key")?;
        Ok(Self {
            mchid: word("mchid"),
            appid: word("appid"),
            key_id: word("platform_key_id"),
            seal: LessSafeKey::new(seal),
            sign: KeyPair::from_pkcs8(key.contents()).doing("use platform_private_key.pem")?,
            random: SystemRandom::new(),
        })
    }

    /// The whole request: head, signature and body.
    fn notification(&self, world: &World, order: &Waiting) -> Result<Vec<u8>, Failure> {
        let now = clock::unix_seconds();
        let body = self.body(world, order, now)?;
        let nonce = format!("{:016x}", self.random()?);
        let message = format!("{now}\n{nonce}\n{body}\n");
        let mut signature = vec![0; self.sign.public_modulus_len()];
        self.sign.sign(&RSA_PKCS1_SHA256, &self.random, message.as_bytes(), &mut signature).doing("sign")?;
        let signature = BASE64_STANDARD.encode(signature);
        let head = format!(
            "POST /webhooks/wechat-pay HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\n\
             Wechatpay-Timestamp: {now}\r\nWechatpay-Nonce: {nonce}\r\nWechatpay-Signature: {signature}\r\n\
             Wechatpay-Serial: {}\r\nWechatpay-Signature-Type: WECHATPAY2-SHA256-RSA2048\r\nContent-Length: {}\r\n\r\n",
            world.host,
            self.key_id,
            body.len()
        );
        Ok((head + &body).into_bytes())
    }

    fn body(&self, world: &World, order: &Waiting, now: i64) -> Result<String, Failure> {
        let moment = OffsetDateTime::from_unix_timestamp(now).doing("write the time")?;
        let moment = moment.format(&Rfc3339).doing("write the time")?;
        let plain = json!({
            "appid": self.appid,
            "mchid": self.mchid,
            "out_trade_no": order.number,
            "transaction_id": format!("42000{}", order.number),
            "trade_type": "NATIVE",
            "trade_state": "SUCCESS",
            "trade_state_desc": "支付成功",
            "bank_type": "OTHERS",
            "success_time": moment,
            "payer": { "openid": "bench" },
            "amount": {
                "total": world.pending_total,
                "payer_total": world.pending_total,
                "currency": "CNY",
                "payer_currency": "CNY",
            },
        });
        let mut sealed = plain.to_string().into_bytes();
        // Twelve bytes, as the gateway sends them.
        let nonce = format!("{:012x}", self.random()? >> 16);
        let unique = Nonce::try_assume_unique_for_key(nonce.as_bytes()).doing("encrypt")?;
        self.seal
            .seal_in_place_append_tag(unique, Aad::from(b"transaction"), &mut sealed)
            .doing("encrypt")?;
        let body = json!({
            "id": format!("EV-{}", order.number),
            "create_time": moment,
            "resource_type": "encrypt-resource",
            "event_type": "TRANSACTION.SUCCESS",
            "summary": "支付成功",
            "resource": {
                "original_type": "transaction",
                "algorithm": "AEAD_AES_256_GCM",
                "ciphertext": BASE64_STANDARD.encode(sealed),
                "associated_data": "transaction",
                "nonce": nonce,
            },
        });
        Ok(body.to_string())
    }

    /// 64 random bits.
    fn random(&self) -> Result<u64, Failure> {
        let mut bytes = [0u8; 8];
        self.random.fill(&mut bytes).doing("get randomness")?;
        Ok(u64::from_le_bytes(bytes))
    }
}
