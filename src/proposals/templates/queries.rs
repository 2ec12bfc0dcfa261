use diesel::define_sql_function;
use diesel::dsl::auto_type;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, Text, Timestamptz};

use super::example::Setting;
use super::model::{Candidate, Head, Listed, Plan, Version};
use super::render::Source;
use crate::db::schema::{
    customers, engine_settings, mail_template_versions, mail_templates, proposals, services,
    settings, users,
};
use crate::domain::{TemplateId, UserId};
use crate::proposals::offers::queries::find_terms;
use crate::segments::Segment;

/// More templates than this no list shows.
const MOST: i64 = 200;
/// Services of an example's mail.
const EXAMPLE_SERVICES: i64 = 3;

define_sql_function! {
    /// The version that a mail is made with; see the step that creates it.
    fn mail_template_version(
        is_made: Bool,
        made_with: Nullable<BigInt>,
        asked: Nullable<BigInt>,
        of_segment: Text,
        of_language: Text,
        as_of: Nullable<Timestamptz>,
    ) -> Nullable<BigInt>;
}

/// The version that the mail of each proposal is made with.
#[auto_type]
pub fn version_of_proposal() -> _ {
    mail_template_version(
        proposals::message_id.is_not_null(),
        proposals::template_version_id,
        proposals::template_id,
        proposals::segment,
        proposals::language,
        proposals::templates_of,
    )
}

/// Every template with its newest version; those put away at the end.
pub fn list_templates(conn: &mut PgConnection) -> QueryResult<Vec<Listed>> {
    mail_templates::table
        .inner_join(mail_template_versions::table)
        .left_join(users::table.on(users::id.nullable().eq(mail_template_versions::created_by)))
        .order((mail_templates::id, mail_template_versions::number.desc()))
        .distinct_on(mail_templates::id)
        .limit(MOST)
        .select((
            Head::as_select(),
            Version::as_select(),
            users::name.nullable(),
        ))
        .load(conn)
}

/// Those that a campaign may choose.
pub fn list_choices(conn: &mut PgConnection) -> QueryResult<Vec<(TemplateId, String)>> {
    mail_templates::table
        .filter(mail_templates::archived_at.is_null())
        .order((mail_templates::name, mail_templates::id))
        .limit(MOST)
        .select((mail_templates::id, mail_templates::name))
        .load(conn)
}

pub fn find_head(conn: &mut PgConnection, id: TemplateId) -> QueryResult<Head> {
    mail_templates::table
        .find(id)
        .select(Head::as_select())
        .first(conn)
}

/// Waits until nobody else is changing the template.
pub fn lock_head(conn: &mut PgConnection, id: TemplateId) -> QueryResult<Head> {
    mail_templates::table
        .find(id)
        .select(Head::as_select())
        .for_no_key_update()
        .first(conn)
}

/// The versions of a template with their authors, the newest first.
pub fn list_versions(
    conn: &mut PgConnection,
    id: TemplateId,
) -> QueryResult<Vec<(Version, Option<String>)>> {
    mail_template_versions::table
        .left_join(users::table)
        .filter(mail_template_versions::template_id.eq(id))
        .order(mail_template_versions::number.desc())
        .limit(MOST)
        .select((Version::as_select(), users::name.nullable()))
        .load(conn)
}

pub fn find_version(
    conn: &mut PgConnection,
    id: TemplateId,
    number: i32,
) -> QueryResult<(Head, Version)> {
    mail_templates::table
        .inner_join(mail_template_versions::table)
        .filter(mail_templates::id.eq(id))
        .filter(mail_template_versions::number.eq(number))
        .select((Head::as_select(), Version::as_select()))
        .first(conn)
}

pub fn insert_template(
    conn: &mut PgConnection,
    plan: &Plan,
    by: Option<UserId>,
) -> QueryResult<TemplateId> {
    diesel::insert_into(mail_templates::table)
        .values((
            mail_templates::name.eq(&plan.name),
            mail_templates::segment.eq(plan.segment),
            mail_templates::language.eq(plan.language),
            mail_templates::by_default.eq(plan.by_default),
            mail_templates::created_by.eq(by.map(UserId::get)),
        ))
        .returning(mail_templates::id)
        .get_result(conn)
}

pub fn update_template(conn: &mut PgConnection, id: TemplateId, plan: &Plan) -> QueryResult<usize> {
    diesel::update(mail_templates::table.find(id))
        .set((
            mail_templates::name.eq(&plan.name),
            mail_templates::segment.eq(plan.segment),
            mail_templates::language.eq(plan.language),
            mail_templates::by_default.eq(plan.by_default),
            mail_templates::version.eq(mail_templates::version + 1),
        ))
        .execute(conn)
}

/// Puts a template away, or brings it back; 0 when it is there already.
pub fn update_archived(
    conn: &mut PgConnection,
    id: TemplateId,
    archived: bool,
) -> QueryResult<usize> {
    let moved = mail_templates::table
        .find(id)
        .filter(mail_templates::archived_at.is_null().eq(archived));
    let at = archived.then(chrono::Utc::now);
    diesel::update(moved)
        .set((
            mail_templates::archived_at.eq(at),
            mail_templates::version.eq(mail_templates::version + 1),
        ))
        .execute(conn)
}

/// Adds the next version.
pub fn insert_version(
    conn: &mut PgConnection,
    id: TemplateId,
    number: i32,
    source: &Source,
    by: Option<UserId>,
) -> QueryResult<usize> {
    diesel::insert_into(mail_template_versions::table)
        .values((
            mail_template_versions::template_id.eq(id),
            mail_template_versions::number.eq(number),
            mail_template_versions::subject.eq(&source.subject),
            mail_template_versions::body.eq(&source.body),
            mail_template_versions::created_by.eq(by.map(UserId::get)),
        ))
        .execute(conn)
}

/// The newest proposals that were written.
pub fn list_candidates(conn: &mut PgConnection, limit: i64) -> QueryResult<Vec<Candidate>> {
    proposals::table
        .inner_join(customers::table)
        .filter(customers::deleted_at.is_null())
        .filter(proposals::ready_at.is_not_null())
        .order(proposals::id.desc())
        .limit(limit)
        .select((proposals::id, customers::full_name, proposals::created_at))
        .load(conn)
}

/// What an example takes from the organisation.
pub fn find_setting(conn: &mut PgConnection, segment: Segment) -> QueryResult<Setting> {
    let services = services::table
        .filter(services::active.eq(true))
        .order(services::id)
        .limit(EXAMPLE_SERVICES)
        .select((services::category, services::name, services::price))
        .load(conn)?;
    let (booking_url, footer_address, signature) = settings::table
        .inner_join(engine_settings::table.on(engine_settings::id.eq(settings::id)))
        .select((
            settings::booking_url,
            settings::mail_footer_address,
            engine_settings::signature,
        ))
        .first(conn)?;
    Ok(Setting {
        services,
        booking_url,
        footer_address,
        signature,
        terms: find_terms(conn, segment)?,
    })
}
