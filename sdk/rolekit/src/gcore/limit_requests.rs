//! Manages quota limit requests.

use crate::gcore::tasks::non_empty;
use crate::gcore::{
    Client, GlobalLimits, LimitRequest, LimitRequestId, LimitRequestStatus, RegionalLimits,
    RequestLimits,
};
use crate::generated::gcore::types::{
    CreateLimitRequest, CreateLimitRequestDescription, LimitRequestPage,
};
use crate::list::{ByOffset, List, Query, sealed::Sealed};
use rolekit_runtime::{Error, ErrorKind, Page, Range, Result, Timestamp};

/// Resource API for the account's quota limit requests: requests to the vendor to change limits.
/// Obtained from [`Client::limit_requests`](crate::gcore::Client::limit_requests).
#[derive(Clone, Copy, Debug)]
pub struct LimitRequests<'a> {
    client: &'a Client,
}

impl Client {
    /// Returns the resource API for quota limit requests.
    pub fn limit_requests(&self) -> LimitRequests<'_> {
        LimitRequests { client: self }
    }
}

impl LimitRequests<'_> {
    /// Lists limit requests; add filters to restrict the result. The page size is 1 to 1000 and
    /// defaults to 1000.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// use rolekit::gcore::LimitRequestStatus;
    ///
    /// let open = gcore.limit_requests().list().statuses([LimitRequestStatus::InProgress]);
    /// for request in open.all().await? {
    ///     println!("{} {:?}", request.id, request.description);
    /// }
    /// # Ok(()) });
    /// ```
    #[inline]
    pub fn list(&self) -> ListLimitRequests {
        List::new(self.client, LimitRequestsQuery::default())
    }

    /// Returns a limit request with its status.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// # use rolekit::gcore::{GlobalLimits, RequestLimits};
    /// # let mut global = GlobalLimits::new();
    /// # global.project_count_limit = Some(50);
    /// # gcore.limit_requests().create("More teams", RequestLimits::global(global)).await?;
    /// let first = gcore.limit_requests().list().all().await?.remove(0);
    /// let request = gcore.limit_requests().get(first.id).await?;
    /// assert_eq!(request.status, "in progress");
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Api`] with status 404 if there is no such limit request.
    pub async fn get(&self, request_id: impl Into<LimitRequestId>) -> Result<LimitRequest> {
        let client = self.client.generated();
        let request = client.get_limit_request(request_id.into()).await?;
        Ok(request.into_inner())
    }

    /// Creates a limit request. `description` is the reason, at most 1000 characters. The response
    /// does not contain the id; use [`list`](Self::list).
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// use rolekit::gcore::{RegionalLimits, RequestLimits};
    ///
    /// let mut limits = RegionalLimits::new();
    /// limits.region_id = Some(10.into());
    /// limits.vm_count_limit = Some(50);
    /// let limits = RequestLimits::regional([limits]);
    /// gcore.limit_requests().create("Load tests in spring", limits).await?;
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`] if `description` is too long; nothing is sent.
    /// [`ErrorKind::Api`] if the API returns an error. Retried only if the request cannot have been
    /// applied. If the [outcome](crate::Error::outcome) is unknown, check the list before retrying.
    pub async fn create(&self, description: &str, limits: RequestLimits) -> Result<()> {
        let description = CreateLimitRequestDescription::try_from(description).map_err(|_| {
            Error::new(ErrorKind::InvalidRequest).with_message(format!(
                "limit request description must be at most 1000 characters, got {}",
                description.chars().count(),
            ))
        })?;
        let body = CreateLimitRequest::new(description, limits);
        let client = self.client.generated();
        client.create_limit_request(&body).await.map(drop)
    }

    /// Deletes a limit request. Retried after a lost response; a 404 on the retry counts as
    /// success.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// # use rolekit::gcore::{GlobalLimits, RequestLimits};
    /// # let mut global = GlobalLimits::new();
    /// # global.project_count_limit = Some(50);
    /// # gcore.limit_requests().create("More teams", RequestLimits::global(global)).await?;
    /// for request in gcore.limit_requests().list().all().await? {
    ///     gcore.limit_requests().delete(request.id).await?;
    /// }
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Api`] if the API returns an error, such as 404 if there is no such limit
    /// request.
    pub async fn delete(&self, request_id: impl Into<LimitRequestId>) -> Result<()> {
        let client = self.client.generated();
        match client.delete_limit_request(request_id.into()).await {
            Err(error) if !error.is_already_deleted() => Err(error),
            _ => Ok(()),
        }
    }
}

impl RequestLimits {
    /// Creates limits that apply to all regions together.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// use rolekit::gcore::{GlobalLimits, RequestLimits};
    ///
    /// let mut limits = GlobalLimits::new();
    /// limits.project_count_limit = Some(50);
    /// gcore.limit_requests().create("More teams", RequestLimits::global(limits)).await?;
    /// # Ok(()) });
    /// ```
    pub fn global(limits: GlobalLimits) -> Self {
        Self {
            global_limits: Some(limits),
            regional_limits: None,
        }
    }

    /// Creates limits of single regions. Each must have a `region_id`; this is not validated.
    pub fn regional(limits: impl IntoIterator<Item = RegionalLimits>) -> Self {
        Self {
            global_limits: None,
            regional_limits: Some(limits.into_iter().collect()),
        }
    }
}

/// A list of quota limit requests, with filters; see [`List`] for how to read it.
///
/// ```
/// # rolekit_doc::gcore(async |gcore, _| {
/// let spring = gcore.limit_requests().list().since("2026-03-01T00:00:00Z");
/// for request in spring.until("2026-05-31T23:59:59Z").request_ids([17, 18]).all().await? {
///     println!("{} {}", request.id, request.status);
/// }
/// # Ok(()) });
/// ```
pub type ListLimitRequests = List<LimitRequestsQuery>;

/// Filters of [`ListLimitRequests`].
#[derive(Clone, Debug, Default)]
pub struct LimitRequestsQuery {
    since: Option<Timestamp>,
    until: Option<Timestamp>,
    request_ids: Vec<LimitRequestId>,
    statuses: Vec<LimitRequestStatus>,
}

impl ListLimitRequests {
    /// Restricts the list to limit requests created at or after this time.
    pub fn since(mut self, time: impl Into<Timestamp>) -> Self {
        self.query.since = Some(time.into());
        self
    }

    /// Restricts the list to limit requests created at or before this time.
    pub fn until(mut self, time: impl Into<Timestamp>) -> Self {
        self.query.until = Some(time.into());
        self
    }

    /// Restricts the list to the limit requests with these ids. Repeated calls add ids; no ids
    /// means no filter.
    pub fn request_ids<T: Into<LimitRequestId>>(
        mut self,
        request_ids: impl IntoIterator<Item = T>,
    ) -> Self {
        let request_ids = request_ids.into_iter().map(Into::into);
        self.query.request_ids.extend(request_ids);
        self
    }

    /// Restricts the list to limit requests with any of these statuses. Repeated calls add
    /// statuses; no statuses means no filter.
    pub fn statuses<T: Into<LimitRequestStatus>>(
        mut self,
        statuses: impl IntoIterator<Item = T>,
    ) -> Self {
        let statuses = statuses.into_iter().map(Into::into);
        self.query.statuses.extend(statuses);
        self
    }
}

impl Sealed for LimitRequestsQuery {}
impl ByOffset for LimitRequestsQuery {}
impl Query for LimitRequestsQuery {
    type Item = LimitRequest;
    type Client = Client;
    type Body = LimitRequestPage;
    const ITEMS: &'static str = "results";

    async fn fetch(&self, client: &Client, range: &Range) -> Result<LimitRequestPage> {
        let client = client.generated();
        Ok(client
            .list_limit_requests(
                self.since.as_ref(),
                self.until.as_ref(),
                range.limit()?,
                range.offset()?,
                non_empty(&self.request_ids),
                non_empty(&self.statuses),
            )
            .await?
            .into_inner())
    }

    fn read(
        &self,
        _: &Client,
        body: LimitRequestPage,
        range: &Range,
    ) -> Result<Page<LimitRequest>> {
        Page::by_offset(body.results, body.count, range)
    }
}
