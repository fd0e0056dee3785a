//! Fills the page's read model.

use domain::{
    payouts::{Calendar, Destination, Eligibility, ItemRecord, PayoutItem, Requirement, Schedule, changes},
    policy::Policy,
    time::Day,
    view::payouts::{
        BalanceView, Choices, DestinationView, HISTORY_DAYS, HistoryLine, HistoryView, LastChange,
        PayoutSettingsView, PlanBasis,
    },
};

use super::picture::Picture;
use crate::{Fault, ports::SettingsChange};

pub(super) fn view(
    picture: &Picture,
    policy: &Policy,
    changed_by: Option<String>,
) -> Result<PayoutSettingsView, Fault> {
    let (now, choices) = (picture.now, choices(picture));
    let eligibility = picture.eligibility(&picture.settings, policy);
    let basis = basis(picture, &eligibility, policy);
    let settled = basis.funds.settled_at(now)?;
    let previews =
        Schedule::ALL.into_iter().map(|schedule| basis.planner.preview(schedule, &basis.funds, now));
    Ok(PayoutSettingsView {
        next: basis.next_payout(&choices)?,
        previews: previews.collect::<Result<_, _>>()?,
        eligibility,
        choices,
        hold_days: policy.hold_days,
        paused_by: picture.paused_by(),
        destinations: destinations(picture),
        money: BalanceView {
            balance: basis.funds.balance,
            settled: settled.settled,
            settling: settled.settling,
        },
        history: history(&picture.facts.history, now.day())?,
        last_change: picture
            .facts
            .last_change
            .as_ref()
            .map(|change| last_change(change, changed_by, picture, policy)),
        basis,
        may_change: true,
    })
}

fn basis(picture: &Picture, eligibility: &Eligibility, policy: &Policy) -> PlanBasis {
    let in_the_form =
        |requirement| matches!(requirement, Requirement::NotPaused { .. } | Requirement::Destination { .. });
    let destinations = picture.facts.destinations.iter();
    PlanBasis {
        now: picture.now,
        planner: picture.planner(policy),
        funds: picture.funds(),
        stopped: picture.stopped(),
        destinations: destinations
            .map(|bank| (bank.id.clone(), bank.takes_instant, picture.held_until(Some(&bank.id), policy)))
            .collect(),
        otherwise_eligible: eligibility.missing().into_iter().all(in_the_form),
    }
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
    let view = |destination: &Destination| DestinationView {
        id: destination.id.clone(),
        label: destination.label.clone(),
        last_four: destination.last_four.clone(),
        takes_instant: destination.takes_instant,
    };
    picture.facts.destinations.iter().map(view).collect()
}

fn history(records: &[ItemRecord], today: Day) -> Result<HistoryView, Fault> {
    let line = |record: &ItemRecord| {
        let PayoutItem { day, kind, gross, fee, .. } = record.item;
        Ok(HistoryLine { day, kind, outcome: record.outcome(), gross, fee, net: gross.minus(fee)? })
    };
    Ok(HistoryView {
        from: today.plus_days(1i32.saturating_sub(i32::from(HISTORY_DAYS))),
        through: today,
        lines: records.iter().map(line).collect::<Result<_, Fault>>()?,
    })
}

/// The first change is compared with the defaults that held before it.
fn last_change(
    change: &SettingsChange,
    by: Option<String>,
    picture: &Picture,
    policy: &Policy,
) -> LastChange {
    let defaults = picture.defaults(policy);
    LastChange {
        id: change.id.clone(),
        by,
        at: change.changed_at,
        changes: changes(change.before.as_ref().unwrap_or(&defaults), &change.after),
        counts_from: Calendar::of(policy).next_run(change.after.schedule, change.changed_at).at,
    }
}
