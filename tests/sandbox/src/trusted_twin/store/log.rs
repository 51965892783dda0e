//! The log of the account.

use std::collections::VecDeque;

use crate::random::uuid;

/// The maximum number of messages.
const KEPT: usize = 1000;
/// The maximum number of messages in a fragment.
const PART: usize = 100;

/// The newest messages, and where each returned fragment ended.
#[derive(Debug, Default)]
pub(in crate::trusted_twin) struct Log {
    messages: VecDeque<String>,
    /// How many messages were dropped before the first one.
    dropped: usize,
    /// Fragment names with the message count at their ends, oldest first.
    parts: VecDeque<(String, usize)>,
}

impl Log {
    pub(in crate::trusted_twin) fn add(&mut self, message: String) {
        self.messages.push_back(message);
        if self.messages.len() > KEPT {
            self.drop_first(1);
        }
    }

    /// Deletes all messages and one that no client has read, so that a client that continues has a
    /// gap.
    pub(in crate::trusted_twin) fn lose(&mut self) {
        self.messages.push_back(String::new());
        self.drop_first(self.messages.len());
    }

    pub(in crate::trusted_twin) fn drop_first(&mut self, count: usize) {
        self.messages.drain(..count);
        self.dropped += count;
        // What follows these fragments is deleted.
        let dropped = self.dropped;
        self.parts.retain(|(_, end)| *end >= dropped);
    }

    /// Returns the fragment after another, or the oldest one. Returns `None` if messages in between
    /// are lost.
    pub(in crate::trusted_twin) fn after(
        &mut self,
        part: Option<&str>,
    ) -> Option<(String, Vec<String>)> {
        let start = match part {
            None => self.dropped,
            Some(part) => self.parts.iter().find(|(name, _)| name == part)?.1,
        };
        let messages: Vec<_> = self
            .messages
            .iter()
            .skip(start - self.dropped)
            .take(PART)
            .cloned()
            .collect();
        if let (Some(part), true) = (part, messages.is_empty()) {
            return Some((part.to_owned(), messages));
        }
        let name = uuid();
        self.parts.push_back((name.clone(), start + messages.len()));
        if self.parts.len() > KEPT {
            self.parts.pop_front();
        }
        Some((name, messages))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    pub(in crate::trusted_twin) fn fragments_have_no_gap_or_overlap() {
        let mut log = Log::default();
        for number in 0..250 {
            log.add(number.to_string());
        }
        let mut read = Vec::new();
        let (mut part, mut messages) = log.after(None).unwrap();
        while !messages.is_empty() {
            assert!(messages.len() <= PART);
            read.extend(messages);
            (part, messages) = log.after(Some(&part)).unwrap();
        }
        assert_eq!(read, (0..250).map(|n| n.to_string()).collect::<Vec<_>>());
        log.add("next".to_owned());
        assert_eq!(log.after(Some(&part)).unwrap().1, ["next"]);
    }

    #[test]
    pub(in crate::trusted_twin) fn reports_a_gap() {
        let mut log = Log::default();
        let (part, _) = log.after(None).unwrap();
        for _ in 0..KEPT {
            log.add("kept".to_owned());
        }
        assert!(log.after(Some(&part)).is_some());
        log.add("one too many".to_owned());
        assert!(log.after(Some(&part)).is_none());
        let (part, _) = log.after(None).unwrap();
        log.lose();
        assert!(log.after(Some(&part)).is_none());
        assert!(log.after(Some("unknown")).is_none());
        assert_eq!(log.after(None).unwrap().1, [""; 0]);
    }
}
