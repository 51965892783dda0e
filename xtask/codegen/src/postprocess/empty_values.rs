//! Implements `Default` for each type, with the feature `test-util`, so that tests of dependents can make
//! responses: an empty value, of which they set the fields that matter.

use std::collections::{BTreeMap, BTreeSet};

use quote::format_ident;
use syn::visit::{self, Visit};
use syn::{Attribute, Field, Fields, Ident, Item, ItemEnum, TypePath, parse_quote};

use super::context::PostprocessContext;
use crate::syntax;

/// Types without a default.
const WITHOUT: [&str; 7] = [
    "IpAddr",
    "Ipv4Addr",
    "Ipv6Addr",
    "NonZeroU16",
    "NonZeroU32",
    "NonZeroU64",
    "NonZeroU8",
];

pub(super) fn run(context: &mut PostprocessContext<'_>) {
    let has_default: BTreeSet<String> = context.items.iter().filter_map(with_default).collect();
    let without = without(&context.items, &has_default);
    let mut out = Vec::with_capacity(context.items.len());
    for mut item in std::mem::take(&mut context.items) {
        let is_missing = name(&item)
            .is_some_and(|name| !has_default.contains(&name) && !without.contains(&name));
        let written = is_missing.then(|| default(&mut item, &without));
        out.push(item);
        out.extend(written.flatten());
    }
    context.items = out;
}

/// Returns the names of the types without a default: those that require a value of such a type.
fn without(items: &[Item], has_default: &BTreeSet<String>) -> BTreeSet<String> {
    let mut users: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (i, item) in items.iter().enumerate() {
        let mut find = FindRequiredTypes(BTreeSet::new());
        match item {
            Item::Struct(item) => item.fields.iter().for_each(|f| find.visit_type(&f.ty)),
            Item::Enum(item) => find.visit_item_enum(item),
            _ => {}
        }
        for name in find.0 {
            users.entry(name).or_default().push(i);
        }
    }
    let mut without = BTreeSet::from(WITHOUT.map(str::to_owned));
    let is_without = |item: &Item, without: &BTreeSet<String>| match item {
        Item::Struct(item) => item.fields.iter().any(|field| requires(field, without)),
        Item::Enum(item) => variant(item, without).is_none(),
        _ => false,
    };
    // Enums of variants without content have none in any case.
    let mut waiting: Vec<usize> = (0..items.len()).collect();
    while let Some(i) = waiting.pop() {
        let name = items
            .get(i)
            .filter(|item| is_without(item, &without))
            .and_then(name);
        if let Some(name) = name.filter(|name| !has_default.contains(name))
            && without.insert(name.clone())
        {
            waiting.extend(users.get(&name).into_iter().flatten());
        }
    }
    without
}

/// Returns the name of a type that has a default in any case.
fn with_default(item: &Item) -> Option<String> {
    match item {
        Item::Struct(item) => {
            let derives = syntax::derives(&item.attrs);
            let is_derived = derives.iter().any(|path| path.is_ident("Default"));
            is_derived.then(|| item.ident.to_string())
        }
        Item::Impl(block) if syntax::trait_name(block).as_deref() == Some("Default") => {
            syntax::self_name(block)
        }
        _ => None,
    }
}

fn name(item: &Item) -> Option<String> {
    match item {
        Item::Struct(item) => Some(item.ident.to_string()),
        Item::Enum(item) => Some(item.ident.to_string()),
        _ => None,
    }
}

/// Adds the derive to a struct, or returns the implementation for an enum.
fn default(item: &mut Item, without: &BTreeSet<String>) -> Option<Item> {
    match item {
        Item::Struct(item) => {
            let derive: Attribute =
                parse_quote!(#[cfg_attr(feature = "test-util", derive(Default))]);
            let is_derive = |attr: &Attribute| {
                attr.path().is_ident("cfg_attr") || attr.path().is_ident("derive")
            };
            let after = item.attrs.iter().rposition(is_derive);
            let index = after.map_or(0, |index| index + 1);
            item.attrs.insert(index, derive);
            None
        }
        Item::Enum(item) => {
            let (name, variant) = (&item.ident, variant(item, without)?);
            let cfg = syntax::test_util();
            Some(parse_quote! {
                #cfg
                impl ::std::default::Default for #name {
                    fn default() -> Self {
                        Self::#variant(::std::default::Default::default())
                    }
                }
            })
        }
        _ => None,
    }
}

/// Returns the variant of an enum that its default is: `Unknown`, or the first whose content has a
/// default.
fn variant(item: &ItemEnum, without: &BTreeSet<String>) -> Option<Ident> {
    let unknown = format_ident!("Unknown");
    // The macro adds the variant.
    if item.attrs.contains(&syntax::string_enum_marker())
        || item.variants.iter().any(|variant| variant.ident == unknown)
    {
        return Some(unknown);
    }
    let first = item.variants.iter().find(|variant| match &variant.fields {
        Fields::Unnamed(fields) => {
            fields.unnamed.len() == 1 && !fields.unnamed.iter().any(|f| requires(f, without))
        }
        _ => false,
    });
    first.map(|variant| variant.ident.clone())
}

/// Returns whether a value of the field contains one of these types in any case.
fn requires(field: &Field, names: &BTreeSet<String>) -> bool {
    let mut find = FindRequiredTypes(BTreeSet::new());
    find.visit_type(&field.ty);
    !find.0.is_disjoint(names)
}

/// Collects the names of the types of which a value is required.
struct FindRequiredTypes(BTreeSet<String>);

impl Visit<'_> for FindRequiredTypes {
    fn visit_type_path(&mut self, ty: &TypePath) {
        let last = ty.path.segments.last().map(|last| last.ident.to_string());
        let last = last.unwrap_or_default();
        if !["BTreeMap", "Field", "Option", "Vec"].contains(&last.as_str()) {
            visit::visit_type_path(self, ty);
        }
        self.0.insert(last);
    }
}
