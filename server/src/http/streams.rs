//! How many streams one person may hold open, and for how long: each costs a connection and a place in memory.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use domain::id::UserId;
use futures::{Stream, StreamExt as _};

/// The most open streams of one person: every tab of theirs has one.
const MOST: usize = 20;
/// The longest life of a stream. The page asks again by itself, and a session that ended meanwhile is noticed then.
pub(super) const LIFE: Duration = Duration::from_mins(10);

/// The open streams of each person who has any.
#[derive(Default)]
pub struct Streams {
    open: Arc<Mutex<HashMap<UserId, usize>>>,
}

/// One open stream; it counts for as long as this lives.
pub(super) struct Place {
    open: Arc<Mutex<HashMap<UserId, usize>>>,
    user: UserId,
}

impl Streams {
    /// A place for one more stream, unless the person has too many.
    pub(super) fn enter(&self, user: &UserId) -> Option<Place> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.entry(user.clone()).or_default();
        if *count >= MOST {
            return None;
        }
        *count = count.saturating_add(1);
        Some(Place { open: Arc::clone(&self.open), user: user.clone() })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let left = open.get(&self.user).copied().unwrap_or_default().saturating_sub(1);
        if left == 0 {
            open.remove(&self.user);
        } else {
            open.insert(self.user.clone(), left);
        }
    }
}

/// The same events, until a time has passed; the place is free again once nobody reads them any more.
pub(super) fn for_a_while<T>(
    events: impl Stream<Item = T>,
    place: Place,
    life: Duration,
) -> impl Stream<Item = T> {
    events.take_until(tokio::time::sleep(life)).map(move |event| {
        let _held = &place;
        event
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use domain::{id::UserId, time::Timestamp};
    use futures::{StreamExt as _, stream};

    use super::{MOST, Streams, for_a_while};

    #[test]
    fn a_person_has_so_many_places_and_a_free_one_is_given_again() {
        let streams = Streams::default();
        let user = |number| UserId::new(Timestamp::from_unix_ms(0), number);
        let mut places: Vec<_> = (0..MOST).map(|_| streams.enter(&user(1)).unwrap()).collect();
        assert!(streams.enter(&user(1)).is_none());
        assert!(streams.enter(&user(2)).is_some(), "somebody else has places of their own");
        places.pop();
        places.push(streams.enter(&user(1)).unwrap());
        assert!(streams.enter(&user(1)).is_none());
        drop(places);
        assert!(streams.open.lock().unwrap().is_empty(), "whoever has none is forgotten");
    }

    #[tokio::test]
    async fn a_stream_that_says_nothing_ends_and_gives_its_place_back() {
        let streams = Streams::default();
        let place = streams.enter(&UserId::new(Timestamp::from_unix_ms(0), 1)).unwrap();
        let silent = stream::iter([1]).chain(stream::pending());
        let heard: Vec<i32> = for_a_while(silent, place, Duration::from_millis(5)).collect().await;
        assert_eq!(heard, [1]);
        assert!(streams.open.lock().unwrap().is_empty());
    }
}
