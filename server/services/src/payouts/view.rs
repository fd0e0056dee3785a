//! Fills the page's read model.

use domain::{
    payouts::{Calendar, Payout, PlanFacts, Schedule, changes},
    policy::Policy,
    time::Day,
    view::payouts::{
        BalanceView, Choices, DestinationView, HISTORY_DAYS, HistoryLine, HistoryView, LastChange, PayoutSettingsView,
    },
};

use super::picture::Picture;
use crate::{Fault, ports::SettingsChange};

pub(super) fn view(picture: &Picture, policy: &Policy, changed_by: Option<String>) -> Result<PayoutSettingsView, Fault> {
    let (settings, now) = (&picture.settings, picture.now);
    let (planner, funds) = (picture.planner(policy), picture.funds());
    let eligibility = picture.eligibility(settings, policy);
    let plan = PlanFacts {
        schedule: settings.schedule,
        fallback: settings.fallback,
        threshold: settings.threshold,
        paused: picture.paused_by(),
        has_destination: picture.destination(settings.destination.as_ref()).is_some(),
        eligible: eligibility.is_eligible(),
        funds: &funds,
    };
    let settled = funds.settled_at(now)?;
    let previews = Schedule::ALL.into_iter().map(|schedule| planner.preview(schedule, &funds, now));
    Ok(PayoutSettingsView {
        now,
        next: planner.next_payout(plan, now)?,
        previews: previews.collect::<Result<_, _>>()?,
        eligibility,
        choices: choices(picture),
        planner,
        hold_days: policy.hold_days,
        paused_by: picture.paused_by(),
        destinations: destinations(picture),
        money: BalanceView { balance: funds.balance, settled: settled.payable, settling: settled.remaining },
        history: history(&picture.facts.history, now.day())?,
        last_change: picture.facts.last_change.as_ref().map(|change| last_change(change, changed_by, picture, policy)),
    })
}

fn choices(picture: &Picture) -> Choices {
    let settings = &picture.settings;
    Choices {
        schedule: settings.schedule,
        fallback: settings.fallback,
        threshold: settings.threshold,
        paused: settings.paused_at.is_some(),
        destination: settings.destination.clone(),
        version: settings.version,
    }
}

fn destinations(picture: &Picture) -> Vec<DestinationView> {
    let view = |destination: &domain::payouts::Destination| DestinationView {
        id: destination.id.clone(),
        label: destination.label.clone(),
        last_four: destination.last_four.clone(),
        takes_instant: destination.takes_instant,
    };
    picture.facts.destinations.iter().map(view).collect()
}

fn history(payouts: &[Payout], today: Day) -> Result<HistoryView, Fault> {
    let line = |payout: &Payout| {
        let net = payout.gross.minus(payout.fee)?;
        let (gross, fee) = (payout.gross, payout.fee);
        Ok(HistoryLine { day: payout.day, kind: payout.kind, outcome: payout.outcome, gross, fee, net })
    };
    Ok(HistoryView {
        from: today.plus_days(1i32.saturating_sub(i32::from(HISTORY_DAYS))),
        through: today,
        lines: payouts.iter().map(line).collect::<Result<_, Fault>>()?,
    })
}

/// The first change is compared with the defaults that held before it.
fn last_change(change: &SettingsChange, by: Option<String>, picture: &Picture, policy: &Policy) -> LastChange {
    let defaults = picture.defaults(policy);
    LastChange {
        id: change.id.clone(),
        by,
        at: change.changed_at,
        changes: changes(change.before.as_ref().unwrap_or(&defaults), &change.after),
        counts_from: Calendar::of(policy).next_run(change.after.schedule, change.changed_at).at,
    }
}
