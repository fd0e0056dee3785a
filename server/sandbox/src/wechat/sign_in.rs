//! The wallet's sign-in: for web pages in the silent scope, where the browser comes and goes back at once with a code, and
//! for a mini-program, whose own script is given one. Whoever holds the phone is somebody else to each application.

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

use super::answers::Refusal;
use crate::{address::is_loopback, entropy, sandbox::Sandbox};

/// A code works this long, once.
const CODE_LIFE_MS: i64 = 5 * 60_000;
/// The oldest code is forgotten when there are more.
const MAX_CODES: usize = 10_000;

/// Codes that were given out, and who holds the phone.
#[derive(Debug, Default)]
pub struct Visitors {
    /// Who it is to the official account.
    openid: Option<String>,
    /// Who the same person is to the mini-program.
    mini_openid: Option<String>,
    /// The application of each identifier. One that a test invents belongs to the application that names it first.
    owners: HashMap<String, String>,
    codes: HashMap<String, Code>,
    oldest_first: VecDeque<String>,
}

#[derive(Debug)]
struct Code {
    appid: String,
    openid: String,
    expires_ms: i64,
    used: bool,
}

impl Visitors {
    /// Whether an identifier is one that an application knows.
    pub fn belongs(&mut self, openid: &str, appid: &str) -> bool {
        if self.owners.len() >= MAX_CODES && !self.owners.contains_key(openid) {
            self.owners.clear();
        }
        self.owners.entry(openid.to_owned()).or_insert_with(|| appid.to_owned()) == appid
    }

    fn enter(&mut self, code: String, appid: &str, openid: String, expires_ms: i64) {
        self.belongs(&openid, appid);
        if self.oldest_first.len() >= MAX_CODES
            && let Some(oldest) = self.oldest_first.pop_front()
        {
            self.codes.remove(&oldest);
        }
        self.oldest_first.push_back(code.clone());
        self.codes.insert(code, Code { appid: appid.to_owned(), openid, expires_ms, used: false });
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
    let right = wish.appid == sandbox.keys.wechat.merchant.appid
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
    let mut book = sandbox.wechat();
    let visitors = &mut book.visitors;
    let openid = visitors.openid.get_or_insert_with(|| format!("o{stranger}")).clone();
    visitors.enter(code.clone(), &wish.appid, openid, expires_ms);
    back.query_pairs_mut().append_pair("code", &code).append_pair("state", &wish.state);
    Ok(Redirect::to(back.as_str()).into_response())
}

/// Says whose code it is, to the application itself. Errors are 200, and text, as the real ones are.
pub async fn access_token(
    State(sandbox): State<Arc<Sandbox>>,
    Query(asked): Query<HashMap<String, String>>,
) -> Response {
    let keys = &sandbox.keys.wechat;
    let told = openid_of(&sandbox, &asked, (&keys.merchant.appid, &keys.app_secret, "code")).map(|openid| {
        json!({
            "access_token": "sandbox-token",
            "expires_in": 7200,
            "refresh_token": "sandbox-token",
            "openid": openid,
            "scope": "snsapi_base",
        })
    });
    written(told)
}

/// The same for the mini-program.
pub async fn mini_session(
    State(sandbox): State<Arc<Sandbox>>,
    Query(asked): Query<HashMap<String, String>>,
) -> Response {
    let keys = &sandbox.keys.wechat;
    let appid = keys.merchant.mini_appid.as_deref().unwrap_or_default();
    let told = openid_of(&sandbox, &asked, (appid, &keys.mini_app_secret, "js_code"))
        .map(|openid| json!({ "session_key": "c2FuZGJveC1zZXNzaW9uLTE=", "openid": openid }));
    written(told)
}

fn written(told: Result<Value, (i64, &'static str)>) -> Response {
    let told = told.unwrap_or_else(|(errcode, errmsg)| json!({ "errcode": errcode, "errmsg": errmsg }));
    ([(header::CONTENT_TYPE, "text/plain")], told.to_string()).into_response()
}

fn openid_of(
    sandbox: &Sandbox,
    asked: &HashMap<String, String>,
    (appid, secret, code_name): (&str, &str, &str),
) -> Result<String, (i64, &'static str)> {
    let given = |name: &str| asked.get(name).map(String::as_str).unwrap_or_default();
    if appid.is_empty() || given("appid") != appid {
        return Err((40013, "invalid appid"));
    }
    if given("secret") != secret {
        return Err((40125, "invalid appsecret"));
    }
    if given("grant_type") != "authorization_code" {
        return Err((40002, "invalid grant_type"));
    }
    let now_ms = sandbox.clock.business_ms();
    let mut book = sandbox.wechat();
    let code = book.visitors.codes.get_mut(given(code_name));
    let code = code.filter(|code| code.appid == appid).ok_or((40029, "invalid code"))?;
    if code.used {
        return Err((40163, "code been used"));
    }
    if now_ms >= code.expires_ms {
        return Err((42003, "code expired"));
    }
    code.used = true;
    Ok(code.openid.clone())
}

/// What `wx.login` gives the mini-program's script, for tests: a code of whoever holds the phone.
pub async fn mini_login(State(sandbox): State<Arc<Sandbox>>) -> Result<Json<Value>, Refusal> {
    let (code, stranger) =
        (entropy::text(entropy::ALPHANUMERIC, 32)?, entropy::text(entropy::ALPHANUMERIC, 27)?);
    let appid =
        sandbox.keys.wechat.merchant.mini_appid.as_deref().ok_or_else(Refusal::foreign_application)?;
    let expires_ms = sandbox.clock.business_ms() + CODE_LIFE_MS;
    let mut book = sandbox.wechat();
    let visitors = &mut book.visitors;
    let openid = visitors.mini_openid.get_or_insert_with(|| format!("o{stranger}")).clone();
    visitors.enter(code.clone(), appid, openid, expires_ms);
    Ok(Json(json!({ "code": code })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Somebody {
    openid: String,
}

/// Decides who holds the phone from now on.
pub async fn become_somebody(State(sandbox): State<Arc<Sandbox>>, Json(who): Json<Somebody>) -> StatusCode {
    let visitors = &mut sandbox.wechat().visitors;
    visitors.openid = Some(who.openid);
    visitors.mini_openid = None;
    StatusCode::NO_CONTENT
}
