//! The command line.

use crate::failure::Failure;
use std::ffi::OsString;
use std::path::PathBuf;

/// How the program is called; shown when it is called wrongly.
pub const USAGE: &str =
    "bundle --wasm FILE --style FOLDER --public FOLDER --site FOLDER [--wasm-opt FILE] [--quality 0..11]";

/// What to read, what to write, and how hard to compress.
#[derive(Debug, PartialEq, Eq)]
pub struct Arguments {
    /// The browser crate as Cargo left it.
    pub wasm: PathBuf,
    /// The folder whose `index.css` imports every sheet.
    pub style: PathBuf,
    /// Files that are copied as they are.
    pub public: PathBuf,
    /// The folder to write; whatever was in it is replaced.
    pub site: PathBuf,
    /// Binaryen's `wasm-opt` script; without it the wasm stays as wasm-bindgen left it.
    pub wasm_opt: Option<PathBuf>,
    /// Brotli quality, 0 to 11.
    pub quality: u32,
}

impl Arguments {
    /// Reads the flags, each with its value.
    pub fn parse(mut words: impl Iterator<Item = OsString>) -> Result<Self, Failure> {
        let mut paths: [Option<PathBuf>; 5] = Default::default();
        let [wasm, style, public, site, wasm_opt] = &mut paths;
        let mut quality = 11;
        while let Some(flag) = words.next() {
            let flag = flag.to_string_lossy().into_owned();
            let value = words.next().ok_or_else(|| Failure(format!("{flag} needs a value\n{USAGE}")))?;
            match flag.as_str() {
                "--wasm" => *wasm = Some(value.into()),
                "--style" => *style = Some(value.into()),
                "--public" => *public = Some(value.into()),
                "--site" => *site = Some(value.into()),
                "--wasm-opt" => *wasm_opt = Some(value.into()),
                "--quality" => quality = quality_from(&value.to_string_lossy())?,
                unknown => return Err(Failure(format!("unknown flag {unknown}\n{USAGE}"))),
            }
        }
        let [wasm, style, public, site, wasm_opt] = paths;
        Ok(Self {
            wasm: required("--wasm", wasm)?,
            style: required("--style", style)?,
            public: required("--public", public)?,
            site: required("--site", site)?,
            wasm_opt,
            quality,
        })
    }
}

fn required(flag: &str, value: Option<PathBuf>) -> Result<PathBuf, Failure> {
    value.ok_or_else(|| Failure(format!("{flag} is missing\n{USAGE}")))
}

fn quality_from(text: &str) -> Result<u32, Failure> {
    match text.parse() {
        Ok(quality @ 0..=11) => Ok(quality),
        _ => Err(Failure(format!("--quality is a whole number from 0 to 11, not {text}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Arguments, Failure> {
        Arguments::parse(line.split_whitespace().map(OsString::from))
    }

    #[test]
    fn every_flag_lands_in_its_field() {
        let read = parse("--site s --public p --style c --wasm w --wasm-opt o --quality 5").unwrap();
        let expected = Arguments {
            wasm: "w".into(),
            style: "c".into(),
            public: "p".into(),
            site: "s".into(),
            wasm_opt: Some("o".into()),
            quality: 5,
        };
        assert_eq!(read, expected);
    }

    #[test]
    fn a_missing_flag_is_named() {
        let failure = parse("--site s --public p --style c").unwrap_err();
        assert!(failure.0.contains("--wasm is missing"), "{failure}");
    }

    #[test]
    fn a_quality_that_brotli_does_not_have_is_refused() {
        assert!(parse("--quality 12").unwrap_err().0.contains("from 0 to 11"));
    }
}
