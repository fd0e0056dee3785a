//! The money rules as the page and a save meet them: minimums, fees, reserve.

use std::collections::BTreeMap;

use domain::{
    money::{BasisPoints, Currency},
    payouts::{
        FeeRule, FeeTier, InstantVolume, NoPayout, PausedBy, Planned, Promotion, Requirement, Schedule,
        Standing,
    },
    policy::{CountryMinimum, Policy},
    view::{ProblemCode, payouts::PayoutSettingsForm},
};

use super::world::{World, day, noon, reasons, sold, yuan};

/// A policy under which Chinese banks take ¥200.00 or more.
fn with_a_country_minimum() -> Policy {
    let mut policy = Policy::default();
    policy.minimums.countries.insert("CN".to_owned(), CountryMinimum { currency: Currency::Cny, major: 200 });
    policy
}

fn promoted(first: u8, last: u8) -> Policy {
    let mut policy = Policy::default();
    let rate = BasisPoints::new(100);
    policy.fee.promotions = vec![Promotion { first_day: day(first), last_day: day(last), rate }];
    policy
}

#[tokio::test]
async fn a_countrys_minimum_is_the_pages_and_neither_blocks_nor_ratchets_what_is_stored() {
    let world = World::under(with_a_country_minimum());
    let page = world.page().await;
    assert_eq!((page.basis.planner.minimum, page.next.minimum), (yuan(20_000), yuan(20_000)));
    assert_eq!(page.basis.planner.terms.minimum, yuan(20_000), "each part of a cut day reaches it too");
    assert_eq!(page.choices.threshold, yuan(1_000));
    let form = PayoutSettingsForm { fallback: "wait".to_owned(), ..PayoutSettingsForm::of(&page.choices) };
    world.saved(form).await;
    assert_eq!(world.rows().settings.unwrap().threshold, yuan(1_000));
    let new = PayoutSettingsForm { threshold: "199.99".to_owned(), ..world.form().await };
    let minimum = yuan(20_000);
    assert_eq!(reasons(&world.refused(new).await), [("threshold", &ProblemCode::AmountTooSmall { minimum })]);
}

#[tokio::test]
async fn who_has_chosen_nothing_yet_can_save_the_page_as_it_is_drawn() {
    let world = World::under(with_a_country_minimum()).with(|rows| rows.settings = None);
    let form = world.form().await;
    assert_eq!(form.threshold, "200.00");
    world.saved(form).await;
}

#[tokio::test]
async fn the_fee_on_the_page_is_that_of_the_runs_day_and_not_of_today() {
    let terms = async |policy| World::under(policy).page().await.basis.planner.terms;
    let ends_today = terms(promoted(1, 21)).await;
    assert_eq!((ends_today.rate.get(), ends_today.why), (300, FeeRule::Flat));
    let begins_tomorrow = terms(promoted(22, 30)).await;
    assert_eq!(begins_tomorrow.rate.get(), 100);
    assert_eq!(begins_tomorrow.why, FeeRule::Promotion { through: day(30) });
}

#[tokio::test]
async fn a_cap_shows_in_the_quote_that_the_card_tells() {
    let mut policy = Policy::default();
    policy.fee.caps_major = BTreeMap::from([(Currency::Cny, 20)]);
    let page = World::under(policy).page().await;
    let daily = page.previews.iter().find(|preview| preview.schedule == Schedule::Daily).unwrap();
    let quote = daily.quote.as_ref().unwrap();
    assert_eq!((quote.gross, quote.fee, quote.net), (yuan(120_450), yuan(2_000), yuan(118_450)));
}

#[tokio::test]
async fn a_reserve_is_kept_back_shown_and_looks_further_back_than_any_run_defect_4_4_n() {
    let world = World::new().with(|rows| {
        let settings = rows.settings.as_mut().unwrap();
        settings.schedule = Schedule::Daily;
        rows.money.recent.insert(0, sold(1, 50_000));
        let standing = rows.standing.clone().unwrap();
        rows.standing =
            Some(Standing { reserve_rate: BasisPoints::new(1_000), reserve_days: 60, ..standing });
    });
    let page = world.page().await;
    // Of ¥500.00 and ¥400.00 that the run could take, a tenth; what is still settling is not reserved as well.
    assert_eq!(page.next.share.reserved, yuan(9_000));
    assert_eq!(page.next.share.payable, yuan(120_450 - 9_000));
    assert_eq!(page.next.share.remaining, yuan(31_800));
    let Planned::Instant(quote) = page.next.planned else { panic!("{:?}", page.next) };
    assert_eq!(quote.gross, page.next.share.payable);
}

#[tokio::test]
async fn a_balance_under_nothing_is_carried_and_no_requirement_is_unmet_for_it() {
    let page = World::new().with(|rows| rows.money.balance = yuan(-5_000)).page().await;
    assert_eq!(
        (page.money.balance, page.money.settled, page.money.settling),
        (yuan(-5_000), yuan(-5_000), yuan(0))
    );
    assert!(page.eligibility.is_eligible());
    assert_eq!(page.next.share.payable, yuan(0));
}

#[tokio::test]
async fn a_hold_on_the_destination_is_on_the_checklist_until_it_is_over() {
    let held =
        |until| World::new().with(move |rows| rows.settings.as_mut().unwrap().held_until = Some(until));
    let until = noon(23);
    let missing = held(until).page().await.eligibility.missing();
    assert_eq!(missing, [Requirement::Destination { chosen: true, on_hold_until: Some(until) }]);
    assert!(held(noon(21)).page().await.eligibility.is_eligible());
}

#[tokio::test]
async fn last_months_volume_decides_the_rate_on_the_page() {
    let mut policy = Policy::default();
    let rate = BasisPoints::new(200);
    policy.fee.tiers = vec![FeeTier { currency: Currency::Cny, from_major: 10_000, rate }];
    let terms = async |in_october, in_november| {
        let (last_month, this_month) = (yuan(in_october), yuan(in_november));
        let volume = InstantVolume { month: day(3), this_month, last_month };
        let world = World::under(policy.clone()).with(|rows| rows.account.volume = volume);
        world.page().await.basis.planner.terms
    };
    assert_eq!(terms(999_999, 5_000_000).await.why, FeeRule::Flat, "this month counts from the next on");
    let reached = terms(1_000_000, 0).await;
    assert_eq!((reached.rate, reached.why), (rate, FeeRule::Tier { from: yuan(1_000_000) }));
}

#[tokio::test]
async fn a_pause_after_failures_stops_the_plan_and_says_so_before_the_creators_own() {
    let world = World::new().with(|rows| rows.account.paused_after_failures_at = Some(noon(20)));
    let page = world.page().await;
    assert_eq!((page.paused_by, page.basis.stopped), (Some(PausedBy::Failures), Some(PausedBy::Failures)));
    assert_eq!(page.next.planned, Planned::Nothing(NoPayout::Paused(PausedBy::Failures)));
    assert_eq!(page.eligibility.missing(), [Requirement::NotPaused { by: Some(PausedBy::Failures) }]);
    assert!(!page.choices.paused, "the creator's own box is left alone");
}
