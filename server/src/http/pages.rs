//! The pages and their server functions.

use std::sync::Arc;

use app::{App, LOCALE_COOKIE, cookie, shell::shell};
use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};
use domain::locale::Locale;
use leptos::{
    config::LeptosOptions,
    nonce::use_nonce,
    prelude::{provide_context, use_context},
};
use leptos_axum::{LeptosRoutes as _, ResponseOptions, generate_route_list};

use super::{Shared, assets};

/// Every page, every server function, and the page for what is not there.
pub fn router(shared: &Shared) -> Router {
    let options = LeptosOptions::builder()
        .output_name(assets::OUTPUT_NAME)
        .site_pkg_dir(assets::package_folder())
        .build();
    let options = Arc::new(options);
    // Once, before anything is served: it sets a flag for the whole process while it runs (Leptos #4773).
    let routes = generate_route_list(App);
    let context = shared.clone();
    let page_options = Arc::clone(&options);
    let site = Site { options, shared: shared.clone() };
    // This also serves the server functions, each at its own address below `/api/`.
    Router::new()
        .leptos_routes_with_context(
            &site,
            routes,
            move || provide(&context),
            move || shell(LeptosOptions::clone(&page_options)),
        )
        .fallback(nothing_here)
        .with_state(site)
}

/// What the page for missing things needs.
#[derive(Clone)]
struct Site {
    // A dozen texts: shared, because the router copies its state for each request.
    options: Arc<LeptosOptions>,
    shared: Shared,
}

impl axum::extract::FromRef<Site> for LeptosOptions {
    fn from_ref(site: &Site) -> Self {
        LeptosOptions::clone(&site.options)
    }
}

/// The page for an address that leads nowhere; its own router sets the status.
async fn nothing_here(State(site): State<Site>, request: Request<Body>) -> Response {
    let Site { options, shared } = site;
    let render = leptos_axum::render_app_async_with_context(
        move || provide(&shared),
        move || shell(LeptosOptions::clone(&options)),
    );
    render(request).await
}

/// What pages and server functions find in their context, and the policy that fits this answer's nonce.
fn provide(shared: &Shared) {
    provide_context(Arc::clone(&shared.services));
    let headers = use_context::<http::request::Parts>().map(|parts| parts.headers);
    provide_context(headers.map_or_else(Locale::default, |headers| locale(&headers)));
    if let (Some(nonce), Some(response)) = (use_nonce(), use_context::<ResponseOptions>())
        && let Ok(policy) = HeaderValue::from_str(&shared.headers.page_policy(&nonce))
    {
        response.insert_header(header::CONTENT_SECURITY_POLICY, policy);
    }
}

/// The reader's choice, else the browser's.
fn locale(headers: &HeaderMap) -> Locale {
    let chosen = cookie(headers, LOCALE_COOKIE).and_then(Locale::from_tag);
    let preferred = || headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    chosen.unwrap_or_else(|| preferred().map_or_else(Locale::default, Locale::from_accept_language))
}
