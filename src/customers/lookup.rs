//! Finding the customer whom a form is about, while its writer types or when it is sent.

use diesel::{PgConnection, QueryResult};

use super::filters::Filters;
use super::queries::{self, Named, Row};
use super::search::Typed;
use crate::domain::{CustomerId, UserId};

/// More than these are better narrowed by another word.
const MOST: usize = 8;

/// What a form knows of its customer.
#[derive(Debug, Clone, Default)]
pub struct Picker {
    pub chosen: Option<Named>,
    /// The name as it was typed.
    pub typed: String,
    /// Who may be meant.
    pub found: Vec<Row>,
}

impl Picker {
    /// Of a form that is for nobody else.
    pub fn of(customer: CustomerId, full_name: String) -> Self {
        Self {
            chosen: Some(Named {
                id: customer,
                full_name,
            }),
            ..Self::default()
        }
    }

    /// The key of what is wrong, while nobody is chosen.
    pub fn error(&self) -> Option<&'static str> {
        match (&self.chosen, self.typed.as_str(), self.found.len()) {
            (Some(_), _, _) => None,
            (None, "", _) => Some("field-required"),
            (None, _, 0) => Some("customer-lookup-none"),
            (None, _, _) => Some("customer-lookup-choose"),
        }
    }
}

/// The customer of this id, else the only one whom the typed name means, else all whom it may mean.
pub fn pick(conn: &mut PgConnection, id: &str, typed: &str, by: UserId) -> QueryResult<Picker> {
    let typed = typed.trim().to_owned();
    if let Ok(id) = id.parse::<CustomerId>()
        && let Some(named) = queries::find_named(conn, id)?
    {
        return Ok(Picker {
            chosen: Some(named),
            typed,
            found: Vec::new(),
        });
    }
    let found = find(conn, &typed, by)?;
    let chosen = match found.as_slice() {
        [only] if !only.is_similar => Some(Named {
            id: only.id,
            full_name: only.full_name.clone(),
        }),
        _ => None,
    };
    Ok(Picker {
        chosen,
        typed,
        found,
    })
}

/// Who may be meant by what was typed so far.
pub fn find(conn: &mut PgConnection, typed: &str, by: UserId) -> QueryResult<Vec<Row>> {
    let filters = Filters::of_words(typed, by);
    let Typed::Search(search) = &filters.typed else {
        return Ok(Vec::new());
    };
    let (mut rows, _) = queries::search_customers(conn, &filters, search, 1)?;
    rows.truncate(MOST);
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_without_its_customer_says_what_to_do() {
        let picker = |typed: &str| Picker {
            typed: typed.into(),
            ..Picker::default()
        };
        assert_eq!(picker("").error(), Some("field-required"));
        assert_eq!(picker("Zzz").error(), Some("customer-lookup-none"));
        assert_eq!(Picker::of(1.into(), "Ana".into()).error(), None);
    }
}
