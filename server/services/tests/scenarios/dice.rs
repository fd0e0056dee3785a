//! Chance from a seed, and a clock that the play moves.

use std::sync::{
    Mutex,
    atomic::{AtomicI64, Ordering},
};

use domain::time::Timestamp;
use services::ports::{Clock, Entropy};

/// `SplitMix64`.
pub struct Dice(Mutex<u64>);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new(seed))
    }

    pub fn next(&self) -> u64 {
        let mut state = self.0.lock().unwrap();
        *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (*state ^ (*state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to, but not including, an end.
    pub fn below(&self, end: i64) -> i64 {
        i64::try_from(self.next() % u64::try_from(end).unwrap()).unwrap()
    }

    /// Whether something happens that happens so many times in a hundred.
    pub fn chance(&self, percent: i64) -> bool {
        self.below(100) < percent
    }

    pub fn one_of<T: Copy>(&self, choices: &[T]) -> T {
        choices[usize::try_from(self.below(i64::try_from(choices.len()).unwrap())).unwrap()]
    }
}

impl Entropy for Dice {
    fn fill(&self, buffer: &mut [u8]) {
        for chunk in buffer.chunks_mut(8) {
            let bytes = self.next().to_le_bytes();
            chunk.iter_mut().zip(bytes).for_each(|(byte, random)| *byte = random);
        }
    }
}

/// Both clocks in one; it stands still until it is moved.
pub struct SceneClock(AtomicI64);

impl SceneClock {
    pub fn at(moment: Timestamp) -> Self {
        Self(AtomicI64::new(moment.unix_ms()))
    }

    pub fn now(&self) -> Timestamp {
        Timestamp::from_unix_ms(self.0.load(Ordering::SeqCst))
    }

    pub fn set(&self, moment: Timestamp) {
        self.0.store(moment.unix_ms(), Ordering::SeqCst);
    }

    pub fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1000, Ordering::SeqCst);
    }
}

impl Clock for SceneClock {
    fn business(&self) -> Timestamp {
        self.now()
    }
    fn system(&self) -> Timestamp {
        self.now()
    }
}
