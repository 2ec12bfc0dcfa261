use std::collections::HashMap;

use askama::Template;

use super::forms::{AuditQuery, PROGRAM};
use super::queries::{Choice, Entry, FieldValue};
use super::values;
use crate::domain::AuditId;
use crate::web::{Page, i18n, query};

/// Records with a page of their own: what stands before their number and after it.
const PAGES: [(&str, &str, &str); 7] = [
    ("batch", "/customers/batches", ""),
    ("campaign", "/campaigns", ""),
    ("customer", "/customers", ""),
    ("proposal", "/proposals", ""),
    ("message", "/messages", ""),
    ("user", "/admin/users", ""),
    ("service_history", "/history", "/edit"),
];

#[derive(Template)]
#[template(path = "admin/audit/index.html")]
pub struct AuditPage {
    pub page: Page,
    query: AuditQuery,
    rows: Vec<Row>,
    /// (value, text) of each select.
    users: Vec<(String, String)>,
    types: Vec<(String, String)>,
    actions: Vec<(String, String)>,
    /// Where the page below begins.
    next: Option<AuditId>,
}

struct Row {
    entry: Entry,
    fields: Vec<Field>,
}

/// A changed field in words; empty where it was or became nothing.
struct Field {
    name: String,
    before: String,
    after: String,
    /// The person was erased, and the values with them.
    is_erased: bool,
}

impl AuditPage {
    pub fn new(
        page: Page,
        query: AuditQuery,
        entries: Vec<Entry>,
        values: Vec<FieldValue>,
        choices: Vec<Choice>,
        has_more: bool,
    ) -> Self {
        let next = entries.last().filter(|_| has_more).map(|entry| entry.id);
        let mut values: HashMap<(AuditId, String), FieldValue> = values
            .into_iter()
            .map(|value| ((value.audit_id, value.field_name.clone()), value))
            .collect();
        let rows = entries
            .into_iter()
            .map(|entry| Row {
                fields: fields(&page, &entry, &mut values),
                entry,
            })
            .collect();
        let named = |kind: &str, name: &dyn Fn(&Choice) -> String| {
            let of_kind = choices.iter().filter(|choice| choice.kind == kind);
            let mut named: Vec<_> = of_kind
                .map(|choice| (choice.value.clone(), name(choice)))
                .collect();
            named.sort_by_key(|(_, name)| crate::domain::fold(name));
            named
        };
        let mut users = named("user", &|choice| choice.name.clone().unwrap_or_default());
        users.push((PROGRAM.to_owned(), page.t("audit-program")));
        Self {
            users,
            types: named("type", &|choice| record_type(&page, &choice.value)),
            actions: named("action", &|choice| action(&page, &choice.value)),
            page,
            query,
            rows,
            next,
        }
    }

    fn action(&self, entry: &Entry) -> String {
        action(&self.page, &entry.action)
    }

    /// The record by its name, else by its number; by its type only where the action's words do not say it.
    fn record(&self, entry: &Entry) -> String {
        let kind = record_type(&self.page, &entry.record_type);
        let is_said = self.action(entry) != entry.action;
        match (entry.record_name(), entry.record_id) {
            (Some(name), _) => name.to_owned(),
            (None, Some(id)) if is_said => format!("#{id}"),
            (None, Some(id)) => format!("{kind} {id}"),
            (None, None) => kind,
        }
    }

    /// The record's page; empty where it has none.
    fn link(&self, entry: &Entry) -> String {
        match (entry.record_type.as_str(), entry.record_id) {
            ("settings", _) => "/settings".to_owned(),
            (kind, Some(id)) => PAGES
                .iter()
                .find(|(name, ..)| *name == kind && !entry.action.ends_with(".deleted"))
                .map(|(_, path, page)| format!("{path}/{id}{page}"))
                .unwrap_or_default(),
            (_, None) => String::new(),
        }
    }

    fn is_filtered(&self) -> bool {
        !self.query.pairs().is_empty()
    }

    fn export(&self) -> String {
        query("/admin/audit/export", &self.query.pairs())
    }

    fn first(&self) -> String {
        query("/admin/audit", &self.query.pairs())
    }

    fn below(&self, next: &AuditId) -> String {
        let next = next.to_string();
        let mut pairs = self.query.pairs();
        pairs.push(("before", &next));
        query("/admin/audit", &pairs)
    }

    fn is_first(&self) -> bool {
        self.query.before.is_empty()
    }

    /// The record whose story this is, if it is one record's.
    fn story(&self) -> Option<String> {
        let is_one = !self.query.record.is_empty() && !self.query.record_type.is_empty();
        is_one.then(|| {
            let kind = record_type(&self.page, &self.query.record_type);
            format!("{kind} {}", self.query.record)
        })
    }

    fn without_record(&self) -> String {
        let query = AuditQuery {
            record: String::new(),
            before: String::new(),
            ..self.query.clone()
        };
        crate::web::query("/admin/audit", &query.pairs())
    }
}

fn fields(
    page: &Page,
    entry: &Entry,
    values: &mut HashMap<(AuditId, String), FieldValue>,
) -> Vec<Field> {
    let names = entry.field_names.iter().flatten();
    names
        .map(|name| {
            let value = values.remove(&(entry.id, name.clone()));
            let side = |value: Option<&serde_json::Value>| values::text(page, name, value);
            Field {
                name: or_own(page, format!("audit-field-{name}"), &name.replace('_', " ")),
                before: side(value.as_ref().and_then(|value| value.before.as_ref())),
                after: side(value.as_ref().and_then(|value| value.after.as_ref())),
                is_erased: value.is_none(),
            }
        })
        .collect()
}

pub(super) fn action(page: &Page, action: &str) -> String {
    or_own(page, format!("audit-{}", action.replace('.', "-")), action)
}

pub(super) fn record_type(page: &Page, kind: &str) -> String {
    or_own(page, format!("audit-type-{kind}"), kind)
}

/// The text of the key; without one the program's own word, which says more than nothing.
fn or_own(page: &Page, key: String, own: &str) -> String {
    if i18n::has(page.language, &key) {
        page.t(&key)
    } else {
        own.to_owned()
    }
}
