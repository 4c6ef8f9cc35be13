//! FNV-1a in 64 bits, by which words are told apart: so many that no two words of the lexicon or of a list meet.

/// The hash of nothing.
pub const EMPTY: u64 = 0xcbf2_9ce4_8422_2325;

/// The hash of a text that goes on by this byte.
#[must_use]
pub fn with(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
}

/// The hash of a text.
#[must_use]
pub fn of(text: &str) -> u64 {
    text.bytes().fold(EMPTY, with)
}
