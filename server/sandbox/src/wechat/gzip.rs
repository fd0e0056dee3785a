//! The gzip format without compression: what merchants unpack, in a few lines.

/// The magic number, deflate, no flags, no time, no hints, an unknown system.
const HEADER: [u8; 10] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF];
/// The longest stored block.
const BLOCK: usize = 0xFFFF;

/// Wraps bytes up.
pub fn pack(bytes: &[u8]) -> Vec<u8> {
    let mut packed = HEADER.to_vec();
    let blocks = bytes.len().div_ceil(BLOCK).max(1);
    for number in 0..blocks {
        let block = bytes.get(number * BLOCK..).unwrap_or_default();
        let block = block.get(..BLOCK).unwrap_or(block);
        let length = u16::try_from(block.len()).unwrap_or(u16::MAX);
        packed.push(u8::from(number + 1 == blocks));
        packed.extend(length.to_le_bytes());
        packed.extend((!length).to_le_bytes());
        packed.extend(block);
    }
    packed.extend(checksum(bytes).to_le_bytes());
    // The length, in so far as four bytes hold it.
    packed.extend(bytes.len().to_le_bytes().into_iter().take(4));
    packed
}

/// CRC-32, bit by bit.
fn checksum(bytes: &[u8]) -> u32 {
    let mut sum = u32::MAX;
    for byte in bytes {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            sum = (sum >> 1) ^ (0xEDB8_8320 & 0_u32.wrapping_sub(sum & 1));
        }
    }
    !sum
}

#[cfg(test)]
mod tests {
    use super::{BLOCK, checksum, pack};

    #[test]
    fn the_checksum_is_the_one_of_the_standard() {
        assert_eq!(checksum(b"123456789"), 0xCBF4_3926);
        assert_eq!(checksum(b""), 0);
    }

    #[test]
    fn long_files_are_several_blocks() {
        // Header, blocks' heads, checksum and length.
        assert_eq!(pack(b"").len(), 10 + 5 + 8);
        assert_eq!(pack(&vec![7; BLOCK]).len(), 10 + 5 + BLOCK + 8);
        assert_eq!(pack(&vec![7; BLOCK + 1]).len(), 10 + 10 + BLOCK + 1 + 8);
    }
}
