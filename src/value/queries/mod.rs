//! The statements of customer value: what the models learn from, what they say, and the list of calls. All hold for the
//! business day; rows dated after it count nowhere.

mod list;
mod scoring;

pub use list::{
    COUNT_LIMIT, PAGE, delete_pause, find_own_pause, find_summary, insert_pause, is_noted,
    is_paused, list_to_call, move_pauses,
};
pub use scoring::{
    Told, delete_values, find_base, find_unscored, finish_model, insert_model, list_chunk,
    list_medians, list_sample, lock_models, lock_scoring, replace_category_rhythms, update_scored,
    upsert_values,
};

use chrono::NaiveDate;
use diesel::prelude::*;

use super::model::Model;
use crate::db::schema::{business_day, value_models};

/// The newest, whatever became of it; `None` before the first night.
pub fn find_newest(conn: &mut PgConnection) -> QueryResult<Option<Model>> {
    value_models::table
        .order(value_models::id.desc())
        .select(Model::as_select())
        .first(conn)
        .optional()
}

pub fn find_business_day(conn: &mut PgConnection) -> QueryResult<NaiveDate> {
    business_day::table.select(business_day::day).first(conn)
}

/// By category of today's catalogue, the days on which `customer` took something, up to `day`: an expression of JSON.
pub(super) fn visited(customer: &str, day: &str) -> String {
    format!(
        "coalesce((SELECT jsonb_agg(taken) FROM (
             SELECT services.category, array_agg(DISTINCT h.date ORDER BY h.date) AS days
             FROM service_history h JOIN services ON services.id = h.service_id
             WHERE h.customer_id = {customer} AND h.date <= {day} GROUP BY services.category
         ) AS taken), '[]')"
    )
}

/// What is known of a customer's rhythm and value, as JSON of an `Outlook`; a part of another statement, which says where
/// customer and day stand.
pub fn outlook_part([customer, day]: [&str; 2]) -> String {
    format!(
        "SELECT jsonb_build_object(
             'model', to_jsonb(model), 'value', to_jsonb(told), 'visited', {visited},
             'medians', coalesce((SELECT jsonb_object_agg(category, interval_days) FROM category_rhythms), '{{}}'))
         FROM (SELECT max(id) AS id FROM value_models) AS newest
         LEFT JOIN customer_values told ON told.customer_id = {customer}
         LEFT JOIN value_models model ON model.id = coalesce(told.model_id, newest.id)",
        visited = visited(customer, day)
    )
}
