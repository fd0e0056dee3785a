//! Many small sheets, one request: `index.css` lists them with `@import`, in the order of the cascade.

use crate::failure::{About, Failure};
use crate::stylesheet;
use std::path::Path;

/// The sheet that names all others.
const INDEX: &str = "index.css";

/// How deep imports may nest; more is a circle.
const DEPTH: usize = 8;

/// The whole style as one sheet, without comments and needless white space. A folder without an index gives nothing.
pub fn sheet(folder: &Path) -> Result<String, Failure> {
    if !folder.join(INDEX).is_file() {
        eprintln!("bundle: {} has no {INDEX}, so the pages have no style", folder.display());
        return Ok(String::new());
    }
    Ok(stylesheet::compact(&inlined(folder, INDEX, DEPTH)?))
}

/// A sheet with the sheets it imports in the place of its `@import` lines.
fn inlined(folder: &Path, name: &str, depth: usize) -> Result<String, Failure> {
    let path = folder.join(name);
    if depth == 0 {
        return Err(Failure(format!("{} is imported in a circle", path.display())));
    }
    let source = std::fs::read_to_string(&path).about("read", &path)?;
    let mut text = String::with_capacity(source.len());
    for line in source.lines() {
        if let Some(import) = line.trim().strip_prefix("@import") {
            let import = Import::parse(import).ok_or_else(|| {
                let expected = "@import \"name.css\"; or @import \"name.css\" layer(name);";
                Failure(format!("{}: cannot follow `{}`; write {expected}", path.display(), line.trim()))
            })?;
            let sheet = inlined(folder, import.name, depth - 1)?;
            match import.layer {
                Some(layer) => text.extend(["@layer ", layer, " {\n", &sheet, "\n}\n"]),
                None => text.push_str(&sheet),
            }
        } else {
            text.push_str(line);
        }
        text.push('\n');
    }
    Ok(text)
}

/// One `@import` line.
#[derive(Debug, PartialEq, Eq)]
struct Import<'a> {
    name: &'a str,
    layer: Option<&'a str>,
}

impl<'a> Import<'a> {
    /// Reads what stands after `@import`; only files of the same folder, with or without a layer.
    fn parse(rest: &'a str) -> Option<Self> {
        let rest = rest.split("/*").next()?.trim().strip_suffix(';')?.trim();
        let rest = rest.strip_prefix("url(").map_or(rest, |inner| inner.trim_end_matches(')'));
        let rest = rest.strip_prefix('"')?;
        let (name, after) = rest.split_once('"')?;
        let name = name.strip_prefix("./").unwrap_or(name);
        if name.is_empty() || name.contains("..") || name.contains(':') {
            return None;
        }
        match after.trim() {
            "" => Some(Self { name, layer: None }),
            layered => {
                let layer = layered.strip_prefix("layer(")?.strip_suffix(')')?;
                Some(Self { name, layer: Some(layer.trim()) })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_of_other_places_are_not_followed() {
        assert_eq!(Import::parse(" \"a.css\";"), Some(Import { name: "a.css", layer: None }));
        assert_eq!(Import::parse(" url(\"a.css\");"), Some(Import { name: "a.css", layer: None }));
        assert_eq!(
            Import::parse(" \"./a.css\" layer(base);"),
            Some(Import { name: "a.css", layer: Some("base") })
        );
        assert_eq!(Import::parse(" \"https://elsewhere/a.css\";"), None);
        assert_eq!(Import::parse(" \"../a.css\";"), None);
        assert_eq!(Import::parse(" \"a.css\" print;"), None);
    }

    #[test]
    fn sheets_stand_in_the_order_of_the_index_and_circles_are_found() {
        let folder = std::env::temp_dir().join(format!("bundle-style-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).unwrap();
        write("index.css", "@layer one, two;\n@import \"z.css\";\n@import \"a.css\" layer(two);\n");
        write("z.css", "z { color: red }\n");
        write("a.css", "a { color: blue; }\n");
        let straight = sheet(&folder).unwrap();
        write("a.css", "@import \"a.css\";\n");
        let circle = sheet(&folder);
        std::fs::remove_dir_all(&folder).unwrap();
        assert_eq!(straight, "@layer one,two;z{color:red}@layer two{a{color:blue;}}");
        assert!(circle.unwrap_err().0.contains("circle"));
    }
}
