//! What is wrong with a value, in the words of the old servers' validation, which clients may compare. Pure.

use std::fmt::Display;

use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

/// One wrong value and where it stands.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = Problema)]
pub struct Problem {
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// `["body", "items", 0, "precio"]`
    #[schema(value_type = Vec<Value>)]
    pub loc: Vec<Value>,
    pub msg: String,
    /// The value as it came.
    #[schema(value_type = Value)]
    pub input: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub ctx: Option<Value>,
}

impl Problem {
    /// A problem of something that stands in the address or a header.
    pub fn at(loc: [&str; 2], input: &str, fault: Fault) -> Self {
        fault.at(
            loc.iter().map(|part| json!(part)).collect(),
            input.to_owned().into(),
        )
    }
}

/// What is wrong, wherever it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    pub kind: &'static str,
    msg: String,
    ctx: Option<Value>,
}

impl Fault {
    fn new(kind: &'static str, msg: impl Into<String>) -> Self {
        Self {
            kind,
            msg: msg.into(),
            ctx: None,
        }
    }

    fn with(mut self, ctx: Value) -> Self {
        self.ctx = Some(ctx);
        self
    }

    pub fn at(self, loc: Vec<Value>, input: Value) -> Problem {
        Problem {
            kind: self.kind,
            loc,
            msg: self.msg,
            input,
            ctx: self.ctx,
        }
    }

    pub fn missing() -> Self {
        Self::new("missing", "Field required")
    }

    /// A rule of ours that has no name of its own there.
    pub fn value(why: &str) -> Self {
        Self::new("value_error", format!("Value error, {why}")).with(json!({ "error": why }))
    }

    pub fn json_invalid(why: &str) -> Self {
        Self::new("json_invalid", "JSON decode error").with(json!({ "error": why }))
    }

    pub fn no_object() -> Self {
        Self::new(
            "model_attributes_type",
            "Input should be a valid dictionary or object to extract fields from",
        )
    }

    pub fn no_list() -> Self {
        Self::new("list_type", "Input should be a valid list")
    }

    pub fn too_few(least: usize, given: usize) -> Self {
        let items = if least == 1 { "item" } else { "items" };
        let msg = format!("List should have at least {least} {items} after validation, not {given}");
        Self::new("too_short", msg).with(json!({
            "field_type": "List", "min_length": least, "actual_length": given
        }))
    }

    pub fn too_many(most: usize, given: usize) -> Self {
        let items = if most == 1 { "item" } else { "items" };
        let msg = format!("List should have at most {most} {items} after validation, not {given}");
        Self::new("too_long", msg).with(json!({
            "field_type": "List", "max_length": most, "actual_length": given
        }))
    }

    pub fn no_text() -> Self {
        Self::new("string_type", "Input should be a valid string")
    }

    pub fn too_short(least: usize) -> Self {
        let characters = characters(least);
        let msg = format!("String should have at least {least} {characters}");
        Self::new("string_too_short", msg).with(json!({ "min_length": least }))
    }

    pub fn too_long(most: usize) -> Self {
        let characters = characters(most);
        let msg = format!("String should have at most {most} {characters}");
        Self::new("string_too_long", msg).with(json!({ "max_length": most }))
    }

    /// `expected` as in `'a', 'b' or 'c'`.
    pub fn no_choice(expected: &str) -> Self {
        Self::new("enum", format!("Input should be {expected}"))
            .with(json!({ "expected": expected }))
    }

    pub fn no_bool() -> Self {
        Self::new("bool_type", "Input should be a valid boolean")
    }

    pub fn unreadable_bool() -> Self {
        Self::new(
            "bool_parsing",
            "Input should be a valid boolean, unable to interpret input",
        )
    }

    pub fn no_integer() -> Self {
        Self::new("int_type", "Input should be a valid integer")
    }

    pub fn unreadable_integer() -> Self {
        Self::new(
            "int_parsing",
            "Input should be a valid integer, unable to parse string as an integer",
        )
    }

    pub fn fraction() -> Self {
        Self::new(
            "int_from_float",
            "Input should be a valid integer, got a number with a fractional part",
        )
    }

    pub fn no_number() -> Self {
        Self::new("float_type", "Input should be a valid number")
    }

    pub fn unreadable_number() -> Self {
        Self::new(
            "float_parsing",
            "Input should be a valid number, unable to parse string as a number",
        )
    }

    pub fn too_precise(places: u8) -> Self {
        let msg = format!(
            "Decimal input should have no more than {places} decimal place{}",
            if places == 1 { "" } else { "s" }
        );
        Self::new("decimal_max_places", msg).with(json!({ "decimal_places": places }))
    }

    pub fn less_than(least: impl Display + Serialize) -> Self {
        let msg = format!("Input should be greater than or equal to {least}");
        Self::new("greater_than_equal", msg).with(json!({ "ge": least }))
    }

    pub fn more_than(most: impl Display + Serialize) -> Self {
        let msg = format!("Input should be less than or equal to {most}");
        Self::new("less_than_equal", msg).with(json!({ "le": most }))
    }

    pub fn no_time() -> Self {
        Self::new("datetime_type", "Input should be a valid datetime")
    }

    pub fn unreadable_time() -> Self {
        let why = "input is no ISO 8601 date and time";
        let msg = format!("Input should be a valid datetime or date, {why}");
        Self::new("datetime_from_date_parsing", msg).with(json!({ "error": why }))
    }
}

fn characters(count: usize) -> &'static str {
    if count == 1 { "character" } else { "characters" }
}
