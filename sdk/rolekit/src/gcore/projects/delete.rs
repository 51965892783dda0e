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

/// What became of a deletion whose response is lost or a conflict.
enum Deletion {
    /// These tasks do it, or none is needed any more.
    Started(Vec<TaskId>),
    /// The project is as before.
    NotStarted,
    /// It could not be found out.
    Unknown,
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
    /// it is the account's default project, which cannot be deleted. If a response is lost or invalid
    /// and the project is not being deleted afterwards, the [outcome](crate::Error::outcome) is
    /// *unknown*, never *applied*: the request may still be on its way.
    pub async fn send(self) -> Result<Vec<TaskId>> {
        let client = self.client.generated();
        match client.delete_project(self.project_id).await {
            Ok(response) => Ok(response.into_inner().tasks),
            Err(error) if error.is_already_deleted() => Ok(Vec::new()),
            Err(error) if error.outcome() >= Outcome::Unknown || error.is_conflict() => {
                match self.find_deletion().await {
                    Deletion::Started(task_ids) => Ok(task_ids),
                    Deletion::NotStarted => {
                        let outcome = error.outcome().min(Outcome::Unknown);
                        Err(error.with_outcome(outcome))
                    }
                    Deletion::Unknown => Err(error),
                }
            }
            Err(error) => Err(error),
        }
    }

    /// Reads what became of a deletion.
    async fn find_deletion(&self) -> Deletion {
        let project = match self.client.projects().get(self.project_id).await {
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
        match self.client.tasks().get(task_id).await {
            Ok(task) if task.task_type == "delete_project" => Deletion::Started(vec![task.id]),
            Ok(_) => not_started,
            Err(_) => Deletion::Unknown,
        }
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
    /// [`WaitError::Call`] without a task if the deletion was not started, as [`send`](Self::send).
    /// After that, the first of the tasks that failed, after all have ended or time is
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
