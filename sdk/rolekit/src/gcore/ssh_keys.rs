//! Lists SSH keys.

use crate::gcore::{Client, ProjectId, SshKey, SshKeyOrder};
use crate::generated::gcore::types::SshKeyPage;
use crate::list::{ByOffset, List, Query, sealed::Sealed};
use rolekit_runtime::{Page, Range, Result};

/// Resource API for SSH keys. Obtained from [`Client::ssh_keys`](crate::gcore::Client::ssh_keys).
#[derive(Clone, Copy, Debug)]
pub struct SshKeys<'a> {
    client: &'a Client,
}

impl Client {
    /// Returns the resource API for SSH keys.
    pub fn ssh_keys(&self) -> SshKeys<'_> {
        SshKeys { client: self }
    }
}

impl SshKeys<'_> {
    /// Lists the SSH keys of a project; add filters to restrict the result. The page size is 1 to
    /// 1000 and defaults to 10. Whether the list has other users' keys that are not
    /// [shared](SshKey::shared_in_project) is not documented.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// let keys = gcore.ssh_keys().list(100).limit(1000).all().await?;
    /// for key in &keys {
    ///     println!("{} {}", key.name, key.fingerprint);
    /// }
    /// assert_eq!(keys[0].name, "ada-laptop");
    /// # Ok(()) });
    /// ```
    ///
    /// Reading the list fails with [`ErrorKind::Api`](crate::ErrorKind::Api) and status 404 if there
    /// is no such project.
    pub fn list(&self, project_id: impl Into<ProjectId>) -> ListSshKeys {
        let query = SshKeysQuery {
            project_id: project_id.into(),
            name: None,
            order: None,
        };
        List::new(self.client, query)
    }
}

/// A list of SSH keys, with filters; see [`List`] for how to read it.
pub type ListSshKeys = List<SshKeysQuery>;

/// Filters of [`ListSshKeys`].
#[derive(Clone, Debug)]
pub struct SshKeysQuery {
    project_id: ProjectId,
    name: Option<String>,
    order: Option<SshKeyOrder>,
}

impl ListSshKeys {
    /// Restricts the list to keys whose name contains this text.
    pub fn name(mut self, part: impl Into<String>) -> Self {
        self.query.name = Some(part.into());
        self
    }

    /// Sets the order of the keys. Defaults to the newest first.
    pub fn order_by(mut self, order: impl Into<SshKeyOrder>) -> Self {
        self.query.order = Some(order.into());
        self
    }
}

impl Sealed for SshKeysQuery {}
impl ByOffset for SshKeysQuery {}
impl Query for SshKeysQuery {
    type Item = SshKey;
    type Client = Client;
    type Body = SshKeyPage;
    const ITEMS: &'static str = "results";

    async fn fetch(&self, client: &Client, range: &Range) -> Result<SshKeyPage> {
        let client = client.generated();
        Ok(client
            .list_ssh_keys(
                self.project_id,
                range.limit()?,
                self.name.as_deref(),
                range.offset()?,
                self.order.clone(),
            )
            .await?
            .into_inner())
    }

    fn read(&self, _: &Client, body: SshKeyPage, range: &Range) -> Result<Page<SshKey>> {
        Page::by_offset(body.results, body.count, range)
    }
}
