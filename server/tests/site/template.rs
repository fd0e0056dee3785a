//! The demo world is told once; every test gets copies of its two files.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU32, Ordering},
};

use domain::policy::Policy;
use joinery::{
    compose, seed,
    settings::{LogFormat, Mode, Settings},
};
use tokio::sync::OnceCell;

/// Where everything of this run lies, and the keys that all worlds share: making them takes a while.
pub struct Template {
    folder: PathBuf,
    /// The program's own keys.
    pub keys: PathBuf,
    /// The merchant's and the gateway's keys.
    pub gateway_keys: PathBuf,
}

/// A folder of one test; gone when the test is.
pub struct Folder(pub PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).ok();
    }
}

impl Folder {
    /// An empty folder.
    pub fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let folder = of_this_run().join(COUNT.fetch_add(1, Ordering::Relaxed).to_string());
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    /// The address of a database in it.
    pub fn database(&self, name: &str) -> String {
        format!("sqlite:{}", self.0.join(name).display())
    }
}

fn of_this_run() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("site-{}", std::process::id()))
}

/// The template; the first test to ask makes it.
pub async fn template() -> &'static Template {
    static TEMPLATE: OnceCell<Template> = OnceCell::const_new();
    TEMPLATE.get_or_init(make).await
}

impl Template {
    /// Copies both databases into a folder, under the names of the defaults.
    pub fn copy_to(&self, folder: &Path) {
        for name in ["people.db", "commerce.db"] {
            fs::copy(self.folder.join(name), folder.join(name)).unwrap();
        }
    }
}

async fn make() -> Template {
    forget_earlier_runs();
    let folder = of_this_run().join("template");
    fs::create_dir_all(&folder).unwrap();
    let (keys, gateway_keys) = (folder.join("keys"), folder.join("gateway-keys"));
    sandbox::keys::create_if_missing(&gateway_keys).unwrap();
    let told = Folder::new();
    let settings = Settings {
        listen: ([127, 0, 0, 1], 0).into(),
        public_url: "http://127.0.0.1:3000".to_owned(),
        mode: Mode::Demo,
        people_url: told.database("people.db"),
        commerce_url: told.database("commerce.db"),
        keys_dir: keys.clone(),
        behind_proxy: false,
        log_format: LogFormat::Text,
        log: String::new(),
        wechat_pay: None,
        alipay: None,
        stripe_payments: None,
        gateways: Vec::new(),
        channels_off: Vec::new(),
        sandbox_bank: None,
        stripe: None,
        bank_file: None,
        smtp: None,
        policy: Policy { sandbox: true, ..Policy::default() },
    };
    let databases = compose::open_databases(&settings).await.unwrap();
    let program = compose::assemble(&settings, &databases).await.unwrap();
    seed::demo(&settings, &databases, &program).await.unwrap();
    databases.people.backup(&folder.join("people.db")).await.unwrap();
    databases.commerce.backup(&folder.join("commerce.db")).await.unwrap();
    databases.people.close().await;
    databases.commerce.close().await;
    Template { folder, keys, gateway_keys }
}

/// A run cannot clean up behind its last test; the next one does. Only folders of processes that are gone.
fn forget_earlier_runs() {
    if !Path::new("/proc/self").exists() {
        return;
    }
    for entry in fs::read_dir(env!("CARGO_TARGET_TMPDIR")).unwrap().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let process = name.strip_prefix("site-").and_then(|process| process.parse::<u32>().ok());
        if process.is_some_and(|process| !Path::new(&format!("/proc/{process}")).exists()) {
            fs::remove_dir_all(entry.path()).ok();
        }
    }
}
