//! JSON values, each on a line or after a record separator.

use std::collections::VecDeque;

use bytes::{Bytes, BytesMut};

/// Begins a value in `application/json-seq`: RFC 7464.
const RECORD_SEPARATOR: u8 = 0x1e;

/// A line is larger than the limit.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct LineTooLarge;

/// Splits a body into the texts of its values as it arrives.
#[derive(Debug, Default)]
pub(crate) struct LineDecoder {
    line: BytesMut,
    ready: VecDeque<Bytes>,
}

impl LineDecoder {
    /// Returns the next complete text.
    pub(crate) fn next(&mut self) -> Option<Bytes> {
        self.ready.pop_front()
    }

    /// Adds a chunk of the body. Fails if a line is larger than `max` bytes.
    pub(crate) fn push(&mut self, bytes: &[u8], max: usize) -> Result<(), LineTooLarge> {
        let mut lines = bytes.split(|byte| matches!(*byte, b'\n' | RECORD_SEPARATOR));
        // There is at least one part, which has no end yet.
        let mut line = lines.next().unwrap_or_default();
        loop {
            if self.line.len() + line.len() > max {
                return Err(LineTooLarge);
            }
            self.line.extend_from_slice(line);
            let Some(next) = lines.next() else {
                return Ok(());
            };
            self.end_line();
            line = next;
        }
    }

    /// Ends the last line, which may lack a line feed.
    pub(crate) fn finish(&mut self) {
        self.end_line();
    }

    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.line).freeze();
        if !line.trim_ascii().is_empty() {
            self.ready.push_back(line);
        }
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::{LineDecoder, LineTooLarge};

    #[test]
    fn lines_and_records_are_split_in_any_pieces() {
        let body = b"{\"a\":1}\r\n\n\x1e2\n\x1e\"3\"\n \n4";
        for size in 1..=body.len() {
            let mut decoder = LineDecoder::default();
            for piece in body.chunks(size) {
                decoder.push(piece, 10).unwrap();
            }
            decoder.finish();
            let lines: Vec<Bytes> = std::iter::from_fn(|| decoder.next()).collect();
            assert_eq!(lines, ["{\"a\":1}\r", "2", "\"3\"", "4"], "{size}");
        }
    }

    #[test]
    fn the_size_of_a_line_is_limited() {
        let mut decoder = LineDecoder::default();
        decoder.push(b"123\n123", 3).unwrap();
        assert_eq!(decoder.push(b"4", 3), Err(LineTooLarge));
    }
}
