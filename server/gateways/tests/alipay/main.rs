//! Alipay's adapter against vectors of foreign software, scripted answers, one changed byte, and certificates. What every
//! gateway has to do is in `conformance`.

#[cfg(test)]
mod answers;
#[cfg(test)]
mod bills;
#[cfg(test)]
mod certificates;
#[cfg(test)]
mod notifications;
#[cfg(test)]
mod refunds;
#[cfg(test)]
mod settings;
#[cfg(test)]
mod support;
#[cfg(test)]
mod vectors;
#[cfg(test)]
mod visits;
