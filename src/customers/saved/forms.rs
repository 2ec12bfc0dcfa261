use serde::Deserialize;

use super::model::{NewView, ViewChanges};
use crate::customers::filters::Filters;
use crate::domain::{OwnField, UserId};

/// A name is a tab.
const NAME_MAX: usize = 40;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ViewForm {
    /// Where the form has it, it has the box beside it as well, if the person may share.
    pub name: Option<String>,
    /// The query of the list that is on the screen, where it is to be kept.
    pub query: Option<String>,
    /// The query that the view had when the list was shown; an older page does not tell.
    pub shown: Option<String>,
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
    /// A new view; `own` are the fields that the business added. The error is the key of a text.
    pub fn read(
        &self,
        by: UserId,
        may_share: bool,
        own: &[OwnField],
    ) -> Result<NewView, &'static str> {
        Ok(NewView {
            name: read_name(self.name.as_deref().unwrap_or_default())?,
            query: read_query(self.query.as_deref().unwrap_or_default(), by, own),
            is_shared: may_share && !self.shared.is_empty(),
        })
    }

    /// What the form changes: of what it does not have nothing. Who may not share leaves it as it is.
    pub fn read_changes(
        &self,
        by: UserId,
        may_share: bool,
        own: &[OwnField],
    ) -> Result<ViewChanges, &'static str> {
        let has_box = may_share && self.name.is_some();
        let query = self.query.as_deref();
        Ok(ViewChanges {
            name: self.name.as_deref().map(read_name).transpose()?,
            query: query.map(|query| read_query(query, by, own)),
            is_shared: has_box.then_some(!self.shared.is_empty()),
        })
    }
}

fn read_name(typed: &str) -> Result<String, &'static str> {
    let words: Vec<&str> = typed.split_whitespace().collect();
    let name = words.join(" ");
    match name.chars().count() {
        0 => Err("view-name-needed"),
        length if length > NAME_MAX => Err("view-name-long"),
        _ => Ok(name),
    }
}

/// The query is written anew from what it means, so that nothing else is kept.
fn read_query(query: &str, by: UserId, own: &[OwnField]) -> String {
    let filters = Filters::of_query(query, by, own);
    filters.query_without(&["view"])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str, query: &str) -> Result<NewView, &'static str> {
        let form = ViewForm {
            name: Some(name.into()),
            query: Some(query.into()),
            shared: "on".into(),
            ..ViewForm::default()
        };
        form.read(UserId::from(7), true, &[])
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

    #[test]
    fn a_change_leaves_what_its_form_does_not_have() {
        let by = UserId::from(7);
        let form = ViewForm {
            query: Some("segment=vip".into()),
            ..ViewForm::default()
        };
        let expected = ViewChanges {
            query: Some("segment=vip".into()),
            ..ViewChanges::default()
        };
        assert_eq!(form.read_changes(by, true, &[]), Ok(expected));
        let form = ViewForm {
            name: Some("Otra".into()),
            ..ViewForm::default()
        };
        let shared = |may_share| form.read_changes(by, may_share, &[]).unwrap().is_shared;
        assert_eq!((shared(true), shared(false)), (Some(false), None));
        assert_eq!(form.read_changes(by, true, &[]).unwrap().query, None);
    }
}
