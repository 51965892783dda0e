//! Creates or updates a project as needed.

use crate::gcore::{NewProject, Project, Projects};
use rolekit_runtime::{Action, Ensured, Error, Outcome, Result};

impl Projects<'_> {
    /// Makes there be a project of this name, with this description if one is given: nothing is sent
    /// but reads if it is so already; a project of the name is given the description; else one is
    /// made. A description that is not given is left alone.
    ///
    /// It may be run again after any failure. If the answer to a creation is lost, or somebody else
    /// was faster, it looks whether the project is there before it fails.
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
    /// A project that is being deleted is not there: until it is gone, the service may refuse its name
    /// with a [conflict](crate::Error::is_conflict).
    ///
    /// # Errors
    /// As [`create`](Self::create) and [`update`](Self::update) have them.
    pub async fn ensure(&self, project: impl Into<NewProject>) -> Result<Ensured<Project>> {
        let desired = project.into();
        // An invalid request fails before anything is sent.
        desired.clone().into_body()?;
        if let Some(existing) = self.find_active(desired.name()).await? {
            return self.update_if_different(&desired, existing).await;
        }
        match self.create(desired.clone()).await {
            Ok(created) => Ok(Ensured::new(created, Action::Created)),
            Err(error) => self.recover_lost_create(error, &desired).await,
        }
    }

    /// Returns the project with this name, unless it is being deleted.
    async fn find_active(&self, name: &str) -> Result<Option<Project>> {
        let project = self.find_by_name(name).await?;
        Ok(project.filter(|project| project.state != "DELETING"))
    }

    async fn update_if_different(
        &self,
        desired: &NewProject,
        existing: Project,
    ) -> Result<Ensured<Project>> {
        match desired.diff(&existing) {
            None => Ok(Ensured::new(existing, Action::Unchanged)),
            Some(patch) => {
                let project = self.update(existing.id, patch).await?;
                Ok(Ensured::new(project, Action::Updated))
            }
        }
    }

    /// Looks for the project after a failed creation: its response may be lost, or somebody else may
    /// have created it. Returns the error of the creation if that does not help.
    async fn recover_lost_create(
        &self,
        error: Error,
        desired: &NewProject,
    ) -> Result<Ensured<Project>> {
        let conflict = error.is_conflict();
        if error.outcome() < Outcome::Unknown && !conflict {
            return Err(error);
        }
        match self.find_active(desired.name()).await {
            Ok(Some(existing)) if conflict => self.update_if_different(desired, existing).await,
            Ok(Some(existing)) if desired.diff(&existing).is_none() => {
                Ok(Ensured::new(existing, Action::Created))
            }
            _ => Err(error),
        }
    }
}
