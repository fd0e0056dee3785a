//! The two things we need of a certificate: its serial number and the public key in it. DER is walked by hand, because
//! trust does not come from the certificate's signature: it comes encrypted with the merchant's own key.

const SEQUENCE: u8 = 0x30;
const INTEGER: u8 = 0x02;
/// The version, which certificates of the first version leave out.
const VERSION: u8 = 0xA0;

/// What a certificate says.
pub(super) struct Certificate {
    /// Upper-case hexadecimal, as headers name it.
    pub serial: String,
    /// SubjectPublicKeyInfo, DER.
    pub public_key: Vec<u8>,
}

/// One DER element.
struct Element<'a> {
    tag: u8,
    whole: &'a [u8],
    contents: &'a [u8],
}

/// Reads a certificate in PEM.
pub(super) fn read(text: &[u8]) -> Option<Certificate> {
    let document = pem::parse(text).ok().filter(|document| document.tag() == "CERTIFICATE")?;
    let (outer, _) = element(document.contents())?;
    let (body, _) = element(of(&outer, SEQUENCE)?)?;
    let (first, rest) = element(of(&body, SEQUENCE)?)?;
    let (serial, rest) = if first.tag == VERSION { element(rest)? } else { (first, rest) };
    // The signature's algorithm, the issuer, the validity and the subject.
    let mut rest = rest;
    for _ in 0..4 {
        let (skipped, after) = element(rest)?;
        of(&skipped, SEQUENCE)?;
        rest = after;
    }
    let (public_key, _) = element(rest)?;
    of(&public_key, SEQUENCE)?;
    Some(Certificate { serial: hexadecimal(of(&serial, INTEGER)?), public_key: public_key.whole.to_vec() })
}

fn of<'a>(element: &Element<'a>, tag: u8) -> Option<&'a [u8]> {
    (element.tag == tag).then_some(element.contents)
}

/// The first element of some bytes, and what follows it.
fn element(bytes: &[u8]) -> Option<(Element<'_>, &[u8])> {
    let (&tag, after_tag) = bytes.split_first()?;
    let (&first, after_first) = after_tag.split_first()?;
    let (length, contents) = if first < 0x80 {
        (usize::from(first), after_first)
    } else {
        // The long form: so many bytes of length follow. Certificates are shorter than four of them can say.
        let count = usize::from(first & 0x7F);
        let (digits, after) = after_first.split_at_checked(count).filter(|_| (1..=3).contains(&count))?;
        (digits.iter().fold(0, |length: usize, digit| (length << 8) | usize::from(*digit)), after)
    };
    let (contents, rest) = contents.split_at_checked(length)?;
    let whole = bytes.get(..bytes.len().checked_sub(rest.len())?)?;
    Some((Element { tag, whole, contents }, rest))
}

fn hexadecimal(bytes: &[u8]) -> String {
    // A leading zero byte only says that the number is positive.
    let digits = match bytes {
        [0, rest @ ..] if !rest.is_empty() => rest,
        all => all,
    };
    crate::mac::hexadecimal(digits).to_uppercase()
}

#[cfg(test)]
mod tests {
    use super::read;

    /// `openssl req -x509 -newkey rsa:2048 -subj /CN=platform -set_serial 0x00C0FFEE… -days 1`
    const BY_OPENSSL: &[u8] = include_bytes!("../../tests/vectors/openssl_certificate.pem");

    #[test]
    fn a_certificate_of_foreign_software_says_its_number_and_its_key() {
        let certificate = read(BY_OPENSSL).unwrap();
        assert_eq!(certificate.serial, "C0FFEE0123456789ABCDEF0123456789ABCDEF01");
        let key = include_str!("../../tests/vectors/openssl_certificate_key.pub.pem");
        assert_eq!(certificate.public_key, pem::parse(key).unwrap().into_contents());
    }

    #[test]
    fn a_cut_or_changed_certificate_never_panics() {
        let document = pem::parse(BY_OPENSSL).unwrap().into_contents();
        for end in 0..document.len() {
            let cut = pem::encode(&pem::Pem::new("CERTIFICATE", &document[..end]));
            // Cut behind the key, the key is still the key: what follows is not looked at.
            let whole = read(BY_OPENSSL).unwrap().public_key;
            assert!(read(cut.as_bytes()).is_none_or(|read| read.public_key == whole), "{end}");
        }
        for at in 0..64 {
            let mut changed = document.clone();
            changed[at] ^= 0x80;
            let _whatever_it_says = read(pem::encode(&pem::Pem::new("CERTIFICATE", changed)).as_bytes());
        }
        assert!(read(b"").is_none() && read(b"-----BEGIN PUBLIC KEY-----").is_none());
    }
}
