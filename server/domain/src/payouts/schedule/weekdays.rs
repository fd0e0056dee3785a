//! Some days of the week.

use time::Weekday;

/// At least one day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Weekdays(u8);

impl Weekdays {
    /// Every weekday with its word, in the order of the week.
    pub const ALL: [(Weekday, &'static str); 7] = [
        (Weekday::Monday, "mon"),
        (Weekday::Tuesday, "tue"),
        (Weekday::Wednesday, "wed"),
        (Weekday::Thursday, "thu"),
        (Weekday::Friday, "fri"),
        (Weekday::Saturday, "sat"),
        (Weekday::Sunday, "sun"),
    ];

    /// These days; `None` when there is none.
    pub fn of(days: impl IntoIterator<Item = Weekday>) -> Option<Self> {
        let bits = days.into_iter().fold(0, |bits, day| bits | bit(day));
        (bits != 0).then_some(Self(bits))
    }

    /// The days of these words; `None` when there is none, or a word names no day.
    pub fn of_codes<'a>(codes: impl IntoIterator<Item = &'a str>) -> Option<Self> {
        let day = |code: &str| Self::ALL.into_iter().find(|(_, known)| *known == code).map(|(day, _)| day);
        codes.into_iter().map(day).collect::<Option<Vec<_>>>().and_then(Self::of)
    }

    /// Whether a day is among them.
    pub fn contains(self, day: Weekday) -> bool {
        self.0 & bit(day) != 0
    }

    /// The days, in the order of the week.
    pub fn days(self) -> impl Iterator<Item = Weekday> {
        Self::ALL.into_iter().map(|(day, _)| day).filter(move |day| self.contains(*day))
    }

    /// Their words, in the order of the week.
    pub fn codes(self) -> impl Iterator<Item = &'static str> {
        Self::ALL.into_iter().filter(move |(day, _)| self.contains(*day)).map(|(_, code)| code)
    }
}

fn bit(day: Weekday) -> u8 {
    1u8.checked_shl(u32::from(day.number_days_from_monday())).unwrap_or(0)
}
