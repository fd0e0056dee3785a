//! The adapters against test vectors of foreign software, scripted answers, one changed byte, and the sandbox.

#[cfg(test)]
mod adapter;
#[cfg(test)]
mod answers;
#[cfg(test)]
mod bills;
#[cfg(test)]
mod certificates;
#[cfg(test)]
mod http_client;
#[cfg(test)]
mod mail;
#[cfg(test)]
mod notifications;
#[cfg(test)]
mod refunds;
#[cfg(test)]
mod sandbox_faults;
#[cfg(test)]
mod sandbox_journey;
#[cfg(test)]
mod settings;
#[cfg(test)]
mod support;
#[cfg(test)]
mod vectors;
#[cfg(test)]
mod ways;
