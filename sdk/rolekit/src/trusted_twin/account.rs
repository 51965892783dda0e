//! Reads and updates the account and its Resource Access Log.

use std::collections::BTreeMap;

use crate::trusted_twin::types::AccountUpdate;
use crate::trusted_twin::{Account, ActivityTable, Client};
use rolekit_runtime::{Field, Result};

/// Resource API for the account of the client's key. Obtained from
/// [`Client::account`](crate::trusted_twin::Client::account).
///
/// [`Client::who_am_i`] returns the account, user and role of the key.
#[derive(Clone, Copy, Debug)]
pub struct Accounts<'a> {
    client: &'a Client,
}

impl Client {
    /// Returns the resource API for the account.
    pub fn account(&self) -> Accounts<'_> {
        Accounts { client: self }
    }
}

impl Accounts<'_> {
    /// Returns the account.
    ///
    /// ```
    /// # rolekit_doc::trusted_twin(async |twin, _| {
    /// let account = twin.account().get().await?;
    /// assert_eq!(account.uuid, twin.who_am_i().await?.account);
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) with status 403 if the caller's role does not
    /// permit `get_account`.
    pub async fn get(&self) -> Result<Account> {
        let client = self.client.generated();
        Ok(client.get_account().await?.into_inner())
    }

    /// Updates the account and returns it.
    ///
    /// ```
    /// # rolekit_doc::trusted_twin(async |twin, _| {
    /// use rolekit::trusted_twin::{AccountPatch, ActivityTable};
    ///
    /// let table = ActivityTable::new().dimension("who", "{user}");
    /// let patch = AccountPatch::new().record("true", [("access", table)]);
    /// let account = twin.account().update(patch).await?;
    /// assert!(account.resource_access_log.is_some_and(|log| log.contains_key("true")));
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if the API rejects a rule or a table, and with
    /// status 403 if the caller's role does not permit `update_account`.
    pub async fn update(&self, patch: AccountPatch) -> Result<Account> {
        let mut body = AccountUpdate::new();
        body.resource_access_log = patch.resource_access_log;
        let client = self.client.generated();
        Ok(client.update_account(&body).await?.into_inner())
    }
}

/// Changes to the account: the Resource Access Log is replaced, emptied, cleared, or left
/// unchanged.
///
/// ```
/// use rolekit::trusted_twin::AccountPatch;
///
/// let empty = AccountPatch::new().empty_resource_access_log();
/// let none = AccountPatch::new().clear_resource_access_log();
/// assert_ne!(empty, none);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AccountPatch {
    resource_access_log: Field<BTreeMap<String, BTreeMap<String, ActivityTable>>>,
}

impl AccountPatch {
    /// Creates an empty patch.
    pub fn new() -> Self {
        Self::default()
    }

    /// Records access for which this rule is true in the Timeseries tables with these names.
    /// Repeated calls add rules; together they replace all previous rules.
    #[must_use]
    pub fn record<K: Into<String>>(
        mut self,
        rule: impl Into<String>,
        tables: impl IntoIterator<Item = (K, ActivityTable)>,
    ) -> Self {
        let mut rules = match self.resource_access_log {
            Field::Value(rules) => rules,
            Field::Undefined | Field::Null => BTreeMap::new(),
        };
        let tables = tables.into_iter();
        let tables = tables.map(|(name, table)| (name.into(), table)).collect();
        rules.insert(rule.into(), tables);
        self.resource_access_log = Field::Value(rules);
        self
    }

    /// Sets an empty Resource Access Log: nothing is recorded.
    #[must_use]
    #[inline]
    pub fn empty_resource_access_log(mut self) -> Self {
        self.resource_access_log = Field::Value(BTreeMap::new());
        self
    }

    /// Clears the Resource Access Log with null: nothing is recorded.
    #[must_use]
    #[inline]
    pub fn clear_resource_access_log(mut self) -> Self {
        self.resource_access_log = Field::Null;
        self
    }
}
