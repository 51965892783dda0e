//! The error of a wait, for any kind of job.

use std::error::Error as StdError;
use std::fmt::{self, Debug, Display};
use std::time::Duration;

use crate::error::{Error, Outcome};

/// A job that a service continues after its response, as read by a poll.
pub trait Job: Send + Sync + 'static {
    /// The id, by which it is polled.
    type Id: Clone + Debug + Display + Send + Sync + 'static;

    /// The noun for errors, such as "task".
    const NOUN: &'static str;

    /// Returns the id.
    fn id(&self) -> &Self::Id;

    /// Returns what the job does, such as "delete_project", for errors.
    fn describe(&self) -> &str;

    /// Returns the name of the state, for errors.
    fn state(&self) -> &str;

    /// Returns whether the job has ended, with success or not.
    fn is_ended(&self) -> bool;

    /// Returns whether the job has ended without success.
    fn has_failed(&self) -> bool;

    /// Returns the service's message about the failure, if there is one.
    fn reason(&self) -> Option<&str>;
}

/// The error of a [`Wait`](crate::Wait) for a job of a service.
///
/// `Display` and `Debug` write the id of the job, what it does, its state and the beginning of its error
/// message, and no other field of it.
#[non_exhaustive]
pub enum WaitError<T: Job> {
    /// The job ended without success.
    #[non_exhaustive]
    Failed {
        /// The job after it ended.
        job: Box<T>,
        /// The truncated error message of the job, which has the whole one.
        reason: Option<String>,
    },
    /// The job did not end before the timeout. It continues.
    #[non_exhaustive]
    Timeout {
        /// The id of the job.
        job_id: T::Id,
        /// The job from the last successful poll, if any.
        job: Option<Box<T>>,
        /// The error of the last poll, if it failed.
        error: Option<Error>,
        /// The timeout.
        timeout: Duration,
    },
    /// A call failed with an error that is not retryable: the one that starts the job, or one that polls
    /// it.
    #[non_exhaustive]
    Call {
        /// The id of the polled job; `None` if the job was not started.
        job_id: Option<T::Id>,
        /// The error of the call.
        error: Error,
    },
}

impl<T: Job> WaitError<T> {
    /// Returns the id of the job, if it was started.
    pub fn job_id(&self) -> Option<&T::Id> {
        match self {
            Self::Failed { job, .. } => Some(job.id()),
            Self::Timeout { job_id, .. } => Some(job_id),
            Self::Call { job_id, .. } => job_id.as_ref(),
        }
    }

    /// Returns whether the service started the job: *applied* if the job has an id, even if it failed
    /// or its state is unknown. If the job was not started, the outcome of the call that starts it,
    /// which is *unknown* if the service may still start it.
    pub fn outcome(&self) -> Outcome {
        match self {
            Self::Call {
                job_id: None,
                error,
            } => error.outcome(),
            _ => Outcome::Applied,
        }
    }

    /// Returns the job from the last successful poll, if any.
    pub fn job(&self) -> Option<&T> {
        match self {
            Self::Failed { job, .. } => Some(job),
            Self::Timeout { job, .. } => job.as_deref(),
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

/// Converts the error of the call that starts the job.
impl<T: Job> From<Error> for WaitError<T> {
    fn from(error: Error) -> Self {
        Self::Call {
            job_id: None,
            error,
        }
    }
}

impl<T: Job> Display for WaitError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let noun = T::NOUN;
        match self {
            Self::Failed { job, reason } => {
                write!(f, "{noun} {} ({}) failed", job.id(), job.describe())?;
                match reason {
                    Some(reason) => write!(f, ": {reason}"),
                    None => Ok(()),
                }
            }
            Self::Timeout {
                job_id,
                job,
                timeout,
                ..
            } => {
                let seconds = timeout.as_secs_f64();
                write!(f, "{noun} {job_id} did not end within {seconds} s")?;
                match job {
                    Some(job) => write!(f, ": last state {}", job.state()),
                    None => f.write_str(": state unknown"),
                }
            }
            // The source has the details.
            Self::Call {
                job_id: Some(job_id),
                ..
            } => write!(f, "failed to poll {noun} {job_id}"),
            Self::Call { job_id: None, .. } => write!(f, "failed to start the {noun}"),
        }
    }
}

impl<T: Job> Debug for WaitError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed { job, reason } => f
                .debug_struct("Failed")
                .field("job_id", job.id())
                .field("job", &job.describe())
                .field("reason", reason)
                .finish_non_exhaustive(),
            Self::Timeout {
                job_id,
                job,
                error,
                timeout,
            } => f
                .debug_struct("Timeout")
                .field("job_id", job_id)
                .field("state", &job.as_ref().map(|job| job.state()))
                .field("error", error)
                .field("timeout", timeout)
                .finish_non_exhaustive(),
            Self::Call { job_id, error } => f
                .debug_struct("Call")
                .field("job_id", job_id)
                .field("error", error)
                .finish(),
        }
    }
}

impl<T: Job> StdError for WaitError<T> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        let error = self.call_error()?;
        Some(error)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Job, WaitError};
    use crate::error::{Error, ErrorKind};
    use crate::poll::PollResult;

    /// A state, and an error message with a secret after the first line.
    #[derive(Debug)]
    struct Task(&'static str);

    impl Job for Task {
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

    fn wait(end: PollResult<Task>) -> Result<Task, WaitError<Task>> {
        let sanitize = |text: &str| text.replace('\t', " ");
        end.into_result(7, Duration::from_secs(10), sanitize)
    }

    #[test]
    fn failed_work_is_an_error_with_work_and_reason() {
        assert_eq!(
            wait(PollResult::Ended(Task("FINISHED"))).unwrap().0,
            "FINISHED"
        );
        let error = wait(PollResult::Ended(Task("ERROR"))).unwrap_err();
        assert_eq!(
            error.to_string(),
            "task 7 (delete_project) failed: no space"
        );
        assert_eq!(error.job().unwrap().reason(), Some("no\tspace"));
        assert_eq!(error.job_id(), Some(&7));
        assert!(error.call_error().is_none());
    }

    #[test]
    fn a_timeout_reports_the_last_state() {
        let timeout = |last, error| wait(PollResult::Timeout { last, error }).unwrap_err();
        let error = timeout(Some(Task("RUNNING")), None);
        let text = error.to_string();
        assert_eq!(text, "task 7 did not end within 10 s: last state RUNNING");
        assert!(format!("{error:?}").contains("RUNNING"));
        let error = timeout(None, Some(Error::new(ErrorKind::Api)));
        assert!(error.to_string().ends_with("state unknown"));
        assert!(error.job().is_none() && error.call_error().is_some());
        assert!(std::error::Error::source(&error).is_some());
    }

    #[test]
    fn a_failed_poll_names_the_work() {
        let error = wait(PollResult::Failed(Error::new(ErrorKind::Api))).unwrap_err();
        assert_eq!(error.to_string(), "failed to poll task 7");
        let error = WaitError::<Task>::from(Error::new(ErrorKind::Api));
        assert_eq!(error.to_string(), "failed to start the task");
    }
}
