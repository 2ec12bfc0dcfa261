use std::collections::HashMap;

use askama::Template;

use super::forms::{AuditQuery, PROGRAM};
use super::known::Known;
use super::queries::{Choice, Entry, FieldValue};
use super::values::Writer;
use crate::audit::words;
use crate::domain::AuditId;
use crate::web::{Page, query};

/// Records with a page of their own: what stands before their number and after it.
const PAGES: [(&str, &str, &str); 13] = [
    ("activity", "/activities", "/edit"),
    ("campaign", "/campaigns", ""),
    ("customer", "/customers", ""),
    ("import", "/imports", ""),
    ("invoice", "/invoices", ""),
    ("message", "/messages", ""),
    ("opportunity", "/opportunities", ""),
    ("proposal", "/proposals", ""),
    ("service", "/services", ""),
    ("service_history", "/history", "/edit"),
    ("template", "/settings/templates", ""),
    ("user", "/admin/users", ""),
    ("webhook", "/admin/webhooks", ""),
];

#[derive(Template)]
#[template(path = "admin/audit/index.html")]
pub struct AuditPage {
    pub page: Page,
    query: AuditQuery,
    rows: Vec<Row>,
    known: Known,
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

/// A changed field in words.
struct Field {
    name: String,
    before: Side,
    after: Side,
    /// The person was erased, and the values with them.
    is_erased: bool,
}

/// What it was or became; empty for nothing.
struct Side {
    text: String,
    /// The page of whom it names.
    href: Option<String>,
}

/// What a page of the log shows.
pub struct Found {
    pub entries: Vec<Entry>,
    pub values: Vec<FieldValue>,
    pub known: Known,
    pub choices: Vec<Choice>,
    pub has_more: bool,
}

impl AuditPage {
    pub fn new(page: Page, query: AuditQuery, found: Found) -> Self {
        let (entries, known, choices) = (found.entries, found.known, found.choices);
        let next = entries.last().filter(|_| found.has_more);
        let next = next.map(|entry| entry.id);
        let mut values: HashMap<(AuditId, String), FieldValue> = found
            .values
            .into_iter()
            .map(|value| ((value.audit_id, value.field_name.clone()), value))
            .collect();
        let rows = entries
            .into_iter()
            .map(|entry| Row {
                fields: fields(&Writer::new(&page, &known, &entry), &entry, &mut values),
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
            types: named("type", &|choice| words::record_type(&page, &choice.value)),
            actions: named("action", &|choice| {
                words::action_alone(&page, &choice.value)
            }),
            known,
            page,
            query,
            rows,
            next,
        }
    }

    fn action(&self, entry: &Entry) -> String {
        words::action(&self.page, &entry.action)
    }

    fn actor(&self, entry: &Entry) -> String {
        actor(&self.page, entry)
    }

    /// The record by its name, else by its number; by its type only where the action's words do not say it.
    fn record(&self, entry: &Entry) -> String {
        let kind = words::record_type(&self.page, &entry.record_type);
        let is_said = self.action(entry) != entry.action;
        let Some(id) = entry.record_id else {
            return kind;
        };
        match self.known.name(&entry.record_type, id) {
            Some(name) => name.to_owned(),
            None if is_said => format!("#{id}"),
            None => format!("{kind} {id}"),
        }
    }

    /// The record's page; empty where it has none, or none any more.
    fn link(&self, entry: &Entry) -> String {
        let kind = entry.record_type.as_str();
        let Some(id) = entry.record_id else {
            return match kind {
                "settings" => "/settings".to_owned(),
                _ => String::new(),
            };
        };
        if kind == "batch" {
            return format!("/customers/batches/{id}");
        }
        let is_there = self
            .known
            .find(kind, id)
            .is_some_and(|named| !named.is_gone);
        let page = PAGES.iter().find(|(name, ..)| *name == kind && is_there);
        page.map(|(_, path, page)| format!("{path}/{id}{page}"))
            .unwrap_or_default()
    }

    /// Whose record it is, where no field says so: address and name.
    fn customer(&self, row: &Row) -> Option<(String, String)> {
        let (id, name) = self
            .known
            .customer(&row.entry.record_type, row.entry.record_id?)?;
        let href = format!("/customers/{id}");
        let is_said = |field: &Field| field.after.href.as_ref() == Some(&href);
        let is_said = row.fields.iter().any(is_said);
        (!is_said).then(|| (href, name.to_owned()))
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
            let kind = words::record_type(&self.page, &self.query.record_type);
            let id = self.query.record.parse().unwrap_or_default();
            match self.known.name(&self.query.record_type, id) {
                Some(name) => format!("{kind}: {name}"),
                None => format!("{kind} {}", self.query.record),
            }
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
    writer: &Writer<'_>,
    entry: &Entry,
    values: &mut HashMap<(AuditId, String), FieldValue>,
) -> Vec<Field> {
    let names = entry.field_names.iter().flatten();
    names
        .map(|name| {
            let value = values.remove(&(entry.id, name.clone()));
            let side = |value: Option<&serde_json::Value>| Side {
                text: writer.text(name, value),
                href: writer.link(name, value),
            };
            Field {
                name: words::field(writer.page, name),
                before: side(value.as_ref().and_then(|value| value.before.as_ref())),
                after: side(value.as_ref().and_then(|value| value.after.as_ref())),
                is_erased: value.is_none(),
            }
        })
        .collect()
}

/// Who acted: a person by name, else the part of the program in words.
pub(super) fn actor(page: &Page, entry: &Entry) -> String {
    // A job says who asked for it, and goes by its own name, with a full stop in it.
    match entry.user_id.filter(|_| !entry.actor.contains('.')) {
        Some(_) => entry.actor.clone(),
        None => words::program(page, &entry.actor),
    }
}
