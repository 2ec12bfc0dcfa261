use std::fs::File;
use std::path::Path;

use anyhow::{Context as _, ensure};
use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection};

use super::told::Restored;
use super::{Site, queries};
use crate::app::database::reach_or_create;
use crate::app::{bring_figures_up_to_date, erasers};
use crate::audit::{self, Actor, Change};
use crate::auth::{self, Clock};
use crate::campaigns;
use crate::config::Config;
use crate::db::{self, Tools};
use crate::invoices;
use crate::messages;
use crate::privacy::tombstones::{self, Stones};
use crate::proposals;
use crate::web::i18n;

/// From here on the tables are there and not in order.
const HALF: &str =
    "The restore was broken off half-way: drop the database and restore into a fresh one";

/// Reads a backup into the configured database, which must be without tables. `tombstones` names a further file of those,
/// of the installation that the backup is of.
pub fn restore(config: &Config, file: &Path, further: Option<&Path>) -> anyhow::Result<Restored> {
    let archive = File::open(file).with_context(|| format!("Failed to read {}", file.display()))?;
    let beside = tombstones::file_in(&config.server.data_dir);
    let stones = read_tombstones(&beside, further)?;
    let (url, _cluster) = reach_or_create(config)?;
    let mut site = Site::at(&url, Tools::find_exact)?;
    refuse_what_is_not_fresh(&mut site.conn)?;
    let steps = site.tools.steps_of(file);
    let steps = steps.with_context(|| format!("{} cannot be restored", file.display()))?;
    refuse_a_newer_backup(&steps)?;
    fill(&mut site, archive)
        .with_context(|| format!("Nothing of {} was restored", file.display()))?;
    let migrated = db::migrate_restored(&url).context(HALF)?;
    let conn = &mut site.conn;
    conn.batch_execute("SET statement_timeout = 0; ANALYZE")
        .context(HALF)?;
    let has_tombstones = stones.is_some();
    let restored = conn
        .transaction(|conn| put_in_order(conn, stones.unwrap_or_default()))
        .context(HALF)?;
    look_after(conn, config, &beside);
    Ok(Restored {
        migrated,
        has_tombstones,
        ..restored
    })
}

/// Of all files, before anything is written. A file that was named is there.
fn read_tombstones(beside: &Path, further: Option<&Path>) -> anyhow::Result<Option<Stones>> {
    let own = tombstones::read(beside)?;
    let Some(further) = further else {
        return Ok(own);
    };
    let named = tombstones::read(further)?;
    let named =
        named.with_context(|| format!("--tombstones: there is no {}", further.display()))?;
    Ok(Some(named.join(own.unwrap_or_default())))
}

/// All of the archive, or nothing and no mark. The mark stays until [`put_in_order`] is through.
fn fill(site: &mut Site, archive: File) -> anyhow::Result<()> {
    db::begin_restoring(&mut site.conn)?;
    let filled = site.tools.restore(archive, &site.info);
    if filled.is_err() && queries::count_tables(&mut site.conn) == Ok(0) {
        db::end_restoring(&mut site.conn).ok();
    }
    filled
}

/// What was true when the backup was made and may not be any more.
fn put_in_order(conn: &mut PgConnection, stones: Stones) -> anyhow::Result<Restored> {
    let organisation = auth::queries::find_organisation(conn)?;
    let replacement = i18n::text(organisation.language, "privacy-erased-name", &[]);
    let state = queries::find_state(conn)?;
    let erased = stones.apply(conn, &erasers(), &replacement)?.len();
    // Before the others are uncertain: nobody sends these any more.
    let secrets = messages::queries::refuse_secret(conn)?;
    let messages = messages::queries::doubt_unsent(conn)?;
    proposals::queries::follow_restored(conn)?;
    let campaigns = campaigns::queries::pause_all(conn)?;
    let series = invoices::queries::restored::stop_series(conn)?;
    auth::queries::delete_all_access(conn)?;
    let change = Change::of_all("database.restored", "database");
    audit::record(conn, &Actor::program("restore"), &change)?;
    db::end_restoring(conn)?;
    Ok(Restored {
        erased,
        secrets,
        messages,
        campaigns,
        series: series.iter().map(ToString::to_string).collect(),
        state,
        ..Restored::default()
    })
}

/// What is done at each start anyway: the restore is through, whatever becomes of it.
fn look_after(conn: &mut PgConnection, config: &Config, beside: &Path) {
    let clock = Clock {
        pinned: config.server.today,
    };
    if let Err(error) = bring_figures_up_to_date(conn, clock) {
        tracing::warn!(
            error = format!("{error:#}"),
            "The figures are brought up to date when the program serves"
        );
    }
    if let Err(error) = tombstones::keep(conn, beside) {
        tracing::warn!(
            error = format!("{error:#}"),
            "The tombstones were not written beside the database; the next start tries again"
        );
    }
}

fn refuse_what_is_not_fresh(conn: &mut PgConnection) -> anyhow::Result<()> {
    let tables = queries::count_tables(conn).context("Failed to look at the database")?;
    if tables > 0 {
        db::refuse_half_restored(conn)?;
    }
    ensure!(
        tables == 0,
        "The database is not empty ({tables} tables): a backup is restored into a fresh one only. Point DATABASE_URL at a new, empty \
         database, or VINCULO_DATA_DIR at a new folder; take the old one away only when the new one works"
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
