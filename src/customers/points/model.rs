use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use crate::db::schema::contact_points;
use crate::domain::{ContactPointId, CustomerId, EmailAddress};
use crate::text_enum;

text_enum! {
    #[derive(Default)]
    pub enum PointKind {
        #[default]
        Email = "email",
        Phone = "phone",
        Mobile = "mobile",
        Address = "address",
    }
}

/// A row as it is stored, and as the audit log keeps a deleted one.
#[derive(
    Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, Serialize, Deserialize,
)]
#[diesel(table_name = contact_points)]
pub struct ContactPoint {
    pub id: ContactPointId,
    pub customer_id: CustomerId,
    pub kind: PointKind,
    /// As given.
    pub value: String,
    /// The form in which two are the same, where there is one.
    pub value_key: Option<String>,
    /// The one of its kind to use first; there is at most one.
    pub is_primary: bool,
    pub verified_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    pub version: i32,
}

/// What a channel says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Insertable, AsChangeset)]
#[diesel(table_name = contact_points, treat_none_as_null = true)]
pub struct PointFields {
    pub kind: PointKind,
    pub value: String,
    pub value_key: Option<String>,
    pub is_primary: bool,
    pub verified_at: Option<DateTime<Utc>>,
}

impl PointFields {
    pub fn of(point: &ContactPoint) -> Self {
        Self {
            kind: point.kind,
            value: point.value.clone(),
            value_key: point.value_key.clone(),
            is_primary: point.is_primary,
            verified_at: point.verified_at,
        }
    }
}

/// The key of a value of this kind: an address in lower case, a number as it can be dialled. `country` is ISO 3166 alpha-2.
pub fn value_key(kind: PointKind, value: &str, country: &str) -> Option<String> {
    match kind {
        PointKind::Email => EmailAddress::parse(value).ok().map(|email| email.key()),
        PointKind::Phone | PointKind::Mobile => {
            crate::customers::reading::phone(value, None, country).map(|phone| phone.e164)
        }
        PointKind::Address => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_ways_to_write_a_channel_have_one_key() {
        let key = |kind, value| value_key(kind, value, "CL");
        assert_eq!(
            key(PointKind::Email, "Ana@Correo.Example"),
            Some("ana@correo.example".into())
        );
        assert_eq!(
            key(PointKind::Mobile, "9 1234 5678"),
            Some("+56912345678".into())
        );
        assert_eq!(key(PointKind::Phone, "interno 5"), None);
        assert_eq!(key(PointKind::Address, "Calle 1"), None);
    }
}
