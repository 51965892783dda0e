//! What the runtime knows of an operation, and the segments of its path.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, PercentEncode, utf8_percent_encode};

use crate::error::{Error, ErrorKind};

/// An operation as the document describes it. The generated clients have a constant for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operation<'a> {
    /// The operation's name, as the generated method is called.
    pub id: &'static str,
    /// The HTTP method.
    pub method: &'a str,
    /// The path with the names of its parameters in braces.
    pub path: &'a str,
    /// Whether doing it twice is doing it once. Marked in the overlay; reads are so anyway.
    pub idempotent: bool,
    /// Whether it takes no key, so that none is sent.
    pub anonymous: bool,
}

impl Operation<'_> {
    /// Whether it only reads.
    pub fn is_read(&self) -> bool {
        matches!(self.method, "GET" | "HEAD" | "OPTIONS")
    }

    /// Whether it is one that the document does not know.
    pub fn is_raw(&self) -> bool {
        self.id == RAW_REQUEST
    }

    /// Whether the service's words about it may be shown. Nobody knows what secrets a raw request
    /// carries, and what takes no key but has parameters in its path has its secret there; a service
    /// may repeat them.
    pub fn may_be_quoted(&self) -> bool {
        !(self.is_raw() || (self.anonymous && self.path.contains('{')))
    }

    /// Whether it may be sent again although the service may have acted on it.
    pub fn is_repeatable(&self) -> bool {
        self.is_read() || self.idempotent
    }
}

/// What a raw request is called in errors and traces.
pub(crate) const RAW_REQUEST: &str = "raw_request";

/// What a segment may hold as it is: RFC 3986's unreserved characters. A URL parser reads more than
/// `/` as the end of a segment, the backslash for one.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Writes a value as one segment of a path.
///
/// # Errors
/// [`ErrorKind::InvalidRequest`] for an empty value and for `.` and `..`, which would address
/// another resource.
pub(crate) fn path_segment<'a>(
    parameter: &'static str,
    value: &'a str,
) -> Result<PercentEncode<'a>, Error> {
    if matches!(value, "" | "." | "..") {
        return Err(Error::new(ErrorKind::InvalidRequest).with_message(format!(
            "the path parameter `{parameter}` is {}, which would address another resource",
            match value {
                "" => "empty".to_owned(),
                dots => format!("`{dots}`"),
            },
        )));
    }
    Ok(utf8_percent_encode(value, RESERVED))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::path_segment;
    use crate::error::{ErrorKind, Outcome};

    #[test]
    fn segments_that_would_address_something_else_are_refused() {
        for value in ["", ".", ".."] {
            let error = path_segment("role", value).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidRequest);
            assert_eq!(error.outcome(), Outcome::NotSent);
            assert!(error.to_string().contains("`role`"), "{error}");
        }
    }

    proptest! {
        #[test]
        fn a_segment_comes_out_of_a_url_as_it_went_in(value in "\\PC{1,40}|[./%\\\\?#;\\x00-\\x20]{1,9}") {
            prop_assume!(!matches!(value.as_str(), "." | ".."));
            let segment = path_segment("id", &value).unwrap().to_string();
            let url = reqwest::Url::parse(&format!("https://host/a/{segment}/b")).unwrap();
            let segments: Vec<_> = url.path_segments().unwrap().collect();
            prop_assert_eq!(&segments, &["a", segment.as_str(), "b"]);
            prop_assert!(url.query().is_none() && url.fragment().is_none());
            let decoded = percent_encoding::percent_decode_str(&segment).decode_utf8().unwrap();
            prop_assert_eq!(decoded, value);
        }
    }
}
