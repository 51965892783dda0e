//! Decompresses the bodies of responses.

use std::io::{self, Write as _};

use bytes::Bytes;
use flate2::write::MultiGzDecoder;
use reqwest::header::{CONTENT_ENCODING, CONTENT_LENGTH, HeaderMap};

/// Number of compressed bytes that are decompressed before the size of the result is checked. A
/// byte expands to at most 1,032.
const STEP: usize = 4096;

/// Decompresses the body of a response as it arrives.
pub(crate) enum Decoder {
    /// The body is not compressed.
    Identity,
    Gzip {
        decoder: Box<MultiGzDecoder<Vec<u8>>>,
        /// Whether the body has begun. A response without a body may have the header too.
        has_begun: bool,
    },
    /// The body has an encoding that was not requested.
    Unsupported,
}

impl Decoder {
    /// Creates the decoder of a response, and removes the headers that do not apply to the
    /// decompressed body.
    pub(crate) fn new(headers: &mut HeaderMap) -> Self {
        let decoder = match headers.get(CONTENT_ENCODING).map(|value| value.as_bytes()) {
            None => return Self::Identity,
            Some(value) if value.trim_ascii().eq_ignore_ascii_case(b"identity") => Self::Identity,
            Some(value)
                if [b"gzip".as_slice(), b"x-gzip"]
                    .iter()
                    .any(|name| value.trim_ascii().eq_ignore_ascii_case(name)) =>
            {
                headers.remove(CONTENT_LENGTH);
                Self::Gzip {
                    decoder: Box::new(MultiGzDecoder::new(Vec::new())),
                    has_begun: false,
                }
            }
            Some(_) => return Self::Unsupported,
        };
        headers.remove(CONTENT_ENCODING);
        decoder
    }

    /// Decompresses the beginning of a chunk and removes it from the chunk. There may be output before
    /// an error.
    pub(crate) fn step(&mut self, chunk: &mut Bytes) -> (Bytes, io::Result<()>) {
        match self {
            Self::Identity => (std::mem::take(chunk), Ok(())),
            Self::Unsupported if chunk.is_empty() => (Bytes::new(), Ok(())),
            Self::Unsupported => {
                chunk.clear();
                let error = io::Error::other("unsupported content encoding");
                (Bytes::new(), Err(error))
            }
            Self::Gzip { decoder, has_begun } => {
                *has_begun |= !chunk.is_empty();
                let step = chunk.split_to(chunk.len().min(STEP));
                let result = decoder.write_all(&step);
                (std::mem::take(decoder.get_mut()).into(), result)
            }
        }
    }

    /// Returns the rest after the last chunk.
    pub(crate) fn finish(&mut self) -> (Bytes, io::Result<()>) {
        match self {
            Self::Gzip {
                decoder,
                has_begun: true,
            } => {
                let result = decoder.try_finish();
                (std::mem::take(decoder.get_mut()).into(), result)
            }
            _ => (Bytes::new(), Ok(())),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use bytes::Bytes;
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use reqwest::header::{CONTENT_ENCODING, CONTENT_LENGTH, HeaderMap, HeaderValue};

    use super::Decoder;

    fn gzip(body: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(body).unwrap();
        encoder.finish().unwrap()
    }

    fn decode(encoding: &'static str, chunks: &[&[u8]]) -> (Vec<u8>, Result<(), String>) {
        let mut headers = HeaderMap::from_iter([
            (CONTENT_ENCODING, HeaderValue::from_static(encoding)),
            (CONTENT_LENGTH, HeaderValue::from_static("1")),
        ]);
        let mut decoder = Decoder::new(&mut headers);
        let mut body = Vec::new();
        for chunk in chunks {
            let mut chunk = Bytes::copy_from_slice(chunk);
            while !chunk.is_empty() {
                let (piece, result) = decoder.step(&mut chunk);
                body.extend_from_slice(&piece);
                if let Err(error) = result {
                    return (body, Err(error.to_string()));
                }
            }
        }
        let (piece, result) = decoder.finish();
        body.extend_from_slice(&piece);
        (body, result.map_err(|error| error.to_string()))
    }

    #[test]
    fn gzip_is_decompressed_in_any_pieces() {
        let long = b"[1,2]".repeat(10_000);
        for body in [&b""[..], b"{}", &long] {
            let compressed = gzip(body);
            for encoding in ["gzip", "GZIP", "x-gzip", " gzip "] {
                for size in [1, 7, compressed.len()] {
                    let chunks: Vec<_> = compressed.chunks(size).collect();
                    let (decoded, result) = decode(encoding, &chunks);
                    assert_eq!(result, Ok(()), "{encoding}, {size}");
                    assert!(decoded == body, "{encoding}, {size}");
                }
            }
        }
    }

    #[test]
    fn several_members_are_one_body() {
        let compressed = [gzip(b"[1,"), gzip(b"2"), gzip(b"]")].concat();
        for size in [1, 5, compressed.len()] {
            let chunks: Vec<_> = compressed.chunks(size).collect();
            assert_eq!(decode("gzip", &chunks), (b"[1,2]".to_vec(), Ok(())));
        }
    }

    #[test]
    fn invalid_and_incomplete_bodies_are_errors_after_what_can_be_read() {
        let compressed = gzip(&b"[1,2]".repeat(10_000));
        let (decoded, result) = decode("gzip", &[&compressed[..compressed.len() - 9]]);
        result.unwrap_err();
        assert!(decoded.starts_with(b"[1,2]"));
        for body in [&b"{}"[..], &gzip(b"{}")[..3]] {
            decode("gzip", &[body]).1.unwrap_err();
        }
        decode("br", &[b"{}"]).1.unwrap_err();
    }

    #[test]
    fn other_bodies_are_left_alone() {
        for (encoding, body) in [("identity", &b"{}"[..]), ("gzip", b""), ("br", b"")] {
            assert_eq!(
                decode(encoding, &[body]),
                (body.to_vec(), Ok(())),
                "{encoding}"
            );
        }
    }
}
