//! Lists regions.

use crate::gcore::{Client, Region, RegionId, RegionOrder, RegionProduct};
use crate::generated::gcore::types::RegionPage;
use crate::list::{ByOffset, List, Query, sealed::Sealed};
use rolekit_runtime::{Page, Range, Result};

/// Resource API for the regions that the account may use. Obtained from
/// [`Client::regions`](crate::gcore::Client::regions).
#[derive(Clone, Copy, Debug)]
pub struct Regions<'a> {
    client: &'a Client,
}

impl Client {
    /// Returns the resource API for regions.
    pub fn regions(&self) -> Regions<'_> {
        Regions { client: self }
    }
}

impl Regions<'_> {
    /// Lists regions; add filters to restrict the result. The page size is 1 to 1000 and defaults
    /// to 100.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// use rolekit::gcore::RegionOrder;
    ///
    /// let regions = gcore.regions().list().order_by(RegionOrder::DisplayNameAsc).all().await?;
    /// for region in regions.iter().filter(|region| region.has_k8s) {
    ///     println!("{} {}", region.id, region.display_name);
    /// }
    /// # Ok(()) });
    /// ```
    #[inline]
    pub fn list(&self) -> ListRegions {
        List::new(self.client, RegionsQuery::default())
    }

    /// Returns a region, without the types of its volumes.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// let region = gcore.regions().get(10).await?;
    /// assert_eq!(region.display_name, "Luxembourg");
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) with status 404 if there is no such region.
    pub async fn get(&self, region_id: impl Into<RegionId>) -> Result<Region> {
        let client = self.client.generated();
        let region = client.get_region(region_id.into(), None).await?;
        Ok(region.into_inner())
    }

    /// Returns a region, with the types of its volumes in
    /// [`available_volume_types`](Region::available_volume_types).
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// let region = gcore.regions().get_with_volume_types(10).await?;
    /// assert!(region.available_volume_types.is_some());
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// Those of [`get`](Self::get).
    pub async fn get_with_volume_types(&self, region_id: impl Into<RegionId>) -> Result<Region> {
        let client = self.client.generated();
        let region = client.get_region(region_id.into(), Some(true)).await?;
        Ok(region.into_inner())
    }

    /// Returns the region with this display name, compared without regard to case, or `None`.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// let region = gcore.regions().find_by_name("santa clara").await?;
    /// assert!(region.is_some_and(|region| region.id == 30));
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// Those of every call; see [`ErrorKind`](crate::ErrorKind).
    pub async fn find_by_name(&self, display_name: &str) -> Result<Option<Region>> {
        let name = display_name.to_lowercase();
        let mut regions = self.list().display_name(display_name).stream();
        while let Some(region) = regions.try_next().await? {
            if region.display_name.to_lowercase() == name {
                return Ok(Some(region));
            }
        }
        Ok(None)
    }
}

/// A list of regions, with filters; see [`List`] for how to read it.
///
/// ```
/// # rolekit_doc::gcore(async |gcore, _| {
/// use rolekit::gcore::RegionProduct;
///
/// let regions = gcore.regions().list().product(RegionProduct::Containers).show_volume_types(true);
/// for region in regions.all().await? {
///     println!("{} {:?}", region.display_name, region.available_volume_types);
/// }
/// assert_eq!(gcore.regions().list().display_name("luxembourg").all().await?.len(), 1);
/// # Ok(()) });
/// ```
pub type ListRegions = List<RegionsQuery>;

/// Filters of [`ListRegions`].
#[derive(Clone, Debug, Default)]
pub struct RegionsQuery {
    display_name: Option<String>,
    product: Option<RegionProduct>,
    show_volume_types: Option<bool>,
    order: Option<RegionOrder>,
}

impl ListRegions {
    /// Restricts the list to the region with this display name. The case is ignored.
    pub fn display_name(mut self, name: impl Into<String>) -> Self {
        self.query.display_name = Some(name.into());
        self
    }

    /// Restricts the list to regions that offer this product.
    pub fn product(mut self, product: impl Into<RegionProduct>) -> Self {
        self.query.product = Some(product.into());
        self
    }

    /// Sets whether [`available_volume_types`](Region::available_volume_types) is filled in.
    /// Defaults to `false`.
    pub fn show_volume_types(mut self, show: bool) -> Self {
        self.query.show_volume_types = Some(show);
        self
    }

    /// Sets the order of the regions.
    pub fn order_by(mut self, order: impl Into<RegionOrder>) -> Self {
        self.query.order = Some(order.into());
        self
    }
}

impl Sealed for RegionsQuery {}
impl ByOffset for RegionsQuery {}
impl Query for RegionsQuery {
    type Item = Region;
    type Client = Client;
    type Body = RegionPage;
    const ITEMS: &'static str = "results";

    async fn fetch(&self, client: &Client, range: &Range) -> Result<RegionPage> {
        let client = client.generated();
        Ok(client
            .list_regions(
                self.display_name.as_deref(),
                range.limit()?,
                range.offset()?,
                self.order.clone(),
                self.product.clone(),
                self.show_volume_types,
            )
            .await?
            .into_inner())
    }

    fn read(&self, _: &Client, body: RegionPage, range: &Range) -> Result<Page<Region>> {
        Page::by_offset(body.results, body.count, range)
    }
}
