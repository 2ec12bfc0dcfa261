use askama::Template;

use super::dates::DayOrder;
use super::fields::Field;
use super::look::Look;
use super::mapping::{Choice, Mapping};
use super::model::{Import, Listed, Problem, Report, State, Warning};
use super::numbers::Decimal;
use super::preview::{Shown, Value};
use super::queries::steps::PAGE;
use super::queries::undo::Leftover;
use crate::db::Json;
use crate::web::Page;

/// A page beyond it is of no use.
const LAST_PAGE: i64 = 200;
/// Cells of a column that the mapping shows.
const EXAMPLES: usize = 3;
/// The weight of reading the rows in the whole of an import, in per cent.
const ROWS_SHARE: i64 = 60;

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
    fn deletion(&self) -> String {
        format!("/imports/{}/deletion", self.file.id)
    }

    fn errors(&self) -> Vec<(&'static str, String)> {
        let text = |(key, fields): &(&'static str, Vec<Field>)| {
            let names: Vec<String> = fields.iter().map(|field| self.field_name(*field)).collect();
            let at = if *key == "import-source-missing" {
                "source"
            } else {
                "c0"
            };
            (at, self.page.tv(key, "columns", names.join(", ")))
        };
        self.problems.iter().map(text).collect()
    }

    fn source_error(&self) -> String {
        let is_missing = self
            .problems
            .iter()
            .any(|(key, _)| *key == "import-source-missing");
        match is_missing {
            true => self.page.t("import-source-missing"),
            false => String::new(),
        }
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
            .enumerate();
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

#[derive(Template)]
#[template(path = "imports/show.html")]
pub struct ShowPage {
    pub page: Page,
    pub file: Import,
    /// Of a file that is not imported yet.
    pub preview: Vec<Shown>,
    pub problems: Vec<Problem>,
    pub leftovers: Vec<Leftover>,
    pub may_undo: bool,
}

/// A figure of the report: name, text, value.
pub type Figure = (&'static str, String, i64);

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

    fn is_checked(&self) -> bool {
        self.file.state == State::Checked
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

    /// How far the running step is, of a hundred; `None` where nobody knows.
    fn percent(&self) -> Option<i64> {
        let file = &self.file;
        let of_step = |share: i64| match file.progress_total {
            0 => None,
            total => Some(file.progress_done.min(total) * share / total),
        };
        match file.progress_step.as_str() {
            "rows" => of_step(ROWS_SHARE),
            "comparing" => Some(ROWS_SHARE + 5),
            "refused" => Some(ROWS_SHARE + 10),
            "storing" => of_step(100 - ROWS_SHARE - 15).map(|share| ROWS_SHARE + 15 + share),
            "taking_back" => of_step(100),
            _ => None,
        }
    }

    fn progress_text(&self) -> String {
        let file = &self.file;
        match file.progress_step.as_str() {
            "" => self.page.t("import-progress-waiting"),
            "rows" if file.progress_total > 0 => self.page.tv2(
                "import-progress-rows-of",
                "done",
                self.page.number(file.progress_done),
                "total",
                self.page.number(file.progress_total),
            ),
            "rows" => self.page.tv(
                "import-progress-rows",
                "done",
                self.page.number(file.progress_done),
            ),
            step => self.page.t(&format!("import-progress-{step}")),
        }
    }

    fn report(&self) -> Option<&Report> {
        self.file.trial.as_ref().map(|Json(report)| report)
    }

    fn is_trial(&self) -> bool {
        !self.was_imported() && self.report().is_some()
    }

    /// What a trial counted, or what was stored.
    fn figures(&self) -> Vec<Figure> {
        let file = &self.file;
        let counts = match (self.was_imported(), self.report()) {
            (false, Some(report)) => [
                ("read", report.read),
                ("created", report.created + report.customers_created),
                ("updated", report.updated + report.customers_updated),
                ("unchanged", report.unchanged),
                ("rejected", report.rejected),
            ],
            _ => [
                ("read", file.rows_read),
                ("created", file.rows_created),
                ("updated", file.rows_updated),
                ("unchanged", file.rows_unchanged),
                ("rejected", file.rows_rejected),
            ],
        };
        let figure = |(name, count): (&'static str, i64)| {
            (name, self.page.t(&format!("import-figure-{name}")), count)
        };
        counts.map(figure).into()
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
            let column = column_name(&self.file, &first.column);
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

    fn refused(&self) -> i64 {
        self.file.rows_rejected
    }

    /// "Precio Pagado", as the file calls it.
    fn column(&self, problem: &Problem) -> String {
        column_name(&self.file, &problem.column)
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

/// The name that the file has for a field.
pub fn column_name(import: &Import, field: &str) -> String {
    let (Some(Json(look)), Some(Json(mapping))) = (&import.look, &import.mapping) else {
        return field.to_owned();
    };
    let is_it =
        |choice: &Option<Choice>| choice.is_some_and(|choice| choice.field.as_str() == field);
    let place = mapping.columns.iter().position(is_it);
    let column = place.and_then(|place| look.columns.get(place));
    column.map_or_else(|| field.to_owned(), |column| column.name.clone())
}

/// Why a row was refused, in the reader's language.
pub fn reason_text(page: &Page, problem: &Problem) -> String {
    let (value, other) = problem.about();
    page.tv2(
        &format!("import-reason-{}", problem.word()),
        "value",
        value,
        "other",
        other,
    )
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
    pub edited: Vec<Leftover>,
    pub edited_count: i64,
}

impl UndoPage {
    fn back(&self) -> String {
        format!("/imports/{}", self.file.id)
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
