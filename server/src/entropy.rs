//! The operating system's randomness.

use services::ports::Entropy;

/// The operating system's randomness.
#[derive(Debug, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the real randomness")]
    fn fill(&self, buffer: &mut [u8]) {
        if let Err(error) = getrandom::fill(buffer) {
            // Without randomness every secret would be guessable: nothing may go on.
            eprintln!("joinery: the operating system gives no randomness: {error}");
            std::process::abort();
        }
    }
}
