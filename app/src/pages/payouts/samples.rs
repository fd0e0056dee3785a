//! Read models for the tests of these pages.

use domain::{
    id::{DestinationId, OrderId, PayoutId, RunId},
    money::{BasisPoints, Currency, Money},
    order::Gateway,
    payouts::{
        AdjustmentKind, Calendar, Check, Eligibility, FailureReason, Fallback, Funds, InstantTerms, PausedBy,
        PayoutKind, PayoutOutcome, PayoutState, PlanFacts, Planner, Requirement, Schedule, SkipReason,
    },
    policy::Policy,
    time::{Day, Timestamp},
    view::payouts::{
        DemandView, DestinationView, FeeExplained, FeeRuleSaid, MoneyView, MonthView, PartView, PayoutRow,
        PayoutsView, StatementAdjustment, StatementReturn, StatementSale, StatementView, Stopped,
    },
};

pub(super) fn yuan(minor: i64) -> Money {
    Money::new(minor, Currency::Cny)
}

pub(super) fn noon() -> Timestamp {
    Day::from_calendar(2026, 11, 21).unwrap().start().plus_seconds(12 * 3600)
}

fn part(number: u16, state: PayoutState) -> PartView {
    let waits = state == PayoutState::Requested;
    PartView {
        id: PayoutId::new(noon(), number.into()),
        part: number,
        gross: yuan(11_000),
        fee: yuan(321),
        net: yuan(10_679),
        state,
        since: noon(),
        retry_at: waits.then(|| noon().plus_seconds(60)),
        reference: (!waits).then(|| "SB000000000001".to_owned()),
    }
}

pub(super) fn row(number: u128, outcome: PayoutOutcome) -> PayoutRow {
    let skipped = matches!(outcome, PayoutOutcome::Skipped(_));
    let state = match outcome {
        PayoutOutcome::Paid => PayoutState::Paid,
        PayoutOutcome::Failed(reason) => PayoutState::Failed(reason),
        PayoutOutcome::Returned(reason) => PayoutState::Returned(reason),
        PayoutOutcome::Cancelled => PayoutState::Cancelled,
        PayoutOutcome::InTransit | PayoutOutcome::Skipped(_) => PayoutState::Requested,
    };
    let money = |minor| if skipped { yuan(0) } else { yuan(minor) };
    PayoutRow {
        run: RunId::new(noon(), number),
        day: noon().day(),
        decided_at: noon(),
        kind: PayoutKind::Instant,
        outcome,
        obstacle: None,
        gross: money(11_000),
        fee: money(321),
        net: money(10_679),
        payable: yuan(11_000),
        minimum: yuan(1_000),
        parts: if skipped { Vec::new() } else { vec![part(1, state)] },
    }
}

/// One row of every outcome there is.
pub(super) fn rows() -> Vec<PayoutRow> {
    let plain = [PayoutOutcome::InTransit, PayoutOutcome::Paid, PayoutOutcome::Cancelled];
    let skips = SkipReason::ALL.map(PayoutOutcome::Skipped);
    let failures = FailureReason::ALL.map(PayoutOutcome::Failed);
    let returns = FailureReason::ALL.map(PayoutOutcome::Returned);
    let all = plain.into_iter().chain(skips).chain(failures).chain(returns);
    all.zip(1u128..).map(|(outcome, number)| row(number, outcome)).collect()
}

pub(super) fn view(stopped: Option<PausedBy>) -> PayoutsView {
    let policy = Policy::default();
    let funds = Funds { balance: yuan(152_250), recent: Vec::new(), reserve: None };
    let facts = PlanFacts {
        schedule: Schedule::Daily,
        fallback: Fallback::Standard,
        threshold: yuan(1_000),
        paused: stopped,
        has_destination: true,
        held_until: None,
        eligible: true,
        funds: &funds,
    };
    let planner = Planner {
        calendar: Calendar::of(&policy),
        terms: terms(),
        minimum: policy.minimum_payout(Currency::Cny),
    };
    let rows = rows();
    PayoutsView {
        now: noon(),
        next: planner.next_payout(facts, noon()).unwrap(),
        upcoming: planner.upcoming(facts, noon(), 4).unwrap(),
        money: money(),
        stopped: stopped.map(|by| Stopped {
            by,
            reason: "We are asking your bank.".to_owned(),
            since: Some(noon()),
            failures: 3,
        }),
        held_until: Some(noon().plus_days(2)),
        months: MonthView::chart(&rows, noon().day(), yuan(0)).unwrap(),
        rows,
        next_before: Some(noon()),
        years: vec![2026, 2025],
    }
}

pub(super) fn money() -> MoneyView {
    MoneyView {
        balance: yuan(152_250),
        settled: yuan(120_450),
        settling: yuan(31_800),
        reserved: yuan(12_045),
    }
}

pub(super) fn terms() -> InstantTerms {
    InstantTerms::of(&Policy::default(), None, noon().day(), yuan(0))
}

pub(super) fn demand(met: bool) -> DemandView {
    let available = yuan(108_405);
    DemandView {
        money: money(),
        available,
        eligibility: Eligibility { checks: vec![Check { requirement: Requirement::Country, met }] },
        terms: terms(),
        destination: Some(DestinationView {
            id: DestinationId::new(noon(), 1),
            label: "Sandbox Bank".to_owned(),
            last_four: "4417".to_owned(),
            takes_instant: true,
        }),
        everything: terms().quote(available).ok(),
    }
}

pub(super) fn statement(outcome: PayoutOutcome) -> StatementView {
    let row = row(1, outcome);
    let order = OrderId::new(noon(), 1);
    let balance = yuan(14_700);
    let stays = balance.minus(row.gross).unwrap();
    StatementView {
        payee: "Lin Wan".to_owned(),
        destination: Some("Sandbox Bank ···· 4417".to_owned()),
        since: Some(noon().plus_days(-1)),
        carried: yuan(1_000),
        sales: vec![StatementSale {
            order: order.clone(),
            community: "Slow <Kiln>".to_owned(),
            tier: "Monthly".to_owned(),
            gateway: Gateway::WechatPay,
            at: noon(),
            amount: yuan(6_800),
        }],
        sales_sum: yuan(13_600),
        sales_count: 2,
        adjustments: vec![StatementAdjustment {
            kind: AdjustmentKind::Refund,
            order: Some(order),
            at: noon(),
            amount: yuan(-6_800),
        }],
        came_back: vec![StatementReturn {
            run: RunId::new(noon(), 9),
            day: noon().day().plus_days(-1),
            part: 1,
            reason: Some(FailureReason::AccountClosed),
            at: noon(),
            amount: yuan(6_900),
        }],
        balance,
        stays,
        fee: Some(FeeExplained {
            rate: BasisPoints::new(300),
            rate_of_gross: BasisPoints::new(292),
            rule: FeeRuleSaid::Flat,
            cap: None,
        }),
        awaits_approval: false,
        row,
    }
}
