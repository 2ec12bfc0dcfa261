//! Changes of the fields, each with its trace in the audit log.

use diesel::{PgConnection, QueryResult};
use serde_json::{Value, json};

use super::followers::{FieldFollowers, Renamed};
use super::queries;
use crate::audit::{self, Actor, Change};
use crate::customers;
use crate::domain::{OwnField, OwnKey, UserId};
use crate::web::AppError;

/// The keys under which a conflict says that customers have an option that is to go, or values in a field whose kind is to
/// change.
pub const OPTION_IN_USE: &str = "own-field-option-in-use";
pub const KIND_IN_USE: &str = "own-field-kind-in-use";
/// And that an import brings answers at this moment.
const IMPORT_AT_WORK: &str = "own-field-import-at-work";

/// A field that is to be otherwise.
#[derive(Debug, Clone)]
pub struct Edit {
    pub key: OwnKey,
    pub before: Vec<OwnField>,
    pub after: Vec<OwnField>,
    /// Of the settings, at which the fields were as `before`.
    pub version: i32,
    /// The options of the field that are called otherwise.
    pub renamed: Vec<Renamed>,
}

/// Stores a field that is otherwise, and lets who has an option that is called otherwise follow.
pub fn edit(
    conn: &mut PgConnection,
    actor: &Actor,
    by: UserId,
    edit: &Edit,
    followers: FieldFollowers,
) -> Result<(), AppError> {
    if edit.before == edit.after {
        return Ok(());
    }
    // First, so that of two at once the slower one is told.
    if queries::update_fields(conn, &edit.after, edit.version, Some(by))? == 0 {
        return Err(AppError::Conflict("settings-changed-meanwhile"));
    }
    let field = |fields: &[OwnField]| fields.iter().find(|field| field.key == edit.key).cloned();
    let (Some(old), Some(new)) = (field(&edit.before), field(&edit.after)) else {
        return Err(AppError::NotFound);
    };
    let mut gone = old.options;
    gone.retain(|option| !new.options.contains(option));
    let is_of_answers = old.kind != new.kind || !edit.renamed.is_empty() || !gone.is_empty();
    if is_of_answers && !(followers.hold_imports_off)(conn)? {
        return Err(AppError::Conflict(IMPORT_AT_WORK));
    }
    if old.kind != new.kind && !queries::find_holders(conn, edit.key)?.is_nobody() {
        return Err(AppError::Conflict(KIND_IN_USE));
    }
    let renamed = match edit.renamed.is_empty() {
        true => None,
        false => Some(rename(conn, actor, by, (edit, &new.options), followers)?),
    };
    if !gone.is_empty() && !queries::list_options_in_use(conn, edit.key, &gone)?.is_empty() {
        return Err(AppError::Conflict(OPTION_IN_USE));
    }
    let note = change(&edit.before, &edit.after).set("customers", renamed);
    audit::record(conn, actor, &note)?;
    Ok(())
}

/// Lets whoever has an option, and whatever asks for it, have it as it is called by now. Returns how many customers had one.
fn rename(
    conn: &mut PgConnection,
    actor: &Actor,
    by: UserId,
    (edit, options): (&Edit, &[String]),
    followers: FieldFollowers,
) -> QueryResult<i64> {
    let (key, renamed) = (edit.key, &edit.renamed);
    queries::begin_long_work(conn)?;
    let customers = customers::queries::update_own_options(conn, key, (renamed, options), by)?;
    for follow in followers.traces {
        follow(conn, key, renamed)?;
    }
    customers::follow_options(conn, actor, key, renamed)?;
    (followers.drafts)(conn, actor, key, renamed)?;
    Ok(customers)
}

/// Stores the fields over the version at which they were as `before`.
pub fn update(
    conn: &mut PgConnection,
    actor: &Actor,
    by: UserId,
    (before, after): (&[OwnField], &[OwnField]),
    version: i32,
) -> Result<(), AppError> {
    if before == after {
        return Ok(());
    }
    if queries::update_fields(conn, after, version, Some(by))? == 0 {
        return Err(AppError::Conflict("settings-changed-meanwhile"));
    }
    audit::record(conn, actor, &change(before, after))?;
    Ok(())
}

/// A field that is new or otherwise than it was; else the order is.
fn change(before: &[OwnField], after: &[OwnField]) -> Change {
    let change = Change::of_all("settings.updated", "settings");
    match after.iter().find(|field| !before.contains(field)) {
        Some(field) => {
            let old = before.iter().find(|old| old.key == field.key);
            change.field("customer_field", old.map(told), Some(told(field)))
        }
        None => change.field("customer_fields", names(before), names(after)),
    }
}

fn told(field: &OwnField) -> Value {
    json!({
        "name": field.name,
        "kind": field.kind,
        "options": field.options,
        "is_retired": field.is_retired,
    })
}

fn names(fields: &[OwnField]) -> Vec<&str> {
    fields.iter().map(|field| field.name.as_str()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{OwnKey, OwnKind};

    fn field(number: u16, name: &str) -> OwnField {
        OwnField {
            key: OwnKey(number),
            name: name.into(),
            kind: OwnKind::YesNo,
            options: Vec::new(),
            is_retired: false,
            was: Vec::new(),
        }
    }

    #[test]
    fn a_change_tells_the_field_or_else_the_order() {
        let (a, b) = (field(1, "Fotos"), field(2, "Boletín"));
        let before = [a.clone(), b.clone()];
        let noted = change(&before, &[a.clone(), field(2, "Avisos")]);
        assert_eq!(noted.fields[0].name, "customer_field");
        assert_eq!(noted.fields[0].before["name"], "Boletín");
        assert_eq!(noted.fields[0].after["name"], "Avisos");
        let noted = change(&before, &[b, a]);
        assert_eq!(noted.fields[0].name, "customer_fields");
        assert_eq!(noted.fields[0].after, json!(["Boletín", "Fotos"]));
        let noted = change(&[], &before[..1]);
        assert_eq!(noted.fields[0].before, Value::Null);
    }
}
