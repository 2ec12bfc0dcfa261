use serde::Deserialize;
use serde_json::{Map, Value, json};

/// What a model has to answer with. A part of another type makes the whole unusable: a model that got one wrong is not
/// to be trusted with the rest.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Answer {
    #[serde(default)]
    pub insights: Insights,
    pub recommendations: Vec<Pick>,
    pub offer: Option<Offer>,
    pub email_subject: String,
    pub email_body: String,
}

/// A list, or what servers without a schema make of it: lines under titles.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum Insights {
    Lines(Vec<String>),
    Titled(Map<String, Value>),
}

impl Default for Insights {
    fn default() -> Self {
        Self::Lines(Vec::new())
    }
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Pick {
    pub service_name: String,
    #[serde(default)]
    pub reason: String,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Offer {
    #[serde(default)]
    pub title: String,
    /// Percent
    pub discount: f64,
}

impl Answer {
    pub fn read(object: Map<String, Value>) -> Result<Self, serde_json::Error> {
        serde_json::from_value(Value::Object(object))
    }

    /// Neither words nor services.
    pub fn is_empty(&self) -> bool {
        self.email_body.trim().is_empty() || self.email_subject.trim().is_empty()
    }

    /// Every property required and none besides, as strict modes ask.
    pub fn schema() -> Value {
        let object = |properties: Value| {
            let names = properties
                .as_object()
                .map(|all| all.keys().cloned().collect());
            let required: Vec<String> = names.unwrap_or_default();
            json!({"type": "object", "properties": properties, "required": required, "additionalProperties": false})
        };
        let text = json!({"type": "string"});
        object(json!({
            "insights": {"type": "array", "items": text},
            "recommendations": {"type": "array", "items": object(json!({
                "service_name": text,
                "reason": text,
            }))},
            "offer": object(json!({"title": text, "discount": {"type": "integer"}})),
            "email_subject": text,
            "email_body": text,
        }))
    }
}

impl Insights {
    pub fn lines(&self) -> Vec<String> {
        match self {
            Self::Lines(lines) => lines.clone(),
            Self::Titled(fields) => {
                let texts = fields.values().filter_map(Value::as_str);
                texts.map(str::to_owned).collect()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(value: Value) -> Result<Answer, serde_json::Error> {
        Answer::read(value.as_object().unwrap().clone())
    }

    #[test]
    fn a_part_that_is_missing_or_of_another_type_makes_it_unusable() {
        let good =
            json!({"recommendations": [], "offer": null, "email_subject": "a", "email_body": "b"});
        assert!(read(good.clone()).is_ok());
        for (name, wrong) in [
            ("recommendations", json!("Tina")),
            ("recommendations", json!([{"service_name": 7}])),
            ("offer", json!({"discount": "mucho"})),
            ("email_body", json!(["a"])),
            ("email_subject", Value::Null),
        ] {
            let mut answer = good.clone();
            answer[name] = wrong;
            assert!(read(answer.clone()).is_err(), "{answer}");
        }
    }

    #[test]
    fn the_schema_asks_for_all_and_lets_in_no_more() {
        let schema = Answer::schema();
        assert_eq!(schema["required"].as_array().unwrap().len(), 5);
        assert_eq!(schema["additionalProperties"], false);
    }
}
