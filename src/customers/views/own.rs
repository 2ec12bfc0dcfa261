//! The fields that the business added, as the form asks for them.

use super::FormPage;
use crate::customers::forms::own::asked;
use crate::domain::{OwnField, OwnKind};

/// An input of the form.
pub(super) struct OwnInput {
    /// Its name and id.
    pub(super) key: String,
    pub(super) label: String,
    /// A select, of `options`.
    pub(super) is_choice: bool,
    /// Several lines.
    pub(super) is_long: bool,
    options: Vec<(String, String)>,
    /// Of any other: its type, and which keys a phone shows for it.
    pub(super) kind: &'static str,
    pub(super) mode: &'static str,
    pub(super) value: String,
    pub(super) error: String,
    pub(super) help: String,
}

impl OwnInput {
    pub(super) fn options(&self) -> Vec<(String, String)> {
        self.options.clone()
    }
}

impl FormPage {
    pub(super) fn own_inputs(&self) -> Vec<OwnInput> {
        let fields = asked(self.page.org(), &self.form.own);
        fields.map(|field| self.own_input(field)).collect()
    }

    fn own_input(&self, field: &OwnField) -> OwnInput {
        let value = self.form.own.get(&field.key).cloned().unwrap_or_default();
        let error = self.problems.own.get(&field.key);
        OwnInput {
            key: field.key.to_string(),
            label: field.name.clone(),
            is_choice: matches!(field.kind, OwnKind::YesNo | OwnKind::Choice),
            is_long: field.kind == OwnKind::Text,
            options: self.own_options(field, &value),
            kind: match field.kind {
                OwnKind::Date => "date",
                _ => "text",
            },
            mode: match field.kind {
                OwnKind::Number => "decimal",
                _ => "",
            },
            error: error.map(|key| self.page.t(key)).unwrap_or_default(),
            help: self.own_help(field),
            value,
        }
    }

    /// What was said once can be left as it is, also where nobody could choose it now.
    fn own_options(&self, field: &OwnField, value: &str) -> Vec<(String, String)> {
        let mut codes: Vec<&str> = match field.kind {
            OwnKind::YesNo => vec!["yes", "no"],
            OwnKind::Choice => field.options.iter().map(String::as_str).collect(),
            OwnKind::Text | OwnKind::Number | OwnKind::Date => return Vec::new(),
        };
        if !value.is_empty() && !codes.contains(&value) {
            codes.push(value);
        }
        let named = |code: &str| (code.to_owned(), self.page.own_value(field, code));
        codes.into_iter().map(named).collect()
    }

    /// What stands there now, where somebody else changed it too; else that the field was retired meanwhile.
    fn own_help(&self, field: &OwnField) -> String {
        let is_disputed = self.is_disputed(&field.key.to_string());
        let Some(overtaken) = self.overtaken.as_ref().filter(|_| is_disputed) else {
            return match field.is_retired {
                true => self.page.t("own-field-is-retired"),
                false => String::new(),
            };
        };
        let now = overtaken.now.own.get(&field.key).map(String::as_str);
        let value = match now.unwrap_or_default() {
            "" => self.page.t("customer-empty"),
            text => self.page.own_value(field, text),
        };
        self.page.tv("customer-now", "value", value)
    }
}
