//! The characters that banks exchange: Latin letters, digits and `/-?:().,'+` and the space (EPC217-08, basic set).
//!
//! Letters with marks lose them, and other signs are written as the EPC's conversion table has it. What is left over
//! (Chinese, say) is a full stop in remittance text, where nothing hangs on it; in a **name** it is refused, because the
//! receiving bank compares the name with the account's holder (verification of payee) and dots would not match.

/// Longest name in SEPA. The schema would take 140 characters; banks of the scheme refuse more than 70.
pub const LONGEST_NAME: usize = 70;
/// Longest line of remittance text.
pub const LONGEST_REMITTANCE: usize = 140;
/// Longest reference of any kind.
pub const LONGEST_REFERENCE: usize = 35;
/// Longest account number that is no IBAN.
pub const LONGEST_ACCOUNT: usize = 34;

/// A name in the banks' characters, cut to [`LONGEST_NAME`]; `None` when a letter cannot be written with them, or
/// nothing is left.
pub fn name(text: &str) -> Option<String> {
    let written = text.chars().map(latin).collect::<Option<String>>()?;
    let tidy = tidied(&written, LONGEST_NAME);
    tidy.bytes().any(|byte| byte.is_ascii_alphanumeric()).then_some(tidy)
}

/// Remittance text in the banks' characters, cut to [`LONGEST_REMITTANCE`]. May be empty.
pub fn remittance(text: &str) -> String {
    let written: String =
        text.chars().map(|symbol| latin(symbol).unwrap_or_else(|| ".".to_owned())).collect();
    tidied(&written, LONGEST_REMITTANCE)
}

/// Whether the text can name a payout at every bank: letters, digits and hyphens, at most 35.
pub fn is_reference(text: &str) -> bool {
    let fits = (1..=LONGEST_REFERENCE).contains(&text.len());
    fits && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// Whether the text can be an account number that is no IBAN.
pub fn is_account(text: &str) -> bool {
    let fits = (1..=LONGEST_ACCOUNT).contains(&text.len());
    fits && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// What somebody else wrote, safe to show: printable ASCII and short.
pub fn excerpt(text: &str) -> String {
    let shown = |symbol: char| if symbol.is_ascii_graphic() || symbol == ' ' { symbol } else { '?' };
    text.chars().take(LONGEST_REFERENCE).map(shown).collect()
}

/// Single spaces, none at the ends, no slash at the ends and no two in a row (the scheme's rule for all its texts), cut.
fn tidied(text: &str, longest: usize) -> String {
    let mut tidy = String::with_capacity(text.len().min(longest));
    for symbol in text.trim_matches([' ', '/']).chars() {
        let doubled = matches!(symbol, ' ' | '/') && tidy.ends_with(symbol);
        if !doubled && tidy.len() < longest {
            tidy.push(symbol);
        }
    }
    tidy.trim_end_matches([' ', '/']).to_owned()
}

/// One character in the basic set. Accents are dropped, as the EPC's table does, not spelt out as in one language or
/// another: ü is u in Turkish and in German.
fn latin(symbol: char) -> Option<String> {
    let plain = match symbol {
        'a'..='z'
        | 'A'..='Z'
        | '0'..='9'
        | '/'
        | '-'
        | '?'
        | ':'
        | '('
        | ')'
        | '.'
        | ','
        | '\''
        | '+'
        | ' ' => symbol,
        '\t' | '\n' | '\r' | '\u{a0}' | '\u{2007}' | '\u{202f}' => ' ',
        '&' => '+',
        '_' | '‐' | '‑' | '–' | '—' | '~' => '-',
        '‘' | '’' | '`' | '´' | 'ʼ' | '"' | '“' | '”' | '«' | '»' => '\'',
        ';' => ',',
        '!' | '¡' | '*' | '·' | '…' | '#' | '%' | '=' | '@' => '.',
        '|' | '\\' => '/',
        '<' | '[' | '{' => '(',
        '>' | ']' | '}' => ')',
        'À'..='Æ' | 'Ā' | 'Ă' | 'Ą' | 'Ǎ' => 'A',
        'à'..='æ' | 'ā' | 'ă' | 'ą' | 'ǎ' | 'ª' => 'a',
        'Ç' | 'Ć' | 'Ĉ' | 'Ċ' | 'Č' => 'C',
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => 'c',
        'Ð' | 'Ď' | 'Đ' => 'D',
        'ð' | 'ď' | 'đ' => 'd',
        'È'..='Ë' | 'Ē' | 'Ĕ' | 'Ė' | 'Ę' | 'Ě' | '€' => 'E',
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => 'e',
        'Ĝ' | 'Ğ' | 'Ġ' | 'Ģ' => 'G',
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => 'g',
        'Ĥ' | 'Ħ' => 'H',
        'ĥ' | 'ħ' => 'h',
        'Ì'..='Ï' | 'Ĩ' | 'Ī' | 'Ĭ' | 'Į' | 'İ' | 'Ĳ' | 'Ǐ' => 'I',
        'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' | 'ĳ' | 'ǐ' => 'i',
        'Ĵ' => 'J',
        'ĵ' => 'j',
        'Ķ' => 'K',
        'ķ' | 'ĸ' => 'k',
        'Ĺ' | 'Ļ' | 'Ľ' | 'Ŀ' | 'Ł' => 'L',
        'ĺ' | 'ļ' | 'ľ' | 'ŀ' | 'ł' => 'l',
        'Ñ' | 'Ń' | 'Ņ' | 'Ň' | 'Ŋ' => 'N',
        'ñ' | 'ń' | 'ņ' | 'ň' | 'ŉ' | 'ŋ' => 'n',
        'Ò'..='Ö' | 'Ø' | 'Ō' | 'Ŏ' | 'Ő' | 'Œ' | 'Ǒ' => 'O',
        'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' | 'œ' | 'ǒ' | 'º' => 'o',
        'Ŕ' | 'Ŗ' | 'Ř' => 'R',
        'ŕ' | 'ŗ' | 'ř' => 'r',
        'Ś' | 'Ŝ' | 'Ş' | 'Š' | 'Ș' | 'ẞ' => 'S',
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' | 'ß' => 's',
        'Ţ' | 'Ť' | 'Ŧ' | 'Ț' | 'Þ' => 'T',
        'ţ' | 'ť' | 'ŧ' | 'ț' | 'þ' => 't',
        'Ù'..='Ü' | 'Ũ' | 'Ū' | 'Ŭ' | 'Ů' | 'Ű' | 'Ų' | 'Ǔ' | 'Ǖ' | 'Ǘ' | 'Ǚ' | 'Ǜ' => 'U',
        'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' | 'ǔ' | 'ǖ' | 'ǘ' | 'ǚ' | 'ǜ' => 'u',
        'Ŵ' => 'W',
        'ŵ' => 'w',
        'Ý' | 'Ŷ' | 'Ÿ' => 'Y',
        'ý' | 'ŷ' | 'ÿ' => 'y',
        'Ź' | 'Ż' | 'Ž' => 'Z',
        'ź' | 'ż' | 'ž' => 'z',
        // A mark that stands behind its letter, as some keyboards send it.
        '\u{300}'..='\u{36f}' => return Some(String::new()),
        _ => return None,
    };
    Some(plain.to_string())
}
