use diesel::dsl::now;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text, Timestamptz};

use super::model::{Merge, State};
use super::rule::Name;
use crate::db::schema::{service_merges, services};
use crate::domain::{CampaignId, CustomerViewId, ServiceId, ServiceMergeId, UserId};
use crate::services::followers::Followed;
use crate::services::model::Service;

/// More merges belong to the audit log.
const SHOWN: i64 = 50;

/// Every entry that stands for itself, with how often it was taken.
pub fn list_names(conn: &mut PgConnection) -> QueryResult<Vec<Name>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        id: ServiceId,
        #[diesel(sql_type = Text)]
        category: String,
        #[diesel(sql_type = Text)]
        name: String,
        #[diesel(sql_type = BigInt)]
        services: i64,
    }
    let rows: Vec<Row> = diesel::sql_query(
        "SELECT s.id, s.category, s.name, coalesce(taken.count, 0)::bigint AS services
         FROM services s LEFT JOIN (
             SELECT service_id, sum(count) AS count FROM service_months GROUP BY service_id
         ) AS taken ON taken.service_id = s.id
         WHERE s.merged_into IS NULL ORDER BY s.id",
    )
    .load(conn)?;
    let names = rows.into_iter().map(|row| Name {
        id: row.id,
        category: row.category,
        name: row.name,
        services: row.services,
    });
    Ok(names.collect())
}

/// What an entry's history comes to.
#[derive(Debug, Clone, QueryableByName)]
pub struct Taken {
    #[diesel(sql_type = BigInt)]
    pub services: i64,
    /// Minor units.
    #[diesel(sql_type = BigInt)]
    pub revenue: i64,
    #[diesel(sql_type = Nullable<diesel::sql_types::Date>)]
    pub first: Option<chrono::NaiveDate>,
    #[diesel(sql_type = Nullable<diesel::sql_types::Date>)]
    pub last: Option<chrono::NaiveDate>,
}

pub fn find_taken(conn: &mut PgConnection, service: ServiceId) -> QueryResult<Taken> {
    diesel::sql_query(
        "SELECT coalesce(sum(count), 0)::bigint AS services, coalesce(sum(revenue), 0)::bigint AS revenue,
                (SELECT min(date) FROM service_history WHERE service_id = $1) AS first,
                (SELECT max(date) FROM service_history WHERE service_id = $1) AS last
         FROM service_months WHERE service_id = $1",
    )
    .bind::<BigInt, _>(service)
    .get_result(conn)
}

/// Both, in the order of their ids, so that two merges never wait for each other.
pub fn lock_two(
    conn: &mut PgConnection,
    a: ServiceId,
    b: ServiceId,
) -> QueryResult<(Service, Service)> {
    let rows: Vec<Service> = services::table
        .filter(services::id.eq_any([a, b]))
        .order(services::id)
        .select(Service::as_select())
        .for_update()
        .load(conn)?;
    let find = |id: ServiceId| {
        let found = rows.iter().find(|service| service.id == id);
        found.cloned().ok_or(diesel::result::Error::NotFound)
    };
    Ok((find(a)?, find(b)?))
}

pub fn insert_merge(
    conn: &mut PgConnection,
    loser: &Service,
    winner: &Service,
    by: UserId,
) -> QueryResult<Merge> {
    diesel::insert_into(service_merges::table)
        .values((
            service_merges::loser_id.eq(loser.id),
            service_merges::winner_id.eq(winner.id),
            service_merges::loser_active.eq(loser.active),
            service_merges::merged_by.eq(by),
        ))
        .returning(Merge::as_returning())
        .get_result(conn)
}

/// Lets `winner` stand for the loser, which is no longer offered; or lets it stand for itself again.
pub fn update_standing(
    conn: &mut PgConnection,
    loser: ServiceId,
    winner: Option<ServiceId>,
    active: bool,
) -> QueryResult<usize> {
    diesel::update(services::table.find(loser.get()))
        .set((
            services::merged_into.eq(winner),
            services::active.eq(active),
            services::version.eq(services::version + 1),
            services::updated_at.eq(now),
        ))
        .execute(conn)
}

pub fn lock_merge(conn: &mut PgConnection, id: ServiceMergeId) -> QueryResult<Merge> {
    service_merges::table
        .find(id)
        .select(Merge::as_select())
        .for_update()
        .first(conn)
}

pub fn update_state(
    conn: &mut PgConnection,
    id: ServiceMergeId,
    state: State,
) -> QueryResult<usize> {
    diesel::update(service_merges::table.find(id))
        .set(service_merges::state.eq(state))
        .execute(conn)
}

pub fn update_undone(
    conn: &mut PgConnection,
    id: ServiceMergeId,
    by: UserId,
) -> QueryResult<usize> {
    diesel::update(service_merges::table.find(id))
        .set((
            service_merges::state.eq(State::Undoing),
            service_merges::undone_by.eq(by),
            service_merges::undone_at.eq(now),
        ))
        .execute(conn)
}

/// What followed the loser's category.
pub fn update_followed(
    conn: &mut PgConnection,
    id: ServiceMergeId,
    followed: &Followed,
) -> QueryResult<usize> {
    let views = followed.views.iter().copied().map(Some);
    let drafts = followed.drafts.iter().copied().map(Some);
    diesel::update(service_merges::table.find(id))
        .set((
            service_merges::views.eq(views.collect::<Vec<Option<CustomerViewId>>>()),
            service_merges::drafts.eq(drafts.collect::<Vec<Option<CampaignId>>>()),
        ))
        .execute(conn)
}

pub fn add_moved(conn: &mut PgConnection, id: ServiceMergeId, n: i64) -> QueryResult<usize> {
    diesel::update(service_merges::table.find(id))
        .set(service_merges::moved.eq(service_merges::moved + n))
        .execute(conn)
}

pub fn add_left_alone(conn: &mut PgConnection, id: ServiceMergeId, n: i64) -> QueryResult<usize> {
    diesel::update(service_merges::table.find(id))
        .set(service_merges::left_alone.eq(service_merges::left_alone + n))
        .execute(conn)
}

/// A merge as the page shows it.
#[derive(Debug, Clone, QueryableByName)]
pub struct Shown {
    #[diesel(sql_type = BigInt)]
    pub id: ServiceMergeId,
    #[diesel(sql_type = Text)]
    pub loser: String,
    #[diesel(sql_type = Text)]
    pub winner: String,
    #[diesel(sql_type = BigInt)]
    pub winner_id: ServiceId,
    #[diesel(sql_type = Text)]
    pub state: State,
    #[diesel(sql_type = BigInt)]
    pub moved: i64,
    #[diesel(sql_type = BigInt)]
    pub left_alone: i64,
    #[diesel(sql_type = Timestamptz)]
    pub merged_at: chrono::DateTime<chrono::Utc>,
    #[diesel(sql_type = Text)]
    pub by: String,
}

/// The newest merges.
pub fn list_merges(conn: &mut PgConnection) -> QueryResult<Vec<Shown>> {
    diesel::sql_query(
        "SELECT m.id, l.name AS loser, w.name AS winner, w.id AS winner_id, m.state, m.moved, m.left_alone, m.merged_at,
                u.name AS by
         FROM service_merges m JOIN services l ON l.id = m.loser_id JOIN services w ON w.id = m.winner_id
         JOIN users u ON u.id = m.merged_by
         ORDER BY m.id DESC LIMIT $1",
    )
    .bind::<BigInt, _>(SHOWN)
    .load(conn)
}
