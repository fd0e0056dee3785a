//! Payment gateways: one suite that every adapter passes, against the sandbox's side of each gateway's protocol.
//!
//! Adding a gateway: a file with its [`driver::Driver`], and its lines in `gateways.rs`. What is special about one gateway
//! is tested elsewhere.

#[cfg(test)]
#[macro_use]
mod gateways;

#[cfg(test)]
mod alipay_driver;
#[cfg(test)]
mod billing;
#[cfg(test)]
mod closing;
#[cfg(test)]
mod creating;
#[cfg(test)]
mod driver;
#[cfg(test)]
#[path = "../gateways/support/ports.rs"]
mod ports;
#[cfg(test)]
mod refunding;
#[cfg(test)]
mod sandbox_control;
#[cfg(test)]
mod stripe_driver;
#[cfg(test)]
mod telling;
#[cfg(test)]
mod wechat_driver;
