//! The demo: a fresh embedded database, the sandbox that plays the payment gateway and the bank, and the server.

use crate::failure::{Doing, Outcome};
use crate::service::Service;
use crate::{paths, process};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// How long a program may take to be ready: a cold disk, two busy cores.
const READY: Duration = Duration::from_mins(1);

/// Where a demo lives and listens.
#[derive(Debug, Clone)]
pub struct Demo {
    /// Databases, keys and logs; emptied by [`Demo::prepare`].
    pub folder: PathBuf,
    /// The server's port.
    pub port: u16,
    /// The sandbox's port.
    pub sandbox_port: u16,
    /// `debug` or `release`.
    pub profile: &'static str,
}

/// A demo that runs. The fields are dropped, and so stopped, in this order: the server asks the sandbox while it
/// finishes its work.
pub struct Running {
    /// The server.
    pub server: Service,
    /// The payment gateway's stand-in.
    pub sandbox: Service,
}

impl Demo {
    /// The address people open.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The sandbox's address.
    pub fn sandbox_url(&self) -> String {
        format!("http://127.0.0.1:{}", self.sandbox_port)
    }

    /// The folder of keys that the sandbox made for itself and its merchant.
    pub fn gateway_keys(&self) -> PathBuf {
        self.folder.join("wechat-pay")
    }

    /// Where a database lies.
    fn database(&self, name: &str) -> String {
        let root = paths::root();
        let path = self.folder.join(name);
        format!("sqlite:{}", path.strip_prefix(&root).unwrap_or(&path).display())
    }

    /// Every setting of the server, as `JOINERY_…` variables.
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        let shown = |path: PathBuf| path.display().to_string();
        vec![
            ("JOINERY_MODE", "demo".to_owned()),
            ("JOINERY_LISTEN", format!("127.0.0.1:{}", self.port)),
            ("JOINERY_PUBLIC_URL", self.url()),
            ("JOINERY_PEOPLE_URL", self.database("people.db")),
            ("JOINERY_COMMERCE_URL", self.database("commerce.db")),
            ("JOINERY_KEYS_DIR", shown(self.folder.join("keys"))),
            ("JOINERY_WECHAT_PAY_URL", self.sandbox_url()),
            ("JOINERY_WECHAT_PAY_KEYS", shown(self.gateway_keys())),
            ("JOINERY_ALIPAY_URL", self.sandbox_url()),
            ("JOINERY_ALIPAY_KEYS", shown(self.gateway_keys().join("alipay"))),
            ("JOINERY_STRIPE_PAYMENTS_URL", self.sandbox_url()),
            ("JOINERY_STRIPE_PAYMENTS_KEYS", shown(self.gateway_keys().join("stripe"))),
            ("JOINERY_SANDBOX_BANK_URL", self.sandbox_url()),
            ("JOINERY_SANDBOX_BANK_KEYS", shown(self.gateway_keys().join("bank"))),
        ]
    }

    /// A `joinery` command on this demo's data.
    pub fn joinery(&self, arguments: &[&str]) -> Command {
        let mut command = process::command(paths::program(self.profile, "joinery"), &paths::root());
        command.args(arguments).envs(self.environment());
        command
    }

    fn sandbox(&self, arguments: &[&str]) -> Command {
        let mut command = process::command(paths::program(self.profile, "sandbox"), &paths::root());
        command.args(arguments).arg("--keys").arg(self.gateway_keys());
        command
    }

    /// Empties the folder, makes the keys and writes the demo world; returns what `seed` says: the sign-ins.
    pub fn prepare(&self) -> Outcome<String> {
        self.prepare_keys()?;
        let mut seed = self.joinery(&["seed", "demo"]);
        // Its migrations are no news on a fresh database.
        seed.env("JOINERY_LOG", "warn");
        process::output(seed)
    }

    /// Empties the folder and makes the keys: all that the sandbox alone needs.
    pub fn prepare_keys(&self) -> Outcome {
        empty(&self.folder)?;
        process::said(self.sandbox(&["keys"]))?;
        Ok(())
    }

    /// Starts sandbox and server and waits until both are ready.
    pub fn start(&self) -> Outcome<Running> {
        let sandbox = self.start_sandbox()?;
        let mut server =
            Service::start("joinery", self.joinery(&["serve"]), self.folder.join("joinery.log"))?;
        server.wait_for(self.port, "/readyz", READY)?;
        Ok(Running { server, sandbox })
    }

    /// Starts the sandbox alone.
    pub fn start_sandbox(&self) -> Outcome<Service> {
        let listen = format!("127.0.0.1:{}", self.sandbox_port);
        let told = |whom: &str| format!("{}/webhooks/{whom}", self.url());
        let (bank, stripe) = (told("sandbox-bank"), told("stripe"));
        let events = ["--bank-events", &bank, "--stripe-events", &stripe];
        let command = self.sandbox(&[["serve", "--listen", &listen].as_slice(), &events].concat());
        let mut sandbox = Service::start("sandbox", command, self.folder.join("sandbox.log"))?;
        sandbox.wait_for_port(self.sandbox_port, READY)?;
        Ok(sandbox)
    }

    /// Proves that the books, the orders and the memberships agree. Only when nothing else writes.
    pub fn verify(&self) -> Outcome<String> {
        process::said(self.joinery(&["verify"]))
    }
}

/// A folder with nothing in it.
fn empty(folder: &Path) -> Outcome {
    let doing = format!("empty {}", folder.display());
    if folder.exists() {
        std::fs::remove_dir_all(folder).doing(&doing)?;
    }
    std::fs::create_dir_all(folder).doing(&doing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_demo_tells_the_server_everything_it_asks_for() {
        let folder = paths::root().join("target").join("demo");
        let demo = Demo { folder, port: 3000, sandbox_port: 3001, profile: "debug" };
        let environment = demo.environment();
        let value = |name: &str| environment.iter().find(|(key, _)| *key == name).unwrap().1.clone();
        assert_eq!(value("JOINERY_PUBLIC_URL"), "http://127.0.0.1:3000");
        assert_eq!(value("JOINERY_PEOPLE_URL"), "sqlite:target/demo/people.db");
        assert_eq!(value("JOINERY_WECHAT_PAY_URL"), "http://127.0.0.1:3001");
        assert!(value("JOINERY_ALIPAY_KEYS").ends_with("alipay"));
        assert!(value("JOINERY_STRIPE_PAYMENTS_KEYS").ends_with("stripe"));
        assert_eq!(value("JOINERY_SANDBOX_BANK_URL"), "http://127.0.0.1:3001");
        assert!(value("JOINERY_SANDBOX_BANK_KEYS").ends_with("bank"));
    }
}
