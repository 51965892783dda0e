//! Where the generated code goes, and what it finds there.

/// The surroundings of a generated client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A private module of the SDK, whose runtime does retries, credentials and errors.
    Sdk,
    /// A crate of its own.
    Standalone,
}

impl Target {
    /// The module with what the generated code calls.
    pub fn support(self) -> syn::Path {
        match self {
            Self::Sdk => syn::parse_quote!(::rolekit_runtime),
            Self::Standalone => syn::parse_quote!(crate::support),
        }
    }

    /// The path of a type of that module, as it is written in a document.
    pub(crate) fn support_type(self, name: &str) -> String {
        match self {
            Self::Sdk => format!("::rolekit_runtime::{name}"),
            Self::Standalone => format!("crate::support::{name}"),
        }
    }

    /// What an answer that is no success is made an error by. In the SDK the runtime has read it
    /// before, and the whole call is put in its place later.
    pub(crate) fn unexpected(self, response: &syn::Expr, read: Option<&syn::Expr>) -> syn::Expr {
        match (self, read) {
            (Self::Sdk, _) => syn::parse_quote!(::rolekit_runtime::unexpected(#response)),
            (Self::Standalone, Some(read)) => {
                syn::parse_quote!(crate::support::refused(#response, #read).await)
            }
            (Self::Standalone, None) => {
                syn::parse_quote!(crate::support::unexpected(#response).await)
            }
        }
    }

    /// What the client carries for its calls.
    pub(crate) fn inner(self) -> Option<proc_macro2::TokenStream> {
        match self {
            Self::Sdk => Some(quote::quote!(::rolekit_runtime::Runtime)),
            Self::Standalone => None,
        }
    }
}
