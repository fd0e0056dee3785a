//! The demo world: a ceramics teacher who is paid every day, a photography club that is too young for that, a quiet
//! newsletter. Ninety days of sales, one failed payout, one skipped day, one order under review.

use std::sync::Arc;

use domain::{
    id::{CreatorId, DestinationId, UserId},
    money::{BasisPoints, Currency, Money},
    order::Gateway,
    payouts::{Destination, Fallback, PayoutSettings, Rail, Schedule, Standing},
    people::AccountRole,
    reconcile::ReconcileRun,
    time::Timestamp,
};
use services::ports::{
    BankDetails, Changes, Clock as _, Commerce, CreatorRow, EntropyExt as _, PeopleChanges, PeopleWrite,
    TeamMember, Write,
};

use super::{
    history::{History, broken},
    people::{self, Cast, PASSWORD},
    shelves::{KILN, LETTER, LIGHT, Stall},
    story::Story,
};
use crate::{
    commands::CommandError,
    compose::{Databases, Program},
    entropy::SystemEntropy,
    settings::Settings,
};

/// How far back the story goes.
pub(super) const DAYS: i32 = 90;
/// As many days before today as the nightly comparison looks back at, and one more for another time zone.
const COMPARED: i32 = 8;
/// Accounts at the sandbox bank; they end in the digits that the pages show.
const LIN_ACCOUNT: &str = "6222020200114821";
const NOOR_ACCOUNT: &str = "6222020200110177";
/// How many units of work are sent to the store at once.
const AT_ONCE: usize = 64;

/// Fills empty databases with the demo world and prints who can sign in.
pub async fn demo(settings: &Settings, databases: &Databases, program: &Program) -> Result<(), CommandError> {
    let now = program.clock.business();
    let since = now.day().plus_days(-DAYS - 5).start();
    let cast = people::invite(databases, program, since).await?;
    let stage = Stage::new(&cast, since);
    databases.commerce.commit(Changes { writes: stage.writes(&cast, since), ..Changes::default() }).await?;

    let mut history = History::default();
    Story::new(&stage, &cast, &settings.policy, now).tell(&mut history)?;
    for (bank, holder, account) in
        [(&stage.lin_bank, "Lin Wan", LIN_ACCOUNT), (&stage.noor_bank, "Noor", NOOR_ACCOUNT)]
    {
        let (holder, account) = (holder.to_owned(), account.to_owned());
        let details = BankDetails { destination: bank.id.clone(), holder, account, bank: String::new() };
        program.services.desk.keep_details(&details).await?;
    }

    let compared = compared_days(&history, now);
    let consents = history.consents.into_iter().map(PeopleWrite::InsertConsent).collect();
    databases.people.commit(PeopleChanges { writes: consents }).await?;
    commit_all(&databases.commerce, history.units).await?;
    commit_all(&databases.commerce, vec![compared]).await?;
    print_sign_ins(settings);
    Ok(())
}

/// The days whose sales the sandbox has never heard of: comparing them with its empty bills would fill the review queue.
fn compared_days(history: &History, now: Timestamp) -> Changes {
    let run = |back: i32| {
        let day = now.day().plus_days(-back);
        let sales = history.consents.iter().filter(|consent| consent.accepted_at.day() == day).count();
        Write::PutReconcileRun(ReconcileRun {
            gateway: Gateway::WechatPay,
            account: Gateway::WechatPay.into(),
            day,
            compared_at: now,
            lines: u32::try_from(sales).unwrap_or(u32::MAX),
            differences: 0,
            repaired_at: Some(now),
        })
    };
    Changes { writes: (0..=COMPARED).map(run).collect(), ..Changes::default() }
}

fn print_sign_ins(settings: &Settings) {
    println!("The demo world is ready. Everybody's password is: {PASSWORD}");
    println!("  lin@demo.example    creator, paid daily by instant payout");
    println!("  noor@demo.example   creator, too young for instant payouts");
    println!("  ana@demo.example    accountant on Lin's team");
    println!("  theo@demo.example   support on Lin's team");
    println!("  ida@demo.example    operator, looks after payouts; per@demo.example is the second person");
    println!("  mei@demo.example    member");
    println!("Or sign in with one click at {}/", settings.public_url);
}

/// Sends the units in order, many at once: they are independent of each other.
async fn commit_all(commerce: &Commerce, units: Vec<Changes>) -> Result<(), CommandError> {
    for chunk in units.chunks(AT_ONCE) {
        let commits = chunk.iter().cloned().map(|unit| {
            let commerce = Arc::clone(commerce);
            async move { commerce.commit(unit).await }
        });
        for committed in futures::future::join_all(commits).await {
            match committed? {
                services::ports::Commit::Committed => {}
                other => return Err(broken(format!("{other:?}"))),
            }
        }
    }
    Ok(())
}

/// The creators and what they sell.
pub(super) struct Stage {
    pub lin: CreatorRow,
    pub noor: CreatorRow,
    tomas: CreatorRow,
    pub kiln: Stall,
    pub light: Stall,
    pub letter: Stall,
    pub lin_bank: Destination,
    pub noor_bank: Destination,
}

impl Stage {
    fn new(cast: &Cast, since: Timestamp) -> Self {
        let creator = |owner: &UserId| CreatorRow {
            id: CreatorId::new(since, SystemEntropy.bits()),
            owner: owner.clone(),
            main: None,
            currency: Currency::Cny,
            created_at: since,
        };
        let (lin, noor, tomas) = (creator(&cast.lin), creator(&cast.noor), creator(&cast.tomas));
        let bank = |creator: &CreatorRow, last_four: &str, label: &str| Destination {
            id: DestinationId::new(since, SystemEntropy.bits()),
            creator: creator.id.clone(),
            rail: Rail::SandboxBank,
            label: label.to_owned(),
            last_four: last_four.to_owned(),
            fingerprint: format!("demo-{last_four}"),
            currency: Currency::Cny,
            takes_instant: true,
            added_at: since,
        };
        Self {
            kiln: Stall::new(&KILN, &lin.id, since),
            light: Stall::new(&LIGHT, &noor.id, since),
            letter: Stall::new(&LETTER, &tomas.id, since),
            lin_bank: bank(&lin, "4821", "Sandbox Bank, Jingdezhen"),
            noor_bank: bank(&noor, "0177", "Sandbox Bank, Lisbon"),
            lin,
            noor,
            tomas,
        }
    }

    fn writes(&self, cast: &Cast, since: Timestamp) -> Vec<Write> {
        let mut writes = Vec::new();
        for creator in [&self.lin, &self.noor, &self.tomas] {
            writes.push(Write::InsertCreator(creator.clone()));
            writes.push(Write::PutStanding(Standing {
                creator: creator.id.clone(),
                country: "CN".to_owned(),
                country_has_instant: true,
                compliant: true,
                platform_paused_at: None,
                pause_reason: String::new(),
                reserve_rate: BasisPoints::new(0),
                reserve_days: 0,
                version: 0,
            }));
        }
        for stall in [&self.kiln, &self.light, &self.letter] {
            writes.extend(stall.writes());
        }
        for (user, role) in [(&cast.ana, AccountRole::Accountant), (&cast.theo, AccountRole::Support)] {
            writes.push(Write::InsertTeamMember(TeamMember {
                creator: self.lin.id.clone(),
                user: user.clone(),
                role,
                added_by: cast.lin.clone(),
                added_at: since,
            }));
        }
        writes.push(Write::InsertDestination(self.lin_bank.clone()));
        writes.push(Write::InsertDestination(self.noor_bank.clone()));
        writes.extend(chosen(&self.lin, &cast.lin, &self.lin_bank, Schedule::Daily, since));
        writes.extend(chosen(&self.noor, &cast.noor, &self.noor_bank, Schedule::Weekly, since));
        writes
    }
}

fn chosen(
    creator: &CreatorRow,
    owner: &UserId,
    bank: &Destination,
    schedule: Schedule,
    at: Timestamp,
) -> [Write; 2] {
    let after = PayoutSettings {
        creator: creator.id.clone(),
        schedule,
        fallback: Fallback::Standard,
        threshold: Money::new(1_000, creator.currency),
        paused_at: None,
        destination: Some(bank.id.clone()),
        held_until: None,
        updated_at: at,
        version: 0,
    };
    let change = services::ports::SettingsChange {
        id: domain::id::SettingsChangeId::new(at, SystemEntropy.bits()),
        creator: creator.id.clone(),
        changed_by: owner.clone(),
        changed_at: at,
        before: None,
        after: after.clone(),
    };
    [Write::PutPayoutSettings(after), Write::InsertSettingsChange(change)]
}
