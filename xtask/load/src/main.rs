//! `load`: the load generator behind `cargo xtask bench`. One thread, so that it leaves the machine to the server; its
//! one line of output is JSON.
//!
//! It knows the wire and the files that `joinery seed bench` leaves; it knows nothing of what is inside the server.

mod arguments;
mod check;
mod client;
mod clock;
mod failure;
mod loads;
mod memory;
mod notifications;
mod pace;
mod pollers;
mod report;
mod runner;
mod world;

use std::{process::ExitCode, rc::Rc};

use arguments::Arguments;
use failure::Failure;
use loads::{Both, Orders, Page, Payments, Status, Visit};
use report::Report;
use runner::{Load, run};
use world::World;

const HELP: &str = "\
load page|orders|payments|status  --url URL --data FOLDER [--keys FOLDER] [--connections 64] [--seconds 10]
                                  [--rate N] [--first N] [--count N] [--product N]
load both                         orders and payments until the server goes away; --acks FILE gets what was confirmed
load check                        --acks FILE: whether everything confirmed is still there
load pollers                      --pid N [--connections 10000] [--wait 25]: held requests and the server's memory";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let outcome = match runtime {
        Ok(runtime) => runtime.block_on(tokio::task::LocalSet::new().run_until(dispatch(&words))),
        Err(error) => Err(Failure(format!("the runtime could not start: {error}"))),
    };
    match outcome {
        Ok(line) => {
            println!("{line}");
            ExitCode::SUCCESS
        }
        Err(Failure(reason)) => {
            eprintln!("load: {reason}\n\n{HELP}");
            ExitCode::FAILURE
        }
    }
}

async fn dispatch(words: &[String]) -> Result<String, Failure> {
    let (what, rest) = words.split_first().ok_or_else(|| Failure("nothing to do".to_owned()))?;
    let arguments = Arguments::read(rest)?;
    let world = Rc::new(World::read(&arguments)?);
    match what.as_str() {
        "page" => {
            warm_up(&arguments, &world, arguments.connections).await?;
            timed(&arguments, Page::new(world)).await
        }
        "orders" => {
            warm_up(&arguments, &world, arguments.count()).await?;
            timed(&arguments, Orders::new(world, &arguments)).await
        }
        "payments" => timed(&arguments, Payments::new(&world, &arguments)?).await,
        "status" => {
            warm_up(&arguments, &world, arguments.connections).await?;
            timed(&arguments, Status::new(world, &arguments)).await
        }
        "both" => {
            let load = Both::new(&world, &arguments)?;
            let line = timed(&arguments, load.clone()).await?;
            load.write_acks(&arguments)?;
            Ok(line)
        }
        "check" => check::run(&arguments, &world).await,
        "pollers" => pollers::run(&arguments, &world).await,
        other => Err(Failure(format!("there is no such load: {other}"))),
    }
}

/// Asks once as each member, so that the sessions are in the server's memory, where a member who has just read the
/// agreement finds theirs.
async fn warm_up(arguments: &Arguments, world: &Rc<World>, members: usize) -> Result<(), Failure> {
    let visit = Visit::new(Rc::clone(world), arguments.first, members);
    let everybody = Arguments { rate: None, seconds: 60, ..arguments.clone() };
    let report = run(visit, &everybody).await?;
    if report.errors == 0 { Ok(()) } else { Err(Failure(format!("warming up: {}", report.line()))) }
}

async fn timed(arguments: &Arguments, load: impl Load + 'static) -> Result<String, Failure> {
    Ok(Report::line(&run(load, arguments).await?))
}
