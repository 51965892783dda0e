//! Manages projects.

mod body;
mod delete;
mod ensure;

pub use self::body::{NewProject, ProjectPatch};
pub use self::delete::DeleteProject;
use crate::gcore::{Client, Project, ProjectId, ProjectOrder};
use crate::generated::gcore::types::ProjectPage;
use crate::list::{ByOffset, List, Query, sealed::Sealed};
use rolekit_runtime::{Page, Range, Result};

/// Resource API for the projects of the account. Obtained from
/// [`Client::projects`](crate::gcore::Client::projects).
#[derive(Clone, Copy, Debug)]
pub struct Projects<'a> {
    client: &'a Client,
}

impl Client {
    /// Returns the resource API for projects.
    pub fn projects(&self) -> Projects<'_> {
        Projects { client: self }
    }
}

impl Projects<'_> {
    /// Lists projects that are not deleted, or [all](ListProjects::include_deleted); add filters to
    /// restrict the result. The newest come first unless it is [ordered](ListProjects::order_by).
    /// The page size is 1 to 1000 and defaults to 100.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// use rolekit::gcore::ProjectOrder;
    ///
    /// let projects = gcore.projects().list().order_by(ProjectOrder::NameAsc);
    /// let projects = projects.include_deleted(true).all().await?;
    /// assert!(projects.is_sorted_by_key(|project| project.name.clone()));
    /// # Ok(()) });
    /// ```
    #[inline]
    pub fn list(&self) -> ListProjects {
        List::new(self.client, ProjectsQuery::default())
    }

    /// Returns a project.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// let project = gcore.projects().get(100).await?;
    /// assert_eq!(project.client_id, 8);
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) with status 404 if there is no such project.
    pub async fn get(&self, project_id: impl Into<ProjectId>) -> Result<Project> {
        let project = self
            .client
            .generated()
            .get_project(project_id.into())
            .await?;
        Ok(project.into_inner())
    }

    /// Returns the project with exactly this name, or `None`. Names are unique in an account.
    /// Deleted projects are ignored.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// let made = gcore.projects().create("Warehouse").await?;
    /// let found = gcore.projects().find_by_name("Warehouse").await?;
    /// assert_eq!(found.map(|project| project.id), Some(made.id));
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// Those of every call; see [`ErrorKind`](crate::ErrorKind).
    pub async fn find_by_name(&self, name: &str) -> Result<Option<Project>> {
        // The vendor does not document whether the filter matches a part of a name.
        let mut projects = self.list().name(name).stream();
        while let Some(project) = projects.try_next().await? {
            if project.name == name && project.deleted_at.is_none() {
                return Ok(Some(project));
            }
        }
        Ok(None)
    }

    /// Creates a project from its name, or from a [`NewProject`] with a description.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// use rolekit::gcore::NewProject;
    ///
    /// let new = NewProject::new("Warehouse").description("What is in stock");
    /// let made = gcore.projects().create(new).await?;
    /// assert_eq!(made.description.as_deref(), Some("What is in stock"));
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) if the name or the
    /// description is invalid; nothing is sent. [`ErrorKind::Api`](crate::ErrorKind::Api) if the
    /// API returns an error: the name is taken, or the account has reached its limit of projects.
    /// Retried only if the request cannot have been applied. If the
    /// [outcome](crate::Error::outcome) is unknown or applied, check with
    /// [`find_by_name`](Self::find_by_name) before retrying, or use [`ensure`](Self::ensure).
    pub async fn create(&self, project: impl Into<NewProject>) -> Result<Project> {
        let body = project.into().into_body()?;
        let created = self.client.generated().create_project(&body).await?;
        Ok(created.into_inner())
    }

    /// Updates a project and returns it. Fields that are not set in the patch stay unchanged.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// use rolekit::gcore::ProjectPatch;
    ///
    /// let patch = ProjectPatch::new().description("Until autumn");
    /// let project = gcore.projects().update(100, patch).await?;
    /// assert_eq!(project.description.as_deref(), Some("Until autumn"));
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) if the name or the
    /// description is invalid; nothing is sent. [`ErrorKind::Api`](crate::ErrorKind::Api) if the
    /// API returns an error, such as 404 if there is no such project.
    pub async fn update(
        &self,
        project_id: impl Into<ProjectId>,
        patch: ProjectPatch,
    ) -> Result<Project> {
        let body = patch.into_body()?;
        let client = self.client.generated();
        let project = client.update_project(project_id.into(), &body).await?;
        Ok(project.into_inner())
    }

    /// Deletes a project **with every resource in it, in all regions, for good**.
    ///
    /// Awaiting it returns the ids of the tasks that do the work, which continues afterwards.
    /// [`wait`](DeleteProject::wait) waits until all have ended.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// let made = gcore.projects().create("Short-lived").await?;
    /// gcore.projects().delete(made.id).wait().await?;
    /// assert!(gcore.projects().find_by_name("Short-lived").await?.is_none());
    /// # Ok(()) });
    /// ```
    pub fn delete(&self, project_id: impl Into<ProjectId>) -> DeleteProject {
        DeleteProject::new(self.client, project_id.into())
    }
}

/// A list of projects, with filters; see [`List`] for how to read it.
pub type ListProjects = List<ProjectsQuery>;

/// Filters of [`ListProjects`].
#[derive(Clone, Debug, Default)]
pub struct ProjectsQuery {
    name: Option<String>,
    include_deleted: Option<bool>,
    order: Option<ProjectOrder>,
}

impl ListProjects {
    /// Restricts the list to the project with this name.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.query.name = Some(name.into());
        self
    }

    /// Sets whether deleted projects are included. Defaults to `false`.
    pub fn include_deleted(mut self, include: bool) -> Self {
        self.query.include_deleted = Some(include);
        self
    }

    /// Sets the order of the projects.
    pub fn order_by(mut self, order: impl Into<ProjectOrder>) -> Self {
        self.query.order = Some(order.into());
        self
    }
}

impl Sealed for ProjectsQuery {}
impl ByOffset for ProjectsQuery {}
impl Query for ProjectsQuery {
    type Item = Project;
    type Client = Client;
    type Body = ProjectPage;
    const ITEMS: &'static str = "results";

    async fn fetch(&self, client: &Client, range: &Range) -> Result<ProjectPage> {
        let client = client.generated();
        Ok(client
            .list_projects(
                self.include_deleted,
                range.limit()?,
                self.name.as_deref(),
                range.offset()?,
                self.order.clone(),
            )
            .await?
            .into_inner())
    }

    fn read(&self, _: &Client, body: ProjectPage, range: &Range) -> Result<Page<Project>> {
        Page::by_offset(body.results, body.count, range)
    }
}
