//! The log of the account.

use std::collections::VecDeque;

use crate::random::uuid;

/// The maximum number of messages.
const MAX_LEN: usize = 1000;
/// The maximum number of messages in a fragment.
const FRAGMENT_SIZE: usize = 100;

/// The newest messages, and where each returned fragment ended.
#[derive(Debug, Default)]
pub(in crate::trusted_twin) struct AccountLog {
    messages: VecDeque<String>,
    /// How many messages were dropped before the first one.
    dropped: usize,
    /// Fragment names with the message count at their ends, oldest first.
    fragments: VecDeque<(String, usize)>,
}

impl AccountLog {
    pub(in crate::trusted_twin) fn add(&mut self, message: String) {
        self.messages.push_back(message);
        if self.messages.len() > MAX_LEN {
            self.drop_first(1);
        }
    }

    /// Deletes all messages and one that no client has read, so that a client that continues has a
    /// gap.
    pub(in crate::trusted_twin) fn truncate(&mut self) {
        self.messages.push_back(String::new());
        self.drop_first(self.messages.len());
    }

    pub(in crate::trusted_twin) fn drop_first(&mut self, count: usize) {
        self.messages.drain(..count);
        self.dropped += count;
        // What follows these fragments is deleted.
        let dropped = self.dropped;
        self.fragments.retain(|(_, end)| *end >= dropped);
    }

    /// Returns the fragment after another, or the oldest one. Returns `None` if that fragment is unknown
    /// or messages after it are lost.
    pub(in crate::trusted_twin) fn next_fragment(
        &mut self,
        fragment: Option<&str>,
    ) -> Option<(String, Vec<String>)> {
        let start = match fragment {
            None => self.dropped,
            Some(fragment) => self.fragments.iter().find(|(name, _)| name == fragment)?.1,
        };
        let messages: Vec<_> = self
            .messages
            .iter()
            .skip(start - self.dropped)
            .take(FRAGMENT_SIZE)
            .cloned()
            .collect();
        if let (Some(fragment), true) = (fragment, messages.is_empty()) {
            return Some((fragment.to_owned(), messages));
        }
        let name = uuid();
        self.fragments
            .push_back((name.clone(), start + messages.len()));
        if self.fragments.len() > MAX_LEN {
            self.fragments.pop_front();
        }
        Some((name, messages))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    pub(in crate::trusted_twin) fn fragments_have_no_gap_or_overlap() {
        let mut log = AccountLog::default();
        for number in 0..250 {
            log.add(number.to_string());
        }
        let mut read = Vec::new();
        let (mut fragment, mut messages) = log.next_fragment(None).unwrap();
        while !messages.is_empty() {
            assert!(messages.len() <= FRAGMENT_SIZE);
            read.extend(messages);
            (fragment, messages) = log.next_fragment(Some(&fragment)).unwrap();
        }
        assert_eq!(read, (0..250).map(|n| n.to_string()).collect::<Vec<_>>());
        log.add("next".to_owned());
        assert_eq!(log.next_fragment(Some(&fragment)).unwrap().1, ["next"]);
    }

    #[test]
    pub(in crate::trusted_twin) fn reports_a_gap() {
        let mut log = AccountLog::default();
        let (fragment, _) = log.next_fragment(None).unwrap();
        for _ in 0..MAX_LEN {
            log.add("kept".to_owned());
        }
        assert!(log.next_fragment(Some(&fragment)).is_some());
        log.add("one too many".to_owned());
        assert!(log.next_fragment(Some(&fragment)).is_none());
        let (fragment, _) = log.next_fragment(None).unwrap();
        log.truncate();
        assert!(log.next_fragment(Some(&fragment)).is_none());
        assert!(log.next_fragment(Some("unknown")).is_none());
        assert_eq!(log.next_fragment(None).unwrap().1, [""; 0]);
    }
}
