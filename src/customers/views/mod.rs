//! What the feature's pages show: the list in `list`, the form here.

mod filter_bar;
mod filter_form;
pub mod list;
mod list_tools;
mod own;
pub mod row;

use askama::Template;

use super::actions::{Overtaken, Problems};
use super::filters::with_list;
use super::forms::own::asked;
use super::forms::{CONSENT_FIELDS, CustomerForm, FormState};
use super::model::{Channel, ConsentState, CustomerKind, CustomerStatus};
use crate::domain::CustomerId;
use crate::users::User;
use crate::web::{FieldErrors, Page};

use list::options;
pub use row::RowView;

/// What is offered while somebody types in a field.
#[derive(Template)]
#[template(path = "customers/_known.html")]
pub struct KnownPart {
    pub names: Vec<String>,
}

#[derive(Template)]
#[template(path = "customers/form.html")]
pub struct FormPage {
    pub page: Page,
    /// `None` for a new customer.
    pub id: Option<CustomerId>,
    /// The customer's name as it was when the form was opened.
    pub title: String,
    pub form: CustomerForm,
    pub state: FormState,
    pub problems: Problems,
    pub overtaken: Option<Overtaken>,
    /// The fields that both changed.
    pub disputed: Vec<String>,
    /// The query of the customers list that one came from; empty for none.
    pub list: String,
    owners: Vec<User>,
}

impl FormPage {
    pub fn new(page: Page, id: Option<CustomerId>, form: CustomerForm, owners: Vec<User>) -> Self {
        Self {
            page,
            id,
            title: String::new(),
            form,
            state: FormState::default(),
            problems: Problems::default(),
            overtaken: None,
            disputed: Vec::new(),
            list: String::new(),
            owners,
        }
    }

    /// Shows what somebody else changed while this form was open. Sent again, it is a change of their version.
    pub fn overtake(&mut self, state: &FormState, overtaken: Overtaken) {
        let shown = state.shown().unwrap_or_else(|| overtaken.now.clone());
        let typed = std::mem::take(&mut self.form);
        (self.form, self.disputed) = typed.caught_up(&shown, &overtaken.now);
        self.state = FormState {
            allow_shared_email: state.allow_shared_email.clone(),
            allow_alike: state.allow_alike.clone(),
            allow_erased: state.allow_erased.clone(),
            ..FormState::of(&overtaken.now, overtaken.version)
        };
        self.overtaken = Some(overtaken);
    }

    fn errors(&self) -> &FieldErrors {
        &self.problems.errors
    }

    fn action(&self) -> String {
        match self.id {
            Some(id) => with_list(&format!("/customers/{id}/edit"), &self.list),
            None => "/customers/new".to_owned(),
        }
    }

    fn cancel(&self) -> String {
        match self.id {
            Some(id) => with_list(&format!("/customers/{id}"), &self.list),
            None => "/customers".to_owned(),
        }
    }

    fn error(&self, field: &str) -> String {
        self.page.err(self.errors(), field)
    }

    fn error_summary(&self) -> Vec<(String, String)> {
        let told = |field: &str, label: String, key: &str| {
            let text = format!("{label}: {}", self.page.t(key));
            (field.to_owned(), text)
        };
        let errors = self.errors().iter();
        let errors = errors.map(|(field, key)| told(field, self.page.t(label_key(field)), key));
        let own = asked(self.page.org(), &self.form.own).filter_map(|field| {
            let key = self.problems.own.get(&field.key)?;
            Some(told(&field.key.to_string(), field.name.clone(), key))
        });
        errors.chain(own).collect()
    }

    /// What stands at a field now, where somebody else changed it too; else `help`.
    fn help(&self, field: &str, help: &str) -> String {
        match &self.overtaken {
            Some(overtaken) if self.is_disputed(field) => {
                let value = self.written(field, &overtaken.now);
                self.page.tv("customer-now", "value", value)
            }
            _ if help.is_empty() => String::new(),
            _ => self.page.t(help),
        }
    }

    fn is_disputed(&self, field: &str) -> bool {
        self.disputed.iter().any(|disputed| disputed == field)
    }

    /// A field of a form as a reader knows it.
    fn written(&self, field: &str, form: &CustomerForm) -> String {
        let mut form = form.clone();
        let found = form
            .fields_mut()
            .into_iter()
            .find(|(name, _)| *name == field);
        let value = found.map(|(_, value)| value.clone()).unwrap_or_default();
        let named = |options: Vec<(String, String)>| {
            let option = options.into_iter().find(|(code, _)| *code == value);
            option.map(|(_, text)| text)
        };
        let text = match field {
            "kind" => named(self.kinds()),
            "status" => named(self.statuses()),
            "language" => named(self.languages()),
            "owner_id" => named(self.owners()),
            "untracked" if !value.is_empty() => Some(self.page.t("customer-untracked-yes")),
            field if field.starts_with("consent_") => named(self.consent_states()),
            _ => None,
        };
        match text.unwrap_or(value) {
            text if text.is_empty() => self.page.t("customer-empty"),
            text => text,
        }
    }

    /// "Ana Rojas guardó cambios el 26-10-2025 13:04."
    fn overtaken_text(&self) -> String {
        let Some(overtaken) = &self.overtaken else {
            return String::new();
        };
        let at = self.page.datetime(&overtaken.at);
        match &overtaken.by {
            Some(name) => self
                .page
                .tv2("customer-overtaken-by", "name", name, "at", at),
            None => self.page.tv("customer-overtaken", "at", at),
        }
    }

    fn asks_about_shared_email(&self) -> bool {
        !self.problems.sharers.is_empty()
    }

    fn kinds(&self) -> Vec<(String, String)> {
        options(&self.page, "customer-kind-", CustomerKind::ALL)
    }

    fn statuses(&self) -> Vec<(String, String)> {
        options(&self.page, "customer-status-", CustomerStatus::ALL)
    }

    fn languages(&self) -> Vec<(String, String)> {
        options(&self.page, "language-", crate::domain::Language::ALL)
    }

    /// Who can own a customer: whoever can sign in, and who owns this one already.
    fn owners(&self) -> Vec<(String, String)> {
        self.owners
            .iter()
            .map(|owner| (owner, owner.id.to_string()))
            .filter(|(owner, id)| owner.disabled_at.is_none() || *id == self.form.owner_id)
            .map(|(owner, id)| (id, owner.name.clone()))
            .collect()
    }

    fn consent_states(&self) -> Vec<(String, String)> {
        options(&self.page, "customer-consent-", ConsentState::ALL)
    }

    /// Field, label and answer of every channel.
    fn consents(&self) -> Vec<(&'static str, String, String)> {
        let row = |(channel, field): (Channel, &'static str)| {
            let label = self.page.t(&format!("channel-{channel}"));
            (field, label, self.form.consent(channel).to_owned())
        };
        CONSENT_FIELDS.into_iter().map(row).collect()
    }
}

/// The text beside a field.
fn label_key(field: &str) -> &'static str {
    match field {
        "full_name" => "customer-name",
        "greeting" => "customer-greeting",
        "legal_name" => "customer-legal-name",
        "kind" => "customer-kind",
        "status" => "status",
        "email" => "email",
        "phone" => "phone",
        "tax_id" => "customer-tax-id",
        "birth_date" => "customer-birth-date",
        "address" => "customer-address",
        "city" => "city",
        "region" => "customer-region",
        "country" => "country",
        "language" => "customer-language",
        "source" => "customer-source",
        "sector" => "customer-sector",
        "website" => "customer-website",
        "tags" => "customer-tags",
        "owner_id" => "customer-owner",
        "credit_limit" => "customer-credit-limit",
        "segment_label" => "customer-segment-label",
        "untracked" => "customer-untracked",
        "consent_email" => "channel-email",
        "consent_whatsapp" => "channel-whatsapp",
        "consent_sms" => "channel-sms",
        "consent_call" => "channel-call",
        _ => "notes",
    }
}
