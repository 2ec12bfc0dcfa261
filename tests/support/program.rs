//! A program that calls the APIs with a key. Every answer is held against the OpenAPI document: its status is written
//! there for this address, and its body has the shape.

use std::sync::LazyLock;

use reqwest::Method;
use serde_json::Value;
use vinculo::api_keys::{NewKey, actions};
use vinculo::audit::Actor;
use vinculo::domain::Scope;

use super::{Page, TestApp};

pub static DOCUMENT: LazyLock<Value> =
    LazyLock::new(|| serde_json::to_value(vinculo::app::document()).unwrap());

/// A key with these scopes, and the application that it opens.
pub struct Program<'a> {
    app: &'a TestApp,
    pub key: String,
}

impl<'a> Program<'a> {
    pub fn new(app: &'a TestApp, scopes: &[Scope]) -> Self {
        let new = NewKey {
            name: "El programa de facturas".into(),
            scopes: scopes.to_vec(),
        };
        let actor = Actor::program("a test");
        let key = actions::make(&mut app.db.conn(), &actor, &new).unwrap();
        Self {
            app,
            key: key.expose().to_owned(),
        }
    }

    pub async fn get(&self, path: &str) -> Page {
        self.send(Method::GET, path, None, &[]).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Page {
        self.send(Method::POST, path, Some(body), &[]).await
    }

    pub async fn put(&self, path: &str, body: &Value) -> Page {
        self.send(Method::PUT, path, Some(body), &[]).await
    }

    pub async fn delete(&self, path: &str) -> Page {
        self.send(Method::DELETE, path, None, &[]).await
    }

    /// With further headers.
    pub async fn send(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
        headers: &[(&str, &str)],
    ) -> Page {
        let body = body.map(Value::to_string).unwrap_or_default();
        self.send_text(method, path, body, headers).await
    }

    /// A body as it is, be it JSON or not.
    pub async fn send_text(
        &self,
        method: Method,
        path: &str,
        body: String,
        headers: &[(&str, &str)],
    ) -> Page {
        let mut request = self
            .app
            .request(method.clone(), path)
            .header("X-API-Key", &self.key)
            .header("Content-Type", "application/json")
            .body(body);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let page = self.app.send(path, request).await;
        assert_documented(&method, path, page.status, &page.body);
        page
    }
}

/// Fails where the document does not say of an address that it answers so.
#[track_caller]
pub fn assert_documented(method: &Method, path: &str, status: u16, body: &str) {
    let path = path.split('?').next().unwrap_or_default();
    let (pattern, operations) = described(path)
        .unwrap_or_else(|| panic!("{path} is not in the document"));
    let verb = method.as_str().to_lowercase();
    let operation = operations
        .get(&verb)
        .unwrap_or_else(|| panic!("{method} {pattern} is not in the document"));
    let response = operation["responses"]
        .get(status.to_string())
        .unwrap_or_else(|| panic!("{method} {pattern} does not say that it answers {status}"));
    match response.pointer("/content/application~1json/schema") {
        Some(schema) => {
            let body: Value = serde_json::from_str(body)
                .unwrap_or_else(|error| panic!("{method} {path}: {error}: {body}"));
            let wrong = mismatch(schema, &body, "");
            assert!(wrong.is_none(), "{method} {pattern} {status}: {}\n{body:#}", wrong.unwrap());
        }
        None => assert_eq!(body, "", "{method} {pattern} {status} is to have no body"),
    }
}

/// The pattern of an address, as exact as possible: `buscar` before `{id}`.
fn described(path: &str) -> Option<(&'static String, &'static Value)> {
    let words: Vec<&str> = path.split('/').collect();
    let fits = |pattern: &str| {
        let known: Vec<&str> = pattern.split('/').collect();
        let same = |(known, given): (&&str, &&str)| known.starts_with('{') || known == given;
        known.len() == words.len() && known.iter().zip(&words).all(same)
    };
    let paths = DOCUMENT["paths"].as_object().unwrap();
    let fitting = paths.iter().filter(|(pattern, _)| fits(pattern));
    fitting.min_by_key(|(pattern, _)| pattern.matches('{').count())
}

/// Where a value is not as its schema says, in words.
fn mismatch(schema: &Value, value: &Value, at: &str) -> Option<String> {
    if let Some(reference) = schema["$ref"].as_str() {
        let named = DOCUMENT.pointer(reference.trim_start_matches('#')).unwrap();
        return mismatch(named, value, at);
    }
    for choice in ["oneOf", "anyOf"] {
        if let Some(schemas) = schema[choice].as_array() {
            let wrong: Vec<_> = schemas.iter().map(|schema| mismatch(schema, value, at)).collect();
            return match wrong.iter().any(Option::is_none) {
                true => None,
                false => wrong.into_iter().flatten().next(),
            };
        }
    }
    let types = match &schema["type"] {
        Value::String(name) => vec![name.as_str()],
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
        _ => vec![],
    };
    if !types.is_empty() && !types.iter().any(|name| is_of_type(name, value)) {
        return Some(format!("{at} is {value} and not {types:?}"));
    }
    if let Some(choices) = schema["enum"].as_array()
        && !choices.contains(value)
    {
        return Some(format!("{at} is {value} and none of {choices:?}"));
    }
    match value {
        Value::Object(fields) => object_mismatch(schema, fields, at),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .find_map(|(index, item)| mismatch(&schema["items"], item, &format!("{at}[{index}]"))),
        _ => None,
    }
}

fn object_mismatch(
    schema: &Value,
    fields: &serde_json::Map<String, Value>,
    at: &str,
) -> Option<String> {
    let required = schema["required"].as_array().cloned().unwrap_or_default();
    let missing = required
        .iter()
        .filter_map(Value::as_str)
        .find(|name| !fields.contains_key(*name));
    if let Some(name) = missing {
        return Some(format!("{at}.{name} is missing"));
    }
    let properties = schema["properties"].as_object()?;
    fields.iter().find_map(|(name, value)| {
        let at = format!("{at}.{name}");
        match properties.get(name) {
            Some(schema) => mismatch(schema, value, &at),
            None => Some(format!("{at} is not described")),
        }
    })
}

fn is_of_type(name: &str, value: &Value) -> bool {
    match name {
        "null" => value.is_null(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("the document has a type {other}"),
    }
}

#[test]
fn what_is_not_as_described_is_found() {
    let schema = serde_json::json!({ "type": "object", "required": ["a"], "properties": {
        "a": { "type": ["string", "null"] }, "b": { "type": "array", "items": { "type": "number" } } } });
    let wrong = |value: Value| mismatch(&schema, &value, "");
    assert_eq!(wrong(serde_json::json!({ "a": null, "b": [1, 2.5] })), None);
    for value in [
        serde_json::json!({}),
        serde_json::json!({ "a": 1 }),
        serde_json::json!({ "a": "x", "b": [null] }),
        serde_json::json!({ "a": "x", "c": 1 }),
        serde_json::json!([]),
    ] {
        assert!(wrong(value.clone()).is_some(), "{value}");
    }
}
