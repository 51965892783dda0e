//! Scans for Twins.

use crate::ids::trusted_twin::TwinId;
use crate::list::{List, Query, sealed::Sealed};
use crate::trusted_twin::types::{TwinListing, TwinPage};
use crate::trusted_twin::{Client, Twin};
use rolekit_runtime::{Error, ErrorKind, Outcome, Page, Range, Result};

/// Resource API for the Twins that the caller can read. Obtained from
/// [`Client::twins`](crate::trusted_twin::Client::twins).
///
/// To create, get, update and terminate single Twins, use the
/// [`generated`](crate::trusted_twin::generated) client; for former values of their Ledgers see
/// [`history`](Self::history).
#[derive(Clone, Copy, Debug)]
pub struct Twins<'a> {
    pub(super) client: &'a Client,
}

impl Client {
    /// Returns the resource API for Twins.
    pub fn twins(&self) -> Twins<'_> {
        Twins { client: self }
    }
}

impl Twins<'_> {
    /// Scans the Twins and returns their UUIDs; add a rule to restrict the result. Twins that are
    /// created or terminated during the scan may be missing or included.
    ///
    /// ```
    /// # rolekit_doc::trusted_twin(async |twin, _| {
    /// # use rolekit::trusted_twin::generated::types::TwinCreate;
    /// # twin.generated().create_twin(&TwinCreate::new()).await?;
    /// let mut twins = twin.twins().scan().limit(100).stream();
    /// while let Some(uuid) = twins.try_next().await? {
    ///     println!("{uuid}");
    /// }
    /// # assert_eq!(twin.twins().scan().details().all().await?.len(), 1);
    /// # Ok(()) });
    /// ```
    pub fn scan(&self) -> ScanTwins {
        List::new(self.client, TwinIdsQuery::default())
    }
}

/// A scan for UUIDs of Twins; see [`List`] for how to read it.
///
/// ```
/// # rolekit_doc::trusted_twin(async |twin, _| {
/// use rolekit::trusted_twin::Rule;
///
/// let open = twin.twins().scan().matching(Rule::twin("open").eq(true));
/// let with_details = twin.twins().scan().details().matching("TWIN.company == 'Contoso'");
/// # let _ = (open, with_details); // The sandbox does not evaluate rules.
/// # Ok(()) });
/// ```
pub type ScanTwins = List<TwinIdsQuery>;

/// A scan for Twins with details; see [`List`] for how to read it.
pub type ScanTwinDetails = List<TwinsQuery>;

/// Filters of [`ScanTwins`].
#[derive(Clone, Debug, Default)]
pub struct TwinIdsQuery {
    rule: Option<String>,
}

/// Filters of [`ScanTwinDetails`].
#[derive(Clone, Debug, Default)]
pub struct TwinsQuery(TwinIdsQuery);

impl ScanTwins {
    /// Restricts the scan to Twins for which this rule is true.
    pub fn matching(mut self, rule: impl Into<String>) -> Self {
        self.query.rule = Some(rule.into());
        self
    }

    /// Returns a scan for the Twins with details.
    ///
    /// ```
    /// # rolekit_doc::trusted_twin(async |twin, _| {
    /// # use rolekit::trusted_twin::generated::types::TwinCreate;
    /// # twin.generated().create_twin(&TwinCreate::new()).await?;
    /// let mut twins = twin.twins().scan().details().stream();
    /// while let Some(found) = twins.try_next().await? {
    ///     println!("{} {:?}", found.creation_certificate.uuid, found.status);
    /// }
    /// # Ok(()) });
    /// ```
    pub fn details(self) -> ScanTwinDetails {
        self.with_query(TwinsQuery)
    }
}

impl ScanTwinDetails {
    /// Restricts the scan to Twins for which this rule is true.
    pub fn matching(mut self, rule: impl Into<String>) -> Self {
        self.query.0.rule = Some(rule.into());
        self
    }
}

impl TwinIdsQuery {
    async fn scan(&self, client: &Client, range: &Range, details: bool) -> Result<TwinPage> {
        let rule = self.rule.as_deref();
        let client = client.generated();
        let details = details.then_some(true);
        let page = client.scan_twins(range.limit_i64()?, range.cursor()?, details, rule);
        Ok(page.await?.into_inner())
    }
}

impl Sealed for TwinIdsQuery {}
impl Query for TwinIdsQuery {
    type Item = TwinId;
    type Client = Client;
    type Body = TwinPage;
    const ITEMS: &'static str = "twins";

    async fn fetch(&self, client: &Client, range: &Range) -> Result<TwinPage> {
        self.scan(client, range, false).await
    }

    fn read(&self, _: &Client, body: TwinPage, range: &Range) -> Result<Page<TwinId>> {
        let ids = match body.twins {
            TwinListing::Ids(ids) => ids,
            TwinListing::Details(twins) => twins.into_iter().map(id).collect(),
            TwinListing::ById(twins) => twins.into_keys().map(TwinId::from).collect(),
            TwinListing::Unknown(_) => return Err(unknown_list_format()),
        };
        Page::by_cursor(ids, body.cursor, range)
    }
}

impl Sealed for TwinsQuery {}
impl Query for TwinsQuery {
    type Item = Twin;
    type Client = Client;
    type Body = TwinPage;
    const ITEMS: &'static str = "twins";

    async fn fetch(&self, client: &Client, range: &Range) -> Result<TwinPage> {
        self.0.scan(client, range, true).await
    }

    fn read(&self, _: &Client, body: TwinPage, range: &Range) -> Result<Page<Twin>> {
        let twins = match body.twins {
            TwinListing::Details(twins) => twins,
            TwinListing::ById(twins) => twins.into_values().collect(),
            TwinListing::Ids(ids) if ids.is_empty() => Vec::new(),
            TwinListing::Ids(_) | TwinListing::Unknown(_) => return Err(unknown_list_format()),
        };
        Page::by_cursor(twins, body.cursor, range)
    }
}

fn id(twin: Twin) -> TwinId {
    twin.creation_certificate.uuid
}

fn unknown_list_format() -> Error {
    Error::new(ErrorKind::Decode)
        .with_operation("scan_twins")
        .with_outcome(Outcome::Applied)
        .with_path(Some("twins".to_owned()))
        .with_message("unknown format of the list of Twins")
}
