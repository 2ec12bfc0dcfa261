//! Reads the fields of an object and notes all that is wrong with them at once. Pure.

use std::ops::RangeInclusive;

use serde_json::{Map, Value, json};

use super::problem::{Fault, Problem};
use super::values::Read;
use super::{ApiError, JsonBody};

/// An object whose fields are read one by one; those that nobody asks for are ignored.
#[derive(Debug)]
pub struct Reader {
    /// Where the object stands: `["body"]`, `["body", "items", 0]`.
    place: Vec<Value>,
    object: Map<String, Value>,
    problems: Vec<Problem>,
}

impl Reader {
    pub fn of_body(body: &JsonBody) -> Self {
        Self::new(vec![json!("body")], body.object().clone())
    }

    /// The parameters of an address, each a text; the last of a name counts.
    pub fn of_query(query: &str) -> Self {
        let pairs = url::form_urlencoded::parse(query.as_bytes());
        let object =
            pairs.map(|(name, value)| (name.into_owned(), Value::from(value.into_owned())));
        Self::new(vec![json!("query")], object.collect())
    }

    fn new(place: Vec<Value>, object: Map<String, Value>) -> Self {
        Self {
            place,
            object,
            problems: Vec::new(),
        }
    }

    /// Whether the field is there, be it `null`.
    pub fn has(&self, name: &str) -> bool {
        self.object.contains_key(name)
    }

    /// A field that must be there. What it gives where that is wrong gets no further than [`Reader::finish`].
    pub fn required<T: Default>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&Value) -> Read<T>,
    ) -> T {
        let Some(value) = self.object.get(name) else {
            let object = Value::Object(self.object.clone());
            self.note(name, object, Fault::missing());
            return T::default();
        };
        let outcome = read(value);
        self.checked(name, outcome).unwrap_or_default()
    }

    /// A field that may be missing, `null` or blank.
    pub fn optional<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&Value) -> Read<T>,
    ) -> Option<T> {
        self.emptied(name, read).flatten()
    }

    /// What to change a field to that cannot be emptied: `None` where it is not given.
    pub fn changed<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&Value) -> Read<T>,
    ) -> Option<T> {
        let outcome = read(self.object.get(name)?);
        self.checked(name, outcome)
    }

    /// What to change a field to that `null` and a blank text empty: `None` where it is not given, `Some(None)` where it is
    /// emptied.
    pub fn emptied<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&Value) -> Read<T>,
    ) -> Option<Option<T>> {
        let value = self.object.get(name)?;
        let is_blank = value.as_str().is_some_and(|text| text.trim().is_empty());
        if value.is_null() || is_blank {
            return Some(None);
        }
        let outcome = read(value);
        self.checked(name, outcome).map(Some)
    }

    /// A list of so many objects that must be there, each read by its own fields.
    pub fn list<T>(
        &mut self,
        name: &'static str,
        lengths: RangeInclusive<usize>,
        read: impl Fn(&mut Self) -> T,
    ) -> Vec<T> {
        let items = self.required(name, |value| {
            let items = value.as_array().cloned().ok_or_else(Fault::no_list)?;
            match items.len() {
                given if given < *lengths.start() => Err(Fault::too_few(*lengths.start(), given)),
                given if given > *lengths.end() => Err(Fault::too_many(*lengths.end(), given)),
                _ => Ok(items),
            }
        });
        let items = items.into_iter().enumerate();
        items
            .filter_map(|(at, item)| self.item(name, at, item, &read))
            .collect()
    }

    fn item<T>(
        &mut self,
        name: &'static str,
        at: usize,
        item: Value,
        read: impl Fn(&mut Self) -> T,
    ) -> Option<T> {
        let place = [&self.place[..], &[json!(name), json!(at)]].concat();
        let Value::Object(object) = item else {
            self.problems.push(Fault::no_object().at(place, item));
            return None;
        };
        let mut inner = Self::new(place, object);
        let value = read(&mut inner);
        self.problems.append(&mut inner.problems);
        Some(value)
    }

    /// Like [`Reader::list`], and empty where the field is missing or `null`.
    pub fn optional_list<T>(
        &mut self,
        name: &'static str,
        most: usize,
        read: impl Fn(&mut Self) -> T,
    ) -> Vec<T> {
        match self.object.get(name) {
            None | Some(Value::Null) => Vec::new(),
            Some(_) => self.list(name, 0..=most, read),
        }
    }

    /// Notes what is wrong with a field beside others.
    pub fn refuse(&mut self, name: &'static str, fault: Fault) {
        let value = self.object.get(name).cloned().unwrap_or_default();
        self.note(name, value, fault);
    }

    /// Whether something is wrong with a field.
    pub fn is_refused(&self, name: &'static str) -> bool {
        let loc = [&self.place[..], &[json!(name)]].concat();
        self.problems.iter().any(|problem| problem.loc == loc)
    }

    /// What was read, if nothing was wrong.
    pub fn finish<T>(self, read: T) -> Result<T, ApiError> {
        match self.problems.is_empty() {
            true => Ok(read),
            false => Err(ApiError::Invalid(self.problems)),
        }
    }

    fn checked<T>(&mut self, name: &'static str, outcome: Read<T>) -> Option<T> {
        match outcome {
            Ok(read) => Some(read),
            Err(fault) => {
                self.refuse(name, fault);
                None
            }
        }
    }

    fn note(&mut self, name: &'static str, input: Value, fault: Fault) {
        let loc = [&self.place[..], &[json!(name)]].concat();
        self.problems.push(fault.at(loc, input));
    }
}

#[cfg(test)]
mod tests {
    use super::super::values::{integer, text};
    use super::*;

    fn body(value: Value) -> Reader {
        let Value::Object(object) = value else {
            panic!("no object")
        };
        Reader::new(vec![json!("body")], object)
    }

    fn problems<T>(outcome: Result<T, ApiError>) -> Value {
        match outcome {
            Err(ApiError::Invalid(problems)) => json!(problems),
            _ => panic!("taken"),
        }
    }

    #[test]
    fn everything_wrong_is_told_at_once_where_it_stands() {
        let mut reader = body(
            json!({ "email": "x@acme.com", "edad": "x", "items": [{ "n": 1 }, { "n": "y" }, 3] }),
        );
        reader.required("nombre", text(1..=5));
        reader.optional("edad", integer(0..=9));
        reader.list("items", 1..=9, |item| item.required("n", integer(0..=9)));
        let problems = problems(reader.finish(()));
        let at: Vec<_> = problems
            .as_array()
            .unwrap()
            .iter()
            .map(|p| &p["loc"])
            .collect();
        assert_eq!(
            json!(at),
            json!([
                ["body", "nombre"],
                ["body", "edad"],
                ["body", "items", 1, "n"],
                ["body", "items", 2]
            ])
        );
        assert_eq!(problems[0]["type"], "missing");
        assert_eq!(problems[0]["input"]["email"], "x@acme.com");
        assert_eq!(problems[1]["input"], "x");
    }

    #[test]
    fn null_and_blank_are_absent_or_empty_the_field() {
        let mut reader = body(json!({ "a": null, "b": "  ", "c": null }));
        assert_eq!(reader.optional("a", text(1..=5)), None);
        assert_eq!(reader.emptied("b", text(1..=5)), Some(None));
        assert_eq!(reader.emptied("z", text(1..=5)), None);
        assert_eq!(reader.changed("z", text(1..=5)), None);
        assert_eq!(reader.changed("c", text(1..=5)), None);
        let problems = problems(reader.finish(()));
        assert_eq!(problems[0]["type"], "string_type", "what cannot be emptied");
    }

    #[test]
    fn a_parameter_is_read_as_a_number() {
        let mut reader = Reader::of_query("limit=500&skip=%20");
        assert_eq!(reader.optional("skip", integer(0..=9)), None);
        reader.optional("limit", integer(1..=100));
        let recorded =
            include_str!("../../../tests/data/syntexia_crm/clientes_list_422_limit.json");
        let recorded: Value = serde_json::from_str(recorded).unwrap();
        assert_eq!(
            problems(reader.finish(())),
            recorded["response"]["body"]["detail"]
        );
    }
}
