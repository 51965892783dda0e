//! Lists of Batches.

use crate::ids::trusted_twin::BatchId;
use crate::list::{List, Query, sealed::Sealed};
use crate::trusted_twin::generated::types::{BatchListing, BatchPage};
use crate::trusted_twin::{Batch, BatchStatus, Client};
use rolekit_runtime::{Error, ErrorKind, Outcome, Page, Range, Result, UnixTimestamp};

/// The Batches of the account. Get it from [`Client::batches`](crate::trusted_twin::Client::batches).
///
/// To make, read, cancel and delete single Batches, see
/// [`generated`](crate::trusted_twin::generated).
#[derive(Clone, Copy, Debug)]
pub struct Batches<'a> {
    client: &'a Client,
}

impl Client {
    /// Returns the Batches of the account.
    pub fn batches(&self) -> Batches<'_> {
        Batches { client: self }
    }
}

impl Batches<'_> {
    /// Lists Batches, all of them unless the list is narrowed. Which of its fields the list gives of
    /// a Batch beside its UUID is not documented.
    ///
    /// ```
    /// # rolekit_doc::trusted_twin(async |twin, _| {
    /// use std::time::{Duration, SystemTime};
    /// use rolekit::trusted_twin::BatchStatus;
    ///
    /// let (now, hour) = (SystemTime::now(), Duration::from_secs(3600));
    /// let done = twin.batches().list().status(BatchStatus::Completed);
    /// let mut done = done.since(now - hour).until(now).stream();
    /// while let Some(batch) = done.try_next().await? {
    ///     println!("{:?}", batch.batch);
    /// }
    /// # Ok(()) });
    /// ```
    pub fn list(&self) -> ListBatches {
        List::new(self.client, BatchesQuery::default())
    }
}

/// A list of Batches that is to be asked for.
pub type ListBatches = List<BatchesQuery>;

/// Which Batches are asked for.
#[derive(Clone, Debug, Default)]
pub struct BatchesQuery {
    status: Option<BatchStatus>,
    since: Option<UnixTimestamp>,
    until: Option<UnixTimestamp>,
}

impl ListBatches {
    /// Only Batches that have come so far.
    pub fn status(mut self, status: impl Into<BatchStatus>) -> Self {
        self.query.status = Some(status.into());
        self
    }

    /// Only Batches of this time or later.
    pub fn since(mut self, time: impl Into<UnixTimestamp>) -> Self {
        self.query.since = Some(time.into());
        self
    }

    /// Only Batches of this time or earlier.
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

/// A Batch of which only the UUID is known.
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

/// A Batch whose UUID stands before it.
fn with_id((id, mut batch): (String, Batch)) -> Batch {
    batch.batch.get_or_insert_with(|| id.into());
    batch
}
