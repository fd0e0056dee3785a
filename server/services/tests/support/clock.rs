//! Clocks that stand still until they are moved, and randomness that is the same in every run.

use std::sync::{
    Mutex,
    atomic::{AtomicI64, Ordering},
};

use domain::time::Timestamp;
use services::ports::{Clock, Entropy};

/// Both clocks; they begin on 21 November 2026 at noon.
pub struct TestClock {
    business: AtomicI64,
    system: AtomicI64,
}

impl Default for TestClock {
    fn default() -> Self {
        const NOON: i64 = 1_795_262_400_000;
        Self { business: AtomicI64::new(NOON), system: AtomicI64::new(NOON) }
    }
}

impl TestClock {
    /// Time passes.
    pub fn advance(&self, seconds: i64) {
        self.business.fetch_add(seconds * 1000, Ordering::SeqCst);
        self.system.fetch_add(seconds * 1000, Ordering::SeqCst);
    }

    /// The demo moves its business clock; the system clock stays.
    pub fn advance_business(&self, seconds: i64) {
        self.business.fetch_add(seconds * 1000, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn business(&self) -> Timestamp {
        Timestamp::from_unix_ms(self.business.load(Ordering::SeqCst))
    }
    fn system(&self) -> Timestamp {
        Timestamp::from_unix_ms(self.system.load(Ordering::SeqCst))
    }
}

/// `SplitMix64` from a fixed seed.
#[derive(Default)]
pub struct Seeded(Mutex<u64>);

impl Seeded {
    fn next(&self) -> u64 {
        let mut state = self.0.lock().unwrap();
        *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (*state ^ (*state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }
}

impl Entropy for Seeded {
    fn fill(&self, buffer: &mut [u8]) {
        for chunk in buffer.chunks_mut(8) {
            let bytes = self.next().to_le_bytes();
            chunk.iter_mut().zip(bytes).for_each(|(byte, random)| *byte = random);
        }
    }
}
