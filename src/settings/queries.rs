use diesel::dsl::{exists, now, select};
use diesel::prelude::*;

use super::model::{Cuts, Demo, Settings};
use crate::db::schema::{service_history, settings};
use crate::domain::UserId;

/// The row with its version, and whether there are amounts, which fix the currency.
pub fn find_settings(conn: &mut PgConnection) -> QueryResult<(Settings, i32, bool)> {
    let (row, version) = settings::table
        .select((Settings::as_select(), settings::version))
        .first(conn)?;
    Ok((row, version, has_amounts(conn)?))
}

fn has_amounts(conn: &mut PgConnection) -> QueryResult<bool> {
    select(exists(service_history::table.select(service_history::id))).get_result(conn)
}

/// Whether the currency may be changed, and until the transaction's end nothing is imported in the old one.
pub fn lock_currency(conn: &mut PgConnection) -> QueryResult<CurrencyLock> {
    let locked = settings::table
        .select(settings::id)
        .for_update()
        .skip_locked()
        .first::<bool>(conn)
        .optional()?;
    match locked {
        None => Ok(CurrencyLock::Busy),
        Some(_) if has_amounts(conn)? => Ok(CurrencyLock::Fixed),
        Some(_) => Ok(CurrencyLock::Free),
    }
}

/// What may be done with the currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CurrencyLock {
    Free,
    /// An import holds it.
    Busy,
    /// There are amounts.
    Fixed,
}

/// Stores the row over the version that was read; 0 rows when somebody was faster.
pub fn update_settings(
    conn: &mut PgConnection,
    row: &Settings,
    version: i32,
    by: UserId,
) -> QueryResult<usize> {
    diesel::update(settings::table.filter(settings::version.eq(version)))
        .set((
            row,
            settings::version.eq(version + 1),
            settings::updated_at.eq(now),
            settings::updated_by.eq(by.get()),
        ))
        .execute(conn)
}

/// How the thresholds are found, with the row's version.
pub fn find_cuts(conn: &mut PgConnection) -> QueryResult<(Cuts, i32)> {
    settings::table
        .select((Cuts::as_select(), settings::version))
        .first(conn)
}

/// Stores the cuts over the version that was read; 0 rows when somebody was faster.
pub fn update_cuts(
    conn: &mut PgConnection,
    cuts: &Cuts,
    version: i32,
    by: UserId,
) -> QueryResult<usize> {
    diesel::update(settings::table.filter(settings::version.eq(version)))
        .set((
            cuts,
            settings::version.eq(version + 1),
            settings::updated_at.eq(now),
            settings::updated_by.eq(by.get()),
        ))
        .execute(conn)
}

/// Stores quantiles that were computed for another day, unless somebody chose other cuts meanwhile. Nobody decided
/// anything, so the version stays.
pub fn update_computed_cuts(
    conn: &mut PgConnection,
    before: &Cuts,
    after: &Cuts,
) -> QueryResult<usize> {
    let unchanged = settings::rfm_cuts
        .eq(before.rfm_cuts)
        .and(settings::rfm_parts.eq(before.rfm_parts));
    diesel::update(settings::table.filter(unchanged))
        .set(after)
        .execute(conn)
}

/// Makes the organisation one that only shows what the product does: every page says so, and mail stays inside.
pub fn update_as_demo(conn: &mut PgConnection, demo: &Demo) -> QueryResult<usize> {
    diesel::update(settings::table)
        .set((
            demo,
            settings::is_demo.eq(true),
            settings::version.eq(settings::version + 1),
            settings::updated_at.eq(now),
        ))
        .execute(conn)
}
