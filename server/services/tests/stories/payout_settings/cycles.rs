//! Cycles of one's own: chosen, refused, and what lies ahead of them.

use domain::{
    payouts::{Change, Schedule, TermsAhead},
    policy::Policy,
    view::{
        ProblemCode,
        payouts::{Choices, OWN_CYCLE, OwnCycleForm, PayoutSettingsForm},
    },
};

use super::{
    page::{CLOSED, paid_out},
    world::{World, day, noon, reasons, sold, yuan},
};

/// One of each kind, with the next day of each from Saturday the 21st.
const CYCLES: [(&str, u8); 4] =
    [("every:3@2026-11-22", 22), ("weekdays:mon,thu", 23), ("day:31", 30), ("amount:150000", 22)];

/// The page's form, with a cycle in place of the stored schedule.
async fn with_cycle(world: &World, schedule: Schedule) -> PayoutSettingsForm {
    let choices = Choices { schedule, ..world.page().await.choices };
    PayoutSettingsForm::of(&choices)
}

async fn with_fields(world: &World, own: OwnCycleForm) -> PayoutSettingsForm {
    PayoutSettingsForm { schedule: OWN_CYCLE.to_owned(), own, ..world.form().await }
}

#[tokio::test]
async fn each_kind_of_cycle_is_stored_told_and_counted_from_its_own_next_day() {
    for (code, date) in CYCLES {
        let (world, schedule) = (World::new(), code.parse::<Schedule>().unwrap());
        let saved = world.saved(with_cycle(&world, schedule).await).await;
        assert_eq!(saved.changes, [Change::Schedule { before: Schedule::Weekly, after: schedule }]);
        assert_eq!(saved.counts_from, day(date).start().plus_seconds(8 * 3600), "{code}");
        assert_eq!(world.rows().settings.unwrap().schedule, schedule);
        let again = world.saved(world.form().await).await;
        assert_eq!((again.change, again.changes), (None, vec![]), "the page's form says what is stored");
    }
}

#[tokio::test]
async fn the_preview_of_a_cycle_is_what_the_page_says_after_saving_it() {
    for code in CYCLES.map(|(code, _)| code).into_iter().chain(["amount:1000", "amount:9000000"]) {
        let world = World::new().with(|rows| rows.money.recent.insert(0, sold(16, 20_000)));
        let page = world.page().await;
        let choices = Choices { schedule: code.parse().unwrap(), ..page.choices };
        let preview = page.basis.next_payout(&choices).unwrap();
        world.saved(PayoutSettingsForm::of(&choices)).await;
        assert_eq!(world.page().await.next, preview, "{code}");
    }
}

#[tokio::test]
async fn every_wrong_field_of_a_cycle_is_named_and_nothing_changes() {
    let out = |least, most| ProblemCode::NumberOutOfRange { least, most };
    let minimum = yuan(1_000);
    let own = |cycle: &str| OwnCycleForm { cycle: cycle.to_owned(), ..Default::default() };
    let cases = [
        (own(""), "own[cycle]", ProblemCode::ChoiceUnknown),
        (own("every"), "own[days]", out(2, 90)),
        (
            OwnCycleForm { days: "3".to_owned(), from: "2026-11-25".to_owned(), ..own("every") },
            "own[from]",
            ProblemCode::DateInvalid { latest: day(24) },
        ),
        (own("weekdays"), "own[weekdays]", ProblemCode::WeekdayMissing),
        (OwnCycleForm { date: "32".to_owned(), ..own("date") }, "own[date]", out(1, 31)),
        (own("amount"), "own[amount]", ProblemCode::AmountInvalid),
        (
            OwnCycleForm { amount: "9.99".to_owned(), ..own("amount") },
            "own[amount]",
            ProblemCode::AmountTooSmall { minimum },
        ),
    ];
    let world = World::new();
    for (own, field, code) in cases {
        let draft = world.refused(with_fields(&world, own).await).await;
        assert_eq!(reasons(&draft), [(field, &code)]);
    }
}

#[tokio::test]
async fn a_code_of_a_cycle_is_no_choice_of_the_schedule_field() {
    let world = World::new();
    let crafted = PayoutSettingsForm { schedule: "amount:1".to_owned(), ..world.form().await };
    assert_eq!(reasons(&world.refused(crafted).await), [("schedule", &ProblemCode::ChoiceUnknown)]);
}

#[tokio::test]
async fn an_amount_that_a_raised_minimum_has_overtaken_blocks_no_save() {
    let policy = Policy { minimum_payout_major: 100, ..Policy::default() };
    let world = World::under(policy).with(|rows| {
        rows.settings.as_mut().unwrap().schedule = Schedule::OnAmount { minor: 5_000 };
    });
    let form = PayoutSettingsForm { fallback: "wait".to_owned(), ..world.form().await };
    assert_eq!(form.own.amount, "50.00");
    world.saved(form).await;
    assert_eq!(world.rows().settings.unwrap().schedule, Schedule::OnAmount { minor: 5_000 });
    assert_eq!(world.page().await.next.minimum, yuan(10_000), "and the minimum counts");
}

#[tokio::test]
async fn a_failed_payout_today_moves_no_date_defect_4_4_o() {
    for code in CYCLES.map(|(code, _)| code).into_iter().chain(["daily", "weekly", "monthly", "quarterly"]) {
        let schedule: Schedule = code.parse().unwrap();
        let ahead = async |failed: bool| {
            let world = World::new().with(|rows| {
                rows.settings.as_mut().unwrap().schedule = schedule;
                let to = rows.destinations[0].clone();
                rows.history = if failed { vec![paid_out(&to, 0, CLOSED)] } else { Vec::new() };
            });
            let page = world.page().await;
            let (policy, volume) = (Policy::default(), world.rows().account.volume);
            let terms = TermsAhead { policy: &policy, country: Some("CN"), volume };
            (page.basis.upcoming(&page.choices, terms, 6).unwrap(), page.next)
        };
        let (before, after) = (ahead(false).await, ahead(true).await);
        assert_eq!(before, after, "{code}");
        assert!(!before.0.is_empty() && before.0.iter().all(|next| next.run.at > noon(21)), "{code}");
    }
}
