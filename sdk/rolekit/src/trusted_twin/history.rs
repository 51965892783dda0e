//! Lists former values of the Entries of a Ledger, newest first.

use std::fmt;

use serde_json::Value;

use crate::ids::trusted_twin::{AccountId, TwinId};
use crate::list::{List, Query, sealed::Sealed};
use crate::trusted_twin::types::{EntryHistory, History};
use crate::trusted_twin::{Client, Twins};
use rolekit_runtime::{Error, ErrorKind, Outcome, Page, Position, Range, Result, UnixTimestamp};

/// Maximum number of values that the API returns.
const MAX_LIMIT: u64 = 100;

impl Twins<'_> {
    /// Lists the values of an Entry, including the current one, the newest first. The service keeps
    /// at most a thousand, for the time that is set in the Entry.
    ///
    /// The page size is 1 to 99 and defaults to 99: each request asks for one more value, whose
    /// time is the start of the next page. So each value is returned once, even if several were
    /// written in the same millisecond.
    ///
    /// ```
    /// # rolekit_doc::trusted_twin(async |twin, server| {
    /// # use rolekit::trusted_twin::{Ledger, generated::types::*};
    /// # let twins = twin.generated();
    /// # let uuid = twins.create_twin(&TwinCreate::new()).await?.into_inner();
    /// # let uuid = uuid.creation_certificate.uuid;
    /// # let entry = serde_json::json!({"entries": {"speed": {"value": 5, "history": "1D"}}});
    /// # let entry: EntriesCreate = serde_json::from_value(entry)?;
    /// # twins.add_twin_ledger_entry(&uuid, "personal", &entry).await?;
    /// let mut speeds = twin.twins().history(uuid, Ledger::Personal, "speed").stream();
    /// while let Some(speed) = speeds.try_next().await? {
    ///     println!("{:?}: {}", speed.time.to_utc(), speed.value);
    ///     # assert_eq!(speed.value, 5);
    /// }
    /// # Ok(()) });
    /// ```
    ///
    /// If the response contains an error for this Entry, such as that it does not exist or must not
    /// be read, the call fails with [`ErrorKind::Api`] without a status.
    pub fn history(
        &self,
        twin: impl Into<TwinId>,
        ledger: impl Into<Ledger>,
        entry: impl Into<String>,
    ) -> EntryValues {
        let query = HistoryQuery {
            twin: twin.into(),
            ledger: ledger.into(),
            entry: entry.into(),
            since: None,
        };
        List::new(self.client, query)
    }
}

/// Selects a Ledger of a Twin: each account has its own.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Ledger {
    /// The Ledger of the caller's account.
    Personal,
    /// The Ledger of the account that owns the Twin.
    Owner,
    /// The Ledger of the account that created the Twin. Read-only.
    Creator,
    /// The Ledger of this account.
    Account(AccountId),
}

impl Ledger {
    /// Returns the value in a path.
    ///
    /// ```
    /// use rolekit::trusted_twin::{AccountId, Ledger};
    ///
    /// assert_eq!(Ledger::Owner.as_str(), "owner");
    /// assert_eq!(Ledger::Account(AccountId::from("5f0c7c5e")).as_str(), "5f0c7c5e");
    /// ```
    pub fn as_str(&self) -> &str {
        match self {
            Self::Personal => "personal",
            Self::Owner => "owner",
            Self::Creator => "creator",
            Self::Account(account) => account.as_str(),
        }
    }
}

impl From<AccountId> for Ledger {
    fn from(account: AccountId) -> Self {
        Self::Account(account)
    }
}

impl fmt::Display for Ledger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A value of an Entry.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct EntryValue {
    /// The time from which the Entry had the value.
    pub time: UnixTimestamp,
    /// The value.
    pub value: Value,
}

/// A list of values of an Entry, with filters; see [`List`] for how to read it.
///
/// ```
/// # rolekit_doc::trusted_twin(async |twin, server| {
/// # use rolekit::trusted_twin::{Ledger, generated::types::*};
/// # let twins = twin.generated();
/// # let uuid = twins.create_twin(&TwinCreate::new()).await?.into_inner();
/// # let uuid = uuid.creation_certificate.uuid;
/// # let entry = serde_json::json!({"entries": {"speed": {"value": 5, "history": "1D"}}});
/// # let entry: EntriesCreate = serde_json::from_value(entry)?;
/// # twins.add_twin_ledger_entry(&uuid, "personal", &entry).await?;
/// use std::time::{Duration, SystemTime};
///
/// let hour = Duration::from_secs(3600);
/// let an_hour_ago = SystemTime::now() - hour;
/// let speeds = twin.twins().history(uuid, Ledger::Personal, "speed");
/// let before = speeds.since(an_hour_ago - hour).until(an_hour_ago).all().await?;
/// assert!(before.is_empty());
/// # Ok(()) });
/// ```
pub type EntryValues = List<HistoryQuery>;

/// Filters of [`EntryValues`].
#[derive(Clone, Debug)]
pub struct HistoryQuery {
    twin: TwinId,
    ledger: Ledger,
    entry: String,
    since: Option<UnixTimestamp>,
}

impl EntryValues {
    /// Restricts the list to values written at or after this time.
    pub fn since(mut self, time: impl Into<UnixTimestamp>) -> Self {
        self.query.since = Some(time.into());
        self
    }

    /// Restricts the list to values written at or before this time: the list begins there. See
    /// [`start`](Self::start).
    pub fn until(self, time: impl Into<UnixTimestamp>) -> Self {
        self.start(Position::Until(time.into()))
    }
}

impl Sealed for HistoryQuery {}
impl Query for HistoryQuery {
    type Item = EntryValue;
    type Client = Client;
    type Body = History;
    // The values are the fields of an object, not an array, so `lenient` cannot isolate one.
    const ITEMS: &'static str = "";

    async fn fetch(&self, client: &Client, range: &Range) -> Result<History> {
        let response = client
            .generated()
            .get_twin_ledger_entry_history(
                &self.twin,
                self.ledger.as_str(),
                Some(&vec![self.entry.clone()]),
                self.since.as_ref(),
                range.until()?,
                // One more than the limit, whose time is the start of the next page.
                i64::try_from(page_limit(range)? + 1).ok(),
            )
            .await?;
        Ok(response.into_inner())
    }

    fn read(&self, client: &Client, body: History, range: &Range) -> Result<Page<EntryValue>> {
        let mut entries = body.entries;
        let values = match entries.remove(&self.entry) {
            Some(EntryHistory::Values(values)) => match values.get("error") {
                Some(serde_json::Value::String(reason)) => return Err(entry_error(client, reason)),
                Some(reason) => return Err(entry_error(client, &reason.to_string())),
                None => values,
            },
            Some(EntryHistory::Failure(reason)) => return Err(entry_error(client, &reason)),
            Some(EntryHistory::Unknown(_)) => return Err(invalid_history("unknown format")),
            None => serde_json::Map::new(),
        };
        page(read(values)?, page_limit(range)?, range.until()?)
    }
}

/// Returns the maximum number of values of a page.
fn page_limit(range: &Range) -> Result<u64> {
    let limit = range.limit()?.map_or(MAX_LIMIT, |limit| limit.get());
    Ok(limit.min(MAX_LIMIT - 1))
}

/// Reads the values by time, the newest first.
#[inline]
fn read(values: serde_json::Map<String, Value>) -> Result<Vec<EntryValue>> {
    let values = values.into_iter().map(|(time, value)| {
        let time = time.parse();
        let time = time.map_err(|_| invalid_history("a timestamp is not a number"))?;
        Ok(EntryValue { time, value })
    });
    let mut values = values.collect::<Result<Vec<_>>>()?;
    values.sort_by(|one, other| other.time.cmp(&one.time));
    Ok(values)
}

/// Splits the values into a page and the start of the next one: the time of the value that follows,
/// exactly as in the response. A start at the previous millisecond would skip values of the same
/// millisecond; a start at the last value would repeat it.
#[inline]
fn page(
    mut values: Vec<EntryValue>,
    limit: u64,
    until: Option<&UnixTimestamp>,
) -> Result<Page<EntryValue>> {
    let rest = values.split_off(
        values
            .len()
            .min(usize::try_from(limit).unwrap_or(usize::MAX)),
    );
    let next = rest.into_iter().next().map(|value| value.time);
    if let (Some(next), Some(until)) = (&next, until) {
        // Otherwise the stream would never end.
        if next >= until {
            return Err(invalid_history("a value is newer than requested"));
        }
    }
    let mut page = Page::whole(values);
    page.count = None;
    page.next = next.map(Position::Until);
    Ok(page)
}

fn invalid_history(reason: &str) -> Error {
    Error::new(ErrorKind::Decode)
        .with_operation("get_twin_ledger_entry_history")
        .with_outcome(Outcome::Applied)
        .with_path(Some("entries".to_owned()))
        .with_message(format!("invalid history of the Entry: {reason}"))
}

/// Returns the error for a successful response without the values of this Entry.
fn entry_error(client: &Client, reason: &str) -> Error {
    let message = client.generated().runtime().sanitize(reason);
    Error::new(ErrorKind::Api)
        .with_operation("get_twin_ledger_entry_history")
        .with_outcome(Outcome::Refused)
        .with_message(message)
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, json};

    use super::{page, read};
    use rolekit_runtime::{Position, UnixTimestamp};

    /// Simulates a service that keeps values by time and returns the newest up to a time.
    fn fetch(
        times: &[&str],
        limit: u64,
        until: Option<&UnixTimestamp>,
    ) -> Map<String, serde_json::Value> {
        let mut times: Vec<_> = times.to_vec();
        times.sort_by(|a, b| {
            let number = |text: &str| text.parse::<f64>().unwrap();
            number(b).total_cmp(&number(a))
        });
        let times = times
            .into_iter()
            .filter(|time| {
                until.is_none_or(|until| time.parse::<UnixTimestamp>().unwrap() <= *until)
            })
            .take(usize::try_from(limit).unwrap());
        times.map(|time| (time.to_owned(), json!(time))).collect()
    }

    #[test]
    fn pages_neither_skip_nor_repeat_values() {
        // Several within one millisecond, and times whose string order differs.
        let times = [
            "9.5",
            "10",
            "100.001",
            "100.0011",
            "100.0012",
            "100.0019",
            "100.002",
            "1646308876.123",
        ];
        for limit in 1..=9 {
            let (mut seen, mut until) = (Vec::new(), None);
            loop {
                let values = read(fetch(&times, limit + 1, until.as_ref())).unwrap();
                let page = page(values, limit, until.as_ref()).unwrap();
                assert!(page.items.len() <= usize::try_from(limit).unwrap());
                seen.extend(page.items.into_iter().map(|item| item.time.to_string()));
                match page.next {
                    Some(Position::Until(next)) => until = Some(next),
                    other => break assert_eq!(other, None),
                }
            }
            let mut all = times.to_vec();
            all.reverse();
            assert_eq!(seen, all, "{limit}");
        }
    }

    #[test]
    fn a_page_that_does_not_go_back_is_an_error() {
        let until = UnixTimestamp::from_secs(5);
        let values = read(fetch(&["8", "7", "6"], 3, None)).unwrap();
        page(values, 1, Some(&until)).unwrap_err();
        read(Map::from_iter([("soon".to_owned(), json!(1))])).unwrap_err();
    }
}
