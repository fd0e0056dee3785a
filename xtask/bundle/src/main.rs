//! Turns three inputs (the browser crate as wasm, the style folder, the public folder) into one output: the site
//! folder that the server embeds, with every text file also in its brotli and gzip form.
//!
//! It knows nothing of pages, and does not build the browser crate: `cargo xtask` does that first.

mod arguments;
mod bind;
mod compress;
mod digest;
mod failure;
mod files;
mod glue;
mod manifest;
mod optimise;
mod site;
mod style;
mod stylesheet;

use arguments::Arguments;
use failure::Failure;

fn main() -> std::process::ExitCode {
    match run() {
        Ok(line) => {
            println!("{line}");
            std::process::ExitCode::SUCCESS
        }
        Err(failure) => {
            eprintln!("bundle: {failure}");
            std::process::ExitCode::FAILURE
        }
    }
}

/// Does the whole job and returns the one line that tells how it went.
fn run() -> Result<String, Failure> {
    let arguments = Arguments::parse(std::env::args_os().skip(1))?;
    let inputs = digest::of_inputs(&arguments)?;
    if site::is_current(&arguments.site, &inputs) {
        return Ok("site: nothing changed".to_owned());
    }
    let browser = bind::browser_files(&arguments)?;
    let sheet = style::sheet(&arguments.style)?;
    let manifest = site::write(&arguments, &browser, sheet.as_bytes())?;
    site::remember(&arguments.site, &inputs)?;
    Ok(manifest.summary())
}
