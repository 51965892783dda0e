//! Lists Stickers.

use crate::ids::trusted_twin::AccountId;
use crate::list::{ByOffset, List, Query, sealed::Sealed};
use crate::trusted_twin::types::StickerList;
use crate::trusted_twin::{Client, FoundSticker};
use rolekit_runtime::{Page, Position, Range, Result, UnixTimestamp};

/// Resource API for the Stickers that the caller can read. Obtained from
/// [`Client::stickers`](crate::trusted_twin::Client::stickers).
///
/// To put, get and remove the Stickers of one Twin, use the
/// [`generated`](crate::trusted_twin::generated) client.
#[derive(Clone, Copy, Debug)]
pub struct Stickers<'a> {
    client: &'a Client,
}

impl Client {
    /// Returns the resource API for Stickers.
    pub fn stickers(&self) -> Stickers<'_> {
        Stickers { client: self }
    }
}

impl Stickers<'_> {
    /// Lists Stickers on any Twins; add filters to restrict the result.
    ///
    /// The response does not contain the total number, so the list ends with an empty page. A page
    /// that is not full need not be the last: the maximum page size is not documented.
    ///
    /// ```
    /// # rolekit_doc::trusted_twin(async |twin, _| {
    /// use std::time::{Duration, SystemTime};
    /// use rolekit::trusted_twin::StickerContext;
    ///
    /// let (now, hour) = (SystemTime::now(), Duration::from_secs(3600));
    /// let red = twin.stickers().list().color("red").context(StickerContext::Personal);
    /// let mut red = red.since(now - hour).until(now).limit(50).stream();
    /// while let Some(sticker) = red.try_next().await? {
    ///     println!("{:?}", sticker.note);
    /// }
    /// # Ok(()) });
    /// ```
    pub fn list(&self) -> ListStickers {
        List::new(self.client, StickersQuery::default())
    }
}

/// A list of Stickers, with filters; see [`List`] for how to read it.
pub type ListStickers = List<StickersQuery>;

/// Filters of [`ListStickers`].
#[derive(Clone, Debug, Default)]
pub struct StickersQuery {
    color: Option<String>,
    context: Option<StickerContext>,
    since: Option<UnixTimestamp>,
    until: Option<UnixTimestamp>,
}

/// Selects Stickers by account.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StickerContext {
    /// Stickers of the caller's account.
    Personal,
    /// Stickers of all accounts.
    System,
    /// Stickers of this account.
    Account(AccountId),
}

impl StickerContext {
    /// Returns the value in a query.
    ///
    /// ```
    /// use rolekit::trusted_twin::{AccountId, StickerContext};
    ///
    /// assert_eq!(StickerContext::System.as_str(), "system");
    /// assert_eq!(StickerContext::Account(AccountId::from("5f0c7c5e")).as_str(), "5f0c7c5e");
    /// ```
    pub fn as_str(&self) -> &str {
        match self {
            Self::Personal => "personal",
            Self::System => "system",
            Self::Account(account) => account.as_str(),
        }
    }
}

impl From<AccountId> for StickerContext {
    fn from(account: AccountId) -> Self {
        Self::Account(account)
    }
}

impl ListStickers {
    /// Restricts the list to Stickers of this color.
    pub fn color(mut self, color: impl Into<String>) -> Self {
        self.query.color = Some(color.into());
        self
    }

    /// Restricts the list to Stickers of these accounts. The vendor documents two different
    /// defaults.
    pub fn context(mut self, context: impl Into<StickerContext>) -> Self {
        self.query.context = Some(context.into());
        self
    }

    /// Restricts the list to Stickers dated at or after this time. The vendor does not document
    /// which time of a Sticker this is.
    pub fn since(mut self, time: impl Into<UnixTimestamp>) -> Self {
        self.query.since = Some(time.into());
        self
    }

    /// Restricts the list to Stickers dated at or before this time, see [`since`](Self::since).
    pub fn until(mut self, time: impl Into<UnixTimestamp>) -> Self {
        self.query.until = Some(time.into());
        self
    }
}

impl Sealed for StickersQuery {}
impl ByOffset for StickersQuery {}
impl Query for StickersQuery {
    type Item = FoundSticker;
    type Client = Client;
    type Body = StickerList;
    const ITEMS: &'static str = "stickers";

    async fn fetch(&self, client: &Client, range: &Range) -> Result<StickerList> {
        let offset = range.offset()?;
        let response = client
            .generated()
            .list_stickers(
                self.color.as_deref(),
                self.context.as_ref().map(StickerContext::as_str),
                self.since.as_ref(),
                self.until.as_ref(),
                range.limit_i64()?,
                offset.map(|offset| i64::try_from(offset).unwrap_or(i64::MAX)),
            )
            .await?;
        Ok(response.into_inner())
    }

    fn read(&self, _: &Client, body: StickerList, range: &Range) -> Result<Page<FoundSticker>> {
        let stickers = body.stickers;
        let next = range
            .offset()?
            .unwrap_or(0)
            .saturating_add(stickers.len() as u64);
        let more = !stickers.is_empty();
        let mut page = Page::whole(stickers);
        page.count = None;
        page.next = more.then_some(Position::Offset(next));
        Ok(page)
    }
}
