//! `manifest.json`: which files the site holds, how large each is in each encoding, and the name of the assets folder.

/// One file of the site.
#[derive(Debug, PartialEq, Eq)]
pub struct Entry {
    /// Path below the site folder.
    pub path: String,
    /// Size as it is.
    pub bytes: usize,
    /// Size with gzip, when that is smaller.
    pub gzip: Option<usize>,
    /// Size with brotli, when that is smaller.
    pub brotli: Option<usize>,
}

/// The whole site.
#[derive(Debug, PartialEq, Eq)]
pub struct Manifest {
    /// Name of the folder below `assets/`.
    pub hash: String,
    /// Brotli quality the sizes were made with; the budget is only compared at 11.
    pub quality: u32,
    /// Whether `wasm-opt` has been over the wasm.
    pub optimised: bool,
    /// All files, sorted by path.
    pub files: Vec<Entry>,
}

impl Manifest {
    /// The file's text: stable order, one file a line.
    pub fn json(&self) -> String {
        let files: Vec<String> = self.files.iter().map(Entry::json).collect();
        format!(
            "{{\"hash\":{},\"quality\":{},\"optimised\":{},\"files\":[\n{}\n]}}\n",
            quoted(&self.hash),
            self.quality,
            self.optimised,
            files.join(",\n")
        )
    }

    /// One line for the person who waits.
    pub fn summary(&self) -> String {
        let browser: usize = self.with_ending(&[".js", ".wasm"]).filter_map(|entry| entry.brotli).sum();
        let style: usize = self.with_ending(&[".css"]).filter_map(|entry| entry.brotli).sum();
        format!(
            "site: {} files; wasm and glue {} bytes, style {} bytes in brotli; assets/{}",
            self.files.len(),
            browser,
            style,
            self.hash
        )
    }

    fn with_ending(&self, endings: &'static [&'static str]) -> impl Iterator<Item = &Entry> {
        let assets = self.files.iter().filter(|entry| entry.path.starts_with("assets/"));
        assets.filter(move |entry| endings.iter().any(|ending| entry.path.ends_with(ending)))
    }
}

impl Entry {
    fn json(&self) -> String {
        let size = |size: Option<usize>| size.map_or_else(|| "null".to_owned(), |size| size.to_string());
        format!(
            "{{\"path\":{},\"bytes\":{},\"gzip\":{},\"brotli\":{}}}",
            quoted(&self.path),
            self.bytes,
            size(self.gzip),
            size(self.brotli)
        )
    }
}

fn quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            control if control.is_control() => {
                quoted.extend(format!("\\u{:04x}", u32::from(control)).chars());
            }
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manifest_is_valid_json_with_one_file_a_line() {
        let entry = Entry { path: "a\"b.css".to_owned(), bytes: 9, gzip: None, brotli: Some(4) };
        let manifest = Manifest { hash: "ab".to_owned(), quality: 11, optimised: false, files: vec![entry] };
        assert_eq!(
            manifest.json(),
            "{\"hash\":\"ab\",\"quality\":11,\"optimised\":false,\"files\":[\n\
             {\"path\":\"a\\\"b.css\",\"bytes\":9,\"gzip\":null,\"brotli\":4}\n]}\n"
        );
    }
}
