//! The Rust types of a client, as one stage passes them to the next.

use std::collections::{BTreeMap, HashSet};

use proc_macro2::TokenStream;
use syn::{Item, Type, parse_quote};

use crate::ir::{Ir, Operation};
use crate::names::pascal;

/// The types as the generator writes them.
#[derive(Debug)]
pub struct GeneratedTypes {
    /// The IR, without what the generator rejected.
    pub ir: Ir,
    /// The items of the module `types`.
    pub tokens: TokenStream,
}

/// The types of a client.
#[derive(Debug)]
pub struct Types {
    /// The IR that the types belong to.
    pub ir: Ir,
    /// The items of the module `types`.
    pub items: Vec<Item>,
    /// The types that the operations need.
    pub lookup: TypeLookup,
}

/// The types that the operations need.
#[derive(Debug, Default)]
pub struct TypeLookup {
    /// The types of the fields of [`Operation::types`], by its name in Rust.
    pub(crate) fields: BTreeMap<String, BTreeMap<String, Type>>,
    /// Types that are passed by value.
    pub(crate) by_value: HashSet<Type>,
}

impl TypeLookup {
    /// Returns the type of a field, as it is named outside of the module `types`.
    pub(crate) fn get(&self, operation: &Operation, field: &str) -> Option<&Type> {
        self.fields.get(&pascal(&operation.types))?.get(field)
    }

    /// Returns the type of an argument of the type `ty`.
    pub(crate) fn argument(&self, ty: &Type) -> Type {
        if *ty == parse_quote!(::std::string::String) {
            parse_quote!(&str)
        } else if self.by_value.contains(ty) {
            ty.clone()
        } else {
            parse_quote!(&#ty)
        }
    }
}
