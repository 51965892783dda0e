//! The filters of a list.

use std::fmt;

use rolekit_runtime::{Page, Range, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;

use self::sealed::Sealed;

pub(crate) mod sealed {
    /// Keeps [`Query`](super::Query) to this crate.
    pub trait Sealed {}
}

/// The filters of a list. This trait is sealed.
pub trait Query: Sealed + Clone + fmt::Debug + Send + Sync + 'static {
    /// The type of the items.
    type Item: Send + 'static;
    /// The client that sends the requests.
    #[doc(hidden)]
    type Client: Clone + fmt::Debug + Send + Sync + 'static;
    /// The body of the response with a page.
    #[doc(hidden)]
    type Body: DeserializeOwned + Serialize + Clone + Send + 'static;

    /// The field of the body that holds the items, if the body is an object.
    #[doc(hidden)]
    const ITEMS: &'static str;

    /// Requests a page.
    #[doc(hidden)]
    fn fetch(
        &self,
        client: &Self::Client,
        range: &Range,
    ) -> impl Future<Output = Result<Self::Body>> + Send;

    /// Reads a page from its body.
    #[doc(hidden)]
    fn read(
        &self,
        client: &Self::Client,
        body: Self::Body,
        range: &Range,
    ) -> Result<Page<Self::Item>>;

    /// Returns a page.
    #[doc(hidden)]
    fn page(
        &self,
        client: &Self::Client,
        range: &Range,
    ) -> impl Future<Output = Result<Page<Self::Item>>> + Send {
        async move { self.read(client, self.fetch(client, range).await?, range) }
    }
}

/// A query whose pages begin at an offset.
pub trait ByOffset: Query {}
