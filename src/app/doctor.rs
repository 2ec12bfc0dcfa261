//! `vinculo doctor`: everything that the program stands on, told in lines.

use anyhow::Context as _;
use chrono::Utc;
use diesel::{Connection as _, PgConnection};

use super::Parts;
use super::database::{POOL_SIZE, reach};
use crate::audit::Actor;
use crate::config::Config;
use crate::connections::{self, Name, Outside};
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
        Err(error) => findings.push(doctor::unasked(&error)),
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

/// What came of asking just now, of nothing else. Nothing where the schema is behind or half restored: the outcomes are kept in
/// a table.
async fn ask(config: &Config, url: &str) -> anyhow::Result<Vec<Finding>> {
    let db = Db::connect(url, POOL_SIZE)?;
    let is_ready = db
        .run(|conn| Ok(doctor::is_ready(conn)))
        .await
        .context("Failed to look at the schema")??;
    if !is_ready {
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
    let asked = connections::check_all(outside, &Actor::program("doctor")).await?;
    let checks = parts.db.run(connections::list_checks).await?;
    let now = Utc::now();
    let mail = (!asked.contains(&Name::Smtp)).then(doctor::no_mail);
    let of_now = checks
        .iter()
        .filter(|check| asked.iter().any(|name| name.as_str() == check.name));
    let moment = |check: &connections::Check| check.checked_at.format("%Y-%m-%d %H:%M UTC");
    let told =
        of_now.map(|check| doctor::connection_finding(check, moment(check).to_string(), now));
    Ok(mail.into_iter().chain(told).collect())
}
