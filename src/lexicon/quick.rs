//! A quick hash for tables whose keys are all the lexicon's own: no letter can make these collide.

use std::hash::{BuildHasherDefault, Hasher};

/// Builds the quick hash.
pub type Quick = BuildHasherDefault<Mixer>;

/// Multiplies and mixes, eight bytes at a time.
#[derive(Debug, Default, Clone, Copy)]
pub struct Mixer(u64);

/// The golden ratio in 64 bits, odd: multiplying by it spreads low bits upward.
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

impl Mixer {
    fn mix(&mut self, value: u64) {
        self.0 = (self.0.rotate_left(23) ^ value).wrapping_mul(SPREAD);
    }
}

impl Hasher for Mixer {
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let value = chunk
                .iter()
                .fold(0_u64, |value, byte| (value << 8) | u64::from(*byte));
            self.mix(value);
        }
    }

    fn write_u8(&mut self, value: u8) {
        self.mix(u64::from(value));
    }

    fn write_u64(&mut self, value: u64) {
        self.mix(value);
    }

    fn finish(&self) -> u64 {
        // Tables look at the lowest and at the highest bits.
        (self.0 ^ (self.0 >> 32)).wrapping_mul(SPREAD)
    }
}

#[cfg(test)]
mod tests {
    use super::Quick;
    use std::collections::BTreeSet;
    use std::hash::BuildHasher;

    #[test]
    fn neighbouring_edges_fall_into_different_slots() {
        let build = Quick::default();
        let slots: BTreeSet<u64> = (0..64_u64)
            .flat_map(|node| (0..64_u64).map(move |symbol| node << 32 | symbol))
            .map(|edge| build.hash_one(edge) % 65_536)
            .collect();
        assert!(slots.len() > 3_800, "4,096 edges share {} slots", slots.len());
    }
}
