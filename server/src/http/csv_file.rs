//! Files for spreadsheets. What a person or a bank wrote is text for ever: a cell that a spreadsheet would take for a
//! formula begins with an apostrophe (OWASP, "CSV injection"). Amounts are our own and stay numbers.

/// One cell.
pub enum Cell {
    /// Text of anybody.
    Text(String),
    /// A number that we wrote.
    Number(String),
}

impl Cell {
    /// Text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    fn safe(self) -> String {
        match self {
            Self::Number(number) => number,
            Self::Text(text) if text.starts_with(is_dangerous) => format!("'{text}"),
            Self::Text(text) => text,
        }
    }
}

/// What makes a spreadsheet calculate: the signs, their full-width forms, and white space that it strips before looking.
fn is_dangerous(first: char) -> bool {
    matches!(first, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠')
}

/// Lines of a file, as bytes. A spreadsheet needs the mark at the beginning to read Chinese; `first` asks for it.
pub fn lines(rows: impl IntoIterator<Item = Vec<Cell>>, first: bool) -> Result<Vec<u8>, csv::Error> {
    let mut bytes = Vec::new();
    if first {
        bytes.extend_from_slice("\u{feff}".as_bytes());
    }
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(bytes);
    for row in rows {
        writer.write_record(row.into_iter().map(Cell::safe))?;
    }
    writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}

#[cfg(test)]
mod tests {
    use super::{Cell, lines};

    fn one(cell: Cell) -> String {
        String::from_utf8(lines([vec![cell, Cell::text("end")]], false).unwrap()).unwrap()
    }

    #[test]
    fn a_text_is_never_a_formula_and_a_number_stays_one() {
        for start in ["=", "+", "-", "@", "\t", "\r", "＝"] {
            let evil = format!("{start}HYPERLINK(\"https://evil.example\")");
            let said = one(Cell::text(evil));
            assert!(said.trim_start_matches('"').starts_with('\''), "{said:?}");
        }
        assert_eq!(one(Cell::Number("-35.09".to_owned())), "-35.09,end\r\n");
        assert_eq!(one(Cell::text("Slow Kiln, monthly")), "\"Slow Kiln, monthly\",end\r\n");
        assert_eq!(one(Cell::text("say \"hi\"\r\nthere")), "\"say \"\"hi\"\"\r\nthere\",end\r\n");
    }

    #[test]
    fn a_file_begins_with_the_mark_that_makes_chinese_readable() {
        let file = lines([vec![Cell::text("窑")]], true).unwrap();
        assert_eq!(file, "\u{feff}窑\r\n".as_bytes());
    }
}
