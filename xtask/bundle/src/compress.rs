//! The two encodings that browsers ask for, made once here instead of on every request.

use crate::failure::Failure;
use std::io::Write;

/// What is worth compressing; pictures and fonts already are.
const COMPRESSIBLE: [&str; 9] = ["css", "html", "js", "json", "svg", "txt", "wasm", "webmanifest", "xml"];

/// Whether a file of this name shrinks.
pub fn pays(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, extension)| COMPRESSIBLE.contains(&extension))
}

/// Brotli, with the largest window that every browser accepts.
pub fn brotli(bytes: &[u8], quality: u32) -> Result<Vec<u8>, Failure> {
    let mut writer = brotli::CompressorWriter::new(Vec::new(), 64 * 1024, quality, 22);
    writer
        .write_all(bytes)
        .and_then(|()| writer.flush())
        .map_err(|error| Failure(format!("brotli: {error}")))?;
    Ok(writer.into_inner())
}

/// Gzip, at its best level: it costs milliseconds at these sizes.
pub fn gzip(bytes: &[u8]) -> Result<Vec<u8>, Failure> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    writer.write_all(bytes).and_then(|()| writer.finish()).map_err(|error| Failure(format!("gzip: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn both_encodings_give_back_what_went_in() {
        let text = b"the door and the till ".repeat(200);
        let mut restored = Vec::new();
        let packed = brotli(&text, 11).unwrap();
        assert!(packed.len() < 100);
        brotli::Decompressor::new(packed.as_slice(), 4096).read_to_end(&mut restored).unwrap();
        assert_eq!(restored, text);
        restored.clear();
        flate2::read::GzDecoder::new(gzip(&text).unwrap().as_slice()).read_to_end(&mut restored).unwrap();
        assert_eq!(restored, text);
    }

    #[test]
    fn pictures_are_left_alone() {
        assert!(pays("assets/1/joinery.css"));
        assert!(!pays("photo.avif"));
        assert!(!pays("LICENSE"));
    }
}
