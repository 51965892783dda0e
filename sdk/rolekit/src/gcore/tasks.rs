//! Intent: waits until tasks have ended. Tasks are work that the service continues after its
//! response.

use std::borrow::Borrow;

use rolekit_runtime::{Job, Result, Wait};

use crate::gcore::operations::GetTask;
use crate::gcore::resources::Tasks;
use crate::gcore::{Task, TaskId, TaskState};

/// The error of a wait for a task.
///
/// ```
/// # rolekit_doc::gcore(async |gcore, _| {
/// use rolekit::gcore::TaskId;
///
/// let error = gcore.tasks().wait(&TaskId::new("5f0c7c5e")).await.unwrap_err(); // there is no such task
/// assert!(error.job_id().is_some_and(|id| id.as_str() == "5f0c7c5e"));
/// assert!(error.job().is_none());
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
pub type WaitError = rolekit_runtime::WaitError<Task>;

impl Tasks {
    /// Waits until a task has ended and returns it. Polls immediately, then at the intervals that
    /// are configured with [`Wait`].
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// use std::time::Duration;
    /// use rolekit::gcore::CreateProject;
    ///
    /// let created = gcore.projects().create(&CreateProject::new("Short-lived".parse()?)).await?;
    /// if let Some(deletion) = gcore.projects().delete(created.id).await? {
    ///     for task_id in &deletion.tasks {
    ///         let task = gcore.tasks().wait(task_id).timeout(Duration::from_secs(600)).await?;
    ///         assert!(task.state.is_ended());
    ///     }
    /// }
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`WaitError::Failed`] if the task ends in the state `ERROR`, [`WaitError::Timeout`] if it
    /// does not end before the timeout, [`WaitError::Call`] if it cannot be read. The task
    /// continues regardless of the wait.
    pub fn wait(&self, task_id: &TaskId) -> Wait<Result<Task, WaitError>> {
        Wait::for_one(self.runtime(), task_id.clone(), self.get(task_id))
    }

    /// Waits until all of several tasks have ended, and returns a result for each, in the order of
    /// the ids. The tasks are polled in rounds, and the timeout applies to all of them together. A
    /// task that fails does not stop the wait for the others.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// use rolekit::gcore::CreateProject;
    ///
    /// let created = gcore.projects().create(&CreateProject::new("Short-lived".parse()?)).await?;
    /// let deletion = gcore.projects().delete(created.id).await?;
    /// let task_ids = deletion.map(|deletion| deletion.tasks).unwrap_or_default();
    /// for result in gcore.tasks().wait_all(task_ids).await {
    ///     println!("{}", result?.task_type);
    /// }
    /// # Ok(()) });
    /// ```
    pub fn wait_all(
        &self,
        task_ids: impl IntoIterator<Item = impl Borrow<TaskId>>,
    ) -> Wait<Vec<Result<Task, WaitError>>> {
        Wait::for_all(self.runtime(), self.polls(task_ids))
    }

    /// Returns tasks with the requests that poll them.
    pub(crate) fn polls(
        &self,
        task_ids: impl IntoIterator<Item = impl Borrow<TaskId>>,
    ) -> Vec<(TaskId, GetTask)> {
        let poll = |id: &TaskId| (id.clone(), self.get(id));
        task_ids.into_iter().map(|id| poll(id.borrow())).collect()
    }
}

impl Job for Task {
    type Id = TaskId;

    const NOUN: &'static str = "task";

    fn id(&self) -> &TaskId {
        &self.id
    }

    fn describe(&self) -> &str {
        &self.task_type
    }

    fn state(&self) -> &str {
        self.state.as_str()
    }

    fn is_ended(&self) -> bool {
        self.state.is_ended()
    }

    fn has_failed(&self) -> bool {
        self.state == TaskState::Error
    }

    fn reason(&self) -> Option<&str> {
        self.error.as_deref()
    }
}

impl TaskState {
    /// Returns whether the state is final. An unknown state counts as not final.
    pub fn is_ended(&self) -> bool {
        matches!(self, Self::Finished | Self::Error)
    }
}

#[cfg(test)]
mod tests {
    use crate::gcore::TaskState;

    #[test]
    fn only_two_states_are_an_end() {
        for (state, is_ended) in [
            ("FINISHED", true),
            ("ERROR", true),
            ("NEW", false),
            ("RUNNING", false),
            ("PAUSED", false),
        ] {
            assert_eq!(TaskState::from(state).is_ended(), is_ended, "{state}");
        }
    }
}
