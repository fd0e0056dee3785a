//! The wallet's sign-in for web pages, in the silent scope: the browser comes and goes back at once, with a code.

use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
};

use axum::{
    Json,
    extract::{Query, State},
    response::{IntoResponse, Redirect, Response},
};
use http::{StatusCode, header};
use reqwest::Url;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{answers::Refusal, entropy, fields::is_loopback, sandbox::Sandbox};

/// A code works this long, once.
const CODE_LIFE_MS: i64 = 5 * 60_000;
/// The oldest code is forgotten when there are more.
const MAX_CODES: usize = 10_000;

/// Codes that were given out, and who holds the phone.
#[derive(Debug, Default)]
pub struct Visitors {
    openid: Option<String>,
    codes: HashMap<String, Code>,
    oldest_first: VecDeque<String>,
}

#[derive(Debug)]
struct Code {
    openid: String,
    expires_ms: i64,
    used: bool,
}

impl Visitors {
    fn enter(&mut self, code: String, openid: String, expires_ms: i64) {
        if self.oldest_first.len() >= MAX_CODES
            && let Some(oldest) = self.oldest_first.pop_front()
        {
            self.codes.remove(&oldest);
        }
        self.oldest_first.push_back(code.clone());
        self.codes.insert(code, Code { openid, expires_ms, used: false });
    }
}

#[derive(Deserialize)]
pub struct Wish {
    appid: String,
    redirect_uri: String,
    response_type: String,
    scope: String,
    #[serde(default)]
    state: String,
}

/// Sends the browser back with a code.
pub async fn authorize(
    State(sandbox): State<Arc<Sandbox>>,
    Query(wish): Query<Wish>,
) -> Result<Response, Refusal> {
    let back = Url::parse(&wish.redirect_uri).ok().filter(|url| url.scheme() == "https" || is_loopback(url));
    let state_fits = wish.state.len() <= 128 && wish.state.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let right = wish.appid == sandbox.keys.merchant.appid
        && wish.response_type == "code"
        && wish.scope == "snsapi_base"
        && state_fits;
    let Some(mut back) = back.filter(|_| right) else {
        // The real one says no more than this, in an image.
        return Ok((StatusCode::BAD_REQUEST, "此链接无法访问").into_response());
    };
    let (code, stranger) =
        (entropy::text(entropy::ALPHANUMERIC, 32)?, entropy::text(entropy::ALPHANUMERIC, 27)?);
    let expires_ms = sandbox.clock.business_ms() + CODE_LIFE_MS;
    let mut book = sandbox.book();
    let visitors = &mut book.wechat.visitors;
    let openid = visitors.openid.get_or_insert_with(|| format!("o{stranger}")).clone();
    visitors.enter(code.clone(), openid, expires_ms);
    back.query_pairs_mut().append_pair("code", &code).append_pair("state", &wish.state);
    Ok(Redirect::to(back.as_str()).into_response())
}

/// Says whose code it is, to the application itself. Errors are 200, and text, as the real ones are.
pub async fn access_token(
    State(sandbox): State<Arc<Sandbox>>,
    Query(asked): Query<HashMap<String, String>>,
) -> Response {
    let told = told(&sandbox, &asked)
        .unwrap_or_else(|(errcode, errmsg)| json!({ "errcode": errcode, "errmsg": errmsg }));
    ([(header::CONTENT_TYPE, "text/plain")], told.to_string()).into_response()
}

fn told(sandbox: &Sandbox, asked: &HashMap<String, String>) -> Result<Value, (i64, &'static str)> {
    let given = |name: &str| asked.get(name).map(String::as_str).unwrap_or_default();
    if given("appid") != sandbox.keys.merchant.appid {
        return Err((40013, "invalid appid"));
    }
    if given("secret") != sandbox.keys.app_secret {
        return Err((40125, "invalid appsecret"));
    }
    if given("grant_type") != "authorization_code" {
        return Err((40002, "invalid grant_type"));
    }
    let now_ms = sandbox.clock.business_ms();
    let mut book = sandbox.book();
    let code = book.wechat.visitors.codes.get_mut(given("code")).ok_or((40029, "invalid code"))?;
    if code.used {
        return Err((40163, "code been used"));
    }
    if now_ms >= code.expires_ms {
        return Err((42003, "code expired"));
    }
    code.used = true;
    Ok(json!({
        "access_token": "sandbox-token",
        "expires_in": 7200,
        "refresh_token": "sandbox-token",
        "openid": code.openid,
        "scope": "snsapi_base",
    }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Somebody {
    openid: String,
}

/// Decides who holds the phone from now on.
pub async fn become_somebody(State(sandbox): State<Arc<Sandbox>>, Json(who): Json<Somebody>) -> StatusCode {
    sandbox.book().wechat.visitors.openid = Some(who.openid);
    StatusCode::NO_CONTENT
}
