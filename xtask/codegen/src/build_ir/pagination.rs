//! How the pages of a list follow each other.

use serde_json::{Map, Value, json};

use super::context::{IrContext, resolve};
use crate::extension_keys::PAGINATION;
use crate::ir::{
    PageProperty, Pagination, PaginationStyle, Parameter, ParameterLocation, ReadPage,
};
use crate::names::snake;
use crate::pointer::{join, schema_name};

/// The members of `x-pagination`.
const MEMBERS: [&str; 10] = [
    "count",
    "cursor",
    "item",
    "items",
    "limit",
    "next",
    "offset",
    "page_size",
    "read",
    "until",
];

impl IrContext<'_> {
    /// Reads `x-pagination`.
    pub(super) fn pagination(&mut self, parameters: &[Parameter]) -> Option<Pagination> {
        let value = self.value.0.get(PAGINATION)?;
        match self.read_pagination(value, parameters) {
            Ok(pagination) => Some(pagination),
            Err(reason) => {
                self.report.error(
                    "pagination",
                    &join(self.at, PAGINATION),
                    reason,
                    "Name the parameter `offset`, `cursor` or `until`, and the properties of the \
                     response: `items`, and `count` or `next`. A list by `until` needs `limit`, \
                     `page_size`, `read` and `item`.",
                );
                None
            }
        }
    }

    fn read_pagination(
        &mut self,
        value: &Value,
        parameters: &[Parameter],
    ) -> Result<Pagination, String> {
        let members = value.as_object().ok_or("expected an object")?;
        if let Some(unknown) = members.keys().find(|key| !MEMBERS.contains(&key.as_str())) {
            return Err(format!("unknown member `{unknown}`"));
        }
        let styles = [
            ("offset", PaginationStyle::Offset),
            ("cursor", PaginationStyle::Cursor),
            ("until", PaginationStyle::Until),
        ];
        let mut starts = Vec::new();
        for (key, style) in styles {
            starts.extend(text(members, key)?.map(|start| (style, start)));
        }
        let [(style, start)] = starts[..] else {
            return Err("expected one of `offset`, `cursor` and `until`".to_owned());
        };
        let start = query_parameter(parameters, start)?;
        let default_limit = match members.get("page_size") {
            None => None,
            Some(size) => {
                let limit = text(members, "limit")?.ok_or("`page_size` needs `limit`")?;
                let size = size.as_u64().ok_or("`page_size` must be an integer")?;
                Some((query_parameter(parameters, limit)?, size))
            }
        };
        if style == PaginationStyle::Until
            && (default_limit.is_none() || !members.contains_key("read"))
        {
            return Err("`until` needs `limit`, `page_size` and `read`".to_owned());
        }
        let items = text(members, "items")?.unwrap_or_default();
        let (item, read) = match text(members, "read")? {
            Some(function) => {
                syn::parse_str::<syn::Path>(function)
                    .map_err(|_| format!("`{function}` is not the path of a Rust function"))?;
                let item = text(members, "item")?.ok_or("`read` needs `item`")?;
                if schema_name(item).is_none() {
                    return Err(format!("`{item}` does not refer to a component schema"));
                }
                let read = ReadPage::Function(function.to_owned());
                (json!({"$ref": item}), read)
            }
            None => self.properties(members, items)?,
        };
        Ok(Pagination {
            style,
            start,
            default_limit,
            item: self.requests.add(&item),
            items: items.to_owned(),
            read,
        })
    }

    /// Finds the properties of the body of a page, and the schema of its items.
    fn properties(
        &self,
        members: &Map<String, Value>,
        items: &str,
    ) -> Result<(Value, ReadPage), String> {
        let response = self
            .value
            .responses()
            .find(|(status, _)| status.starts_with('2'));
        let schema = response
            .and_then(|(_, response)| response.content().next()?.schema())
            .ok_or("the operation has no success response with a body")?;
        let component = schema
            .get("$ref")
            .and_then(Value::as_str)
            .and_then(schema_name);
        let body = resolve(self.doc, schema);
        let property = |name: &str| -> Result<(PageProperty, &Value), String> {
            let renamed = self.hints.renamed_fields.iter().find(|renamed| {
                Some(&renamed.component) == component.as_ref() && renamed.wire == name
            });
            let field = renamed.map_or(name, |renamed| &renamed.name);
            let schema = body.get("properties").and_then(|all| all.get(field));
            let schema = schema.ok_or_else(|| format!("the response has no property `{name}`"))?;
            let required = body.get("required").and_then(Value::as_array);
            let required = required.is_some_and(|all| all.iter().any(|other| other == field));
            let nullable = schema.get("nullable") == Some(&Value::Bool(true));
            let target = resolve(self.doc, schema);
            // Optional lists are empty if they are absent.
            let is_list = target.get("type").is_some_and(|kind| kind == "array");
            let found = PageProperty {
                field: snake(field),
                optional: nullable || (!required && !is_list),
            };
            Ok((found, target))
        };
        let (list, items) = if items.is_empty() {
            (body, None)
        } else {
            let (found, target) = property(items)?;
            (target, Some(found))
        };
        let item = list.get("items").ok_or("`items` is not a list")?;
        let part = |key: &str, types: &[&str]| -> Result<Option<PageProperty>, String> {
            let Some(name) = text(members, key)? else {
                return Ok(None);
            };
            let (found, target) = property(name)?;
            let kind = target.get("type").and_then(Value::as_str).unwrap_or("");
            if !types.contains(&kind) {
                return Err(format!(
                    "`{name}` is not of the type {}",
                    types.join(" or ")
                ));
            }
            Ok(Some(found))
        };
        let read = ReadPage::Properties {
            items,
            count: part("count", &["integer"])?,
            cursor: part("next", &["string", "integer"])?,
        };
        Ok((item.clone(), read))
    }
}

fn text<'a>(members: &'a Map<String, Value>, key: &str) -> Result<Option<&'a str>, String> {
    match members.get(key) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(format!("`{key}` must be a string")),
    }
}

/// Returns the position of a query parameter.
fn query_parameter(parameters: &[Parameter], name: &str) -> Result<usize, String> {
    let is = |p: &Parameter| p.location == ParameterLocation::Query && p.name == name;
    let position = parameters.iter().position(is);
    position.ok_or_else(|| format!("the operation has no query parameter `{name}`"))
}
