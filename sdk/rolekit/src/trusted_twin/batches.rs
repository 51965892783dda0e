//! Lists Batches.

use crate::ids::trusted_twin::BatchId;
use crate::list::{List, Query, sealed::Sealed};
use crate::trusted_twin::types::{BatchListing, BatchPage};
use crate::trusted_twin::{Batch, BatchStatus, Client};
use rolekit_runtime::{Error, ErrorKind, Outcome, Page, Range, Result, UnixTimestamp};

/// Resource API for Batches. Obtained from
/// [`Client::batches`](crate::trusted_twin::Client::batches).
///
/// To create, get, cancel or delete a Batch, use the [`generated`](crate::trusted_twin::generated)
/// client.
#[derive(Clone, Copy, Debug)]
pub struct Batches<'a> {
    client: &'a Client,
}

impl Client {
    /// Returns the resource API for Batches.
    pub fn batches(&self) -> Batches<'_> {
        Batches { client: self }
    }
}

impl Batches<'_> {
    /// Lists Batches; add filters to restrict the result. The vendor does not document which fields
    /// are present besides the UUID, so the others may be `None`.
    ///
    /// ```
    /// # rolekit_doc::trusted_twin(async |twin, _| {
    /// use std::time::{Duration, SystemTime};
    /// use rolekit::trusted_twin::BatchStatus;
    ///
    /// let (now, hour) = (SystemTime::now(), Duration::from_secs(3600));
    /// let completed = twin.batches().list().status(BatchStatus::Completed);
    /// let mut batches = completed.since(now - hour).until(now).stream();
    /// while let Some(batch) = batches.try_next().await? {
    ///     println!("{:?}", batch.batch);
    /// }
    /// # Ok(()) });
    /// ```
    pub fn list(&self) -> ListBatches {
        List::new(self.client, BatchesQuery::default())
    }
}

/// A list of Batches, with filters; see [`List`] for how to read it.
pub type ListBatches = List<BatchesQuery>;

/// Filters of [`ListBatches`].
#[derive(Clone, Debug, Default)]
pub struct BatchesQuery {
    status: Option<BatchStatus>,
    since: Option<UnixTimestamp>,
    until: Option<UnixTimestamp>,
}

impl ListBatches {
    /// Restricts the list to Batches with this status.
    pub fn status(mut self, status: impl Into<BatchStatus>) -> Self {
        self.query.status = Some(status.into());
        self
    }

    /// Restricts the list to Batches dated at or after this time. The vendor does not document
    /// whether this is the creation or the last update.
    pub fn since(mut self, time: impl Into<UnixTimestamp>) -> Self {
        self.query.since = Some(time.into());
        self
    }

    /// Restricts the list to Batches dated at or before this time, see [`since`](Self::since).
    pub fn until(mut self, time: impl Into<UnixTimestamp>) -> Self {
        self.query.until = Some(time.into());
        self
    }
}

impl Sealed for BatchesQuery {}
impl Query for BatchesQuery {
    type Item = Batch;
    type Client = Client;
    type Body = BatchPage;
    const ITEMS: &'static str = "batches";

    async fn fetch(&self, client: &Client, range: &Range) -> Result<BatchPage> {
        Ok(client
            .generated()
            .get_batches(
                range.cursor()?,
                self.since.as_ref(),
                self.until.as_ref(),
                range.limit_i64()?,
                self.status.clone(),
            )
            .await?
            .into_inner())
    }

    fn read(&self, _: &Client, body: BatchPage, range: &Range) -> Result<Page<Batch>> {
        // The vendor does not document which of these formats it sends.
        let batches = match body.batches {
            BatchListing::Ids(ids) => ids.into_iter().map(with_id_only).collect(),
            BatchListing::Details(batches) => batches,
            BatchListing::ById(batches) => batches.into_iter().map(with_id).collect(),
            BatchListing::Unknown(_) => {
                return Err(Error::new(ErrorKind::Decode)
                    .with_operation("get_batches")
                    .with_outcome(Outcome::Applied)
                    .with_path(Some("batches".to_owned()))
                    .with_message("unknown format of the list of Batches"));
            }
        };
        Page::by_cursor(batches, body.cursor, range)
    }
}

/// Returns a Batch of which only the UUID is known.
fn with_id_only(id: BatchId) -> Batch {
    Batch {
        batch: Some(id),
        created_ts: None,
        download: None,
        status: None,
        updated_ts: None,
        extra: serde_json::Map::new(),
    }
}

/// Sets the UUID of a Batch from its key in the map if the Batch has none.
fn with_id((id, mut batch): (String, Batch)) -> Batch {
    batch.batch.get_or_insert_with(|| id.into());
    batch
}
