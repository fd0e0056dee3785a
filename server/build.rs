//! Builds the program again when the site has changed: a release carries the site's files inside, and the embedding
//! macro alone does not notice new names. A development build reads the files when it runs, from a folder that has to
//! exist when the program is built: its true path is written into the program then.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if let Err(error) = std::fs::create_dir_all("../target/site") {
        println!("cargo::warning=the site's folder could not be made: {error}");
    }
    #[expect(clippy::disallowed_methods, reason = "Cargo tells build scripts everything by the environment")]
    let profile = std::env::var("PROFILE").unwrap_or_default();
    if profile == "release" {
        println!("cargo::rerun-if-changed=../target/site/manifest.json");
    }
}
