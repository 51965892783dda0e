//! Tasks: work that the service continues after its response.

mod error;
mod wait;

use std::future::IntoFuture;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;

pub use self::error::WaitError;
pub use self::wait::Wait;
pub(crate) use self::wait::wait_for_all;
use crate::gcore::{Client, ProjectId, RegionId, Task, TaskId, TaskOrder, TaskState};
use crate::generated::gcore::types::TaskPage;
use crate::list::{ByOffset, List, Query, sealed::Sealed};
use rolekit_runtime::{Page, Range, Result, Timestamp};

/// Resource API for the tasks of the account. Obtained from
/// [`Client::tasks`](crate::gcore::Client::tasks).
///
/// Some requests return before their work is done, with the ids of tasks. A task ends in the state
/// `FINISHED` or `ERROR`; [`created_resources`](Task::created_resources) lists what it created.
#[derive(Clone, Copy, Debug)]
pub struct Tasks<'a> {
    client: &'a Client,
}

impl Client {
    /// Returns the resource API for tasks: work that continues after the response.
    pub fn tasks(&self) -> Tasks<'_> {
        Tasks { client: self }
    }
}

impl Tasks<'_> {
    /// Lists tasks; add filters to restrict the result. The newest come first unless it is
    /// [ordered](ListTasks::order_by). The page size is 1 to 1000 and defaults to **10**.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// use rolekit::gcore::TaskState;
    ///
    /// let open = [TaskState::New, TaskState::Running];
    /// let mut tasks = gcore.tasks().list().states(open).project_ids([100, 200]).stream();
    /// while let Some(task) = tasks.try_next().await? {
    ///     println!("{} {}", task.task_type, task.state);
    /// }
    /// # Ok(()) });
    /// ```
    #[inline]
    pub fn list(&self) -> ListTasks {
        List::new(self.client, TasksQuery::default())
    }

    /// Lists the tasks of a project in a region that have not ended. The page size is 1 to 1000.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// let active = gcore.tasks().list_active(100, 10).task_types(["delete_project"]).all().await?;
    /// assert!(active.iter().all(|task| !task.state.is_ended()));
    /// # Ok(()) });
    /// ```
    pub fn list_active(
        &self,
        project_id: impl Into<ProjectId>,
        region_id: impl Into<RegionId>,
    ) -> ListActiveTasks {
        let query = ActiveTasksQuery {
            project_id: project_id.into(),
            region_id: region_id.into(),
            task_types: Vec::new(),
        };
        List::new(self.client, query)
    }

    /// Returns the current state of a task.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// let made = gcore.projects().create("Short-lived").await?;
    /// for task_id in gcore.projects().delete(made.id).await? {
    ///     let task = gcore.tasks().get(&task_id).await?;
    ///     assert_eq!(task.task_type, "delete_project");
    /// }
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) with status 404 if there is no such task.
    pub async fn get(&self, task_id: impl Into<TaskId>) -> Result<Task> {
        let task = self.client.generated().get_task(&task_id.into()).await?;
        Ok(task.into_inner())
    }

    /// Waits until a task has ended and returns it. Polls immediately, then at the intervals that
    /// are configured with [`Wait`].
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// use std::time::Duration;
    ///
    /// let made = gcore.projects().create("Short-lived").await?;
    /// for task_id in gcore.projects().delete(made.id).await? {
    ///     let task = gcore.tasks().wait(task_id).timeout(Duration::from_secs(600)).await?;
    ///     assert!(task.state.is_ended());
    /// }
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`WaitError::Failed`] if the task ends in the state `ERROR`, [`WaitError::Timeout`] if it
    /// does not end before the timeout, [`WaitError::Call`] if it cannot be read. The task
    /// continues regardless of the wait.
    pub fn wait(&self, task_id: impl Into<TaskId>) -> Wait<Result<Task, WaitError>> {
        wait::wait_for_one(self.client, task_id.into())
    }

    /// Waits until all of several tasks have ended, and returns a result for each, in the order of
    /// the ids. The tasks are polled in rounds, and the timeout applies to all of them together. A
    /// task that fails does not stop the wait for the others.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// let made = gcore.projects().create("Short-lived").await?;
    /// let task_ids = gcore.projects().delete(made.id).await?;
    /// for end in gcore.tasks().wait_all(task_ids).await {
    ///     println!("{}", end?.task_type);
    /// }
    /// # Ok(()) });
    /// ```
    pub fn wait_all<T: Into<TaskId>>(
        &self,
        task_ids: impl IntoIterator<Item = T>,
    ) -> Wait<Vec<Result<Task, WaitError>>> {
        wait::wait_for_many(self.client, task_ids.into_iter().map(Into::into).collect())
    }

    /// Marks a task as acknowledged and returns it.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// let made = gcore.projects().create("Short-lived").await?;
    /// for task_id in gcore.projects().delete(made.id).await? {
    ///     let task = gcore.tasks().acknowledge(task_id).await?;
    ///     assert!(task.acknowledged_at.is_some());
    /// }
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) with status 404 if there is no such task.
    pub async fn acknowledge(&self, task_id: impl Into<TaskId>) -> Result<Task> {
        let client = self.client.generated();
        let task = client.acknowledge_task(&task_id.into()).await?;
        Ok(task.into_inner())
    }

    /// Marks all tasks as acknowledged, or those of a project or a region, when awaited.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// gcore.tasks().acknowledge_all().project_id(100).region_id(10).await?;
    /// # Ok(()) });
    /// ```
    pub fn acknowledge_all(&self) -> AcknowledgeAll {
        AcknowledgeAll {
            client: self.client.clone(),
            project_id: None,
            region_id: None,
        }
    }
}

/// A request that acknowledges tasks: all, unless restricted. Nothing is sent until it is awaited.
///
/// # Errors
/// Those of every call; see [`ErrorKind`](crate::ErrorKind).
#[derive(Clone, Debug)]
#[must_use = "nothing is sent before it is awaited"]
pub struct AcknowledgeAll {
    client: Client,
    project_id: Option<ProjectId>,
    region_id: Option<RegionId>,
}

impl AcknowledgeAll {
    /// Restricts the request to tasks in this project.
    pub fn project_id(mut self, project_id: impl Into<ProjectId>) -> Self {
        self.project_id = Some(project_id.into());
        self
    }

    /// Restricts the request to tasks in this region.
    pub fn region_id(mut self, region_id: impl Into<RegionId>) -> Self {
        self.region_id = Some(region_id.into());
        self
    }
}

impl IntoFuture for AcknowledgeAll {
    type Output = Result<()>;
    type IntoFuture = BoxFuture<'static, Result<()>>;

    #[inline]
    fn into_future(self) -> Self::IntoFuture {
        async move {
            let client = self.client.generated();
            let response = client.acknowledge_all_tasks(self.project_id, self.region_id);
            response.await.map(drop)
        }
        .boxed()
    }
}

impl TaskState {
    /// Returns whether the state is final. An unknown state counts as not final.
    pub fn is_ended(&self) -> bool {
        matches!(self, Self::Finished | Self::Error)
    }
}

/// A list of tasks, with filters; see [`List`] for how to read it.
///
/// ```
/// # rolekit_doc::gcore(async |gcore, _| {
/// use rolekit::gcore::TaskOrder;
///
/// let of_june = gcore.tasks().list().since("2026-06-01T00:00:00Z").until("2026-06-30T23:59:59Z");
/// let unseen = of_june.task_type("create_vm").region_ids([10]).acknowledged(false);
/// for task in unseen.order_by(TaskOrder::Asc).all().await? {
///     println!("{} {:?}", task.id, task.created_on);
/// }
/// # Ok(()) });
/// ```
pub type ListTasks = List<TasksQuery>;

/// Filters of [`ListTasks`].
#[derive(Clone, Debug, Default)]
pub struct TasksQuery {
    states: Vec<TaskState>,
    project_ids: Vec<ProjectId>,
    region_ids: Vec<RegionId>,
    task_type: Option<String>,
    since: Option<Timestamp>,
    until: Option<Timestamp>,
    acknowledged: Option<bool>,
    order: Option<TaskOrder>,
}

/// A filter with several values matches any of them. Repeated calls add values; no values means no
/// filter.
impl ListTasks {
    /// Restricts the list to tasks in these states.
    pub fn states<T: Into<TaskState>>(mut self, states: impl IntoIterator<Item = T>) -> Self {
        let states = states.into_iter().map(Into::into);
        self.query.states.extend(states);
        self
    }

    /// Restricts the list to tasks in these projects.
    pub fn project_ids<T: Into<ProjectId>>(
        mut self,
        project_ids: impl IntoIterator<Item = T>,
    ) -> Self {
        let project_ids = project_ids.into_iter().map(Into::into);
        self.query.project_ids.extend(project_ids);
        self
    }

    /// Restricts the list to tasks in these regions.
    pub fn region_ids<T: Into<RegionId>>(
        mut self,
        region_ids: impl IntoIterator<Item = T>,
    ) -> Self {
        let region_ids = region_ids.into_iter().map(Into::into);
        self.query.region_ids.extend(region_ids);
        self
    }

    /// Restricts the list to tasks of this type, such as `delete_project`.
    pub fn task_type(mut self, task_type: impl Into<String>) -> Self {
        self.query.task_type = Some(task_type.into());
        self
    }

    /// Restricts the list to tasks created at or after this time.
    pub fn since(mut self, time: impl Into<Timestamp>) -> Self {
        self.query.since = Some(time.into());
        self
    }

    /// Restricts the list to tasks created at or before this time.
    pub fn until(mut self, time: impl Into<Timestamp>) -> Self {
        self.query.until = Some(time.into());
        self
    }

    /// Restricts the list to acknowledged tasks, or to those that are not.
    pub fn acknowledged(mut self, acknowledged: bool) -> Self {
        self.query.acknowledged = Some(acknowledged);
        self
    }

    /// Sets whether the oldest or the newest task comes first. Defaults to the newest.
    pub fn order_by(mut self, order: impl Into<TaskOrder>) -> Self {
        self.query.order = Some(order.into());
        self
    }
}

impl Sealed for TasksQuery {}
impl ByOffset for TasksQuery {}
impl Query for TasksQuery {
    type Item = Task;
    type Client = Client;
    type Body = TaskPage;
    const ITEMS: &'static str = "results";

    async fn fetch(&self, client: &Client, range: &Range) -> Result<TaskPage> {
        let client = client.generated();
        Ok(client
            .list_tasks(
                self.since.as_ref(),
                self.acknowledged,
                range.limit()?,
                range.offset()?,
                self.order.clone(),
                non_empty(&self.project_ids),
                non_empty(&self.region_ids),
                None,
                non_empty(&self.states),
                self.task_type.as_deref(),
                self.until.as_ref(),
            )
            .await?
            .into_inner())
    }

    fn read(&self, _: &Client, body: TaskPage, range: &Range) -> Result<Page<Task>> {
        Page::by_offset(body.results, body.count, range)
    }
}

/// A list of tasks that have not ended, with filters; see [`List`] for how to read it.
pub type ListActiveTasks = List<ActiveTasksQuery>;

/// Filters of [`ListActiveTasks`].
#[derive(Clone, Debug)]
pub struct ActiveTasksQuery {
    project_id: ProjectId,
    region_id: RegionId,
    task_types: Vec<String>,
}

impl ListActiveTasks {
    /// Restricts the list to tasks of these types. Repeated calls add values; no values means no
    /// filter.
    pub fn task_types<T: Into<String>>(mut self, types: impl IntoIterator<Item = T>) -> Self {
        let types = types.into_iter().map(Into::into);
        self.query.task_types.extend(types);
        self
    }
}

impl Sealed for ActiveTasksQuery {}
impl ByOffset for ActiveTasksQuery {}
impl Query for ActiveTasksQuery {
    type Item = Task;
    type Client = Client;
    type Body = TaskPage;
    const ITEMS: &'static str = "results";

    async fn fetch(&self, client: &Client, range: &Range) -> Result<TaskPage> {
        let client = client.generated();
        Ok(client
            .list_active_tasks(
                self.project_id,
                self.region_id,
                range.limit()?,
                range.offset()?,
                non_empty(&self.task_types),
            )
            .await?
            .into_inner())
    }

    fn read(&self, _: &Client, body: TaskPage, range: &Range) -> Result<Page<Task>> {
        Page::by_offset(body.results, body.count, range)
    }
}

/// Returns the values of a filter, or `None` if there are none.
pub(crate) fn non_empty<T>(values: &Vec<T>) -> Option<&Vec<T>> {
    (!values.is_empty()).then_some(values)
}
