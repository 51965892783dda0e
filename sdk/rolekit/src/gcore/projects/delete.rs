//! Deletes projects and waits for the end of the deletion.

use std::future::IntoFuture;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use crate::gcore::tasks::{Wait, wait_for_all};
use crate::gcore::{Client, ProjectId, Task, TaskId, WaitError};
use rolekit_runtime::{Outcome, Result};

/// The deletion of a project. Nothing is sent until it is awaited, [sent](Self::send) or [waited
/// for](Self::wait).
///
/// It can be repeated after any failure. If the response is lost, or the project is already being
/// deleted, it looks for the task of the deletion before it fails; a project that is gone by then
/// counts as deleted.
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

    /// Requests the deletion and returns the ids of the tasks that do the work; empty if there is
    /// nothing left to do. Awaiting the value does the same.
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
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if the API returns an error: there is no such
    /// project, or it is the account's default project, which cannot be deleted. If a response is
    /// lost or invalid and no task that deletes the project is found afterwards, the
    /// [outcome](crate::Error::outcome) is *unknown*, never *applied*: the request may still be on
    /// its way, or not have been applied although the response is a success.
    pub async fn send(self) -> Result<Vec<TaskId>> {
        let client = self.client.generated();
        match client.delete_project(self.project_id).await {
            Ok(response) => Ok(response.into_inner().tasks),
            Err(error) if error.is_already_deleted() => Ok(Vec::new()),
            Err(error) if error.outcome() >= Outcome::Unknown || error.is_conflict() => {
                let outcome = error.outcome().min(Outcome::Unknown);
                let started = self.find_deletion().await;
                started.ok_or_else(|| error.with_outcome(outcome))
            }
            Err(error) => Err(error),
        }
    }

    /// Returns the tasks that delete the project, none if it is already gone. `None` if no deletion is
    /// found.
    async fn find_deletion(&self) -> Option<Vec<TaskId>> {
        let task_id = match self.client.projects().get(self.project_id).await {
            Ok(project) if project.deleted_at.is_none() => project.task_id?,
            Ok(_) => return Some(Vec::new()),
            Err(error) if error.is_not_found() => return Some(Vec::new()),
            Err(_) => return None,
        };
        let task = self.client.tasks().get(task_id).await.ok()?;
        (task.task_type == "delete_project").then(|| vec![task.id])
    }

    /// Requests the deletion, waits until all its tasks have ended, and returns them; empty if
    /// there was nothing left to do.
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
    /// [`WaitError::Call`] without a task if the deletion was not started, as [`send`](Self::send).
    /// After that, the error of the first task that failed, once all have ended or the timeout is
    /// reached: see [`Tasks::wait`](crate::gcore::Tasks::wait). The timeout applies to the wait;
    /// the deletion itself has the timeout of a call.
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
