//! What is typed about a customer, and what it means.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::model::{Channel, Consent, ConsentState, Customer, CustomerChanges, NewCustomer};
use super::reading;
use crate::domain::person_name::presentable;
use crate::domain::tax_id::TaxIdError;
use crate::domain::{EmailAddress, MoneyError, Organisation, TaxId, UserId};
use crate::web::FieldErrors;
use crate::web::api::values::MOST_MINOR;

/// Longer than any name or address of a person.
pub(super) const LINE_MAX: usize = 200;
pub(super) const NOTES_MAX: usize = 10_000;
pub(super) const TAGS_MAX: usize = 20;
pub(super) const TAG_MAX: usize = 40;
/// Nobody alive was born before.
const FIRST_BIRTH_YEAR: i32 = 1900;

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

/// What the rules need to know besides the form.
#[derive(Debug, Clone)]
pub struct Rules {
    /// How amounts, and phones and tax ids of customers without a known country, are read.
    pub organisation: Organisation,
    pub today: NaiveDate,
    /// Who may own a customer.
    pub owners: Vec<UserId>,
    /// Whether whoever fills in the form may say how much credit there is; from others it stays.
    pub sets_credit: bool,
}

/// What a form asks to be stored.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Entry {
    pub changes: CustomerChanges,
    /// Only the channels whose answer changed.
    pub consents: Vec<(Channel, ConsentState)>,
}

impl Entry {
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
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

    /// Every field with its name, to compare two forms.
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
        self
    }

    /// The form after somebody else changed the customer from `base` to `now`: what was not touched follows them. Also the
    /// fields that both changed, which keep what was typed here.
    pub fn caught_up(mut self, base: &Self, now: &Self) -> (Self, Vec<&'static str>) {
        let (mut base, mut now) = (base.clone(), now.clone());
        let mut disputed = Vec::new();
        let shown = base.fields_mut().map(|(_, value)| value.clone());
        let theirs = now.fields_mut().map(|(_, value)| value.clone());
        for ((name, mine), (shown, theirs)) in self
            .fields_mut()
            .into_iter()
            .zip(shown.into_iter().zip(theirs))
        {
            if *mine == shown {
                *mine = theirs;
            } else if *mine != theirs && theirs != shown {
                disputed.push(name);
            }
        }
        (self, disputed)
    }
}

/// Reads what differs from `before`; the rest is not looked at, so that an old bad value does not block a new good one.
/// Everything that is wrong is reported at once, beside what is right.
pub fn read(form: &CustomerForm, before: &CustomerForm, rules: &Rules) -> (Entry, FieldErrors) {
    let mut reader = Reader {
        errors: FieldErrors::default(),
    };
    let mut entry = Entry::default();
    let changes = &mut entry.changes;
    changes.full_name = reader.name(&form.full_name, &before.full_name);
    let lines: [(&'static str, &String, &String, &mut Option<Option<String>>); 10] = [
        (
            "greeting",
            &form.greeting,
            &before.greeting,
            &mut changes.greeting,
        ),
        (
            "legal_name",
            &form.legal_name,
            &before.legal_name,
            &mut changes.legal_name,
        ),
        (
            "address",
            &form.address,
            &before.address,
            &mut changes.address,
        ),
        ("city", &form.city, &before.city, &mut changes.city),
        ("region", &form.region, &before.region, &mut changes.region),
        (
            "country",
            &form.country,
            &before.country,
            &mut changes.country,
        ),
        ("sector", &form.sector, &before.sector, &mut changes.sector),
        (
            "website",
            &form.website,
            &before.website,
            &mut changes.website,
        ),
        ("source", &form.source, &before.source, &mut changes.source),
        (
            "segment_label",
            &form.segment_label,
            &before.segment_label,
            &mut changes.segment_label,
        ),
    ];
    for (name, typed, old, change) in lines {
        *change = reader.optional(name, typed, old, |text| short(text, LINE_MAX));
    }
    // One that no mail would use is told now.
    let greeting = changes.greeting.iter().flatten();
    if greeting.clone().any(|text| presentable(text).is_none()) {
        reader.errors.add("greeting", "field-greeting");
    }
    changes.notes = reader.optional("notes", &form.notes, &before.notes, |text| {
        short(text, NOTES_MAX)
    });
    changes.kind = reader.choice("kind", &form.kind, &before.kind);
    changes.status = reader.choice("status", &form.status, &before.status);
    changes.email = reader.optional("email", &form.email, &before.email, read_email);
    let country = (
        Some(form.country.as_str()),
        rules.organisation.country.as_str(),
    );
    if let Some(phone) = reader.optional("phone", &form.phone, &before.phone, |text| {
        reading::phone(text, country.0, country.1).ok_or("field-phone")
    }) {
        changes.phone_e164 = Some(phone.as_ref().map(|phone| phone.e164.clone()));
        changes.phone = Some(phone.map(|phone| phone.typed));
    }
    if let Some(tax_id) = reader.optional("tax_id", &form.tax_id, &before.tax_id, |text| {
        read_tax_id(text, country)
    }) {
        changes.tax_id_key = Some(tax_id.as_ref().and_then(|tax_id| tax_id.key.clone()));
        changes.tax_id = Some(tax_id.map(|tax_id| tax_id.typed));
    }
    if form.country != before.country {
        read_again(form, before, country, changes);
    }
    changes.birth_date =
        reader.optional("birth_date", &form.birth_date, &before.birth_date, |text| {
            read_birth_date(text, rules.today)
        });
    changes.language = reader.optional("language", &form.language, &before.language, |text| {
        text.parse().map_err(|_| "field-choice")
    });
    changes.owner_id = reader.optional("owner_id", &form.owner_id, &before.owner_id, |text| {
        read_owner(text, &rules.owners)
    });
    if rules.sets_credit {
        changes.credit_limit = reader.optional(
            "credit_limit",
            &form.credit_limit,
            &before.credit_limit,
            |text| read_credit(text, rules),
        );
    }
    if form.untracked != before.untracked {
        changes.is_tracked = Some(form.untracked.is_empty());
    }
    if form.tags != before.tags {
        changes.tags = reader.errors.check("tags", read_tags(&form.tags));
    }
    for (channel, field) in CONSENT_FIELDS {
        let state = reader.choice(field, form.consent(channel), before.consent(channel));
        entry.consents.extend(state.map(|state| (channel, state)));
    }
    (entry, reader.errors)
}

/// A phone and a tax id that stay may mean something else in another country.
fn read_again(
    form: &CustomerForm,
    before: &CustomerForm,
    (country, own): (Option<&str>, &str),
    changes: &mut CustomerChanges,
) {
    if form.phone == before.phone && !form.phone.is_empty() {
        let phone = reading::phone(&form.phone, country, own);
        changes.phone_e164 = Some(phone.map(|phone| phone.e164));
    }
    if form.tax_id == before.tax_id && !form.tax_id.is_empty() {
        let tax_id = reading::tax_id(&form.tax_id, country, own).ok();
        changes.tax_id_key = Some(tax_id.and_then(|tax_id| tax_id.key));
    }
}

pub const CONSENT_FIELDS: [(Channel, &str); 4] = [
    (Channel::Email, "consent_email"),
    (Channel::Whatsapp, "consent_whatsapp"),
    (Channel::Sms, "consent_sms"),
    (Channel::Call, "consent_call"),
];

struct Reader {
    errors: FieldErrors,
}

impl Reader {
    fn name(&mut self, typed: &str, old: &str) -> Option<String> {
        let name = match typed {
            "" => Err("field-required"),
            typed if typed == old => return None,
            typed => short(typed, LINE_MAX),
        };
        self.errors.check("full_name", name)
    }

    /// A field that may be left empty; `None` when it stays or is wrong.
    fn optional<T>(
        &mut self,
        field: &'static str,
        typed: &str,
        old: &str,
        parse: impl FnOnce(&str) -> Result<T, &'static str>,
    ) -> Option<Option<T>> {
        if typed == old {
            return None;
        }
        if typed.is_empty() {
            return Some(None);
        }
        self.errors.check(field, parse(typed)).map(Some)
    }

    fn choice<T: std::str::FromStr>(
        &mut self,
        field: &'static str,
        typed: &str,
        old: &str,
    ) -> Option<T> {
        if typed == old {
            return None;
        }
        let value = typed.parse().map_err(|_| "field-choice");
        self.errors.check(field, value)
    }
}

/// A line break is `\n`, whatever the browser sent; no other control character means anything.
pub(super) fn clean(typed: &str) -> String {
    typed
        .replace("\r\n", "\n")
        .replace(|c: char| c.is_control() && c != '\n', " ")
        .trim()
        .to_owned()
}

pub(super) fn short(text: &str, most: usize) -> Result<String, &'static str> {
    match text.chars().count() {
        length if length > most => Err("field-too-long"),
        _ => Ok(text.to_owned()),
    }
}

pub(super) fn read_email(text: &str) -> Result<String, &'static str> {
    EmailAddress::parse(text)
        .map(|address| address.as_str().to_owned())
        .map_err(|_| "field-email")
}

fn read_tax_id(text: &str, (country, own): (Option<&str>, &str)) -> Result<TaxId, &'static str> {
    short(text, LINE_MAX)?;
    reading::tax_id(text, country, own).map_err(|error| match error {
        TaxIdError::Malformed => "field-tax-id",
        TaxIdError::WrongCheckDigit => "field-tax-id-check",
        TaxIdError::Placeholder => "field-tax-id-placeholder",
    })
}

fn read_birth_date(text: &str, today: NaiveDate) -> Result<NaiveDate, &'static str> {
    use chrono::Datelike as _;
    let date: NaiveDate = text.parse().map_err(|_| "field-date")?;
    match date.year() >= FIRST_BIRTH_YEAR && date <= today {
        true => Ok(date),
        false => Err("field-birth-date"),
    }
}

fn read_owner(text: &str, owners: &[UserId]) -> Result<UserId, &'static str> {
    let owner = text.parse().ok();
    owner
        .filter(|owner| owners.contains(owner))
        .ok_or("field-choice")
}

fn read_credit(text: &str, rules: &Rules) -> Result<i64, &'static str> {
    let organisation = &rules.organisation;
    match organisation.locale.parse_money(text, organisation.currency) {
        Ok(limit) if limit < 0 => Err("customer-credit-negative"),
        Ok(limit) if limit > MOST_MINOR => Err("customer-credit-large"),
        Ok(limit) => Ok(limit),
        Err(MoneyError::TooLarge) => Err("customer-credit-large"),
        Err(MoneyError::TooPrecise) => Err("customer-credit-decimals"),
        Err(MoneyError::NotAnAmount) => Err("customer-credit-amount"),
    }
}

/// Words between commas, each once, in the order typed.
fn read_tags(text: &str) -> Result<Vec<String>, &'static str> {
    let mut seen = BTreeSet::new();
    let tags: Vec<String> = text
        .split([',', '\n'])
        .map(str::trim)
        .filter(|tag| !tag.is_empty() && seen.insert(tag.to_lowercase()))
        .map(str::to_owned)
        .collect();
    let too_long = tags.iter().any(|tag| tag.chars().count() > TAG_MAX);
    match too_long || tags.len() > TAGS_MAX {
        true => Err("field-tags"),
        false => Ok(tags),
    }
}

impl From<CustomerChanges> for NewCustomer {
    /// A new customer is one in whom everything that was filled in changed.
    fn from(changes: CustomerChanges) -> Self {
        Self {
            full_name: changes.full_name.unwrap_or_default(),
            greeting: changes.greeting.flatten(),
            legal_name: changes.legal_name.flatten(),
            kind: changes.kind.unwrap_or_default(),
            status: changes.status.unwrap_or_default(),
            email: changes.email.flatten(),
            phone: changes.phone.flatten(),
            phone_e164: changes.phone_e164.flatten(),
            tax_id: changes.tax_id.flatten(),
            tax_id_key: changes.tax_id_key.flatten(),
            birth_date: changes.birth_date.flatten(),
            address: changes.address.flatten(),
            city: changes.city.flatten(),
            region: changes.region.flatten(),
            country: changes.country.flatten(),
            language: changes.language.flatten(),
            sector: changes.sector.flatten(),
            website: changes.website.flatten(),
            source: changes.source.flatten(),
            notes: changes.notes.flatten(),
            owner_id: changes.owner_id.flatten(),
            credit_limit: changes.credit_limit.flatten(),
            segment_label: changes.segment_label.flatten(),
            is_tracked: changes.is_tracked,
            tags: changes.tags.unwrap_or_default(),
            created_by: None,
            updated_by: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules() -> Rules {
        Rules {
            organisation: Organisation::default(),
            today: NaiveDate::from_ymd_opt(2025, 10, 26).unwrap(),
            owners: vec![UserId::from(7)],
            sets_credit: true,
        }
    }

    fn filled(fill: impl FnOnce(&mut CustomerForm)) -> CustomerForm {
        let mut form = CustomerForm {
            full_name: "Ana Rojas".into(),
            ..CustomerForm::blank()
        };
        fill(&mut form);
        form.cleaned()
    }

    fn errors(fill: impl FnOnce(&mut CustomerForm)) -> Vec<(&'static str, String)> {
        let (_, errors) = read(&filled(fill), &CustomerForm::blank(), &rules());
        errors
            .iter()
            .map(|(field, key)| (field, key.into()))
            .collect()
    }

    #[test]
    fn a_filled_form_is_read_into_types() {
        let form = filled(|form| {
            form.email = " Ana@Correo.Example ".into();
            form.phone = "9 1234 5678".into();
            form.tax_id = "41.950.470-k".into();
            form.birth_date = "1990-02-28".into();
            form.tags = "spa, vip,, Spa ".into();
            form.owner_id = "7".into();
            form.consent_sms = "given".into();
        });
        let (entry, errors) = read(&form, &CustomerForm::blank(), &rules());
        assert!(errors.is_empty());
        let new = NewCustomer::from(entry.changes);
        assert_eq!(new.email.as_deref(), Some("Ana@correo.example"));
        assert_eq!(new.phone.as_deref(), Some("9 1234 5678"));
        assert_eq!(new.phone_e164.as_deref(), Some("+56912345678"));
        assert_eq!(new.tax_id.as_deref(), Some("41.950.470-k"));
        assert_eq!(new.tax_id_key.as_deref(), Some("41950470-K"));
        assert_eq!(new.tags, ["spa", "vip"]);
        assert_eq!(new.owner_id, Some(UserId::from(7)));
        assert_eq!(entry.consents, [(Channel::Sms, ConsentState::Given)]);
    }

    #[test]
    fn a_credit_limit_is_money_and_only_some_may_say_it() {
        let form = filled(|form| form.credit_limit = "$ 500.000".into());
        let read = |sets_credit| {
            let rules = Rules {
                sets_credit,
                ..rules()
            };
            read(&form, &CustomerForm::blank(), &rules)
                .0
                .changes
                .credit_limit
        };
        assert_eq!(read(true), Some(Some(500_000)));
        assert_eq!(read(false), None);
        for (typed, key) in [
            ("mucho", "customer-credit-amount"),
            ("-5", "customer-credit-negative"),
            ("0,5", "customer-credit-decimals"),
            ("999999999999999999", "customer-credit-large"),
        ] {
            let wrong = errors(|form| form.credit_limit = typed.into());
            assert_eq!(wrong, [("credit_limit", key.to_owned())], "{typed}");
        }
    }

    #[test]
    fn everything_wrong_is_reported_at_once() {
        let wrong = errors(|form| {
            form.full_name = "  ".into();
            form.status = "gone".into();
            form.email = "no tiene".into();
            form.phone = "1234".into();
            form.tax_id = "41.950.470-1".into();
            form.birth_date = "2025-10-27".into();
            form.owner_id = "8".into();
            form.city = "x".repeat(201);
            form.consent_call = "maybe".into();
        });
        let fields: Vec<_> = wrong.iter().map(|(field, _)| *field).collect();
        assert_eq!(
            fields,
            [
                "birth_date",
                "city",
                "consent_call",
                "email",
                "full_name",
                "owner_id",
                "phone",
                "status",
                "tax_id"
            ]
        );
        assert_eq!(wrong[8].1, "field-tax-id-check");
    }

    #[test]
    fn what_was_not_touched_is_not_checked() {
        let old = filled(|form| {
            form.tax_id = "33.236.516-1".into();
            form.email = "sin correo".into();
        });
        let new = CustomerForm {
            phone: "9 1234 5678".into(),
            ..old.clone()
        };
        let (entry, errors) = read(&new, &old, &rules());
        assert!(errors.is_empty());
        assert_eq!(
            entry.changes,
            CustomerChanges {
                phone: Some(Some("9 1234 5678".into())),
                phone_e164: Some(Some("+56912345678".into())),
                ..Default::default()
            }
        );
        assert!(read(&old, &old, &rules()).0.is_empty());
    }

    #[test]
    fn the_customers_country_says_how_phone_and_tax_id_are_read() {
        let form = filled(|form| {
            form.country = "España".into();
            form.phone = "612 34 56 78".into();
            form.tax_id = "12345678z".into();
        });
        let (entry, errors) = read(&form, &CustomerForm::blank(), &rules());
        assert!(errors.is_empty());
        assert_eq!(entry.changes.phone_e164, Some(Some("+34612345678".into())));
        assert_eq!(entry.changes.tax_id_key, Some(Some("12345678Z".into())));
    }

    #[test]
    fn another_country_gives_phone_and_tax_id_another_meaning() {
        let old = filled(|form| {
            form.phone = "612 34 56 78".into();
            form.tax_id = "12345678z".into();
        });
        let new = CustomerForm {
            country: "España".into(),
            ..old.clone()
        };
        let (entry, errors) = read(&new, &old, &rules());
        assert!(errors.is_empty());
        assert_eq!(entry.changes.phone, None);
        assert_eq!(entry.changes.phone_e164, Some(Some("+34612345678".into())));
        assert_eq!(entry.changes.tax_id_key, Some(Some("12345678Z".into())));
    }

    #[test]
    fn an_emptied_field_is_emptied() {
        let old = filled(|form| form.phone = "9 1234 5678".into());
        let new = filled(|_| {});
        let (entry, _) = read(&new, &old, &rules());
        assert_eq!(entry.changes.phone, Some(None));
        assert_eq!(entry.changes.phone_e164, Some(None));
    }

    #[test]
    fn who_is_late_keeps_what_they_typed_and_takes_over_the_rest() {
        let base = filled(|_| {});
        let theirs = filled(|form| {
            form.city = "Ancud".into();
            form.phone = "9 1111 2222".into();
        });
        let mine = filled(|form| {
            form.city = "Osorno".into();
            form.source = "web".into();
        });
        let (form, disputed) = mine.caught_up(&base, &theirs);
        assert_eq!(
            (&*form.city, &*form.phone, &*form.source),
            ("Osorno", "9 1111 2222", "web")
        );
        assert_eq!(disputed, ["city"]);
    }

    #[test]
    fn signs_that_cannot_be_stored_are_left_out() {
        let form = filled(|form| form.notes = "uno\r\ndos\0\u{7} ".into());
        assert_eq!(form.notes, "uno\ndos");
    }
}
