//! Fault injection: what fails, when, how often, and whether the request is applied.
//!
//! A [`Fault`] combines three things that are independent of each other:
//!
//! - `when`: whether the request is applied first.
//! - `response`: a [`CannedResponse`] that takes the place of the API's own. Any status, any headers,
//!   such as `retry-after`, and a body: empty, text, JSON, bytes, that of an Envoy or nginx proxy, or
//!   an error in the vendor's format.
//! - `do`: what happens to the response on its way.
//!
//! ```
//! # use rolekit_sandbox::Fault;
//! # use rolekit_sandbox::faults::{CannedResponse, Framing, GzipForm, JsonEdit};
//! // Applied, but a proxy lost the response.
//! Fault::respond(CannedResponse::new(503).envoy()).after();
//! // A proxy that asks to wait; the request is not applied.
//! Fault::respond(CannedResponse::new(503).nginx().header("retry-after", "2"));
//! // An error response in the vendor's format whose body is truncated, or does not match its headers.
//! let response = CannedResponse::new(429).vendor().header("retry-after", "2");
//! Fault::truncate(10, Framing::ContentLength).with_response(response.clone());
//! Fault::gzip(GzipForm::NotCompressed).with_response(response);
//! // The API's own response, with an invalid string.
//! Fault::json(JsonEdit::LoneSurrogate);
//! ```
//!
//! # Kinds of faults
//!
//! | `do` | what the client receives | default of `when` |
//! |---|---|---|
//! | none | the canned `response`, which is required then | `before` |
//! | `delay` | the response, after a delay | `before` |
//! | `hang` | nothing, until it disconnects | `before` |
//! | `reset` | a reset (TCP RST) instead of a response | `before` |
//! | `delay_body` | the response, with a pause within its body | `after` |
//! | `hang_body` | the head, part of the body, nothing more until it disconnects | `after` |
//! | `reset_body` | the head, part of the body, a reset | `after` |
//! | `truncate` | the head, part of the body, an orderly close | `after` |
//! | `content_length` | the whole body with a wrong `content-length` | `after` |
//! | `endless` | the body, then spaces until it disconnects or the cap is reached | `after` |
//! | `pad` | the body, followed by spaces up to a size | `after` |
//! | `gzip` | the body, compressed or falsely declared as compressed: see [`GzipForm`] | `after` |
//! | `json` | the body, with text that is not valid or not expected: see [`JsonEdit`] | `after` |
//!
//! With a canned `response`, the default of `when` is `before` for every kind.
//!
//! `when` determines whether the request is applied to the sandbox's state:
//!
//! - `before`: the request **is not applied**. Faults that damage a response and have none of their own
//!   then damage a 500 in the vendor's error format. The exception is `delay` without a `response`: the
//!   request is applied after the delay, unless the client has disconnected.
//! - `after`: the request **is applied** first, as without a fault. `hang`, `reset` and a canned
//!   `response` then discard the API's response; the others delay or damage it. Whether the client
//!   disconnects makes no difference.
//!
//! "Applied" means that the API handled the request. It may still have responded with an error; see
//! [`RecordedRequest::api_status`](crate::RecordedRequest::api_status). A `reset` with `before` takes
//! effect before the body is read, so the request log has no body for it. Every other fault reads the
//! whole request.
//!
//! A body fault before `pad` in the table closes the connection after the response. So does a canned
//! response with framing headers (`content-length`, `transfer-encoding`) of its own and no `do`, whose
//! head and body are sent unchanged, valid or not. A reset discards data in flight, so a large body may
//! arrive shorter than the fault says.
//!
//! # Which requests are affected
//!
//! Faults wait in a queue. A request takes the first fault whose method and path match. A fault is
//! used up after `times` requests (once by default, or `always`). A path is matched as sent, without
//! its query: exactly; as a template, where a segment in braces matches any segment
//! (`/roles/{role}`); or as a prefix, if it ends with `*` (`/cloud/*`). Taking a fault is atomic: under
//! concurrency each fault is used exactly `times` times, in the order in which requests arrive.
//!
//! If no queued fault matches, [`RandomFaults`] applies one of its faults with a given probability. The
//! same seed gives the same sequence of decisions.
//!
//! # Connections
//!
//! [`ConnectionFault`] takes effect before there is a request, so nothing is applied or recorded:
//!
//! - `refuse`: the port is closed, idle connections are closed, and the kernel refuses new ones, for a
//!   time or until faults are cleared. The port stays reserved. Refused connections cannot be counted,
//!   because a closed port does not see them.
//! - `reset`: the next connections, a given number, are accepted and reset before a byte is read.
//!
//! Connections in process are refused and reset in the same way.
//!
//! # Over HTTP
//!
//! Faults are added with `POST /__sandbox/faults`; see the [control requests](crate#control-requests).
//! Its body is a [`FaultPlan`]:
//!
//! ```
//! # use rolekit_sandbox::{Fault, FaultPlan, faults::CannedResponse};
//! let plan: FaultPlan = serde_json::from_str(r#"{
//!     "faults": [
//!         {"method": "PATCH", "path": "/roles/{role}", "times": 2,
//!          "response": {"status": 503, "headers": {"retry-after": "1"}, "body": "envoy"}},
//!         {"when": "after", "do": {"kind": "reset"}}
//!     ],
//!     "random": {"seed": 7, "probability": 0.3, "faults": [{"do": {"kind": "reset"}}]},
//!     "connections": {"kind": "refuse", "ms": 500}
//! }"#)?;
//! // The first two in Rust:
//! let busy = Fault::respond(CannedResponse::new(503).header("retry-after", "1").envoy());
//! assert_eq!(plan.faults[0], busy.method("PATCH").path("/roles/{role}").times(2));
//! assert_eq!(plan.faults[1], Fault::reset().after());
//! # Ok::<_, serde_json::Error>(())
//! ```
//!
//! In JSON, a body is `"empty"`, `"envoy"`, `"nginx"`, `"vendor"`, `{"text": …}`, `{"json": …}` or
//! `{"bytes": [31, 139, …]}`. Headers are an object or, to repeat a name, a list of pairs.

mod change;
mod error;
mod fault;
mod plan;
mod queue;
mod response;
mod script;

pub(crate) use self::change::change;
pub use self::error::InvalidFaultPlan;
pub use self::fault::{Fault, FaultKind, Framing, GzipForm, JsonEdit, Times, When};
pub use self::plan::{ConnectionFault, FaultPlan, RandomFaults};
pub(crate) use self::queue::FaultQueue;
pub use self::response::{CannedBody, CannedResponse};
pub(crate) use self::script::{ConnectionScript, damage, with_own_framing};
