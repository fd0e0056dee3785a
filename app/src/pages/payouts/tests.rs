//! The pages as HTML, without a browser: what they say, and that everything they refer to is there.

use std::collections::BTreeSet;

use domain::{
    locale::Locale,
    money::Currency,
    payouts::{FailureReason, PausedBy, PayoutOutcome, Rail, SkipReason},
    view::{
        Problem, ProblemCode,
        payouts::{BankDraft, BankView, DemandDraft, DemandForm, DemandQuote},
    },
};
use leptos::prelude::*;

use super::{
    bank,
    confirm::{Confirm, ConfirmProps},
    instant, page,
    samples::{demand, statement, terms, view, yuan},
    statement as statements,
};

fn html<View: IntoView + 'static>(locale: Locale, make: impl FnOnce() -> View) -> String {
    let owner = Owner::new();
    owner.with(|| {
        provide_context(locale);
        let page = make().to_html().replace("<!>", "");
        let main = page.split("<main").nth(1).expect("a page has a main").split("</main>").next().unwrap();
        format!("<main{main}</main>")
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

fn is_sound(page: &str) {
    let ids = attribute(page, "id");
    let unique: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), unique.len(), "{ids:?}");
    let mut wanted: Vec<&str> = attribute(page, "for");
    for name in ["aria-describedby", "aria-labelledby"] {
        wanted.extend(attribute(page, name).into_iter().flat_map(str::split_whitespace));
    }
    wanted.extend(attribute(page, "href").into_iter().filter_map(|address| address.strip_prefix('#')));
    for id in wanted {
        assert!(unique.contains(id), "nothing has the id {id}");
    }
    assert!(!text(page).contains('{'), "{}", text(page));
}

#[test]
fn every_page_is_sound_in_both_languages_and_every_state() {
    for locale in Locale::ALL {
        for stopped in [None, Some(PausedBy::Platform), Some(PausedBy::Failures), Some(PausedBy::Creator)] {
            is_sound(&html(locale, || page(view(stopped), false, true)));
        }
        is_sound(&html(locale, || page(view(None), true, false)));
        for outcome in [
            PayoutOutcome::Paid,
            PayoutOutcome::Failed(FailureReason::AccountClosed),
            PayoutOutcome::Skipped(SkipReason::StillSettling),
        ] {
            is_sound(&html(locale, || statements::page(statement(outcome), true)));
        }
        let code = ProblemCode::AmountAbove { most: yuan(1) };
        let form = DemandForm { amount: "<9".to_owned(), ..DemandForm::default() };
        let draft = DemandDraft { form, problems: vec![Problem::at("amount", code)] };
        for met in [true, false] {
            is_sound(&html(locale, || instant::page(demand(met), draft.clone())));
            is_sound(&html(locale, || instant::page(demand(met), DemandDraft::default())));
        }
        for rails in [vec![Rail::Stripe], vec![Rail::SandboxBank], Rail::ALL.to_vec(), vec![]] {
            let problems = vec![Problem::at("account", ProblemCode::AccountInvalid)];
            let draft = if rails.is_empty() {
                BankDraft::default()
            } else {
                BankDraft { label: "A".to_owned(), problems, ..BankDraft::default() }
            };
            let view = BankView { rails, currency: Currency::Cny, has_one: true, hold_hours: 48 };
            is_sound(&html(locale, || bank::page(view, draft)));
        }
    }
}

#[test]
fn every_skip_and_failure_says_its_reason_and_the_next_step() {
    let page = html(Locale::English, || page(view(None), false, false));
    let rows: Vec<&str> = page.split("<details class=\"record\"").skip(1).collect();
    assert_eq!(rows.len(), 3 + SkipReason::ALL.len() + 2 * FailureReason::ALL.len());
    let explained = rows.iter().filter(|row| text(row).contains("What comes next: ")).count();
    assert_eq!(explained, SkipReason::ALL.len() + 2 * FailureReason::ALL.len());
    assert!(text(rows[0]).contains("We try again at 21 November 2026, 12:01 UTC"), "{}", text(rows[0]));
}

#[test]
fn a_pause_after_failures_can_be_lifted_here_and_the_platforms_pause_says_why() {
    let failures = html(Locale::English, || page(view(Some(PausedBy::Failures)), false, false));
    assert!(text(&failures).contains("Payouts are paused after 3 failures in a row"));
    assert!(failures.contains("action=\"/api/resume_payouts\""));
    let platform = html(Locale::English, || page(view(Some(PausedBy::Platform)), false, false));
    assert!(text(&platform).contains("The platform’s reason: We are asking your bank."));
    assert!(!platform.contains("resume_payouts"));
}

#[test]
fn a_statement_says_every_sum_and_both_rates_and_escapes_names() {
    let page = html(Locale::English, || statements::page(statement(PayoutOutcome::Paid), false));
    let said = text(&page);
    for line in [
        "Carried over¥10.00",
        "Sales¥136.00",
        "Refunds−¥68.00",
        "Payouts that came back¥69.00",
        "Balance¥147.00",
        "Stays in the balance−¥37.00",
        "Leaves the balance¥110.00",
        "Fee−¥3.21",
        "Arrives¥106.79",
        "3 % of what you receive, which is 2.92 % of what leaves the balance.",
        "1 more are in the spreadsheet.",
        "SB000000000001",
    ] {
        assert!(said.contains(line), "{line} is not in {said}");
    }
    assert!(page.contains("Slow &lt;Kiln&gt;") && !page.contains("<Kiln>"));
    assert!(page.contains(".csv\""));
}

#[test]
fn the_confirmation_carries_what_it_shows_and_says_how_it_is_split() {
    let quote = terms().quote(yuan(1_088_000)).unwrap();
    let (fee, net) = (quote.fee, quote.net);
    let form = DemandForm { amount: "10880.00".to_owned(), ..DemandForm::default() };
    let quote = DemandQuote { quote, key: "a-key-of-the-request".to_owned(), needs_approval: true };
    let props = ConfirmProps { view: demand(true), quote, form, changed: true };
    let page = html(Locale::English, || Confirm(props));
    assert!(page.contains(&format!("name=\"fee\" value=\"{}\"", fee.minor())));
    assert!(page.contains("name=\"key\" value=\"a-key-of-the-request\""));
    assert!(text(&page).contains("It goes out in 2 payouts, because one carries at most ¥9,999.00."));
    assert!(text(&page).contains(&format!("Pay out {}", domain::money::format_money(net, Locale::English))));
    assert!(text(&page).contains("Fee or amount have changed"));
    assert!(text(&page).contains("waits until the platform has approved it"));
}

#[test]
fn a_refused_account_number_is_never_written_into_the_page_again() {
    let view =
        BankView { rails: vec![Rail::BankFile], currency: Currency::Cny, has_one: false, hold_hours: 48 };
    let problems = vec![Problem::at("account", ProblemCode::AccountInvalid)];
    let draft = BankDraft { label: "Mine".to_owned(), problems, ..BankDraft::default() };
    let page = html(Locale::English, || bank::page(view, draft));
    let input = page.split("id=\"account\"").nth(1).unwrap().split('>').next().unwrap();
    assert!(input.contains("aria-invalid=\"true\"") && !input.contains("value=\"D"), "{input}");
    assert!(page.contains("value=\"Mine\""));
    assert!(!text(&page).contains("payouts wait 48 hours"), "the first account does not wait");
}

#[test]
fn with_several_ways_to_a_bank_one_is_chosen_and_the_choice_survives_a_refusal() {
    let page = |draft: BankDraft| {
        let rails = vec![Rail::SandboxBank, Rail::BankFile];
        let view = BankView { rails, currency: Currency::Cny, has_one: true, hold_hours: 48 };
        html(Locale::SimplifiedChinese, || bank::page(view, draft))
    };
    let chosen = |page: &str| -> Vec<bool> {
        let radios = page.split("type=\"radio\"").skip(1);
        radios.map(|rest| rest.split('>').next().unwrap().contains("checked")).collect()
    };
    assert_eq!(chosen(&page(BankDraft::default())), [true, false]);
    let again = page(BankDraft { rail: "bank-file".to_owned(), ..BankDraft::default() });
    assert_eq!(chosen(&again), [false, true]);
    assert!(text(&again).contains("支付方式") && text(&again).contains("银行文件"));
    let stranger =
        BankView { rails: vec![Rail::BankFile], currency: Currency::Cny, has_one: true, hold_hours: 1 };
    assert!(!html(Locale::English, || bank::page(stranger, BankDraft::default())).contains("radio"));
}
