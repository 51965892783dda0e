//! A resource API exports the generated types that its public items use, and no others.

use std::collections::{BTreeMap, BTreeSet};

use quote::ToTokens;
use syn::visit::Visit;
use syn::{Fields, ImplItem, Item, UseTree, Visibility};

use crate::helpers;
use crate::resource_apis::{self, Names, Source, type_name};

/// Returns the generated types that a resource API exports: the exported names by the generated ones.
fn exported(sources: &[Source]) -> BTreeMap<String, String> {
    let mut exported = BTreeMap::new();
    for item in sources.iter().flat_map(|source| &source.items) {
        if let Item::Use(item) = item
            && matches!(item.vis, Visibility::Public(_))
        {
            walk(&item.tree, &mut Vec::new(), &mut exported);
        }
    }
    exported
}

fn walk(tree: &UseTree, path: &mut Vec<String>, exported: &mut BTreeMap<String, String>) {
    let is_type = path.first().is_some_and(|first| first == "crate")
        && path.last().is_some_and(|last| last == "types");
    match tree {
        UseTree::Path(inner) => {
            path.push(inner.ident.to_string());
            walk(&inner.tree, path, exported);
            path.pop();
        }
        UseTree::Group(group) => {
            for tree in &group.items {
                walk(tree, path, exported);
            }
        }
        UseTree::Name(name) if is_type => {
            exported.insert(name.ident.to_string(), name.ident.to_string());
        }
        UseTree::Rename(name) if is_type => {
            exported.insert(name.ident.to_string(), name.rename.to_string());
        }
        UseTree::Glob(_) if is_type => panic!("a resource API must not export with `*`"),
        UseTree::Name(_) | UseTree::Rename(_) | UseTree::Glob(_) => {}
    }
}

/// Returns the names of the types in public items of a resource API.
fn type_names(sources: &[Source]) -> BTreeSet<String> {
    let mut names = Names::default();
    for item in sources.iter().flat_map(|source| &source.items) {
        match item {
            Item::Fn(function) if matches!(function.vis, Visibility::Public(_)) => {
                names.visit_signature(&function.sig);
            }
            Item::Struct(item) if matches!(item.vis, Visibility::Public(_)) => {
                for field in &item.fields {
                    if matches!(field.vis, Visibility::Public(_)) {
                        names.visit_type(&field.ty);
                    }
                }
            }
            Item::Enum(item) if matches!(item.vis, Visibility::Public(_)) => {
                for field in item.variants.iter().flat_map(|variant| &variant.fields) {
                    names.visit_type(&field.ty);
                }
            }
            Item::Type(alias) if matches!(alias.vis, Visibility::Public(_)) => {
                names.visit_type(&alias.ty);
            }
            // Associated types such as the items of lists, and the arguments of traits such as `From`.
            Item::Impl(block) if block.trait_.is_some() => {
                if let Some((path, _)) = &block.trait_ {
                    names.visit_path(path);
                }
                // The body and the client of a query are hidden from the documentation.
                let is_query = block.trait_.as_ref().is_some_and(|(path, _)| {
                    path.segments
                        .last()
                        .is_some_and(|last| last.ident == "Query")
                });
                for item in &block.items {
                    if let ImplItem::Type(item) = item
                        && (!is_query || item.ident == "Item")
                    {
                        names.visit_type(&item.ty);
                    }
                }
            }
            Item::Impl(block) => {
                for item in &block.items {
                    if let ImplItem::Fn(function) = item
                        && matches!(function.vis, Visibility::Public(_))
                    {
                        names.visit_signature(&function.sig);
                        names.0.extend(type_name(&block.self_ty));
                    }
                }
            }
            _ => {}
        }
    }
    names.0
}

/// Returns the types of a generated client.
fn types(text: &str) -> Source {
    let client = syn::parse_file(text).unwrap();
    let types = client.items.into_iter().find_map(|item| match item {
        Item::Mod(module) if module.ident == "types" => Some(module.to_token_stream()),
        _ => None,
    });
    Source::new(&types.unwrap().to_string())
}

/// Returns the names of the types in the fields of each generated type.
fn fields(generated: &Source) -> BTreeMap<String, BTreeSet<String>> {
    let of = |fields: &Fields| {
        let mut names = Names::default();
        names.visit_fields(fields);
        names.0
    };
    let mut types = BTreeMap::new();
    for item in &generated.items {
        match item {
            Item::Struct(item) => {
                types.insert(item.ident.to_string(), of(&item.fields));
            }
            Item::Enum(item) => {
                let names = item.variants.iter().flat_map(|variant| of(&variant.fields));
                types.insert(item.ident.to_string(), names.collect());
            }
            Item::Macro(item)
                if item
                    .mac
                    .path
                    .segments
                    .iter()
                    .any(|s| s.ident == "string_enum") =>
            {
                let item: syn::ItemEnum = item.mac.parse_body().unwrap();
                types.insert(item.ident.to_string(), BTreeSet::new());
            }
            _ => {}
        }
    }
    types
}

/// Returns what is wrong with the exports of a resource API.
fn wrong(sources: &[Source], generated: &Source) -> Vec<String> {
    let exported = exported(sources);
    let types = fields(generated);
    let own: BTreeSet<String> = (sources.iter().flat_map(|source| &source.items))
        .filter_map(|item| match item {
            Item::Struct(item) => Some(item.ident.to_string()),
            Item::Enum(item) => Some(item.ident.to_string()),
            Item::Type(item) => Some(item.ident.to_string()),
            _ => None,
        })
        .collect();
    let used = type_names(sources);
    let own_names: BTreeMap<&String, &String> =
        (exported.iter().map(|(own, there)| (there, own))).collect();
    let mut found = Vec::new();
    let mut reached = BTreeSet::new();
    let mut open = Vec::new();
    for name in &used {
        if let Some(own) = own_names.get(name) {
            open.push((*own).clone());
        } else if types.contains_key(name) && !own.contains(name) {
            found.push(format!(
                "`{name}` is in a public signature, and is not exported"
            ));
        }
    }
    while let Some(name) = open.pop() {
        if let Some(fields) = types.get(&name)
            && reached.insert(name)
        {
            open.extend(fields.iter().cloned());
        }
    }
    for name in exported.keys().filter(|name| !reached.contains(*name)) {
        found.push(format!("`{name}` is exported, but no public item uses it"));
    }
    for name in reached.iter().filter(|name| !exported.contains_key(*name)) {
        found.push(format!(
            "`{name}` is used by an exported type, and is not exported"
        ));
    }
    found
}

#[test]
fn each_resource_api_exports_the_types_that_it_uses() {
    let mut found = Vec::new();
    for api in resource_apis::RESOURCE_APIS {
        let path = helpers::root().join(format!("sdk/rolekit/src/generated/{api}.rs"));
        let generated = types(&std::fs::read_to_string(path).unwrap());
        let sources = resource_apis::read(api);
        assert!(exported(&sources).len() > 20, "{api}");
        let wrong = wrong(&sources, &generated);
        found.extend(wrong.into_iter().map(|line| format!("{api}: {line}")));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn missing_and_unused_exports_are_found() {
    let generated = types(
        "pub struct Client {} pub mod types { \
         pub struct Role { pub kind: Option<Kind> } pub enum Kind { Unknown(Word) } pub struct Word(String); \
         pub struct Page { pub roles: Vec<Role> } pub struct Body {} pub struct Log {} }",
    );
    let check = |exports: &str, code: &str| {
        let text = format!("pub use crate::generated::x::types::{{{exports}}}; {code}");
        wrong(&[Source::new(&text)], &generated)
    };
    let code = "pub struct Roles; pub struct Log; impl Roles { \
                pub async fn get(&self) -> Result<Role> { todo!() } \
                pub fn log(&self) -> Part { todo!() } \
                fn page(&self) -> Page { todo!() } pub(crate) fn body(self) -> Body { todo!() } }";
    assert_eq!(check("Kind, Log as Part, Role, Word", code), [""; 0]);
    assert_eq!(
        check("Body, Kind, Log as Part, Page, Role, Word", code),
        [
            "`Body` is exported, but no public item uses it",
            "`Page` is exported, but no public item uses it",
        ]
    );
    assert_eq!(
        check("Kind, Log as Part, Role", code),
        ["`Word` is used by an exported type, and is not exported"]
    );
    assert_eq!(
        check("Log as Part", code),
        ["`Role` is in a public signature, and is not exported"]
    );
    // Associated types and arguments of traits.
    let list = "pub struct Q; impl Query for Q { type Item = Body; } \
                pub type All = List<Page>; impl From<Part> for Q {}";
    assert_eq!(
        check("Body, Kind, Log as Part, Page, Role, Word", list),
        [""; 0]
    );
}
