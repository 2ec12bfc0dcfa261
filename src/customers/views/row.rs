//! A customer as a row of the list: what was found is marked, and every column says its value.

use chrono::{DateTime, NaiveDate, Utc};

use crate::customers::columns::Columns;
use crate::customers::fields::{Field, Kind, Name, Source};
use crate::customers::highlight::{Piece, mark_digits, mark_similar, mark_words, plain};
use crate::customers::model::CustomerStatus;
use crate::customers::queries::Row;
use crate::customers::search::Search;
use crate::web::Page;

pub struct RowView {
    pub row: Row,
    pub name: Vec<Piece>,
    pub legal_name: Vec<Piece>,
    pub email: Vec<Piece>,
    pub phone: Vec<Piece>,
    /// Only where it was searched for.
    pub tax_id: Vec<Piece>,
    /// "Coincide: nombre, correo", or nothing.
    pub why: String,
    pub cells: Vec<Cell>,
}

/// What stands in a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    pub name: String,
    /// Empty where nothing is known.
    pub text: String,
    /// For machines: a day or an instant.
    pub time: String,
    pub is_figure: bool,
}

impl RowView {
    pub fn new(page: &Page, row: Row, search: Option<&Search>) -> Self {
        let shown = |text: &Option<String>| plain(text.as_deref().unwrap_or_default());
        let mut view = Self {
            name: plain(&row.full_name),
            legal_name: shown(&row.legal_name),
            email: shown(&row.email),
            phone: shown(&row.phone),
            tax_id: Vec::new(),
            why: String::new(),
            cells: Vec::new(),
            row,
        };
        if let Some(search) = search {
            view.mark(page, search);
        }
        view
    }

    /// With a cell for each of these columns; an address and a phone share one.
    pub fn with_cells(mut self, page: &Page, columns: &Columns) -> Self {
        let fields = columns.fields().iter();
        let cells = fields
            .zip(&self.row.shown)
            .filter(|(field, _)| !(field.name == "phone" && columns.has("email")))
            .map(|(field, value)| Cell {
                name: field.name.to_string(),
                text: value_text(page, field, value.as_deref()),
                time: match field.kind {
                    Kind::Date | Kind::Moment => value.clone().unwrap_or_default(),
                    _ => String::new(),
                },
                is_figure: field.kind.is_figure(),
            });
        self.cells = cells.collect();
        self
    }

    /// Whether it was found by the phone.
    pub fn phone_is_marked(&self) -> bool {
        self.phone.iter().any(|piece| piece.is_marked)
    }

    /// Marks what was found, and says where.
    fn mark(&mut self, page: &Page, search: &Search) {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let terms = || search.terms.iter().map(|term| term.as_str());
        let mut reasons = Vec::new();
        let mut note = |field: &mut Vec<Piece>, marked: Option<Vec<Piece>>, reason| {
            if let Some(marked) = marked {
                *field = marked;
                if !reasons.contains(&reason) {
                    reasons.push(reason);
                }
            }
        };
        let row = &self.row;
        let legal_name = text(&row.legal_name);
        if row.is_similar {
            let similar = mark_similar(&row.full_name, search.words());
            note(&mut self.name, similar, "similar");
        }
        note(&mut self.name, mark_words(&row.full_name, terms()), "name");
        note(
            &mut self.legal_name,
            mark_words(&legal_name, terms()),
            "name",
        );
        note(
            &mut self.email,
            mark_words(&text(&row.email), terms()),
            "email",
        );
        let phone = mark_digits(&text(&row.phone), search.digits())
            .or_else(|| mark_digits(&text(&row.phone_e164), search.digits()));
        note(&mut self.phone, phone, "phone");
        let tax_id = mark_words(&text(&row.tax_id), search.words())
            .or_else(|| mark_digits(&text(&row.tax_id), search.digits()));
        note(&mut self.tax_id, tax_id, "tax-id");
        let reasons: Vec<String> = reasons
            .into_iter()
            .map(|reason| page.t(&format!("customers-why-{reason}")))
            .collect();
        if !reasons.is_empty() {
            self.why = page.tv("customers-why", "reasons", reasons.join(", "));
        }
    }

    pub fn segment(&self) -> &str {
        self.row.segment.as_deref().unwrap_or("none")
    }

    pub fn is_active(&self) -> bool {
        self.row.status == CustomerStatus::Active
    }

    pub fn status_key(&self) -> String {
        format!("customer-status-{}", self.row.status)
    }

    pub fn status_kind(&self) -> &'static str {
        match self.row.status {
            CustomerStatus::Blocked => "bad",
            CustomerStatus::Prospect => "info",
            CustomerStatus::Active => "ok",
            CustomerStatus::Inactive => "plain",
        }
    }
}

/// What people call a field.
pub fn label_text(page: &Page, field: &Field) -> String {
    match (field.label, field.name) {
        (Some(key), _) => page.t(key),
        (None, Name::Own(key)) => {
            let own = page.own(key);
            own.map(|own| own.name.clone()).unwrap_or_default()
        }
        (None, Name::Ours(name)) => name.to_owned(),
    }
}

/// A field's value as people read it.
pub fn value_text(page: &Page, field: &Field, value: Option<&str>) -> String {
    let Some(value) = value else {
        return String::new();
    };
    if field.is_nothing(value) {
        return page.t("unknown");
    }
    if let Source::Own(key) = field.source {
        let written = page.own(key).map(|own| page.own_value(own, value));
        return written.unwrap_or_default();
    }
    let number = || value.parse::<i64>().unwrap_or_default();
    match field.kind {
        Kind::Text | Kind::Decimal => value.to_owned(),
        Kind::Money => page.money(number()),
        Kind::Number => page.number(number()),
        Kind::Choice(prefix) => page.t(&format!("{prefix}{value}")),
        Kind::Date => {
            let day: Option<NaiveDate> = value.parse().ok();
            day.map(|day| page.date(&day)).unwrap_or_default()
        }
        Kind::Moment => {
            let at: Option<DateTime<Utc>> = value.parse().ok();
            at.map(|at| page.datetime(&at)).unwrap_or_default()
        }
    }
}
