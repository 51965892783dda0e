//! What a fault writes directly to the connection, where it breaks the rules of HTTP.

use std::fmt::Write as _;
use std::time::Duration;

use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use bytes::{Bytes, BytesMut};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::{FaultKind, Framing};
use crate::clock::sleep;
use crate::response::BufferedResponse;
use crate::stream::Stream;

/// The headers that a damaged or changed response replaces.
pub(super) const FRAMING_HEADERS: [HeaderName; 3] = [
    header::CONTENT_LENGTH,
    header::TRANSFER_ENCODING,
    header::CONNECTION,
];

/// The remaining steps of a connection, up to its end.
#[derive(Debug)]
pub(crate) struct ConnectionScript {
    /// The status that is sent, if any.
    pub(crate) status: Option<StatusCode>,
    steps: Vec<Step>,
    reset: bool,
}

#[derive(Debug)]
enum Step {
    Send(Bytes),
    Wait(Duration),
    /// Wait until the client disconnects.
    Hold,
    /// Send the same bytes this many times.
    Repeat(Bytes, u64),
}

impl ConnectionScript {
    /// Resets the connection without sending anything.
    pub(crate) fn reset() -> Self {
        Self {
            status: None,
            steps: Vec::new(),
            reset: true,
        }
    }

    /// Sends nothing until the client disconnects.
    pub(crate) fn hang() -> Self {
        Self {
            status: None,
            steps: vec![Step::Hold],
            reset: false,
        }
    }

    /// Runs the steps. Stops early if the client disconnects.
    pub(crate) async fn run(self, mut stream: impl Stream) {
        for step in self.steps {
            let goes_on = match step {
                Step::Send(bytes) => stream.write_all(&bytes).await.is_ok(),
                Step::Wait(time) => tokio::select! {
                    () = sleep(time) => true,
                    () = wait_for_disconnect(&mut stream) => false,
                },
                Step::Hold => {
                    wait_for_disconnect(&mut stream).await;
                    false
                }
                Step::Repeat(bytes, times) => repeat(&mut stream, &bytes, times).await,
            };
            if !goes_on {
                return;
            }
        }
        if self.reset {
            stream.reset_on_drop();
        } else {
            let _ = stream.shutdown().await;
        }
    }
}

async fn repeat(stream: &mut impl Stream, bytes: &[u8], times: u64) -> bool {
    for _ in 0..times {
        if stream.write_all(bytes).await.is_err() {
            return false;
        }
        // A client that reads fast would otherwise keep the thread busy.
        tokio::task::yield_now().await;
    }
    true
}

async fn wait_for_disconnect(stream: &mut impl Stream) {
    let mut unwanted = [0; 1024];
    while let Ok(1..) = stream.read(&mut unwanted).await {}
}

/// Returns the script for a response with framing headers of its own, which hyper would correct.
/// Returns `None` if the response has none.
pub(crate) fn with_own_framing(response: &BufferedResponse) -> Option<ConnectionScript> {
    let framing = [header::CONTENT_LENGTH, header::TRANSFER_ENCODING];
    if !framing
        .iter()
        .any(|name| response.headers.contains_key(name))
    {
        return None;
    }
    let close = match response.headers.contains_key(header::CONNECTION) {
        true => "",
        false => "connection: close\r\n",
    };
    Some(ConnectionScript {
        status: Some(response.status),
        steps: vec![
            Step::Send(head(response.status, &response.headers, close)),
            Step::Send(response.body.clone()),
        ],
        reset: false,
    })
}

/// Returns the script for a response whose body breaks the rules of HTTP, or `None` for other kinds
/// of faults.
pub(crate) fn damage(kind: &FaultKind, response: BufferedResponse) -> Option<ConnectionScript> {
    let BufferedResponse {
        status,
        mut headers,
        body,
    } = response;
    for name in FRAMING_HEADERS {
        headers.remove(name);
    }
    let length = body.len() as u64;
    let sized = |length: u64| Step::Send(sized_head(status, &headers, length));
    let part = |bytes: usize| body.slice(..bytes.min(body.len()));
    let rest = |bytes: usize| body.slice(bytes.min(body.len())..);
    let (steps, reset) = match *kind {
        FaultKind::DelayBody { after_bytes, ms } => {
            let steps = vec![
                sized(length),
                Step::Send(part(after_bytes)),
                Step::Wait(Duration::from_millis(ms)),
                Step::Send(rest(after_bytes)),
            ];
            (steps, false)
        }
        FaultKind::HangBody { after_bytes } => {
            let part = part(after_bytes);
            // Always declares more than is sent, or the client would not wait.
            let declared = length.max(part.len() as u64 + 1);
            (vec![sized(declared), Step::Send(part), Step::Hold], false)
        }
        FaultKind::ResetBody { after_bytes } => {
            let part = part(after_bytes);
            // Always declares more than is sent, or the client would not notice the truncation.
            let declared = length.max(part.len() as u64 + 1);
            (vec![sized(declared), Step::Send(part)], true)
        }
        FaultKind::Truncate {
            after_bytes,
            framing,
        } => {
            let part = part(after_bytes);
            let head = match framing {
                Framing::ContentLength => sized(length.max(part.len() as u64 + 1)),
                Framing::Chunked => Step::Send(chunked_head(status, &headers)),
                Framing::Close => Step::Send(head(status, &headers, "connection: close\r\n")),
            };
            let part = match framing {
                Framing::Chunked => chunk(&part),
                Framing::ContentLength | Framing::Close => part,
            };
            (vec![head, Step::Send(part)], false)
        }
        FaultKind::ContentLength { declared } => {
            let mut steps = vec![sized(declared), Step::Send(body.clone())];
            if declared > length {
                steps.push(Step::Hold);
            }
            (steps, false)
        }
        FaultKind::Endless { cap_bytes } => {
            const SPACES: usize = 16 << 10;
            let left = cap_bytes.saturating_sub(length);
            let remainder = usize::try_from(left % SPACES as u64).unwrap_or(0);
            let steps = vec![
                Step::Send(chunked_head(status, &headers)),
                Step::Send(chunk(&body)),
                Step::Repeat(chunk(&[b' '; SPACES]), left / SPACES as u64),
                Step::Send(chunk(&vec![b' '; remainder])),
            ];
            (steps, false)
        }
        FaultKind::Delay { .. }
        | FaultKind::Hang {}
        | FaultKind::Reset {}
        | FaultKind::Pad { .. }
        | FaultKind::Gzip { .. }
        | FaultKind::Json { .. } => return None,
    };
    Some(ConnectionScript {
        status: Some(status),
        steps,
        reset,
    })
}

fn sized_head(status: StatusCode, headers: &HeaderMap, length: u64) -> Bytes {
    let framing = format!("content-length: {length}\r\nconnection: close\r\n");
    head(status, headers, &framing)
}

fn chunked_head(status: StatusCode, headers: &HeaderMap) -> Bytes {
    let framing = "transfer-encoding: chunked\r\nconnection: close\r\n";
    head(status, headers, framing)
}

fn head(status: StatusCode, headers: &HeaderMap, framing: &str) -> Bytes {
    let mut head = BytesMut::new();
    let reason = status.canonical_reason().unwrap_or_default();
    // Writing to memory cannot fail.
    let _ = write!(head, "HTTP/1.1 {} {reason}\r\n", status.as_u16());
    for (name, value) in headers {
        head.extend_from_slice(name.as_str().as_bytes());
        head.extend_from_slice(b": ");
        head.extend_from_slice(value.as_bytes());
        head.extend_from_slice(b"\r\n");
    }
    head.extend_from_slice(framing.as_bytes());
    head.extend_from_slice(b"\r\n");
    head.freeze()
}

/// Encodes one chunk. Returns nothing for an empty chunk, which would end the body.
fn chunk(bytes: &[u8]) -> Bytes {
    if bytes.is_empty() {
        return Bytes::new();
    }
    let mut chunk = BytesMut::new();
    let _ = write!(chunk, "{:x}\r\n", bytes.len());
    chunk.extend_from_slice(bytes);
    chunk.extend_from_slice(b"\r\n");
    chunk.freeze()
}
