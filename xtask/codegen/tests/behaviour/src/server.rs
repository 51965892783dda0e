//! A server that sends given responses and records the requests.

use std::future::Future;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::JoinHandle;
use std::time::Duration;

/// The media type of most bodies.
pub const JSON: &str = "application/json";

/// One request.
pub struct Request {
    pub head: String,
    pub body: String,
}

impl Request {
    /// Returns the first line, without the version.
    pub fn line(&self) -> &str {
        self.head
            .lines()
            .next()
            .unwrap()
            .trim_end_matches(" HTTP/1.1")
    }

    /// Returns the value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (own, value) = line.split_once(": ")?;
            own.eq_ignore_ascii_case(name).then_some(value)
        })
    }
}

/// One response.
pub struct Response {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
    pieces: Option<Pieces>,
}

/// A body in pieces.
struct Pieces {
    pieces: Vec<Vec<u8>>,
    /// Says when to send the next piece.
    gate: Option<Receiver<()>>,
    end: End,
}

/// What follows the pieces of a body.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The end of the body.
    Complete,
    /// The connection breaks.
    Cut,
    /// Nothing, until the client closes the connection.
    Closed,
}

impl Response {
    /// Returns a response with this status and nothing else.
    pub fn new(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Vec::new(),
            pieces: None,
        }
    }

    /// Sends the body in these pieces.
    pub fn pieces(mut self, pieces: &[impl AsRef<[u8]>], end: End) -> Self {
        let pieces = pieces.iter().map(|piece| piece.as_ref().to_vec());
        self.pieces = Some(Pieces { pieces: pieces.collect(), gate: None, end });
        self
    }

    /// Sends each piece after the first one when the caller says so.
    pub fn gated(mut self) -> (Self, Sender<()>) {
        let (next, gate) = mpsc::channel();
        self.pieces.as_mut().unwrap().gate = Some(gate);
        (self, next)
    }

    /// Adds a header.
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Sets the body.
    pub fn body(mut self, body: impl AsRef<[u8]>) -> Self {
        self.body = body.as_ref().to_vec();
        self
    }
}

/// Status, media type (none if empty) and body.
impl From<(u16, &str, &str)> for Response {
    fn from((status, media, body): (u16, &str, &str)) -> Self {
        let response = Self::new(status).body(body);
        match media {
            "" => response,
            media => response.header("content-type", media),
        }
    }
}

/// Serves these responses one after the other.
pub fn serve(responses: Vec<impl Into<Response>>) -> (String, JoinHandle<Vec<Request>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let responses: Vec<Response> = responses.into_iter().map(Into::into).collect();
    let handle = std::thread::spawn(move || {
        let mut requests = Vec::new();
        for response in responses {
            let (mut stream, _) = listener.accept().unwrap();
            requests.push(read(&mut stream));
            let mut head = format!("HTTP/1.1 {} X\r\nconnection: close\r\n", response.status);
            if response.pieces.is_some() {
                head += "transfer-encoding: chunked\r\n";
            } else if ![204, 304].contains(&response.status) {
                head += &format!("content-length: {}\r\n", response.body.len());
            }
            for (name, value) in &response.headers {
                head += &format!("{name}: {value}\r\n");
            }
            stream.write_all(format!("{head}\r\n").as_bytes()).unwrap();
            match response.pieces {
                Some(pieces) => write_pieces(&mut stream, pieces),
                None => stream.write_all(&response.body).unwrap(),
            }
        }
        requests
    });
    (url, handle)
}

fn write_pieces(stream: &mut TcpStream, Pieces { pieces, gate, end }: Pieces) {
    let wait = Duration::from_secs(10);
    stream.set_nodelay(true).unwrap();
    for (index, piece) in pieces.iter().enumerate() {
        if let Some(gate) = gate.as_ref().filter(|_| index > 0) {
            gate.recv_timeout(wait).expect("the client did not read the piece before");
        }
        stream.write_all(format!("{:x}\r\n", piece.len()).as_bytes()).unwrap();
        stream.write_all(piece).unwrap();
        stream.write_all(b"\r\n").unwrap();
    }
    match end {
        End::Complete => stream.write_all(b"0\r\n\r\n").unwrap(),
        End::Cut => {}
        End::Closed => {
            stream.set_read_timeout(Some(wait)).unwrap();
            let read = stream.read(&mut [0]);
            assert!(
                read.as_ref().map_or_else(|e| e.kind() == std::io::ErrorKind::ConnectionReset, |n| *n == 0),
                "the client did not close the connection: {read:?}"
            );
        }
    }
}

/// Reads one request. A body that is not UTF-8 is read lossily.
fn read(stream: &mut impl Read) -> Request {
    let mut bytes = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        let n = stream.read(&mut chunk).unwrap();
        assert!(n > 0, "half a request");
        bytes.extend_from_slice(&chunk[..n]);
        let Some(end) = bytes.windows(4).position(|w| w == b"\r\n\r\n") else {
            continue;
        };
        let body = &bytes[end + 4..];
        let request = Request {
            head: String::from_utf8_lossy(&bytes[..end]).replace("\r\n", "\n"),
            body: String::from_utf8_lossy(body).into_owned(),
        };
        let complete = match request.header("transfer-encoding") {
            Some(_) => body.ends_with(b"0\r\n\r\n"),
            None => {
                let length = request.header("content-length");
                body.len() >= length.map_or(0, |l| l.parse().unwrap())
            }
        };
        if complete {
            return request;
        }
    }
}

/// Runs `call` to its end.
pub fn wait<T>(call: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(call)
}

/// Runs `call` with a server that sends these responses, and returns the requests.
pub fn with<T>(
    responses: Vec<impl Into<Response>>,
    call: impl AsyncFnOnce(&str) -> T,
) -> (T, Vec<Request>) {
    let (url, server) = serve(responses);
    let out = wait(call(&url));
    (out, server.join().unwrap())
}
