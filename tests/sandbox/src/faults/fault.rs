//! Faults of single requests.

use std::fmt;
use std::time::Duration;

use serde::de::{self, Deserializer, Visitor};
use serde::ser::Serializer;
use serde::{Deserialize, Serialize};

use super::error::InvalidFaultPlan;
use super::response::CannedResponse;

/// A fault and the requests that it applies to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// Applies only to requests with this method.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// Applies only to requests with this path: exact, a template, or a prefix followed by `*`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// How many requests the fault applies to.
    #[serde(default)]
    pub times: Times,
    /// Whether the request is applied. Defaults to `before` if there is a `response`, otherwise to
    /// the default of the kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<When>,
    /// The response that takes the place of the API's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response: Option<CannedResponse>,
    /// What happens to the response. Without it, `response` is sent as it is.
    #[serde(rename = "do", default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<FaultKind>,
}

/// What a [`Fault`] does to a response. See the table in the [module documentation](super).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum FaultKind {
    /// Delays the response.
    Delay {
        /// The delay in milliseconds.
        ms: u64,
    },
    /// Sends nothing and leaves the connection open.
    Hang {},
    /// Resets the connection instead of responding.
    Reset {},
    /// Pauses within the body.
    DelayBody {
        /// How many bytes of the body precede the pause.
        after_bytes: usize,
        /// The pause in milliseconds.
        ms: u64,
    },
    /// Stops within the body and leaves the connection open.
    HangBody {
        /// How many bytes of the body are sent.
        after_bytes: usize,
    },
    /// Resets the connection within the body.
    ResetBody {
        /// How many bytes of the body precede the reset.
        after_bytes: usize,
    },
    /// Ends the body early and closes the connection in order.
    Truncate {
        /// How many bytes of the body are sent.
        after_bytes: usize,
        /// The framing, which determines whether the client can detect the truncation.
        #[serde(default)]
        framing: Framing,
    },
    /// Declares a wrong content length. If it is larger than the body, the connection stays open
    /// without sending the missing bytes. If it is smaller, the whole body is sent and the
    /// connection closes.
    ContentLength {
        /// The declared content length.
        declared: u64,
    },
    /// Sends a body that does not end.
    Endless {
        /// The maximum number of bytes before the connection closes. Defaults to 64 MiB.
        #[serde(default = "endless_cap")]
        cap_bytes: u64,
    },
    /// Appends spaces, which JSON allows, and ends the body in order.
    Pad {
        /// The size of the padded body. A body that is larger already stays as it is.
        bytes: usize,
    },
    /// Compresses the body with gzip, or claims to.
    Gzip {
        /// How the body is compressed and declared.
        form: GzipForm,
    },
    /// Changes the text of a JSON body.
    Json {
        /// The change.
        edit: JsonEdit,
    },
}

/// How a body is compressed with gzip. The length of the compressed body is always right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum GzipForm {
    /// One member, declared as `gzip`. Valid.
    OneMember,
    /// Two members, each with half of the body, declared as `gzip`. Valid: RFC 1952 allows it.
    TwoMembers,
    /// One member, declared as `GZIP`. Valid: names of codings are case-insensitive.
    UpperCase,
    /// The body is declared as `gzip` but not compressed.
    NotCompressed,
    /// One member without its last 12 bytes: the checksum, the length, and the end of the data.
    Truncated,
    /// One member with a wrong checksum.
    WrongChecksum,
}

/// A change to the text of a JSON body. If the body is not JSON or has no value of the kind, the
/// changed value is the whole body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum JsonEdit {
    /// Puts a byte order mark (U+FEFF in UTF-8) before the body.
    ByteOrderMark,
    /// Replaces each string by `"\ud800"`, half of a surrogate pair.
    LoneSurrogate,
    /// Replaces each string by one whose only byte, 0xFF, is not UTF-8.
    InvalidUtf8,
    /// Replaces each number by `01`, which is not JSON.
    LeadingZero,
    /// Replaces each number by `NaN`, which is not JSON.
    NotANumber,
    /// Replaces each number by `1e999`, which is JSON but exceeds an `f64`.
    HugeNumber,
}

/// How a truncated body is framed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Framing {
    /// `Content-Length` of the whole body: the client receives fewer bytes than declared.
    #[default]
    ContentLength,
    /// Chunked encoding without the last chunk: the client misses the end.
    Chunked,
    /// Neither: the body ends with the connection, so only the content can show the truncation.
    Close,
}

/// Whether an affected request is applied to the state. See the [module documentation](super).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// The request is not applied, except with `delay`.
    Before,
    /// The request is applied.
    After,
}

/// How many requests a fault applies to: a number, or `"always"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Times {
    /// This many requests.
    Count(u64),
    /// All requests until faults are cleared. Later faults never get a request that this one
    /// matches.
    Always,
}

fn endless_cap() -> u64 {
    64 << 20
}

impl Default for Times {
    fn default() -> Self {
        Self::Count(1)
    }
}

impl Fault {
    /// Creates a fault that applies to the next request.
    #[must_use]
    pub fn new(kind: FaultKind) -> Self {
        Self {
            method: None,
            path: None,
            times: Times::default(),
            when: None,
            response: None,
            kind: Some(kind),
        }
    }

    /// Responds with this status and an empty body.
    #[must_use]
    pub fn status(status: u16) -> Self {
        Self::respond(CannedResponse::new(status))
    }

    /// Sends a canned response.
    #[must_use]
    pub fn respond(response: CannedResponse) -> Self {
        Self {
            method: None,
            path: None,
            times: Times::default(),
            when: None,
            response: Some(response),
            kind: None,
        }
    }

    /// Redirects the client.
    #[must_use]
    pub fn redirect(status: u16, location: impl Into<String>) -> Self {
        Self::respond(CannedResponse::new(status).header("location", location))
    }

    /// Delays the response by whole milliseconds.
    #[must_use]
    pub fn delay(delay: Duration) -> Self {
        Self::new(FaultKind::Delay { ms: millis(delay) })
    }

    /// Sends nothing.
    #[must_use]
    pub fn hang() -> Self {
        Self::new(FaultKind::Hang {})
    }

    /// Resets the connection instead of responding.
    #[must_use]
    pub fn reset() -> Self {
        Self::new(FaultKind::Reset {})
    }

    /// Pauses within the body for whole milliseconds.
    #[must_use]
    pub fn delay_body(after_bytes: usize, delay: Duration) -> Self {
        let ms = millis(delay);
        Self::new(FaultKind::DelayBody { after_bytes, ms })
    }

    /// Stops within the body.
    #[must_use]
    pub fn hang_body(after_bytes: usize) -> Self {
        Self::new(FaultKind::HangBody { after_bytes })
    }

    /// Resets the connection within the body.
    #[must_use]
    pub fn reset_body(after_bytes: usize) -> Self {
        Self::new(FaultKind::ResetBody { after_bytes })
    }

    /// Ends the body early.
    #[must_use]
    pub fn truncate(after_bytes: usize, framing: Framing) -> Self {
        Self::new(FaultKind::Truncate {
            after_bytes,
            framing,
        })
    }

    /// Declares a wrong content length.
    #[must_use]
    pub fn content_length(declared: u64) -> Self {
        Self::new(FaultKind::ContentLength { declared })
    }

    /// Sends a body that does not end, up to the default cap.
    #[must_use]
    pub fn endless() -> Self {
        Self::new(FaultKind::Endless {
            cap_bytes: endless_cap(),
        })
    }

    /// Appends spaces up to this size.
    #[must_use]
    pub fn pad(bytes: usize) -> Self {
        Self::new(FaultKind::Pad { bytes })
    }

    /// Compresses the body with gzip, or claims to.
    #[must_use]
    pub fn gzip(form: GzipForm) -> Self {
        Self::new(FaultKind::Gzip { form })
    }

    /// Changes the text of a JSON body.
    #[must_use]
    pub fn json(edit: JsonEdit) -> Self {
        Self::new(FaultKind::Json { edit })
    }

    /// Puts a canned response in the place of the API's own, which the fault then delays or damages.
    #[must_use]
    pub fn with_response(mut self, response: CannedResponse) -> Self {
        self.response = Some(response);
        self
    }

    /// Applies only to requests with this method.
    #[must_use]
    pub fn method(mut self, method: impl Into<String>) -> Self {
        self.method = Some(method.into());
        self
    }

    /// Applies only to requests with this path: exact, a template, or a prefix followed by `*`.
    #[must_use]
    pub fn path(mut self, path: impl Into<String>) -> Self {
        self.path = Some(path.into());
        self
    }

    /// Applies to this many requests.
    #[must_use]
    pub fn times(mut self, times: u64) -> Self {
        self.times = Times::Count(times);
        self
    }

    /// Applies to all requests until faults are cleared.
    #[must_use]
    pub fn always(mut self) -> Self {
        self.times = Times::Always;
        self
    }

    /// Takes effect before the request is applied.
    #[must_use]
    pub fn before(mut self) -> Self {
        self.when = Some(When::Before);
        self
    }

    /// Takes effect after the request is applied.
    #[must_use]
    pub fn after(mut self) -> Self {
        self.when = Some(When::After);
        self
    }

    /// Returns the name of the kind used in JSON, or `response` if the fault only sends one.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.kind.as_ref().map_or("response", FaultKind::name)
    }

    /// Returns `when`, or its default.
    #[must_use]
    pub fn effective_when(&self) -> When {
        self.when.unwrap_or(match self.kind {
            Some(
                FaultKind::DelayBody { .. }
                | FaultKind::HangBody { .. }
                | FaultKind::ResetBody { .. }
                | FaultKind::Truncate { .. }
                | FaultKind::ContentLength { .. }
                | FaultKind::Endless { .. }
                | FaultKind::Pad { .. }
                | FaultKind::Gzip { .. }
                | FaultKind::Json { .. },
            ) if self.response.is_none() => When::After,
            _ => When::Before,
        })
    }

    pub(super) fn check(&self) -> Result<(), InvalidFaultPlan> {
        if let Some(method) = &self.method
            && hyper::Method::from_bytes(method.as_bytes()).is_err()
        {
            return Err(InvalidFaultPlan(format!("invalid method {method:?}")));
        }
        if let Some(path) = &self.path
            && !path.starts_with('/')
        {
            return Err(InvalidFaultPlan(format!(
                "invalid path {path:?}: must begin with /"
            )));
        }
        if self.times == Times::Count(0) {
            return Err(InvalidFaultPlan(
                "times must be at least 1, got 0".to_owned(),
            ));
        }
        match (&self.response, &self.kind) {
            (None, None) => Err(InvalidFaultPlan(
                "a fault needs `response`, `do` or both".to_owned(),
            )),
            (Some(_), Some(kind @ (FaultKind::Hang {} | FaultKind::Reset {}))) => {
                let name = kind.name();
                Err(InvalidFaultPlan(format!(
                    "{name} sends no response; remove `response`"
                )))
            }
            (Some(response), _) => response.check(),
            (None, Some(_)) => Ok(()),
        }
    }
}

impl FaultKind {
    /// Returns the name used in JSON.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Delay { .. } => "delay",
            Self::Hang {} => "hang",
            Self::Reset {} => "reset",
            Self::DelayBody { .. } => "delay_body",
            Self::HangBody { .. } => "hang_body",
            Self::ResetBody { .. } => "reset_body",
            Self::Truncate { .. } => "truncate",
            Self::ContentLength { .. } => "content_length",
            Self::Endless { .. } => "endless",
            Self::Pad { .. } => "pad",
            Self::Gzip { .. } => "gzip",
            Self::Json { .. } => "json",
        }
    }
}

impl Serialize for Times {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Count(count) => serializer.serialize_u64(*count),
            Self::Always => serializer.serialize_str("always"),
        }
    }
}

impl<'de> Deserialize<'de> for Times {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TimesVisitor;

        impl Visitor<'_> for TimesVisitor {
            type Value = Times;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number or \"always\"")
            }

            fn visit_u64<E: de::Error>(self, count: u64) -> Result<Times, E> {
                Ok(Times::Count(count))
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Times, E> {
                match text {
                    "always" => Ok(Times::Always),
                    other => Err(E::invalid_value(de::Unexpected::Str(other), &self)),
                }
            }
        }

        deserializer.deserialize_any(TimesVisitor)
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
