//! Files that are made to hurt.

use gateways::bank_file::{DEEPEST, MOST_BYTES, MOST_ELEMENTS, NotRead, SentIndex, read_report};

use super::support::{OWN_IBAN, batch, notice, sent, status_report, transfer};

fn read(file: impl AsRef<[u8]>) -> NotRead {
    read_report(file.as_ref(), &SentIndex::default(), OWN_IBAN).unwrap_err()
}

fn with_doctype(declarations: &str, text: &str) -> String {
    let report = status_report(text, "", "");
    let (declaration, document) = report.split_once('\n').unwrap();
    format!("{declaration}\n<!DOCTYPE Document [{declarations}]>\n{document}")
}

#[test]
fn entities_from_outside_are_not_fetched_and_their_file_is_refused() {
    let secret = super::support::folder("secret").join("secret.txt");
    std::fs::write(&secret, "JP0123456789").unwrap();
    let declaration = format!("<!ENTITY stolen SYSTEM \"file://{}\">", secret.display());
    assert_eq!(read(with_doctype(&declaration, "&stolen;")), NotRead::DocumentType);
    assert_eq!(
        read(with_doctype("<!ENTITY % out SYSTEM \"http://127.0.0.1:9/x.dtd\"> %out;", "x")),
        NotRead::DocumentType
    );
    assert_eq!(read(with_doctype("", "x")), NotRead::DocumentType);
}

#[test]
fn entities_that_grow_are_refused_before_they_grow() {
    let mut laughs = "<!ENTITY a0 \"ha\">".to_owned();
    for level in 1..30 {
        let inner = format!("&a{};", level - 1).repeat(10);
        laughs += &["<!ENTITY a", &level.to_string(), " \"", &inner, "\">"].concat();
    }
    assert_eq!(read(with_doctype(&laughs, "&a29;")), NotRead::DocumentType);
    assert_eq!(read(status_report("&undeclared;", "", "")), NotRead::DocumentType);
}

#[test]
fn size_depth_and_number_of_elements_are_limited() {
    let mut large = notice(OWN_IBAN, "").into_bytes();
    large.resize(MOST_BYTES + 1, b' ');
    assert_eq!(read(large), NotRead::TooLarge);
    let deep = DEEPEST + 1;
    assert_eq!(
        read(notice(OWN_IBAN, &format!("{}{}", "<a>".repeat(deep), "</a>".repeat(deep)))),
        NotRead::TooLarge
    );
    assert_eq!(read(notice(OWN_IBAN, &"<a/>".repeat(MOST_ELEMENTS))), NotRead::TooLarge);
}

#[test]
fn what_is_not_one_whole_utf8_message_of_ours_to_read_is_refused() {
    let right = notice(OWN_IBAN, "");
    assert!(read_report(right.as_bytes(), &SentIndex::default(), OWN_IBAN).is_ok());
    assert!(read_report(format!("\u{feff}{right}").as_bytes(), &SentIndex::default(), OWN_IBAN).is_ok());
    for (file, why) in [
        (String::new(), NotRead::Malformed),
        ("not xml".to_owned(), NotRead::Malformed),
        (right.replace("</Ntfctn>", ""), NotRead::Malformed),
        (right.replace("</Document>", ""), NotRead::Malformed),
        (format!("{right}{}", right.split_once('\n').unwrap().1), NotRead::Malformed),
        (format!("{right} trailing"), NotRead::Malformed),
        (right.replace("UTF-8", "UTF-16"), NotRead::Encoding),
        (right.replace("camt.054.001.08", "camt.053.001.08"), NotRead::OtherFormat),
        (
            right.replace(" xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.054.001.08\"", ""),
            NotRead::OtherFormat,
        ),
        (right.replace("Document", "Dokument"), NotRead::OtherFormat),
    ] {
        assert_eq!(read(&file), why, "{file}");
    }
    assert_eq!(read([0xff, 0xfe, b'<', 0]), NotRead::Encoding);
}

#[test]
fn elements_of_another_namespace_say_nothing() {
    let batch = batch(&[transfer("PYO-1", 100)]);
    let foreign = "<GrpSts xmlns=\"urn:somebody:else\">ACSC</GrpSts>";
    let report = status_report(batch.message_id(), foreign, "");
    let read = read_report(report.as_bytes(), &sent(&[&batch]), OWN_IBAN).unwrap();
    assert!(read.lines.is_empty() && read.findings.is_empty());
}

#[test]
fn what_the_file_says_is_shown_short_and_printable() {
    let name = format!("\u{1b}[31m{}\n", "x".repeat(500));
    let name = name.replace('\u{1b}', "é");
    let report =
        read_report(status_report(&name, "", "").as_bytes(), &SentIndex::default(), OWN_IBAN).unwrap();
    let shown = report.findings[0].to_string();
    assert!(
        shown.len() < 120 && shown.chars().all(|symbol| symbol.is_ascii_graphic() || symbol == ' '),
        "{shown}"
    );
}
