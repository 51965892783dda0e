//! Intent: waits until tasks have ended. Tasks are work that the service continues after its
//! response.

mod error;
mod wait;

use std::borrow::Borrow;

use rolekit_runtime::{Result, Wait};

pub use self::error::WaitError;
pub(crate) use self::wait::wait_for_all;
use crate::gcore::resources::Tasks;
use crate::gcore::{Task, TaskId, TaskState};

impl Tasks {
    /// Waits until a task has ended and returns it. Polls immediately, then at the intervals that
    /// are configured with [`Wait`].
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// use std::time::Duration;
    /// use rolekit::gcore::CreateProject;
    ///
    /// let made = gcore.projects().create(&CreateProject::new("Short-lived".parse()?)).await?;
    /// if let Some(deletion) = gcore.projects().delete(made.id).await? {
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
        let (tasks, task_id) = (self.clone(), task_id.clone());
        Wait::new(move |intervals| async move {
            let mut results = wait_for_all(&tasks, intervals, vec![task_id.clone()]).await;
            // There is one result for each task.
            results.pop().unwrap_or_else(|| {
                Err(WaitError::Timeout {
                    task_id,
                    task: None,
                    error: None,
                    timeout: intervals.timeout(),
                })
            })
        })
    }

    /// Waits until all of several tasks have ended, and returns a result for each, in the order of
    /// the ids. The tasks are polled in rounds, and the timeout applies to all of them together. A
    /// task that fails does not stop the wait for the others.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// use rolekit::gcore::CreateProject;
    ///
    /// let made = gcore.projects().create(&CreateProject::new("Short-lived".parse()?)).await?;
    /// let deletion = gcore.projects().delete(made.id).await?;
    /// let task_ids = deletion.map(|deletion| deletion.tasks).unwrap_or_default();
    /// for end in gcore.tasks().wait_all(task_ids).await {
    ///     println!("{}", end?.task_type);
    /// }
    /// # Ok(()) });
    /// ```
    pub fn wait_all(
        &self,
        task_ids: impl IntoIterator<Item = impl Borrow<TaskId>>,
    ) -> Wait<Vec<Result<Task, WaitError>>> {
        let tasks = self.clone();
        let ids: Vec<_> = task_ids.into_iter().map(|id| id.borrow().clone()).collect();
        Wait::new(move |intervals| async move { wait_for_all(&tasks, intervals, ids).await })
    }
}

impl TaskState {
    /// Returns whether the state is final. An unknown state counts as not final.
    pub fn is_ended(&self) -> bool {
        matches!(self, Self::Finished | Self::Error)
    }
}
