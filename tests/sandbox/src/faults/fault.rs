//! A fault of single requests.

use std::fmt;
use std::time::Duration;

use serde::de::{self, Deserializer, Visitor};
use serde::ser::Serializer;
use serde::{Deserialize, Serialize};

use super::error::InvalidFaultPlan;
use super::response::CannedResponse;

/// One fault, and the requests that it hits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// Only requests with this method.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// Only requests for this path: exact, a template, or a beginning and `*`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// How many requests it hits.
    #[serde(default)]
    pub times: Times,
    /// Whether the request is applied; each kind has its default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<When>,
    /// What happens.
    #[serde(rename = "do")]
    pub kind: FaultKind,
}

/// What happens to a request that a [`Fault`] hits. See the table of the [module](self).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum FaultKind {
    /// Another answer.
    Status(CannedResponse),
    /// A redirection.
    Redirect {
        /// Its status, 302 by default.
        #[serde(default = "found")]
        status: u16,
        /// Where to.
        location: String,
    },
    /// A wait before the answer.
    Delay {
        /// Milliseconds.
        ms: u64,
    },
    /// No answer, with the connection left open.
    Hang {},
    /// A reset instead of an answer.
    Reset {},
    /// A wait within the body.
    DelayBody {
        /// How much of the body goes before it.
        after_bytes: usize,
        /// Milliseconds.
        ms: u64,
    },
    /// A reset within the body.
    ResetBody {
        /// How much of the body goes before it.
        after_bytes: usize,
    },
    /// A body that stops in good order, too early.
    Truncate {
        /// How much of the body is sent.
        after_bytes: usize,
        /// How the client could know.
        #[serde(default)]
        framing: Framing,
    },
    /// A wrong length. Larger than the body, the connection stays open for the bytes that never
    /// come; smaller, the rest of the body follows and the connection closes.
    ContentLength {
        /// The length that the head declares.
        declared: u64,
    },
    /// A body without an end.
    Endless {
        /// How many bytes come at most, 64 MiB by default; then the connection closes.
        #[serde(default = "endless_cap")]
        cap_bytes: u64,
    },
}

/// How a truncated body is framed, and so whether HTTP shows that it is short.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Framing {
    /// `content-length` of the whole: the client gets fewer bytes than it was told.
    #[default]
    ContentLength,
    /// Chunks without the last one: the client misses the end.
    Chunked,
    /// Neither: the close is the end, and only the body itself can show that it is cut.
    Close,
}

/// Whether a request that is hit is applied to the state. See the [module](self).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// It is not (a `delay` apart).
    Before,
    /// It is.
    After,
}

/// How many requests a fault hits: a number, or `"always"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Times {
    /// So many, then it is used up.
    Count(u64),
    /// All, until faults are cleared. What stands behind it never gets a request that it matches.
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
    /// A fault that hits the next request, whatever it is.
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

    /// An empty answer with this status.
    #[must_use]
    pub fn status(status: u16) -> Self {
        Self::respond(CannedResponse::new(status))
    }

    /// Another answer.
    #[must_use]
    pub fn respond(response: CannedResponse) -> Self {
        Self::new(FaultKind::Status(response))
    }

    /// A redirection.
    #[must_use]
    pub fn redirect(status: u16, location: impl Into<String>) -> Self {
        let location = location.into();
        Self::new(FaultKind::Redirect { status, location })
    }

    /// A wait before the answer, of whole milliseconds.
    #[must_use]
    pub fn delay(delay: Duration) -> Self {
        Self::new(FaultKind::Delay { ms: millis(delay) })
    }

    /// No answer.
    #[must_use]
    pub fn hang() -> Self {
        Self::new(FaultKind::Hang {})
    }

    /// A reset instead of an answer.
    #[must_use]
    pub fn reset() -> Self {
        Self::new(FaultKind::Reset {})
    }

    /// A wait within the body, of whole milliseconds.
    #[must_use]
    pub fn delay_body(after_bytes: usize, delay: Duration) -> Self {
        let ms = millis(delay);
        Self::new(FaultKind::DelayBody { after_bytes, ms })
    }

    /// A reset within the body.
    #[must_use]
    pub fn reset_body(after_bytes: usize) -> Self {
        Self::new(FaultKind::ResetBody { after_bytes })
    }

    /// A body that stops too early.
    #[must_use]
    pub fn truncate(after_bytes: usize, framing: Framing) -> Self {
        Self::new(FaultKind::Truncate {
            after_bytes,
            framing,
        })
    }

    /// A wrong length.
    #[must_use]
    pub fn content_length(declared: u64) -> Self {
        Self::new(FaultKind::ContentLength { declared })
    }

    /// A body without an end, up to the default cap.
    #[must_use]
    pub fn endless() -> Self {
        Self::new(FaultKind::Endless {
            cap_bytes: endless_cap(),
        })
    }

    /// Only requests with this method.
    #[must_use]
    pub fn method(mut self, method: impl Into<String>) -> Self {
        self.method = Some(method.into());
        self
    }

    /// Only requests for this path: exact, a template, or a beginning and `*`.
    #[must_use]
    pub fn path(mut self, path: impl Into<String>) -> Self {
        self.path = Some(path.into());
        self
    }

    /// So many requests.
    #[must_use]
    pub fn times(mut self, times: u64) -> Self {
        self.times = Times::Count(times);
        self
    }

    /// All requests, until faults are cleared.
    #[must_use]
    pub fn always(mut self) -> Self {
        self.times = Times::Always;
        self
    }

    /// Before the request is applied.
    #[must_use]
    pub fn before(mut self) -> Self {
        self.when = Some(When::Before);
        self
    }

    /// After the request was applied.
    #[must_use]
    pub fn after(mut self) -> Self {
        self.when = Some(When::After);
        self
    }

    /// When it comes: as told, or as its kind has it.
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
            return Err(InvalidFaultPlan(format!("{method:?} is no method")));
        }
        if let Some(path) = &self.path
            && !path.starts_with('/')
        {
            return Err(InvalidFaultPlan(format!(
                "the path {path:?} has no / before it"
            )));
        }
        if self.times == Times::Count(0) {
            return Err(InvalidFaultPlan("a fault that hits 0 times".to_owned()));
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
    /// Its name, as in JSON.
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
