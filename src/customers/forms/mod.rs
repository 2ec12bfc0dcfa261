//! What is typed about a customer, and what it means: the form with its fields, [`read`] with the rules, how each value is
//! read, and in [`own`] the fields that the business added.

mod catching_up;
pub mod own;
mod rules;
mod values;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use self::own::OwnTexts;
use super::model::{Channel, Consent, Customer};
use crate::domain::{Organisation, OwnKey};

pub(super) use crate::domain::clean;
pub use rules::{CONSENT_FIELDS, Entry, Rules, read};
pub(super) use values::{LINE_MAX, NOTES_MAX, TAG_MAX, TAGS_MAX, read_email, short};

/// The form as text, field by field; what a stored customer looks like in it is [`CustomerForm::of`].
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CustomerForm {
    pub full_name: String,
    pub greeting: String,
    pub legal_name: String,
    pub kind: String,
    pub status: String,
    pub email: String,
    pub phone: String,
    pub tax_id: String,
    pub birth_date: String,
    pub address: String,
    pub city: String,
    pub region: String,
    pub country: String,
    pub language: String,
    pub sector: String,
    pub website: String,
    pub source: String,
    pub notes: String,
    pub tags: String,
    pub owner_id: String,
    /// As people type money.
    pub credit_limit: String,
    pub segment_label: String,
    /// Ticked: what becomes of their mails is not noted.
    pub untracked: String,
    pub consent_email: String,
    pub consent_whatsapp: String,
    pub consent_sms: String,
    pub consent_call: String,
    /// The fields that the business added, under their keys.
    #[serde(flatten, deserialize_with = "own::texts")]
    pub own: OwnTexts,
}

/// What comes with the form besides its fields.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct FormState {
    /// The version of the customer that was shown.
    pub version: String,
    /// The fields as they were shown, as JSON: tells what was touched when somebody else was quicker.
    pub base: String,
    /// Ticked to let several customers have one e-mail address.
    pub allow_shared_email: String,
    /// Ticked to store somebody who is like somebody else.
    pub allow_alike: String,
    /// Ticked to store somebody who was erased and came back.
    pub allow_erased: String,
}

/// The query of the list that one came from.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct FromList {
    pub list: String,
}

/// What a new customer begins with: it was looked for and not found.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Begun {
    pub full_name: String,
    pub email: String,
    pub phone: String,
}

/// A field whose known words are offered while somebody types.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum KnownField {
    #[default]
    City,
    Source,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct KnownQuery {
    pub field: KnownField,
}

/// What somebody types to find the customer of a form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct LookupQuery {
    pub customer_name: String,
}

/// All that the form sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Posted {
    #[serde(flatten)]
    pub form: CustomerForm,
    #[serde(flatten)]
    pub state: FormState,
}

impl FormState {
    /// The state of a form that shows the customer as it is.
    pub fn of(form: &CustomerForm, version: i32) -> Self {
        Self {
            version: version.to_string(),
            base: serde_json::to_string(form).unwrap_or_default(),
            allow_shared_email: String::new(),
            allow_alike: String::new(),
            allow_erased: String::new(),
        }
    }

    /// The fields as the form showed them; `None` where that did not come along.
    pub fn shown(&self) -> Option<CustomerForm> {
        serde_json::from_str(&self.base).ok()
    }
}

impl CustomerForm {
    /// An empty form.
    pub fn blank() -> Self {
        Self {
            kind: super::CustomerKind::default().to_string(),
            status: super::CustomerStatus::default().to_string(),
            ..Self::default().with_consents(&[])
        }
    }

    pub fn of(customer: &Customer, consents: &[Consent], organisation: &Organisation) -> Self {
        let money = |minor| organisation.locale.money(minor, organisation.currency);
        let text = |value: &Option<String>| clean(value.as_deref().unwrap_or_default());
        Self {
            full_name: clean(&customer.full_name),
            greeting: text(&customer.greeting),
            legal_name: text(&customer.legal_name),
            kind: customer.kind.to_string(),
            status: customer.status.to_string(),
            email: text(&customer.email),
            phone: text(&customer.phone),
            tax_id: text(&customer.tax_id),
            birth_date: customer
                .birth_date
                .map(|date| date.to_string())
                .unwrap_or_default(),
            address: text(&customer.address),
            city: text(&customer.city),
            region: text(&customer.region),
            country: text(&customer.country),
            language: customer
                .language
                .map(|language| language.to_string())
                .unwrap_or_default(),
            sector: text(&customer.sector),
            website: text(&customer.website),
            source: text(&customer.source),
            notes: text(&customer.notes),
            tags: clean(&customer.tags.0.join(", ")),
            owner_id: customer
                .owner_id
                .map(|owner| owner.to_string())
                .unwrap_or_default(),
            credit_limit: customer
                .credit_limit
                .map(|limit| clean(&money(limit)))
                .unwrap_or_default(),
            segment_label: text(&customer.segment_label),
            untracked: if customer.is_tracked { "" } else { "on" }.to_owned(),
            own: own::shown(&customer.custom, organisation, &OwnTexts::new()),
            ..Self::default().with_consents(consents)
        }
    }

    fn with_consents(mut self, consents: &[Consent]) -> Self {
        for channel in Channel::ALL {
            let said = consents.iter().find(|consent| consent.channel == *channel);
            let state = said.map(|consent| consent.state).unwrap_or_default();
            *self.consent_mut(*channel) = state.to_string();
        }
        self
    }

    pub fn consent(&self, channel: Channel) -> &str {
        match channel {
            Channel::Email => &self.consent_email,
            Channel::Whatsapp => &self.consent_whatsapp,
            Channel::Sms => &self.consent_sms,
            Channel::Call => &self.consent_call,
        }
    }

    fn consent_mut(&mut self, channel: Channel) -> &mut String {
        match channel {
            Channel::Email => &mut self.consent_email,
            Channel::Whatsapp => &mut self.consent_whatsapp,
            Channel::Sms => &mut self.consent_sms,
            Channel::Call => &mut self.consent_call,
        }
    }

    /// Every field that each business has, with its name, to compare two forms.
    pub fn fields_mut(&mut self) -> [(&'static str, &mut String); 27] {
        [
            ("full_name", &mut self.full_name),
            ("greeting", &mut self.greeting),
            ("legal_name", &mut self.legal_name),
            ("kind", &mut self.kind),
            ("status", &mut self.status),
            ("email", &mut self.email),
            ("phone", &mut self.phone),
            ("tax_id", &mut self.tax_id),
            ("birth_date", &mut self.birth_date),
            ("address", &mut self.address),
            ("city", &mut self.city),
            ("region", &mut self.region),
            ("country", &mut self.country),
            ("language", &mut self.language),
            ("sector", &mut self.sector),
            ("website", &mut self.website),
            ("source", &mut self.source),
            ("notes", &mut self.notes),
            ("tags", &mut self.tags),
            ("owner_id", &mut self.owner_id),
            ("credit_limit", &mut self.credit_limit),
            ("segment_label", &mut self.segment_label),
            ("untracked", &mut self.untracked),
            ("consent_email", &mut self.consent_email),
            ("consent_whatsapp", &mut self.consent_whatsapp),
            ("consent_sms", &mut self.consent_sms),
            ("consent_call", &mut self.consent_call),
        ]
    }

    /// The same form without stray white space and signs that cannot be stored.
    pub fn cleaned(mut self) -> Self {
        for (_, value) in self.fields_mut() {
            *value = clean(value);
        }
        for value in self.own.values_mut() {
            *value = clean(value);
        }
        self
    }

    /// The same without fields that this business never had.
    pub fn known_by(mut self, organisation: &Organisation) -> Self {
        let fields = organisation.customer_fields.iter();
        let known: BTreeSet<OwnKey> = fields.map(|field| field.key).collect();
        self.own.retain(|key, _| known.contains(key));
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub fn filled(fill: impl FnOnce(&mut CustomerForm)) -> CustomerForm {
        let mut form = CustomerForm {
            full_name: "Ana Rojas".into(),
            ..CustomerForm::blank()
        };
        fill(&mut form);
        form.cleaned()
    }

    #[test]
    fn a_form_keeps_of_what_it_does_not_know_only_fields_of_the_business() {
        let sent = "full_name=Ana&x1=Lavanda&x02=no&_csrf=k&version=3&base=%7B%7D";
        let posted: Posted = serde_urlencoded::from_str(sent).unwrap();
        let own = OwnTexts::from([(OwnKey(1), "Lavanda".to_owned())]);
        assert_eq!((&*posted.form.full_name, &posted.form.own), ("Ana", &own));
        assert_eq!((&*posted.state.version, &*posted.state.base), ("3", "{}"));
        let state = FormState::of(&posted.form, 3);
        assert_eq!(state.shown(), Some(posted.form.clone()));
        let nobodys = posted.form.known_by(&Organisation::default());
        assert!(nobodys.own.is_empty());
    }

    #[test]
    fn signs_that_cannot_be_stored_are_left_out() {
        let form = filled(|form| form.notes = "uno\r\ndos\0\u{7} ".into());
        assert_eq!(form.notes, "uno\ndos");
    }
}
