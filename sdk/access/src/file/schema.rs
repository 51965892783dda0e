//! The JSON Schema of the file.

use schemars::Schema;
use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform as _};
use serde_json::Value;

use super::AccessFile;

/// Returns the JSON Schema of the file, for editors and other checks.
#[must_use]
pub fn schema() -> Schema {
    let generator = SchemaSettings::default().into_generator();
    let mut schema = generator.into_root_schema_for::<AccessFile>();
    RecursiveTransform(without_null).transform(&mut schema);
    schema
}

/// Removes null from the values of a schema: a key without a value is an error, also where the key may be absent.
fn without_null(schema: &mut Schema) {
    let Some(object) = schema.as_object_mut() else {
        return;
    };
    if object.get("default") == Some(&Value::Null) {
        object.remove("default");
    }
    if let Some(Value::Array(types)) = object.get_mut("type") {
        types.retain(|it| it != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            object.insert("type".to_owned(), only);
        }
    }
    let Some(Value::Array(choices)) = object.get_mut("anyOf") else {
        return;
    };
    choices.retain(|it| it.get("type").is_none_or(|it| it != "null"));
    if let [Value::Object(only)] = choices.as_mut_slice() {
        let only = std::mem::take(only);
        object.remove("anyOf");
        // The description of the key comes before that of its type.
        for (key, value) in only {
            object.entry(key).or_insert(value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_is_as_strict_as_the_program() {
        let schema = serde_json::to_value(schema()).unwrap();
        assert!(!schema.to_string().contains("null"), "{schema:#}");
        let types = &schema["$defs"];
        for (name, keys) in [
            ("TwinRole", ["allow", "deny"]),
            ("Assertion", ["may", "may_not"]),
        ] {
            let required = keys.map(|key| serde_json::json!({"required": [key]}));
            assert_eq!(types[name]["oneOf"], Value::from_iter(required), "{name}");
        }
        let roles = &types["SeparateDuties"]["properties"]["roles"];
        assert_eq!(
            (&roles["minItems"], &roles["uniqueItems"]),
            (&2.into(), &true.into())
        );
        let to = types["Grant"]["properties"]["to"].to_string();
        let reference = &types["Grant"]["properties"]["to"]["$ref"];
        let to = match reference
            .as_str()
            .and_then(|it| it.strip_prefix("#/$defs/"))
        {
            Some(name) => types[name].to_string(),
            None => to,
        };
        assert!(to.contains("\"minItems\":1"), "{to}");
        assert_eq!(schema["properties"]["$schema"]["type"], "string");
    }
}
