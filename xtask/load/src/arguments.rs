//! The command line.

use std::path::PathBuf;

use crate::failure::Failure;

/// What a load is made of.
#[derive(Clone, Debug)]
pub struct Arguments {
    /// `http://host:port`, as the server's `public_url` has it.
    pub url: String,
    /// The folder that `joinery seed bench` wrote.
    pub data: PathBuf,
    /// The gateway's key folder; the sandbox made it.
    pub keys: PathBuf,
    /// Connections held open.
    pub connections: usize,
    /// How long, in seconds.
    pub seconds: u64,
    /// Requests a second that are begun whether or not answers come; none asks as fast as answers come.
    pub rate: Option<u32>,
    /// The first member that is used.
    pub first: usize,
    /// How many members are used; none uses as many as there are.
    pub count: Option<usize>,
    /// Which product is ordered.
    pub product: usize,
    /// The server's process, for its memory.
    pub pid: Option<u32>,
    /// Seconds that a held request asks to wait.
    pub wait: u32,
    /// The file of confirmed writes.
    pub acks: Option<PathBuf>,
}

/// How many members are used when nobody says: more than ten seconds can need.
const MANY: usize = 50_000;

impl Arguments {
    /// Reads pairs of `--name value`.
    pub fn read(words: &[String]) -> Result<Self, Failure> {
        let mut read = Self {
            url: "http://127.0.0.1:3000".to_owned(),
            data: PathBuf::from("target/bench"),
            keys: PathBuf::from("target/bench/wechat-pay"),
            connections: 64,
            seconds: 10,
            rate: None,
            first: 0,
            count: None,
            product: 0,
            pid: None,
            wait: 25,
            acks: None,
        };
        let mut words = words.iter();
        while let Some(name) = words.next() {
            let value = words.next().ok_or_else(|| Failure(format!("{name} needs a value")))?;
            read.put(name, value)?;
        }
        Ok(read)
    }

    fn put(&mut self, name: &str, value: &str) -> Result<(), Failure> {
        match name {
            "--url" => value.trim_end_matches('/').clone_into(&mut self.url),
            "--data" => self.data = PathBuf::from(value),
            "--keys" => self.keys = PathBuf::from(value),
            "--connections" => self.connections = number(name, value)?,
            "--seconds" => self.seconds = number(name, value)?,
            "--rate" => self.rate = Some(number(name, value)?),
            "--first" => self.first = number(name, value)?,
            "--count" => self.count = Some(number(name, value)?),
            "--product" => self.product = number(name, value)?,
            "--pid" => self.pid = Some(number(name, value)?),
            "--wait" => self.wait = number(name, value)?,
            "--acks" => self.acks = Some(PathBuf::from(value)),
            _ => return Err(Failure(format!("there is no such setting: {name}"))),
        }
        Ok(())
    }

    /// How many members are used.
    pub fn count(&self) -> usize {
        self.count.unwrap_or(MANY)
    }

    /// `host:port`.
    pub fn host(&self) -> &str {
        self.url.split_once("://").map_or(self.url.as_str(), |(_, host)| host)
    }
}

fn number<T: std::str::FromStr>(name: &str, value: &str) -> Result<T, Failure> {
    value.parse().map_err(|_| Failure(format!("{name} must be a number: {value}")))
}

#[cfg(test)]
mod tests {
    use super::Arguments;

    fn read(line: &str) -> Result<Arguments, crate::failure::Failure> {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        Arguments::read(&words)
    }

    #[test]
    fn settings_are_pairs_and_unknown_ones_are_refused() {
        let arguments = read("--url http://127.0.0.1:8080/ --rate 700").unwrap();
        assert_eq!(
            (arguments.host(), arguments.rate, arguments.connections),
            ("127.0.0.1:8080", Some(700), 64)
        );
        assert!(read("--colour red").is_err());
        assert!(read("--rate fast").is_err());
        assert!(read("--rate").is_err());
    }
}
