//! Intent: follows the log. [`FollowLog`] documents the assumptions about the service.

use std::time::Duration;

use futures_util::stream;

use crate::trusted_twin::resources::Log;
use crate::trusted_twin::types;
use rolekit_runtime::{Error, ErrorKind, Items, Outcome, Result};

impl Log {
    /// Follows the log: returns the existing messages, then new ones.
    ///
    /// ```
    /// # rolekit_doc::trusted_twin(async |twin, _| {
    /// use rolekit::trusted_twin::LogItem;
    ///
    /// let mut log = twin.log().follow().stream();
    /// while let Some(item) = log.try_next().await? {
    ///     match item {
    ///         LogItem::Messages { messages, .. } => println!("{}", messages.join("\n")),
    ///         LogItem::Gap { .. } => println!("something was lost here"),
    ///         _ => {}
    ///     }
    ///     # break;
    /// }
    /// # Ok(()) });
    /// ```
    pub fn follow(&self) -> FollowLog {
        FollowLog {
            log: self.clone(),
            after: None,
            interval: Duration::from_secs(10),
            failures: 10,
        }
    }
}

/// Options for following the log. Obtained from [`Log::follow`].
///
/// # Assumptions
///
/// According to the vendor, each part of the log has a name, the fragment, and if a request names
/// the previous part, the service checks that the response follows it. How the service reports a
/// gap is not documented. This client, like the sandbox, assumes:
///
/// - The response to a request with a fragment contains what follows that part.
/// - If what follows was lost, or the part is no longer known, the API returns a 400 or 404. That
///   is a gap. The log is then read from the oldest message that exists.
/// - A response with the same fragment again contains nothing new except additional messages of
///   that part.
#[derive(Clone, Debug)]
#[must_use = "nothing is sent before the stream is read"]
pub struct FollowLog {
    log: Log,
    after: Option<String>,
    interval: Duration,
    failures: u32,
}

impl FollowLog {
    /// Starts after this part, named by an earlier item, instead of with the oldest message.
    pub fn after(mut self, fragment: impl Into<String>) -> Self {
        self.after = Some(fragment.into());
        self
    }

    /// Sets the minimum interval between two requests. Defaults to 10 s. At most one request is
    /// sent in each interval, however many messages there are, because every request counts as
    /// usage; only after a gap the next one is sent immediately.
    pub fn interval(mut self, interval: Duration) -> Self {
        self.interval = interval;
        self
    }

    /// Sets the maximum number of consecutive requests that may fail with a transient error, each
    /// after its own retries, before the stream returns the error. Defaults to 10. The next request
    /// follows after the interval, or after `Retry-After` if that is longer.
    pub fn max_failures(mut self, failures: u32) -> Self {
        self.failures = failures;
        self
    }

    /// Returns the log as a stream, which ends only after an error of `get`. Transient errors are
    /// returned only if they persist, see [`max_failures`](Self::max_failures). To continue without
    /// repeated messages, follow the log again [after](Self::after) the last fragment.
    ///
    /// ```
    /// # rolekit_doc::trusted_twin(async |twin, _| {
    /// use std::time::Duration;
    /// use rolekit::trusted_twin::LogItem;
    ///
    /// # let saved = twin.log().get().await?.fragment.unwrap();
    /// # twin.trace().await?;
    /// let follow = twin.log().follow().interval(Duration::from_secs(60)).max_failures(3);
    /// let mut log = follow.after(saved).stream(); // the fragment that was read last
    /// if let Some(LogItem::Messages { fragment, .. }) = log.try_next().await? {
    ///     println!("read up to {fragment}");
    /// }
    /// # Ok(()) });
    /// ```
    #[inline]
    pub fn stream(self) -> Items<LogItem> {
        let follower = LogFollower {
            position: self.after.map(|name| LogPosition {
                name,
                messages: None,
            }),
            log: self.log,
            interval: self.interval,
            max_failures: self.failures,
            failures: 0,
            wait: None,
        };
        Items::new(stream::try_unfold(follower, |mut follower| async move {
            let item = follower.next().await?;
            Ok(Some((item, follower)))
        }))
    }
}

/// An item of a followed log.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LogItem {
    /// Messages that follow those of the item before. Empty if the log begins with an empty part.
    #[non_exhaustive]
    Messages {
        /// The messages.
        messages: Vec<String>,
        /// The name of their part. To resume after it, pass it to [`FollowLog::after`].
        fragment: String,
    },
    /// Messages after this part are lost; their number is unknown. The next item contains the
    /// oldest messages that remain.
    #[non_exhaustive]
    Gap {
        /// The last part that was read.
        after: String,
    },
}

#[cfg(feature = "test-util")]
impl LogItem {
    /// Creates messages, for tests.
    pub fn messages(messages: Vec<String>, fragment: String) -> Self {
        Self::Messages { messages, fragment }
    }

    /// Creates a gap, for tests.
    pub fn gap(after: String) -> Self {
        Self::Gap { after }
    }
}

/// The part that was read last.
struct LogPosition {
    name: String,
    /// Its messages; `None` if another stream read them.
    messages: Option<Vec<String>>,
}

impl LogPosition {
    /// Returns the additional messages of the part. In doubt a message is repeated rather than
    /// lost.
    #[inline]
    fn new_messages(&mut self, messages: Vec<String>) -> Vec<String> {
        let known = self.messages.as_deref().unwrap_or_default();
        let new = match messages.strip_prefix(known) {
            Some(new) => new.to_vec(),
            None => messages.clone(),
        };
        // The service may repeat all messages or return only new ones; no messages mean no news, and
        // must not clear the known ones.
        if !messages.is_empty() {
            self.messages = Some(messages);
        }
        new
    }
}

struct LogFollower {
    log: Log,
    position: Option<LogPosition>,
    interval: Duration,
    max_failures: u32,
    failures: u32,
    /// The wait before the next request.
    wait: Option<Duration>,
}

impl LogFollower {
    async fn next(&mut self) -> Result<LogItem> {
        loop {
            if let Some(wait) = self.wait {
                self.log.runtime().sleep(wait).await;
            }
            self.wait = Some(self.interval);
            let mut request = self.log.get();
            if let Some(position) = &self.position {
                request = request.fragment(&position.name);
            }
            let part = match request.await {
                Ok(part) => part,
                Err(error) if is_gap(&error) && self.position.is_some() => {
                    if let Some(position) = self.position.take() {
                        self.wait = None;
                        return Ok(LogItem::Gap {
                            after: position.name,
                        });
                    }
                    return Err(error);
                }
                Err(error) if error.is_retryable() && self.failures < self.max_failures => {
                    self.failures += 1;
                    self.wait = error.retry_after().max(self.wait);
                    continue;
                }
                Err(error) => return Err(error),
            };
            self.failures = 0;
            if let Some(item) = self.read(part)? {
                return Ok(item);
            }
        }
    }

    #[inline]
    fn read(&mut self, part: types::Log) -> Result<Option<LogItem>> {
        let Some(fragment) = part.fragment else {
            return Err(Error::new(ErrorKind::Decode)
                .with_operation("get_log")
                .with_outcome(Outcome::Applied)
                .with_path(Some("fragment".to_owned()))
                .with_message("missing fragment of the log part"));
        };
        let messages = match &mut self.position {
            Some(position) if position.name == fragment => {
                let new = position.new_messages(part.messages);
                if new.is_empty() {
                    return Ok(None);
                }
                new
            }
            _ => {
                self.position = Some(LogPosition {
                    name: fragment.clone(),
                    messages: Some(part.messages.clone()),
                });
                part.messages
            }
        };
        Ok(Some(LogItem::Messages { messages, fragment }))
    }
}

/// Returns whether a request with a fragment failed because of the fragment.
#[inline]
fn is_gap(error: &Error) -> bool {
    let status = error.status().map(|status| status.as_u16());
    error.kind() == ErrorKind::Api && matches!(status, Some(400 | 404))
}

#[cfg(test)]
mod tests {
    use super::LogPosition;

    fn texts(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn only_new_messages_of_a_repeated_part_are_returned() {
        let mut position = LogPosition {
            name: "p".to_owned(),
            messages: Some(texts(&["a", "b"])),
        };
        assert!(position.new_messages(texts(&[])).is_empty());
        assert!(position.new_messages(texts(&["a", "b"])).is_empty());
        assert_eq!(position.new_messages(texts(&["a", "b", "c"])), ["c"]);
        assert!(position.new_messages(texts(&["a", "b", "c"])).is_empty());
        assert_eq!(position.new_messages(texts(&["d"])), ["d"]);
        position.messages = None;
        assert_eq!(position.new_messages(texts(&["a"])), ["a"]);
        assert!(position.new_messages(texts(&["a"])).is_empty());
    }
}
