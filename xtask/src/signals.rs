//! Hears Ctrl-C, so that what was started can be asked to stop before this program does.

use crate::failure::{Failure, Outcome};
use std::sync::atomic::{AtomicBool, Ordering};

static STOPPED: AtomicBool = AtomicBool::new(false);

const HANG_UP: i32 = 1;
const INTERRUPT: i32 = 2;
const TERMINATE: i32 = 15;

#[cfg(unix)]
#[expect(
    unsafe_code,
    reason = "the standard library cannot hear signals, and a crate would cost its build time"
)]
mod system {
    unsafe extern "C" {
        /// POSIX `signal`; the returned previous handler is not needed.
        fn signal(number: i32, handler: extern "C" fn(i32)) -> usize;
    }

    extern "C" fn note(_number: i32) {
        super::STOPPED.store(true, std::sync::atomic::Ordering::SeqCst);
    }

    pub fn install(number: i32) {
        // SAFETY: the handler only stores to an atomic, which is allowed at any moment a signal may come.
        unsafe { signal(number, note) };
    }
}

#[cfg(not(unix))]
mod system {
    pub fn install(_number: i32) {}
}

/// From now on the three signals that ask a program to end are noted instead of obeyed.
pub fn listen() {
    for number in [HANG_UP, INTERRUPT, TERMINATE] {
        system::install(number);
    }
}

/// Whether somebody asked this program to end.
pub fn stopped() -> bool {
    STOPPED.load(Ordering::SeqCst)
}

/// Refuses to go on once somebody asked to end.
pub fn go_on() -> Outcome {
    if stopped() { Err(Failure("stopped, as asked".to_owned())) } else { Ok(()) }
}
