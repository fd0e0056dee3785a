//! The use cases, and the ports they need.
//!
//! This crate refuses to know SQL, HTTP and HTML. Each use case takes a typed actor, reads through a port, lets the
//! domain decide, and commits one unit of work, which is data ([`ports::Changes`]).
#![forbid(unsafe_code)]

pub mod ports;
