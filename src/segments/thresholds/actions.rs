use chrono::NaiveDate;
use diesel::{PgConnection, QueryResult};

use super::{quantiles, queries};
use crate::domain::RfmThresholds;
use crate::domain::period::month_start;
use crate::settings::queries as settings;
use crate::settings::{CutMode, Cuts};

/// Computes quantiles anew once a month, or where they still have to be; returns the thresholds that hold from now on.
/// New ones score everybody and move all months of everybody: each night would be too much, and segments would change of
/// customers who did nothing.
pub fn refresh_quantiles(conn: &mut PgConnection) -> QueryResult<RfmThresholds> {
    let (cuts, _) = settings::find_cuts(conn)?;
    if cuts.rfm_cuts == CutMode::Fixed {
        return Ok(cuts.thresholds());
    }
    let (day, customers) = queries::find_base(conn)?;
    let is_of_the_month = |held: NaiveDate| month_start(held) == month_start(day);
    if customers == 0 || cuts.rfm_cuts_day.is_some_and(is_of_the_month) {
        return Ok(cuts.thresholds());
    }
    let after = at_quantiles(conn, &cuts, day, customers)?;
    settings::update_computed_cuts(conn, &cuts, &after)?;
    Ok(settings::find_cuts(conn)?.0.thresholds())
}

/// The cuts with quantiles of the customers of now. Without any they stay as they are, and still have to be computed.
pub fn at_quantiles(
    conn: &mut PgConnection,
    cuts: &Cuts,
    day: NaiveDate,
    customers: i64,
) -> QueryResult<Cuts> {
    if customers == 0 {
        return Ok(cuts.at(&cuts.thresholds(), None));
    }
    let places = quantiles::places(customers, cuts.rfm_parts.into());
    let found = queries::find_at_cuts(conn, places)?;
    Ok(cuts.at(&quantiles::thresholds(&found), Some(day)))
}
