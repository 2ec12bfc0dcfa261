use askama::Template;

use super::DEFAULT_SOURCE;
use super::dates::DayOrder;
use super::fields::{Field, width_without_own};
use super::figures::{self, Cells, Figure};
use super::look::Look;
use super::mapping::{Choice, Mapping};
use super::model::{
    ChangedColumn, ChangedCustomer, Import, Kind, Listed, Problem, ReasonCount, Report, State,
    Warning,
};
use super::numbers::Decimal;
use super::preview::{Shown, Value};
use super::progress;
use super::queries::outcome::PAGE as PROBLEMS_PAGE;
use super::queries::steps::PAGE;
use super::queries::undo::{Extent, Leftover};
use super::xlsx::Tab;
use crate::db::Json;
use crate::web::Page;

/// A page beyond it is of no use.
const LAST_PAGE: i64 = 200;
/// Cells of a column that the mapping shows.
const EXAMPLES: usize = 3;

pub fn last_page(total: i64) -> i64 {
    ((total + PAGE - 1) / PAGE).clamp(1, LAST_PAGE)
}

#[derive(Template)]
#[template(path = "imports/index.html")]
pub struct IndexPage {
    pub page: Page,
    pub rows: Vec<Listed>,
    pub number: i64,
    pub total: i64,
    /// The key of what is wrong with the file that was sent.
    pub error: Option<&'static str>,
}

impl IndexPage {
    fn err(&self) -> String {
        self.error.map(|key| self.page.t(key)).unwrap_or_default()
    }

    fn badge_kind(&self, row: &Listed) -> &'static str {
        badge_of(row.state)
    }

    fn cells(&self, row: &Listed) -> Cells {
        figures::of_listed(&self.page, row)
    }

    fn state(&self, row: &Listed) -> String {
        state_text(&self.page, row.state)
    }

    fn last(&self) -> i64 {
        last_page(self.total)
    }

    fn range(&self) -> String {
        let first = (self.number - 1) * PAGE + 1;
        self.page.tv3(
            "import-range",
            ("from", self.page.number(first.min(self.total))),
            ("to", self.page.number((self.number * PAGE).min(self.total))),
            ("total", self.page.number(self.total)),
        )
    }
}

/// What a badge looks like in each state.
fn badge_of(state: State) -> &'static str {
    match state {
        State::Done => "ok",
        State::Failed => "bad",
        State::Mapping | State::Checked => "warn",
        State::Undone => "plain",
        _ => "info",
    }
}

fn state_text(page: &Page, state: State) -> String {
    page.t(&format!("import-state-{state}"))
}

/// One column in the form that says what it is.
pub struct ColumnLine {
    pub place: usize,
    pub name: String,
    pub examples: Vec<String>,
    pub field: String,
    /// The order of its dates, and whether the column leaves it open.
    pub order: Option<(DayOrder, bool)>,
    pub decimal: Option<(Decimal, bool)>,
}

#[derive(Template)]
#[template(path = "imports/mapping.html")]
pub struct MappingPage {
    pub page: Page,
    pub file: Import,
    pub look: Look,
    pub mapping: Mapping,
    pub source: String,
    pub sources: Vec<String>,
    /// Keys, and the fields that each is about.
    pub problems: Vec<(&'static str, Vec<Field>)>,
}

impl MappingPage {
    /// Each sheet by its name, with how many rows it has; none where there is nothing to choose.
    fn sheets(&self) -> Vec<(&str, String)> {
        let text = |tab: &Tab| format!("{} · {}", tab.name, self.page.tn("import-rows", tab.rows));
        match &self.look.tabs[..] {
            [] | [_] => Vec::new(),
            tabs => tabs
                .iter()
                .map(|tab| (tab.name.as_str(), text(tab)))
                .collect(),
        }
    }

    fn deletion(&self) -> String {
        format!("/imports/{}/deletion", self.file.id)
    }

    fn errors(&self) -> Vec<(&'static str, String)> {
        let text = |(key, fields): &(&'static str, Vec<Field>)| {
            let names: Vec<String> = fields.iter().map(|field| self.field_name(*field)).collect();
            ("c0", self.page.tv(key, "columns", names.join(", ")))
        };
        self.problems.iter().map(text).collect()
    }

    /// Blank for the usual one: its word says nothing to a person.
    fn source(&self) -> &str {
        match self.source.as_str() {
            DEFAULT_SOURCE => "",
            source => source,
        }
    }

    fn sources_before(&self) -> Option<String> {
        let named = self.sources.iter().map(String::as_str);
        let named: Vec<&str> = named.filter(|source| *source != DEFAULT_SOURCE).collect();
        (!named.is_empty()).then(|| self.page.tv("import-sources", "names", named.join(", ")))
    }

    fn field_name(&self, field: Field) -> String {
        self.page.t(&format!("import-field-{field}"))
    }

    fn of_customers(&self) -> Vec<(&'static str, String)> {
        self.fields(|field| field < Field::RowId)
    }

    fn of_history(&self) -> Vec<(&'static str, String)> {
        self.fields(|field| field >= Field::RowId)
    }

    fn fields(&self, wanted: impl Fn(Field) -> bool) -> Vec<(&'static str, String)> {
        let fields = Field::ALL.iter().copied().filter(|field| wanted(*field));
        fields
            .map(|field| (field.as_str(), self.field_name(field)))
            .collect()
    }

    fn lines(&self) -> Vec<ColumnLine> {
        let columns = self
            .look
            .columns
            .iter()
            .zip(&self.mapping.columns)
            .enumerate()
            // Of a mended file: what we added to it is nothing that could be imported.
            .take(width_without_own(&self.look.names()));
        columns
            .map(|(place, (column, choice))| ColumnLine {
                place,
                name: column.name.clone(),
                examples: self.examples(place),
                field: choice
                    .map(|choice| choice.field.to_string())
                    .unwrap_or_default(),
                // Asked only where the column can be read in two ways.
                order: column
                    .dates
                    .are_dates()
                    .then(|| {
                        (
                            order_of(choice, column.dates.guess(DayOrder::DayFirst)),
                            column.dates.is_ambiguous(),
                        )
                    })
                    .filter(|_| column.dates.is_ambiguous()),
                decimal: (column.numbers.are_numbers()
                    && column.numbers.is_ambiguous()
                    && !column.dates.are_dates())
                .then(|| {
                    (
                        decimal_of(choice, column.numbers.guess(Decimal::Comma)),
                        true,
                    )
                }),
            })
            .collect()
    }

    fn examples(&self, place: usize) -> Vec<String> {
        let mut examples: Vec<String> = Vec::new();
        for sample in &self.look.sample {
            let cell = sample
                .cells
                .get(place)
                .map(|cell| cell.trim())
                .unwrap_or_default();
            if !cell.is_empty() && !examples.iter().any(|known| known == cell) {
                examples.push(cell.chars().take(40).collect());
            }
            if examples.len() == EXAMPLES {
                break;
            }
        }
        examples
    }
}

fn order_of(choice: &Option<Choice>, guess: DayOrder) -> DayOrder {
    choice
        .filter(|choice| choice.field.is_date())
        .map_or(guess, |choice| choice.order)
}

fn decimal_of(choice: &Option<Choice>, guess: Decimal) -> Decimal {
    choice
        .filter(|choice| choice.field.is_money())
        .map_or(guess, |choice| choice.decimal)
}

/// What is wrong with the refused rows: all of it by reason, and a page of it row by row.
#[derive(Default)]
pub struct Refused {
    pub problems: Vec<Problem>,
    pub reasons: Vec<ReasonCount>,
    pub number: i64,
}

impl Refused {
    /// The download has what lies beyond.
    pub fn last_page(reasons: &[ReasonCount]) -> i64 {
        let total = total_of(reasons);
        ((total + PROBLEMS_PAGE - 1) / PROBLEMS_PAGE).clamp(1, LAST_PAGE)
    }
}

fn total_of(reasons: &[ReasonCount]) -> i64 {
    reasons.iter().map(|reason| reason.count).sum()
}

#[derive(Template)]
#[template(path = "imports/show.html")]
pub struct ShowPage {
    pub page: Page,
    pub file: Import,
    /// Of a file that is not imported yet.
    pub preview: Vec<Shown>,
    pub refused: Refused,
    pub leftovers: Vec<Leftover>,
    pub may_undo: bool,
}

impl ShowPage {
    fn id(&self) -> crate::domain::ImportId {
        self.file.id
    }

    fn badge(&self) -> (&'static str, String) {
        (
            badge_of(self.file.state),
            state_text(&self.page, self.file.state),
        )
    }

    fn deletion(&self) -> String {
        format!("/imports/{}/deletion", self.file.id)
    }

    fn kind(&self) -> String {
        self.page.t(&format!("import-kind-{}", self.file.kind))
    }

    fn is_busy(&self) -> bool {
        self.file.state.is_busy()
    }

    fn is_importing(&self) -> bool {
        self.file.state == State::Importing
    }

    fn is_checked(&self) -> bool {
        self.file.state == State::Checked
    }

    fn is_done(&self) -> bool {
        self.file.state == State::Done
    }

    /// Whether nothing is left to do with this file.
    fn is_over(&self) -> bool {
        matches!(self.file.state, State::Done | State::Undone | State::Failed)
    }

    fn is_undone(&self) -> bool {
        self.file.state == State::Undone
    }

    fn may_discard(&self) -> bool {
        matches!(
            self.file.state,
            State::Mapping | State::Checked | State::Failed
        )
    }

    fn has_preview(&self) -> bool {
        !self.preview.is_empty()
    }

    /// Whether it was imported, be it undone since.
    fn was_imported(&self) -> bool {
        self.file.finished_at.is_some()
    }

    fn failure(&self) -> Option<String> {
        self.file.failure.as_ref().map(|key| self.page.t(key))
    }

    fn percent(&self) -> Option<i64> {
        progress::percent(&self.file)
    }

    fn progress_text(&self) -> String {
        progress::text(&self.page, &self.file)
    }

    fn report(&self) -> Option<&Report> {
        self.file.trial.as_ref().map(|Json(report)| report)
    }

    fn is_trial(&self) -> bool {
        !self.was_imported() && self.report().is_some()
    }

    /// What a trial counted, or what was stored.
    fn figures(&self) -> Vec<Figure> {
        match (self.was_imported(), self.report()) {
            (false, Some(report)) => figures::of_trial(&self.page, self.file.kind, report),
            _ => figures::of_import(&self.page, &self.file),
        }
    }

    /// The first customers that an import would change.
    fn changes(&self) -> &[ChangedCustomer] {
        match self.report() {
            Some(report) if self.is_trial() => &report.changes,
            _ => &[],
        }
    }

    fn changes_hint(&self) -> String {
        let updated = self.report().map_or(0, |report| match self.file.kind {
            Kind::Customers => report.updated,
            _ => report.customers_updated,
        });
        let shown = self.changes().len() as i64;
        match updated > shown {
            true => self.page.tv2(
                "import-shown-of",
                "shown",
                self.page.number(shown),
                "total",
                self.page.number(updated),
            ),
            false => String::new(),
        }
    }

    fn changed_name(&self, column: &ChangedColumn) -> String {
        self.page.t(&format!("import-field-{}", column.field))
    }

    /// A day as the reader writes it; a dash for nothing.
    fn changed_value(&self, value: &str) -> String {
        match value {
            "" => "–".to_owned(),
            value => local_day(&self.page, value),
        }
    }

    fn kept(&self) -> Option<String> {
        let kept = match (self.was_imported(), self.report()) {
            (false, Some(report)) => report.kept,
            _ => self.file.rows_kept,
        };
        (kept > 0).then(|| self.page.tn("import-kept", kept))
    }

    /// Asked before anything is stored: whether the numbers are those of the same system.
    fn renamed(&self) -> Option<String> {
        let renamed = self.report().filter(|_| self.is_checked())?.renamed;
        (renamed > 0).then(|| self.page.tn("import-renamed", renamed))
    }

    /// What would be stored as it is typed and is hardly right: column, count and text of each.
    fn warnings(&self) -> Vec<(String, i64, String)> {
        let report = self.report().filter(|_| self.is_checked());
        let warnings = report.map(|report| report.warnings.as_slice());
        let told = |warning: &Warning| {
            let first = warning.first.first()?;
            let text = self
                .page
                .tn(&format!("import-warning-{}", first.word()), warning.count);
            let examples: Vec<String> = warning
                .first
                .iter()
                .map(|doubt| self.example(doubt))
                .collect();
            let column = column_name(&self.page, &self.file, &first.column);
            let text = format!("{column}: {text} {}", examples.join(", "));
            Some((first.column.clone(), warning.count, text))
        };
        warnings
            .unwrap_or_default()
            .iter()
            .filter_map(told)
            .collect()
    }

    fn example(&self, doubt: &Problem) -> String {
        let (value, _) = doubt.about();
        let line = self.page.number(doubt.line);
        self.page
            .tv2("import-warning-line", "line", line, "value", value)
    }

    fn refused_rows(&self) -> i64 {
        self.file.rows_rejected
    }

    /// Whether there is nothing that could be imported.
    fn is_all_refused(&self) -> bool {
        self.file.rows_rejected > 0 && self.file.rows_rejected == self.file.rows_read
    }

    fn refused_last(&self) -> i64 {
        Refused::last_page(&self.refused.reasons)
    }

    fn refused_base(&self) -> String {
        format!("/imports/{}?", self.file.id)
    }

    fn refused_range(&self) -> String {
        let first = (self.refused.number - 1) * PROBLEMS_PAGE;
        let total = total_of(&self.refused.reasons);
        self.page.tv3(
            "import-range",
            ("from", self.page.number(first + 1)),
            (
                "to",
                self.page.number(first + self.refused.problems.len() as i64),
            ),
            ("total", self.page.number(total)),
        )
    }

    /// "Precio Pagado", as the file calls it.
    fn column(&self, column: &str) -> String {
        column_name(&self.page, &self.file, column)
    }

    fn reason_name(&self, reason: &ReasonCount) -> String {
        reason_text(&self.page, &reason.example())
    }

    fn reason(&self, problem: &Problem) -> String {
        reason_text(&self.page, problem)
    }

    fn heads(&self) -> Vec<String> {
        let first = self.preview.first();
        let fields = first.map(|row| row.cells.iter().map(|(field, _)| *field));
        let name = |field: Field| self.page.t(&format!("import-field-{field}"));
        fields
            .map(|fields| fields.map(name).collect())
            .unwrap_or_default()
    }

    fn value(&self, value: &Value) -> String {
        match value {
            Value::Text(text) => text.clone(),
            Value::Day(day) => self.page.date(day),
            Value::Money(minor) => self.page.money(*minor),
            Value::Flag(true) => self.page.t("import-yes"),
            Value::Flag(false) => self.page.t("import-no"),
        }
    }

    fn is_wrong(&self, row: &Shown, field: &Field) -> bool {
        row.problems
            .iter()
            .any(|problem| problem.column == field.as_str())
    }

    fn leftover_reason(&self, leftover: &Leftover) -> String {
        leftover_text(&self.page, leftover)
    }

    fn undone_text(&self) -> String {
        self.page.tn("import-undone-rows", self.file.rows_undone)
    }
}

/// The name that the file has for a field, else ours; empty where it is the row as a whole.
pub fn column_name(page: &Page, import: &Import, field: &str) -> String {
    let in_file = match (&import.look, &import.mapping) {
        (Some(Json(look)), Some(Json(mapping))) => mapping.column_of(field, &look.columns),
        _ => None,
    };
    match (in_file, field.parse::<Field>()) {
        (Some(column), _) => column.name.clone(),
        (None, Ok(field)) => page.t(&format!("import-field-{field}")),
        (None, Err(_)) => field.to_owned(),
    }
}

/// Why a row was refused, in the reader's language.
pub fn reason_text(page: &Page, problem: &Problem) -> String {
    let (value, other) = problem.about();
    let (word, other) = match (problem.word(), value) {
        ("width", "1") => ("width_one", other.to_owned()),
        ("contradicts", _) => ("contradicts", local_day(page, other)),
        (word, _) => (word, other.to_owned()),
    };
    page.tv2(
        &format!("import-reason-{word}"),
        "value",
        value,
        "other",
        other,
    )
}

/// What is stored as 2025-10-26 is shown as the reader writes it; everything else as it is.
fn local_day(page: &Page, value: &str) -> String {
    let day = chrono::NaiveDate::parse_from_str(value, "%Y-%m-%d");
    day.map_or_else(|_| value.to_owned(), |day| page.date(&day))
}

fn leftover_text(page: &Page, leftover: &Leftover) -> String {
    let known = [
        "activities",
        "opportunities",
        "messages",
        "proposals",
        "campaign_members",
        "invoices",
        "service_history",
        "consents",
        "contacts",
        "contact_points",
        "customer_merges",
        "proposal_items",
    ];
    match leftover.reason.strip_prefix("used_") {
        Some(table) if known.contains(&table) => page.t(&format!("import-left-used-{table}")),
        Some(_) => page.t("import-left-used-other"),
        None => page.t(&format!("import-left-{}", leftover.reason)),
    }
}

#[derive(Template)]
#[template(path = "imports/undo.html")]
pub struct UndoPage {
    pub page: Page,
    pub file: Import,
    pub extent: Extent,
    pub edited: Vec<Leftover>,
    pub edited_count: i64,
}

impl UndoPage {
    fn back(&self) -> String {
        format!("/imports/{}", self.file.id)
    }

    /// What goes back, by its name, in words and as a number; what there is none of is not told.
    fn extent(&self) -> Vec<(&'static str, String, i64)> {
        let told = [
            ("customers-deleted", self.extent.customers_deleted),
            ("customers-restored", self.extent.customers_restored),
            ("services-deleted", self.extent.services_deleted),
            ("services-restored", self.extent.services_restored),
        ];
        told.into_iter()
            .filter(|(_, count)| *count > 0)
            .map(|(name, count)| {
                let text = self.page.tn(&format!("import-undo-{name}"), count);
                (name, text, count)
            })
            .collect()
    }

    fn warning(&self) -> String {
        self.page.tn("import-undo-edited", self.edited_count)
    }

    fn reason(&self, leftover: &Leftover) -> String {
        leftover_text(&self.page, leftover)
    }

    fn more(&self) -> i64 {
        self.edited_count - self.edited.len() as i64
    }
}
