//! Time and randomness, as parameters.

use domain::time::Timestamp;

/// Two clocks: business time can be moved in the demo, system time cannot.
pub trait Clock: Send + Sync {
    /// Orders, holds, schedules, grace.
    fn business(&self) -> Timestamp;
    /// Sessions, signatures, rate limits, logs.
    fn system(&self) -> Timestamp;
}

/// A source of unguessable bytes.
pub trait Entropy: Send + Sync {
    /// Fills the buffer.
    fn fill(&self, buffer: &mut [u8]);
}

/// Shorthands over [`Entropy`].
pub trait EntropyExt: Entropy {
    /// 128 random bits.
    fn bits(&self) -> u128 {
        let mut buffer = [0u8; 16];
        self.fill(&mut buffer);
        u128::from_le_bytes(buffer)
    }
}

impl<E: Entropy + ?Sized> EntropyExt for E {}
