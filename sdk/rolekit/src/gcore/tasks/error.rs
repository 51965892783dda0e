//! Why a wait for a task came to no good end.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use crate::gcore::{Task, TaskId};
use crate::runtime::Error;

/// Why a wait for a task came to no good end.
///
/// Its text and its `Debug` name the task and hold the beginning of its own error text, and nothing
/// else of it.
///
/// ```
/// # rolekit_doc::gcore(async |gcore, _| {
/// let error = gcore.tasks().wait("5f0c7c5e").await.unwrap_err(); // there is no such task
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
///         WaitError::Failed { .. } => "the work is over, and was not done: see the reason",
///         WaitError::Deadline { .. } => "the work goes on: wait again",
///         _ => "whether the work goes on is not known: look again later",
///     }
/// }
/// ```
#[non_exhaustive]
pub enum WaitError {
    /// The task ended in the state `ERROR`.
    #[non_exhaustive]
    Failed {
        /// The task as it ended.
        task: Box<Task>,
        /// Its error text, shortened; [`Task::error`] has it whole.
        reason: Option<String>,
    },
    /// The task had not ended in time. It goes on.
    #[non_exhaustive]
    Deadline {
        /// The task's id.
        task_id: TaskId,
        /// The task as it was seen last, or `None` if it never was.
        task: Option<Box<Task>>,
        /// Why the last look at it failed, if it did.
        error: Option<Error>,
        /// How long was waited for.
        timeout: Duration,
    },
    /// A call failed, and not in a way that passes: the one that was to start the work, or one that
    /// was to look at a task.
    #[non_exhaustive]
    Call {
        /// The task that was to be looked at, or `None` if the work was not started.
        task_id: Option<TaskId>,
        /// Why the call failed.
        error: Error,
    },
}

impl WaitError {
    /// The id of the task, if there is one.
    pub fn task_id(&self) -> Option<&TaskId> {
        match self {
            Self::Failed { task, .. } => Some(&task.id),
            Self::Deadline { task_id, .. } => Some(task_id),
            Self::Call { task_id, .. } => task_id.as_ref(),
        }
    }

    /// The task as it was seen last, if it was.
    pub fn task(&self) -> Option<&Task> {
        match self {
            Self::Failed { task, .. } => Some(task),
            Self::Deadline { task, .. } => task.as_deref(),
            Self::Call { .. } => None,
        }
    }

    /// Why the last call failed, if it did.
    pub fn call_error(&self) -> Option<&Error> {
        match self {
            Self::Failed { .. } => None,
            Self::Deadline { error, .. } => error.as_ref(),
            Self::Call { error, .. } => Some(error),
        }
    }
}

/// The call that was to start the work failed.
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
            Self::Deadline {
                task_id,
                task,
                timeout,
                ..
            } => {
                let seconds = timeout.as_secs_f64();
                write!(f, "task {task_id} has not ended within {seconds} s")?;
                match task {
                    Some(task) => write!(f, ": it was {}", task.state),
                    None => f.write_str(": it was never seen"),
                }
            }
            // The call's own error says what there is to say, and is the source.
            Self::Call { task_id, .. } => match task_id {
                Some(task_id) => write!(f, "task {task_id} could not be looked at"),
                None => f.write_str("the work could not be started"),
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
            Self::Deadline {
                task_id,
                task,
                error,
                timeout,
            } => f
                .debug_struct("Deadline")
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
