//! The deletion of a project, and the wait for its end.

use std::future::IntoFuture;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use crate::gcore::tasks::{Wait, wait_for_all};
use crate::gcore::{Client, ProjectId, Task, TaskId, WaitError};
use rolekit_runtime::{Outcome, Result};

/// A project that is to be deleted. Nothing is sent before it is awaited, [sent](Self::send) or
/// [waited for](Self::wait).
///
/// It may be run again after any failure. If the answer is lost, or the project is being deleted
/// already, it looks for the task that does it before it fails; a project that is then gone counts as
/// deleted.
#[derive(Clone, Debug)]
#[must_use = "nothing is sent before it is awaited"]
pub struct DeleteProject {
    client: Client,
    project_id: ProjectId,
}

impl DeleteProject {
    pub(super) fn new(client: &Client, project_id: ProjectId) -> Self {
        Self {
            client: client.clone(),
            project_id,
        }
    }

    /// Asks for the deletion, and gives the ids of the tasks that do the work: none if there is
    /// nothing left to do. To await the value is the same.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// let made = gcore.projects().create("Short-lived").await?;
    /// let task_ids = gcore.projects().delete(made.id).send().await?;
    /// assert_eq!(task_ids.len(), 1);
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if the service refuses: there is no such project, or
    /// it is the account's default project, which cannot be deleted.
    pub async fn send(self) -> Result<Vec<TaskId>> {
        let client = self.client.generated();
        match client.delete_project(self.project_id).await {
            Ok(response) => Ok(response.into_inner().tasks),
            Err(error) if error.is_already_deleted() => Ok(Vec::new()),
            Err(error) if error.outcome() >= Outcome::Unknown || error.is_conflict() => {
                self.find_deletion_tasks().await.ok_or(error)
            }
            Err(error) => Err(error),
        }
    }

    /// Returns the task that is deleting the project: an empty list if the project is gone, `None` if
    /// that is unknown.
    async fn find_deletion_tasks(&self) -> Option<Vec<TaskId>> {
        let project = match self.client.projects().get(self.project_id).await {
            Ok(project) if project.deleted_at.is_none() => project,
            Ok(_) => return Some(Vec::new()),
            Err(error) => return error.is_not_found().then(Vec::new),
        };
        let task = self.client.tasks().get(project.task_id?).await.ok()?;
        (task.task_type == "delete_project").then(|| vec![task.id])
    }

    /// Asks for the deletion, waits until all its tasks have ended, and gives them: none if there was
    /// nothing left to do.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// let made = gcore.projects().create("Short-lived").await?;
    /// for task in gcore.projects().delete(made.id).wait().await? {
    ///     println!("{} ended {:?}", task.task_type, task.finished_on);
    /// }
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`WaitError::Call`] without a task if the deletion is refused, as [`send`](Self::send) has it.
    /// Once it is not refused, the first of the tasks that failed, after all have ended or time is
    /// over: see [`Tasks::wait`](crate::gcore::Tasks::wait). The timeout holds for the wait, and not
    /// for the deletion, which has that of its call.
    #[inline]
    pub fn wait(self) -> Wait<Result<Vec<Task>, WaitError>> {
        Wait::new(move |config| async move {
            let client = self.client.clone();
            let task_ids = self.send().await?;
            wait_for_all(&client, config, task_ids)
                .await
                .into_iter()
                .collect()
        })
    }
}

impl IntoFuture for DeleteProject {
    type Output = Result<Vec<TaskId>>;
    type IntoFuture = BoxFuture<'static, Result<Vec<TaskId>>>;

    #[inline]
    fn into_future(self) -> Self::IntoFuture {
        self.send().boxed()
    }
}
