//! Lists: newest first, a page at a time, with cursors.

use serde_json::{Value, json};

use super::{failure::Failure, form::Form};

/// Which part of a list is wanted.
#[derive(Debug, PartialEq, Eq)]
pub struct Window {
    limit: usize,
    starting_after: Option<String>,
    ending_before: Option<String>,
}

impl Window {
    /// `limit` (1 to 100, ten without it), `starting_after` and `ending_before`.
    pub fn read(form: &Form) -> Result<Self, Failure> {
        let limit = form.integer("limit")?.unwrap_or(10);
        let within = usize::try_from(limit).ok().filter(|limit| (1..=100).contains(limit));
        let limit = within.ok_or_else(|| {
            let message = "Limit must be between 1 and 100.".to_owned();
            Failure::coded_parameter("parameter_invalid_integer", "limit", message)
        })?;
        let text = |name: &str| form.text(name).map(str::to_owned);
        Ok(Self { limit, starting_after: text("starting_after"), ending_before: text("ending_before") })
    }
}

/// One page of documents that have an `id`.
pub fn page(url: &str, documents: Vec<Value>, window: &Window) -> Value {
    let place =
        |id: &str| documents.iter().position(|document| document.get("id").is_some_and(|known| known == id));
    let (from, to) = if let Some(id) = &window.ending_before {
        let to = place(id).unwrap_or(0);
        (to.saturating_sub(window.limit), to)
    } else {
        let from = window
            .starting_after
            .as_deref()
            .map_or(0, |id| place(id).map_or(documents.len(), |index| index.saturating_add(1)));
        (from, from.saturating_add(window.limit).min(documents.len()))
    };
    let has_more = if window.ending_before.is_some() { from > 0 } else { to < documents.len() };
    let data: Vec<Value> = documents.into_iter().take(to).skip(from).collect();
    json!({ "object": "list", "url": url, "has_more": has_more, "data": data })
}

/// An interval of seconds, `name[gt]`, `name[gte]`, `name[lt]`, `name[lte]`, or the second itself, `name`.
pub struct Interval {
    from: i64,
    to: i64,
}

impl Interval {
    /// Everything, when the form does not say.
    pub fn read(form: &Form, name: &str) -> Result<Self, Failure> {
        if let Some(exactly) = form.integer(name)? {
            return Ok(Self { from: exactly, to: exactly });
        }
        let bound = |way: &str| form.integer(&format!("{name}[{way}]"));
        let above = bound("gt")?.map(|second| second.saturating_add(1));
        let below = bound("lt")?.map(|second| second.saturating_sub(1));
        let from = [above, bound("gte")?].into_iter().flatten().max();
        let to = [below, bound("lte")?].into_iter().flatten().min();
        Ok(Self { from: from.unwrap_or(i64::MIN), to: to.unwrap_or(i64::MAX) })
    }

    /// Whether a second is within.
    pub fn contains(&self, second: i64) -> bool {
        (self.from..=self.to).contains(&second)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(query: &str) -> (String, bool) {
        let documents = (0..5).map(|index| json!({ "id": format!("{index}") })).collect();
        let page = page("/v1/x", documents, &Window::read(&Form::read(query)).unwrap());
        let ids = page["data"].as_array().unwrap().iter().map(|document| document["id"].as_str().unwrap());
        (ids.collect(), page["has_more"] == true)
    }

    #[test]
    fn pages_meet_without_gap_or_overlap() {
        assert_eq!(shown(""), ("01234".to_owned(), false));
        assert_eq!(shown("limit=2"), ("01".to_owned(), true));
        assert_eq!(shown("limit=2&starting_after=1"), ("23".to_owned(), true));
        assert_eq!(shown("limit=2&starting_after=3"), ("4".to_owned(), false));
        assert_eq!(shown("limit=2&ending_before=3"), ("12".to_owned(), true));
        assert_eq!(shown("limit=2&ending_before=1"), ("0".to_owned(), false));
        assert_eq!(shown("starting_after=unknown"), (String::new(), false));
        assert!(Window::read(&Form::read("limit=101")).is_err());
    }

    #[test]
    fn an_interval_has_the_bounds_it_names() {
        let contains =
            |query: &str, second| Interval::read(&Form::read(query), "created").unwrap().contains(second);
        assert!(contains("", i64::MIN) && contains("created=5", 5) && !contains("created=5", 6));
        assert!(!contains("created[gt]=5", 5) && contains("created[gte]=5", 5));
        assert!(!contains("created[lt]=5", 5) && contains("created[lte]=5", 5));
    }
}
