//! The names of what belongs to an operation.

use std::collections::BTreeSet;

use proc_macro2::Literal;

use crate::plan::Status;

/// A name that is not taken yet, of `operation` and `suffix`.
pub(super) fn item(operation: &str, suffix: &str, taken: &mut BTreeSet<String>) -> syn::Ident {
    let name = format!("{}{suffix}", crate::names::pascal(operation));
    let mut free = name.clone();
    for n in 2.. {
        if taken.insert(free.clone()) {
            break;
        }
        free = format!("{name}{n}");
    }
    quote::format_ident!("{free}")
}

/// The name of a status, as RFC 9110 and its kin have it.
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

/// How a status is written in a document.
pub(super) fn spelled(status: Status) -> String {
    match status {
        Status::Code(code) => code.to_string(),
        Status::Range(class) => format!("{class}XX"),
        Status::Default => "Any other status".to_owned(),
    }
}

/// The pattern of a status.
pub(super) fn pattern(status: Status) -> syn::Pat {
    match status {
        Status::Code(code) => {
            let code = Literal::u16_unsuffixed(code);
            syn::parse_quote!(#code)
        }
        Status::Range(class) => {
            let from = Literal::u16_unsuffixed(class * 100);
            let to = Literal::u16_unsuffixed(class * 100 + 99);
            syn::parse_quote!(#from..=#to)
        }
        Status::Default => syn::parse_quote!(_),
    }
}
