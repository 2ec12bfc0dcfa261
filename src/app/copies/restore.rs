use std::fs::File;
use std::path::Path;

use anyhow::{Context as _, ensure};
use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection, QueryableByName, RunQueryDsl as _};

use super::Site;
use crate::app::database::reach;
use crate::app::{bring_figures_up_to_date, erasers};
use crate::auth::{self, Clock};
use crate::campaigns;
use crate::config::Config;
use crate::db;
use crate::messages;
use crate::privacy::tombstones;
use crate::proposals;
use crate::web::i18n;

/// What came of a restore.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Restored {
    /// Steps by which the backup was older than this program.
    pub migrated: usize,
    /// People who were erased after the backup was made, and now again.
    pub erased: usize,
    /// Messages that waited when it was made: whether they have gone since, only a person knows.
    pub messages: usize,
    /// Campaigns that ran then; they pause.
    pub campaigns: usize,
}

/// Reads a backup into the configured database, which must be without tables. `tombstones` names a further file of those,
/// of the installation that the backup is of.
pub fn restore(config: &Config, file: &Path, further: Option<&Path>) -> anyhow::Result<Restored> {
    let archive = File::open(file).with_context(|| format!("Failed to read {}", file.display()))?;
    let (url, _cluster) = reach(config)?;
    let mut site = Site::at(&url)?;
    refuse_what_is_not_fresh(&mut site.conn)?;
    let steps = site.tools.steps_of(file);
    let steps = steps.with_context(|| format!("{} cannot be restored", file.display()))?;
    refuse_a_newer_backup(&steps)?;
    site.tools
        .restore(archive, &site.info)
        .with_context(|| format!("Nothing of {} was restored", file.display()))?;
    let migrated = db::migrate(&url)?;
    let conn = &mut site.conn;
    conn.batch_execute("SET statement_timeout = 0; ANALYZE")
        .context("Failed to look through the tables")?;
    let beside = tombstones::file_in(&config.server.data_dir);
    let files = [Some(beside.as_path()), further];
    let restored = conn.transaction(|conn| put_in_order(conn, files))?;
    let clock = Clock {
        pinned: config.server.today,
    };
    bring_figures_up_to_date(conn, clock)?;
    tombstones::keep(conn, &beside)?;
    Ok(Restored {
        migrated,
        ..restored
    })
}

/// What was true when the backup was made and may not be any more.
fn put_in_order(conn: &mut PgConnection, files: [Option<&Path>; 2]) -> anyhow::Result<Restored> {
    let organisation = auth::queries::find_organisation(conn)?;
    let replacement = i18n::text(organisation.language, "privacy-erased-name", &[]);
    let mut erased = 0;
    for file in files.into_iter().flatten() {
        erased += tombstones::apply(conn, &erasers(), file, &replacement)?.len();
    }
    let messages = messages::queries::doubt_unsent(conn)?;
    proposals::queries::follow_restored(conn)?;
    Ok(Restored {
        migrated: 0,
        erased,
        messages,
        campaigns: campaigns::queries::pause_all(conn)?,
    })
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    count: i64,
}

fn refuse_what_is_not_fresh(conn: &mut PgConnection) -> anyhow::Result<()> {
    let tables: Count = diesel::sql_query(
        "SELECT count(*) AS count FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')",
    )
    .get_result(conn)
    .context("Failed to look at the database")?;
    ensure!(
        tables.count == 0,
        "The database is not empty ({} tables): a backup is restored into a fresh one only. Point DATABASE_URL at a new, empty \
         database, or VINCULO_DATA_DIR at a new folder; take the old one away only when the new one works",
        tables.count
    );
    Ok(())
}

fn refuse_a_newer_backup(steps: &[String]) -> anyhow::Result<()> {
    let newest = db::newest_step()?;
    let theirs = steps.iter().max().cloned().unwrap_or_default();
    ensure!(
        theirs <= newest,
        "The backup was made by a newer version of Vínculo (step {theirs}; this program knows up to {newest}): install that \
         version and restore with it"
    );
    Ok(())
}
