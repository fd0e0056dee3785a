//! `POST /demo/clock`: moves business time, in a demo only.

use axum::{
    Json,
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use serde::Deserialize;
use serde_json::json;
use services::ports::Clock as _;

use super::Shared;

/// The furthest one step may go: a year, in milliseconds.
const MAX_STEP_MS: i64 = 366 * 86_400_000;

/// How far to move.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// An ISO 8601 duration of days, hours, minutes and seconds, such as `PT24H` or `P1DT30M`.
    advance: String,
}

/// Moves business time forward.
pub async fn clock(State(shared): State<Shared>, Json(step): Json<Step>) -> Response {
    match milliseconds(&step.advance) {
        Some(step) if step <= MAX_STEP_MS => {
            // The sandbox first: an order must not seem payable there after it expired here.
            if let Some(sandbox) = &shared.sandbox
                && let Err(fault) = sandbox.advance(step).await
            {
                let text = format!("the sandbox did not follow, so the clock was not moved: {fault}\n");
                return (StatusCode::BAD_GATEWAY, text).into_response();
            }
            let now = shared.clock.advance_business(step);
            tracing::info!(step_ms = step, "business time was moved");
            Json(json!({"now": now.to_rfc3339(), "offset_ms": now.ms_since(shared.clock.system())}))
                .into_response()
        }
        _ => {
            let text = "advance must be like PT24H or P1DT30M, and at most a year; the clock was not moved\n";
            (StatusCode::UNPROCESSABLE_ENTITY, text).into_response()
        }
    }
}

fn milliseconds(text: &str) -> Option<i64> {
    let (days, clock) = match text.strip_prefix('P')?.split_once('T') {
        Some((days, clock)) => (days, clock),
        None => (text.strip_prefix('P')?, ""),
    };
    let mut total = 0i64;
    for (part, units) in
        [(days, &[('D', 86_400_000i64)][..]), (clock, &[('H', 3_600_000), ('M', 60_000), ('S', 1_000)][..])]
    {
        let mut rest = part;
        for (letter, worth) in units {
            if let Some((number, after)) = rest.split_once(*letter) {
                total = total.checked_add(number.parse::<u32>().ok().map(i64::from)?.checked_mul(*worth)?)?;
                rest = after;
            }
        }
        if !rest.is_empty() {
            return None;
        }
    }
    (total > 0).then_some(total)
}

#[cfg(test)]
mod tests {
    use super::milliseconds;

    #[test]
    fn durations_are_read_as_iso_8601_writes_them() {
        assert_eq!(milliseconds("PT24H"), Some(86_400_000));
        assert_eq!(milliseconds("P1DT30M5S"), Some(86_400_000 + 1_800_000 + 5_000));
        for wrong in ["", "24H", "P", "PT", "PT-1H", "PT1X", "P1H", "PT5M1H"] {
            assert_eq!(milliseconds(wrong), None, "{wrong}");
        }
    }
}
