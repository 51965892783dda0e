//! Creates or updates a project as needed.

use std::time::Duration;

use crate::converge::{self, Step, Target};
use crate::gcore::{NewProject, Project, ProjectId, ProjectPatch, Projects};
use rolekit_runtime::{Action, Ensured, Result};

impl Projects<'_> {
    /// Ensures that a project with this name exists, with this description if one is given. If
    /// there is such a project, only reads are sent. If its description differs, it is updated.
    /// Otherwise a project is created. If no description is given, that of an existing project
    /// stays unchanged.
    ///
    /// # What is guaranteed
    /// On success the project was as described at the last read, which follows the last change. If
    /// others create, change or delete it meanwhile, the call reads and plans again. If the
    /// response to a change is lost, it reads whether the change was applied; a creation is never
    /// sent twice unless the API rejected the first.
    ///
    /// [`Ensured::action`] is what this call did: [`Action::Unchanged`] if others made the change.
    /// If a response was lost and the project exists afterwards, it counts as created by this call,
    /// although others may have created it at that moment.
    ///
    /// Not guaranteed: that the project stays so after the last read. Of two calls with different
    /// descriptions the last one wins.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// let first = gcore.projects().ensure("Warehouse").await?;
    /// assert!(first.is_changed());
    /// let again = gcore.projects().ensure("Warehouse").await?;
    /// assert!(!again.is_changed());
    /// assert_eq!(again.value.id, first.value.id);
    /// # Ok(()) });
    /// ```
    ///
    /// A project that is being deleted does not count as existing. Until it is gone, the API may
    /// reject its name with a [conflict](crate::Error::is_conflict).
    ///
    /// # Errors
    /// - Those of [`create`](Self::create) and [`update`](Self::update). The
    ///   [outcome](crate::Error::outcome) says whether the change was applied: *applied* also if
    ///   only the read after it failed.
    /// - [`ErrorKind::Contention`](crate::ErrorKind::Contention) if others changed the project before
    ///   each of 20 reads.
    ///
    /// The call can be repeated after any error.
    pub async fn ensure(&self, project: impl Into<NewProject>) -> Result<Ensured<Project>> {
        let desired = project.into();
        // An invalid request fails before anything is sent.
        desired.clone().into_body()?;
        converge::ensure(&DesiredProject {
            projects: *self,
            desired,
        })
        .await
    }
}

/// A project with its desired state.
struct DesiredProject<'a> {
    projects: Projects<'a>,
    desired: NewProject,
}

impl Target for DesiredProject<'_> {
    type State = Option<Project>;
    /// The update; `None` creates a project.
    type Change = Option<(ProjectId, ProjectPatch)>;
    type Value = Project;

    async fn read(&self) -> Result<Self::State> {
        let project = self.projects.find_by_name(self.desired.name()).await?;
        Ok(project.filter(|project| project.state != "DELETING"))
    }

    fn plan(&self, state: &Self::State) -> Result<Step<Project, Self::Change>> {
        Ok(match state {
            None => Step::Change(Action::Created, None),
            Some(project) => match self.desired.diff(project) {
                None => Step::Done(project.clone()),
                Some(patch) => Step::Change(Action::Updated, Some((project.id, patch))),
            },
        })
    }

    async fn apply(&self, change: Self::Change) -> Result<()> {
        match change {
            None => self.projects.create(self.desired.clone()).await.map(drop),
            Some((id, patch)) => self.projects.update(id, patch).await.map(drop),
        }
    }

    async fn wait(&self, longest: Duration) {
        converge::wait(self.projects.client.generated().runtime(), longest).await;
    }

    fn name(&self) -> String {
        format!("project `{}`", self.desired.name())
    }
}
