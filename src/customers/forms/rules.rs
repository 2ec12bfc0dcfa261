//! The rules of the form. Pure.

use chrono::NaiveDate;

use super::CustomerForm;
use super::values::{
    LINE_MAX, NOTES_MAX, read_birth_date, read_credit, read_email, read_owner, read_tags,
    read_tax_id, short,
};
use crate::customers::model::{Channel, ConsentState, CustomerChanges};
use crate::customers::reading;
use crate::domain::person_name::presentable;
use crate::domain::{Organisation, UserId};
use crate::web::FieldErrors;

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
        let tags = read_tags(&form.tags, &before.tags);
        changes.tags = reader.errors.check("tags", tags);
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

#[cfg(test)]
mod tests {
    use super::super::tests::filled;
    use super::*;
    use crate::customers::NewCustomer;

    fn rules() -> Rules {
        Rules {
            organisation: Organisation::default(),
            today: NaiveDate::from_ymd_opt(2025, 10, 26).unwrap(),
            owners: vec![UserId::from(7)],
            sets_credit: true,
        }
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
    fn a_tag_that_is_there_stays_whole_and_a_new_one_has_no_semicolon() {
        let old = filled(|form| form.tags = "Jueves; tarde, vip".into());
        let tags = |typed: &str| {
            let new = filled(|form| form.tags = typed.into());
            read(&new, &old, &rules()).0.changes.tags.unwrap()
        };
        let with_new = tags("Jueves; tarde, vip, spa; feria");
        assert_eq!(with_new, ["Jueves; tarde", "vip", "spa", "feria"]);
        assert_eq!(tags("vip,Jueves; tarde"), ["vip", "Jueves; tarde"]);
        assert_eq!(tags("Jueves; noche"), ["Jueves", "noche"]);
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
}
