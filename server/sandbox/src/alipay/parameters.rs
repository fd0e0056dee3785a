//! The parameters of a request, from its address and its body, and the text that is signed of them.

use std::collections::BTreeMap;

use reqwest::Url;

/// By name, in the order that the signature wants.
pub type Parameters = BTreeMap<String, String>;

/// Reads the parameters of a query and of a body; none if one comes twice.
pub fn read(query: &str, body: &str) -> Option<Parameters> {
    let mut parameters = Parameters::new();
    for part in [query, body] {
        // Only the query of this address is used.
        let mut url = Url::parse("http://localhost/").ok()?;
        url.set_query(Some(part).filter(|part| !part.is_empty()));
        for (name, value) in url.query_pairs() {
            if parameters.insert(name.into_owned(), value.into_owned()).is_some() {
                return None;
            }
        }
    }
    Some(parameters)
}

/// What is signed of a request: everything but the signature and what is empty.
pub fn requested(parameters: &Parameters) -> String {
    joined(parameters.iter().filter(|(name, value)| *name != "sign" && !value.is_empty()))
}

/// What is signed of what the gateway tells: everything but the signature and its type.
pub fn told(parameters: &Parameters) -> String {
    joined(parameters.iter().filter(|(name, _)| *name != "sign" && *name != "sign_type"))
}

fn joined<'a>(pairs: impl Iterator<Item = (&'a String, &'a String)>) -> String {
    pairs.map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}

/// As a form is sent.
pub fn form(parameters: &Parameters) -> String {
    let Ok(mut url) = Url::parse("http://localhost/") else {
        return String::new();
    };
    url.query_pairs_mut().extend_pairs(parameters);
    url.query().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rsa::verifies;

    const APP: &str = include_str!("../../tests/vectors/alipay_app.pub.pem");
    const GATEWAY: &str = include_str!("../../tests/vectors/alipay_gateway.pub.pem");

    fn vectors() -> serde_json::Value {
        serde_json::from_str(include_str!("../../tests/vectors/alipay.json")).unwrap()
    }

    fn key(pem: &str) -> Vec<u8> {
        pem::parse(pem).unwrap().into_contents()
    }

    #[test]
    fn the_text_of_a_request_is_the_one_that_foreign_software_signed() {
        let vector = &vectors()["alipay_request"];
        let mut parameters: Parameters = serde_json::from_value(vector["params"].clone()).unwrap();
        parameters.insert("sign".to_owned(), "not signed".to_owned());
        parameters.insert("app_auth_token".to_owned(), String::new());
        let text = requested(&read(&form(&parameters), "").unwrap());
        assert_eq!(text, vector["string_to_sign"].as_str().unwrap());
        assert!(verifies(&key(APP), text.as_bytes(), vector["sign"].as_str().unwrap()));
    }

    #[test]
    fn the_text_of_a_notification_is_the_one_that_foreign_software_verified() {
        let vector = &vectors()["alipay_notify"];
        let parameters = read("", vector["form_body"].as_str().unwrap()).unwrap();
        let text = told(&parameters);
        assert_eq!(text, vector["string_to_verify"].as_str().unwrap());
        assert!(verifies(&key(GATEWAY), text.as_bytes(), vector["sign"].as_str().unwrap()));
        assert!(!verifies(&key(APP), text.as_bytes(), vector["sign"].as_str().unwrap()));
    }

    #[test]
    fn a_parameter_may_come_once() {
        assert_eq!(read("a=1", "b=2").unwrap().len(), 2);
        assert_eq!(read("a=1", "a=1"), None);
        assert_eq!(read("", "").unwrap().len(), 0);
    }
}
