//! What can go wrong with the sandbox itself. What a merchant did wrong is a refusal of the gateway that
//! was asked.

use std::{net::SocketAddr, path::PathBuf};

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use serde_json::json;

/// A fault of the sandbox or of the machine it runs on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The control interface would be open to others.
    #[error("{0} is not a loopback address; the sandbox lets anybody who can connect pay orders")]
    NotLoopback(SocketAddr),
    /// Events would go out unprotected.
    #[error("{0} cannot be told: give an https address, or an http one on this machine")]
    BadEndpoint(String),
    /// Some of the key files exist and others do not, so nothing is overwritten.
    #[error("the key folder is incomplete: {0} is missing; restore it, or delete the folder to get new keys")]
    IncompleteKeys(PathBuf),
    /// A key file cannot be understood.
    #[error("{file} cannot be used: {reason}")]
    BadKey {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A key file cannot be read or written.
    #[error("{file}: {source}")]
    KeyFile {
        /// The file or folder.
        file: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The cryptographic library refused.
    #[error("cryptography failed: {0}")]
    Cryptography(&'static str),
    /// The client that sends notifications cannot be set up.
    #[error("the notification client cannot be set up: {0}")]
    Client(#[from] reqwest::Error),
    /// Listening or writing failed.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

/// What pages and the control interface answer. A gateway's own addresses answer in the gateway's words.
impl IntoResponse for Error {
    fn into_response(self) -> Response {
        tracing::error!(error = %self, "a request failed");
        let body = json!({ "code": "SYSTEM_ERROR", "message": "the sandbox itself failed" });
        (StatusCode::INTERNAL_SERVER_ERROR, Json(body)).into_response()
    }
}
