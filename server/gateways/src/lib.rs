//! The ports on payment gateways, on HTTP.
//!
//! This crate refuses to know SQL, HTML and the use cases; it is the only one of the house that names an HTTP client.
//! An adapter turns one gateway's wire protocol into the words of [`services::ports::PaymentGateway`], proves that
//! every answer is the gateway's, and decides nothing about orders: it keeps no state besides its keys, starts no
//! task, and never repeats a call by itself (the use case knows whether the question is still worth asking).
//!
//! # How to add a gateway
//!
//! 1. Write down the protocol facts with their sources, and get test vectors made by somebody else's software. Put
//!    them into `tests/vectors/`, with public keys only.
//! 2. Add the gateway to `domain::order::Gateway`: its code names it in the store, the ledger and the addresses.
//! 3. Make a folder `src/<gateway>/` beside [`wechat_pay`]: `config` (settings, secrets as [`Secret`], every complaint a
//!    [`ConfigError`], which names the file or the key), `signing` and `verifying` (raw bytes in, a verdict out), `wire`
//!    (what stands on the wire, as serde types that leave this crate nowhere), then one file for each operation.
//! 4. Send everything through [`http::HttpClient`]: it has the time-outs, follows no redirect and limits the answer.
//! 5. Map every answer to the port's words. What is not understood is [`GatewayFault::Untrusted`], never a guess;
//!    what may have happened is asked for again under the same number, never repeated under a new one.
//! 6. Implement `parse_notification` without I/O: headers, age, key, signature, decryption, then whose money it is.
//! 7. Teach `sandbox` the same protocol without using this crate: a second signer that agrees is worth asking.
//! 8. Test: a driver in `tests/conformance/`, so that it passes the suite every gateway passes; the vectors, one changed
//!    byte anywhere fails, scripted answers for each code the gateway knows, and what is special about it.
//! 9. Compose it in the program: a branch where the adapters are made, a webhook route with the gateway's way of
//!    acknowledging, and the gateway's settings in `joinery.toml`.
//!
//! [`GatewayFault::Untrusted`]: services::ports::GatewayFault::Untrusted
#![forbid(unsafe_code)]

pub mod alipay;
pub mod bank_file;
mod config;
pub mod http;
mod mac;
pub mod mail;
pub mod sandbox_bank;
pub mod sandbox_clock;
mod secret;
pub mod stripe;
pub mod wechat_pay;
mod x509;

pub use config::ConfigError;
pub use secret::Secret;
