//! Changes of the catalogue, each with its trace in the audit log.

use diesel::result::{DatabaseErrorKind, Error as DieselError};
use diesel::{PgConnection, QueryResult};

use super::followers::{CategoryFollowers, Followed};
use super::merging::{self, Name};
use super::model::{Entry, Service};
use super::queries;
use crate::audit::{self, Actor, Change};
use crate::domain::ServiceId;
use crate::web::AppError;

/// The key under which a conflict says that another entry has the name.
pub const NAME_TAKEN: &str = "services-name-taken";

/// The entry of that category and name; a new one where there is none. It gets no price: what was paid once may have
/// been a slip of the key or a favour, and correcting it must correct the catalogue too.
pub fn find_or_create(
    conn: &mut PgConnection,
    actor: &Actor,
    category: &str,
    name: &str,
) -> QueryResult<Service> {
    if let Some(service) = queries::find_by_name(conn, category, name)? {
        return Ok(service);
    }
    match queries::insert_service(conn, category, name)? {
        Some(service) => {
            let change = Change::new("service.created", "service", service.id)
                .set("category", category)
                .set("name", name);
            audit::record(conn, actor, &change)?;
            Ok(service)
        }
        // Whoever was faster has committed by now, or the insert would still wait.
        None => queries::find_by_name(conn, category, name)?.ok_or(DieselError::NotFound),
    }
}

/// What came of an entry that a person typed.
pub(super) enum Made {
    Entry(ServiceId),
    /// It was not stored: the names of these mean the same.
    Alike(Vec<Name>),
}

/// A new entry as a person typed it; refuses a name that another entry has, or had before it was merged, and unless the person
/// says otherwise one that means the same as another's.
pub(super) fn create(
    conn: &mut PgConnection,
    actor: &Actor,
    entry: &Entry,
    allow_alike: bool,
) -> Result<Made, AppError> {
    if queries::find_by_name(conn, &entry.category, &entry.name)?.is_some() {
        return Err(AppError::Conflict(NAME_TAKEN));
    }
    if !allow_alike {
        let names = merging::list_names(conn)?;
        let alike = merging::alike(&entry.category, &entry.name, &names);
        if !alike.is_empty() {
            return Ok(Made::Alike(alike));
        }
    }
    // Whoever was faster has committed by now, or the insert would still wait.
    let made = queries::insert_entry(conn, entry)?;
    let service = made.ok_or(AppError::Conflict(NAME_TAKEN))?;
    let change = Change::new("service.created", "service", service.id)
        .set("category", &entry.category)
        .set("name", &entry.name)
        .field("price", None, entry.price)
        .set("active", entry.active);
    audit::record(conn, actor, &change)?;
    Ok(Made::Entry(service.id))
}

/// Stores what a person changed, over the version that they read; refuses a name that another entry has. What asks for its
/// category follows where it was the last of it: returns what did.
pub(super) fn update(
    conn: &mut PgConnection,
    actor: &Actor,
    id: ServiceId,
    version: i32,
    entry: &Entry,
    followers: CategoryFollowers,
) -> Result<Followed, AppError> {
    let before = queries::find_service(conn, id)?;
    if before.merged_into.is_some() {
        return Err(AppError::Conflict("service-merge-gone"));
    }
    let same_name = queries::find_by_name(conn, &entry.category, &entry.name)?;
    if same_name.is_some_and(|other| other.id != id) {
        return Err(AppError::Conflict(NAME_TAKEN));
    }
    match queries::update_service(conn, id, version, entry) {
        Ok(0) => return Err(AppError::Conflict("services-changed-meanwhile")),
        // Somebody took the name since it was looked for.
        Err(DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => {
            return Err(AppError::Conflict(NAME_TAKEN));
        }
        updated => updated?,
    };
    let change = Change::new("service.updated", "service", id)
        .field("category", &before.category, &entry.category)
        .field("name", &before.name, &entry.name)
        .field("price", before.price, entry.price)
        .field("active", before.active, entry.active);
    audit::record(conn, actor, &change)?;
    let categories = (before.category.as_str(), entry.category.as_str());
    Ok(followers.follow(conn, actor, categories)?)
}
