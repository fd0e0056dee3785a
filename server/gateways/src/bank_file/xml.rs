//! A message as a tree, read without trust: whoever can drop a file into a folder, or sit between us and the bank, is not
//! to reach our files, our network or all our memory.
//!
//! No document type is taken, hence no entities of the file's own (XXE, "billion laughs"); size, depth and number of
//! elements are limited; UTF-8 only.

use quick_xml::{
    NsReader,
    events::{BytesRef, BytesStart, Event},
    name::ResolveResult,
};

/// Largest file, in bytes.
pub const MOST_BYTES: usize = 16 * 1024 * 1024;
/// Most elements in a file.
pub const MOST_ELEMENTS: usize = 500_000;
/// Deepest nesting; the messages we read need 14.
pub const DEEPEST: usize = 32;

/// Why a file is not read at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotRead {
    /// More than [`MOST_BYTES`], [`MOST_ELEMENTS`] or [`DEEPEST`].
    #[error("the file is too large or too deeply nested")]
    TooLarge,
    /// It is not UTF-8.
    #[error("the file is not UTF-8")]
    Encoding,
    /// It brings a document type of its own, or an entity that XML does not define.
    #[error("the file declares a document type or uses entities, which bank messages never do")]
    DocumentType,
    /// It is not well-formed.
    #[error("the file is not well-formed XML")]
    Malformed,
    /// It is none of the messages we read.
    #[error("the file is neither a pain.002.001.10 nor a camt.054.001.08 message")]
    OtherFormat,
}

/// One element.
#[derive(Debug, Default)]
pub struct Element {
    name: String,
    currency: String,
    text: String,
    children: Vec<Element>,
}

impl Element {
    /// The first element along a path of names.
    pub fn find(&self, path: &[&str]) -> Option<&Self> {
        match path {
            [] => Some(self),
            [name, rest @ ..] => {
                let child = self.children.iter().find(|child| child.name == *name)?;
                child.find(rest)
            }
        }
    }

    /// The trimmed text of the first element along a path; `None` when it is missing or empty.
    pub fn text(&self, path: &[&str]) -> Option<&str> {
        self.find(path).map(|element| element.text.trim()).filter(|text| !text.is_empty())
    }

    /// The children of one name.
    pub fn all<'a, 'n>(&'a self, name: &'n str) -> impl Iterator<Item = &'a Self> + use<'a, 'n> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// Its own trimmed text.
    pub fn own_text(&self) -> &str {
        self.text.trim()
    }

    /// The attribute `Ccy`; empty when there is none.
    pub fn currency(&self) -> &str {
        &self.currency
    }
}

/// A whole message: its namespace, and its root element.
#[derive(Debug)]
pub struct Document {
    /// The namespace of the root; elements of other namespaces have no name in the tree.
    pub namespace: String,
    /// The root, `Document`.
    pub root: Element,
}

/// Reads a file.
pub fn read(bytes: &[u8]) -> Result<Document, NotRead> {
    if bytes.len() > MOST_BYTES {
        return Err(NotRead::TooLarge);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| NotRead::Encoding)?;
    let mut reader = NsReader::from_str(text.trim_start_matches('\u{feff}'));
    let mut tree = Tree::default();
    loop {
        let (resolved, event) = reader.read_resolved_event().map_err(|_| NotRead::Malformed)?;
        match event {
            Event::Start(start) => tree.open(&resolved, &start)?,
            Event::Empty(start) => {
                tree.open(&resolved, &start)?;
                tree.close()?;
            }
            Event::End(_) => tree.close()?,
            Event::Text(text) => tree.write(&text.xml10_content())?,
            Event::CData(data) => tree.write(&data.xml10_content())?,
            Event::GeneralRef(reference) => tree.write(&resolve(&reference)?)?,
            Event::Decl(declaration) => match declaration.encoding() {
                Some(Ok(encoding)) if !encoding.eq_ignore_ascii_case("utf-8") => {
                    return Err(NotRead::Encoding);
                }
                Some(Err(_)) => return Err(NotRead::Malformed),
                _ => {}
            },
            Event::DocType(_) => return Err(NotRead::DocumentType),
            Event::Comment(_) | Event::PI(_) => {}
            Event::Eof => return tree.finished(),
        }
    }
}

#[derive(Default)]
struct Tree {
    open: Vec<Element>,
    elements: usize,
    done: Option<Document>,
    namespace: Option<String>,
}

impl Tree {
    fn open(&mut self, resolved: &ResolveResult<'_>, start: &BytesStart<'_>) -> Result<(), NotRead> {
        self.elements = self.elements.saturating_add(1);
        if self.elements > MOST_ELEMENTS || self.open.len() >= DEEPEST {
            return Err(NotRead::TooLarge);
        }
        if self.done.is_some() {
            return Err(NotRead::Malformed);
        }
        let ResolveResult::Bound(namespace) = resolved else { return Err(NotRead::OtherFormat) };
        let own = self.namespace.get_or_insert_with(|| namespace.as_ref().to_owned());
        let local = start.local_name();
        let name = if own.as_str() == namespace.as_ref() { local.as_ref() } else { "" };
        let mut element = Element { name: name.to_owned(), ..Element::default() };
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|_| NotRead::Malformed)?;
            if attribute.key.as_ref() == "Ccy" {
                attribute.value.trim().clone_into(&mut element.currency);
            }
        }
        self.open.push(element);
        Ok(())
    }

    fn close(&mut self) -> Result<(), NotRead> {
        let element = self.open.pop().ok_or(NotRead::Malformed)?;
        if let Some(parent) = self.open.last_mut() {
            parent.children.push(element);
        } else {
            let namespace = self.namespace.clone().unwrap_or_default();
            self.done = Some(Document { namespace, root: element });
        }
        Ok(())
    }

    fn write(&mut self, text: &str) -> Result<(), NotRead> {
        match self.open.last_mut() {
            Some(element) => element.text.push_str(text),
            None if text.trim().is_empty() => {}
            None => return Err(NotRead::Malformed),
        }
        Ok(())
    }

    fn finished(self) -> Result<Document, NotRead> {
        match self.done {
            Some(document) if self.open.is_empty() && document.root.name == "Document" => Ok(document),
            Some(_) if self.open.is_empty() => Err(NotRead::OtherFormat),
            _ => Err(NotRead::Malformed),
        }
    }
}

/// The five entities of XML itself, and characters by number. Anything else would need a document type.
fn resolve(reference: &BytesRef<'_>) -> Result<String, NotRead> {
    let character = match reference.resolve_char_ref() {
        Ok(Some(character)) => Some(character),
        Ok(None) => match reference.as_ref() {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            _ => return Err(NotRead::DocumentType),
        },
        Err(_) => None,
    };
    character.map(|character| character.to_string()).ok_or(NotRead::Malformed)
}
