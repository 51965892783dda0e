//! Projects.

mod body;
mod delete;
mod ensure;

pub use self::body::{NewProject, ProjectPatch};
pub use self::delete::DeleteProject;
use crate::gcore::{Client, Project, ProjectId, ProjectOrder};
use crate::generated::gcore::types::ProjectPage;
use crate::list::{ByOffset, List, Query, sealed::Sealed};
use rolekit_runtime::{Page, Range, Result};

/// The projects of the account. Get it from [`Client::projects`](crate::gcore::Client::projects).
#[derive(Clone, Copy, Debug)]
pub struct Projects<'a> {
    client: &'a Client,
}

impl Client {
    /// Returns the projects of the account.
    pub fn projects(&self) -> Projects<'_> {
        Projects { client: self }
    }
}

impl Projects<'_> {
    /// Lists projects, all that are not deleted unless the list is narrowed or widened, the newest
    /// first unless it is [ordered](ListProjects::order_by). A page holds 1 to 1000 projects, and 100
    /// where it is not set.
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

    /// One project.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// let project = gcore.projects().get(100).await?;
    /// assert_eq!(project.client_id, 8);
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if there is no such project.
    pub async fn get(&self, project_id: impl Into<ProjectId>) -> Result<Project> {
        let project = self
            .client
            .generated()
            .get_project(project_id.into())
            .await?;
        Ok(project.into_inner())
    }

    /// The project with exactly this name, or `None`. Names are unique in an account; deleted
    /// projects are left out.
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
    /// As every call, see [`ErrorKind`](crate::ErrorKind).
    pub async fn find_by_name(&self, name: &str) -> Result<Option<Project>> {
        // Whether the service's filter takes a part of a name is not documented.
        let mut projects = self.list().name(name).stream();
        while let Some(project) = projects.try_next().await? {
            if project.name == name && project.deleted_at.is_none() {
                return Ok(Some(project));
            }
        }
        Ok(None)
    }

    /// Makes a project, by its name alone or with a description.
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
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) for a name or a description
    /// that the service never takes, and nothing is sent; [`ErrorKind::Api`](crate::ErrorKind::Api)
    /// if it refuses: the name is taken, or the account may not have more projects. A creation is
    /// repeated only where the service cannot have acted; if the
    /// [outcome](crate::Error::outcome) is unknown or applied, look with
    /// [`find_by_name`](Self::find_by_name) before you repeat it, or use [`ensure`](Self::ensure).
    pub async fn create(&self, project: impl Into<NewProject>) -> Result<Project> {
        let body = project.into().into_body()?;
        let created = self.client.generated().create_project(&body).await?;
        Ok(created.into_inner())
    }

    /// Changes a project, and gives it as it is then. What the patch does not mention stays.
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
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) for a name that the service
    /// never takes; [`ErrorKind::Api`](crate::ErrorKind::Api) if it refuses, or there is no such
    /// project.
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
    /// Awaited as it is, it gives the ids of the tasks that do the work, which goes on after that.
    /// [`wait`](DeleteProject::wait) waits until it is done.
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

/// A list of projects that is to be asked for.
pub type ListProjects = List<ProjectsQuery>;

/// Which projects are asked for.
#[derive(Clone, Debug, Default)]
pub struct ProjectsQuery {
    name: Option<String>,
    include_deleted: Option<bool>,
    order: Option<ProjectOrder>,
}

impl ListProjects {
    /// Only the project of this name.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.query.name = Some(name.into());
        self
    }

    /// Whether deleted projects are given too. They are not where it is not set.
    pub fn include_deleted(mut self, include: bool) -> Self {
        self.query.include_deleted = Some(include);
        self
    }

    /// What the projects are ordered by, and which way.
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
