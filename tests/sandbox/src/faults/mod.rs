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

mod error;
mod fault;
mod plan;
mod queue;
mod response;
mod script;

pub use self::error::InvalidFaultPlan;
pub use self::fault::{Fault, FaultKind, Framing, Times, When};
pub use self::plan::{ConnectionFault, FaultPlan, RandomFaults};
pub(crate) use self::queue::FaultQueue;
pub use self::response::{CannedBody, CannedResponse};
pub(crate) use self::script::{ConnectionScript, damage, with_own_framing};
