//! The files the program carries: style, browser code, icons. Precompressed at build time; in a development build they
//! are read from the site folder, in a release they are inside the program.

use axum::{
    body::Body,
    extract::Request,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use rust_embed::{Embed, EmbeddedFile};

/// The folder that `cargo xtask` builds.
#[derive(Embed)]
#[folder = "$CARGO_MANIFEST_DIR/../target/site"]
#[allow_missing = true]
struct Site;

/// The name the build gives to style and browser code.
pub const OUTPUT_NAME: &str = "joinery";
/// Files below this carry their content's hash in the path and never change.
const FOREVER: &str = "assets/";

/// The folder of this build's style and browser code, such as `assets/1f3a…`; a placeholder when the site was not
/// built, so that pages still come, without style.
pub fn package_folder() -> String {
    let hash = Site::get("manifest.json").and_then(|file| {
        let manifest: serde_json::Value = serde_json::from_slice(&file.data).ok()?;
        manifest.get("hash")?.as_str().map(str::to_owned)
    });
    format!("{FOREVER}{}", hash.unwrap_or_else(|| "not-built".to_owned()))
}

/// The file at this path, if there is one; everything else is for the pages.
pub fn find(request: &Request) -> Option<Response> {
    let path = request.uri().path().trim_start_matches('/');
    let readable = matches!(*request.method(), Method::GET | Method::HEAD);
    // Pages have no dot in their last part; files always have.
    let ending = path.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map(|(_, ending)| ending);
    let named = ending.is_some_and(|ending| !matches!(ending, "br" | "gz"));
    if !readable || !named || path == "manifest.json" {
        return None;
    }
    let (file, encoding) = embedded(path, request.headers())?;
    Some(respond(path, file, encoding, request.headers()))
}

fn embedded(path: &str, headers: &HeaderMap) -> Option<(EmbeddedFile, Option<&'static str>)> {
    let accepted =
        headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let packed = |encoding: &'static str, ending: &str| {
        let wanted = accepted.split(',').any(|item| item.trim().split(';').next() == Some(encoding));
        wanted.then(|| Site::get(&format!("{path}{ending}"))).flatten().map(|file| (file, Some(encoding)))
    };
    packed("br", ".br").or_else(|| packed("gzip", ".gz")).or_else(|| Site::get(path).map(|file| (file, None)))
}

fn respond(path: &str, file: EmbeddedFile, encoding: Option<&'static str>, asked: &HeaderMap) -> Response {
    let tag = tag(&file, encoding);
    let cache = if path.starts_with(FOREVER) {
        "public, max-age=31536000, immutable"
    } else {
        "public, max-age=3600"
    };
    let mut headers = HeaderMap::new();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(value) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, value);
    }
    if asked.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes()) {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind(path)));
    if let Some(encoding) = encoding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    (headers, Body::from(file.data.into_owned())).into_response()
}

fn tag(file: &EmbeddedFile, encoding: Option<&str>) -> String {
    use std::fmt::Write as _;
    let hash = file.metadata.sha256_hash();
    let short = hash.iter().take(12).fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    });
    format!("\"{short}{}\"", encoding.unwrap_or_default())
}

fn kind(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("txt") => "text/plain; charset=utf-8",
        Some("json" | "webmanifest") => "application/json",
        _ => "application/octet-stream",
    }
}
