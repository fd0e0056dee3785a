//! What a member downloads before paying: the checkout page and its style, in brotli.

use super::row::{self, Row};
use crate::demo::Demo;
use crate::failure::{Doing, Failure, Outcome};
use crate::{http, node, process, site};

/// Checkout page, HTML and CSS together, bytes in brotli.
const CHECKOUT_LIMIT: u64 = 20_000;

/// Reads a file and prints how long it is in brotli; Node.js has brotli and the standard library has not.
const MEASURE: &str = "const { brotliCompressSync } = require('node:zlib'); \
    console.log(brotliCompressSync(require('node:fs').readFileSync(process.argv[1])).length)";

/// Fetches the pages a visitor sees first and weighs them.
pub fn take(demo: &Demo) -> Outcome<Vec<Row>> {
    let running = demo.start()?;
    let style = site::sizes()?.style;
    let pages = row::pages(demo.port)?;
    let mut rows = Vec::new();
    for path in ["/", pages.community.as_str(), pages.checkout.as_str(), "/sign-in"] {
        let bytes = weigh(demo, path)? + style;
        rows.push(Row::at_most(format!("HTML and CSS of {path}, brotli"), bytes, CHECKOUT_LIMIT, "bytes"));
    }
    drop(running);
    Ok(rows)
}

fn weigh(demo: &Demo, path: &str) -> Outcome<u64> {
    let answer = http::get(demo.port, path)?;
    if answer.status != 200 {
        return Err(Failure(format!("{path} answers {}", answer.status)));
    }
    let file = demo.folder.join("page.html");
    std::fs::write(&file, &answer.body).doing(format!("write {}", file.display()))?;
    let mut measure = process::command("node", &node::end2end());
    measure.arg("--eval").arg(MEASURE).arg(&file);
    process::output(measure)?.trim().parse().doing("read a length")
}
