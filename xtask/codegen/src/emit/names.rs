//! Names of types and variants of operations.

use std::collections::BTreeSet;

use proc_macro2::Literal;

use crate::ir::Status;
use crate::names::PRELUDE;

/// The names of the types in the module `operations`.
#[derive(Debug)]
pub(super) struct UsedNames(BTreeSet<String>);

impl UsedNames {
    pub(super) fn new() -> Self {
        // `Response` is a type of the runtime that code of dependents imports.
        let reserved = PRELUDE.into_iter().chain(["Response"]);
        Self(reserved.map(str::to_owned).collect())
    }

    /// Returns a free name for a type of an operation.
    pub(super) fn item(&mut self, operation: &str, suffix: &str) -> syn::Ident {
        let mut name = crate::names::pascal(operation);
        if !suffix.is_empty() {
            name = format!("{}{suffix}", name.trim_end_matches('_'));
        }
        quote::format_ident!("{}", crate::names::unique_name(&name, &mut self.0))
    }
}

/// Returns the name of a status in RFC 9110 and other RFCs.
pub(super) fn status(status: Status) -> String {
    let code = match status {
        Status::Default => return "Other".to_owned(),
        Status::Range(class) => {
            let name = match class {
                1 => "Informational",
                2 => "Success",
                3 => "Redirection",
                4 => "ClientError",
                _ => "ServerError",
            };
            return name.to_owned();
        }
        Status::Code(code) => code,
    };
    let name = match code {
        100 => "Continue",
        101 => "SwitchingProtocols",
        103 => "EarlyHints",
        200 => "Ok",
        201 => "Created",
        202 => "Accepted",
        203 => "NonAuthoritativeInformation",
        204 => "NoContent",
        205 => "ResetContent",
        206 => "PartialContent",
        207 => "MultiStatus",
        208 => "AlreadyReported",
        300 => "MultipleChoices",
        301 => "MovedPermanently",
        302 => "Found",
        303 => "SeeOther",
        304 => "NotModified",
        307 => "TemporaryRedirect",
        308 => "PermanentRedirect",
        400 => "BadRequest",
        401 => "Unauthorized",
        402 => "PaymentRequired",
        403 => "Forbidden",
        404 => "NotFound",
        405 => "MethodNotAllowed",
        406 => "NotAcceptable",
        407 => "ProxyAuthenticationRequired",
        408 => "RequestTimeout",
        409 => "Conflict",
        410 => "Gone",
        411 => "LengthRequired",
        412 => "PreconditionFailed",
        413 => "ContentTooLarge",
        414 => "UriTooLong",
        415 => "UnsupportedMediaType",
        416 => "RangeNotSatisfiable",
        417 => "ExpectationFailed",
        421 => "MisdirectedRequest",
        422 => "UnprocessableContent",
        423 => "Locked",
        424 => "FailedDependency",
        425 => "TooEarly",
        426 => "UpgradeRequired",
        428 => "PreconditionRequired",
        429 => "TooManyRequests",
        431 => "RequestHeaderFieldsTooLarge",
        451 => "UnavailableForLegalReasons",
        500 => "InternalServerError",
        501 => "NotImplemented",
        502 => "BadGateway",
        503 => "ServiceUnavailable",
        504 => "GatewayTimeout",
        507 => "InsufficientStorage",
        508 => "LoopDetected",
        511 => "NetworkAuthenticationRequired",
        code => return format!("Status{code}"),
    };
    name.to_owned()
}

/// Returns a status as text for documentation.
pub(super) fn spelling(status: Status) -> String {
    match status {
        Status::Code(code) => format!("Status {code}"),
        Status::Range(class) => format!("Status {class}XX"),
        Status::Default => "Any other status".to_owned(),
    }
}

/// Returns the pattern that matches a status.
pub(super) fn pattern(status: Status) -> syn::Pat {
    let Some((first, last)) = status.range() else {
        return syn::parse_quote!(_);
    };
    let (first, end) = (
        Literal::u16_unsuffixed(first),
        Literal::u16_unsuffixed(last),
    );
    match status {
        Status::Range(_) => syn::parse_quote!(#first..=#end),
        _ => syn::parse_quote!(#first),
    }
}
