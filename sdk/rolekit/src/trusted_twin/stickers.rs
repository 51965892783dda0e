//! Lists of Stickers.

use crate::ids::trusted_twin::AccountId;
use crate::list::{ByOffset, List, Query, sealed::Sealed};
use crate::trusted_twin::generated::types::StickerList;
use crate::trusted_twin::{Client, FoundSticker};
use rolekit_runtime::{Page, Position, Range, Result, UnixTimestamp};

/// The Stickers that the caller sees. Get it from
/// [`Client::stickers`](crate::trusted_twin::Client::stickers).
///
/// To put, read and remove the Stickers of one Twin, see
/// [`generated`](crate::trusted_twin::generated).
#[derive(Clone, Copy, Debug)]
pub struct Stickers<'a> {
    client: &'a Client,
}

impl Client {
    /// Returns the Stickers of the account.
    pub fn stickers(&self) -> Stickers<'_> {
        Stickers { client: self }
    }
}

impl Stickers<'_> {
    /// Lists Stickers on any Twins, all of them unless the list is narrowed.
    ///
    /// The service tells not how many there are, so the list ends with a page that is empty. A page
    /// that is not full need not be the last: how many the service gives at most is not documented.
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

/// A list of Stickers that is to be asked for.
pub type ListStickers = List<StickersQuery>;

/// Which Stickers are asked for.
#[derive(Clone, Debug, Default)]
pub struct StickersQuery {
    color: Option<String>,
    context: Option<StickerContext>,
    since: Option<UnixTimestamp>,
    until: Option<UnixTimestamp>,
}

/// Whose Stickers are meant.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StickerContext {
    /// Those of the caller's account.
    Personal,
    /// Those of all accounts.
    System,
    /// Those of this account.
    Account(AccountId),
}

impl StickerContext {
    /// As it stands in a query.
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
    /// Only Stickers of this color.
    pub fn color(mut self, color: impl Into<String>) -> Self {
        self.query.color = Some(color.into());
        self
    }

    /// Only Stickers of these accounts. Whose are meant where it is not said is told in two ways.
    pub fn context(mut self, context: impl Into<StickerContext>) -> Self {
        self.query.context = Some(context.into());
        self
    }

    /// Only Stickers of this time or later.
    pub fn since(mut self, time: impl Into<UnixTimestamp>) -> Self {
        self.query.since = Some(time.into());
        self
    }

    /// Only Stickers of this time or earlier.
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
