//! Days and moments as people read them. Always UTC, and always said so where an hour is given.

use domain::{
    locale::Locale,
    time::{Day, Timestamp},
};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

fn month_name(month: u8) -> &'static str {
    MONTHS.get(usize::from(month).saturating_sub(1)).copied().unwrap_or_default()
}

/// `21 November 2026`, `2026年11月21日`.
pub fn day(day: Day, locale: Locale) -> String {
    let (year, month, date) = day.calendar();
    match locale {
        Locale::English => format!("{date} {} {year}", month_name(month)),
        Locale::SimplifiedChinese => format!("{year}年{month}月{date}日"),
    }
}

/// `21 Nov`, `11月21日`: for tables, where the year is plain from the place.
pub fn short_day(day: Day, locale: Locale) -> String {
    let (_, month, date) = day.calendar();
    match locale {
        Locale::English => format!("{date} {}", month_name(month).get(..3).unwrap_or_default()),
        Locale::SimplifiedChinese => format!("{month}月{date}日"),
    }
}

/// `November 2026`, `2026年11月`.
pub fn month(first: Day, locale: Locale) -> String {
    let (year, month, _) = first.calendar();
    match locale {
        Locale::English => format!("{} {year}", month_name(month)),
        Locale::SimplifiedChinese => format!("{year}年{month}月"),
    }
}

/// `Nov`, `11月`: below a chart.
pub fn short_month(first: Day, locale: Locale) -> String {
    let (_, month, _) = first.calendar();
    match locale {
        Locale::English => month_name(month).get(..3).unwrap_or_default().to_owned(),
        Locale::SimplifiedChinese => format!("{month}月"),
    }
}

/// `21 November 2026, 08:00 UTC`, `2026年11月21日 08:00（UTC）`.
pub fn moment(at: Timestamp, locale: Locale) -> String {
    let (hour, minute, _) = at.time_of_day();
    let day = day(at.day(), locale);
    match locale {
        Locale::English => format!("{day}, {hour:02}:{minute:02} UTC"),
        Locale::SimplifiedChinese => format!("{day} {hour:02}:{minute:02}（UTC）"),
    }
}

/// `21 Nov, 08:00`, `11月21日 08:00`: for tables that say UTC above.
pub fn short_moment(at: Timestamp, locale: Locale) -> String {
    let (hour, minute, _) = at.time_of_day();
    let day = short_day(at.day(), locale);
    match locale {
        Locale::English => format!("{day}, {hour:02}:{minute:02}"),
        Locale::SimplifiedChinese => format!("{day} {hour:02}:{minute:02}"),
    }
}

/// `08:00 UTC`, `08:00（UTC）`.
pub fn hour(at: Timestamp, locale: Locale) -> String {
    let (hour, minute, _) = at.time_of_day();
    match locale {
        Locale::English => format!("{hour:02}:{minute:02} UTC"),
        Locale::SimplifiedChinese => format!("{hour:02}:{minute:02}（UTC）"),
    }
}

#[cfg(test)]
mod tests {
    use domain::{locale::Locale, time::Day};

    use super::{day, hour, moment, short_day, short_moment};

    #[test]
    fn moments_are_written_the_way_each_language_writes_them() {
        let at = Day::from_calendar(2026, 11, 21).unwrap().start().plus_seconds(8 * 3600 + 5 * 60);
        assert_eq!(moment(at, Locale::English), "21 November 2026, 08:05 UTC");
        assert_eq!(moment(at, Locale::SimplifiedChinese), "2026年11月21日 08:05（UTC）");
        assert_eq!(short_moment(at, Locale::English), "21 Nov, 08:05");
        assert_eq!(short_moment(at, Locale::SimplifiedChinese), "11月21日 08:05");
        assert_eq!(hour(at, Locale::English), "08:05 UTC");
        assert_eq!(day(at.day(), Locale::SimplifiedChinese), "2026年11月21日");
        assert_eq!(short_day(Day::from_calendar(2026, 5, 3).unwrap(), Locale::English), "3 May");
    }
}
