//! The log: read once, or followed. [`FollowLog`] documents the assumptions about the service.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_core::Stream;
use futures_util::StreamExt;
use futures_util::stream::{self, BoxStream};

use crate::trusted_twin::{Client, LogPart};
use rolekit_runtime::{Error, ErrorKind, Outcome, Result};

/// The log of the account. Get it from [`Client::log`](crate::trusted_twin::Client::log).
#[derive(Clone, Copy, Debug)]
pub struct Log<'a> {
    client: &'a Client,
}

impl Client {
    /// Returns the log of the account.
    pub fn log(&self) -> Log<'_> {
        Log { client: self }
    }
}

impl Log<'_> {
    /// Messages, and the name of the part that they are of. If the part before is named, the service
    /// checks that they follow it, and presumably refuses with 400 or 404 if they do not.
    ///
    /// ```
    /// # rolekit_doc::trusted_twin(async |twin, _| {
    /// let part = twin.log().get(None).await?;
    /// for message in &part.messages {
    ///     println!("{message}");
    /// }
    /// let next = twin.log().get(part.fragment.as_deref()).await?;
    /// # assert!(next.messages.is_empty());
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Api`] with status 403 if the caller's role does not permit `get_log`.
    pub async fn get(&self, fragment: Option<&str>) -> Result<LogPart> {
        let client = self.client.generated();
        Ok(client.get_log(fragment).await?.into_inner())
    }

    /// Follows the log: what there is, and what comes.
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
            client: self.client.clone(),
            after: None,
            interval: Duration::from_secs(10),
            failures: 10,
        }
    }
}

/// How the log is to be followed. Get it from [`Log::follow`].
///
/// # What is assumed
///
/// The vendor says that each part of the log has a name, a fragment, and that a request that names
/// the part before has the service check whether the answer follows it. How the service tells that
/// it does not, is not said. It is taken so here, and the sandbox does the same:
///
/// - An answer to a request that names a part holds what follows that part.
/// - If what follows was lost, or the part is not known any more, the request is refused with status
///   400 or 404. That is a gap. The log is then read on from the oldest message there is.
/// - An answer that names the same part again holds nothing new, but what its messages have more
///   than they had.
#[derive(Clone, Debug)]
#[must_use = "nothing is sent before the stream is read"]
pub struct FollowLog {
    client: Client,
    after: Option<String>,
    interval: Duration,
    failures: u32,
}

impl FollowLog {
    /// Begins after this part, which an item named before, instead of with the oldest message.
    pub fn after(mut self, fragment: impl Into<String>) -> Self {
        self.after = Some(fragment.into());
        self
    }

    /// How long to wait between two requests: 10 s where it is not set. There is never more than one
    /// request in this time, however much there is to read: every one is counted as usage. A gap
    /// alone is followed up at once.
    pub fn interval(mut self, interval: Duration) -> Self {
        self.interval = interval;
        self
    }

    /// How many requests in a row may fail for a passing reason, each after its own attempts, before
    /// the stream gives the error: 10 where it is not set. The next is made after the interval, or
    /// after the time that the service asks for if that is longer.
    pub fn max_failures(mut self, failures: u32) -> Self {
        self.failures = failures;
        self
    }

    /// The log as a stream, which ends only after an error. Whatever was given before is not given
    /// again when the log is followed anew [after](Self::after) the last part that was named.
    ///
    /// ```
    /// # rolekit_doc::trusted_twin(async |twin, _| {
    /// use std::time::Duration;
    /// use rolekit::trusted_twin::LogItem;
    ///
    /// # let saved = twin.log().get(None).await?.fragment.unwrap();
    /// # twin.trace().await?;
    /// let follow = twin.log().follow().interval(Duration::from_secs(60)).max_failures(3);
    /// let mut log = follow.after(saved).stream(); // the fragment that was read last
    /// if let Some(LogItem::Messages { fragment, .. }) = log.try_next().await? {
    ///     println!("read up to {fragment}");
    /// }
    /// # Ok(()) });
    /// ```
    #[inline]
    pub fn stream(self) -> LogItems {
        let follower = LogFollower {
            position: self.after.map(|name| LogPosition {
                name,
                messages: None,
            }),
            client: self.client,
            interval: self.interval,
            max_failures: self.failures,
            failures: 0,
            wait: None,
        };
        let items = stream::try_unfold(follower, |mut follower| async move {
            let item = follower.next().await?;
            Ok(Some((item, follower)))
        });
        LogItems(items.boxed())
    }
}

/// What comes of following the log.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LogItem {
    /// Messages, which follow those of the item before. There may be none, where the log begins.
    #[non_exhaustive]
    Messages {
        /// The messages.
        messages: Vec<String>,
        /// The name of their part. To go on here later, give it to [`FollowLog::after`].
        fragment: String,
    },
    /// What followed this part is lost; nobody can tell how much. The next item holds the oldest
    /// messages that are left.
    #[non_exhaustive]
    Gap {
        /// The last part that was read.
        after: String,
    },
}

/// The log as a stream. See [`FollowLog::stream`].
#[must_use = "a stream does nothing unless polled"]
pub struct LogItems(BoxStream<'static, Result<LogItem>>);

impl LogItems {
    /// The next item, once there is one; `None` after an error. A call that is dropped loses
    /// nothing: the next goes on where it was.
    ///
    /// ```
    /// # rolekit_doc::trusted_twin(async |twin, _| {
    /// let mut log = twin.log().follow().stream();
    /// let first = log.try_next().await?;
    /// assert!(first.is_some());
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// As [`Log::get`]; the stream ends there. What passes by itself is an error only if it lasts,
    /// see [`FollowLog::max_failures`].
    pub async fn try_next(&mut self) -> Result<Option<LogItem>> {
        self.0.next().await.transpose()
    }
}

impl Stream for LogItems {
    type Item = Result<LogItem>;

    #[inline]
    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.as_mut().poll_next(cx)
    }
}

impl fmt::Debug for LogItems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LogItems").finish_non_exhaustive()
    }
}

/// The part that was read last.
struct LogPosition {
    name: String,
    /// Its messages; nothing if they were read by somebody else.
    messages: Option<Vec<String>>,
}

impl LogPosition {
    /// What the part has more than it had. Rather twice than never.
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
    client: Client,
    position: Option<LogPosition>,
    interval: Duration,
    max_failures: u32,
    failures: u32,
    /// How long to wait before the next request.
    wait: Option<Duration>,
}

impl LogFollower {
    async fn next(&mut self) -> Result<LogItem> {
        loop {
            if let Some(wait) = self.wait {
                self.client.generated().runtime().clock().sleep(wait).await;
            }
            self.wait = Some(self.interval);
            let after = self
                .position
                .as_ref()
                .map(|position| position.name.as_str());
            let part = match self.client.log().get(after).await {
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
    fn read(&mut self, part: LogPart) -> Result<Option<LogItem>> {
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

/// Whether a request that named a part was refused for that.
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
