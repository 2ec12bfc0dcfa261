use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Bool, Nullable, Text, Timestamptz};

use crate::customers::queries::Named;
use crate::domain::CustomerId;

/// Somebody who was deleted and not erased.
#[derive(Debug, Clone, QueryableByName)]
pub struct Deleted {
    #[diesel(sql_type = BigInt)]
    pub id: CustomerId,
    #[diesel(sql_type = Text)]
    pub full_name: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub email: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub phone: Option<String>,
    #[diesel(sql_type = Timestamptz)]
    pub deleted_at: DateTime<Utc>,
    /// As the audit log or the merge says; nobody knows it of rows that came deleted.
    #[diesel(sql_type = Nullable<Text>)]
    pub deleted_by: Option<String>,
    /// Who stands for them, where they were merged into another.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub became: Option<CustomerId>,
    #[diesel(sql_type = Nullable<Text>)]
    pub became_name: Option<String>,
    /// Whether somebody asked for their data to go, and it is not done yet.
    #[diesel(sql_type = Bool)]
    pub is_being_erased: bool,
}

/// What keeps somebody from coming back.
#[derive(Debug, Clone, Default)]
pub struct Obstacles {
    /// Who has their tax id by now: there is no way around it.
    pub tax_id_holder: Option<Named>,
    /// Who has their e-mail address; families do share one.
    pub sharers: Vec<Named>,
    /// Somebody known by the same was erased.
    pub is_erased: bool,
}

impl Obstacles {
    /// What was shown, for whoever passes over it: nobody passes over anything else.
    pub fn shown(&self) -> String {
        let ids = self.sharers.iter().map(|sharer| sharer.id.to_string());
        let erased = self.is_erased.then(|| "erased".to_owned());
        ids.chain(erased).collect::<Vec<_>>().join(",")
    }

    /// What somebody may pass over who knows of it.
    pub fn is_question(&self) -> bool {
        self.tax_id_holder.is_none() && (!self.sharers.is_empty() || self.is_erased)
    }
}

/// Where a page of the list ends, as it stands in an address: microseconds and number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub at: DateTime<Utc>,
    pub id: CustomerId,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.at.timestamp_micros(), self.id)
    }
}

impl FromStr for Place {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (at, id) = text.split_once('-').ok_or(())?;
        let at = at.parse().ok().and_then(DateTime::from_timestamp_micros);
        Ok(Self {
            at: at.ok_or(())?,
            id: id.parse().map_err(|_| ())?,
        })
    }
}

impl Deleted {
    pub fn place(&self) -> Place {
        Place {
            at: self.deleted_at,
            id: self.id,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_as_it_is_written_and_nothing_else_is() {
        let at = DateTime::from_timestamp_micros(1_761_480_000_123_456).unwrap();
        let place = Place { at, id: 17.into() };
        assert_eq!(place.to_string(), "1761480000123456-17");
        assert_eq!("1761480000123456-17".parse(), Ok(place));
        for wrong in ["", "17", "x-17", "17-x", "99999999999999999999-1"] {
            assert_eq!(wrong.parse::<Place>(), Err(()), "{wrong}");
        }
    }
}
