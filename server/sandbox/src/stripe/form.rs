//! Parameters: form-encoded, nested by brackets (`metadata[order]=1`), in the body of a POST and the query of a GET.

use std::collections::BTreeMap;

use reqwest::Url;

use super::failure::Failure;

/// Metadata has at most so many entries, with keys and values of at most these lengths.
const MAX_METADATA: (usize, usize, usize) = (50, 40, 500);

/// The parameters of one request, by their names with brackets.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Form(BTreeMap<String, String>);

impl Form {
    /// Reads form-encoded text. A name that stands twice keeps its last value, as at Stripe.
    pub fn read(text: &str) -> Self {
        // The address is only there to be parsed: the query of an address is encoded like a form.
        let Ok(mut url) = Url::parse("http://form/") else { return Self::default() };
        url.set_query(Some(text));
        Self(url.query_pairs().into_owned().collect())
    }

    /// Refuses parameters that nobody asked for. `known` are names without brackets.
    pub fn only(&self, known: &[&str]) -> Result<(), Failure> {
        let base = |name: &str| name.split('[').next().unwrap_or_default().to_owned();
        match self.0.keys().find(|name| !known.contains(&base(name).as_str())) {
            None => Ok(()),
            Some(name) => {
                let message = format!("Received unknown parameter: {}", base(name));
                Err(Failure::coded_parameter("parameter_unknown", &base(name), message))
            }
        }
    }

    /// A text, if it is there. Empty counts as absent.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|text| !text.is_empty())
    }

    /// A text that must be there.
    pub fn required(&self, name: &str) -> Result<&str, Failure> {
        self.text(name).ok_or_else(|| {
            let message = format!("Missing required param: {name}.");
            Failure::coded_parameter("parameter_missing", name, message)
        })
    }

    /// A whole number, if it is there.
    pub fn integer(&self, name: &str) -> Result<Option<i64>, Failure> {
        let Some(text) = self.text(name) else { return Ok(None) };
        text.parse().map(Some).map_err(|_| {
            Failure::coded_parameter("parameter_invalid_integer", name, format!("Invalid integer: {text}"))
        })
    }

    /// A whole number that must be there.
    pub fn required_integer(&self, name: &str) -> Result<i64, Failure> {
        self.required(name)?;
        Ok(self.integer(name)?.unwrap_or_default())
    }

    /// The values of a list, `name[0]=value`, or of anything else whose name begins so.
    pub fn values(&self, name: &str) -> impl Iterator<Item = &str> {
        let begins = format!("{name}[");
        self.0.iter().filter(move |(known, _)| known.starts_with(&begins)).map(|(_, value)| value.as_str())
    }

    /// Whether the answer is to show what it would only name: `expand[0]=payment_intent.latest_charge`.
    pub fn expands(&self, path: &str) -> bool {
        self.values("expand").any(|wanted| {
            wanted.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        })
    }

    /// The entries of a map, `name[key]=value`, of any size.
    pub fn entries(&self, place: &str) -> BTreeMap<String, String> {
        let entry = |(name, value): (&String, &String)| {
            let key = name.strip_prefix(place)?.strip_prefix('[')?.strip_suffix(']')?;
            Some((key.to_owned(), value.clone()))
        };
        self.0.iter().filter_map(entry).collect()
    }

    /// The metadata itself.
    pub fn metadata(&self) -> Result<BTreeMap<String, String>, Failure> {
        self.metadata_at("metadata")
    }

    /// The entries of a map, `name[key]=value`, of the sizes that metadata may have.
    pub fn metadata_at(&self, place: &str) -> Result<BTreeMap<String, String>, Failure> {
        let metadata = self.entries(place);
        let (entries, key_length, value_length) = MAX_METADATA;
        let long = |(key, value): (&String, &String)| {
            key.chars().count() > key_length || value.chars().count() > value_length
        };
        if metadata.len() > entries || metadata.iter().any(long) {
            let message = "Metadata has too many entries, or one that is too long.".to_owned();
            return Err(Failure::parameter(place, message));
        }
        Ok(metadata)
    }

    /// The values of all metadata, as sent.
    pub fn metadata_values(&self) -> impl Iterator<Item = &String> {
        self.0.iter().filter(|(name, _)| name.starts_with("metadata[")).map(|(_, value)| value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_and_percent_signs_are_read_as_stripe_reads_them() {
        let form = Form::read("amount=1100&metadata[payout]=p+1&metadata%5Brun%5D=%E4%B8%AD&description=");
        assert_eq!(form.integer("amount"), Ok(Some(1100)));
        let expected =
            [("payout", "p 1"), ("run", "中")].map(|(key, value)| (key.to_owned(), value.to_owned()));
        assert_eq!(form.metadata(), Ok(BTreeMap::from(expected)));
        assert_eq!((form.text("description"), form.text("currency")), (None, None));
    }

    #[test]
    fn unknown_missing_and_wrong_parameters_are_named() {
        let form = Form::read("amount=ten&tip[a]=1");
        let refused = |failure: Failure| format!("{failure:?}");
        assert!(refused(form.only(&["amount"]).unwrap_err()).contains("unknown parameter: tip"));
        assert!(refused(form.integer("amount").unwrap_err()).contains("Invalid integer: ten"));
        assert!(refused(form.required("currency").unwrap_err()).contains("parameter_missing"));
    }
}
