//! How fast are payout runs written? `cargo run --release -p store --example payout_rate -- URL [creators] [chunk]`
//!
//! Fills an empty database with creators, then does what a run does without deciding anything: reads them page by page
//! and commits a paying item for each, with its payout, three ledger entries, a guard and an account, in chunks.
#![expect(
    clippy::expect_used,
    clippy::disallowed_methods,
    reason = "a measurement: it reads clocks, and stops when it fails"
)]

use std::time::{Duration, Instant};

use domain::{
    id::RunId,
    money::{BasisPoints, Currency, Money},
    payouts::{InstantPart, LookedAt, PayoutKind, PayoutRun, Rail, RunOrigin, RunState},
    time::Timestamp,
};
use services::ports::{CandidateFacts, Changes, Cohort, Commerce, Commit, Write};
use store::{OpenOptions, fill_payout_world, open_commerce};

/// 2026-01-01T08:00:00Z.
const NOW: Timestamp = Timestamp::from_unix_ms(1_767_254_400_000);

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |place: usize, otherwise: u32| {
        arguments.get(place).and_then(|text| text.parse().ok()).unwrap_or(otherwise)
    };
    let url = arguments.first().expect("a database address");
    let (creators, chunk) = (number(1, 100_000), number(2, 5_000));
    let options = OpenOptions { schema: store::Schema::Migrate, create: true, readers: 4 };
    let commerce = open_commerce(url, &options).await.expect("opens");
    let begun = Instant::now();
    fill_payout_world(url, creators, NOW).await.expect("fills");
    println!("{creators} creators made in {:?}", begun.elapsed());
    for day in 0..2 {
        pay(&commerce, day, creators, chunk).await;
    }
    let begun = Instant::now();
    let report = commerce.verify().await.expect("verifies");
    println!("verify: {:?} in {:?}, breaks: {:?}", report.checked, begun.elapsed(), report.breaks);
    commerce.close().await;
}

/// One run over everybody.
async fn pay(commerce: &Commerce, day: i64, creators: u32, chunk: u32) {
    let at = NOW.plus_days(day);
    let mut run = PayoutRun {
        id: RunId::new(at, 1),
        origin: RunOrigin::Schedule,
        request_key: None,
        rail: Rail::SandboxBank,
        kind: PayoutKind::Instant,
        day: at.day(),
        cut_off: at.day().start(),
        at,
        state: RunState::Computing,
        cursor: None,
        created_at: at,
        computed_at: None,
        version: 0,
    };
    let opening = Changes { writes: vec![Write::InsertRun(run.clone())], ..Changes::default() };
    assert_eq!(commerce.commit(opening).await.expect("commits"), Commit::Committed);
    let cohort = Cohort {
        rail: run.rail,
        with_homeless: true,
        plain_schedules: vec!["daily"],
        recent_since: at.plus_days(-2),
    };
    let (mut reading, mut making, mut writing) = (Duration::ZERO, Duration::ZERO, Duration::ZERO);
    let (begun, before) = (Instant::now(), processor_ms());
    loop {
        let asked = Instant::now();
        let page = commerce.candidates(&cohort, run.cursor.as_ref(), chunk).await.expect("reads");
        reading += asked.elapsed();
        let Some(last) = page.last() else { break };
        run.cursor = Some(last.creator.id.clone());
        let made = Instant::now();
        let changes = changes(&run, page, at);
        making += made.elapsed();
        let asked = Instant::now();
        assert_eq!(commerce.commit(changes).await.expect("commits"), Commit::Committed);
        writing += asked.elapsed();
        run.version += 1;
    }
    let rate = |time: Duration| f64::from(creators) / time.as_secs_f64();
    println!(
        "day {day}: {:.0} creators/s ({:?}); read {:.0}/s, made {:.0}/s, committed {:.0}/s; {} ms of processor",
        rate(begun.elapsed()),
        begun.elapsed(),
        rate(reading),
        rate(making),
        rate(writing),
        processor_ms() - before,
    );
}

/// Pays each creator a part of what there is, so that the next day finds something too.
fn changes(run: &PayoutRun, page: Vec<CandidateFacts>, at: Timestamp) -> Changes {
    let mut changes = Changes { writes: vec![Write::UpdateRun(run.clone())], ..Changes::default() };
    // Numbers that grow, within the chunk too: new rows stay at the right edge of their tables.
    let mut number = u128::from(u32::try_from(run.version).unwrap_or(0)) << 32;
    let mut bits = || {
        number += 1;
        number
    };
    for facts in page {
        let gross = Money::new((facts.money.balance.minor() / 3).max(100), Currency::Cny);
        let part = InstantPart::of(gross, BasisPoints::new(300), None);
        let seen = LookedAt {
            creator: facts.creator.id.clone(),
            obstacle: None,
            balance: facts.money.balance,
            payable: gross,
            minimum: gross,
            at,
        };
        let bank = facts.destination.expect("has a destination").id;
        let made = run.pays(seen, &bank, [part], &mut bits).expect("balances");
        let mut account = facts.account;
        account.volume = account.volume.with(run.day, gross);
        changes.transactions.extend(made.transactions);
        changes.writes.push(Write::RequireBalance { creator: facts.creator.id, at_least: gross });
        let settings = facts.settings.map_or(0, |known| known.version);
        let standing = facts.standing.map_or(0, |known| known.version);
        let creator = made.item.creator.clone();
        changes.writes.push(Write::RequireChoices { creator, settings, standing });
        changes.writes.push(Write::InsertItem(made.item));
        changes.writes.extend(made.payouts.into_iter().map(Write::InsertPayout));
        changes.writes.push(Write::PutPayoutAccount(account));
    }
    changes
}

/// Processor time of this process so far, in milliseconds (Linux: clock ticks of 10 ms).
fn processor_ms() -> u64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks = after_name.split_whitespace().skip(11).take(2).filter_map(|text| text.parse::<u64>().ok());
    ticks.sum::<u64>() * 10
}
