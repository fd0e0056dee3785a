//! Identifiers made together: of one moment, and growing, so that the rows of a chunk are written to the end of their
//! tables and not all over them.

use crate::ports::{Entropy, EntropyExt};

/// The bits of an identifier behind its moment.
const LOW_BITS: u32 = 80;

/// Where the bits of a chunk's identifiers come from. Two processes at one moment begin at different random points, far
/// apart.
pub(super) struct Ids(u128);

impl Ids {
    pub(super) fn new(entropy: &dyn Entropy) -> Self {
        // The highest of the low bits is left free, so that counting on never overflows into the moment.
        Self(entropy.bits() & (1u128 << (LOW_BITS - 1)).wrapping_sub(1))
    }

    /// Those of one more.
    pub(super) fn bits(&mut self) -> u128 {
        self.0 = self.0.saturating_add(1);
        self.0
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
        let mut ids = Ids::new(&Highest);
        let made: Vec<PayoutId> = (0..1_000).map(|_| PayoutId::new(at, ids.bits())).collect();
        assert!(made.is_sorted_by(|one, next| one < next));
        assert!(made.iter().all(|id| *id < PayoutId::new(at.plus_ms(1), 0)));
    }
}
