//! Reads the little of TOML that `Cargo.toml` files of this house use: sections, and keys at the start of a line.

/// A `Cargo.toml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// The package's name, empty in the workspace's own manifest.
    pub name: String,
    entries: Vec<(String, String, String)>,
}

impl Manifest {
    /// Reads the text of a manifest.
    pub fn parse(text: &str) -> Self {
        let mut section = String::new();
        let mut entries = Vec::new();
        for line in text.lines() {
            let line = line.trim_end();
            if let Some(header) = line.strip_prefix('[') {
                header.trim_end_matches(']').clone_into(&mut section);
            } else if let Some((key, value)) = line.split_once('=')
                && !line.starts_with([' ', '#', '\t'])
            {
                let key = key.trim().split('.').next().unwrap_or_default().trim_matches('"');
                entries.push((section.clone(), key.to_owned(), value.trim().to_owned()));
            }
        }
        let name = entries
            .iter()
            .find(|(section, key, _)| section == "package" && key == "name")
            .map(|(_, _, value)| value.trim_matches('"').to_owned())
            .unwrap_or_default();
        Self { name, entries }
    }

    /// The keys of a section, in order.
    pub fn keys<'a>(&'a self, section: &'a str) -> impl Iterator<Item = &'a str> {
        let prefix = format!("{section}.");
        self.entries
            .iter()
            .filter(move |(found, _, _)| found == section)
            .map(|(_, key, _)| key.as_str())
            .chain(
                // `[dependencies.name]` is the long form of `name = …` in `[dependencies]`.
                self.entries.iter().filter_map(move |(found, _, _)| found.strip_prefix(&prefix)),
            )
    }

    /// Everything the package needs to be built, on any target.
    pub fn dependencies(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self
            .entries
            .iter()
            .filter(|(section, _, _)| {
                let last = section.rsplit('.').next().unwrap_or_default();
                matches!(last, "dependencies" | "build-dependencies") && !section.starts_with("workspace")
            })
            .map(|(_, key, _)| key.as_str())
            .collect();
        names.extend(self.keys("dependencies").filter(|name| !names.contains(name)).collect::<Vec<_>>());
        names
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dependencies_are_found_in_every_form() {
        let manifest = Manifest::parse(
            "[package]\nname = \"app\"\n[dependencies]\ndomain.workspace = true\n# time = 1\nleptos = { version = \"1\", features = [\n  \"a\",\n] }\n[target.'cfg(unix)'.dependencies]\nlibc = \"1\"\n[build-dependencies]\ncc = \"1\"\n[dev-dependencies]\nproptest = \"1\"\n",
        );
        assert_eq!(manifest.name, "app");
        assert_eq!(manifest.dependencies(), ["domain", "leptos", "libc", "cc"]);
        assert_eq!(manifest.keys("dev-dependencies").collect::<Vec<_>>(), ["proptest"]);
    }
}
