use proptest::prelude::*;

use super::{Afterwards, PeriodBeside};
use crate::{
    catalogue::Period,
    id::{CommunityId, MembershipId, OrderId, ProductId, UserId},
    membership::{Membership, PaidTime},
    time::{Day, Timestamp},
};

const START: Timestamp = Timestamp::from_unix_ms(1_767_225_600_000);
const DAY_MS: i64 = 86_400_000;

/// A person's periods, with how long each was sold for and the end that it had at first.
#[derive(Clone, Default)]
struct Person {
    rows: Vec<(Membership, Period, Option<Timestamp>)>,
    /// Which rows the upgrade counted, and its own.
    upgraded: Option<(Vec<usize>, usize)>,
}

impl Person {
    fn buys(&mut self, period: Period, now: Timestamp) {
        let live = self.rows.iter().filter(|(row, ..)| row.revoked_at.is_none());
        let paid_until = live.filter_map(|(row, ..)| row.valid_until).max();
        let who = (
            UserId::new(START, 1),
            CommunityId::new(START, 2),
            ProductId::new(START, 3),
            OrderId::new(START, 4),
        );
        let number = u128::try_from(self.rows.len()).unwrap();
        let latest = self.rows.last().map(|(row, ..)| row);
        let id = MembershipId::new(START, number);
        let bought = Membership::following(latest, paid_until, id, who, period, now);
        let end = bought.valid_until;
        self.rows.push((bought, period, end));
    }

    /// As the till ends what an upgrade counted: what has begun ends now, what has not is taken away.
    fn upgrades(&mut self, period: Period, now: Timestamp) {
        let mut counted = Vec::new();
        for (at, (row, ..)) in self.rows.iter_mut().enumerate() {
            if row.revoked_at.is_none() && row.valid_until.is_some_and(|until| until > now) {
                counted.push(at);
                if row.valid_from > now {
                    row.revoked_at = Some(now);
                } else {
                    row.valid_until = Some(now);
                }
            }
        }
        let own = self.rows.len();
        self.buys(period, now);
        self.upgraded = Some((counted, own));
    }

    /// One goes back.
    fn without(&self, gone: usize, now: Timestamp) -> (Self, Afterwards) {
        let counted = self.upgraded.clone().filter(|(_, own)| *own == gone).map(|(rows, _)| rows);
        let beside: Vec<PeriodBeside> = (0..self.rows.len())
            .filter(|at| *at != gone)
            .map(|at| PeriodBeside {
                membership: self.rows[at].0.clone(),
                sold_as: self.rows[at].1,
                may_return: counted.as_ref().is_some_and(|rows| rows.contains(&at)),
            })
            .collect();
        let found = Afterwards::of(&self.rows[gone].0, &beside, now);
        let mut after = self.clone();
        after.rows[gone].0.revoked_at = Some(now);
        for row in &found.written {
            let known = after.rows.iter_mut().find(|(known, ..)| known.id == row.id).unwrap();
            known.0 = row.clone();
        }
        (after, found)
    }
}

fn no_overlap(person: &Person) -> bool {
    let live: Vec<_> = person.rows.iter().filter(|(row, ..)| row.revoked_at.is_none()).collect();
    live.windows(2).all(|pair| pair[0].0.valid_until.is_none_or(|end| end <= pair[1].0.valid_from))
}

fn periods() -> impl Strategy<Value = Period> {
    prop::sample::select(&[Period::Month, Period::Quarter, Period::Year][..])
}

proptest! {
    /// Whatever was bought, upgraded and renewed, and whichever period goes back when: nothing overlaps, nothing that has
    /// begun moves, everything lasts as long as it was sold for, and no time that was paid for is lost.
    #[test]
    fn no_paid_time_is_lost_and_nothing_overlaps(
        before in prop::collection::vec((periods(), 0i64..40 * DAY_MS), 1..4),
        upgrade in prop::option::of((periods(), 0i64..20 * DAY_MS)),
        after in prop::collection::vec((periods(), 0i64..5 * DAY_MS), 0..4),
        gone in any::<prop::sample::Index>(),
        wait in 0i64..80 * DAY_MS,
    ) {
        let mut person = Person::default();
        let mut now = START;
        for (period, wait) in before {
            person.buys(period, now);
            now = now.plus_ms(wait);
        }
        if let Some((period, wait)) = upgrade {
            person.upgrades(period, now);
            now = now.plus_ms(wait);
        }
        for (period, wait) in after {
            person.buys(period, now);
            now = now.plus_ms(wait);
        }
        now = now.plus_ms(wait);
        let live: Vec<usize> = (0..person.rows.len())
            .filter(|at| {
                let is_counted = person.upgraded.as_ref().is_some_and(|(rows, _)| rows.contains(at));
                person.rows[*at].0.revoked_at.is_none() && !is_counted
            })
            .collect();
        let gone = live[gone.index(live.len())];
        let (later, found) = person.without(gone, now);
        prop_assert!(no_overlap(&person) && no_overlap(&later), "{:#?}", found);
        for (at, ((row, period, end), (was, ..))) in later.rows.iter().zip(&person.rows).enumerate() {
            prop_assert_eq!(row.version, was.version);
            if at == gone {
                continue;
            }
            if found.returned.contains(&row.id) {
                prop_assert_eq!((row.valid_from, row.valid_until, row.revoked_at), (was.valid_from, *end, None));
            } else if was.valid_from <= now {
                prop_assert_eq!(row, was, "it has begun");
            } else if row.revoked_at.is_none() {
                let sold = PaidTime::bought(*period, Some(row.valid_from), row.valid_from);
                prop_assert_eq!(row.valid_until, sold.until);
                prop_assert!(row.valid_from >= now);
            }
        }
        // What was counted stays away only when something has begun in its time.
        let own = person.upgraded.as_ref().filter(|(counted, own)| *own == gone && !counted.is_empty());
        if let Some((counted, _)) = own.filter(|_| found.returned.is_empty()) {
            let end = counted.iter().filter_map(|at| person.rows[*at].2).max().unwrap();
            let has_begun = |at: usize| person.rows[at].0.valid_from <= now && person.rows[at].0.valid_from < end;
            prop_assert!((gone + 1..person.rows.len()).any(has_begun));
        }
        // What followed it follows what is before it now.
        let next = person.rows.get(gone + 1).filter(|(row, ..)| row.valid_from > now);
        if let Some((next, ..)) = next.filter(|(next, ..)| Some(next.valid_from) == person.rows[gone].0.valid_until) {
            let earlier = later.rows[..gone].iter().filter(|(row, ..)| row.revoked_at.is_none());
            let end = earlier.filter_map(|(row, ..)| row.valid_until).max();
            let begins = now.max(end.unwrap_or(now)).max(person.rows[gone].0.valid_from);
            let laid = &later.rows[gone + 1].0;
            prop_assert_eq!(laid.valid_from, begins);
            prop_assert_eq!(found.moved.is_some(), laid.valid_from != next.valid_from);
        }
    }
}

#[test]
fn the_first_of_two_months_goes_back_and_the_second_begins_at_once() {
    let mut person = Person::default();
    person.buys(Period::Month, START);
    person.buys(Period::Month, START.plus_days(19));
    let now = START.plus_days(20).plus_ms(5);
    let (later, found) = person.without(0, now);
    let second = &later.rows[1].0;
    assert_eq!((second.valid_from, second.valid_until.unwrap().day()), (now, now.day().plus_months(1)));
    assert_eq!(found.moved, Some(PaidTime { from: now, until: second.valid_until }));
}

#[test]
fn a_fixed_end_that_moves_up_ends_on_its_day_and_is_never_pushed_back() {
    let end = Day::from_calendar(2026, 6, 1).unwrap();
    let mut person = Person::default();
    person.buys(Period::Month, START);
    person.buys(Period::Until(end), START);
    let (later, _) = person.without(0, START.plus_days(3));
    assert_eq!(later.rows[1].0.valid_until.unwrap().day(), end);
    // The year would last beyond it: the time that was paid for to that day stays as it is.
    let mut person = Person::default();
    person.buys(Period::Year, START);
    person.upgrades(Period::Month, START.plus_days(10));
    person.buys(Period::Until(end), START.plus_days(11));
    let (later, found) = person.without(1, START.plus_days(12));
    assert!(found.returned.is_empty());
    assert_eq!(later.rows[0].0, person.rows[0].0);
    assert_eq!(later.rows[2].0.valid_from, START.plus_days(12), "it begins where the paid time ends");
}

#[test]
fn a_gap_that_was_there_before_stays() {
    let mut person = Person::default();
    for _ in 0..3 {
        person.buys(Period::Month, START);
    }
    person.rows[1].0.revoked_at = Some(START);
    let (later, found) = person.without(0, START.plus_days(1));
    assert_eq!(later.rows[2].0, person.rows[2].0);
    assert_eq!((found.moved, found.written.len()), (None, 1), "the latest is written as it was");
}
