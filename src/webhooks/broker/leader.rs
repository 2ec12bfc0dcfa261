//! The one that publishes. It holds a lock of the database for as long as its own connection lives, and reads and marks
//! events over the same connection: whoever loses it cannot go on beside the next one.

use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection, QueryResult};

use super::LineError;
use crate::db::Db;
use crate::webhooks::queries;

const SETTINGS: &str = "SET statement_timeout = '30s'; SET TIME ZONE 'UTC'";

pub struct Leader {
    /// Gone after an error that lost it.
    conn: Option<PgConnection>,
}

impl Leader {
    /// `None`: another program leads.
    pub async fn elect(db: &Db) -> Result<Option<Self>, LineError> {
        let url = db.url().to_owned();
        blocking(move || {
            let lost = |error: diesel::ConnectionError| LineError::Database(error.to_string());
            let mut conn = PgConnection::establish(&url).map_err(lost)?;
            conn.batch_execute(SETTINGS)?;
            let is_elected = queries::try_lock_publishing(&mut conn)?;
            Ok(is_elected.then(|| Self { conn: Some(conn) }))
        })
        .await
    }

    pub async fn run<T: Send + 'static>(
        &mut self,
        statement: impl FnOnce(&mut PgConnection) -> QueryResult<T> + Send + 'static,
    ) -> Result<T, LineError> {
        let lost = || LineError::Database("the connection is gone".to_owned());
        let mut conn = self.conn.take().ok_or_else(lost)?;
        let (conn, outcome) = blocking(move || {
            let outcome = statement(&mut conn);
            Ok((conn, outcome))
        })
        .await?;
        self.conn = Some(conn);
        Ok(outcome?)
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, LineError> + Send + 'static,
) -> Result<T, LineError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(outcome) => outcome,
        Err(panic) => Err(LineError::Database(panic.to_string())),
    }
}
