//! `vinculo doctor`: everything that the program stands on, told in lines.

use anyhow::Context as _;
use diesel::{Connection as _, PgConnection};

use super::Parts;
use super::database::{POOL_SIZE, reach};
use crate::audit::Actor;
use crate::config::Config;
use crate::connections::{self, Outside};
use crate::db::Db;
use crate::doctor::{self, Finding};

/// Looks at everything and asks everything outside. Migrates nothing: of a database that is behind only that is told.
pub async fn examine(config: &Config) -> Vec<Finding> {
    let own = config.clone();
    let looked = tokio::task::spawn_blocking(move || look(&own)).await;
    let looked = looked.context("Failed to look").and_then(|looked| looked);
    let (mut findings, url, _cluster) = match looked {
        Ok(looked) => looked,
        Err(error) => return vec![doctor::unreachable(&error)],
    };
    match ask(config, &url).await {
        Ok(more) => findings.extend(more),
        Err(error) => tracing::warn!(
            error = format!("{error:#}"),
            "The connections were not asked"
        ),
    }
    findings
}

type Looked = (Vec<Finding>, String, Option<crate::db::cluster::Cluster>);

fn look(config: &Config) -> anyhow::Result<Looked> {
    let (url, cluster) = reach(config)?;
    let mut conn = PgConnection::establish(&url).context("Failed to reach the database")?;
    let facts = doctor::gather(&mut conn, config)?;
    Ok((doctor::findings(&facts), url, cluster))
}

/// Nothing where the schema is behind: the outcomes are kept in a table.
async fn ask(config: &Config, url: &str) -> anyhow::Result<Vec<Finding>> {
    let db = Db::connect(url, POOL_SIZE)?;
    let pending = db.run(|conn| Ok(crate::db::list_pending(conn))).await??;
    if !pending.is_empty() {
        return Ok(Vec::new());
    }
    let parts = Parts::new(config.clone(), db)?;
    let outside = Outside {
        config: &parts.config,
        db: &parts.db,
        office: &parts.office,
        engines: &parts.engines,
        outbound: &parts.outbound,
    };
    connections::check_all(outside, &Actor::program("doctor")).await?;
    let checks = parts.db.run(connections::list_checks).await?;
    Ok(checks.iter().map(doctor::connection_finding).collect())
}
