//! The error of a wait, for any kind of work.

use std::error::Error as StdError;
use std::fmt::{self, Debug, Display};
use std::time::Duration;

use crate::error::{Error, Outcome};

/// Work that a service continues after its response, as read by a poll.
pub trait Work: Send + Sync + 'static {
    /// The id, by which it is polled.
    type Id: Clone + Debug + Display + Send + Sync + 'static;

    /// The noun for errors, such as "task".
    const NOUN: &'static str;

    /// Returns the id.
    fn id(&self) -> &Self::Id;

    /// Returns what the work does, such as "delete_project", for errors.
    fn describe(&self) -> &str;

    /// Returns the name of the state, for errors.
    fn state(&self) -> &str;

    /// Returns whether the work has ended, with success or not.
    fn is_ended(&self) -> bool;

    /// Returns whether the work has ended without success.
    fn has_failed(&self) -> bool;

    /// Returns the service's message about the failure, if there is one.
    fn reason(&self) -> Option<&str>;
}

/// The error of a [`Wait`](crate::Wait) for work of a service.
///
/// `Display` and `Debug` write the id of the work, what it does, its state and the beginning of its error
/// message, and no other field of it.
#[non_exhaustive]
pub enum WaitError<T: Work> {
    /// The work ended without success.
    #[non_exhaustive]
    Failed {
        /// The work after it ended.
        work: Box<T>,
        /// The truncated error message of the work, which has the whole one.
        reason: Option<String>,
    },
    /// The work did not end before the timeout. It continues.
    #[non_exhaustive]
    Timeout {
        /// The id of the work.
        work_id: T::Id,
        /// The work from the last successful poll, if any.
        work: Option<Box<T>>,
        /// The error of the last poll, if it failed.
        error: Option<Error>,
        /// The timeout.
        timeout: Duration,
    },
    /// A call failed with an error that is not retryable: the one that starts the work, or one that polls
    /// it.
    #[non_exhaustive]
    Call {
        /// The id of the polled work; `None` if the work was not started.
        work_id: Option<T::Id>,
        /// The error of the call.
        error: Error,
    },
}

impl<T: Work> WaitError<T> {
    /// Returns the id of the work, if it was started.
    pub fn work_id(&self) -> Option<&T::Id> {
        match self {
            Self::Failed { work, .. } => Some(work.id()),
            Self::Timeout { work_id, .. } => Some(work_id),
            Self::Call { work_id, .. } => work_id.as_ref(),
        }
    }

    /// Returns whether the service started the work: *applied* if the work has an id, even if it failed
    /// or its state is unknown. If the work was not started, the outcome of the call that starts it,
    /// which is *unknown* if the service may still start it.
    pub fn outcome(&self) -> Outcome {
        match self {
            Self::Call {
                work_id: None,
                error,
            } => error.outcome(),
            _ => Outcome::Applied,
        }
    }

    /// Returns the work from the last successful poll, if any.
    pub fn work(&self) -> Option<&T> {
        match self {
            Self::Failed { work, .. } => Some(work),
            Self::Timeout { work, .. } => work.as_deref(),
            Self::Call { .. } => None,
        }
    }

    /// Returns the error of the last call, if it failed.
    pub fn call_error(&self) -> Option<&Error> {
        match self {
            Self::Failed { .. } => None,
            Self::Timeout { error, .. } => error.as_ref(),
            Self::Call { error, .. } => Some(error),
        }
    }
}

/// Converts the error of the call that starts the work.
impl<T: Work> From<Error> for WaitError<T> {
    fn from(error: Error) -> Self {
        Self::Call {
            work_id: None,
            error,
        }
    }
}

impl<T: Work> Display for WaitError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let noun = T::NOUN;
        match self {
            Self::Failed { work, reason } => {
                write!(f, "{noun} {} ({}) failed", work.id(), work.describe())?;
                match reason {
                    Some(reason) => write!(f, ": {reason}"),
                    None => Ok(()),
                }
            }
            Self::Timeout {
                work_id,
                work,
                timeout,
                ..
            } => {
                let seconds = timeout.as_secs_f64();
                write!(f, "{noun} {work_id} did not end within {seconds} s")?;
                match work {
                    Some(work) => write!(f, ": last state {}", work.state()),
                    None => f.write_str(": state unknown"),
                }
            }
            // The source has the details.
            Self::Call {
                work_id: Some(work_id),
                ..
            } => write!(f, "failed to poll {noun} {work_id}"),
            Self::Call { work_id: None, .. } => write!(f, "failed to start the {noun}"),
        }
    }
}

impl<T: Work> Debug for WaitError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed { work, reason } => f
                .debug_struct("Failed")
                .field("work_id", work.id())
                .field("work", &work.describe())
                .field("reason", reason)
                .finish_non_exhaustive(),
            Self::Timeout {
                work_id,
                work,
                error,
                timeout,
            } => f
                .debug_struct("Timeout")
                .field("work_id", work_id)
                .field("state", &work.as_ref().map(|work| work.state()))
                .field("error", error)
                .field("timeout", timeout)
                .finish_non_exhaustive(),
            Self::Call { work_id, error } => f
                .debug_struct("Call")
                .field("work_id", work_id)
                .field("error", error)
                .finish(),
        }
    }
}

impl<T: Work> StdError for WaitError<T> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        let error = self.call_error()?;
        Some(error)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{WaitError, Work};
    use crate::error::{Error, ErrorKind};
    use crate::poll::Polled;

    /// A state, and an error message with a secret after the first line.
    #[derive(Debug)]
    struct Task(&'static str);

    impl Work for Task {
        type Id = u8;

        const NOUN: &'static str = "task";

        fn id(&self) -> &u8 {
            &7
        }

        fn describe(&self) -> &str {
            "delete_project"
        }

        fn state(&self) -> &str {
            self.0
        }

        fn is_ended(&self) -> bool {
            self.0 != "RUNNING"
        }

        fn has_failed(&self) -> bool {
            self.0 == "ERROR"
        }

        fn reason(&self) -> Option<&str> {
            self.has_failed().then_some("no\tspace")
        }
    }

    fn wait(end: Polled<Task>) -> Result<Task, WaitError<Task>> {
        let sanitize = |text: &str| text.replace('\t', " ");
        end.into_result(7, Duration::from_secs(10), sanitize)
    }

    #[test]
    fn failed_work_is_an_error_with_work_and_reason() {
        assert_eq!(wait(Polled::Ended(Task("FINISHED"))).unwrap().0, "FINISHED");
        let error = wait(Polled::Ended(Task("ERROR"))).unwrap_err();
        assert_eq!(
            error.to_string(),
            "task 7 (delete_project) failed: no space"
        );
        assert_eq!(error.work().unwrap().reason(), Some("no\tspace"));
        assert_eq!(error.work_id(), Some(&7));
        assert!(error.call_error().is_none());
    }

    #[test]
    fn a_timeout_reports_the_last_state() {
        let timeout = |last, error| wait(Polled::Timeout { last, error }).unwrap_err();
        let error = timeout(Some(Task("RUNNING")), None);
        let text = error.to_string();
        assert_eq!(text, "task 7 did not end within 10 s: last state RUNNING");
        assert!(format!("{error:?}").contains("RUNNING"));
        let error = timeout(None, Some(Error::new(ErrorKind::Api)));
        assert!(error.to_string().ends_with("state unknown"));
        assert!(error.work().is_none() && error.call_error().is_some());
        assert!(std::error::Error::source(&error).is_some());
    }

    #[test]
    fn a_failed_poll_names_the_work() {
        let error = wait(Polled::Failed(Error::new(ErrorKind::Api))).unwrap_err();
        assert_eq!(error.to_string(), "failed to poll task 7");
        let error = WaitError::<Task>::from(Error::new(ErrorKind::Api));
        assert_eq!(error.to_string(), "failed to start the task");
    }
}
