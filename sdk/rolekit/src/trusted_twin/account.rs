//! The account, and its log of access to resources.

use std::collections::BTreeMap;

use crate::trusted_twin::generated::types::AccountUpdate;
use crate::trusted_twin::{Account, ActivityTable, Client};
use rolekit_runtime::{Field, Result};

/// The account of the client's key. Get it from [`Client::account`](crate::trusted_twin::Client::account).
///
/// To which account, user and role the key belongs tells [`Client::who_am_i`].
#[derive(Clone, Copy, Debug)]
pub struct Accounts<'a> {
    client: &'a Client,
}

impl Client {
    /// Returns the account that the key belongs to.
    pub fn account(&self) -> Accounts<'_> {
        Accounts { client: self }
    }
}

impl Accounts<'_> {
    /// The account.
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

    /// Changes the account, and gives it back as it is now.
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
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if a rule or a table is not one that the service
    /// takes, and with status 403 if the caller's role does not permit `update_account`.
    pub async fn update(&self, patch: AccountPatch) -> Result<Account> {
        let mut body = AccountUpdate::new();
        body.resource_access_log = patch.resource_access_log;
        let client = self.client.generated();
        Ok(client.update_account(&body).await?.into_inner())
    }
}

/// What to change of the account: the Resource Access Log is replaced, emptied, taken away, or left
/// alone.
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
    /// Leaves everything alone.
    pub fn new() -> Self {
        Self::default()
    }

    /// Records access for which this rule is true in these Timeseries tables, by their names. Given
    /// several times, there are several rules; together they replace all that there were.
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

    /// Empties the Resource Access Log: nothing is recorded, and the account has an empty one.
    #[must_use]
    #[inline]
    pub fn empty_resource_access_log(mut self) -> Self {
        self.resource_access_log = Field::Value(BTreeMap::new());
        self
    }

    /// Takes the Resource Access Log away: nothing is recorded, and the account has none.
    #[must_use]
    #[inline]
    pub fn clear_resource_access_log(mut self) -> Self {
        self.resource_access_log = Field::Null;
        self
    }
}
