//! What the first rows of a file would become. Pure.

use chrono::NaiveDate;
use csv::StringRecord;

use super::fields::Field;
use super::look::Look;
use super::mapping::Mapping;
use super::model::Problem;
use super::rows::Layout;
use super::sheet::Line;
use super::stage::{Reading, examine};
use crate::customers::bulk::StagedCustomer;
use crate::domain::Organisation;
use crate::history::bulk::StagedService;

/// A row as it would be stored, or what is wrong with it.
pub struct Shown {
    pub line: i64,
    /// By field, in the order of the file; a problem has the cell as it stands there.
    pub cells: Vec<(Field, Value)>,
    pub problems: Vec<Problem>,
}

/// What a cell becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    Text(String),
    Day(NaiveDate),
    Money(i64),
    Flag(bool),
}

pub fn preview(
    look: &Look,
    mapping: &Mapping,
    organisation: &Organisation,
    today: NaiveDate,
) -> Vec<Shown> {
    let layout = Layout::new(mapping);
    let reading = Reading {
        kind: mapping.kind,
        layout: &layout,
        organisation,
        today,
        rows: look.rows,
    };
    let shown = |sample: &super::look::Sample| {
        let line = Line {
            number: sample.line,
            cells: Some(StringRecord::from(sample.cells.clone())),
            damaged: None,
        };
        let typed = mapping.columns.iter().zip(&sample.cells);
        let typed = typed.filter_map(|(choice, cell)| choice.map(|choice| (choice.field, cell)));
        let (stored, problems) = match examine(&reading, &line) {
            Ok(stored) => {
                let problem = stored.1.as_ref().and_then(problem_of);
                (stored, problem.into_iter().collect())
            }
            Err(problems) => ((None, None, Vec::new()), problems),
        };
        let value = |(field, cell): (Field, &String)| {
            let read = value(field, stored.0.as_ref(), stored.1.as_ref());
            (
                field,
                read.unwrap_or_else(|| Value::Text(cell.trim().to_owned())),
            )
        };
        Shown {
            line: sample.line,
            cells: typed.map(value).collect(),
            problems,
        }
    };
    look.sample.iter().map(shown).collect()
}

fn problem_of(service: &StagedService) -> Option<Problem> {
    Some(Problem {
        line: service.line,
        column: service.problem_column.clone()?,
        reason: service.problem.clone()?,
    })
}

fn value(
    field: Field,
    customer: Option<&StagedCustomer>,
    service: Option<&StagedService>,
) -> Option<Value> {
    let of_customer = |read: fn(&StagedCustomer) -> Option<Value>| customer.and_then(read);
    let of_service = |read: fn(&StagedService) -> Option<Value>| service.and_then(read);
    match field {
        Field::Phone => of_customer(|row| row.phone_e164.clone().map(Value::Text)),
        Field::BirthDate => of_customer(|row| row.birth_date.map(Value::Day)),
        Field::CreatedAt => of_customer(|row| row.created_on.map(Value::Day)),
        Field::OptIn => of_customer(|row| row.opt_in.map(Value::Flag)),
        Field::Date => of_service(|row| row.date.map(Value::Day)),
        Field::Price => of_service(|row| row.price.map(Value::Money)),
        _ => None,
    }
}
