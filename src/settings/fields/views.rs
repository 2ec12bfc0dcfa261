use askama::Template;

use super::actions::{KIND_IN_USE, OPTION_IN_USE};
use super::forms::{FieldForm, MOST_FIELDS};
use super::queries::{Holders, InUse};
use crate::domain::{OwnField, OwnKind};
use crate::web::{FieldErrors, Page};

#[derive(Template)]
#[template(path = "settings/fields/index.html")]
pub struct IndexPage {
    pub page: Page,
    /// In the business's order, retired ones too.
    pub fields: Vec<OwnField>,
    /// Of the settings as they are now.
    pub version: i32,
    /// A new one.
    pub form: FieldForm,
    pub errors: FieldErrors,
}

impl IndexPage {
    fn err(&self, field: &str) -> String {
        self.page.err(&self.errors, field)
    }

    fn error_summary(&self) -> Vec<(String, String)> {
        summary(&self.page, &self.errors, |field| self.err(field))
    }

    fn kinds(&self) -> Vec<(String, String)> {
        kinds(&self.page)
    }

    fn kind(&self, field: &OwnField) -> String {
        kind_name(&self.page, field.kind)
    }

    fn options(&self, field: &OwnField) -> String {
        field.options.join(", ")
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
    /// Who has a value.
    pub holders: Holders,
    /// The options that were taken away and that customers have.
    pub in_use: Vec<InUse>,
}

impl EditPage {
    fn err(&self, field: &str) -> String {
        match (field, self.errors.get(field)) {
            ("options", Some(_)) if !self.in_use.is_empty() => self.options_in_use(),
            ("kind", Some(KIND_IN_USE)) => self.kind_in_use(),
            _ => self.page.err(&self.errors, field),
        }
    }

    /// Those of customers who are there, and those that only the bin has.
    fn options_in_use(&self) -> String {
        let told = [(true, OPTION_IN_USE), (false, "own-field-option-in-bin")];
        let told = told.into_iter().filter_map(|(is_there, key)| {
            let options = self.in_use.iter().filter(|one| one.is_there == is_there);
            let options: Vec<&str> = options.map(|one| &*one.option).collect();
            let text = || self.page.tv(key, "options", options.join(", "));
            (!options.is_empty()).then(text)
        });
        told.collect::<Vec<_>>().join(" ")
    }

    fn kind_in_use(&self) -> String {
        match self.holders.is_there {
            true => self.page.t(KIND_IN_USE),
            false => self.page.t("own-field-kind-in-bin"),
        }
    }

    /// Whether an option cannot be taken away only because of the bin.
    fn has_option_in_bin(&self) -> bool {
        self.in_use.iter().any(|option| !option.is_there)
    }

    /// Whether no customer has a value.
    fn is_empty(&self) -> bool {
        self.holders.is_nobody()
    }

    fn error_summary(&self) -> Vec<(String, String)> {
        summary(&self.page, &self.errors, |field| self.err(field))
    }

    fn kinds(&self) -> Vec<(String, String)> {
        kinds(&self.page)
    }

    fn kind(&self) -> String {
        kind_name(&self.page, self.field.kind)
    }

    fn is_choice(&self) -> bool {
        self.field.kind == OwnKind::Choice
    }

    /// As typed, else as it is.
    fn chosen_kind(&self) -> String {
        match self.form.kind.is_empty() {
            true => self.field.kind.to_string(),
            false => self.form.kind.clone(),
        }
    }

    fn action(&self) -> String {
        format!("/settings/fields/{}", self.field.key)
    }
}

/// What is wrong at which field; what is wrong with all of them stands apart.
fn summary(
    page: &Page,
    errors: &FieldErrors,
    text: impl Fn(&str) -> String,
) -> Vec<(String, String)> {
    let fields = errors.iter().map(|(field, _)| field);
    fields
        .filter(|field| *field != "form")
        .map(|field| {
            let label = match field {
                "kind" => "own-field-kind",
                "options" => "own-field-options",
                _ => "name",
            };
            let told = format!("{}: {}", page.t(label), text(field));
            (field.to_owned(), told)
        })
        .collect()
}

fn kinds(page: &Page) -> Vec<(String, String)> {
    let kinds = OwnKind::ALL.iter();
    kinds
        .map(|kind| (kind.to_string(), kind_name(page, *kind)))
        .collect()
}

fn kind_name(page: &Page, kind: OwnKind) -> String {
    page.t(&format!("own-field-kind-{kind}"))
}
