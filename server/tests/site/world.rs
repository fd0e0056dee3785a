//! A running site with its own databases and its own gateway.

use std::{future::Future, num::NonZeroU32, sync::Arc, time::Duration};

use domain::{catalogue::Product, id::OrderToken, money::Currency, order::Order, policy::Policy};
use gateways::bank_file::BankFile;
use joinery::{
    clock::RealClock,
    compose::{self, Databases, Program},
    http,
    settings::{
        AccountMode, BankFileSettings, LogFormat, Mode, OneAccount, SandboxBankSettings, Settings,
        SmtpSettings, StripeSettings,
    },
    tasks::Tasks,
};
use services::Services;
use tokio::{net::TcpListener, sync::Mutex, task::JoinSet};

use crate::{
    browser::{Answer, Browser},
    logs,
    template::{Folder, template},
    wallet::Wallet,
};

/// What a test wants to be different.
pub struct Plan {
    pub mode: Mode,
    /// The address people use; the one we listen on unless said otherwise.
    pub public_url: Option<String>,
    pub agreement_seconds: u16,
    pub has_gateway: bool,
    /// Whether it can also be paid by Alipay and by card.
    pub all_gateways: bool,
    /// The secret that Stripe's payouts sign their events with, if payouts can also go by Stripe.
    pub stripe_payouts: Option<&'static str>,
    /// How much faster than real the gateway sends its notifications again.
    pub gateway_hurry: u32,
    /// A mail server; a demo without one keeps its mails.
    pub smtp: Option<SmtpSettings>,
    /// Whether payouts can also go by a file for the host's bank.
    pub bank_file: bool,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            mode: Mode::Demo,
            public_url: None,
            agreement_seconds: 0,
            has_gateway: true,
            all_gateways: false,
            stripe_payouts: None,
            gateway_hurry: 1,
            smtp: None,
            bank_file: false,
        }
    }
}

pub struct World {
    pub settings: Settings,
    pub services: Arc<Services>,
    pub databases: Databases,
    pub clock: Arc<RealClock>,
    pub bank_file: Option<BankFile>,
    pub tasks: Tasks,
    pub wallet: Wallet,
    base: String,
    client: reqwest::Client,
    serving: JoinSet<()>,
    // The files live as long as the world.
    _folder: Folder,
}

impl World {
    /// The demo world, served on this machine.
    pub async fn start() -> Self {
        Plan::default().start().await
    }

    /// A browser that nobody is signed in with.
    pub fn visitor(&self) -> Browser {
        Browser::new(self.client.clone(), self.base.clone(), self.settings.public_url.clone())
    }

    /// A browser of a person of the demo world.
    pub async fn signed_in(&self, key: &str) -> Browser {
        let mut browser = self.visitor();
        let answer = browser.post("/api/demo_sign_in", &[("key", key), ("return_to", "/")]).await;
        assert_eq!(answer.leads_to(), "/");
        browser
    }

    /// A browser of somebody who has just signed up.
    pub async fn newcomer(&self, name: &str, email: &str) -> Browser {
        let mut browser = self.visitor();
        let form = [("name", name), ("email", email), ("password", PASSWORD), ("return_to", "/memberships")];
        let answer = browser.post("/api/sign_up", &form).await;
        assert_eq!(answer.leads_to(), "/memberships");
        browser
    }

    /// One tier of a community, counted from 0.
    pub fn product(&self, community: &str, tier: usize) -> Product {
        self.services.catalogue.by_slug(community).unwrap().products[tier].clone()
    }

    /// The order behind an order page's path.
    pub async fn order(&self, page: &str) -> Order {
        let token = OrderToken::try_from(page.strip_prefix("/o/").unwrap().to_owned()).unwrap();
        self.databases.commerce.order_by_token(&token).await.unwrap().unwrap()
    }

    /// The number the gateway knows an order by.
    pub async fn number(&self, page: &str) -> String {
        let order = self.order(page).await;
        self.databases.commerce.attempts(&order.id).await.unwrap().last().unwrap().gateway_number.clone()
    }

    /// Moves business time, here and at the gateway, as the demo's tests do.
    pub async fn advance(&self, duration: &str) -> Answer {
        let mut machine = self.visitor();
        let request = machine
            .request(reqwest::Method::POST, "/demo/clock")
            .json(&serde_json::json!({ "advance": duration }));
        machine.send(request).await
    }

    /// Does what the worker does once a second.
    pub async fn sweep(&self) -> services::till::Swept {
        self.services.till.sweep("test").await.unwrap()
    }

    /// Fails when money, memberships and orders do not agree.
    pub async fn books_agree(&self) {
        let report = self.databases.commerce.verify().await.unwrap();
        assert_eq!(report.breaks, Vec::<String>::new());
        assert!(report.checked.iter().any(|(_, count)| *count > 0));
    }

    /// Waits until the server has ended by itself.
    pub async fn served(&mut self) {
        while self.serving.join_next().await.is_some() {}
    }
}

/// Everybody's password who signs up in a test.
pub const PASSWORD: &str = "a kiln opened too early";

impl Plan {
    #[expect(clippy::too_many_lines, reason = "a whole installation, put together in the order of its parts")]
    pub async fn start(self) -> World {
        logs::capture();
        let (template, folder) = (template().await, Folder::new());
        template.copy_to(&folder.0);
        let client = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        let mut gateways = JoinSet::new();
        let wallet = self.gateway(&mut gateways, client.clone()).await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let is_demo = self.mode == Mode::Demo;
        let account = |folder: &str| OneAccount {
            url: wallet.base.clone(),
            keys: template.gateway_keys.join(folder),
            mode: Some(AccountMode::Sandbox),
        };
        let settings = Settings {
            listen: listener.local_addr().unwrap(),
            public_url: self.public_url.clone().unwrap_or_else(|| base.clone()),
            mode: self.mode,
            people_url: folder.database("people.db"),
            commerce_url: folder.database("commerce.db"),
            keys_dir: template.keys.clone(),
            behind_proxy: false,
            log_format: LogFormat::Text,
            log: String::new(),
            wechat_pay: self.has_gateway.then(|| account("")),
            alipay: self.all_gateways.then(|| account("alipay")),
            stripe_payments: self.all_gateways.then(|| account("stripe")),
            gateways: Vec::new(),
            channels_off: Vec::new(),
            sandbox_bank: (self.has_gateway && is_demo).then(|| SandboxBankSettings {
                url: wallet.base.clone(),
                keys: template.gateway_keys.join("bank"),
            }),
            stripe: self.stripe_payouts.map(|secret| {
                let keys = folder.0.join("stripe");
                std::fs::create_dir(&keys).unwrap();
                std::fs::write(keys.join("secret_key"), "sk_test_of_payouts").unwrap();
                std::fs::write(keys.join("webhook_secret"), secret).unwrap();
                StripeSettings { url: wallet.base.clone(), keys, mode: Some(AccountMode::Sandbox) }
            }),
            bank_file: self.bank_file.then(|| BankFileSettings {
                folder: folder.0.join("bank"),
                holder: "Joinery GmbH".to_owned(),
                account: "DE89370400440532013000".to_owned(),
                bic: None,
                currencies: vec![Currency::Cny],
                remittance: "Payout".to_owned(),
            }),
            smtp: self.smtp.clone(),
            policy: Policy {
                sandbox: is_demo,
                agreement_seconds: self.agreement_seconds,
                ..Policy::default()
            },
        };
        let databases = compose::open_databases(&settings).await.unwrap();
        let Program { services, clock, bank_file } = compose::assemble(&settings, &databases).await.unwrap();
        let tasks = Tasks::default();
        let router = router(&settings, &services, &clock, &tasks).await;
        let stop = tasks.clone();
        let mut serving = JoinSet::new();
        serving.spawn(async move { http::serve(listener, router, &stop).await });
        wallet.tell_of_payouts(&format!("{base}/webhooks/sandbox-bank")).await;
        if self.all_gateways {
            wallet.tell_of_cards(&format!("{base}/webhooks/stripe")).await;
        }
        let wallet = wallet.kept_by(gateways);
        World {
            settings,
            services,
            databases,
            clock,
            bank_file,
            tasks,
            wallet,
            base,
            client,
            serving,
            _folder: folder,
        }
    }

    async fn gateway(&self, tasks: &mut JoinSet<()>, client: reqwest::Client) -> Wallet {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let config = sandbox::Config {
            keys: template().await.gateway_keys.clone(),
            time_scale: NonZeroU32::new(self.gateway_hurry).unwrap(),
        };
        tasks.spawn(async move { sandbox::serve(listener, config, std::future::pending()).await.unwrap() });
        Wallet::new(base, client)
    }
}

/// Leptos lists its routes with a flag that must not be set twice at once (Leptos #4773).
async fn router(
    settings: &Settings,
    services: &Arc<Services>,
    clock: &Arc<RealClock>,
    tasks: &Tasks,
) -> axum::Router {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::const_new(());
    let _turn = ONE_AT_A_TIME.lock().await;
    http::router(settings, services, clock, tasks)
}

/// Asks again and again until there is an answer, for at most ten seconds.
pub async fn eventually<T, F>(what: &str, ask: impl Fn() -> F) -> T
where
    F: Future<Output = Option<T>>,
{
    let asking = async {
        loop {
            if let Some(answer) = ask().await {
                return answer;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    let answer = tokio::time::timeout(Duration::from_secs(10), asking).await.ok();
    answer.unwrap_or_else(|| panic!("never came true: {what}"))
}
