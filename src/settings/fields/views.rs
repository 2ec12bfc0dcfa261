use std::collections::BTreeMap;

use askama::Template;

use super::forms::{FieldForm, MOST_FIELDS};
use crate::domain::{OwnField, OwnKey, OwnKind};
use crate::web::{FieldErrors, Page};

#[derive(Template)]
#[template(path = "settings/fields/index.html")]
pub struct IndexPage {
    pub page: Page,
    /// In the business's order, retired ones too.
    pub fields: Vec<OwnField>,
    /// Of the settings as they are now.
    pub version: i32,
    /// How many customers have a value, of those that anybody has.
    pub counts: BTreeMap<OwnKey, i64>,
    /// A new one.
    pub form: FieldForm,
    pub errors: FieldErrors,
}

impl IndexPage {
    fn err(&self, field: &str) -> String {
        self.page.err(&self.errors, field)
    }

    fn kinds(&self) -> Vec<(String, String)> {
        let kinds = OwnKind::ALL.iter();
        kinds
            .map(|kind| (kind.to_string(), kind_name(&self.page, *kind)))
            .collect()
    }

    fn kind(&self, field: &OwnField) -> String {
        kind_name(&self.page, field.kind)
    }

    fn options(&self, field: &OwnField) -> String {
        field.options.join(", ")
    }

    fn customers(&self, field: &OwnField) -> i64 {
        self.counts.get(&field.key).copied().unwrap_or_default()
    }

    fn is_full(&self) -> bool {
        self.fields.len() >= MOST_FIELDS
    }
}

#[derive(Template)]
#[template(path = "settings/fields/edit.html")]
pub struct EditPage {
    pub page: Page,
    pub field: OwnField,
    /// Of the settings as they are now.
    pub version: i32,
    pub form: FieldForm,
    pub errors: FieldErrors,
    /// The options that were taken away and that customers have, with how many.
    pub in_use: Vec<(String, i64)>,
}

impl EditPage {
    fn err(&self, field: &str) -> String {
        if field == "options" && !self.in_use.is_empty() {
            return self.in_use_text();
        }
        self.page.err(&self.errors, field)
    }

    /// "No se pueden quitar: Suave (12 clientes)."
    fn in_use_text(&self) -> String {
        let named = |(option, customers): &(String, i64)| {
            let customers = self.page.tn("count-customers", *customers);
            format!("{option} ({customers})")
        };
        let options: Vec<String> = self.in_use.iter().map(named).collect();
        let options = options.join(", ");
        self.page.tv("own-field-option-in-use", "options", options)
    }

    fn kind(&self) -> String {
        kind_name(&self.page, self.field.kind)
    }

    fn is_choice(&self) -> bool {
        self.field.kind == OwnKind::Choice
    }

    fn action(&self) -> String {
        format!("/settings/fields/{}", self.field.key)
    }
}

fn kind_name(page: &Page, kind: OwnKind) -> String {
    page.t(&format!("own-field-kind-{kind}"))
}
