use std::collections::HashMap;

use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use super::DEFAULT_SOURCE;
use super::dates::DayOrder;
use super::fields::{Field, is_list_of_customers, width_without_own};
use super::look::Look;
use super::mapping::{Choice, Column, Mapping, Usual};
use super::numbers::Decimal;
use crate::domain::words_of;

/// The longest name of a source.
const LONGEST_SOURCE: usize = 60;

/// The page of the list, from its address.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    pub page: String,
}

impl ListQuery {
    pub fn page(&self) -> i64 {
        self.page.parse().unwrap_or(1)
    }
}

/// `source`, blank for the usual one, `sheet` where there is one, and of each column by its number: `c0` what it is, `d0` the
/// order of its dates, `n0` its decimal sign.
pub type MappingForm = HashMap<String, String>;

/// What a person chose, or the keys of what is wrong with it, each with the fields that it is about.
#[derive(Debug, PartialEq, Eq)]
pub struct Chosen {
    pub mapping: Mapping,
    pub source: String,
    /// Whose columns these are.
    pub sheet: Option<String>,
    pub problems: Vec<(&'static str, Vec<Field>)>,
}

pub fn read(form: &MappingForm, look: &Look, usual: &Usual) -> Chosen {
    let names = look.names();
    let is_list = is_list_of_customers(&names);
    let columns = look.columns.iter().enumerate();
    let choices = columns.map(|(place, column)| choice(form, place, column, usual, is_list));
    let mapping = Mapping::chosen(choices.collect(), &names);
    let source = form
        .get("source")
        .map(|text| text.trim())
        .unwrap_or_default();
    let source: String = source
        .chars()
        .filter(|c| !c.is_control())
        .take(LONGEST_SOURCE)
        .collect();
    let source = match source.is_empty() {
        true => DEFAULT_SOURCE.to_owned(),
        false => source,
    };
    let mut problems = Vec::new();
    let (missing, repeated) = (mapping.missing(), mapping.repeated());
    if !missing.is_empty() {
        problems.push(("import-columns-missing", missing));
    }
    if !repeated.is_empty() {
        problems.push(("import-columns-repeated", repeated));
    }
    Chosen {
        mapping,
        source,
        sheet: form.get("sheet").cloned(),
        problems,
    }
}

fn choice(
    form: &MappingForm,
    place: usize,
    column: &Column,
    usual: &Usual,
    is_list: bool,
) -> Option<Choice> {
    let text = |kind: &str| {
        form.get(&format!("{kind}{place}"))
            .map(String::as_str)
            .unwrap_or_default()
    };
    let field: Field = text("c").parse().ok()?;
    let guess = Choice::of(field, column, usual, is_list);
    Some(Choice {
        field,
        order: DayOrder::parse(text("d")).unwrap_or(guess.order),
        decimal: Decimal::parse(text("n")).unwrap_or(guess.decimal),
    })
}

/// By what the columns of a file are known the next time; what we added to a file does not count.
pub fn header_hash(names: &[String]) -> Vec<u8> {
    let mut digest = Sha256::new();
    for name in &names[..width_without_own(names)] {
        digest.update(words_of(name));
        digest.update([0]);
    }
    digest.finalize().to_vec()
}

/// Which sheet of a workbook is to be read.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct SheetForm {
    pub sheet: String,
}

/// Whether what was edited since is taken back too.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct UndoForm {
    pub edited_too: String,
}
