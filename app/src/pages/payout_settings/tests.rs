//! The page as HTML, without a browser: what it says, and that everything it refers to is there.

use std::{collections::BTreeSet, sync::Arc};

use domain::{
    id::{DestinationId, SettingsChangeId},
    locale::Locale,
    money::{Currency, Money},
    payouts::{
        Calendar, Change, Check, Eligibility, FailureReason, Fallback, Funds, InstantTerms, PayoutKind,
        PayoutOutcome, Planner, RecentAmount, Requirement, Schedule, SkipReason,
    },
    policy::Policy,
    time::{Day, Timestamp},
    view::{
        Problem, ProblemCode,
        payouts::{
            BalanceView, Choices, DestinationView, HistoryLine, HistoryView, LastChange, PayoutSettingsDraft,
            PayoutSettingsForm, PayoutSettingsView, PlanBasis,
        },
    },
};
use leptos::prelude::*;

use super::{Page, PageProps, shown::Shown};

mod own_cycle;

fn yuan(minor: i64) -> Money {
    Money::new(minor, Currency::Cny)
}

fn noon() -> Timestamp {
    Day::from_calendar(2026, 11, 21).unwrap().start().plus_seconds(12 * 3600)
}

fn eligibility(have: u32) -> Eligibility {
    let check = |requirement, met| Check { requirement, met };
    Eligibility {
        checks: vec![
            check(Requirement::Compliant, true),
            check(Requirement::NotPaused { by: None }, true),
            check(Requirement::Country, true),
            check(Requirement::Destination { chosen: true, on_hold_until: None }, true),
            check(Requirement::CompletedPayouts { have, need: 4 }, have >= 4),
        ],
    }
}

fn basis(have: u32) -> PlanBasis {
    let policy = Policy::default();
    let recent = RecentAmount { captured_at: noon(), settles_at: noon().plus_days(1), amount: yuan(31_800) };
    PlanBasis {
        now: noon(),
        planner: Planner {
            calendar: Calendar::of(&policy),
            terms: InstantTerms::of(&policy, None, noon().day(), yuan(0)),
            minimum: policy.minimum_payout(Currency::Cny),
        },
        funds: Funds { balance: yuan(152_250), recent: vec![recent], reserve: None },
        stopped: None,
        destinations: vec![(bank(), true, None)],
        otherwise_eligible: have >= 4,
    }
}

fn bank() -> DestinationId {
    DestinationId::new(noon(), 1)
}

fn history() -> HistoryView {
    let through = noon().day();
    let line = |ago: i32, kind, outcome, gross: i64, fee: i64| {
        let (gross, fee, net) = (yuan(gross), yuan(fee), yuan(gross - fee));
        HistoryLine { day: through.plus_days(-ago), kind, outcome, gross, fee, net }
    };
    let mut lines = vec![
        line(1, PayoutKind::Instant, PayoutOutcome::Paid, 84_200, 2_453),
        line(2, PayoutKind::Instant, PayoutOutcome::Skipped(SkipReason::BelowMinimum), 0, 0),
        line(3, PayoutKind::Instant, PayoutOutcome::Failed(FailureReason::Refused), 96_000, 2_797),
    ];
    lines
        .extend((1..8).map(|week| line(week * 7 + 4, PayoutKind::Standard, PayoutOutcome::Paid, 200_000, 0)));
    HistoryView { from: through.plus_days(-89), through, lines }
}

/// Eligible with four completed payouts, and on Daily then.
fn view(have: u32) -> PayoutSettingsView {
    let basis = basis(have);
    let choices = Choices {
        schedule: if have >= 4 { Schedule::Daily } else { Schedule::Weekly },
        fallback: Fallback::Standard,
        threshold: yuan(1_000),
        paused: false,
        destination: Some(bank()),
        version: 3,
    };
    let previews =
        Schedule::ALL.map(|schedule| basis.planner.preview(schedule, &basis.funds, noon()).unwrap());
    let change = Change::Schedule { before: Schedule::Weekly, after: Schedule::Daily };
    PayoutSettingsView {
        next: basis.next_payout(&choices).unwrap(),
        previews: previews.into(),
        eligibility: eligibility(have),
        choices,
        hold_days: 7,
        paused_by: None,
        destinations: vec![DestinationView {
            id: bank(),
            label: "Sandbox Bank".to_owned(),
            last_four: "4417".to_owned(),
            takes_instant: true,
        }],
        money: BalanceView { balance: yuan(152_250), settled: yuan(120_450), settling: yuan(31_800) },
        history: history(),
        may_change: true,
        last_change: Some(LastChange {
            id: SettingsChangeId::new(noon(), 1),
            by: Some("Lin Wan".to_owned()),
            at: noon(),
            changes: vec![change],
            counts_from: noon().plus_seconds(20 * 3600),
        }),
        basis,
    }
}

fn draft(form: PayoutSettingsForm, problem: Problem, missing: Vec<Requirement>) -> PayoutSettingsDraft {
    PayoutSettingsDraft { form, problems: vec![problem], missing }
}

fn html(
    view: PayoutSettingsView,
    draft: Option<PayoutSettingsDraft>,
    saved: Option<&str>,
    locale: Locale,
) -> String {
    let owner = Owner::new();
    owner.with(|| {
        provide_context(locale);
        let shown = Arc::new(Shown::of(view, draft, saved.map(str::to_owned), locale));
        Page(PageProps { shown }).to_html().replace("<!>", "")
    })
}

/// The words without the markup.
fn text(html: &str) -> String {
    let pieces = html.split('<').map(|piece| piece.split_once('>').map_or(piece, |(_, words)| words));
    pieces.collect::<String>()
}

fn attribute<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    let start = format!(" {name}=\"");
    html.split(start.as_str()).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn everything_the_page_refers_to_is_on_the_page_once() {
    let form = PayoutSettingsForm::of(&view(2).choices);
    let refused = |field, code| Some(draft(form.clone(), Problem::at(field, code), Vec::new()));
    for draft in [
        None,
        refused("threshold", ProblemCode::AmountInvalid),
        refused("schedule", ProblemCode::ChoiceUnknown),
        refused("fallback", ProblemCode::ChoiceUnknown),
        refused("paused", ProblemCode::ChoiceUnknown),
        refused("destination", ProblemCode::ChoiceUnknown),
        refused("form", ProblemCode::ChangedMeanwhile),
    ] {
        let page = html(view(2), draft, None, Locale::English);
        let ids = attribute(&page, "id");
        let unique: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(ids.len(), unique.len(), "{ids:?}");
        let mut wanted: Vec<&str> = attribute(&page, "for");
        for name in ["aria-describedby", "aria-labelledby"] {
            wanted.extend(attribute(&page, name).into_iter().flat_map(str::split_whitespace));
        }
        wanted.extend(attribute(&page, "href").into_iter().filter_map(|address| address.strip_prefix('#')));
        for id in wanted {
            assert!(unique.contains(id), "nothing has the id {id}");
        }
    }
}

#[test]
fn the_heading_is_the_next_payout_to_the_cent() {
    let page = html(view(4), None, None, Locale::English);
    let heading = page.split("<h1").nth(1).unwrap().split("</h1>").next().unwrap();
    let expected = "¥1,169.41 arrives tomorrow by instant payout: ¥1,204.50 less a fee of ¥35.09";
    assert!(text(&format!("<h1{heading}")).contains(expected), "{heading}");
    assert!(text(&page).contains("The fee is 3 % of what you receive, which is 2.91 % of the balance."));
}

#[test]
fn no_place_of_a_template_is_left_open_in_either_language() {
    for locale in Locale::ALL {
        for have in [0, 4] {
            let page = html(view(have), None, Some("unchanged"), locale);
            assert!(!text(&page).contains('{'), "{}", text(&page));
        }
    }
}

#[test]
fn who_is_not_eligible_sees_the_card_locked_and_what_is_missing() {
    let page = html(view(2), None, None, Locale::English);
    let daily = page.split("id=\"schedule-daily\"").nth(1).unwrap().split('>').next().unwrap();
    assert!(daily.contains("disabled"), "{daily}");
    assert!(text(&page).contains("Missing: At least 4 completed payouts2 of 4 so far."));
    let open = html(view(4), None, None, Locale::English);
    let daily = open.split("id=\"schedule-daily\"").nth(1).unwrap().split('>').next().unwrap();
    assert!(!daily.contains("disabled") && daily.contains("checked"), "{daily}");
    assert!(!open.contains("class=\"checklist\""));
}

#[test]
fn what_was_typed_comes_back_escaped_with_the_reason_at_its_field() {
    let typed = "\"><script>alert(1)</script>";
    let form = PayoutSettingsForm { threshold: typed.to_owned(), ..PayoutSettingsForm::of(&view(4).choices) };
    let minimum = yuan(1_000);
    let draft = draft(form, Problem::at("threshold", ProblemCode::AmountTooSmall { minimum }), Vec::new());
    let page = html(view(4), Some(draft), None, Locale::English);
    assert!(!page.contains("<script"), "typed text became markup");
    let input = page.split("id=\"threshold\"").nth(1).unwrap();
    assert!(
        input.contains("aria-invalid=\"true\"") && input.contains("&quot;&gt;&lt;script&gt;"),
        "kept and escaped"
    );
    assert_eq!(
        text(&page).matches("The amount must be at least ¥10.00.").count(),
        2,
        "in the summary and at the field"
    );
}

#[test]
fn a_crafted_daily_is_answered_with_what_is_missing_and_the_stored_card_stays_picked() {
    let form =
        PayoutSettingsForm { schedule: "daily".to_owned(), ..PayoutSettingsForm::of(&view(2).choices) };
    let missing = vec![Requirement::CompletedPayouts { have: 2, need: 4 }];
    let draft = draft(form, Problem::at("schedule", ProblemCode::NotEligibleForInstant), missing);
    let page = html(view(2), Some(draft), None, Locale::English);
    assert!(text(&page).contains("Daily is not open to you yet: At least 4 completed payouts."));
    let weekly = page.split("id=\"schedule-weekly\"").nth(1).unwrap().split('>').next().unwrap();
    assert!(weekly.contains("checked"));
}

#[test]
fn an_overtaken_form_gives_way_to_what_is_stored_now() {
    let form =
        PayoutSettingsForm { threshold: "77".to_owned(), version: "1".to_owned(), ..Default::default() };
    let draft = draft(form, Problem::at("form", ProblemCode::ChangedMeanwhile), Vec::new());
    let page = html(view(4), Some(draft), None, Locale::English);
    assert!(!page.contains("\"77\"") && page.contains("value=\"10.00\""));
    assert!(page.contains("name=\"version\" value=\"3\""));
}

#[test]
fn a_save_is_answered_once_and_only_by_its_own_record() {
    let (id, other) = (SettingsChangeId::new(noon(), 1), SettingsChangeId::new(noon(), 2));
    let said = |saved: &str, locale| text(&html(view(4), None, Some(saved), locale));
    let english = said(id.as_str(), Locale::English);
    assert!(english.contains("SavedSchedule from Weekly to Daily."), "{english}");
    assert!(english.contains("It counts from the run on 22 November 2026, 08:00 UTC."));
    assert!(said(id.as_str(), Locale::SimplifiedChinese).contains("已保存提现周期由“每周”改为“每天”。"));
    assert!(!said(other.as_str(), Locale::English).contains("Saved"));
    assert!(said("unchanged", Locale::English).contains("Everything was as you wanted it already."));
}
