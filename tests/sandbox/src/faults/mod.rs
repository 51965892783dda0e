//! Faults on demand: what goes wrong, when, how often, and whether the request was applied.
//!
//! # What each fault does
//!
//! | kind | what the client gets | `when` by default |
//! |---|---|---|
//! | `status` | the given status, headers and body, whatever they are | `before` |
//! | `redirect` | the given status and `location` | `before` |
//! | `delay` | the API's own answer, after a wait | `before` |
//! | `hang` | nothing, until it goes away itself | `before` |
//! | `reset` | a reset (TCP RST) instead of an answer | `before` |
//! | `delay_body` | the answer, with a wait within its body | `after` |
//! | `reset_body` | the head, part of the body, a reset | `after` |
//! | `truncate` | the head, part of the body, an orderly close | `after` |
//! | `content_length` | the whole body under a `content-length` that is wrong | `after` |
//! | `endless` | the body, and then spaces until it goes away itself or the cap is reached | `after` |
//!
//! `when` says whether the request is applied to the sandbox's state:
//!
//! - `before`: the fault comes first. The request **is not applied**: not `status`, `redirect`,
//!   `hang`, `reset`, and not the faults of the body either; the answer that those damage is a 500
//!   in the vendor's error body. The one exception is `delay`: the request is applied when the wait
//!   is over, unless the client went away meanwhile, in which case it is not.
//! - `after`: the request **is applied** first, as if there were no fault. `status`, `redirect`,
//!   `hang` and `reset` then throw the API's answer away, the others damage or delay that answer.
//!   What the client does meanwhile no longer matters.
//!
//! "Applied" means that the API handled it; the API may still have refused it, as
//! [`RecordedRequest::api_status`](crate::Request::handled) tells. A `reset` with `before` comes before the body
//! is read, so the log has no body for it; every other fault reads the request in full.
//!
//! Faults of the body close the connection after the answer, and so does a `status` with headers of
//! its own for the framing (`content-length`, `transfer-encoding`): its head and body are then sent
//! as given, right or wrong. An answer that is reset may arrive shorter than the fault says, as a
//! reset throws away what is still on its way; over loopback that happens to large bodies only.
//!
//! # Which request is hit
//!
//! Faults wait in a queue. A request takes the first fault whose method and path match it; a fault
//! is used up after so many `times` (once by default, or `always`). A path is matched as it was
//! sent, without its query: exactly; as a template, where a segment in braces stands for any
//! (`/roles/{role}`); or, with a `*` at the end, by how it begins (`/cloud/*`). Taking is atomic, so
//! that under concurrency each fault is still used as often as it says, in the order in which
//! requests arrive.
//!
//! Where no fault of the queue matches, [`RandomFaults`] may strike: with a probability, one of a list. The
//! same seed gives the same sequence of decisions.
//!
//! # Connections
//!
//! [`ConnectionFault`] works before there is a request, so nothing is applied and nothing is logged:
//!
//! - `refuse`: the port is closed, connections that are idle are closed, and new ones are refused
//!   by the kernel, for a time or until the faults are cleared. The port stays reserved. Refused
//!   connections cannot be counted: a closed port sees none of them.
//! - `reset`: the next so many connections are accepted and reset at once, before a byte is read.
//!
//! # Over HTTP
//!
//! Each API's port has these. They need no credential, are not logged, and are never hit:
//!
//! | request | does |
//! |---|---|
//! | `POST /__sandbox/faults` | adds a [`FaultPlan`]; 400 with an `error` that says where it is wrong |
//! | `GET /__sandbox/faults` | what is left of the queue |
//! | `DELETE /__sandbox/faults` | clears all faults of this API |
//! | `GET /__sandbox/requests` | the requests that arrived |
//! | `DELETE /__sandbox/requests` | forgets them |
//! | `GET /__sandbox/connections` | [`Connections`](crate::Connections); the one that asks counts |
//!
//! ```
//! # use rolekit_sandbox::{Fault, FaultPlan, faults::CannedResponse};
//! let plan: FaultPlan = serde_json::from_str(r#"{
//!     "faults": [
//!         {"method": "PATCH", "path": "/roles/{role}", "times": 2,
//!          "do": {"kind": "status", "status": 503, "headers": {"retry-after": "1"}}},
//!         {"when": "after", "do": {"kind": "reset"}}
//!     ],
//!     "random": {"seed": 7, "probability": 0.3, "faults": [{"do": {"kind": "reset"}}]},
//!     "connections": {"kind": "refuse", "ms": 500}
//! }"#)?;
//! // The first two in Rust:
//! let busy = Fault::respond(CannedResponse::new(503).header("retry-after", "1"));
//! assert_eq!(plan.faults[0], busy.method("PATCH").path("/roles/{role}").times(2));
//! assert_eq!(plan.faults[1], Fault::reset().after());
//! # Ok::<_, serde_json::Error>(())
//! ```
//!
//! As JSON, a body is `"empty"`, `{"text": …}`, `{"json": …}` or `{"bytes": [31, 139, …]}`, headers are
//! an object or, where a name comes twice, a list of pairs.

mod answer;
mod plan;
mod queue;
mod script;

use std::fmt;
use std::time::Duration;

use serde::de::{self, Deserializer, Visitor};
use serde::ser::Serializer;
use serde::{Deserialize, Serialize};

pub use self::answer::{CannedBody, CannedResponse};
pub use self::plan::{ConnectionFault, FaultPlan, InvalidFaultPlan, RandomFaults};
pub(crate) use self::queue::Queue;
pub(crate) use self::script::{Script, damaged, given};

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

    fn check(&self) -> Result<(), InvalidFaultPlan> {
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
