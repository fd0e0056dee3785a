//! The payment code, drawn on the server: payable without scripts, dark on light in both schemes.

use std::fmt::Write as _;

use fast_qr::{ECL, QRBuilder};
use leptos::prelude::*;

/// The quiet zone that a scanner needs, in modules (ISO/IEC 18004).
const QUIET: usize = 4;

/// A code as the side of its square in modules, quiet zone included, and the path of its dark modules.
pub(crate) fn drawing(content: &str) -> Option<(usize, String)> {
    let code = QRBuilder::new(content.as_bytes()).ecl(ECL::M).build().ok()?;
    let mut path = String::new();
    for row in 0..code.size {
        let mut column = 0;
        while column < code.size {
            let run = dark_run(&code, row, column);
            if run > 0 {
                let (x, y) = (column.saturating_add(QUIET), row.saturating_add(QUIET));
                let _ = write!(path, "M{x} {y}h{run}v1h-{run}z");
            }
            column = column.saturating_add(run.max(1));
        }
    }
    Some((code.size.saturating_add(QUIET.saturating_mul(2)), path))
}

/// How many dark modules follow each other from here: one rectangle instead of many keeps the page small.
fn dark_run(code: &fast_qr::QRCode, row: usize, column: usize) -> usize {
    let is_dark = |column: &usize| {
        let place = row.saturating_mul(code.size).saturating_add(*column);
        code.data.get(place).is_some_and(|module| module.value())
    };
    (column..code.size).take_while(is_dark).count()
}

/// The code as a picture with a label. `content` is encoded byte for byte.
#[component]
pub fn Qr(
    /// What the code says.
    content: String,
    /// What the picture is.
    label: String,
) -> impl IntoView {
    drawing(&content).map(|(side, path)| {
        view! {
            <svg
                class="qr-code"
                viewBox=format!("0 0 {side} {side}")
                role="img"
                aria-label=label
                shape-rendering="crispEdges"
            >
                <path fill="currentColor" d=path></path>
            </svg>
        }
    })
}

#[cfg(test)]
mod tests {
    use super::{QUIET, drawing};

    /// What a scanner reads when the path is painted eight pixels to a module.
    fn scanned(side: usize, path: &str) -> Vec<String> {
        let mut dark = vec![false; side * side];
        for piece in path.split('M').filter(|piece| !piece.is_empty()) {
            let (start, run) = piece.split_once('h').unwrap();
            let (column, row) = start.split_once(' ').unwrap();
            let run: usize = run.split('v').next().unwrap().parse().unwrap();
            let (column, row): (usize, usize) = (column.parse().unwrap(), row.parse().unwrap());
            dark[row * side + column..row * side + column + run].fill(true);
        }
        let light = |x: usize, y: usize| if dark[(y / 8) * side + x / 8] { 0 } else { 255 };
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(side * 8, side * 8, light);
        image.detect_grids().iter().map(|grid| grid.decode().unwrap().1).collect()
    }

    #[test]
    fn a_scanner_reads_the_very_bytes_that_the_gateway_gave() {
        for content in ["weixin://wxpay/bizpayurl?pr=abc123&x=%20y", "http://127.0.0.1:4100/wallet?code=窑"]
        {
            let (side, path) = drawing(content).unwrap();
            assert_eq!(scanned(side, &path), [content]);
        }
    }

    #[test]
    fn four_light_modules_stand_around_the_code() {
        let (side, path) = drawing("weixin://wxpay/bizpayurl?pr=abc123").unwrap();
        assert_eq!((side - 2 * QUIET - 17) % 4, 0);
        assert!(path.starts_with("M4 4h7v1h-7z"), "the finder pattern starts after the quiet zone");
    }
}
