use serde::Deserialize;

use super::model::ViewFields;
use crate::customers::filters::Filters;
use crate::customers::params::ListParams;
use crate::domain::UserId;

/// A name is a tab.
const NAME_MAX: usize = 40;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ViewForm {
    pub name: String,
    /// The query of the list that is on the screen.
    pub query: String,
    /// Ticked: for everybody.
    pub shared: String,
    /// The list to come back to.
    pub back: String,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct DefaultForm {
    /// Empty: no longer.
    pub on: String,
}

impl ViewForm {
    /// The query is written anew from what it means, so that nothing else is kept. The error is the key of a text.
    pub fn read(&self, by: UserId, may_share: bool) -> Result<ViewFields, &'static str> {
        let words: Vec<&str> = self.name.split_whitespace().collect();
        let name = words.join(" ");
        if name.is_empty() {
            return Err("view-name-needed");
        }
        if name.chars().count() > NAME_MAX {
            return Err("view-name-long");
        }
        let filters = Filters::read(ListParams::of_query(&self.query), by);
        Ok(ViewFields {
            name,
            query: filters.query_without(&["view"]),
            is_shared: may_share && !self.shared.is_empty(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str, query: &str) -> Result<ViewFields, &'static str> {
        let form = ViewForm {
            name: name.into(),
            query: query.into(),
            shared: "on".into(),
            ..ViewForm::default()
        };
        form.read(UserId::from(7), true)
    }

    #[test]
    fn a_view_keeps_what_its_query_means_and_nothing_else() {
        let query = "segment=vip&owner=me&page=3&view=2&columns=city&sort=-spend&evil=1&away=x";
        let fields = read("  Las  mejores ", query).unwrap();
        assert_eq!(fields.name, "Las mejores");
        assert_eq!(
            fields.query,
            "segment=vip&owner=me&columns=city&sort=-spend"
        );
    }

    #[test]
    fn a_view_has_a_name_that_fits_a_tab() {
        assert_eq!(read("  ", ""), Err("view-name-needed"));
        assert_eq!(read(&"x".repeat(41), ""), Err("view-name-long"));
        assert!(read(&"ñ".repeat(40), "").is_ok());
    }
}
