//! What gateways' protocols need of X.509 certificates: who issued one under which number, the key inside, and until
//! when it counts. Nobody verifies who signed it: trust in it comes from elsewhere, from the merchant's folder or
//! encrypted with the merchant's own secret.

use std::time::Duration;

use domain::time::Timestamp;
use x509_cert::{
    Certificate as Parsed,
    der::{Decode as _, Encode as _, oid::ObjectIdentifier},
};

/// `pkcs-1`: the algorithms of RSA are below it.
const RSA_FAMILY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1");

/// What a certificate says.
pub(crate) struct Certificate {
    /// The serial number, most significant byte first, without leading zeros.
    pub serial: Vec<u8>,
    /// `CN=…,OU=…,O=…,C=…`: the last attribute first, with RFC 4514's escapes.
    pub issuer: String,
    /// DER of the SubjectPublicKeyInfo.
    pub public_key: Vec<u8>,
    /// Whether its issuer signed it with RSA.
    pub by_rsa: bool,
    /// Its last moment.
    pub until: Timestamp,
}

impl Certificate {
    /// All certificates of a PEM text; none when there is none, or anything else.
    pub(crate) fn read_all(pem: &[u8]) -> Option<Vec<Self>> {
        let blocks = pem::parse_many(pem).ok()?;
        let read = |block: &pem::Pem| Self::read(block.contents()).filter(|_| block.tag() == "CERTIFICATE");
        blocks.iter().map(read).collect::<Option<Vec<_>>>().filter(|all| !all.is_empty())
    }

    /// Reads the DER of one.
    fn read(der: &[u8]) -> Option<Self> {
        let parsed = Parsed::from_der(der).ok()?;
        let body = parsed.tbs_certificate();
        let number = body.serial_number().as_bytes();
        let zeros = number.iter().take_while(|byte| **byte == 0).count();
        Some(Self {
            serial: number.get(zeros..)?.to_vec(),
            issuer: body.issuer().to_string(),
            public_key: body.subject_public_key_info().to_der().ok()?,
            by_rsa: parsed.signature_algorithm().oid.starts_with(RSA_FAMILY),
            until: moment(body.validity().not_after.to_unix_duration()),
        })
    }
}

fn moment(since_epoch: Duration) -> Timestamp {
    Timestamp::default().plus_seconds(i64::try_from(since_epoch.as_secs()).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::{Certificate, moment};
    use std::time::Duration;

    /// `openssl req -x509 -newkey rsa:2048 -subj /C=CN/O=Test/CN=platform -set_serial 0x00C0FFEE… -days 1`
    const BY_OPENSSL: &[u8] = include_bytes!("../tests/vectors/openssl_certificate.pem");

    fn one(pem: &[u8]) -> Option<Certificate> {
        Certificate::read_all(pem).and_then(|mut all| all.pop())
    }

    #[test]
    fn a_certificate_of_foreign_software_says_its_number_its_issuer_its_key_and_its_end() {
        let certificate = one(BY_OPENSSL).unwrap();
        assert_eq!(crate::mac::hexadecimal(&certificate.serial), "c0ffee0123456789abcdef0123456789abcdef01");
        assert_eq!(certificate.issuer, "CN=platform,O=Test,C=CN");
        let key = include_str!("../tests/vectors/openssl_certificate_key.pub.pem");
        assert_eq!(certificate.public_key, pem::parse(key).unwrap().into_contents());
        assert!(certificate.by_rsa);
        assert_eq!(certificate.until, moment(Duration::from_secs(2_110_687_750)));
    }

    #[test]
    fn what_is_cut_or_something_else_is_not_read_and_what_is_changed_never_panics() {
        let document = pem::parse(BY_OPENSSL).unwrap().into_contents();
        let written = |der: &[u8]| pem::encode(&pem::Pem::new("CERTIFICATE", der));
        for end in 0..document.len() {
            assert!(one(written(&document[..end]).as_bytes()).is_none(), "{end}");
        }
        for at in 0..document.len() {
            let mut changed = document.clone();
            changed[at] ^= 0x80;
            let _whatever_it_says = one(written(&changed).as_bytes());
        }
        let mislabelled = pem::encode(&pem::Pem::new("PUBLIC KEY", document));
        for nothing in ["", "-----BEGIN CERTIFICATE-----", mislabelled.as_str()] {
            assert!(Certificate::read_all(nothing.as_bytes()).is_none(), "{nothing}");
        }
    }

    #[test]
    fn one_that_cannot_be_read_spoils_the_file_it_stands_in() {
        let broken = pem::encode(&pem::Pem::new("CERTIFICATE", &b"0"[..]));
        let both = [BY_OPENSSL, broken.as_bytes()].concat();
        assert!(Certificate::read_all(&both).is_none());
        assert_eq!(Certificate::read_all(&[BY_OPENSSL, BY_OPENSSL].concat()).unwrap().len(), 2);
    }
}
