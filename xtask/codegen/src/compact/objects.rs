//! Structs are objects of JSON.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Field, Fields, Item, ItemStruct, Meta, parse_quote};

use super::{derives_both, for_schemas_only};
use crate::polish::tree;

/// Takes serde's derives from the struct and gives the call that stands for them, if the macro knows
/// all that the struct asks for.
pub(super) fn take(item: &mut ItemStruct) -> Option<Item> {
    if !derives_both(&item.attrs) || !tree::serde_metas(&item.attrs).is_empty() {
        return None;
    }
    let Fields::Named(fields) = &item.fields else {
        return None;
    };
    let (mut known, mut rest): (Vec<TokenStream>, Option<TokenStream>) = Default::default();
    for field in &fields.named {
        let name = field.ident.as_ref()?;
        if is_rest(field) {
            if rest.replace(quote!(, #name)).is_some() {
                return None;
            }
            continue;
        }
        let wire = tree::serde_text(&field.attrs, "rename")
            .unwrap_or_else(|| name.to_string().trim_start_matches("r#").to_owned());
        let kind = syn::Ident::new(kind(field)?, proc_macro2::Span::call_site());
        known.push(quote!((#name, #wire, #kind)));
    }
    let name = &item.ident;
    let call: Item = parse_quote!(::rolekit_runtime::object!(#name, [#(#known),*] #rest););
    tree::without_derives(&mut item.attrs, &["Serialize", "Deserialize"]);
    for field in &mut item.fields {
        for_schemas_only(&mut field.attrs);
    }
    Some(call)
}

fn is_rest(field: &Field) -> bool {
    let written = {
        let ty = &field.ty;
        quote!(#ty).to_string()
    };
    written.contains(":: serde_json :: Map") && metas(field) == ["flatten"]
}

/// The module of the runtime that reads and writes such a field.
fn kind(field: &Field) -> Option<&'static str> {
    let metas = metas(field);
    let metas: Vec<&str> = metas.iter().map(String::as_str).collect();
    let option = tree::in_option(&field.ty).is_some();
    match *metas.as_slice() {
        [] if !option => Some("required"),
        ["deserialize_with = Option::deserialize"] if option => Some("required"),
        ["skip_serializing_if = Option::is_none"] if option => Some("optional"),
        ["default"] if !option => Some("defaulted"),
        ["default", "skip_serializing_if = Vec::is_empty"] => Some("list"),
        ["default", "skip_serializing_if = Change::is_keep"] => Some("change"),
        _ => None,
    }
}

/// What serde is told of the field, but for its name; functions by their last two names.
fn metas(field: &Field) -> Vec<String> {
    let mut metas: Vec<String> = tree::serde_metas(&field.attrs)
        .iter()
        .filter(|meta| !meta.path().is_ident("rename"))
        .map(|meta| {
            let key = meta
                .path()
                .get_ident()
                .map_or_else(String::new, ToString::to_string);
            match meta {
                Meta::NameValue(pair) => {
                    let value = tree::text(&pair.value).unwrap_or_default();
                    let names: Vec<&str> = value.rsplitn(3, "::").collect();
                    let last = names.iter().take(2).rev().copied().collect::<Vec<_>>();
                    format!("{key} = {}", last.join("::"))
                }
                _ => key,
            }
        })
        .collect();
    metas.sort();
    metas
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(item: ItemStruct) -> (Option<String>, String) {
        let mut item = item;
        let call = take(&mut item).map(|call| quote!(#call).to_string());
        (call, quote!(#item).to_string())
    }

    #[test]
    fn a_struct_becomes_a_call_that_knows_the_kind_of_each_field() {
        let (call, item) = call(parse_quote! {
            #[derive(::serde::Deserialize, ::serde::Serialize, Clone)]
            pub struct Page {
                #[serde(rename = "type")]
                pub type_: i64,
                #[serde(default, skip_serializing_if = "::std::vec::Vec::is_empty")]
                pub results: ::std::vec::Vec<i64>,
                #[serde(deserialize_with = "::std::option::Option::deserialize")]
                pub next: ::std::option::Option<i64>,
                #[serde(flatten)]
                pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
            }
        });
        let wanted: Item = parse_quote!(
            ::rolekit_runtime::object!(
                Page,
                [
                    (type_, "type", required),
                    (results, "results", list),
                    (next, "next", required)
                ],
                extra
            );
        );
        assert_eq!(call, Some(quote!(#wanted).to_string()));
        assert!(item.contains("# [derive (Clone)]"), "{item}");
        assert!(!item.contains("# [serde"), "{item}");
        assert!(
            item.contains("# [cfg_attr (feature = \"schemars\" , serde (flatten))]"),
            "{item}"
        );
    }

    #[test]
    fn a_struct_with_something_else_keeps_its_derives() {
        for item in [
            parse_quote! {
                #[derive(::serde::Deserialize, ::serde::Serialize)]
                pub struct A {
                    #[serde(default = "defaults::one")]
                    pub one: i64,
                }
            },
            parse_quote! {
                #[derive(::serde::Deserialize, ::serde::Serialize)]
                #[serde(deny_unknown_fields)]
                pub struct A {
                    pub one: i64,
                }
            },
            parse_quote! {
                #[derive(::serde::Serialize)]
                pub struct A {
                    pub one: i64,
                }
            },
        ] {
            let before: ItemStruct = item;
            let written = quote!(#before).to_string();
            assert_eq!(call(before), (None, written));
        }
    }
}
