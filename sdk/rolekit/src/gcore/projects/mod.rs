//! Intent: finds a project by its name.

mod delete;
mod ensure;

use rolekit_runtime::Result;

pub use self::ensure::{DesiredProject, EnsureProject, ProjectPlan};
use crate::gcore::Project;
use crate::gcore::resources::Projects;

impl Projects {
    /// Returns the project with exactly this name, or `None`. Names are unique in an account.
    /// Deleted projects are ignored.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// use rolekit::gcore::CreateProject;
    ///
    /// let created = gcore.projects().create(&CreateProject::new("Warehouse".parse()?)).await?;
    /// let found = gcore.projects().find_by_name("Warehouse").await?;
    /// assert_eq!(found.map(|project| project.id), Some(created.id));
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// Those of every call; see [`ErrorKind`](crate::ErrorKind).
    pub async fn find_by_name(&self, name: &str) -> Result<Option<Project>> {
        // The vendor does not document whether the filter matches a part of a name.
        let is_named = |project: &Project| project.name == name && project.deleted_at.is_none();
        self.list().name(name).stream().find(is_named).await
    }
}
