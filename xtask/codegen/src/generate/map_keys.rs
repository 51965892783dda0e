//! Gives maps the type of their keys.
//!
//! The generator's input has no `propertyNames`. So the values of such a map get a type of their own with a
//! key and a value, which is replaced in the generated code by the type of the map.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::ToTokens as _;
use serde_json::{Map, Value, json};
use syn::visit_mut::{self, VisitMut};
use syn::{GenericArgument, Item, PathArguments, Type, parse_quote};

use crate::names::pascal;
use crate::pointer::schema_ref;
use crate::syntax;
use crate::walk;

/// Replaces the values of maps with typed keys by new components, and returns the names of their types.
pub(super) fn mark(schemas: &mut Map<String, Value>) -> Vec<String> {
    let mut used: Vec<String> = schemas.keys().map(|name| pascal(name)).collect();
    let mut entries = Map::new();
    for schema in schemas.values_mut() {
        walk::deep_mut(schema, "", &mut |schema, _| {
            let Some(map) = schema.as_object_mut() else {
                return;
            };
            let Some(key) = map.shift_remove("propertyNames") else {
                return;
            };
            let values = map.get("additionalProperties").filter(|v| v.is_object());
            let value = values.cloned().unwrap_or(json!({}));
            let free = (1..)
                .map(|n| format!("MapEntry{n}"))
                .find(|n| !used.contains(n));
            let name = free.unwrap_or_default();
            used.push(name.clone());
            let reference = json!({"$ref": schema_ref(&name)});
            map.insert("additionalProperties".to_owned(), reference);
            let entry = json!({
                "type": "object",
                "required": ["key", "value"],
                "properties": {"key": key, "value": value},
            });
            entries.insert(name, entry);
        });
    }
    let names = entries.keys().cloned().collect();
    schemas.extend(entries);
    names
}

/// Removes the types of [`mark`] from the generated code, and writes the types of the maps.
pub(super) fn resolve(tokens: TokenStream, names: &[String]) -> Result<TokenStream, String> {
    if names.is_empty() {
        return Ok(tokens);
    }
    let mut file: syn::File = syn::parse2(tokens).map_err(|error| error.to_string())?;
    let mut entries = BTreeMap::new();
    file.items.retain(|item| match item {
        Item::Struct(item) if names.iter().any(|name| item.ident == name) => {
            let mut fields = item.fields.iter().map(|field| field.ty.clone());
            if let (Some(key), Some(value)) = (fields.next(), fields.next()) {
                entries.insert(item.ident.to_string(), (key, value));
            }
            false
        }
        Item::Impl(block) => !syntax::self_name(block).is_some_and(|name| names.contains(&name)),
        _ => true,
    });
    let mut keys = KeyTypes { entries };
    keys.visit_file_mut(&mut file);
    Ok(file.to_token_stream())
}

struct KeyTypes {
    /// The types of key and value, by the name of the type that stands for both.
    entries: BTreeMap<String, (Type, Type)>,
}

impl VisitMut for KeyTypes {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        if let Some((key, value)) = self.entry(ty) {
            *ty = parse_quote!(::std::collections::BTreeMap<#key, #value>);
        }
        visit_mut::visit_type_mut(self, ty);
    }
}

impl KeyTypes {
    /// Returns the types of key and value if `ty` is a map with values of [`mark`].
    fn entry(&self, ty: &Type) -> Option<(Type, Type)> {
        let Type::Path(path) = ty else { return None };
        let last = path.path.segments.last()?;
        let PathArguments::AngleBracketed(arguments) = &last.arguments else {
            return None;
        };
        let value = arguments.args.last()?;
        match value {
            GenericArgument::Type(Type::Path(value)) if last.ident == "BTreeMap" => {
                let name = value.path.get_ident()?.to_string();
                self.entries.get(&name).cloned()
            }
            _ => None,
        }
    }
}
