//! X.509 certificates of the gateways' own: WeChat Pay signs in their names, Alipay names keys by them.

use std::ops::Range;

use aws_lc_rs::{
    encoding::{AsDer, Pkcs8V1Der},
    rsa::KeyPair,
};
use pem::{EncodeConfig, LineEnding, Pem};
use rcgen::{
    CertificateParams, DistinguishedName, DnType, DnValue, Issuer, PKCS_RSA_SHA256, SerialNumber,
    string::PrintableString,
};
use time::OffsetDateTime;

use crate::Error;

const COUNTRY: &str = "CN";

/// A name in China: organisation, unit and common name.
#[derive(Debug, Clone, Copy)]
pub struct Name {
    pub organisation: &'static str,
    pub unit: &'static str,
    pub common: &'static str,
}

impl Name {
    /// The name as Alipay's certificate numbers are made from: the last attribute first.
    pub fn written(&self) -> String {
        format!("CN={},OU={},O={},C={COUNTRY}", self.common, self.unit, self.organisation)
    }

    fn distinguished(&self) -> Result<DistinguishedName, rcgen::Error> {
        let mut name = DistinguishedName::new();
        name.push(DnType::CountryName, DnValue::PrintableString(PrintableString::try_from(COUNTRY)?));
        name.push(DnType::OrganizationName, self.organisation);
        name.push(DnType::OrganizationalUnitName, self.unit);
        name.push(DnType::CommonName, self.common);
        Ok(name)
    }
}

/// A certificate for `subject`'s key by `issuer`'s, in PEM. The serial number is a positive one, most significant byte
/// first; the life is in milliseconds of the unix epoch.
pub fn issue(
    serial: &[u8],
    life_ms: &Range<i64>,
    issuer: (Name, &KeyPair),
    subject: (Name, &KeyPair),
) -> Result<String, Error> {
    let der = written(serial, life_ms, issuer, subject)
        .map_err(|_| Error::Cryptography("a certificate could not be made"))?;
    Ok(pem::encode_config(&Pem::new("CERTIFICATE", der), EncodeConfig::new().set_line_ending(LineEnding::LF)))
}

fn written(
    serial: &[u8],
    life_ms: &Range<i64>,
    (issuer, issuer_key): (Name, &KeyPair),
    (subject, subject_key): (Name, &KeyPair),
) -> Result<Vec<u8>, rcgen::Error> {
    let mut by = CertificateParams::default();
    by.distinguished_name = issuer.distinguished()?;
    let mut certificate = CertificateParams::default();
    certificate.distinguished_name = subject.distinguished()?;
    certificate.serial_number = Some(SerialNumber::from_slice(serial));
    certificate.not_before = moment(life_ms.start)?;
    certificate.not_after = moment(life_ms.end)?;
    let issuer = Issuer::new(by, key(issuer_key)?);
    Ok(certificate.signed_by(&key(subject_key)?, &issuer)?.der().to_vec())
}

fn moment(at_ms: i64) -> Result<OffsetDateTime, rcgen::Error> {
    OffsetDateTime::from_unix_timestamp(at_ms.div_euclid(1000)).map_err(|_| rcgen::Error::Time)
}

fn key(pair: &KeyPair) -> Result<rcgen::KeyPair, rcgen::Error> {
    let der = AsDer::<Pkcs8V1Der<'_>>::as_der(pair).map_err(|_| rcgen::Error::CouldNotParseKeyPair)?;
    rcgen::KeyPair::from_pkcs8_der_and_sign_algo(&der.as_ref().into(), &PKCS_RSA_SHA256)
}

#[cfg(test)]
mod tests {
    use super::Name;

    #[test]
    fn a_name_is_written_with_its_last_attribute_first() {
        let name = Name { organisation: "Sandbox", unit: "Unit", common: "Root" };
        assert_eq!(name.written(), "CN=Root,OU=Unit,O=Sandbox,C=CN");
    }
}
