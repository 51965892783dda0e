//! The error of a wait for a task.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use crate::gcore::{Task, TaskId};
use rolekit_runtime::{Error, Outcome};

/// The error of a wait for a task.
///
/// `Display` and `Debug` write the id and the type of the task and the beginning of its error message,
/// and no other field of it.
///
/// ```
/// # rolekit_doc::gcore(async |gcore, _| {
/// use rolekit::gcore::TaskId;
///
/// let error = gcore.tasks().wait(&TaskId::new("5f0c7c5e")).await.unwrap_err(); // there is no such task
/// assert!(error.task_id().is_some_and(|id| id.as_str() == "5f0c7c5e"));
/// assert!(error.task().is_none());
/// assert!(error.call_error().is_some_and(|error| error.is_not_found()));
/// # Ok(()) });
/// ```
///
/// ```
/// # use rolekit::gcore::WaitError;
/// fn advice(error: &WaitError) -> &'static str {
///     match error {
///         WaitError::Failed { .. } => "the task failed: see the reason",
///         WaitError::Timeout { .. } => "the task is running: wait again",
///         _ => "the state of the task is unknown: get it again later",
///     }
/// }
/// ```
#[non_exhaustive]
pub enum WaitError {
    /// The task ended in the state `ERROR`.
    #[non_exhaustive]
    Failed {
        /// The task after it ended.
        task: Box<Task>,
        /// The truncated error message of the task; [`Task::error`] has the whole one.
        reason: Option<String>,
    },
    /// The task did not end before the timeout. It keeps running.
    #[non_exhaustive]
    Timeout {
        /// The id of the task.
        task_id: TaskId,
        /// The task from the last successful poll, if any.
        task: Option<Box<Task>>,
        /// The error of the last poll, if it failed.
        error: Option<Error>,
        /// The timeout.
        timeout: Duration,
    },
    /// A call failed with an error that is not retryable: the one that starts the task, or one that polls
    /// it.
    #[non_exhaustive]
    Call {
        /// The id of the polled task; `None` if the task was not started.
        task_id: Option<TaskId>,
        /// The error of the call.
        error: Error,
    },
}

impl WaitError {
    /// Returns the id of the task, if there is one.
    pub fn task_id(&self) -> Option<&TaskId> {
        match self {
            Self::Failed { task, .. } => Some(&task.id),
            Self::Timeout { task_id, .. } => Some(task_id),
            Self::Call { task_id, .. } => task_id.as_ref(),
        }
    }

    /// Returns whether the service started the work: *applied* if there is a task, even if it failed
    /// or its state is unknown. If the work was not started, the outcome of the call that starts it,
    /// which is *unknown* if the service may still start it.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// use rolekit::Outcome;
    /// use rolekit::gcore::ProjectId;
    ///
    /// // There is no such project.
    /// let error = gcore.projects().delete(ProjectId::new(4)).wait().await.unwrap_err();
    /// assert_eq!(error.outcome(), Outcome::Refused);
    /// # Ok(()) });
    /// ```
    pub fn outcome(&self) -> Outcome {
        match self {
            Self::Call {
                task_id: None,
                error,
            } => error.outcome(),
            _ => Outcome::Applied,
        }
    }

    /// Returns the task from the last successful poll, if any.
    pub fn task(&self) -> Option<&Task> {
        match self {
            Self::Failed { task, .. } => Some(task),
            Self::Timeout { task, .. } => task.as_deref(),
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

/// Converts the error of the call that starts the task.
impl From<Error> for WaitError {
    fn from(error: Error) -> Self {
        Self::Call {
            task_id: None,
            error,
        }
    }
}

impl fmt::Display for WaitError {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed { task, reason } => {
                write!(f, "task {} ({}) failed", task.id, task.task_type)?;
                match reason {
                    Some(reason) => write!(f, ": {reason}"),
                    None => Ok(()),
                }
            }
            Self::Timeout {
                task_id,
                task,
                timeout,
                ..
            } => {
                let seconds = timeout.as_secs_f64();
                write!(f, "task {task_id} did not end within {seconds} s")?;
                match task {
                    Some(task) => write!(f, ": last state {}", task.state),
                    None => f.write_str(": state unknown"),
                }
            }
            // The source has the details.
            Self::Call { task_id, .. } => match task_id {
                Some(task_id) => write!(f, "failed to poll task {task_id}"),
                None => f.write_str("failed to start the task"),
            },
        }
    }
}

impl fmt::Debug for WaitError {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed { task, reason } => f
                .debug_struct("Failed")
                .field("task_id", &task.id)
                .field("task_type", &task.task_type)
                .field("reason", reason)
                .finish_non_exhaustive(),
            Self::Timeout {
                task_id,
                task,
                error,
                timeout,
            } => f
                .debug_struct("Timeout")
                .field("task_id", task_id)
                .field("state", &task.as_ref().map(|task| &task.state))
                .field("error", error)
                .field("timeout", timeout)
                .finish_non_exhaustive(),
            Self::Call { task_id, error } => f
                .debug_struct("Call")
                .field("task_id", task_id)
                .field("error", error)
                .finish(),
        }
    }
}

impl StdError for WaitError {
    #[inline]
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.call_error().map(|error| {
            let error: &(dyn StdError + 'static) = error;
            error
        })
    }
}
