//! The command line.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use domain::time::Day;

/// The door and the till of a paid community.
#[derive(Debug, Parser)]
#[command(name = "joinery", version, about, propagate_version = true)]
pub struct Arguments {
    /// The settings file. Each key can also be given as a JOINERY_… variable.
    #[arg(long, global = true, default_value = "joinery.toml")]
    pub settings: PathBuf,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What the program can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the pages and run the workers.
    Serve {
        /// Serve only; another process runs the workers (`joinery work`).
        #[arg(long)]
        without_workers: bool,
    },
    /// Run the workers only.
    Work,
    /// Bring both databases to this program's schema.
    Migrate,
    /// Fill empty databases with a named world.
    Seed {
        /// Which world.
        world: World,
        /// The folder in which the bench world leaves what its load generator must know.
        #[arg(long, default_value = "target/bench")]
        notes: PathBuf,
        /// How many creators the world of creators has.
        #[arg(long, default_value_t = 1_000_000)]
        creators: u32,
    },
    /// Manage people.
    User {
        /// What to do.
        #[command(subcommand)]
        command: UserCommand,
    },
    /// Payout runs.
    Payouts {
        /// What to do.
        #[command(subcommand)]
        command: PayoutsCommand,
    },
    /// Compare a gateway's bill of a day with the books, and print what differs. The workers do it every night.
    Reconcile {
        /// The gateway's day, written 2026-12-01.
        #[arg(long)]
        date: Day,
        /// One account by its name; all of them when left out.
        #[arg(long)]
        account: Option<String>,
        /// Book what the gateway confirms when it is asked, and put the rest into the review queue.
        #[arg(long)]
        apply: bool,
    },
    /// Copy both embedded databases, consistently, while the program runs.
    Backup {
        /// An existing folder; two new files are written there.
        folder: PathBuf,
    },
    /// Recompute the books and compare orders, payments, memberships and payouts.
    Verify,
    /// Look at settings, keys, databases and gateways, and say what to do.
    Doctor,
}

/// A world to fill the databases with.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum World {
    /// Three communities with ninety days of sales; refused outside demo mode.
    Demo,
    /// Many members with an unpaid order each, for `cargo xtask bench`; refused outside demo mode.
    Bench,
    /// Many creators who wait for their payout, for `cargo xtask bench payouts`; refused outside demo mode.
    Creators,
}

/// What can be done with payouts.
#[derive(Debug, Subcommand)]
pub enum PayoutsCommand {
    /// Make the runs of a day and those missed before it. Running it again changes nothing: each run is made once.
    Run {
        /// The UTC day, written 2026-12-01; when left out, the last one whose runs have begun.
        #[arg(long)]
        date: Option<Day>,
        /// Decide and sum up, and write nothing.
        #[arg(long)]
        dry_run: bool,
    },
    /// Read a file of the bank (pain.002 or camt.054) and book what it says. Reading it again changes nothing.
    Import {
        /// The file; it stays where it is. Files in the bank file's `incoming/` are read by themselves.
        file: PathBuf,
    },
}

/// What can be done with people.
#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// Add a person; the password is read from standard input.
    Add {
        /// The e-mail address.
        #[arg(long)]
        email: String,
        /// The name.
        #[arg(long)]
        name: String,
        /// A staff role; may be given several times.
        #[arg(long)]
        role: Vec<Role>,
    },
    /// Set a new password for somebody who forgot theirs, and sign them out everywhere. The password is read from standard
    /// input; at a keyboard it is asked for twice and not shown.
    Password {
        /// The e-mail address.
        #[arg(long)]
        email: String,
    },
    /// Take staff roles from somebody or give them, and sign them out everywhere.
    Role {
        /// The e-mail address.
        #[arg(long)]
        email: String,
        /// A role that is taken away; may be given several times.
        #[arg(long)]
        take: Vec<Role>,
        /// A role that is given; may be given several times.
        #[arg(long)]
        give: Vec<Role>,
        /// Take the role of operator also from the last one who has it.
        #[arg(long)]
        even_the_last: bool,
    },
}

/// A staff role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Role {
    /// Acts on payouts, refunds and the review queue.
    Operator,
    /// Sees all of it, and agrees as the second person.
    Finance,
}
