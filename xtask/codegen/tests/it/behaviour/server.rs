//! A server that sends given responses and records the requests.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread::JoinHandle;

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

/// Serves these responses, as status, media type and body, one after the other.
pub fn serve(
    responses: Vec<(u16, &'static str, &'static str)>,
) -> (String, JoinHandle<Vec<Request>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let handle = std::thread::spawn(move || {
        let mut requests = Vec::new();
        for (status, media, body) in responses {
            let (mut stream, _) = listener.accept().unwrap();
            let mut bytes = Vec::new();
            let mut chunk = [0; 4096];
            let request = loop {
                let n = stream.read(&mut chunk).unwrap();
                assert!(n > 0, "half a request");
                bytes.extend_from_slice(&chunk[..n]);
                let text = String::from_utf8_lossy(&bytes).into_owned();
                let Some((head, body)) = text.split_once("\r\n\r\n") else {
                    continue;
                };
                let request = Request {
                    head: head.replace("\r\n", "\n"),
                    body: body.to_owned(),
                };
                let length = request
                    .header("content-length")
                    .map_or(0, |l| l.parse().unwrap());
                if request.body.len() >= length {
                    break request;
                }
            };
            requests.push(request);
            let typed = match media {
                "" => String::new(),
                media => format!("content-type: {media}\r\n"),
            };
            let length = match status {
                204 => String::new(),
                _ => format!("content-length: {}\r\n", body.len()),
            };
            let head = format!("HTTP/1.1 {status} X\r\n{typed}{length}connection: close\r\n\r\n");
            stream.write_all(head.as_bytes()).unwrap();
            stream.write_all(body.as_bytes()).unwrap();
        }
        requests
    });
    (url, handle)
}
