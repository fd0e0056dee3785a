//! Brings a schema up to date: every pending step in one transaction, under a lock. Killed half-way, nothing happened.

use sqlx::Row as _;

use super::{Connection, Pools, dialect};
use crate::{migrations::Migration, open::OpenError};

/// Runs pending migrations; the inner error says why this schema must not be touched.
pub(crate) async fn migrate(
    pools: &Pools,
    known: &[Migration],
) -> Result<Result<(), OpenError>, sqlx::Error> {
    let mut transaction = pools.writer.begin_with(dialect::BEGIN_WRITE).await?;
    if let Some(lock) = dialect::LOCK_MIGRATIONS {
        sqlx::query(lock).execute(&mut *transaction).await?;
    }
    sqlx::query(dialect::MIGRATIONS_TABLE).execute(&mut *transaction).await?;
    let waiting = match waiting(&mut transaction, known).await? {
        Ok(waiting) => waiting,
        Err(foreign) => return Ok(Err(foreign)),
    };
    for migration in waiting {
        tracing::info!(migration = migration.name, "migrating");
        sqlx::raw_sql(migration.sql).execute(&mut *transaction).await?;
        sqlx::query("INSERT INTO schema_migrations (name, sql) VALUES ($1, $2)")
            .bind(migration.name)
            .bind(migration.sql)
            .execute(&mut *transaction)
            .await?;
    }
    transaction.commit().await?;
    Ok(Ok(()))
}

/// Names the migrations that have not been run.
pub(crate) async fn pending(
    pools: &Pools,
    known: &[Migration],
) -> Result<Result<Vec<&'static str>, OpenError>, sqlx::Error> {
    let mut connection = pools.writer.acquire().await?;
    let tables: i64 =
        sqlx::query(dialect::HAS_MIGRATIONS_TABLE).fetch_one(&mut *connection).await?.try_get(0)?;
    if tables == 0 {
        return Ok(Ok(known.iter().map(|migration| migration.name).collect()));
    }
    let waiting = waiting(&mut connection, known).await?;
    Ok(waiting.map(|waiting| waiting.into_iter().map(|migration| migration.name).collect()))
}

/// What is left of the known steps after those that were run, which must be their beginning.
async fn waiting<'k>(
    connection: &mut Connection,
    known: &'k [Migration],
) -> Result<Result<Vec<&'k Migration>, OpenError>, sqlx::Error> {
    let applied =
        sqlx::query("SELECT name, sql FROM schema_migrations ORDER BY name").fetch_all(connection).await?;
    let mut ahead = known.iter();
    for row in applied {
        let (name, sql): (String, String) = (row.try_get("name")?, row.try_get("sql")?);
        if !ahead.next().is_some_and(|migration| migration.name == name && migration.sql == sql) {
            return Ok(Err(OpenError::Foreign(name)));
        }
    }
    Ok(Ok(ahead.collect()))
}
