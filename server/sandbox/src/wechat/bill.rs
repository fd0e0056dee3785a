//! Bills: `GET /v3/bill/tradebill` and the file it names.

use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
};

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use axum::{
    Json,
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use http::{HeaderMap, StatusCode, header};
use serde_json::{Value, json};

use super::{
    answers::Refusal,
    bill_file::{self, DAY_MS},
    gzip,
};
use crate::{clock, entropy, sandbox::Sandbox};

/// A file's address works this long.
const ADDRESS_LIFE_MS: i64 = 5 * 60_000;
const MAX_FILES: usize = 16;
/// Bills are there by ten o'clock of the next day.
const READY_AFTER_MS: i64 = 10 * 3_600_000;
/// And for three months.
const KEPT_MS: i64 = 90 * DAY_MS;

/// Files that were applied for.
#[derive(Debug, Default)]
pub struct Files {
    by_token: HashMap<String, (Bytes, i64)>,
    oldest_first: VecDeque<String>,
}

/// Makes the bill of a day and says where it is.
pub async fn apply(
    State(sandbox): State<Arc<Sandbox>>,
    headers: HeaderMap,
    Query(asked): Query<HashMap<String, String>>,
) -> Result<Json<Value>, Refusal> {
    let wrong = |field, issue| Refusal::parameter(field, "query", issue);
    let date = asked.get("bill_date").ok_or_else(|| wrong("bill_date", "is missing"))?;
    let from_ms =
        clock::read(&format!("{date}T00:00:00+08:00")).ok_or_else(|| wrong("bill_date", "is not a day"))?;
    let kind = asked.get("bill_type").map_or("ALL", String::as_str);
    if !["ALL", "SUCCESS", "REFUND"].contains(&kind) {
        return Err(wrong("bill_type", "is not a kind of bill"));
    }
    let packs = match asked.get("tar_type").map(String::as_str) {
        None | Some("") => false,
        Some("GZIP") => true,
        Some(_) => return Err(wrong("tar_type", "is not a kind of compression")),
    };
    let now_ms = sandbox.clock.business_ms();
    if now_ms - from_ms > KEPT_MS || now_ms < from_ms + DAY_MS {
        return Err(Refusal::invalid("bill_date不在可下载的范围内"));
    }
    if now_ms < from_ms + DAY_MS + READY_AFTER_MS {
        return Err(Refusal::bill("STATEMENT_CREATING", "账单生成中"));
    }
    let token = entropy::text(entropy::ALPHANUMERIC, 64)?;
    let mut book = sandbox.wechat();
    let file = bill_file::write(&book, &sandbox.keys.wechat.merchant, kind, from_ms)
        .ok_or_else(|| Refusal::bill("NO_STATEMENT_EXIST", "请求的账单文件不存在"))?;
    let hash = digest(&SHA1_FOR_LEGACY_USE_ONLY, file.as_bytes());
    // Of the file itself, also when it is packed.
    let halves = hash.as_ref().iter().flat_map(|byte| [byte >> 4, byte & 15]);
    let hash: String = halves.filter_map(|half| char::from_digit(half.into(), 16)).collect();
    let files = &mut book.files;
    if files.oldest_first.len() >= MAX_FILES
        && let Some(oldest) = files.oldest_first.pop_front()
    {
        files.by_token.remove(&oldest);
    }
    files.oldest_first.push_back(token.clone());
    files.by_token.insert(
        token.clone(),
        (
            Bytes::from(if packs { gzip::pack(file.as_bytes()) } else { file.into_bytes() }),
            now_ms + ADDRESS_LIFE_MS,
        ),
    );
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("127.0.0.1");
    let download_url = format!("http://{host}/v3/billdownload/file?token={token}");
    Ok(Json(json!({ "hash_type": "SHA1", "hash_value": hash, "download_url": download_url })))
}

/// The file. Its answer is not signed.
pub async fn download(
    State(sandbox): State<Arc<Sandbox>>,
    Query(asked): Query<HashMap<String, String>>,
) -> Response {
    let now_ms = sandbox.clock.business_ms();
    let book = sandbox.wechat();
    let file = asked.get("token").and_then(|token| book.files.by_token.get(token));
    match file {
        Some((file, expires_ms)) if now_ms < *expires_ms => {
            ([(header::CONTENT_TYPE, "text/plain")], file.clone()).into_response()
        }
        _ => (StatusCode::BAD_REQUEST, Json(json!({ "code": "PARAM_ERROR", "message": "token已失效" })))
            .into_response(),
    }
}
