//! Reads quotas, and sets the threshold at which an account is notified.

use crate::gcore::{
    AccountQuotas, Client, ClientId, GlobalQuotas, NotificationThreshold, RegionId, RegionalQuotas,
};
use crate::generated::gcore::types::UpdateNotificationThreshold;
use rolekit_runtime::{Error, ErrorKind, Result};

/// Resource API for the quotas of the account, and of the accounts of a reseller's customers.
/// Obtained from [`Client::quotas`](crate::gcore::Client::quotas).
///
/// Each kind of resource has a limit and a usage; fields that the response omits are `None`. To
/// request other limits, see [`limit_requests`](crate::gcore::Client::limit_requests).
#[derive(Clone, Copy, Debug)]
pub struct Quotas<'a> {
    client: &'a Client,
}

impl Client {
    /// Returns the resource API for quotas.
    pub fn quotas(&self) -> Quotas<'_> {
        Quotas { client: self }
    }
}

impl Quotas<'_> {
    /// Returns all quotas of the account that the key belongs to: the global ones, which apply to
    /// all regions together, and those of each region.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// let quotas = gcore.quotas().get().await?;
    /// if let Some(global) = quotas.global_quotas {
    ///     println!("{:?} of {:?} projects", global.project_count_usage, global.project_count_limit);
    /// }
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// Those of every call; see [`ErrorKind`].
    pub async fn get(&self) -> Result<AccountQuotas> {
        let quotas = self.client.generated().get_quotas().await?;
        Ok(quotas.into_inner())
    }

    /// Returns the global quotas of an account, which apply to all regions together.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// let quotas = gcore.quotas().get_global(8).await?;
    /// assert!(quotas.project_count_limit.is_some());
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Api`] if there is no such account.
    pub async fn get_global(&self, client_id: impl Into<ClientId>) -> Result<GlobalQuotas> {
        let client = self.client.generated();
        let quotas = client.get_global_quotas(client_id.into()).await?;
        Ok(quotas.into_inner())
    }

    /// Returns the quotas of an account in one region.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// let quotas = gcore.quotas().get_regional(8, 10).await?;
    /// assert!(quotas.vm_count_limit.is_some());
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Api`] if there is no such account or region.
    pub async fn get_regional(
        &self,
        client_id: impl Into<ClientId>,
        region_id: impl Into<RegionId>,
    ) -> Result<RegionalQuotas> {
        let client = self.client.generated();
        let quotas = client.get_regional_quotas(client_id.into(), region_id.into());
        Ok(quotas.await?.into_inner())
    }

    /// Returns the notification threshold of an account, a percentage of a quota, and the last
    /// notification. The threshold defaults to 80 percent.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// assert_eq!(gcore.quotas().get_notification_threshold(8).await?.threshold, 80);
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Api`] if there is no such account.
    pub async fn get_notification_threshold(
        &self,
        client_id: impl Into<ClientId>,
    ) -> Result<NotificationThreshold> {
        let client = self.client.generated();
        let threshold = client.get_notification_threshold(client_id.into()).await?;
        Ok(threshold.into_inner())
    }

    /// Sets the percentage of a quota at which an account is notified, from 60 to 100, and returns
    /// the new threshold.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// let threshold = gcore.quotas().set_notification_threshold(8, 95).await?;
    /// assert_eq!(threshold.threshold, 95);
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`] if the threshold is not between 60 and 100 percent; nothing is
    /// sent. [`ErrorKind::Api`] if there is no such account.
    pub async fn set_notification_threshold(
        &self,
        client_id: impl Into<ClientId>,
        percent: u8,
    ) -> Result<NotificationThreshold> {
        if !(60..=100).contains(&percent) {
            return Err(Error::new(ErrorKind::InvalidRequest).with_message(format!(
                "threshold must be between 60 and 100 percent, got {percent}",
            )));
        }
        let body = UpdateNotificationThreshold::new(percent.into());
        let client = self.client.generated();
        let threshold = client.update_notification_threshold(client_id.into(), &body);
        Ok(threshold.await?.into_inner())
    }

    /// Clears the threshold of an account, so that the default of 80 percent applies again. If none
    /// was set, the API may return a [404](crate::Error::is_not_found).
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// gcore.quotas().set_notification_threshold(8, 95).await?;
    /// gcore.quotas().clear_notification_threshold(8).await?;
    /// assert_eq!(gcore.quotas().get_notification_threshold(8).await?.threshold, 80);
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Api`] if the API returns an error.
    pub async fn clear_notification_threshold(&self, client_id: impl Into<ClientId>) -> Result<()> {
        let client = self.client.generated();
        match client.delete_notification_threshold(client_id.into()).await {
            Err(error) if !error.is_already_deleted() => Err(error),
            _ => Ok(()),
        }
    }
}
