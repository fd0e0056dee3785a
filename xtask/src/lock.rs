//! Reads `Cargo.lock`: which version of which crate from where.

/// One locked package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    /// The crate's name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Where it comes from; empty for the crates of this house.
    pub source: String,
}

/// All packages of a lock file.
pub fn packages(text: &str) -> Vec<Package> {
    let field = |block: &str, name: &str| {
        let prefix = format!("{name} = ");
        let value = block.lines().find_map(|line| line.strip_prefix(&prefix)).unwrap_or_default();
        value.trim_matches('"').to_owned()
    };
    text.split("[[package]]")
        .skip(1)
        .map(|block| Package {
            name: field(block, "name"),
            version: field(block, "version"),
            source: field(block, "source"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_is_its_name_version_and_source() {
        let text = "version = 4\n\n[[package]]\nname = \"a\"\nversion = \"1.0.0\"\nsource = \"registry+x\"\n\n[[package]]\nname = \"b\"\nversion = \"2.0.0\"\ndependencies = [\n \"a\",\n]\n";
        let packages = packages(text);
        assert_eq!(packages.len(), 2);
        assert_eq!(packages[0].source, "registry+x");
        assert_eq!(packages[1], Package { name: "b".into(), version: "2.0.0".into(), source: String::new() });
    }
}
