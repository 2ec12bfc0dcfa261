//! What a customer's record says in the fields that the business added.

use std::collections::BTreeMap;

use serde_json::Value;

use super::OwnKey;

/// The values of a customer's `custom`, by field; whatever else it holds is left out.
pub fn own_values(custom: &Value) -> BTreeMap<OwnKey, String> {
    let values = custom.as_object().into_iter().flatten();
    values
        .filter_map(|(key, value)| Some((key.parse().ok()?, value.as_str()?.to_owned())))
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_no_field_of_the_business_said_is_left_out() {
        let custom = json!({ "x2": "Firme", "color": "azul", "x01": "no", "x10": 3 });
        let values = own_values(&custom);
        assert_eq!(values, BTreeMap::from([(OwnKey(2), "Firme".to_owned())]));
        assert!(own_values(&Value::Null).is_empty());
    }
}
