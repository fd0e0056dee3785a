//! Why an order cannot be paid: the same at both gateways whose codes the wallet scans.

use axum::response::Response;
use http::StatusCode;

use crate::control::not_followed;

/// Why an order cannot be paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unpayable {
    /// Its last moment has passed.
    Expired,
    /// It was closed.
    Closed,
    /// It is paid.
    Paid,
}

impl Unpayable {
    /// What the control interface answers.
    pub fn not_followed(self) -> Response {
        let (code, message) = match self {
            Self::Paid => ("PAID", "the order is paid already"),
            Self::Closed => ("CLOSED", "the order is closed"),
            Self::Expired => ("EXPIRED", "the order's last moment has passed"),
        };
        not_followed(StatusCode::CONFLICT, code, message)
    }
}
