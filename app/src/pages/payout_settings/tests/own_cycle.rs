//! The card for a cycle of one's own.

use std::collections::BTreeSet;

use domain::{
    locale::Locale,
    payouts::{Change, Schedule},
    view::{
        Problem, ProblemCode,
        payouts::{OWN_CYCLE, OwnCycleForm, PayoutSettingsForm, PayoutSettingsView},
    },
};

use super::{attribute, draft, html, text, view};

fn paid(code: &str) -> PayoutSettingsView {
    let mut view = view(4);
    view.choices.schedule = code.parse().unwrap();
    view.next = view.basis.next_payout(&view.choices).unwrap();
    view
}

/// The markup from one id to the end of its tag.
fn tag<'a>(page: &'a str, id: &str) -> &'a str {
    let start = format!("id=\"{id}\"");
    page.split(start.as_str()).nth(1).unwrap().split('>').next().unwrap()
}

fn card(page: &str) -> String {
    let card = page.split("id=\"schedule-own\"").nth(1).unwrap().split("</section>").next().unwrap();
    text(&format!("<{card}"))
}

#[test]
fn a_stored_cycle_stands_in_its_card_with_its_next_day_and_amount() {
    for (code, kind, said, payable) in [
        ("every:3@2026-11-22", "own-every", "Every 3 days, next on 22 November 2026", "¥1,204.50"),
        (
            "weekdays:mon,thu",
            "own-by-weekdays",
            "Every Monday and Thursday, next on 23 November 2026",
            "¥1,204.50",
        ),
        ("day:31", "own-by-date", "Last day of each month, next on 30 November 2026", "¥1,522.50"),
        (
            "amount:500000",
            "own-by-amount",
            "On reaching ¥5,000.00, next looked at on 22 November 2026",
            "¥1,204.50",
        ),
    ] {
        let page = html(paid(code), None, None, Locale::English);
        assert!(tag(&page, "schedule-own").contains("checked"), "{code}");
        assert!(tag(&page, kind).contains("checked"), "{code}");
        assert!(card(&page).contains(said), "{code}: {}", card(&page));
        let amount = format!("{payable} of today’s balance will be older than 7 days");
        assert!(card(&page).contains(&amount), "{code}: {}", card(&page));
        assert!(!tag(&page, "schedule-weekly").contains("checked"), "one card is picked");
        assert!(!text(&html(paid(code), None, None, Locale::SimplifiedChinese)).contains('{'), "{code}");
    }
}

#[test]
fn who_has_a_preset_finds_suggestions_and_the_card_not_picked() {
    let page = html(view(4), None, None, Locale::English);
    assert!(!tag(&page, "schedule-own").contains("checked"));
    assert!(tag(&page, "own-every").contains("checked") && tag(&page, "own-days").contains("value=\"14\""));
    assert!(tag(&page, "own-from").contains("value=\"2026-11-21\""));
    assert!(tag(&page, "own-mon").contains("checked") && !tag(&page, "own-tue").contains("checked"));
    assert!(tag(&page, "own-amount").contains("value=\"10.00\""));
    assert!(card(&page).contains("Every 14 days, next on 5 December 2026"));
}

#[test]
fn a_refused_field_keeps_what_was_typed_and_the_summary_leads_to_it() {
    let invalid = ProblemCode::NumberOutOfRange { least: 2, most: 90 };
    let latest = super::noon().day();
    for (cycle, field, id, code, said) in [
        ("every", "own[days]", "own-days", invalid.clone(), "Enter a whole number from 2 to 90."),
        ("every", "own[from]", "own-from", ProblemCode::DateInvalid { latest }, "up to 21 November 2026"),
        ("weekdays", "own[weekdays]", "own-mon", ProblemCode::WeekdayMissing, "Tick at least one day."),
        ("date", "own[date]", "own-date", invalid, "Enter a whole number from 2 to 90."),
        ("amount", "own[amount]", "own-amount", ProblemCode::AmountInvalid, "Enter an amount in figures"),
        ("nonsense", "own[cycle]", "own-every", ProblemCode::ChoiceUnknown, "Choose one of the options."),
    ] {
        let wrong = "\"><b>".to_owned();
        let own = OwnCycleForm {
            cycle: cycle.to_owned(),
            days: wrong.clone(),
            from: wrong.clone(),
            weekdays: Vec::new(),
            date: wrong.clone(),
            amount: wrong,
        };
        let stored = PayoutSettingsForm::of(&view(4).choices);
        let form = PayoutSettingsForm { schedule: OWN_CYCLE.to_owned(), own, ..stored };
        let page =
            html(view(4), Some(draft(form, Problem::at(field, code), Vec::new())), None, Locale::English);
        assert!(tag(&page, "schedule-own").contains("checked"), "{field}");
        assert!(page.contains(&format!("href=\"#{id}\"")), "{field} leads to {id}");
        assert_eq!(text(&page).matches(said).count(), 2, "{field}: in the summary and at the field");
        assert!(!page.contains("<b>") && page.contains("&quot;&gt;&lt;b&gt;"), "{field}: kept and escaped");
        let ids = attribute(&page, "id");
        let unique: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(ids.len(), unique.len(), "{ids:?}");
        let mut wanted = attribute(&page, "for");
        wanted.extend(attribute(&page, "aria-describedby").into_iter().flat_map(str::split_whitespace));
        wanted.extend(attribute(&page, "href").into_iter().filter_map(|address| address.strip_prefix('#')));
        assert_eq!(wanted.into_iter().find(|id| !unique.contains(id)), None, "{field}");
    }
}

#[test]
fn the_answer_to_a_save_names_the_cycle() {
    let mut saved = paid("weekdays:mon,thu");
    let change = saved.last_change.as_mut().unwrap();
    change.changes = vec![Change::Schedule { before: Schedule::Weekly, after: "day:15".parse().unwrap() }];
    let id = change.id.to_string();
    let english = text(&html(saved.clone(), None, Some(&id), Locale::English));
    assert!(english.contains("Schedule from Weekly to Day 15 of each month."), "{english}");
    let chinese = text(&html(saved, None, Some(&id), Locale::SimplifiedChinese));
    assert!(chinese.contains("提现周期由“每周”改为“每月 15 日”。"), "{chinese}");
}
