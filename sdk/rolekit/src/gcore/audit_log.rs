//! Lists the audit log of user actions.

use crate::gcore::tasks::non_empty;
use crate::gcore::{
    ApiGroup, Client, ProjectId, RegionId, UserAction, UserActionOrder, UserActionType,
};
use crate::generated::gcore::types::UserActionPage;
use crate::list::{ByOffset, List, Query, sealed::Sealed};
use rolekit_runtime::{Page, Range, Result, Timestamp};

/// Resource API for the audit log of the account, which the vendor calls user actions. Obtained
/// from [`Client::audit_log`](crate::gcore::Client::audit_log).
///
/// To receive entries by webhook or message queue instead, see
/// [`audit_subscriptions`](crate::gcore::Client::audit_subscriptions).
#[derive(Clone, Copy, Debug)]
pub struct AuditLog<'a> {
    client: &'a Client,
}

impl Client {
    /// Returns the resource API for the audit log.
    pub fn audit_log(&self) -> AuditLog<'_> {
        AuditLog { client: self }
    }
}

impl AuditLog<'_> {
    /// Lists the actions of the account; add filters to restrict the result. The newest come first
    /// unless it is [ordered](ListUserActions::order_by). The page size is 1 to 1000 and defaults
    /// to 1000.
    ///
    /// New actions shift the pages of a list that begins with the newest, so an entry may appear
    /// twice. Order by the oldest to avoid this.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// use rolekit::gcore::{ApiGroup, UserActionOrder, UserActionType};
    ///
    /// let mut granted = gcore
    ///     .audit_log()
    ///     .list()
    ///     .api_groups([ApiGroup::Role])
    ///     .action_types([UserActionType::Create, UserActionType::Delete])
    ///     .since("2026-01-01T00:00:00Z")
    ///     .order_by(UserActionOrder::Asc)
    ///     .stream();
    /// while let Some(entry) = granted.try_next().await? {
    ///     println!("{} {} by user {}", entry.timestamp, entry.action_type, entry.user_id);
    /// }
    /// # Ok(()) });
    /// ```
    #[inline]
    pub fn list(&self) -> ListUserActions {
        List::new(self.client, UserActionsQuery::default())
    }
}

/// A list of entries of the audit log, with filters; see [`List`] for how to read it.
///
/// ```
/// # rolekit_doc::gcore(async |gcore, _| {
/// let made = gcore.projects().create("Warehouse").await?;
///
/// let about = gcore.audit_log().list().project_ids([made.id]).search_field("Warehouse");
/// assert_eq!(about.resource_ids([made.id.to_string()]).all().await?.len(), 1);
///
/// let elsewhere = gcore.audit_log().list().region_ids([10]).until("2026-06-30T23:59:59Z");
/// let elsewhere = elsewhere.source_ips(["203.0.113.7"]).user_agents(["curl/8.5.0"]);
/// assert!(elsewhere.all().await?.is_empty());
/// # Ok(()) });
/// ```
pub type ListUserActions = List<UserActionsQuery>;

/// Filters of [`ListUserActions`].
#[derive(Clone, Debug, Default)]
pub struct UserActionsQuery {
    action_types: Vec<UserActionType>,
    api_groups: Vec<ApiGroup>,
    project_ids: Vec<ProjectId>,
    region_ids: Vec<RegionId>,
    resource_ids: Vec<String>,
    source_ips: Vec<String>,
    user_agents: Vec<String>,
    search_field: Option<String>,
    since: Option<Timestamp>,
    until: Option<Timestamp>,
    order: Option<UserActionOrder>,
}

/// A filter with several values matches any of them. Repeated calls add values; no values means no
/// filter.
impl ListUserActions {
    /// Restricts the list to actions of these types.
    pub fn action_types<T: Into<UserActionType>>(
        mut self,
        types: impl IntoIterator<Item = T>,
    ) -> Self {
        let types = types.into_iter().map(Into::into);
        self.query.action_types.extend(types);
        self
    }

    /// Restricts the list to actions on these parts of the API.
    pub fn api_groups<T: Into<ApiGroup>>(mut self, groups: impl IntoIterator<Item = T>) -> Self {
        let groups = groups.into_iter().map(Into::into);
        self.query.api_groups.extend(groups);
        self
    }

    /// Restricts the list to actions in these projects.
    pub fn project_ids<T: Into<ProjectId>>(
        mut self,
        project_ids: impl IntoIterator<Item = T>,
    ) -> Self {
        let project_ids = project_ids.into_iter().map(Into::into);
        self.query.project_ids.extend(project_ids);
        self
    }

    /// Restricts the list to actions in these regions.
    pub fn region_ids<T: Into<RegionId>>(
        mut self,
        region_ids: impl IntoIterator<Item = T>,
    ) -> Self {
        let region_ids = region_ids.into_iter().map(Into::into);
        self.query.region_ids.extend(region_ids);
        self
    }

    /// Restricts the list to actions on the resources with these ids.
    pub fn resource_ids<T: Into<String>>(
        mut self,
        resource_ids: impl IntoIterator<Item = T>,
    ) -> Self {
        let resource_ids = resource_ids.into_iter().map(Into::into);
        self.query.resource_ids.extend(resource_ids);
        self
    }

    /// Restricts the list to actions requested from these IP addresses.
    pub fn source_ips<T: Into<String>>(mut self, addresses: impl IntoIterator<Item = T>) -> Self {
        let addresses = addresses.into_iter().map(Into::into);
        self.query.source_ips.extend(addresses);
        self
    }

    /// Restricts the list to actions requested with these `User-Agent`s.
    pub fn user_agents<T: Into<String>>(mut self, agents: impl IntoIterator<Item = T>) -> Self {
        let agents = agents.into_iter().map(Into::into);
        self.query.user_agents.extend(agents);
        self
    }

    /// Restricts the list to actions on a resource with this name, address or other property; which
    /// property is searched depends on the type of the resource.
    pub fn search_field(mut self, mark: impl Into<String>) -> Self {
        self.query.search_field = Some(mark.into());
        self
    }

    /// Restricts the list to actions at or after this time.
    pub fn since(mut self, time: impl Into<Timestamp>) -> Self {
        self.query.since = Some(time.into());
        self
    }

    /// Restricts the list to actions at or before this time.
    pub fn until(mut self, time: impl Into<Timestamp>) -> Self {
        self.query.until = Some(time.into());
        self
    }

    /// Sets whether the oldest or the newest action comes first. Defaults to the newest.
    pub fn order_by(mut self, order: impl Into<UserActionOrder>) -> Self {
        self.query.order = Some(order.into());
        self
    }
}

impl Sealed for UserActionsQuery {}
impl ByOffset for UserActionsQuery {}
impl Query for UserActionsQuery {
    type Item = UserAction;
    type Client = Client;
    type Body = UserActionPage;
    const ITEMS: &'static str = "results";

    async fn fetch(&self, client: &Client, range: &Range) -> Result<UserActionPage> {
        let client = client.generated();
        Ok(client
            .list_user_actions(
                non_empty(&self.action_types),
                non_empty(&self.api_groups),
                self.since.as_ref(),
                range.limit()?,
                range.offset()?,
                self.order.clone(),
                non_empty(&self.project_ids),
                non_empty(&self.region_ids),
                non_empty(&self.resource_ids),
                self.search_field.as_deref(),
                None,
                non_empty(&self.source_ips),
                self.until.as_ref(),
                non_empty(&self.user_agents),
            )
            .await?
            .into_inner())
    }

    fn read(&self, _: &Client, body: UserActionPage, range: &Range) -> Result<Page<UserAction>> {
        Page::by_offset(body.results, body.count, range)
    }
}
