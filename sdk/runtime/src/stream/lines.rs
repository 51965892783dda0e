//! JSON values, each on a line or after a record separator.

use bytes::{Buf as _, Bytes, BytesMut};

/// Begins a value in `application/json-seq`: RFC 7464.
const RECORD_SEPARATOR: u8 = 0x1e;

/// A line is larger than the limit.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct LineTooLarge;

/// What separates the values of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Framing {
    /// Each value is on a line.
    Lines,
    /// Each value follows a record separator.
    Records,
}

/// Splits a body into the texts of its values as it arrives.
#[derive(Debug)]
pub(crate) struct LineDecoder {
    framing: Framing,
    /// What is left of the last piece of the body.
    rest: Bytes,
    line: BytesMut,
}

impl LineDecoder {
    pub(crate) fn new(framing: Framing) -> Self {
        Self {
            framing,
            rest: Bytes::new(),
            line: BytesMut::new(),
        }
    }

    /// Adds a piece of the body, when there is no [next](Self::next) text in the last one.
    pub(crate) fn push(&mut self, piece: Bytes) {
        self.rest = piece;
    }

    /// Returns the next text that is complete. Fails if a line is larger than `max` bytes.
    pub(crate) fn next(&mut self, max: usize) -> Result<Option<Bytes>, LineTooLarge> {
        let separator = match self.framing {
            Framing::Lines => b'\n',
            Framing::Records => RECORD_SEPARATOR,
        };
        while !self.rest.is_empty() {
            let end = self.rest.iter().position(|byte| *byte == separator);
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
        let is_cut = self.framing == Framing::Records && may_be_cut(&line);
        (!line.trim_ascii().is_empty() && !is_cut).then_some(line)
    }
}

/// Returns whether a record may be the beginning of another value: that has no end of its own, such as a
/// number, and no white space follows it.
fn may_be_cut(record: &[u8]) -> bool {
    let last = record.last().copied().unwrap_or(b' ');
    let begins_with = record.trim_ascii_start().first().copied();
    let has_end = begins_with.is_some_and(|byte| matches!(byte, b'{' | b'[' | b'"'));
    !has_end && !last.is_ascii_whitespace()
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::{Framing, LineDecoder, LineTooLarge};

    fn decode(framing: Framing, body: &[u8], size: usize) -> Vec<Bytes> {
        let mut decoder = LineDecoder::new(framing);
        let mut lines: Vec<Bytes> = Vec::new();
        for piece in body.chunks(size) {
            decoder.push(Bytes::copy_from_slice(piece));
            lines.extend(std::iter::from_fn(|| decoder.next(20).unwrap()));
        }
        lines.extend(decoder.finish());
        lines
    }

    #[test]
    fn lines_and_records_are_split_in_any_pieces() {
        let lines = "{\"a\":1}\r\n\n2\n\"é\"\n \n4".as_bytes();
        let records = "\x1e{\"a\":\n1}\n\x1e\x1e2\n\x1e\"é\"\x1e3\x1e[4]\x1etru".as_bytes();
        for size in 1..=records.len() {
            let texts = decode(Framing::Lines, lines, size);
            assert_eq!(texts, ["{\"a\":1}\r", "2", "\"é\"", "4"], "{size}");
            let texts = decode(Framing::Records, records, size);
            assert_eq!(texts, ["{\"a\":\n1}\n", "2\n", "\"é\"", "[4]"], "{size}");
        }
    }

    #[test]
    fn the_size_of_a_line_is_limited() {
        let mut decoder = LineDecoder::new(Framing::Lines);
        decoder.push("123\n123".into());
        assert_eq!(decoder.next(3), Ok(Some("123".into())));
        assert_eq!(decoder.next(3), Ok(None));
        decoder.push("4".into());
        assert_eq!(decoder.next(3), Err(LineTooLarge));
    }
}
