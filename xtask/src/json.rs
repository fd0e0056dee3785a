//! Reads JSON: Cargo's metadata, Playwright's and Lighthouse's reports, our own manifest.
//!
//! Lenient where it does not matter: a missing member reads as null, and null reads as empty.

/// A JSON value. Numbers stay text, because most of ours are whole and some are not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Json {
    /// `null`, and everything that is not there.
    Null,
    /// `true` or `false`.
    Truth(bool),
    /// A number, as written.
    Number(String),
    /// A string.
    Text(String),
    /// `[…]`.
    List(Vec<Json>),
    /// `{…}`, in the order of the file.
    Object(Vec<(String, Json)>),
}

static NULL: Json = Json::Null;

impl Json {
    /// Reads a whole document.
    pub fn parse(text: &str) -> Option<Self> {
        let mut reader = Reader { rest: text };
        let value = reader.value()?;
        reader.rest.trim_start().is_empty().then_some(value)
    }

    /// A member of an object.
    pub fn get(&self, name: &str) -> &Self {
        match self {
            Self::Object(members) => {
                members.iter().find(|(key, _)| key == name).map_or(&NULL, |(_, value)| value)
            }
            _ => &NULL,
        }
    }

    /// The elements of a list.
    pub fn items(&self) -> &[Self] {
        match self {
            Self::List(items) => items,
            _ => &[],
        }
    }

    /// A string's content, or nothing.
    pub fn text(&self) -> &str {
        match self {
            Self::Text(text) => text,
            _ => "",
        }
    }

    /// A whole number.
    pub fn whole(&self) -> Option<u64> {
        match self {
            Self::Number(text) => text.parse().ok(),
            _ => None,
        }
    }

    /// Any number.
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Number(text) => text.parse().ok(),
            _ => None,
        }
    }
}

/// What is still to be read.
struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn value(&mut self) -> Option<Json> {
        self.rest = self.rest.trim_start();
        match self.rest.chars().next()? {
            '{' => self.object(),
            '[' => self.list(),
            '"' => self.string().map(Json::Text),
            't' => self.word("true", Json::Truth(true)),
            'f' => self.word("false", Json::Truth(false)),
            'n' => self.word("null", Json::Null),
            _ => self.number(),
        }
    }

    /// Takes a character if it comes next.
    fn take(&mut self, character: char) -> Option<()> {
        self.rest = self.rest.trim_start().strip_prefix(character)?;
        Some(())
    }

    fn word(&mut self, word: &str, value: Json) -> Option<Json> {
        self.rest = self.rest.strip_prefix(word)?;
        Some(value)
    }

    fn number(&mut self) -> Option<Json> {
        let end =
            self.rest.find(|character: char| !matches!(character, '0'..='9' | '-' | '+' | '.' | 'e' | 'E'));
        let (number, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        number.parse::<f64>().ok()?;
        self.rest = rest;
        Some(Json::Number(number.to_owned()))
    }

    fn list(&mut self) -> Option<Json> {
        let mut items = Vec::new();
        self.take('[')?;
        if self.take(']').is_some() {
            return Some(Json::List(items));
        }
        loop {
            items.push(self.value()?);
            if self.take(',').is_none() {
                self.take(']')?;
                return Some(Json::List(items));
            }
        }
    }

    fn object(&mut self) -> Option<Json> {
        let mut members = Vec::new();
        self.take('{')?;
        if self.take('}').is_some() {
            return Some(Json::Object(members));
        }
        loop {
            self.rest = self.rest.trim_start();
            let name = self.string()?;
            self.take(':')?;
            members.push((name, self.value()?));
            if self.take(',').is_none() {
                self.take('}')?;
                return Some(Json::Object(members));
            }
        }
    }

    fn string(&mut self) -> Option<String> {
        let mut text = String::new();
        let mut characters = self.rest.strip_prefix('"')?.chars();
        loop {
            match characters.next()? {
                '"' => break,
                '\\' => text.push(escaped(&mut characters)?),
                character => text.push(character),
            }
        }
        self.rest = characters.as_str();
        Some(text)
    }
}

/// What stands after a backslash.
fn escaped(characters: &mut std::str::Chars<'_>) -> Option<char> {
    match characters.next()? {
        'n' => Some('\n'),
        't' => Some('\t'),
        'r' => Some('\r'),
        'b' => Some('\u{8}'),
        'f' => Some('\u{c}'),
        'u' => {
            let first = unit(characters)?;
            if !(0xD800..0xDC00).contains(&first) {
                return char::from_u32(first);
            }
            // The upper half of a pair: `\uD83D\uDE00` is one character.
            (characters.next()? == '\\' && characters.next()? == 'u').then_some(())?;
            let second = unit(characters)?.checked_sub(0xDC00)?;
            char::from_u32(0x1_0000 + ((first - 0xD800) << 10) + second)
        }
        other => Some(other),
    }
}

fn unit(characters: &mut std::str::Chars<'_>) -> Option<u32> {
    let digits: String = characters.by_ref().take(4).collect();
    u32::from_str_radix(&digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nested_values_are_found_by_name() {
        let json =
            Json::parse(r#" {"a": [1, -2.5e3, {"b": "x\"\u00e9\ud83d\ude00\n"}], "c": null, "d": true} "#);
        let json = json.unwrap();
        let items = json.get("a").items();
        assert_eq!(items[0].whole(), Some(1));
        assert_eq!(items[1].number(), Some(-2500.0));
        assert_eq!(items[2].get("b").text(), "x\"é😀\n");
        assert_eq!(json.get("c"), &Json::Null);
        assert_eq!(json.get("d"), &Json::Truth(true));
        assert_eq!(json.get("nothing").get("here").text(), "");
    }

    #[test]
    fn broken_documents_are_refused() {
        for text in ["", "{", "[1,]", "{\"a\" 1}", "\"open", "nul", "1 2", "\"\\ud83d\""] {
            assert_eq!(Json::parse(text), None, "{text}");
        }
    }
}
