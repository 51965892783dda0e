//! Reads names and types from the syntax tree of the generated code.

use std::collections::{BTreeMap, BTreeSet};

use quote::ToTokens;
use syn::visit_mut::{self, VisitMut};
use syn::{
    Attribute, Fields, FnArg, GenericArgument, ImplItem, Item, ItemImpl, PathArguments, Visibility,
};

use super::model::{Constraints, Definition, Direction, Field, Type, Variant};
use crate::syntax;

/// The types of all requests and responses, and the types that only one operation has: forms, and the
/// enums of its responses and errors.
const MODULES: [&str; 2] = ["types", "operations"];

/// Returns the types by name, without their direction.
pub(super) fn types(file: &syn::File) -> BTreeMap<String, Type> {
    let mut out = BTreeMap::new();
    for module in MODULES {
        let items = syntax::module(file, module);
        let mut types: BTreeMap<String, Type> = items.iter().filter_map(type_of).collect();
        for item in items {
            // Tests may depend on a version.
            let Item::Impl(block) = item else { continue };
            if block.attrs.contains(&syntax::test_util()) {
                continue;
            }
            if let Some(ty) = types.get_mut(&format_type(&block.self_ty)) {
                implement(ty, block);
            }
        }
        if module == "operations" {
            types.values_mut().for_each(complete_operation_type);
        }
        for (name, ty) in types {
            let name = match out.contains_key(&name) {
                true => format!("{module}::{name}"),
                false => name,
            };
            out.insert(name, ty);
        }
    }
    out
}

/// Returns the name and the definition of a type.
fn type_of(item: &Item) -> Option<(String, Type)> {
    let (ident, attrs, shape) = match item {
        Item::Struct(item) => (&item.ident, &item.attrs, struct_shape(&item.fields)),
        Item::Enum(item) => {
            let variants = item.variants.iter().map(variant).collect();
            let open = item
                .attrs
                .iter()
                .any(|a| a.path().is_ident("non_exhaustive") || *a == syntax::string_enum_marker());
            (
                &item.ident,
                &item.attrs,
                Definition::Enum { variants, open },
            )
        }
        Item::Type(item) => (
            &item.ident,
            &item.attrs,
            Definition::Alias(format_type(&item.ty)),
        ),
        _ => return None,
    };
    let ty = Type {
        direction: Direction::default(),
        shape,
        traits: match attrs.contains(&syntax::string_enum_marker()) {
            true => syntax::STRING_ENUM_DERIVES.map(str::to_owned).into(),
            false => derives(attrs),
        },
        functions: BTreeMap::new(),
    };
    Some((ident.to_string(), ty))
}

/// Adds what serde's attributes do not say of a type of one operation: which parts of a form are required,
/// and the direction.
fn complete_operation_type(ty: &mut Type) {
    let is_form = matches!(ty.shape, Definition::Struct { .. });
    ty.direction = Direction {
        sent: is_form,
        received: !is_form,
    };
    if let Definition::Struct { fields, new } = &mut ty.shape {
        for field in fields {
            let is_argument = |(name, _): &(String, String)| *name == field.name;
            field.required = new.iter().flatten().any(is_argument);
        }
    }
}

fn struct_shape(fields: &Fields) -> Definition {
    match fields {
        Fields::Named(fields) => Definition::Struct {
            fields: fields.named.iter().filter_map(field).collect(),
            new: None,
        },
        other => {
            let inner: Vec<String> = other.iter().map(|f| format_type(&f.ty)).collect();
            Definition::Wrapper {
                inner: inner.join(", "),
                constraints: Constraints::new(),
            }
        }
    }
}

fn field(field: &syn::Field) -> Option<Field> {
    if !matches!(field.vis, Visibility::Public(_)) {
        return None;
    }
    let name = field.ident.as_ref()?.to_string();
    let ty = format_type(&field.ty);
    let has = |meta| syntax::serde_meta(&field.attrs, meta).is_some();
    let three_state = last_segment(&field.ty).is_some_and(|s| s.ident == "Field");
    let option = syntax::in_option(&field.ty);
    let (core, required, nullable) = match option {
        Some(inner) => {
            let always = has("deserialize_with") && !has("default");
            (format_type(inner), always, always)
        }
        None if three_state => {
            let inner = first_argument(&field.ty).map_or_else(String::new, format_type);
            (inner, false, true)
        }
        None => (ty.clone(), !has("default") && !has("flatten"), false),
    };
    Some(Field {
        wire: syntax::serde_text(&field.attrs, "rename").unwrap_or_else(|| unescape(&name)),
        name,
        ty,
        core,
        required,
        nullable,
        constraints: Constraints::new(),
    })
}

fn variant(variant: &syn::Variant) -> Variant {
    let name = variant.ident.to_string();
    let payload: Vec<String> = variant
        .fields
        .iter()
        .map(|field| match &field.ident {
            Some(name) => format!("{name}: {}", format_type(&field.ty)),
            None => format_type(&field.ty),
        })
        .collect();
    Variant {
        wire: syntax::serde_text(&variant.attrs, "rename")
            .or_else(|| syntax::text(&variant.discriminant.as_ref()?.1))
            .unwrap_or_else(|| unescape(&name)),
        name,
        payload: payload.join(", "),
    }
}

fn derives(attrs: &[Attribute]) -> BTreeSet<String> {
    syntax::derives(attrs)
        .into_iter()
        .filter_map(|path| path.segments.last().map(|s| s.ident.to_string()))
        .collect()
}

fn implement(ty: &mut Type, block: &ItemImpl) {
    if let Some((path, _)) = &block.trait_ {
        // The code of dependents cannot rely on it.
        if path
            .segments
            .iter()
            .any(|segment| segment.ident == "__private")
        {
            return;
        }
        let path: syn::Type = syn::parse_quote!(#path);
        // Derived or not makes no difference.
        let name = format_type(&path).replace("Deserialize<'de>", "Deserialize");
        ty.traits.insert(name);
        return;
    }
    for item in &block.items {
        let ImplItem::Fn(function) = item else {
            continue;
        };
        if !matches!(function.vis, Visibility::Public(_)) {
            continue;
        }
        let name = function.sig.ident.to_string();
        match &mut ty.shape {
            Definition::Struct { fields, .. } if is_setter(&name, fields) => {}
            Definition::Struct { new, .. } if name == "new" => {
                *new = Some(arguments(&function.sig))
            }
            _ => {
                let signature = function.sig.to_token_stream().to_string();
                ty.functions.insert(name, signature);
            }
        }
    }
}

/// Returns whether a function sets a field, so that it is there if the field is.
fn is_setter(function: &str, fields: &[Field]) -> bool {
    let field = function.strip_prefix("clear_").unwrap_or(function);
    fields.iter().any(|f| f.name == function || f.name == field)
}

fn arguments(signature: &syn::Signature) -> Vec<(String, String)> {
    signature
        .inputs
        .iter()
        .filter_map(|input| match input {
            FnArg::Receiver(_) => None,
            FnArg::Typed(input) => {
                let name = input.pat.to_token_stream().to_string();
                Some((name, format_type(&input.ty)))
            }
        })
        .collect()
}

fn last_segment(ty: &syn::Type) -> Option<&syn::PathSegment> {
    match ty {
        syn::Type::Path(path) => path.path.segments.last(),
        _ => None,
    }
}

fn first_argument(ty: &syn::Type) -> Option<&syn::Type> {
    match &last_segment(ty)?.arguments {
        PathArguments::AngleBracketed(args) => args.args.iter().find_map(|arg| match arg {
            GenericArgument::Type(ty) => Some(ty),
            _ => None,
        }),
        _ => None,
    }
}

/// Returns an identifier without the `r#` or underscore that escapes a keyword.
fn unescape(name: &str) -> String {
    name.trim_start_matches("r#").to_owned()
}

/// Returns a type as it is written by hand.
pub(super) fn format_type(ty: &syn::Type) -> String {
    let mut ty = ty.clone();
    Short.visit_type_mut(&mut ty);
    let mut text = ty.to_token_stream().to_string();
    for (long, short) in [
        (" :: ", "::"),
        (":: ", "::"),
        (" < ", "<"),
        (" <", "<"),
        ("< ", "<"),
        (" >", ">"),
        (" ,", ","),
        ("& ", "&"),
        ("&'a ", "&"),
    ] {
        text = text.replace(long, short);
    }
    text
}

/// Reduces paths of the standard library and of this crate to the last segment.
struct Short;

impl VisitMut for Short {
    fn visit_path_mut(&mut self, path: &mut syn::Path) {
        visit_mut::visit_path_mut(self, path);
        let first = path.segments.first().map(|s| s.ident.to_string());
        let known = [
            "std",
            "types",
            "operations",
            "crate",
            "self",
            "super",
            "serde",
            "chrono",
            "uuid",
        ];
        if first.is_some_and(|first| known.contains(&first.as_str()))
            && let Some(last) = path.segments.pop()
        {
            path.segments = std::iter::once(last).collect();
        }
        path.leading_colon = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_written_as_by_hand() {
        for (long, short) in [
            ("::std::option::Option<types::Role>", "Option<Role>"),
            ("&'a types::AssignRole", "&AssignRole"),
            ("::serde_json::Value", "serde_json::Value"),
            (
                "::std::collections::BTreeMap<::std::string::String, ::std::vec::Vec<i64>>",
                "BTreeMap<String, Vec<i64>>",
            ),
            ("crate::support::Change<i64>", "Change<i64>"),
        ] {
            assert_eq!(format_type(&syn::parse_str(long).unwrap()), short);
        }
    }

    #[test]
    fn fields_are_required_or_nullable() {
        let item: syn::ItemStruct = syn::parse_quote! {
            pub struct A {
                pub a: i64,
                #[serde(skip_serializing_if = "x")]
                pub b: ::std::option::Option<i64>,
                #[serde(deserialize_with = "x")]
                pub c: ::std::option::Option<i64>,
                #[serde(rename = "dD", default)]
                pub d_d: ::rolekit_runtime::Field<i64>,
                #[serde(default)]
                pub e: ::std::vec::Vec<i64>,
                f: i64,
            }
        };
        let Definition::Struct { fields, .. } = struct_shape(&item.fields) else {
            panic!("no struct");
        };
        let read: Vec<_> = fields
            .iter()
            .map(|f| (f.wire.as_str(), f.core.as_str(), f.required, f.nullable))
            .collect();
        assert_eq!(
            read,
            [
                ("a", "i64", true, false),
                ("b", "i64", false, false),
                ("c", "i64", true, true),
                ("dD", "i64", false, true),
                ("e", "Vec<i64>", false, false),
            ]
        );
    }
}
