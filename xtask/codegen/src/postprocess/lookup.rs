//! What the operations learn about types.

use std::collections::BTreeMap;

use syn::{Type, parse_quote};

use crate::ir::Operation;
use crate::names::pascal;

/// The types that operations need.
#[derive(Debug, Default)]
pub struct TypeLookup {
    pub(super) fields: BTreeMap<String, BTreeMap<String, Type>>,
    /// Types that are passed by value.
    pub(super) by_value: Vec<Type>,
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
