//! The signature of an operation, for stages that compare clients.

use syn::Type;

/// The signature of an operation: what starts its request, and what its request returns.
#[derive(Clone, Debug)]
pub struct Signature {
    /// The name of the operation.
    pub operation: String,
    /// The type of each parameter, in the order of the IR. Of a list, that of its items.
    pub parameters: Vec<Type>,
    /// The type of the body.
    pub body: Option<Type>,
    /// The type of the value of the response.
    pub response: Type,
}
