use diesel::{PgConnection, QueryResult};

use super::model::NewKey;
use super::queries;
use crate::audit::{self, Actor, Change};
use crate::config::Secret;
use crate::domain::ApiKeyId;
use crate::web::{random_token, token_hash};

/// Tells a key of ours from other texts, for people and for programs that look for lost secrets.
const MARK: &str = "vk_";
/// So much of a key is kept to recognise it by: the mark and five of its 43 characters.
const PREFIX_LENGTH: usize = MARK.len() + 5;

/// Makes a key. What it returns exists nowhere else: only its hash is stored.
pub fn make(conn: &mut PgConnection, actor: &Actor, new: &NewKey) -> QueryResult<Secret> {
    let key = format!("{MARK}{}", random_token());
    let stored = (&token_hash(&key)[..], &key[..PREFIX_LENGTH]);
    let id = queries::insert_key(conn, new, stored, actor.user_id)?;
    let change = Change::new("key.created", "key", id)
        .set("name", &new.name)
        .set("scopes", &new.scopes);
    audit::record(conn, actor, &change)?;
    Ok(Secret::new(key))
}

/// Ends a key at once and for good; returns its name. Ending it again changes nothing.
pub fn revoke(conn: &mut PgConnection, actor: &Actor, id: ApiKeyId) -> QueryResult<String> {
    let Some(name) = queries::revoke_key(conn, id)? else {
        return queries::find_name(conn, id);
    };
    let change = Change::new("key.revoked", "key", id).set("name", &name);
    audit::record(conn, actor, &change)?;
    Ok(name)
}
