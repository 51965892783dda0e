//! Quotas of an account, and the threshold at which it is notified.

use crate::gcore::{
    AccountQuotas, Client, ClientId, GlobalQuotas, NotificationThreshold, RegionId, RegionalQuotas,
};
use crate::generated::gcore::types::UpdateNotificationThreshold;
use rolekit_runtime::{Error, ErrorKind, Result};

/// The quotas of the account, and of the accounts of a reseller's customers. Get it from
/// [`Client::quotas`](crate::gcore::Client::quotas).
///
/// Of each kind of resource there may be a limit and a usage; what the service leaves out is `None`.
/// To ask for other limits, see [`limit_requests`](crate::gcore::Client::limit_requests).
#[derive(Clone, Copy, Debug)]
pub struct Quotas<'a> {
    client: &'a Client,
}

impl Client {
    /// Returns the quotas of the account.
    pub fn quotas(&self) -> Quotas<'_> {
        Quotas { client: self }
    }
}

impl Quotas<'_> {
    /// All quotas of the account that the key belongs to: those that hold in all regions together,
    /// and those of each region.
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
    /// As every call, see [`ErrorKind`](crate::ErrorKind).
    pub async fn get(&self) -> Result<AccountQuotas> {
        let quotas = self.client.generated().get_quotas().await?;
        Ok(quotas.into_inner())
    }

    /// The quotas of an account that hold in all regions together.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// let quotas = gcore.quotas().get_global(8).await?;
    /// assert!(quotas.project_count_limit.is_some());
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if there is no such account.
    pub async fn get_global(&self, client_id: impl Into<ClientId>) -> Result<GlobalQuotas> {
        let client = self.client.generated();
        let quotas = client.get_global_quotas(client_id.into()).await?;
        Ok(quotas.into_inner())
    }

    /// The quotas of an account in one region.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// let quotas = gcore.quotas().get_regional(8, 10).await?;
    /// assert!(quotas.vm_count_limit.is_some());
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if there is no such account or region.
    pub async fn get_regional(
        &self,
        client_id: impl Into<ClientId>,
        region_id: impl Into<RegionId>,
    ) -> Result<RegionalQuotas> {
        let client = self.client.generated();
        let quotas = client.get_regional_quotas(client_id.into(), region_id.into());
        Ok(quotas.await?.into_inner())
    }

    /// The share of a quota at which an account is warned, and the last warning. The share is 80 %
    /// where none was set.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// assert_eq!(gcore.quotas().get_notification_threshold(8).await?.threshold, 80);
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if there is no such account.
    pub async fn get_notification_threshold(
        &self,
        client_id: impl Into<ClientId>,
    ) -> Result<NotificationThreshold> {
        let client = self.client.generated();
        let threshold = client.get_notification_threshold(client_id.into()).await?;
        Ok(threshold.into_inner())
    }

    /// Has an account warned when it uses this share of a quota, from 60 to 100 percent, and gives
    /// the threshold as it is then.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// let threshold = gcore.quotas().set_notification_threshold(8, 95).await?;
    /// assert_eq!(threshold.threshold, 95);
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`] for less than 60 or more than 100 percent, and nothing is sent;
    /// [`ErrorKind::Api`] if there is no such account.
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

    /// Takes the threshold of an account away, so that 80 % holds again. If none was set, the service
    /// may say so with an error, [not found](crate::Error::is_not_found).
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
    /// [`ErrorKind::Api`] if the service refuses.
    pub async fn clear_notification_threshold(&self, client_id: impl Into<ClientId>) -> Result<()> {
        let client = self.client.generated();
        match client.delete_notification_threshold(client_id.into()).await {
            Err(error) if !error.is_already_deleted() => Err(error),
            _ => Ok(()),
        }
    }
}
