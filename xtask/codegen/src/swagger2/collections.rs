//! Converts values outside of bodies: their keywords become a schema, and `collectionFormat` a style.

use serde_json::{Map, Value, json};

use super::context::ConversionContext;
use super::fields::{self, ITEMS, ObjectFields};
use super::schemas;
use crate::extension_keys::RUST_TYPE;
use crate::pointer::join;

const RULE: &str = "collection-format";

/// Where a list is sent.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum ListLocation {
    /// In the query, or in a URL-encoded form.
    Query,
    /// In the path or a header.
    Text,
    /// In a multipart form.
    Multipart,
}

/// The schema of a value, and how a list is written.
pub(super) struct ConvertedSchema {
    pub(super) schema: Map<String, Value>,
    /// The fields that are not about the value.
    pub(super) rest: Map<String, Value>,
    /// `style` and `explode`; none if they are those of OpenAPI 3.
    pub(super) style: Option<(&'static str, bool)>,
}

/// Converts a parameter, a field of a form or a header. `fields` are those that are not about its value.
pub(super) fn convert(
    map: &Map<String, Value>,
    at: &str,
    fields: &ObjectFields,
    location: ListLocation,
    context: &mut ConversionContext<'_>,
) -> ConvertedSchema {
    let (mut schema, mut rest) = (Map::new(), Map::new());
    for (key, value) in map {
        if !fields::check_keyword(key, fields, at, context.report) {
            continue;
        }
        let is_own =
            ITEMS.has(key) || key == RUST_TYPE || key == "x-nullable" || key.starts_with("x-enum");
        let target = if is_own { &mut schema } else { &mut rest };
        target.insert(key.clone(), value.clone());
    }
    if let Some(mut later) = rest.shift_remove("schema") {
        schemas::convert(&mut later, &join(at, "schema"), context);
        schema.extend(
            later
                .as_object_mut()
                .map(std::mem::take)
                .unwrap_or_default(),
        );
    }
    items(&mut schema, at, context);
    let is_list = schema.get("type") == Some(&json!("array"));
    let of_files = schema.get("items").is_some_and(is_file);
    if schema.get("type") == Some(&json!("file")) {
        if location != ListLocation::Multipart {
            context.report.unsupported(
                "file",
                &join(at, "type"),
                "only a form has files: the value is a text",
                "Describe a string or a field of a form in an overlay.",
            );
        }
        schemas::file(&mut schema);
    }
    if let Some(Value::Object(items)) = schema.get_mut("items").filter(|_| of_files) {
        schemas::file(items);
        let message = "a list of files is not part of Swagger 2.0: each is a part of its own";
        context
            .report
            .note("not-in-2.0", &join(at, "items"), message);
    }
    let format = schema.shift_remove("collectionFormat");
    let style = match is_list && !of_files {
        true => style(format.as_ref(), &mut schema, location, at, context),
        false => None,
    };
    ConvertedSchema {
        schema,
        rest,
        style,
    }
}

/// Returns whether a parameter, or an item of one, is a file.
pub(super) fn is_file(value: &Value) -> bool {
    let of = |key: &str| value.get(key).and_then(Value::as_str);
    of("type") == Some("file") || (of("type") == Some("string") && of("format") == Some("binary"))
}

/// Converts the keywords of a value and of its items. A list inside a list becomes a text.
fn items(schema: &mut Map<String, Value>, at: &str, context: &mut ConversionContext<'_>) {
    schemas::nullable(schema);
    let Some(Value::Object(items)) = schema.get_mut("items") else {
        return;
    };
    let at = join(at, "items");
    items.retain(|key, _| key == "$ref" || fields::check_keyword(key, &ITEMS, &at, context.report));
    schemas::nullable(items);
    if items.get("type") == Some(&json!("array")) {
        let separator = separator(items.get("collectionFormat"));
        text(items);
        context.report.unsupported(
            RULE,
            &at,
            format!("OpenAPI 3 has no lists in lists outside of bodies: each item is one text, with {separator} between its parts"),
            "Join the parts before the call.",
        );
    } else {
        items.shift_remove("collectionFormat");
    }
}

/// Returns the style of a list; none if it is the default of OpenAPI 3, or the list becomes a text.
fn style(
    format: Option<&Value>,
    schema: &mut Map<String, Value>,
    location: ListLocation,
    at: &str,
    context: &mut ConversionContext<'_>,
) -> Option<(&'static str, bool)> {
    let name = match format {
        None => "csv",
        Some(format) => format.as_str().unwrap_or_default(),
    };
    let at = join(
        at,
        if format.is_some() {
            "collectionFormat"
        } else {
            "type"
        },
    );
    match (location, name) {
        (ListLocation::Query, "csv") => Some(("form", false)),
        (ListLocation::Query, "ssv") => Some(("spaceDelimited", false)),
        (ListLocation::Query, "pipes") => Some(("pipeDelimited", false)),
        (ListLocation::Query, "multi") => Some(("form", true)),
        (ListLocation::Text, "csv") | (ListLocation::Multipart, "multi") => None,
        (_, "csv" | "ssv" | "tsv" | "pipes") => {
            let separator = separator(format);
            text(schema);
            context.report.unsupported(
                RULE,
                &at,
                format!("`{name}` has no equal in OpenAPI 3 here: the value is one text, with {separator} between the items"),
                "Join the items before the call, or set another `collectionFormat` in an overlay.",
            );
            None
        }
        _ => {
            context.report.unsupported(
                RULE,
                &at,
                format!(
                    "the `collectionFormat` `{name}` does not apply here: the default `csv` is used"
                ),
                "Correct it in an overlay.",
            );
            style(None, schema, location, &at, context)
        }
    }
}

/// Returns the name of the separator of a `collectionFormat`.
fn separator(format: Option<&Value>) -> &'static str {
    match format.and_then(Value::as_str) {
        Some("ssv") => "a space",
        Some("tsv") => "a tab",
        Some("pipes") => "`|`",
        _ => "a comma",
    }
}

/// Makes a list a text.
fn text(schema: &mut Map<String, Value>) {
    schema.retain(|key, _| key == "nullable" || key == "title");
    schema.insert("type".to_owned(), json!("string"));
}
