//! Intent: deletes a project and waits for the end of the deletion.

use rolekit_runtime::{Outcome, Result, Wait};

use crate::gcore::operations::DeleteProject;
use crate::gcore::{Client, ProjectId, Task, TaskId, WaitError};

impl DeleteProject {
    /// Requests the deletion, waits until all its tasks have ended, and returns them; empty if
    /// there was nothing left to do.
    ///
    /// It can be repeated after any failure. If the response is lost, or the project is already
    /// being deleted, it looks for the task of the deletion before it fails; a project that is gone
    /// by then counts as deleted.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// use rolekit::gcore::CreateProject;
    ///
    /// let created = gcore.projects().create(&CreateProject::new("Short-lived".parse()?)).await?;
    /// let deletion = gcore.projects().delete(created.id);
    /// deletion.clone().await?; // starts it
    /// // Finds that it was started, and waits.
    /// let tasks = deletion.wait().await?;
    /// assert_eq!(tasks.len(), 1);
    /// for task in tasks {
    ///     println!("{} ended {:?}", task.task_type, task.finished_on);
    /// }
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`WaitError::Call`] without a task if the deletion was not started: there is no such project,
    /// or it is the account's default project, which cannot be deleted. If a response is lost or
    /// invalid and no task that deletes the project is found afterwards, the
    /// [outcome](crate::Error::outcome) is *unknown*, never *applied*: the request may still be on
    /// its way, or not have been applied although the response is a success.
    ///
    /// After that, the error of the first task that failed, once all have ended or the timeout is
    /// reached: see [`Tasks::wait`](crate::gcore::resources::Tasks::wait). The timeout applies to
    /// the wait; the deletion itself has the timeout of a call.
    #[inline]
    pub fn wait(self) -> Wait<Result<Vec<Task>, WaitError>> {
        Wait::new(move |intervals| async move {
            let client = Client::from_runtime(self.request.client().clone());
            let tasks = client.tasks().polls(start(self, &client).await?);
            let ends = intervals.wait_for_all(client.runtime(), tasks).await;
            ends.into_iter().collect()
        })
    }
}

/// Requests the deletion, and returns the ids of its tasks; empty if there is nothing left to do.
async fn start(delete: DeleteProject, client: &Client) -> Result<Vec<TaskId>> {
    let project_id = delete.request.scalar(0).and_then(|id| id.parse().ok());
    match (delete.await, project_id) {
        (Ok(tasks), _) => Ok(tasks.map(|ids| ids.tasks).unwrap_or_default()),
        (Err(error), Some(project_id))
            if error.outcome() >= Outcome::Unknown || error.is_conflict() =>
        {
            let outcome = error.outcome().min(Outcome::Unknown);
            let started = find_deletion(client, project_id).await;
            started.ok_or_else(|| error.with_outcome(outcome))
        }
        (Err(error), _) => Err(error),
    }
}

/// Returns the tasks that delete the project: an empty list if it is gone, `None` if no deletion was
/// found.
async fn find_deletion(client: &Client, project_id: ProjectId) -> Option<Vec<TaskId>> {
    let task_id = match client.projects().get(project_id).await {
        Ok(project) if project.deleted_at.is_none() => project.task_id?,
        Ok(_) => return Some(Vec::new()),
        Err(error) if error.is_not_found() => return Some(Vec::new()),
        Err(_) => return None,
    };
    let task = client.tasks().get(&task_id).await.ok()?;
    (task.task_type == "delete_project").then(|| vec![task.id])
}
