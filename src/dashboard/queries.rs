use std::sync::LazyLock;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Date, Integer, Jsonb, Timestamptz};

use crate::activities::work::{DueTask, due_part};
use crate::db::Json;
use crate::domain::UserId;
use crate::history::queries::MONTHS;
use crate::history::totals::MonthTotals;
use crate::opportunities::{Pipeline, queries::figures::pipeline_part};
use crate::segments::queries::{GRID, GridRow};

/// Small lists of four features, each in whole as its owner asks for it, so that one way to the database is enough.
static LISTS: LazyLock<String> = LazyLock::new(|| {
    let (tasks, pipeline) = (due_part(["$2", "$3", "$4"]), pipeline_part(["$5", "$6"]));
    format!(
        "SELECT coalesce((SELECT jsonb_agg(line) FROM ({MONTHS}) AS line), '[]') AS months,
                coalesce((SELECT jsonb_agg(line) FROM ({GRID}) AS line), '[]') AS grid,
                coalesce((SELECT jsonb_agg(line) FROM ({tasks}) AS line), '[]') AS tasks,
                coalesce((SELECT jsonb_agg(line) FROM ({pipeline}) AS line WHERE $7), '[]') AS pipeline,
                (SELECT count(*) > 1 FROM (SELECT FROM users LIMIT 2) AS people) AS has_team,
                (SELECT mail_footer_address IS NOT NULL FROM settings) AS has_address"
    )
});

/// For whom, and up to when.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    /// So many months, the last of them this one.
    pub months: i32,
    pub user: UserId,
    /// Of what the user has to do, so much.
    pub tasks: i64,
    pub today: NaiveDate,
    pub end_of_today: DateTime<Utc>,
    pub begin_of_month: DateTime<Utc>,
    pub with_pipeline: bool,
}

#[derive(QueryableByName)]
pub struct Lists {
    #[diesel(sql_type = Jsonb)]
    pub months: Json<Vec<MonthTotals>>,
    #[diesel(sql_type = Jsonb)]
    pub grid: Json<Vec<GridRow>>,
    #[diesel(sql_type = Jsonb)]
    pub tasks: Json<Vec<DueTask>>,
    #[diesel(sql_type = Jsonb)]
    pub pipeline: Json<Vec<Pipeline>>,
    /// Whether more than one works here.
    #[diesel(sql_type = Bool)]
    pub has_team: bool,
    /// Whether the settings have what every mail says of the business.
    #[diesel(sql_type = Bool)]
    pub has_address: bool,
}

pub fn find_lists(conn: &mut PgConnection, asked: &Asked) -> QueryResult<Lists> {
    diesel::sql_query(LISTS.as_str())
        .bind::<Integer, _>(asked.months)
        .bind::<BigInt, _>(asked.user)
        .bind::<Timestamptz, _>(asked.end_of_today)
        .bind::<BigInt, _>(asked.tasks)
        .bind::<Date, _>(asked.today)
        .bind::<Timestamptz, _>(asked.begin_of_month)
        .bind::<Bool, _>(asked.with_pipeline)
        .get_result(conn)
}
