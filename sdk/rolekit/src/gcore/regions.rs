//! Intent: finds a region by its display name.

use rolekit_runtime::Result;

use crate::gcore::Region;
use crate::gcore::resources::Regions;

impl Regions {
    /// Returns the region with this display name, ignoring case, or `None`.
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
            // A service may ignore the filter.
            if region.display_name.to_lowercase() == name {
                return Ok(Some(region));
            }
        }
        Ok(None)
    }
}
