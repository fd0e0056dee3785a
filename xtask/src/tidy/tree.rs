//! The repository's own text files, read once.

use crate::failure::{Doing, Outcome};
use std::path::Path;

/// Folders that hold nothing of ours.
const SKIPPED: [&str; 5] = ["target", "node_modules", "data", "test-results", "playwright-report"];

/// What a rule may look at.
const ENDINGS: [&str; 7] = [".rs", ".toml", ".css", ".sql", ".ts", ".mjs", ".py"];

/// A file and where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Path from the root of the repository, with `/`.
    pub path: String,
    /// Content.
    pub text: String,
}

/// All files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tree {
    files: Vec<Source>,
}

impl Tree {
    /// Reads the repository.
    pub fn read(root: &Path) -> Outcome<Self> {
        let mut tree = Self::default();
        tree.collect(root, "")?;
        tree.files.sort_by(|left, right| left.path.cmp(&right.path));
        Ok(tree)
    }

    /// Every file whose path ends like this.
    pub fn ending<'a>(&'a self, ending: &'a str) -> impl Iterator<Item = &'a Source> {
        self.files.iter().filter(move |file| file.path.ends_with(ending))
    }

    /// Every Rust file below a folder, but for this program, whose rules name what they forbid.
    pub fn rust<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = &'a Source> {
        self.ending(".rs")
            .filter(move |file| file.path.starts_with(folder) && !file.path.starts_with("xtask/"))
    }

    /// Every file there is.
    pub fn all(&self) -> impl Iterator<Item = &Source> {
        self.files.iter()
    }

    fn collect(&mut self, folder: &Path, prefix: &str) -> Outcome {
        let doing = format!("list {}", folder.display());
        for entry in std::fs::read_dir(folder).doing(&doing)? {
            let path = entry.doing(&doing)?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let relative = format!("{prefix}{name}");
            if name.starts_with('.') || SKIPPED.contains(&name.as_str()) {
                continue;
            }
            if path.is_dir() {
                self.collect(&path, &format!("{relative}/"))?;
            } else if ENDINGS.iter().any(|ending| name.ends_with(ending)) {
                let text = std::fs::read_to_string(&path).doing(format!("read {relative}"))?;
                self.files.push(Source { path: relative, text });
            }
        }
        Ok(())
    }
}

impl Source {
    /// The lines that are not comments, with their numbers.
    pub fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.lines().enumerate().map(|(index, line)| (index + 1, line)).filter(|(_, line)| {
            let line = line.trim_start();
            !line.starts_with("//") && !line.starts_with("#!")
        })
    }

    /// The places where a line of code fulfils a condition, as `path:line: text`.
    pub fn places(&self, is_breach: impl Fn(&str) -> bool) -> Vec<String> {
        self.code()
            .filter(|(_, line)| is_breach(line))
            .map(|(number, line)| format!("{}:{number}: {}", self.path, line.trim()))
            .collect()
    }

    /// Whether this is test code as a whole.
    pub fn is_test(&self) -> bool {
        self.path.contains("/tests/") || self.path.ends_with("/tests.rs")
    }
}

/// Whether a word stands in a line by itself, not as part of a longer one.
pub fn has_word(line: &str, word: &str) -> bool {
    let is_part = |character: char| character.is_alphanumeric() || character == '_';
    line.match_indices(word).any(|(start, _)| {
        let before = line.get(..start).and_then(|text| text.chars().next_back());
        let after = line.get(start + word.len()..).and_then(|text| text.chars().next());
        !before.is_some_and(is_part) && !after.is_some_and(is_part)
    })
}

#[cfg(test)]
impl Tree {
    /// A repository of a few files, for the rules' tests.
    pub fn of(files: &[(&str, &str)]) -> Self {
        let source =
            |(path, text): &(&str, &str)| Source { path: (*path).to_owned(), text: (*text).to_owned() };
        Self { files: files.iter().map(source).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_found_only_by_itself() {
        assert!(has_word("let a: f64 = 1;", "f64"));
        assert!(!has_word("let af64 = buf64_x;", "f64"));
    }

    #[test]
    fn the_scripts_of_the_tests_are_read_whatever_they_are_written_in() {
        let tree = Tree::read(&crate::paths::root()).unwrap();
        for ending in ENDINGS {
            assert!(tree.ending(ending).next().is_some(), "{ending}");
        }
    }

    #[test]
    fn comments_are_no_code() {
        let tree = Tree::of(&[("a.rs", "// one\nlet a = 1;\n    /// two\n")]);
        assert_eq!(tree.rust("").next().unwrap().code().collect::<Vec<_>>(), [(2, "let a = 1;")]);
    }
}
