//! What every request passes, from the outside in, as one layer.
//!
//! One, because axum copies everything below a layer made by `from_fn` for each request: seven of them cost more than
//! the answers themselves.

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use tracing::Instrument as _;

use super::{Shared, assets, exports, forgery, forms, headers, observe::Watch, session};

/// Watches, answers, and adds the headers that every answer has.
pub async fn pass(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let watch = Watch::begin(&shared, &request);
    let mut response = answer(&shared, request, next).instrument(watch.span()).await;
    headers::add(&shared.headers, &mut response);
    watch.end(&shared, response)
}

/// Files first: they need nobody's name. Then what must not get further, then who asks.
async fn answer(shared: &Shared, mut request: Request, next: Next) -> Response {
    if let Some(file) = assets::find(&request) {
        return file;
    }
    if forms::is_too_large(&request) {
        return forms::refuse_too_large(request).await;
    }
    forms::bound(&mut request);
    if let Some(refusal) = forgery::refuse_foreign_post(shared, &request) {
        return refusal;
    }
    let request = match session::identify(shared, request).await {
        Ok(request) => request,
        Err(unavailable) => return unavailable,
    };
    if let Some(wanted) = exports::wanted(&request)
        && let Some(file) = exports::answer(shared, wanted).await
    {
        return file;
    }
    if forms::is_for_a_function(&request) {
        forms::answer_unreadable(request, next).await
    } else {
        next.run(request).await
    }
}
