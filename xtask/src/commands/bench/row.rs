//! One figure beside its target.

use crate::failure::Failure;
use crate::http;

/// A measured figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What was measured.
    pub name: String,
    /// What it should be.
    pub target: String,
    /// What it is, with its unit.
    pub measured: String,
    /// Whether the target is met.
    pub ok: bool,
}

impl Row {
    /// A figure that should be no more than its limit.
    pub fn at_most(name: impl Into<String>, measured: u64, limit: u64, unit: &str) -> Self {
        Self {
            name: name.into(),
            target: format!("≤ {limit} {unit}"),
            measured: format!("{measured} {unit}"),
            ok: measured <= limit,
        }
    }

    /// A figure that could not be taken: missed, with the reason.
    pub fn missing(name: &str, failure: &Failure) -> Self {
        let reason = failure.0.lines().next().unwrap_or_default().to_owned();
        Self { name: name.to_owned(), target: "measured".to_owned(), measured: reason, ok: false }
    }
}

/// The rows as columns.
pub fn table(rows: &[Row]) -> String {
    let width =
        |cell: fn(&Row) -> &str| rows.iter().map(|row| cell(row).chars().count()).max().unwrap_or_default();
    let (name, target) = (width(|row| &row.name), width(|row| &row.target));
    let mut text = String::new();
    for row in rows {
        let verdict = if row.ok { "ok    " } else { "MISSED" };
        text.extend([
            format!("{verdict}  {:<name$}  {:<target$}  {}", row.name, row.target, row.measured).as_str(),
            "\n",
        ]);
    }
    text
}

/// The rows as JSON.
pub fn json(rows: &[Row]) -> String {
    let quoted = |text: &str| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
    let lines: Vec<String> = rows
        .iter()
        .map(|row| {
            let (name, target) = (quoted(&row.name), quoted(&row.target));
            format!(
                "{{\"name\":{name},\"target\":{target},\"measured\":{},\"ok\":{}}}",
                quoted(&row.measured),
                row.ok
            )
        })
        .collect();
    format!("[\n{}\n]\n", lines.join(",\n"))
}

/// The middle of some measurements; the upper one of two.
pub fn median<T: Ord + Copy>(mut values: Vec<T>) -> Option<T> {
    values.sort();
    values.get(values.len() / 2).copied()
}

/// The demo's main pages: the first community that the home page leads to, and its checkout.
pub struct Pages {
    /// `/c/{community}`
    pub community: String,
    /// `/join/{community}`
    pub checkout: String,
}

/// Finds the pages by following the links, as a visitor would.
pub fn pages(port: u16) -> Result<Pages, Failure> {
    let home = String::from_utf8_lossy(&http::get(port, "/")?.body).into_owned();
    let community =
        link(&home, "/c/").ok_or_else(|| Failure("the home page links to no community".to_owned()))?;
    let slug = community.trim_start_matches("/c/").to_owned();
    Ok(Pages { community, checkout: format!("/join/{slug}") })
}

/// The first link whose address begins so, without query and fragment.
fn link(html: &str, start: &str) -> Option<String> {
    let at = html.find(&format!("href=\"{start}"))?;
    let address = html.get(at..)?.split('"').nth(1)?;
    Some(address.split(['?', '#']).next()?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Json;

    #[test]
    fn a_limit_that_is_met_exactly_is_met() {
        assert!(Row::at_most("size", 120, 120, "KB").ok);
        assert!(!Row::at_most("size", 121, 120, "KB").ok);
    }

    #[test]
    fn the_json_can_be_read_back() {
        let rows = [Row::missing("a", &Failure("it said \"no\"\nmore".to_owned()))];
        let json = Json::parse(&json(&rows)).unwrap();
        assert_eq!(json.items()[0].get("measured").text(), "it said \"no\"");
    }

    #[test]
    fn the_median_of_an_even_count_is_the_upper_middle() {
        assert_eq!(median(vec![3, 1, 2]), Some(2));
        assert_eq!(median(vec![4, 1, 2, 3]), Some(3));
        assert_eq!(median(Vec::<u8>::new()), None);
    }

    #[test]
    fn the_first_matching_link_is_followed() {
        let html = "<a href=\"/sign-in\">x</a><a class=\"y\" href=\"/c/clay?from=home\">y</a>";
        assert_eq!(link(html, "/c/").as_deref(), Some("/c/clay"));
        assert_eq!(link(html, "/o/"), None);
    }
}
