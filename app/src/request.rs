//! The seam: who asks, in which language, from where, and what the answer's head says.
//!
//! Together with [`crate::shell`] this is the only file of the crate that knows the web framework, and the only one in
//! which a fault of the services becomes a code on the wire. It decides nothing about money or people.

use std::{fmt, future::Future, sync::Arc};

use domain::{id::OrderToken, locale::Locale, money::Currency, view::Viewer};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header, request::Parts};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_router::hooks::{use_params_map, use_query_map};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use server_fn::{
    codec::JsonEncoding,
    error::{FromServerFnError, ServerFnErrorErr},
};
use services::{
    Fault, Services,
    actor::{Approver, Creator, Member, Operator, Origin, Reader, Session, Unread},
    drafts::{DRAFT_LIFE_SECONDS, Rest},
    identity::NewSession,
    till::Visit,
};

use crate::path;

/// The cookie that names a refused form.
const DRAFT_COOKIE: &str = "draft";
/// The cookie that keeps the reader's language.
pub const LOCALE_COOKIE: &str = "locale";
/// How long the language is kept: a year.
const LOCALE_SECONDS: i64 = 31_536_000;
/// The query parameter that asks a page to show the refused form again.
const REFUSED: &str = "refused";
/// What [`trouble_path`] says of a refused form that could not be kept.
pub const TOO_LONG_TO_KEEP: &str = "JN-LONG";

/// Why a page or a server function could not do its work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Interruption {
    /// There is no such thing, or it is somebody else's: the reader cannot tell which.
    NotFound,
    /// Somebody has to sign in first; then they come back to this path.
    SignIn(String),
    /// Ours to repair; the code is for people to quote.
    Fault(&'static str),
}

impl From<Fault> for Interruption {
    fn from(fault: Fault) -> Self {
        tracing::error!(error.code = fault.code(), error.message = %fault, "a request could not be answered");
        Self::Fault(fault.code())
    }
}

/// What a server function says on the wire when it fails: a code, no prose, nothing personal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WireFault {
    /// For people to quote.
    pub code: String,
}

impl fmt::Display for WireFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.code)
    }
}

impl std::error::Error for WireFault {}

impl FromServerFnError for WireFault {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(_: ServerFnErrorErr) -> Self {
        Self { code: "JN-FORM".to_owned() }
    }
}

/// Runs a server function's work. A browser's form post is answered with a redirect in every case; anything else gets
/// the status itself.
pub async fn act(work: impl Future<Output = Result<(), Interruption>>) -> Result<(), WireFault> {
    let (status, code, page) = match work.await {
        Ok(()) => return Ok(()),
        Err(Interruption::NotFound) => (StatusCode::NOT_FOUND, "JN-NOTHING", "/nothing-here".to_owned()),
        Err(Interruption::SignIn(back)) => (StatusCode::UNAUTHORIZED, "JN-SIGN-IN", sign_in_path(&back)),
        Err(Interruption::Fault(code)) => (StatusCode::INTERNAL_SERVER_ERROR, code, trouble_path(code)),
    };
    if wants_page() {
        redirect(&page);
    }
    reject(status.as_u16());
    Err(WireFault { code: code.to_owned() })
}

/// The services, or a fault when the program was put together wrongly.
pub fn services() -> Result<Arc<Services>, Interruption> {
    use_context::<Arc<Services>>().ok_or(Interruption::Fault("JN-CONTEXT"))
}

/// Whether this installation is a demo.
pub fn is_demo() -> bool {
    use_context::<Arc<Services>>().is_some_and(|services| services.site.demo)
}

/// The reader's language.
pub fn locale() -> Locale {
    use_context::<Locale>().unwrap_or_default()
}

/// The signed-in browser.
pub fn session() -> Option<Arc<Session>> {
    use_context::<Parts>().and_then(|parts| parts.extensions.get::<Arc<Session>>().cloned())
}

/// Who is looking, as the header shows it.
pub fn viewer() -> Viewer {
    session().map_or_else(Viewer::default, |session| Viewer {
        name: Some(session.user.name.clone()),
        role: session.place.as_ref().map(|place| place.role),
        unread: unread(),
        is_staff: session.approver().is_some(),
    })
}

/// How many messages wait for whoever is looking.
fn unread() -> u32 {
    let found = use_context::<Parts>().and_then(|parts| parts.extensions.get::<Unread>().copied());
    found.map_or(0, |Unread(count)| count)
}

/// The signed-in person; a visitor is asked to sign in and then comes back.
pub fn member(back: &str) -> Result<Member, Interruption> {
    session().map(|session| session.member()).ok_or_else(|| Interruption::SignIn(back.to_owned()))
}

/// The signed-in person as a reader of what they were told.
pub fn reader(back: &str) -> Result<Reader, Interruption> {
    session().map(|session| session.reader()).ok_or_else(|| Interruption::SignIn(back.to_owned()))
}

/// Whoever acts for a creator's account. For a member without one the page does not exist.
pub fn creator(back: &str) -> Result<Creator, Interruption> {
    let session = session().ok_or_else(|| Interruption::SignIn(back.to_owned()))?;
    session.creator().ok_or(Interruption::NotFound)
}

/// Whoever acts for the account that a page of payouts is about, by its currency; an empty one is the main account.
pub fn creator_in(back: &str, account: &str) -> Result<Creator, Interruption> {
    let back = path::in_account(back, account);
    let session = session().ok_or(Interruption::SignIn(back))?;
    session.creator_in(account).ok_or(Interruption::NotFound)
}

/// The same for each of their accounts, the main one first.
pub fn creators(back: &str) -> Result<Vec<Creator>, Interruption> {
    let session = session().ok_or_else(|| Interruption::SignIn(back.to_owned()))?;
    let creators = session.creators();
    if creators.is_empty() { Err(Interruption::NotFound) } else { Ok(creators) }
}

/// The currencies of the accounts that the reader acts for, the main one first.
pub fn accounts() -> Vec<Currency> {
    let session = session();
    let place = session.as_ref().and_then(|session| session.place.as_ref());
    place.map(|place| place.accounts().map(|account| account.currency).collect()).unwrap_or_default()
}

/// The account that the address of this page names, by its currency; empty for the main one.
pub fn account() -> String {
    let uri = use_context::<Parts>().map(|parts| parts.uri);
    let pairs = uri.as_ref().and_then(http::Uri::query).unwrap_or_default().split('&');
    let named = pairs.filter_map(|pair| pair.split_once('=')).find(|(name, _)| *name == path::ACCOUNT);
    // Codes of currencies are letters: whatever else stands there names no account.
    let fits = |code: &&str| !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
    match named {
        None => String::new(),
        Some((_, code)) => Some(code).filter(fits).unwrap_or("none").to_ascii_lowercase(),
    }
}

/// The signed-in person of the staff who sees the payout desk and approves. For everybody else these pages do not exist,
/// so that nobody learns of them by a sign-in form.
pub fn approver() -> Result<Approver, Interruption> {
    session().and_then(|session| session.approver()).ok_or(Interruption::NotFound)
}

/// The signed-in operator, who acts at the payout desk.
pub fn operator() -> Result<Operator, Interruption> {
    session().and_then(|session| session.operator()).ok_or(Interruption::NotFound)
}

/// Where the request came from.
pub fn origin() -> Origin {
    use_context::<Parts>().and_then(|parts| parts.extensions.get::<Origin>().cloned()).unwrap_or_default()
}

/// From where, and in which language, somebody looks at an order.
pub fn visit() -> Visit {
    let Origin { scene, address, .. } = origin();
    Visit { scene, address, locale: locale(), from_wallet: false }
}

/// The path and query of the page that is being shown.
pub fn here() -> String {
    let uri = use_context::<Parts>().map(|parts| parts.uri);
    uri.and_then(|uri| uri.path_and_query().map(|whole| path::local(whole.as_str())))
        .unwrap_or_else(|| "/".to_owned())
}

/// A named part of the page's address.
pub fn path_part(name: &str) -> String {
    use_params_map().with_untracked(|parts| parts.get(name)).unwrap_or_default()
}

/// A query parameter of the page; empty ones count as missing.
pub fn query(name: &str) -> Option<String> {
    use_query_map().with_untracked(|query| query.get(name)).filter(|value| !value.is_empty())
}

/// Sets the status of the answer.
pub fn set_status(status: u16) {
    if let (Some(response), Ok(status)) = (use_context::<ResponseOptions>(), StatusCode::from_u16(status)) {
        response.set_status(status);
    }
}

/// Sets the status of a refusal, but never over a redirect: Leptos 0.8 lets it win, and a browser without scripts
/// would then be shown the bare answer.
pub fn reject(status: u16) {
    if !wants_page() {
        set_status(status);
    }
}

/// Sends the browser to a path on this site, by GET.
pub fn redirect(to: &str) {
    set_status(StatusCode::SEE_OTHER.as_u16());
    insert_header(header::LOCATION, &path::local(to));
}

/// The page of an order.
pub fn order_path(token: &OrderToken) -> String {
    format!("/o/{}", token.as_str())
}

/// Leads to an order.
pub fn show_order(token: &OrderToken) {
    redirect(&order_path(token));
}

/// Keeps the answer out of every cache: it belongs to one person.
pub fn keep_private() {
    insert_header(header::CACHE_CONTROL, "no-store");
}

/// Keeps the address of the page to itself, because it is a secret: what is asked for from here names the site only. Not
/// `no-referrer`: a form without scripts would then come from nowhere and be refused.
pub fn keep_address_private() {
    insert_header(header::REFERRER_POLICY, "strict-origin");
}

/// The sign-in page that leads back to a path.
pub fn sign_in_path(back: &str) -> String {
    path::with_query("/sign-in", "return_to", &path::without_query(&path::local(back), &[REFUSED]))
}

/// The page that tells what a fault means for the reader.
fn trouble_path(code: &str) -> String {
    path::with_query("/trouble", "code", code)
}

/// Answers a refused form: what was typed is kept for ten minutes and shown again by the page it came from.
pub async fn refuse<T: Serialize + Sync>(
    form: &'static str,
    draft: &T,
    back: &str,
) -> Result<(), Interruption> {
    refuse_and_rest(form, draft, back, Rest::Clear).await
}

/// The same for what may name people who are not here: it rests sealed.
pub async fn refuse_sealed<T: Serialize + Sync>(
    form: &'static str,
    draft: &T,
    back: &str,
) -> Result<(), Interruption> {
    refuse_and_rest(form, draft, back, Rest::Sealed).await
}

/// What does not fit is kept nowhere, and a page says so: a part that is sent again would replace the whole.
async fn refuse_and_rest<T: Serialize + Sync>(
    form: &'static str,
    draft: &T,
    back: &str,
    rest: Rest,
) -> Result<(), Interruption> {
    if wants_page() {
        match services()?.drafts.keep(form, draft, rest).await? {
            Some(id) => {
                set_cookie(DRAFT_COOKIE, id.as_str(), DRAFT_LIFE_SECONDS);
                redirect(&path::with_query(&path::local(back), REFUSED, "1"));
            }
            None => redirect(&trouble_path(TOO_LONG_TO_KEEP)),
        }
    }
    reject(StatusCode::UNPROCESSABLE_ENTITY.as_u16());
    Ok(())
}

/// The refused form that this page is asked to show again.
pub async fn draft<T: DeserializeOwned>(form: &'static str) -> Result<Option<T>, Interruption> {
    let parts = query(REFUSED).and_then(|_| use_context::<Parts>());
    let id = parts.as_ref().and_then(|parts| cookie(&parts.headers, DRAFT_COOKIE)?.parse().ok());
    match id {
        Some(id) => Ok(services()?.drafts.take(form, &id).await?),
        None => Ok(None),
    }
}

/// Starts a session in this browser and leads to a path.
pub fn welcome(new: &NewSession, return_to: &str) -> Result<(), Interruption> {
    let services = services()?;
    set_cookie(services.site.session_cookie, &new.token, new.max_age_seconds);
    set_cookie(DRAFT_COOKIE, "", 0);
    redirect(return_to);
    Ok(())
}

/// Ends the session in this browser and leads home.
pub fn farewell() -> Result<(), Interruption> {
    set_cookie(services()?.site.session_cookie, "", 0);
    // Whoever uses this browser next reads nothing that was typed before.
    set_cookie(DRAFT_COOKIE, "", 0);
    redirect("/");
    Ok(())
}

/// Keeps the reader's language.
pub fn keep_locale(locale: Locale) {
    set_cookie(LOCALE_COOKIE, locale.tag(), LOCALE_SECONDS);
}

/// Whether the answer goes to a browser that shows it, as after a plain form post.
fn wants_page() -> bool {
    let accepted = use_context::<Parts>().and_then(|parts| parts.headers.get(header::ACCEPT).cloned());
    accepted.is_some_and(|accepted| accepted.to_str().is_ok_and(|accepted| accepted.contains("text/html")))
}

/// The value of a cookie.
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, value)| value)
}

fn set_cookie(name: &str, value: &str, seconds: i64) {
    let secure = use_context::<Arc<Services>>().is_none_or(|services| services.site.secure_cookie);
    let secure = if secure { "; Secure" } else { "" };
    let cookie = format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    if let (Some(response), Ok(cookie)) = (use_context::<ResponseOptions>(), HeaderValue::from_str(&cookie)) {
        response.append_header(header::SET_COOKIE, cookie);
    }
}

fn insert_header(name: HeaderName, value: &str) {
    if let (Some(response), Ok(value)) = (use_context::<ResponseOptions>(), HeaderValue::from_str(value)) {
        response.insert_header(name, value);
    }
}
