//! The two figures that a database decides, on PostgreSQL: durable like a real one, on the same machine. There is no
//! target for them; they show what moving away from the embedded database costs and gains.

use super::load::{Bench, books, orders, payments};
use super::row::Row;
use crate::demo::Demo;
use crate::failure::Outcome;
use crate::postgres::{self, Postgres};
use crate::process;
use std::process::Command;

/// Takes both figures on a fresh PostgreSQL server.
pub fn take(demo: &Demo) -> Outcome<Vec<Row>> {
    let server = Postgres::start()?;
    let databases = vec![
        ("JOINERY_PEOPLE_URL", database(&server, "people")?),
        ("JOINERY_COMMERCE_URL", database(&server, "commerce")?),
    ];
    let bench = Bench::prepare_on("bench-postgres", demo.profile, databases)?;
    let running = bench.serve(&["serve", "--without-workers"])?;
    let mut rows: Vec<Row> = orders(&bench)?.into();
    let (paid, confirmed) = payments(&bench)?;
    drop(running);
    rows.extend(paid);
    for row in &mut rows {
        "no target".clone_into(&mut row.target);
        row.ok |= !row.measured.contains("wrong");
    }
    rows.push(books(&bench, confirmed)?);
    for row in &mut rows {
        row.name = format!("PostgreSQL: {}", row.name);
    }
    drop(server);
    Ok(rows)
}

/// An empty database; returns its address.
pub fn database(server: &Postgres, name: &str) -> Outcome<String> {
    let mut create = Command::new(postgres::folder()?.join("createdb"));
    create.arg(format!("--maintenance-db={}postgres", server.url())).arg(name);
    process::said(create)?;
    Ok(format!("{}{name}", server.url()))
}
