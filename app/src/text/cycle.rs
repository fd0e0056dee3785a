//! Schedules in words: the presets, and cycles of one's own.

use domain::{
    locale::Locale,
    money::{Currency, Money},
    payouts::{Schedule, Weekdays},
    view::payouts::OwnCycle,
};

use super::{counts, fill, money};

texts! {
    /// The names of schedules, and the fields of a cycle of one's own.
    CycleText, cycle {
        daily: "Daily" => "每天";
        weekly: "Weekly" => "每周";
        monthly: "Monthly" => "每月";
        quarterly: "Quarterly" => "每季度";
        every: "Every {days}" => "每 {days}";
        on_weekdays: "Every {weekdays}" => "每{weekdays}";
        on_date: "Day {date} of each month" => "每月 {date} 日";
        on_last_day: "Last day of each month" => "每月最后一天";
        on_amount: "On reaching {amount}" => "可提现金额达到 {amount} 时";
        comma: ", " => "、";
        and: " and " => "、";
        monday: "Monday" => "周一";
        tuesday: "Tuesday" => "周二";
        wednesday: "Wednesday" => "周三";
        thursday: "Thursday" => "周四";
        friday: "Friday" => "周五";
        saturday: "Saturday" => "周六";
        sunday: "Sunday" => "周日";

        own: "Own cycle" => "自定周期";
        when: "{cycle}, next on {day}" => "{cycle}，下次为 {day}";
        looked_at: "{cycle}, next looked at on {day}" => "{cycle}，下次查看为 {day}";
        kinds: "What the cycle goes by" => "周期方式";
        by_days: "Every so many days" => "每隔若干天";
        by_weekdays: "Days of the week" => "按星期";
        by_date: "Day of the month" => "按日期";
        by_amount: "Reaching an amount" => "达到金额";
        days: "Days from one payout to the next" => "两次提现相隔的天数";
        days_help: "From {least} to {most}." => "{least} 至 {most} 天。";
        from: "Counted from" => "起算日期";
        from_help: "A UTC day, at most one cycle ahead." => "按 UTC 计算，最多提前一个周期。";
        weekdays: "On which days" => "星期几";
        date: "Which day" => "几号";
        date_help: "A shorter month pays on its last day." => "当月没有这一天时，在最后一天提现。";
        amount: "Pay when this much is old enough ({sign})" => "可提现金额达到多少时提现（{sign}）";
        amount_help: "Looked at every day. A higher threshold below counts instead." => "每天查看一次；若下方起付金额更高，则以其为准。";
    }
}

/// The name of a preset; `None` for a cycle of one's own.
pub fn preset(schedule: Schedule, locale: Locale) -> Option<&'static str> {
    let words = cycle(locale);
    match schedule {
        Schedule::Daily => Some(words.daily),
        Schedule::Weekly => Some(words.weekly),
        Schedule::Monthly => Some(words.monthly),
        Schedule::Quarterly => Some(words.quarterly),
        Schedule::EveryDays { .. }
        | Schedule::Weekdays(_)
        | Schedule::DayOfMonth(_)
        | Schedule::OnAmount { .. } => None,
    }
}

/// The name of a schedule; amounts are in the payout currency.
pub fn schedule(schedule: Schedule, currency: Currency, locale: Locale) -> String {
    let words = cycle(locale);
    match schedule {
        Schedule::Daily | Schedule::Weekly | Schedule::Monthly | Schedule::Quarterly => {
            preset(schedule, locale).unwrap_or_default().to_owned()
        }
        Schedule::EveryDays { days, .. } => {
            fill(words.every, &[("days", &counts::days(u64::from(days), locale))])
        }
        Schedule::Weekdays(days) => fill(words.on_weekdays, &[("weekdays", &weekdays(days, words))]),
        Schedule::DayOfMonth(31) => words.on_last_day.to_owned(),
        Schedule::DayOfMonth(date) => fill(words.on_date, &[("date", &date.to_string())]),
        Schedule::OnAmount { minor } => {
            fill(words.on_amount, &[("amount", &money(Money::new(minor, currency), locale))])
        }
    }
}

/// The kind of a cycle of one's own.
pub fn kind(words: &CycleText, kind: OwnCycle) -> &'static str {
    match kind {
        OwnCycle::Every => words.by_days,
        OwnCycle::Weekdays => words.by_weekdays,
        OwnCycle::Date => words.by_date,
        OwnCycle::Amount => words.by_amount,
    }
}

/// A day of the week by its code.
pub fn weekday(words: &CycleText, code: &str) -> &'static str {
    match code {
        "mon" => words.monday,
        "tue" => words.tuesday,
        "wed" => words.wednesday,
        "thu" => words.thursday,
        "fri" => words.friday,
        "sat" => words.saturday,
        _ => words.sunday,
    }
}

/// `Monday, Wednesday and Friday`, `周一、周三、周五`.
fn weekdays(days: Weekdays, words: &CycleText) -> String {
    let mut names: Vec<&str> = days.codes().map(|code| weekday(words, code)).collect();
    let last = names.pop().unwrap_or_default();
    if names.is_empty() { last.to_owned() } else { [names.join(words.comma).as_str(), last].join(words.and) }
}

#[cfg(test)]
mod tests {
    use domain::{locale::Locale, money::Currency, payouts::Schedule};

    #[test]
    fn every_schedule_has_a_name_in_both_languages() {
        for (code, english, chinese) in [
            ("daily", "Daily", "每天"),
            ("every:3@2026-11-22", "Every 3 days", "每 3 天"),
            ("weekdays:sun", "Every Sunday", "每周日"),
            ("weekdays:mon,thu", "Every Monday and Thursday", "每周一、周四"),
            ("weekdays:tue,wed,sat", "Every Tuesday, Wednesday and Saturday", "每周二、周三、周六"),
            ("day:15", "Day 15 of each month", "每月 15 日"),
            ("day:31", "Last day of each month", "每月最后一天"),
            ("amount:100000", "On reaching ¥1,000.00", "可提现金额达到 ¥1,000.00 时"),
        ] {
            let schedule: Schedule = code.parse().unwrap();
            assert_eq!(super::schedule(schedule, Currency::Cny, Locale::English), english);
            assert_eq!(super::schedule(schedule, Currency::Cny, Locale::SimplifiedChinese), chinese);
        }
    }
}
