use chrono::NaiveDate;
use diesel::{PgConnection, QueryResult};

use super::{quantiles, queries};
use crate::domain::RfmThresholds;
use crate::settings::queries as settings;
use crate::settings::{CutMode, Cuts};

/// Computes quantiles anew where the business day has moved since; returns the thresholds that hold from now on.
pub fn refresh_quantiles(conn: &mut PgConnection) -> QueryResult<RfmThresholds> {
    let (cuts, _) = settings::find_cuts(conn)?;
    if cuts.rfm_cuts == CutMode::Fixed {
        return Ok(cuts.thresholds());
    }
    let (day, customers) = queries::find_base(conn)?;
    if cuts.rfm_cuts_day == Some(day) {
        return Ok(cuts.thresholds());
    }
    let after = at_quantiles(conn, &cuts, day, customers)?;
    settings::update_computed_cuts(conn, &cuts, &after)?;
    Ok(settings::find_cuts(conn)?.0.thresholds())
}

/// The cuts with quantiles of the customers of now; without any they stay as they are.
pub fn at_quantiles(
    conn: &mut PgConnection,
    cuts: &Cuts,
    day: NaiveDate,
    customers: i64,
) -> QueryResult<Cuts> {
    if customers == 0 {
        return Ok(cuts.at(&cuts.thresholds(), Some(day)));
    }
    let places = quantiles::places(customers, cuts.rfm_parts.into());
    let found = queries::find_at_cuts(conn, places)?;
    Ok(cuts.at(&quantiles::thresholds(&found), Some(day)))
}
