use chrono::{DateTime, Duration, NaiveDate, Utc};
use diesel::define_sql_function;
use diesel::dsl::now;
use diesel::prelude::*;
use diesel::sql_types::Date;

use super::forms::Setup;
use crate::db::Json;
use crate::db::schema::{
    business_day, one_time_links, sessions, settings, sign_in_failures, users,
};
use crate::domain::{
    Currency, Hemisphere, Language, OfferLimits, Organisation, OwnField, RfmThresholds, Role,
    Theme, UserId,
};

define_sql_function! {
    /// The newest day with services, up to one.
    fn newest_service(up_to: Date) -> Nullable<Date>;
}

/// Without a request for this long a session is over.
pub(super) const IDLE_LIMIT: Duration = Duration::hours(12);
/// The idle time is written at most this often.
const TOUCH_AFTER: Duration = Duration::minutes(1);
/// After this long a person signs in again, however busy.
pub const ABSOLUTE_LIMIT: Duration = Duration::days(30);

/// Everything that a page's frame needs, in one statement: organisation, business date, and who looks at it.
pub struct Front {
    pub organisation: OrganisationRow,
    pub business: BusinessDay,
    pub newest_service: Option<NaiveDate>,
    pub user: Option<SessionUser>,
    pub last_seen_at: Option<DateTime<Utc>>,
}

impl Front {
    pub fn needs_touch(&self, at: DateTime<Utc>) -> bool {
        self.user.is_some()
            && self
                .last_seen_at
                .is_some_and(|seen| seen + TOUCH_AFTER < at)
    }
}

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = settings)]
pub struct OrganisationRow {
    pub organisation_name: String,
    pub country: String,
    pub currency: Currency,
    pub locale: String,
    pub language: Language,
    pub time_zone: String,
    pub hemisphere: Hemisphere,
    pub rfm_r3_days: i32,
    pub rfm_r2_days: i32,
    pub rfm_f3: i32,
    pub rfm_f2: i32,
    pub rfm_m3: i64,
    pub rfm_m2: i64,
    pub offer_best_percent: i32,
    pub offer_win_back_percent: i32,
    pub offer_other_percent: i32,
    pub stale_after_days: i32,
    pub is_demo: bool,
    pub customer_fields: Json<Vec<OwnField>>,
}

#[derive(Debug, Clone, Copy, Queryable, Selectable)]
#[diesel(table_name = business_day)]
pub struct BusinessDay {
    pub day: NaiveDate,
    pub r3_days: i32,
    pub r2_days: i32,
    pub f3: i32,
    pub f2: i32,
    pub m3: i64,
    pub m2: i64,
}

impl BusinessDay {
    /// Whether the stored scores are those of the settings' thresholds.
    pub fn holds_for(&self, rfm: &RfmThresholds) -> bool {
        let stored = (
            self.r3_days,
            self.r2_days,
            i64::from(self.f3),
            i64::from(self.f2),
            self.m3,
            self.m2,
        );
        stored == (rfm.r3_days, rfm.r2_days, rfm.f3, rfm.f2, rfm.m3, rfm.m2)
    }
}

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = users)]
pub struct SessionUser {
    pub id: UserId,
    pub name: String,
    pub email: String,
    pub role: Role,
    pub language: Option<Language>,
    pub theme: Theme,
}

impl From<OrganisationRow> for Organisation {
    fn from(row: OrganisationRow) -> Self {
        Self {
            name: row.organisation_name,
            country: row.country,
            currency: row.currency,
            locale: row.locale.parse().unwrap_or_default(),
            time_zone: row.time_zone.parse().unwrap_or(chrono_tz::UTC),
            language: row.language,
            hemisphere: row.hemisphere,
            rfm: RfmThresholds {
                r3_days: row.rfm_r3_days,
                r2_days: row.rfm_r2_days,
                f3: row.rfm_f3.into(),
                f2: row.rfm_f2.into(),
                m3: row.rfm_m3,
                m2: row.rfm_m2,
            },
            offer_limits: OfferLimits {
                best: row.offer_best_percent,
                win_back: row.offer_win_back_percent,
                other: row.offer_other_percent,
            },
            stale_after_days: row.stale_after_days,
            customer_fields: row.customer_fields.0,
        }
    }
}

/// The frame for whoever holds the token of `token_hash`; without a valid session there is no user in it.
pub fn find_front(conn: &mut PgConnection, token_hash: &[u8]) -> QueryResult<Front> {
    let idle_since = Utc::now() - IDLE_LIMIT;
    let (organisation, business, newest_service, user, last_seen_at) = settings::table
        .inner_join(business_day::table.on(business_day::id.eq(settings::id)))
        .left_join(
            sessions::table.on(sessions::token_hash
                .eq(token_hash.to_vec())
                .and(sessions::expires_at.gt(now))
                .and(sessions::last_seen_at.gt(idle_since))),
        )
        .left_join(
            users::table.on(users::id
                .nullable()
                .eq(sessions::user_id.nullable())
                .and(users::disabled_at.is_null())),
        )
        .select((
            OrganisationRow::as_select(),
            BusinessDay::as_select(),
            newest_service(business_day::day),
            Option::<SessionUser>::as_select(),
            sessions::last_seen_at.nullable(),
        ))
        .first(conn)?;
    Ok(Front {
        organisation,
        business,
        newest_service,
        user,
        last_seen_at,
    })
}

/// The organisation for code without a request: jobs and the command line.
pub fn find_organisation(conn: &mut PgConnection) -> QueryResult<Organisation> {
    settings::table
        .select(OrganisationRow::as_select())
        .first(conn)
        .map(Organisation::from)
}

/// The fields that the business added, which stay as they are until the end of the transaction. `None` while somebody changes
/// the settings: a new name of an option may take minutes, for which nobody waits.
pub fn hold_customer_fields(conn: &mut PgConnection) -> QueryResult<Option<Vec<OwnField>>> {
    let held: Option<Json<Vec<OwnField>>> = settings::table
        .select(settings::customer_fields)
        .for_share()
        .skip_locked()
        .first(conn)
        .optional()?;
    Ok(held.map(|Json(fields)| fields))
}

pub fn find_is_demo(conn: &mut PgConnection) -> QueryResult<bool> {
    settings::table.select(settings::is_demo).first(conn)
}

/// The date that stored figures hold for.
pub fn find_business_day(conn: &mut PgConnection) -> QueryResult<NaiveDate> {
    business_day::table.select(business_day::day).first(conn)
}

pub fn insert_session(
    conn: &mut PgConnection,
    user: UserId,
    token_hash: &[u8],
    user_agent: &str,
) -> QueryResult<usize> {
    diesel::insert_into(sessions::table)
        .values((
            sessions::token_hash.eq(token_hash),
            sessions::user_id.eq(user.get()),
            sessions::expires_at.eq(Utc::now() + ABSOLUTE_LIMIT),
            sessions::user_agent.eq(user_agent),
        ))
        .execute(conn)
}

pub fn touch_session(conn: &mut PgConnection, token_hash: &[u8]) -> QueryResult<usize> {
    diesel::update(sessions::table.find(token_hash))
        .set(sessions::last_seen_at.eq(now))
        .execute(conn)
}

pub fn delete_session(conn: &mut PgConnection, token_hash: &[u8]) -> QueryResult<usize> {
    diesel::delete(sessions::table.find(token_hash)).execute(conn)
}

/// Signs a person out everywhere but here; `here` may be no session of theirs at all.
pub fn delete_other_sessions(
    conn: &mut PgConnection,
    user: UserId,
    here: &[u8],
) -> QueryResult<usize> {
    diesel::delete(
        sessions::table.filter(
            sessions::user_id
                .eq(user.get())
                .and(sessions::token_hash.ne(here)),
        ),
    )
    .execute(conn)
}

/// Forgets what is over: sessions, links and failures.
pub fn delete_expired(conn: &mut PgConnection) -> QueryResult<usize> {
    let idle_since = Utc::now() - IDLE_LIMIT;
    let sessions = diesel::delete(
        sessions::table.filter(
            sessions::expires_at
                .lt(now)
                .or(sessions::last_seen_at.lt(idle_since)),
        ),
    )
    .execute(conn)?;
    let links = diesel::delete(
        one_time_links::table.filter(one_time_links::expires_at.lt(Utc::now() - Duration::days(7))),
    )
    .execute(conn)?;
    let failures = diesel::sql_query(
        "DELETE FROM sign_in_failures WHERE failed_at < now() - interval '1 day'",
    )
    .execute(conn)?;
    Ok(sessions + links + failures)
}

/// After a restore: sessions that were ended and links that were used since the backup would hold again. Everybody signs in anew.
pub fn delete_all_access(conn: &mut PgConnection) -> QueryResult<usize> {
    let sessions = diesel::delete(sessions::table).execute(conn)?;
    let links = diesel::delete(one_time_links::table).execute(conn)?;
    Ok(sessions + links)
}

/// How often signing in failed for a subject (an account or an address) since then.
pub fn count_failures(
    conn: &mut PgConnection,
    subject: &[u8],
    since: DateTime<Utc>,
) -> QueryResult<i64> {
    sign_in_failures::table
        .filter(
            sign_in_failures::subject
                .eq(subject)
                .and(sign_in_failures::failed_at.gt(since)),
        )
        .count()
        .get_result(conn)
}

pub fn insert_failures(conn: &mut PgConnection, subjects: &[&Vec<u8>]) -> QueryResult<Vec<i64>> {
    let rows: Vec<_> = subjects
        .iter()
        .map(|subject| sign_in_failures::subject.eq(*subject))
        .collect();
    diesel::insert_into(sign_in_failures::table)
        .values(rows)
        .returning(sign_in_failures::id)
        .get_results(conn)
}

pub fn delete_failures(conn: &mut PgConnection, ids: &[i64]) -> QueryResult<usize> {
    diesel::delete(sign_in_failures::table.filter(sign_in_failures::id.eq_any(ids))).execute(conn)
}

pub fn delete_failures_of(conn: &mut PgConnection, subject: &[u8]) -> QueryResult<usize> {
    diesel::delete(sign_in_failures::table.filter(sign_in_failures::subject.eq(subject)))
        .execute(conn)
}

/// What the set-up page says of the organisation.
pub fn update_organisation(
    conn: &mut PgConnection,
    setup: &Setup,
    language: Language,
    by: UserId,
) -> QueryResult<usize> {
    diesel::update(settings::table)
        .set((
            settings::organisation_name.eq(&setup.organisation_name),
            settings::country.eq(&setup.country),
            settings::currency.eq(setup.currency),
            settings::locale.eq(&setup.locale),
            settings::language.eq(language),
            settings::time_zone.eq(&setup.time_zone),
            settings::hemisphere.eq(setup.hemisphere),
            settings::updated_at.eq(now),
            settings::updated_by.eq(by.get()),
        ))
        .execute(conn)
}
