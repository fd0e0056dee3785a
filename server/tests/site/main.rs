//! The whole site, over real HTTP: the pages, the real database, the real gateway adapter and the sandbox behind it.
//! Each test has a world of its own, copied from one demo world, and a browser that runs no scripts.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "helpers of tests fail by panicking, like the tests themselves"
)]

mod accounts;
mod agreement;
mod assets;
mod bank_file;
mod bodies;
mod browser;
mod channels;
mod checkout;
mod clock;
mod clock_jumps;
mod connections;
mod cookies;
mod currencies;
mod cut_off;
mod desk;
mod doctor;
#[cfg(target_os = "linux")]
#[path = "../../store/tests/failing_disk/mod.rs"]
#[expect(dead_code, reason = "the store's suite breaks a disk in more ways")]
mod failing_disk;
mod faults;
mod flood;
mod forgery;
mod forgotten;
mod from_phones;
mod full_disk;
mod giving_back;
mod guides;
mod headers;
#[cfg(target_os = "linux")]
mod held_up;
mod html;
mod invitations;
mod journey;
mod keyboard;
mod languages;
mod late_money;
mod limits;
mod live;
mod logs;
mod long_texts;
mod machines;
mod messages;
#[cfg(target_os = "linux")]
mod moved_clock;
mod pages;
mod paused;
mod payloads;
mod payouts;
#[cfg(target_os = "linux")]
mod payouts_command;
mod payouts_page;
mod program;
mod promise;
mod rails;
mod real_money;
mod reconcile_command;
mod redirects;
mod review;
mod roles;
mod stopping;
mod strangers;
mod template;
mod two_processes;
mod wallet;
mod world;
