//! JSON values, each on a line or after a record separator.

use bytes::{Buf as _, Bytes, BytesMut};

/// Begins a value in `application/json-seq`: RFC 7464.
const RECORD_SEPARATOR: u8 = 0x1e;

/// A line is larger than the limit.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct LineTooLarge;

/// Splits a body into the texts of its values as it arrives.
#[derive(Debug, Default)]
pub(crate) struct LineDecoder {
    /// What is left of the last piece of the body.
    rest: Bytes,
    line: BytesMut,
}

impl LineDecoder {
    /// Adds a piece of the body, when there is no [next](Self::next) text in the last one.
    pub(crate) fn push(&mut self, piece: Bytes) {
        self.rest = piece;
    }

    /// Returns the next text that is complete. Fails if a line is larger than `max` bytes.
    pub(crate) fn next(&mut self, max: usize) -> Result<Option<Bytes>, LineTooLarge> {
        while !self.rest.is_empty() {
            let mut bytes = self.rest.iter();
            let end = bytes.position(|byte| matches!(*byte, b'\n' | RECORD_SEPARATOR));
            let line = self.rest.split_to(end.unwrap_or(self.rest.len()));
            if self.line.len() + line.len() > max {
                return Err(LineTooLarge);
            }
            self.line.extend_from_slice(&line);
            if end.is_some() {
                self.rest.advance(1);
                if let Some(line) = self.end_line() {
                    return Ok(Some(line));
                }
            }
        }
        Ok(None)
    }

    /// Returns the last text, which need not have an end.
    pub(crate) fn finish(&mut self) -> Option<Bytes> {
        self.end_line()
    }

    fn end_line(&mut self) -> Option<Bytes> {
        let line = std::mem::take(&mut self.line).freeze();
        (!line.trim_ascii().is_empty()).then_some(line)
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
            let mut lines: Vec<Bytes> = Vec::new();
            for piece in body.chunks(size) {
                decoder.push(Bytes::copy_from_slice(piece));
                lines.extend(std::iter::from_fn(|| decoder.next(10).unwrap()));
            }
            lines.extend(decoder.finish());
            assert_eq!(lines, ["{\"a\":1}\r", "2", "\"3\"", "4"], "{size}");
        }
    }

    #[test]
    fn the_size_of_a_line_is_limited() {
        let mut decoder = LineDecoder::default();
        decoder.push("123\n123".into());
        assert_eq!(decoder.next(3), Ok(Some("123".into())));
        assert_eq!(decoder.next(3), Ok(None));
        decoder.push("4".into());
        assert_eq!(decoder.next(3), Err(LineTooLarge));
    }
}
