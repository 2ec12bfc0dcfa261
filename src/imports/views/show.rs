use askama::Template;

use super::{
    LAST_PAGE, badge_of, column_name, field_name, leftover_text, local_day, own_field, reason_text,
    state_text,
};
use crate::customers::fields::Kind as FieldKind;
use crate::db::Json;
use crate::imports::fields::Field;
use crate::imports::figures::{self, Figure};
use crate::imports::model::{
    ChangedColumn, ChangedCustomer, Import, Kind, Problem, ReasonCount, Report, State, Warning,
};
use crate::imports::preview::{Shown, Value};
use crate::imports::progress;
use crate::imports::queries::outcome::PAGE as PROBLEMS_PAGE;
use crate::imports::queries::undo::Leftover;
use crate::web::Page;

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
        let field: Result<Field, _> = column.field.parse();
        field.map_or_else(
            |_| column.field.clone(),
            |field| field_name(&self.page, field),
        )
    }

    /// As the reader writes it: a day, a word of ours; a dash for nothing.
    fn changed_value(&self, column: &ChangedColumn, value: &str) -> String {
        let field: Option<Field> = column.field.parse().ok();
        let own = field.and_then(|field| own_field(&self.page, field));
        let known = field.and_then(Field::registered);
        match (known.map(|known| known.kind), own) {
            _ if value.is_empty() => "–".to_owned(),
            (Some(FieldKind::Choice(words)), _) => self.page.t(&format!("{words}{value}")),
            (_, Some(own)) => self.page.own_value(own, value),
            _ => local_day(&self.page, value),
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

    fn alike(&self) -> Option<String> {
        let alike = self.report()?.alike;
        let key = match self.is_checked() {
            true => "import-alike",
            false => "import-alike-made",
        };
        (alike > 0).then(|| self.page.tn(key, alike))
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
        let name = |field: Field| field_name(&self.page, field);
        fields
            .map(|fields| fields.map(name).collect())
            .unwrap_or_default()
    }

    fn value(&self, value: &Value) -> String {
        match value {
            Value::Text(text) => text.clone(),
            Value::Day(day) => self.page.date(day),
            Value::Money(minor) => self.page.money(*minor),
            Value::Own(key, kept) => {
                let own = self.page.own(*key);
                own.map_or_else(|| kept.clone(), |own| self.page.own_value(own, kept))
            }
            Value::Word(key) => self.page.t(key),
            Value::Nothing => "–".to_owned(),
            Value::Flag(true) => self.page.t("import-yes"),
            Value::Flag(false) => self.page.t("import-no"),
        }
    }

    fn is_wrong(&self, row: &Shown, field: &Field) -> bool {
        row.problems
            .iter()
            .any(|problem| problem.column == field.to_string())
    }

    fn leftover_reason(&self, leftover: &Leftover) -> String {
        leftover_text(&self.page, leftover)
    }

    fn undone_text(&self) -> String {
        self.page.tn("import-undone-rows", self.file.rows_undone)
    }
}
