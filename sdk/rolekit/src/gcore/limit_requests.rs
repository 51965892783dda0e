//! Requests for higher limits.

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

/// The account's requests for other limits. Get it from
/// [`Client::limit_requests`](crate::gcore::Client::limit_requests).
#[derive(Clone, Copy, Debug)]
pub struct LimitRequests<'a> {
    client: &'a Client,
}

impl Client {
    /// Returns the requests for higher limits.
    pub fn limit_requests(&self) -> LimitRequests<'_> {
        LimitRequests { client: self }
    }
}

impl LimitRequests<'_> {
    /// Lists requests, all of them unless the list is narrowed. A page holds 1 to 1000 requests, and
    /// 1000 where it is not set.
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

    /// One request, and what became of it.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// # use rolekit::gcore::{GlobalLimits, RequestLimits};
    /// # let mut global = GlobalLimits::new();
    /// # global.project_count_limit = Some(50);
    /// # gcore.limit_requests().create("More teams", RequestLimits::of_all(global)).await?;
    /// let newest = gcore.limit_requests().list().all().await?.remove(0);
    /// let request = gcore.limit_requests().get(newest.id).await?;
    /// assert_eq!(request.status, "in progress");
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Api`] if there is no such request.
    pub async fn get(&self, request_id: impl Into<LimitRequestId>) -> Result<LimitRequest> {
        let client = self.client.generated();
        let request = client.get_limit_request(request_id.into()).await?;
        Ok(request.into_inner())
    }

    /// Asks the vendor for other limits, and says in 1000 characters at most what they are needed
    /// for. The service does not tell the id of the request; the [list](Self::list) does.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// use rolekit::gcore::{RegionalLimits, RequestLimits};
    ///
    /// let mut limits = RegionalLimits::new();
    /// limits.region_id = Some(10.into());
    /// limits.vm_count_limit = Some(50);
    /// let limits = RequestLimits::of_regions([limits]);
    /// gcore.limit_requests().create("Load tests in spring", limits).await?;
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`] for a description that is too long, and nothing is sent;
    /// [`ErrorKind::Api`] if the service refuses. A request is repeated only where the service cannot
    /// have acted; if the [outcome](crate::Error::outcome) is unknown, look into the list before you
    /// repeat it.
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

    /// Takes a request back. A deletion whose answer was lost is tried again; if the request is then
    /// gone, it counts as done.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// # use rolekit::gcore::{GlobalLimits, RequestLimits};
    /// # let mut global = GlobalLimits::new();
    /// # global.project_count_limit = Some(50);
    /// # gcore.limit_requests().create("More teams", RequestLimits::of_all(global)).await?;
    /// for request in gcore.limit_requests().list().all().await? {
    ///     gcore.limit_requests().delete(request.id).await?;
    /// }
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Api`] if the service refuses, or there is no such request.
    pub async fn delete(&self, request_id: impl Into<LimitRequestId>) -> Result<()> {
        let client = self.client.generated();
        match client.delete_limit_request(request_id.into()).await {
            Err(error) if !error.is_already_deleted() => Err(error),
            _ => Ok(()),
        }
    }
}

impl RequestLimits {
    /// Limits that hold in all regions together.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// use rolekit::gcore::{GlobalLimits, RequestLimits};
    ///
    /// let mut limits = GlobalLimits::new();
    /// limits.project_count_limit = Some(50);
    /// gcore.limit_requests().create("More teams", RequestLimits::of_all(limits)).await?;
    /// # Ok(()) });
    /// ```
    pub fn of_all(limits: GlobalLimits) -> Self {
        Self {
            global_limits: Some(limits),
            regional_limits: None,
        }
    }

    /// Limits of single regions. Each names its region.
    pub fn of_regions(limits: impl IntoIterator<Item = RegionalLimits>) -> Self {
        Self {
            global_limits: None,
            regional_limits: Some(limits.into_iter().collect()),
        }
    }
}

/// A list of requests for other limits that is to be asked for.
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

/// Which requests for other limits are asked for.
#[derive(Clone, Debug, Default)]
pub struct LimitRequestsQuery {
    since: Option<Timestamp>,
    until: Option<Timestamp>,
    request_ids: Vec<LimitRequestId>,
    statuses: Vec<LimitRequestStatus>,
}

/// A filter that takes many values lets through what has one of them. Called again it takes more;
/// as long as it has none it lets through everything.
impl ListLimitRequests {
    /// Only requests that were made at this time or later.
    pub fn since(mut self, time: impl Into<Timestamp>) -> Self {
        self.query.since = Some(time.into());
        self
    }

    /// Only requests that were made at this time or earlier.
    pub fn until(mut self, time: impl Into<Timestamp>) -> Self {
        self.query.until = Some(time.into());
        self
    }

    /// Only the requests with these ids.
    pub fn request_ids<T: Into<LimitRequestId>>(
        mut self,
        request_ids: impl IntoIterator<Item = T>,
    ) -> Self {
        let request_ids = request_ids.into_iter().map(Into::into);
        self.query.request_ids.extend(request_ids);
        self
    }

    /// Only requests in one of these states.
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
