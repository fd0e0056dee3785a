//! Opening: the URL's scheme picks the database, and the schema is brought up to date first.

use std::{
    path::{Path, PathBuf},
    str::FromStr,
    sync::Arc,
};

use domain::time::Timestamp;
use services::ports::{Commerce, People};
use sqlx::postgres::PgConnectOptions;

use crate::{
    migrations::{Migration, POSTGRES_COMMERCE, POSTGRES_PEOPLE, SQLITE_COMMERCE, SQLITE_PEOPLE},
    postgres, sqlite,
};

/// How to open a database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenOptions {
    /// What to do with the schema.
    pub schema: Schema,
    /// Create a missing SQLite file. Its folder must exist; a PostgreSQL database must exist.
    pub create: bool,
    /// How many connections read; at least one. One more writes.
    pub readers: u32,
}

/// What opening does with a database's schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Schema {
    /// Runs pending migrations.
    Migrate,
    /// Changes nothing, and refuses a database with pending migrations.
    Present,
    /// Changes nothing, whatever the schema is: for a copy before an upgrade.
    Any,
}

/// Why a database could not be opened. Never holds a password.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// The address has a form we do not know.
    #[error("a database address is sqlite:PATH, postgres://… or postgresql://…; this one {0}")]
    Address(&'static str),
    /// The file's folder does not exist.
    #[error("the folder {} does not exist; create it, or name a file in a folder that exists", .0.display())]
    NoFolder(PathBuf),
    /// The file does not exist and must not be created.
    #[error("the database file {} does not exist: correct its name, or let `joinery migrate` make it", .0.display())]
    NoFile(PathBuf),
    /// The schema is older than this program and must not be changed now.
    #[error("the database waits for migrations ({}): run `joinery migrate` first; nothing was changed", .0.join(", "))]
    Pending(Vec<&'static str>),
    /// The schema has steps that this program does not know, or knows with other contents.
    #[error(
        "the database has the migration {0}, which this program does not know in this form: it belongs to a newer \
         version, or it is the other one of the two databases"
    )]
    Foreign(String),
    /// The database could not be reached or refused.
    #[error("the database could not be opened: {0}")]
    Database(String),
}

enum Address {
    Sqlite(PathBuf),
    Postgres(Box<PgConnectOptions>),
}

/// Opens the commerce database; runs pending migrations under a lock when told so.
pub async fn open_commerce(url: &str, options: &OpenOptions) -> Result<Commerce, OpenError> {
    match address(url)? {
        Address::Sqlite(path) => {
            let pools = sqlite_ready(url, &path, options, SQLITE_COMMERCE).await?;
            Ok(Arc::new(sqlite::commerce(pools)))
        }
        Address::Postgres(connect) => {
            let pools = postgres_ready(url, *connect, options, POSTGRES_COMMERCE).await?;
            Ok(Arc::new(postgres::commerce(pools)))
        }
    }
}

/// Opens the people database; runs pending migrations under a lock when told so.
pub async fn open_people(url: &str, options: &OpenOptions) -> Result<People, OpenError> {
    match address(url)? {
        Address::Sqlite(path) => {
            let pools = sqlite_ready(url, &path, options, SQLITE_PEOPLE).await?;
            Ok(Arc::new(sqlite::people(pools)))
        }
        Address::Postgres(connect) => {
            let pools = postgres_ready(url, *connect, options, POSTGRES_PEOPLE).await?;
            Ok(Arc::new(postgres::people(pools)))
        }
    }
}

/// Fills an empty commerce database of a demo with so many creators who wait for their payout (see `queries/payouts/fill.rs`).
pub async fn fill_payout_world(url: &str, creators: u32, now: Timestamp) -> Result<(), OpenError> {
    let failed = |error| fault(url, &error);
    match address(url)? {
        Address::Sqlite(path) => {
            let pools = sqlite::connect(&path, false, 1).await.map_err(failed)?;
            sqlite::payout_world(&pools, i64::from(creators), now).await.map_err(failed)?;
            pools.close().await;
        }
        Address::Postgres(connect) => {
            let pools = postgres::connect(*connect, 1).await.map_err(failed)?;
            postgres::payout_world(&pools, i64::from(creators), now).await.map_err(failed)?;
            pools.close().await;
        }
    }
    Ok(())
}

async fn sqlite_ready(
    url: &str,
    path: &Path,
    options: &OpenOptions,
    migrations: &'static [Migration],
) -> Result<sqlite::Pools, OpenError> {
    present(path, options.create)?;
    let failed = |error| fault(url, &error);
    let pools = sqlite::connect(path, options.create, options.readers).await.map_err(failed)?;
    match options.schema {
        Schema::Migrate => sqlite::migrate(&pools, migrations).await.map_err(failed)??,
        Schema::Present => complete(sqlite::pending(&pools, migrations).await.map_err(failed)??)?,
        Schema::Any => {}
    }
    Ok(pools)
}

async fn postgres_ready(
    url: &str,
    connect: PgConnectOptions,
    options: &OpenOptions,
    migrations: &'static [Migration],
) -> Result<postgres::Pools, OpenError> {
    let failed = |error| fault(url, &error);
    let pools = postgres::connect(connect, options.readers).await.map_err(failed)?;
    match options.schema {
        Schema::Migrate => postgres::migrate(&pools, migrations).await.map_err(failed)??,
        Schema::Present => complete(postgres::pending(&pools, migrations).await.map_err(failed)??)?,
        Schema::Any => {}
    }
    Ok(pools)
}

fn complete(waiting: Vec<&'static str>) -> Result<(), OpenError> {
    if waiting.is_empty() { Ok(()) } else { Err(OpenError::Pending(waiting)) }
}

fn address(url: &str) -> Result<Address, OpenError> {
    let Some((scheme, rest)) = url.split_once(':') else {
        return Err(OpenError::Address("has no scheme"));
    };
    match scheme {
        "sqlite" => {
            let path = rest.strip_prefix("//").unwrap_or(rest);
            match path {
                "" => Err(OpenError::Address("names no file")),
                ":memory:" => {
                    Err(OpenError::Address("names no file: the store needs one, to survive a crash"))
                }
                path if path.contains('?') => {
                    Err(OpenError::Address("has parameters, which SQLite paths do not take"))
                }
                path => Ok(Address::Sqlite(PathBuf::from(path))),
            }
        }
        "postgres" | "postgresql" => PgConnectOptions::from_str(url)
            .map(|options| Address::Postgres(Box::new(options)))
            .map_err(|_| OpenError::Address("cannot be read")),
        _ => Err(OpenError::Address("has another scheme")),
    }
}

fn present(path: &Path, create: bool) -> Result<(), OpenError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if !folder.is_dir() {
        return Err(OpenError::NoFolder(folder.to_owned()));
    }
    if !create && !path.is_file() {
        return Err(OpenError::NoFile(path.to_owned()));
    }
    Ok(())
}

/// An error's text; whatever the driver says, the password is not in it.
fn fault(url: &str, error: &sqlx::Error) -> OpenError {
    let text = error.to_string();
    let user_info =
        url.split_once("://").and_then(|(_, rest)| rest.rsplit_once('@')).map(|(user_info, _)| user_info);
    match user_info.and_then(|user_info| user_info.split_once(':')) {
        Some((_, password)) if !password.is_empty() => OpenError::Database(text.replace(password, "…")),
        _ => OpenError::Database(text),
    }
}

#[cfg(test)]
mod tests {
    use super::{OpenError, OpenOptions, Schema, fault, open_commerce};

    const OPTIONS: OpenOptions = OpenOptions { schema: Schema::Migrate, create: true, readers: 1 };

    async fn refused(url: &str) -> String {
        open_commerce(url, &OPTIONS).await.err().expect("refused").to_string()
    }

    #[tokio::test]
    async fn an_unknown_scheme_is_refused_with_the_accepted_forms() {
        for url in [
            "mysql://root:hunter2@host/x",
            "data/commerce.db",
            "",
            "sqlite:",
            "sqlite::memory:",
            "sqlite:a?b=c",
        ] {
            let text = refused(url).await;
            assert!(text.contains("sqlite:PATH, postgres://… or postgresql://…"), "{text}");
            assert!(!text.contains("hunter2"), "{text}");
        }
    }

    #[tokio::test]
    async fn a_missing_folder_is_refused_by_name() {
        let text = refused("sqlite:/no-such-folder/deep/commerce.db").await;
        assert!(text.contains("/no-such-folder/deep does not exist"), "{text}");
    }

    #[tokio::test]
    async fn no_error_shows_the_password() {
        let text = refused("postgres://joinery:hunter2@127.0.0.1:1/commerce").await;
        assert!(text.contains("could not be opened") && !text.contains("hunter2"), "{text}");
        let told = sqlx::Error::Protocol("cannot sign in with hunter2".to_owned());
        let shown = fault("postgres://joinery:hunter2@127.0.0.1/commerce", &told);
        assert_eq!(
            shown,
            OpenError::Database("encountered unexpected or invalid data: cannot sign in with …".to_owned())
        );
    }
}
