use askama::Template;

use super::field_name;
use crate::imports::DEFAULT_SOURCE;
use crate::imports::dates::DayOrder;
use crate::imports::fields::{Field, width_without_own};
use crate::imports::look::Look;
use crate::imports::mapping::{Choice, Mapping};
use crate::imports::model::Import;
use crate::imports::numbers::Decimal;
use crate::imports::xlsx::Tab;
use crate::web::Page;

/// Cells of a column that the mapping shows.
const EXAMPLES: usize = 3;

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
            let names: Vec<String> = fields
                .iter()
                .map(|field| field_name(&self.page, *field))
                .collect();
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

    /// What is told of a file whose services would be left out.
    fn undated(&self) -> Option<String> {
        let columns = self.mapping.undated(&self.look.columns);
        let text = || {
            self.page
                .tv("import-undated", "columns", columns.join(", "))
        };
        (!columns.is_empty()).then(text)
    }

    fn of_customers(&self) -> Vec<(String, String)> {
        let own = self.page.organisation.customer_fields.iter();
        let asked = own.filter(|own| !own.is_retired);
        let of_all = Field::all().filter(|field| !field.is_of_history());
        self.named(of_all.chain(asked.map(|own| Field::Own(own.key))))
    }

    fn of_history(&self) -> Vec<(String, String)> {
        self.named(Field::all().filter(|field| field.is_of_history()))
    }

    fn named(&self, fields: impl Iterator<Item = Field>) -> Vec<(String, String)> {
        fields
            .map(|field| (field.to_string(), field_name(&self.page, field)))
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
        .filter(|choice| choice.field.is_figure())
        .map_or(guess, |choice| choice.decimal)
}
