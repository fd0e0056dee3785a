//! Everything the program can do, in one place.

use std::sync::Arc;

use domain::policy::Policy;

use crate::{
    Fault,
    after_payment::AfterPayment,
    catalogue::Catalogue,
    checkout::{Checkout, CheckoutParts},
    disputes::Disputes,
    drafts::Drafts,
    feed::OrderFeed,
    identity::{Identity, IdentityParts, PasswordCost},
    lounge::{Lounge, LoungeParts},
    manage::{Manage, ManageParts},
    memberships::Memberships,
    messages::{Messages, MessagesParts},
    orders::OrderHistory,
    payouts::{
        PayoutService,
        desk::{DeskParts, PayoutDesk},
        engine::{CHUNK, EngineParts, PayoutEngine},
    },
    ports::{Clock, Commerce, Entropy, LetterWriter, Messenger, PayoutRail, People},
    reconcile::Reconciliation,
    refunds::RefundDesk,
    review::ReviewDesk,
    sales::Sales,
    seal::Secrets,
    site::Site,
    team::{Team, TeamParts},
    till::{GatewayAccounts, Till, TillParts},
};

/// What the program puts in.
pub struct Parts {
    /// The people database.
    pub people: People,
    /// The commerce database.
    pub commerce: Commerce,
    /// Our accounts at payment gateways.
    pub gateways: GatewayAccounts,
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
    pub till: Arc<Till>,
    /// Sales that are given back.
    pub refunds: Arc<RefundDesk>,
    /// What a rule cannot decide about money.
    pub reviews: ReviewDesk,
    /// Payers' banks that take money back.
    pub disputes: Arc<Disputes>,
    /// Gateways' bills beside our books.
    pub reconciliation: Reconciliation,
    /// A member's own orders.
    pub orders: OrderHistory,
    /// A creator's own communities.
    pub manage: Manage,
    /// Before anybody pays: trials and waiting lists.
    pub lounge: Lounge,
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
        let accounts = Arc::new(gateways);
        let after = after_payment(&common, &accounts, &catalogue, &feed);
        let disputes = Arc::new(Disputes::new(after.clone()));
        let refunds = Arc::new(RefundDesk::new(after.clone()));
        let heard = (Arc::clone(&feed), Arc::clone(&disputes));
        let till =
            Arc::new(till(common.clone(), Arc::clone(&accounts), Arc::clone(&catalogue), heard, &site));
        let checkout = checkout(common.clone(), (accounts, Arc::clone(&till)), Arc::clone(&catalogue), feed);
        let (engine, desk) = payouts(&common, rails);
        let identity = identity(common.clone(), parts.password_cost, parts.messenger.is_some(), &site)?;
        let messages = messages(common.clone(), parts.messenger, parts.letter_writer, &site);
        let (team, manage) = places(&common, &catalogue, &after.accounts, &identity);
        let lounge = lounge(&common, &catalogue);
        let Common { people, commerce, clock, entropy, secrets, policy } = common;
        Ok(Self {
            reviews: ReviewDesk::new(after.clone(), Arc::clone(&refunds), Arc::clone(&till)),
            reconciliation: Reconciliation::new(after.clone(), Arc::clone(&till)),
            orders: OrderHistory::new(after),
            refunds,
            disputes,
            manage,
            lounge,
            desk,
            engine,
            messages,
            identity,
            team,
            memberships: Memberships::new(
                Arc::clone(&commerce),
                Arc::clone(&catalogue),
                Arc::clone(&clock),
                Arc::clone(&policy),
            ),
            sales: Sales::new(Arc::clone(&commerce), Arc::clone(&people), Arc::clone(&clock)),
            payouts: PayoutService::new(
                Arc::clone(&commerce),
                Arc::clone(&people),
                Arc::clone(&clock),
                Arc::clone(&entropy),
                Arc::clone(&policy),
            ),
            drafts: Drafts::new(Arc::clone(&people), clock, entropy, secrets),
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

fn identity(common: Common, cost: PasswordCost, mails: bool, site: &Site) -> Result<Identity, Fault> {
    let Common { people, commerce, clock, entropy, secrets, .. } = common;
    let (demo_people, sign_up_burst) = (site.demo_people.clone(), site.sign_up_burst());
    Identity::new(IdentityParts {
        people,
        commerce,
        clock,
        entropy,
        secrets,
        cost,
        mails,
        demo_people,
        sign_up_burst,
    })
}

/// What people do before they pay.
fn lounge(common: &Common, catalogue: &Arc<Catalogue>) -> Lounge {
    let Common { commerce, clock, entropy, policy, .. } = common.clone();
    let (catalogue, grace_days) = (Arc::clone(catalogue), policy.grace_days);
    Lounge::new(LoungeParts { commerce, catalogue, clock, entropy, grace_days })
}

/// What people do with the accounts and communities they have a place in.
fn places(
    common: &Common,
    catalogue: &Arc<Catalogue>,
    accounts: &Arc<GatewayAccounts>,
    identity: &Identity,
) -> (Team, Manage) {
    let Common { people, commerce, clock, entropy, secrets, .. } = common.clone();
    let team = Team::new(TeamParts { commerce, people, clock, entropy, secrets, places: identity.places() });
    let Common { commerce, clock, entropy, policy, .. } = common.clone();
    let manage = Manage::new(ManageParts {
        commerce,
        catalogue: Arc::clone(catalogue),
        accounts: Arc::clone(accounts),
        clock,
        entropy,
        places: identity.places(),
        agreement_seconds: policy.agreement_seconds,
    });
    (team, manage)
}

fn checkout(
    common: Common,
    (accounts, till): (Arc<GatewayAccounts>, Arc<Till>),
    catalogue: Arc<Catalogue>,
    feed: Arc<OrderFeed>,
) -> Checkout {
    let Common { people, commerce, clock, entropy, secrets, policy } = common;
    Checkout::new(CheckoutParts {
        commerce,
        people,
        accounts,
        till,
        catalogue,
        feed,
        clock,
        entropy,
        secrets,
        policy,
    })
}

fn after_payment(
    common: &Common,
    accounts: &Arc<GatewayAccounts>,
    catalogue: &Arc<Catalogue>,
    feed: &Arc<OrderFeed>,
) -> AfterPayment {
    let Common { people, commerce, clock, entropy, policy, .. } = common.clone();
    AfterPayment {
        commerce,
        people,
        catalogue: Arc::clone(catalogue),
        accounts: Arc::clone(accounts),
        feed: Arc::clone(feed),
        clock,
        entropy,
        policy,
    }
}

fn till(
    common: Common,
    accounts: Arc<GatewayAccounts>,
    catalogue: Arc<Catalogue>,
    (feed, disputes): (Arc<OrderFeed>, Arc<Disputes>),
    site: &Site,
) -> Till {
    let Common { commerce, clock, entropy, secrets, policy, .. } = common;
    let (wallet_url, public_url) = (site.wallet_url.clone(), site.public_url.clone());
    Till::new(TillParts {
        commerce,
        accounts,
        catalogue,
        feed,
        clock,
        entropy,
        secrets,
        policy,
        disputes,
        wallet_url,
        public_url,
    })
}

/// Engine and desk know the same rails.
fn payouts(common: &Common, rails: Vec<Arc<dyn PayoutRail>>) -> (PayoutEngine, PayoutDesk) {
    let Common { people, commerce, clock, entropy, secrets, policy } = common.clone();
    let chunk = CHUNK;
    let ways = rails.clone();
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
        rails: ways,
        engine: engine.clone(),
        chunk,
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
