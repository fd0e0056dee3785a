//! What the page shows.

use domain::{
    id::{RunId, UserId},
    payouts::{
        Destination, FailureReason, Fallback, InstantPart, ItemRecord, LookedAt, NoPayout, Obstacle, Payout,
        PayoutRun, PayoutState, Planned, Requirement, Schedule, Standing,
    },
    policy::Policy,
    view::payouts::{Choices, OwnCycleForm, PayoutSettingsForm},
};
use services::ports::SettingsChange;

use super::world::{World, day, noon, sold, yuan};

#[tokio::test]
async fn a_creator_without_choices_sees_the_defaults() {
    let world = World::new().with(|rows| rows.settings = None);
    let form = world.form().await;
    let first = world.rows().destinations[0].id.to_string();
    assert_eq!(
        form,
        PayoutSettingsForm {
            schedule: "weekly".to_owned(),
            fallback: "standard".to_owned(),
            threshold: "10.00".to_owned(),
            paused: String::new(),
            destination: first,
            own: OwnCycleForm::default(),
            version: "0".to_owned(),
        }
    );
}

#[tokio::test]
async fn the_daily_card_says_the_fee_in_money_and_both_rates_defect_4_4_m() {
    let page = World::new().page().await;
    let daily = page.previews.iter().find(|preview| preview.schedule == Schedule::Daily).unwrap();
    let quote = daily.quote.as_ref().unwrap();
    assert_eq!((quote.gross, quote.fee, quote.net), (yuan(120_450), yuan(3_509), yuan(116_941)));
    assert_eq!(daily.share.remaining, yuan(31_800));
    assert_eq!(page.basis.planner.terms.rate.percent(), "3");
    assert_eq!(page.basis.planner.terms.rate_of_gross().percent(), "2.91");
    assert_eq!(
        (page.money.balance, page.money.settled, page.money.settling),
        (yuan(152_250), yuan(120_450), yuan(31_800))
    );
}

#[tokio::test]
async fn each_card_shows_the_money_its_own_cut_off_leaves_defects_4_4_b_and_c() {
    let page = World::new().with(|rows| rows.money.recent.insert(0, sold(14, 7_000))).page().await;
    let payable: Vec<_> =
        page.previews.iter().map(|preview| (preview.run.day().to_string(), preview.share.payable)).collect();
    // Friday the 27th takes what was captured through the 20th; only Saturday's ¥318.00 is younger.
    let later = yuan(152_250);
    assert_eq!(
        payable,
        [
            ("2026-11-22".to_owned(), yuan(120_450)),
            ("2026-11-27".to_owned(), yuan(120_450)),
            ("2026-11-27".to_owned(), yuan(120_450)),
            ("2026-12-25".to_owned(), later),
        ]
    );
}

#[tokio::test]
async fn daily_in_fallback_shows_the_standard_runs_date_and_amount_defect_4_4_b() {
    let world = World::new().with(|rows| {
        rows.settings.as_mut().unwrap().schedule = Schedule::Daily;
        rows.account.completed = 3;
    });
    let page = world.page().await;
    assert_eq!(page.next.planned, Planned::Standard { instead_of_instant: Some(Obstacle::NotEligible) });
    assert_eq!((page.next.run.day(), page.next.run.covers_through), (day(27), day(20)));
    assert_eq!(page.next.share.payable, yuan(120_450));
}

#[tokio::test]
async fn money_that_still_settles_is_told_before_the_run_and_not_after_defect_4_4_j() {
    let world = World::new().with(|rows| {
        let settings = rows.settings.as_mut().unwrap();
        (settings.schedule, settings.fallback) = (Schedule::Daily, Fallback::Wait);
        rows.money.balance = yuan(31_800);
    });
    let page = world.page().await;
    assert_eq!(page.next.planned, Planned::Nothing(NoPayout::Waiting(Obstacle::NothingSettled)));
    assert_eq!(page.next.share.remaining, yuan(31_800));
    assert_eq!(page.money.settling, yuan(31_800));
}

#[tokio::test]
async fn the_page_needs_two_reads_and_nobody_outside_defect_4_4_f() {
    let world = World::new();
    let before = world.switch.calls();
    world.page().await;
    assert_eq!(world.switch.calls() - before, 2);
}

#[tokio::test]
async fn limits_are_said_once_and_hold_everywhere_defect_4_4_k() {
    let policy = Policy { instant_maximum_major: 500, minimum_payout_major: 100, ..Policy::default() };
    let page = World::under(policy).page().await;
    let quote = page.previews[0].quote.as_ref().unwrap();
    assert_eq!(quote.parts().map(|part| part.gross.minor()).collect::<Vec<_>>(), [40_150, 40_150, 40_150]);
    assert_eq!(page.basis.planner.terms.quote(page.previews[0].share.payable).as_ref(), Ok(quote));
    assert_eq!(page.basis.planner.minimum, yuan(10_000));
    assert_eq!(page.next.minimum, yuan(10_000));
}

#[tokio::test]
async fn an_unknown_standing_is_an_unmet_checklist_and_not_an_error() {
    let page = World::new().with(|rows| rows.standing = None).page().await;
    assert_eq!(page.eligibility.missing(), [Requirement::Compliant, Requirement::Country]);
}

#[tokio::test]
async fn the_platforms_pause_stops_the_plan_and_leaves_the_creators_box_alone() {
    let world = World::new().with(|rows| {
        let standing = rows.standing.clone().unwrap();
        rows.standing = Some(Standing { platform_paused_at: Some(noon(20)), ..standing });
    });
    let page = world.page().await;
    assert!(matches!(page.next.planned, Planned::Nothing(NoPayout::Paused(_))));
    assert!(!page.choices.paused);
}

pub const CLOSED: PayoutState = PayoutState::Failed(FailureReason::AccountClosed);

pub fn paid_out(to: &Destination, ago: i32, state: PayoutState) -> ItemRecord {
    let number = u128::from(ago.unsigned_abs());
    let asked = PayoutRun::demanded(RunId::new(noon(1), number), to.rail, "key".to_owned(), noon(21));
    let run = PayoutRun { day: day(21).plus_days(-ago), ..asked };
    let part = InstantPart { gross: yuan(11_000), fee: yuan(321), net: yuan(10_679) };
    let seen = LookedAt {
        creator: to.creator.clone(),
        obstacle: None,
        balance: part.gross,
        payable: part.gross,
        minimum: yuan(1_000),
        at: noon(21),
    };
    let made = run.pays(seen, &to.id, [part], || number).unwrap();
    let ended = |payout| Payout { state, next_look_at: None, ..payout };
    ItemRecord { item: made.item, payouts: made.payouts.into_iter().map(ended).collect() }
}

#[tokio::test]
async fn ninety_days_of_payouts_are_shown_and_the_ninety_first_is_not() {
    let world = World::new().with(|rows| {
        let to = rows.destinations[0].clone();
        rows.history = [(0, PayoutState::Paid), (89, CLOSED), (90, PayoutState::Paid)]
            .map(|(ago, state)| paid_out(&to, ago, state))
            .to_vec();
    });
    let history = world.page().await.history;
    assert_eq!((history.from, history.through), (day(21).plus_days(-89), day(21)));
    let lines: Vec<_> = history.lines.iter().map(|line| (line.day, line.net)).collect();
    assert_eq!(lines, [(history.through, yuan(10_679)), (history.from, yuan(10_679))]);
}

#[tokio::test]
async fn a_change_by_somebody_who_is_gone_is_shown_without_a_name() {
    let world = World::new().with(|rows| {
        let after = rows.settings.clone().unwrap();
        let id = domain::id::SettingsChangeId::new(noon(2), 9);
        let changed_by = UserId::new(noon(2), 99);
        let creator = rows.creator.id.clone();
        rows.changes.push(SettingsChange {
            id,
            creator,
            changed_by,
            changed_at: noon(2),
            before: None,
            after,
        });
    });
    let change = world.page().await.last_change.unwrap();
    assert_eq!((change.by, change.at, change.changes.len()), (None, noon(2), 0));
}

#[tokio::test]
async fn the_preview_of_a_choice_is_what_the_page_says_after_saving_it() {
    let slow_bank = World::new().rows().destinations[1].id.clone();
    for schedule in Schedule::ALL {
        for (fallback, paused, slow, threshold) in [
            (Fallback::Wait, false, false, 1_000),
            (Fallback::Standard, false, true, 5_000),
            (Fallback::Wait, true, false, 1_000),
            (Fallback::Standard, false, false, 500_000),
        ] {
            let world = World::new().with(|rows| rows.settings.as_mut().unwrap().schedule = Schedule::Daily);
            let page = world.page().await;
            let mut choices =
                Choices { schedule, fallback, paused, threshold: yuan(threshold), ..page.choices };
            if slow {
                choices.destination = Some(slow_bank.clone());
            }
            let preview = page.basis.next_payout(&choices).unwrap();
            world.saved(PayoutSettingsForm::of(&choices)).await;
            assert_eq!(world.page().await.next, preview, "{choices:?}");
        }
    }
}
