//! The bank file: our messages against the official schemas, the bank's messages as foreign software writes them, hostile
//! files, and the folder across crashes and processes.

#[cfg(test)]
mod desk;
#[cfg(test)]
mod foreign_bank;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod notices;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod rail;
#[cfg(test)]
mod schema;
#[cfg(test)]
mod status_reports;
#[cfg(test)]
mod support;
#[cfg(test)]
mod writing;
