//! Intent: deletes a project and waits for the end of the deletion.

use rolekit_runtime::{Outcome, Result};

use crate::gcore::operations::DeleteProject;
use crate::gcore::tasks::wait_for_all;
use crate::gcore::{Client, ProjectId, Task, TaskId, Wait, WaitError};

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
    /// let made = gcore.projects().create(&CreateProject::new("Short-lived".parse()?)).await?;
    /// for task in gcore.projects().delete(made.id).wait().await? {
    ///     println!("{} ended {:?}", task.task_type, task.finished_on);
    /// }
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`WaitError::Call`] without a task if the deletion was not started: there is no such project,
    /// or it is the account's default project, which cannot be deleted. If a response is lost or
    /// invalid and the project is not being deleted afterwards, the
    /// [outcome](crate::Error::outcome) is *unknown*, never *applied*: the request may still be on
    /// its way.
    ///
    /// After that, the error of the first task that failed, once all have ended or the timeout is
    /// reached: see [`Tasks::wait`](crate::gcore::resources::Tasks::wait). The timeout applies to
    /// the wait; the deletion itself has the timeout of a call.
    #[inline]
    pub fn wait(self) -> Wait<Result<Vec<Task>, WaitError>> {
        Wait::new(move |config| async move {
            let client = Client::from_runtime(self.request.client().clone());
            let task_ids = start(self, &client).await?;
            wait_for_all(&client.tasks(), config, task_ids)
                .await
                .into_iter()
                .collect()
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
            match find_deletion(client, project_id).await {
                Deletion::Started(task_ids) => Ok(task_ids),
                Deletion::NotStarted => {
                    let outcome = error.outcome().min(Outcome::Unknown);
                    Err(error.with_outcome(outcome))
                }
                Deletion::Unknown => Err(error),
            }
        }
        (Err(error), _) => Err(error),
    }
}

/// State of a deletion whose response was lost or was a conflict.
enum Deletion {
    /// These tasks delete the project; none if it is already gone.
    Started(Vec<TaskId>),
    /// The project is unchanged.
    NotStarted,
    /// The state could not be read.
    Unknown,
}

/// Finds out whether the deletion was started.
async fn find_deletion(client: &Client, project_id: ProjectId) -> Deletion {
    let project = match client.projects().get(project_id).await {
        Ok(project) if project.deleted_at.is_none() => project,
        Ok(_) => return Deletion::Started(Vec::new()),
        Err(error) if error.is_not_found() => return Deletion::Started(Vec::new()),
        Err(_) => return Deletion::Unknown,
    };
    let not_started = if project.state == "DELETING" {
        Deletion::Unknown
    } else {
        Deletion::NotStarted
    };
    let Some(task_id) = project.task_id else {
        return not_started;
    };
    match client.tasks().get(&task_id).await {
        Ok(task) if task.task_type == "delete_project" => Deletion::Started(vec![task.id]),
        Ok(_) => not_started,
        Err(_) => Deletion::Unknown,
    }
}
