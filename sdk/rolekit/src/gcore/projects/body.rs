//! Request bodies to create and update a project.

use crate::gcore::Project;
use crate::generated::gcore::types::{
    CreateProject, CreateProjectDescription, ProjectName, UpdateProject,
};
use crate::message::excerpt;
use rolekit_runtime::{Error, ErrorKind, Field, Result};

/// A project to create. `&str` and `String` convert to a project with that name and no description.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewProject {
    name: String,
    description: Option<String>,
}

impl NewProject {
    /// Creates a project with this name: 3 to 63 letters, digits, spaces, dots, underscores and
    /// hyphens, the first a letter or a digit, the last neither a space nor a hyphen. Validated
    /// when it is sent.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            description: None,
        }
    }

    /// Sets the description, at most 255 characters. Validated when it is sent.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Returns the patch that gives `project` this description; `None` if none is set or it is
    /// equal.
    #[inline]
    pub(super) fn diff(&self, project: &Project) -> Option<ProjectPatch> {
        let desired = self.description.as_deref()?;
        // The service treats an absent description like an empty one.
        let current = project.description.as_deref().unwrap_or_default();
        (desired != current).then(|| ProjectPatch::new().description(desired))
    }

    #[inline]
    pub(super) fn into_body(self) -> Result<CreateProject> {
        let mut body = CreateProject::new(validate_name(&self.name)?);
        body.description = match self.description {
            None => Field::Undefined,
            Some(text) => Field::Value(validate_description(&text)?),
        };
        Ok(body)
    }
}

impl From<&str> for NewProject {
    fn from(name: &str) -> Self {
        Self::new(name)
    }
}

impl From<String> for NewProject {
    fn from(name: String) -> Self {
        Self::new(name)
    }
}

/// Changes to a project. Fields that are not set are not sent.
///
/// ```
/// use rolekit::gcore::ProjectPatch;
///
/// let patch = ProjectPatch::new().name("Warehouse").clear_description();
/// # let _ = patch;
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProjectPatch {
    name: Option<String>,
    description: Field<String>,
}

impl ProjectPatch {
    /// Creates an empty patch.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the name; [`NewProject::new`] documents what is valid. Validated when the patch is
    /// sent.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Sets the description, at most 255 characters. Validated when the patch is sent.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Field::Value(description.into());
        self
    }

    /// Clears the description. Sends an empty string, because the API documents `null` only for
    /// creation.
    #[must_use]
    pub fn clear_description(mut self) -> Self {
        self.description = Field::Null;
        self
    }

    #[inline]
    pub(super) fn into_body(self) -> Result<UpdateProject> {
        let mut body = UpdateProject::new();
        body.name = self.name.as_deref().map(validate_name).transpose()?;
        body.description = match self.description {
            Field::Undefined => None,
            Field::Null => Some(String::new()),
            Field::Value(text) => Some(validate_description(&text)?.into()),
        };
        Ok(body)
    }
}

#[inline]
fn validate_name(name: &str) -> Result<ProjectName> {
    ProjectName::try_from(name).map_err(|_| {
        Error::new(ErrorKind::InvalidRequest).with_message(format!(
            "invalid project name `{}`: must be 3 to 63 letters, digits, spaces, dots, underscores and \
             hyphens, begin with a letter or a digit, and not end with a space or a hyphen",
            excerpt(name),
        ))
    })
}

/// Validates a description. The limit is documented for creation and applied to updates too.
#[inline]
fn validate_description(text: &str) -> Result<CreateProjectDescription> {
    CreateProjectDescription::try_from(text).map_err(|_| {
        Error::new(ErrorKind::InvalidRequest).with_message(format!(
            "project description must be at most 255 characters, got {}",
            text.chars().count(),
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::{NewProject, ProjectPatch};
    use rolekit_runtime::{ErrorKind, Outcome};

    #[test]
    fn names_are_checked_when_sent() {
        for name in ["abc", "0 .", "A-_.9", "a b", &"a".repeat(63)] {
            NewProject::new(name).into_body().unwrap();
            ProjectPatch::new().name(name).into_body().unwrap();
        }
        for name in [
            "",
            "ab",
            " ab",
            "ab ",
            "ab-",
            ".ab",
            "_ab",
            "a\nb",
            "abc\n",
            "äbc",
            &"a".repeat(64),
        ] {
            for error in [
                NewProject::new(name).into_body().unwrap_err(),
                ProjectPatch::new().name(name).into_body().unwrap_err(),
            ] {
                assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{name}");
                assert_eq!(error.outcome(), Outcome::NotSent);
            }
        }
    }

    #[test]
    fn long_descriptions_are_rejected() {
        let project = NewProject::new("abc");
        let longest = "é".repeat(255);
        project.clone().description(&longest).into_body().unwrap();
        let longer = longest + "é";
        project.description(&longer).into_body().unwrap_err();
        ProjectPatch::new()
            .description(longer)
            .into_body()
            .unwrap_err();
    }

    #[test]
    fn a_patch_sends_only_the_changed_fields() {
        for (patch, json) in [
            (ProjectPatch::new(), "{}"),
            (ProjectPatch::new().name("abc"), r#"{"name":"abc"}"#),
            (
                ProjectPatch::new().description("d"),
                r#"{"description":"d"}"#,
            ),
            (
                ProjectPatch::new().clear_description(),
                r#"{"description":""}"#,
            ),
        ] {
            let body = patch.into_body().unwrap();
            assert_eq!(serde_json::to_string(&body).unwrap(), json);
        }
        let body = NewProject::from("abc").into_body().unwrap();
        assert_eq!(serde_json::to_string(&body).unwrap(), r#"{"name":"abc"}"#);
    }
}
