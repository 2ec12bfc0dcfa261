//! What the first rows of a file would become. Pure.

use chrono::NaiveDate;
use csv::StringRecord;

use super::fields::Field;
use super::look::Look;
use super::mapping::Mapping;
use super::model::Problem;
use super::owners::Owners;
use super::rows::Layout;
use super::sheet::Line;
use super::stage::{Reading, examine};
use crate::customers::bulk::StagedCustomer;
use crate::domain::{Organisation, OwnKey};
use crate::history::bulk::StagedService;

/// A row as it would be stored, or what is wrong with it.
pub struct Shown {
    pub line: i64,
    /// By field, in the order of the file; of a row with a problem each cell as it stands there.
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
    /// Of a field of the business, as it is kept.
    Own(OwnKey, String),
    /// The key of a text.
    Word(String),
    /// It says something, and nothing of it is stored.
    Nothing,
}

pub fn preview(
    look: &Look,
    mapping: &Mapping,
    organisation: &Organisation,
    owners: &Owners,
    today: NaiveDate,
) -> Vec<Shown> {
    let layout = Layout::new(mapping);
    let reading = Reading {
        kind: mapping.kind,
        layout: &layout,
        organisation,
        owners,
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
            let read = match field {
                Field::Own(key) => own_value(key, stored.0.as_ref()),
                _ => value(field, stored.0.as_ref(), stored.1.as_ref()),
            };
            let typed = cell.trim();
            let is_left_out = problems.is_empty() && is_left_out(field, stored.0.as_ref());
            let read = read.unwrap_or_else(|| match is_left_out && !typed.is_empty() {
                true => Value::Nothing,
                false => Value::Text(typed.to_owned()),
            });
            (field, read)
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
        Field::PHONE => of_customer(|row| row.phone_e164.clone().map(Value::Text)),
        Field::KIND => of_customer(|row| {
            let kind = row.kind.as_ref()?;
            Some(Value::Word(format!("customer-kind-{kind}")))
        }),
        Field::CUSTOMER_STATUS => of_customer(|row| {
            let status = row.status.as_ref()?;
            Some(Value::Word(format!("customer-status-{status}")))
        }),
        Field::BIRTH_DATE => of_customer(|row| row.birth_date.map(Value::Day)),
        Field::CREATED_AT => of_customer(|row| row.created_on.map(Value::Day)),
        Field::OPT_IN => of_customer(|row| row.opt_in.map(Value::Flag)),
        Field::TAGS => {
            of_customer(|row| row.tags.as_ref().map(|tags| Value::Text(tags.join(", "))))
        }
        Field::Date => of_service(|row| row.date.map(Value::Day)),
        Field::Price => of_service(|row| row.price.map(Value::Money)),
        _ => None,
    }
}

/// Whether a row is taken without that field, of which nothing was read.
fn is_left_out(field: Field, customer: Option<&StagedCustomer>) -> bool {
    match field {
        Field::KIND | Field::CUSTOMER_STATUS | Field::BIRTH_DATE | Field::TAGS | Field::Own(_) => {
            true
        }
        Field::OWNER => customer.and_then(|row| row.owner_id).is_none(),
        // As it is typed.
        _ => false,
    }
}

/// What the business asks besides.
fn own_value(key: OwnKey, customer: Option<&StagedCustomer>) -> Option<Value> {
    let kept = customer?.custom.as_ref()?.get(key.to_string())?.as_str()?;
    Some(Value::Own(key, kept.to_owned()))
}
