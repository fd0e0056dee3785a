use proptest::prelude::*;
use time::Weekday;

use super::{Schedule, Weekdays, testing::any_schedule};
use crate::{payouts::UnknownCode, time::Day};

#[test]
fn the_words_of_the_presets_are_those_of_the_rows_and_records_that_exist() {
    for (word, schedule) in [
        ("daily", Schedule::Daily),
        ("weekly", Schedule::Weekly),
        ("monthly", Schedule::Monthly),
        ("quarterly", Schedule::Quarterly),
    ] {
        assert_eq!(word.parse(), Ok(schedule));
        assert_eq!(schedule.code(), word);
        assert_eq!(serde_json::from_str::<Schedule>(&format!("\"{word}\"")).unwrap(), schedule);
        assert_eq!(serde_json::to_string(&schedule).unwrap(), format!("\"{word}\""));
    }
}

#[test]
fn cycles_of_ones_own_are_written_as_short_texts() {
    let from = Day::from_calendar(2026, 11, 22).unwrap();
    let days = Weekdays::of([Weekday::Thursday, Weekday::Monday]).unwrap();
    for (word, schedule) in [
        ("every:3@2026-11-22", Schedule::EveryDays { days: 3, from }),
        ("weekdays:mon,thu", Schedule::Weekdays(days)),
        ("day:15", Schedule::DayOfMonth(15)),
        ("amount:100000", Schedule::OnAmount { minor: 100_000 }),
    ] {
        assert_eq!((schedule.code().as_ref(), word.parse()), (word, Ok(schedule)));
    }
}

#[test]
fn a_text_that_is_no_schedule_is_refused() {
    let wrong = [
        "",
        "Daily",
        "own",
        "every:",
        "every:3",
        "every:1@2026-11-22",
        "every:91@2026-11-22",
        "every:3@2026-02-30",
        "weekdays:",
        "weekdays:mon,",
        "weekdays:monday",
        "day:0",
        "day:32",
        "day:-1",
        "amount:0",
        "amount:-5",
        "amount:9223372036854775807",
        "amount:10.00",
        "daily:1",
    ];
    for code in wrong {
        assert_eq!(code.parse::<Schedule>(), Err(UnknownCode), "{code}");
    }
}

proptest! {
    #[test]
    fn every_schedule_reads_back_from_its_text_and_from_json(schedule in any_schedule()) {
        prop_assert_eq!(schedule.code().parse(), Ok(schedule));
        prop_assert_eq!(schedule.to_string(), schedule.code());
        let json = serde_json::to_string(&schedule).unwrap();
        prop_assert_eq!(serde_json::from_str::<Schedule>(&json).unwrap(), schedule);
    }

    #[test]
    fn any_other_text_is_an_error_and_never_a_panic(code in "(every|weekdays|day|amount)?:?.{0,20}") {
        if let Ok(schedule) = code.parse::<Schedule>() {
            prop_assert_eq!(schedule.code().parse(), Ok(schedule));
        }
    }
}
