//! Lighthouse on the pages that strangers see, as it judges them for a phone; the middle of five runs.

use super::row::{self, Row};
use crate::demo::Demo;
use crate::failure::{Doing, Failure, Outcome};
use crate::json::Json;
use crate::{node, process};

const RUNS: usize = 5;

const CATEGORIES: [&str; 4] = ["performance", "accessibility", "best-practices", "seo"];

/// What Chromium must be told on a machine without user namespaces and without the open network.
const CHROMIUM: &str = "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run \
    --disable-background-networking --disable-component-update --disable-sync";

/// Judges the home page, a community, its checkout and the sign-in.
pub fn take(demo: &Demo) -> Outcome<Vec<Row>> {
    let running = demo.start()?;
    let pages = row::pages(demo.port)?;
    let mut rows = Vec::new();
    // Search engines are only invited to the first two.
    for (path, public) in
        [("/", true), (pages.community.as_str(), true), (pages.checkout.as_str(), false), ("/sign-in", false)]
    {
        let categories = if public { CATEGORIES.as_slice() } else { CATEGORIES.split_at(3).0 };
        let reports = (0..RUNS).map(|_| report(demo, path)).collect::<Outcome<Vec<Json>>>()?;
        for category in categories {
            rows.push(judge(path, category, &reports));
        }
    }
    drop(running);
    Ok(rows)
}

fn judge(path: &str, category: &str, reports: &[Json]) -> Row {
    let scores = reports.iter().filter_map(|report| score(report, category)).collect();
    let middle = row::median(scores);
    Row {
        name: format!("Lighthouse {category}, {path}"),
        target: "100".to_owned(),
        measured: middle.map_or_else(|| "no score".to_owned(), |middle| middle.to_string()),
        ok: middle == Some(100),
    }
}

fn report(demo: &Demo, path: &str) -> Outcome<Json> {
    let file = demo.folder.join("lighthouse.json");
    let mut command = node::tool("lighthouse/cli/index.js");
    command.arg(format!("{}{path}", demo.url())).args(["--quiet", "--output=json"]);
    command.arg(format!("--output-path={}", file.display()));
    command.arg(format!("--only-categories={}", CATEGORIES.join(",")));
    command.arg(format!("--chrome-flags={CHROMIUM}"));
    command.env("CHROME_PATH", node::chromium()?);
    process::said(command)?;
    let text = std::fs::read_to_string(&file).doing(format!("read {}", file.display()))?;
    Json::parse(&text).ok_or_else(|| Failure("Lighthouse's report is not JSON".to_owned()))
}

/// A score from 0 to 100; Lighthouse writes `0.97`, `1` or `null`.
fn score(report: &Json, category: &str) -> Option<u32> {
    let score = report.get("categories").get(category).get("score").number()?;
    (0..=100_u32).find(|whole| (score * 100.0 - f64::from(*whole)).abs() < 0.5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_score_is_read_as_a_whole_number_of_hundredths() {
        let report = |score: &str| {
            Json::parse(&format!("{{\"categories\":{{\"seo\":{{\"score\":{score}}}}}}}")).unwrap()
        };
        assert_eq!(score(&report("0.97"), "seo"), Some(97));
        assert_eq!(score(&report("1"), "seo"), Some(100));
        assert_eq!(score(&report("null"), "seo"), None);
    }

    #[test]
    fn anything_below_a_hundred_is_a_miss() {
        let reports = ["1", "0.99", "0.99"].map(|score| {
            Json::parse(&format!("{{\"categories\":{{\"seo\":{{\"score\":{score}}}}}}}")).unwrap()
        });
        let row = judge("/", "seo", &reports);
        assert_eq!((row.ok, row.measured.as_str()), (false, "99"));
    }
}
