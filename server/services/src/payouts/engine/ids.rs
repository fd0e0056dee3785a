//! Identifiers made together: of one moment, and growing, so that the rows of a chunk are written to the end of their
//! tables and not all over them.

use domain::time::Timestamp;

use crate::ports::{Entropy, EntropyExt};

/// The bits of an identifier behind its moment.
const LOW_BITS: u32 = 80;

/// Where identifiers come from. Two processes at one moment begin at different random points, far apart.
pub(super) struct Ids {
    at: Timestamp,
    next: u128,
}

impl Ids {
    pub(super) fn new(at: Timestamp, entropy: &dyn Entropy) -> Self {
        // The highest of the low bits is left free, so that counting on never overflows into the moment.
        let next = entropy.bits() & (1u128 << (LOW_BITS - 1)).wrapping_sub(1);
        Self { at, next }
    }

    /// One more, made by an identifier's own `new`.
    pub(super) fn make<T>(&mut self, new: impl FnOnce(Timestamp, u128) -> T) -> T {
        self.next = self.next.saturating_add(1);
        new(self.at, self.next)
    }
}

#[cfg(test)]
mod tests {
    use domain::{id::PayoutId, time::Timestamp};

    use super::Ids;
    use crate::ports::Entropy;

    struct Highest;
    impl Entropy for Highest {
        fn fill(&self, buffer: &mut [u8]) {
            buffer.fill(0xFF);
        }
    }

    #[test]
    fn identifiers_of_a_chunk_grow_and_stay_at_their_moment() {
        let at = Timestamp::from_unix_ms(1_795_262_400_000);
        let mut ids = Ids::new(at, &Highest);
        let made: Vec<PayoutId> = (0..1_000).map(|_| ids.make(PayoutId::new)).collect();
        assert!(made.is_sorted_by(|one, next| one < next));
        assert!(made.iter().all(|id| *id < PayoutId::new(at.plus_ms(1), 0)));
    }
}
