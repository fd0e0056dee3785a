//! Putting the parts together.

use std::sync::Arc;

use gateways::bank_file::BankFile;
use services::{
    Parts, Services,
    identity::PasswordCost,
    ports::{Clock, Commerce, Entropy, People},
    site::Site,
};
use store::{OpenOptions, Schema};

use crate::{
    accounts, clock::RealClock, commands::CommandError, entropy::SystemEntropy, keys, letters::PageWords,
    mail, rails::Rails, seed::demo_people, settings::Settings,
};

/// Connections that read, per database: one per core and some for pages that wait for a disk.
const READERS: u32 = 6;

/// The two databases.
pub struct Databases {
    /// People.
    pub people: People,
    /// Commerce.
    pub commerce: Commerce,
}

/// Opens both databases, makes missing files, and brings them to this program's schema.
pub async fn open_databases(settings: &Settings) -> Result<Databases, CommandError> {
    open(settings, OpenOptions { schema: Schema::Migrate, create: true, readers: READERS }).await
}

/// Opens databases that are there already: what only looks at the books, or relies on them, must not make empty ones
/// when a name is wrong.
pub async fn open_present(settings: &Settings, schema: Schema) -> Result<Databases, CommandError> {
    open(settings, OpenOptions { schema, create: false, readers: READERS }).await
}

async fn open(settings: &Settings, options: OpenOptions) -> Result<Databases, CommandError> {
    let people = store::open_people(&settings.people_url, &options).await?;
    let commerce = store::open_commerce(&settings.commerce_url, &options).await?;
    Ok(Databases { people, commerce })
}

/// Everything a serving process holds.
pub struct Program {
    /// The use cases.
    pub services: Arc<Services>,
    /// The clocks.
    pub clock: Arc<RealClock>,
    /// The bank file, if it is set up: a worker writes and reads its files.
    pub bank_file: Option<BankFile>,
}

/// Puts the use cases together over open databases.
pub async fn assemble(settings: &Settings, databases: &Databases) -> Result<Program, CommandError> {
    let clock = Arc::new(RealClock::default());
    let entropy: Arc<dyn Entropy> = Arc::new(SystemEntropy);
    let secrets = Arc::new(keys::load(&settings.keys_dir, entropy.as_ref(), settings.is_demo())?);
    let business: Arc<dyn Clock> = Arc::<RealClock>::clone(&clock);
    let rails = Rails::open(settings, &business)?;
    let services = Services::assemble(Parts {
        people: Arc::clone(&databases.people),
        commerce: Arc::clone(&databases.commerce),
        gateways: accounts::open(settings, &business, &entropy)?,
        rails: rails.all(),
        clock: Arc::<RealClock>::clone(&clock),
        entropy,
        secrets,
        policy: settings.policy.clone(),
        site: site(settings),
        password_cost: PasswordCost::default(),
        messenger: mail::messenger(settings, &databases.people)?,
        letter_writer: Arc::new(PageWords),
    })
    .await?;
    Ok(Program { services: Arc::new(services), clock, bank_file: rails.bank_file })
}

fn site(settings: &Settings) -> Site {
    let secure_cookie = settings.secure_cookies();
    let demo = settings.is_demo();
    let wallet = settings.gateway_accounts().into_iter().find(|_| demo);
    Site {
        demo,
        public_url: settings.public_url.clone(),
        session_cookie: if secure_cookie { "__Host-session" } else { "session" },
        secure_cookie,
        wallet_url: wallet.map(|account| format!("{}/wallet", account.url().trim_end_matches('/'))),
        demo_people: if demo { demo_people() } else { Vec::new() },
    }
}
