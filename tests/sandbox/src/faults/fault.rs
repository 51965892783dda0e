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
    /// Whether the request is applied. The default depends on the kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<When>,
    /// What the fault does.
    #[serde(rename = "do")]
    pub kind: FaultKind,
}

/// What a [`Fault`] does to a request. See the table in the [module documentation](super).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum FaultKind {
    /// Sends a canned response.
    Status(CannedResponse),
    /// Redirects the client.
    Redirect {
        /// The status. Defaults to 302.
        #[serde(default = "found")]
        status: u16,
        /// The value of the `Location` header.
        location: String,
    },
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

fn found() -> u16 {
    302
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
            kind,
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
        Self::new(FaultKind::Status(response))
    }

    /// Redirects the client.
    #[must_use]
    pub fn redirect(status: u16, location: impl Into<String>) -> Self {
        let location = location.into();
        Self::new(FaultKind::Redirect { status, location })
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

    /// Returns `when`, or the default of the kind.
    #[must_use]
    pub fn effective_when(&self) -> When {
        self.when.unwrap_or(match self.kind {
            FaultKind::Status(_)
            | FaultKind::Redirect { .. }
            | FaultKind::Delay { .. }
            | FaultKind::Hang {}
            | FaultKind::Reset {} => When::Before,
            FaultKind::DelayBody { .. }
            | FaultKind::ResetBody { .. }
            | FaultKind::Truncate { .. }
            | FaultKind::ContentLength { .. }
            | FaultKind::Endless { .. } => When::After,
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
        match &self.kind {
            FaultKind::Status(answer) => answer.check(),
            FaultKind::Redirect { status, location } => CannedResponse::new(*status)
                .header("location", location)
                .check(),
            _ => Ok(()),
        }
    }
}

impl FaultKind {
    /// Returns the name used in JSON.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Status(_) => "status",
            Self::Redirect { .. } => "redirect",
            Self::Delay { .. } => "delay",
            Self::Hang {} => "hang",
            Self::Reset {} => "reset",
            Self::DelayBody { .. } => "delay_body",
            Self::ResetBody { .. } => "reset_body",
            Self::Truncate { .. } => "truncate",
            Self::ContentLength { .. } => "content_length",
            Self::Endless { .. } => "endless",
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
        struct Reader;

        impl Visitor<'_> for Reader {
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

        deserializer.deserialize_any(Reader)
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
