//! Everything the program can do, in one place.

use std::sync::Arc;

use domain::policy::Policy;

use crate::{
    Fault,
    catalogue::Catalogue,
    checkout::{Checkout, CheckoutParts},
    drafts::Drafts,
    feed::OrderFeed,
    identity::{Identity, PasswordCost},
    memberships::Memberships,
    messages::{Messages, MessagesParts},
    payouts::{
        PayoutService,
        desk::{DeskParts, PayoutDesk},
        engine::{CHUNK, EngineParts, PayoutEngine},
    },
    ports::{Clock, Commerce, Entropy, LetterWriter, Messenger, PaymentGateway, PayoutRail, People},
    sales::Sales,
    seal::Secrets,
    site::Site,
    team::{Team, TeamParts},
    till::{Till, TillParts},
};

/// What the program puts in.
pub struct Parts {
    /// The people database.
    pub people: People,
    /// The commerce database.
    pub commerce: Commerce,
    /// The payment gateways.
    pub gateways: Vec<Arc<dyn PaymentGateway>>,
    /// The ways to banks, each at most once. Creators without a destination are looked at by the runs of the first.
    pub rails: Vec<Arc<dyn PayoutRail>>,
    /// The clocks.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub entropy: Arc<dyn Entropy>,
    /// The program's own keys.
    pub secrets: Arc<Secrets>,
    /// The policy.
    pub policy: Policy,
    /// The face of the installation.
    pub site: Site,
    /// What a password hash costs.
    pub password_cost: PasswordCost,
    /// Who takes letters out of the house; without one people are told in the program only.
    pub messenger: Option<Arc<dyn Messenger>>,
    /// Who words letters.
    pub letter_writer: Arc<dyn LetterWriter>,
}

/// Everything the program can do.
pub struct Services {
    /// The face of the installation.
    pub site: Site,
    /// The policy.
    pub policy: Arc<Policy>,
    /// What is sold.
    pub catalogue: Arc<Catalogue>,
    /// Who is who.
    pub identity: Identity,
    /// From the community page to an order.
    pub checkout: Checkout,
    /// Payments.
    pub till: Till,
    /// What a member has.
    pub memberships: Memberships,
    /// What a creator sold.
    pub sales: Sales,
    /// What people are told.
    pub messages: Messages,
    /// How a creator is paid out.
    pub payouts: PayoutService,
    /// A creator's payouts as pages, and the operator's desk.
    pub desk: PayoutDesk,
    /// Payout runs, and what becomes of payouts.
    pub engine: PayoutEngine,
    /// Who acts for a creator's account.
    pub team: Team,
    /// Refused forms.
    pub drafts: Drafts,
    /// The people database, for the program's own commands.
    pub people: People,
    /// The commerce database, for the program's own commands.
    pub commerce: Commerce,
}

/// What most use cases need.
#[derive(Clone)]
struct Common {
    people: People,
    commerce: Commerce,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    secrets: Arc<Secrets>,
    policy: Arc<Policy>,
}

impl Services {
    /// Puts everything together and reads the catalogue.
    pub async fn assemble(parts: Parts) -> Result<Self, Fault> {
        let Parts { people, commerce, gateways, rails, clock, entropy, secrets, policy, site, .. } = parts;
        let common = Common { people, commerce, clock, entropy, secrets, policy: Arc::new(policy) };
        let catalogue = Arc::new(Catalogue::new(Arc::clone(&common.commerce)));
        catalogue.reload().await?;
        let feed = Arc::new(OrderFeed::default());
        let checkout = checkout(common.clone(), Arc::clone(&catalogue), Arc::clone(&feed));
        let till = till(common.clone(), gateways, Arc::clone(&catalogue), feed, &site);
        let (engine, desk) = payouts(&common, rails);
        let messages = messages(common.clone(), parts.messenger, parts.letter_writer, &site);
        let Common { people, commerce, clock, entropy, secrets, policy } = common;
        let identity = Identity::new(
            Arc::clone(&people),
            Arc::clone(&commerce),
            Arc::clone(&clock),
            Arc::clone(&entropy),
            parts.password_cost,
            site.demo_people.clone(),
        )?;
        let team = Team::new(TeamParts {
            commerce: Arc::clone(&commerce),
            people: Arc::clone(&people),
            clock: Arc::clone(&clock),
            entropy: Arc::clone(&entropy),
            secrets,
            places: identity.places(),
        });
        Ok(Self {
            desk,
            engine,
            messages,
            identity,
            team,
            memberships: Memberships::new(Arc::clone(&commerce), Arc::clone(&clock), Arc::clone(&policy)),
            sales: Sales::new(Arc::clone(&commerce), Arc::clone(&people), Arc::clone(&clock)),
            payouts: PayoutService::new(
                Arc::clone(&commerce),
                Arc::clone(&people),
                Arc::clone(&clock),
                Arc::clone(&entropy),
                Arc::clone(&policy),
            ),
            drafts: Drafts::new(Arc::clone(&people), clock, entropy),
            site,
            policy,
            catalogue,
            checkout,
            till,
            people,
            commerce,
        })
    }
}

fn checkout(common: Common, catalogue: Arc<Catalogue>, feed: Arc<OrderFeed>) -> Checkout {
    let Common { people, commerce, clock, entropy, secrets, policy } = common;
    Checkout::new(CheckoutParts { commerce, people, catalogue, feed, clock, entropy, secrets, policy })
}

fn till(
    common: Common,
    gateways: Vec<Arc<dyn PaymentGateway>>,
    catalogue: Arc<Catalogue>,
    feed: Arc<OrderFeed>,
    site: &Site,
) -> Till {
    let Common { commerce, clock, entropy, secrets, policy, .. } = common;
    let (wallet_url, public_url) = (site.wallet_url.clone(), site.public_url.clone());
    Till::new(TillParts {
        commerce,
        gateways,
        catalogue,
        feed,
        clock,
        entropy,
        secrets,
        policy,
        wallet_url,
        public_url,
    })
}

/// New destinations are on the first rail.
fn payouts(common: &Common, rails: Vec<Arc<dyn PayoutRail>>) -> (PayoutEngine, PayoutDesk) {
    let rail = rails.first().cloned();
    let Common { people, commerce, clock, entropy, secrets, policy } = common.clone();
    let chunk = CHUNK;
    let engine =
        PayoutEngine::new(EngineParts { commerce, people, rails, clock, entropy, secrets, policy, chunk });
    let Common { people, commerce, clock, entropy, secrets, policy } = common.clone();
    let desk = PayoutDesk::new(DeskParts {
        commerce,
        people,
        clock,
        entropy,
        secrets,
        policy,
        rail,
        engine: engine.clone(),
    });
    (engine, desk)
}

fn messages(
    common: Common,
    messenger: Option<Arc<dyn Messenger>>,
    writer: Arc<dyn LetterWriter>,
    site: &Site,
) -> Messages {
    let Common { people, commerce, clock, secrets, .. } = common;
    let (public_url, demo_people) = (site.public_url.clone(), site.demo_people.clone());
    Messages::new(MessagesParts {
        people,
        commerce,
        clock,
        messenger,
        writer,
        secrets,
        public_url,
        demo_people,
    })
}
