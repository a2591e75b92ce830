//! The hash that stands for texts in the history of a database.

/// A hash of texts in their order: FNV-1a, 64 bits, which unlike the standard library's is the same for ever.
///
/// It finds what was changed by mistake, not what somebody forged.
pub fn checksum<'a>(texts: impl IntoIterator<Item = &'a str>) -> u64 {
    let bytes = texts.into_iter().flat_map(|text| text.bytes().chain([0]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_same_for_ever() {
        assert_eq!(checksum([]), 0xcbf2_9ce4_8422_2325);
        assert_eq!(checksum(["a"]), 0x089b_e207_b544_f1e4);
        assert_ne!(checksum(["ab", "c"]), checksum(["a", "bc"]));
    }
}
