//! Chance that is the same every time: a demo should look alike on every machine.

/// A small generator (SplitMix64); not for secrets.
pub struct Dice(u64);

impl Dice {
    /// Dice that always fall the same way for the same start.
    pub const fn new(start: u64) -> Self {
        Self(start)
    }

    /// A number below `below`; zero when `below` is zero.
    pub const fn below(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^= mixed >> 31;
        match mixed.checked_rem(below) {
            Some(rest) => rest,
            None => 0,
        }
    }

    /// One of the items.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        let index = self.below(u64::try_from(items.len()).unwrap_or(0));
        items.get(usize::try_from(index).unwrap_or(0))
    }
}
