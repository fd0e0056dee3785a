//! The demo world: a ceramics teacher who is paid every day, a photography club that is too young for that, a quiet
//! newsletter. Ninety days of sales, one failed payout, one skipped day, one order under review.

use std::sync::Arc;

use domain::{
    id::{CreatorId, DestinationId, PayoutId, TransactionId, UserId},
    money::{Currency, Money},
    payouts::{
        Destination, Fallback, InstantPart, Payout, PayoutKind, PayoutOutcome, PayoutSettings, Rail,
        Schedule, Standing,
    },
    policy::Policy,
    time::{Day, Timestamp},
};
use services::ports::{
    Changes, Clock as _, Commerce, CreatorRow, EntropyExt as _, PeopleChanges, PeopleWrite, Write,
};

use super::{
    dice::Dice,
    history::{History, broken},
    people::{self, Cast, PASSWORD},
    shelves::{KILN, LETTER, LIGHT, Stall},
};
use crate::{
    commands::CommandError,
    compose::{Databases, Program},
    entropy::SystemEntropy,
    settings::Settings,
};

/// How far back the story goes.
const DAYS: i32 = 90;
/// The day, counted back from today, whose payout the bank refuses.
const FAILED_DAYS_AGO: i32 = 12;
/// The day, counted back from today, after a day without sales.
const QUIET_DAYS_AGO: i32 = 24;
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
    let mut story =
        Story { stage: &stage, cast: &cast, policy: &settings.policy, now, balance: 0, receivable: 0 };
    story.tell(&mut history)?;

    let consents = history.consents.into_iter().map(PeopleWrite::InsertConsent).collect();
    databases.people.commit(PeopleChanges { writes: consents }).await?;
    commit_all(&databases.commerce, history.units).await?;
    print_sign_ins(settings);
    Ok(())
}

fn print_sign_ins(settings: &Settings) {
    println!("The demo world is ready. Everybody's password is: {PASSWORD}");
    println!("  lin@demo.example    creator, paid daily by instant payout");
    println!("  noor@demo.example   creator, too young for instant payouts");
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
struct Stage {
    lin: CreatorRow,
    noor: CreatorRow,
    tomas: CreatorRow,
    kiln: Stall,
    light: Stall,
    letter: Stall,
    lin_bank: Destination,
    noor_bank: Destination,
}

impl Stage {
    fn new(cast: &Cast, since: Timestamp) -> Self {
        let creator = |owner: &UserId| CreatorRow {
            id: CreatorId::new(since, SystemEntropy.bits()),
            owner: owner.clone(),
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
            }));
        }
        for stall in [&self.kiln, &self.light, &self.letter] {
            writes.extend(stall.writes());
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

/// The story, day by day.
struct Story<'a> {
    stage: &'a Stage,
    cast: &'a Cast,
    policy: &'a Policy,
    now: Timestamp,
    /// What Lin is owed, in fen.
    balance: i64,
    /// What the gateway still holds, in fen.
    receivable: i64,
}

impl Story<'_> {
    fn tell(&mut self, history: &mut History) -> Result<(), CommandError> {
        let mut dice = Dice::new(2026);
        let today = self.now.day();
        for ago in (0..=DAYS).rev() {
            let day = today.plus_days(-ago);
            self.morning(history, day, ago)?;
            self.lin_sells(history, &mut dice, day, ago)?;
            self.others_sell(history, &mut dice, day, ago)?;
        }
        // Somebody paid one yuan too little: a person has to look at it.
        let short = Some(Money::new(6_700, Currency::Cny));
        let buyer = self.buyer(&mut dice)?;
        let paid = history.sale(&self.stage.kiln, 0, &buyer, self.now.plus_seconds(-30 * 3_600), short)?;
        self.receivable = self.receivable.saturating_add(paid.minor());
        self.noor_is_paid(history)
    }

    /// The gateway pays our bank for the day before, then Lin's daily payout goes out.
    fn morning(&mut self, history: &mut History, day: Day, ago: i32) -> Result<(), CommandError> {
        let settles = day.start().plus_seconds(2 * 3_600);
        if self.receivable > 0 && settles <= self.now {
            history.gateway_settlement(Money::new(self.receivable, Currency::Cny), settles)?;
            self.receivable = 0;
        }
        let run = day.start().plus_seconds(i64::from(self.policy.run_hour).saturating_mul(3_600));
        if ago < DAYS && run <= self.now { self.lin_is_paid(history, day, run, ago) } else { Ok(()) }
    }

    fn lin_is_paid(
        &mut self,
        history: &mut History,
        day: Day,
        run: Timestamp,
        ago: i32,
    ) -> Result<(), CommandError> {
        let gross = Money::new(self.balance, Currency::Cny);
        let below = gross.minor() < self.policy.minimum_payout(Currency::Cny).minor();
        let (outcome, fee) = if below {
            (PayoutOutcome::SkippedBelowMinimum, 0)
        } else {
            let fee = InstantPart::of(gross, self.policy.instant_fee).fee.minor();
            let failed = ago == FAILED_DAYS_AGO;
            (if failed { PayoutOutcome::FailedByBank } else { PayoutOutcome::Paid }, fee)
        };
        let payout = Payout {
            id: PayoutId::new(run, SystemEntropy.bits()),
            creator: self.stage.lin.id.clone(),
            kind: PayoutKind::Instant,
            day,
            gross: if below { Money::zero(Currency::Cny) } else { gross },
            fee: Money::new(fee, Currency::Cny),
            destination: (!below).then(|| self.stage.lin_bank.id.clone()),
            outcome,
            decided_at: run.plus_seconds(if below { 0 } else { 240 }),
        };
        if outcome == PayoutOutcome::Paid {
            self.balance = 0;
        }
        history.units.push(paid_out(payout, run)?);
        Ok(())
    }

    fn lin_sells(
        &mut self,
        history: &mut History,
        dice: &mut Dice,
        day: Day,
        ago: i32,
    ) -> Result<(), CommandError> {
        if ago == QUIET_DAYS_AGO.saturating_add(1) {
            return Ok(());
        }
        // Something is always sold, or there would be more skipped days than the story wants; more on Sundays.
        let busy = if day.weekday() == time::Weekday::Sunday { 5 } else { 3 };
        for _ in 0..=dice.below(busy) {
            let at = self.moment(dice, day);
            let buyer = self.buyer(dice)?;
            let tier = usize::from(dice.below(9) == 0);
            let paid = history.sale(&self.stage.kiln, tier, &buyer, at, None)?;
            self.balance = self.balance.saturating_add(paid.minor());
            self.receivable = self.receivable.saturating_add(paid.minor());
        }
        Ok(())
    }

    fn others_sell(
        &mut self,
        history: &mut History,
        dice: &mut Dice,
        day: Day,
        ago: i32,
    ) -> Result<(), CommandError> {
        if ago < 24 && dice.below(3) > 0 {
            let (at, buyer) = (self.moment(dice, day), self.buyer(dice)?);
            let paid = history.sale(&self.stage.light, 0, &buyer, at, None)?;
            self.receivable = self.receivable.saturating_add(paid.minor());
        }
        if ago == 40 {
            let paid = history.sale(&self.stage.letter, 0, &self.cast.mei, self.moment(dice, day), None)?;
            self.receivable = self.receivable.saturating_add(paid.minor());
        }
        Ok(())
    }

    /// Noor has had two weekly payouts so far: two too few for instant ones.
    fn noor_is_paid(&self, history: &mut History) -> Result<(), CommandError> {
        for (ago, fen) in [(9, 7_800), (2, 11_700)] {
            let day = self.now.day().plus_days(-ago);
            let run = day.start().plus_seconds(8 * 3_600);
            let payout = Payout {
                id: PayoutId::new(run, SystemEntropy.bits()),
                creator: self.stage.noor.id.clone(),
                kind: PayoutKind::Standard,
                day,
                gross: Money::new(fen, Currency::Cny),
                fee: Money::zero(Currency::Cny),
                destination: Some(self.stage.noor_bank.id.clone()),
                outcome: PayoutOutcome::Paid,
                decided_at: run.plus_days(1),
            };
            history.units.push(paid_out(payout, run)?);
        }
        Ok(())
    }

    /// A moment of a day; of today, one that has passed, with the evening busier than the night.
    fn moment(&self, dice: &mut Dice, day: Day) -> Timestamp {
        let start = day.start();
        let seconds = self.now.ms_since(start).div_euclid(1_000).clamp(60, 86_399);
        let within = u64::try_from(seconds).unwrap_or(60);
        start.plus_seconds(i64::try_from(dice.below(within)).unwrap_or(0))
    }

    fn buyer(&self, dice: &mut Dice) -> Result<UserId, CommandError> {
        dice.pick(&self.cast.crowd).cloned().ok_or_else(|| broken("nobody is there to buy"))
    }
}

/// A payout with the postings of its outcome.
fn paid_out(payout: Payout, run: Timestamp) -> Result<Changes, CommandError> {
    let id = || TransactionId::new(run, SystemEntropy.bits());
    let mut transactions = Vec::new();
    match payout.outcome {
        PayoutOutcome::SkippedBelowMinimum | PayoutOutcome::SkippedSettling => {}
        PayoutOutcome::InTransit => transactions.push(payout.started(id(), run).map_err(broken)?),
        PayoutOutcome::Paid => {
            transactions.push(payout.started(id(), run).map_err(broken)?);
            transactions.push(payout.arrived(id(), payout.decided_at).map_err(broken)?);
        }
        PayoutOutcome::FailedByBank => {
            transactions.push(payout.started(id(), run).map_err(broken)?);
            transactions.push(payout.returned(id(), payout.decided_at).map_err(broken)?);
        }
    }
    Ok(Changes { writes: vec![Write::InsertPayout(payout)], transactions, ..Changes::default() })
}
