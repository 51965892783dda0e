//! Intent: reads pages whose format the vendor does not document, or which depends on the request. The
//! overlay names these functions.

use crate::trusted_twin::types::{
    Batch, BatchListing, BatchPage, EntryHistory, EntryValue, FoundTwin, History, Twin,
    TwinListing, TwinPage,
};
use crate::trusted_twin::{BatchId, TwinId};
use rolekit_runtime::{Error, ErrorKind, Outcome, PageContent, Result};

/// Reads Batches that are listed by id, as objects, or as objects by id. Of an id alone, only the
/// UUID is known.
pub(crate) fn batches(body: BatchPage) -> Result<PageContent<Batch>> {
    let batches: Vec<Batch> = match body.batches {
        BatchListing::Ids(ids) => ids.into_iter().map(batch).collect(),
        BatchListing::Details(batches) => batches,
        BatchListing::ById(batches) => batches
            .into_iter()
            .map(|(id, mut batch)| {
                batch.batch.get_or_insert_with(|| BatchId::new(id));
                batch
            })
            .collect(),
        BatchListing::Unknown(_) => return Err(invalid("batches", "unknown format of the list")),
    };
    Ok(PageContent::new(batches).with_cursor(body.cursor))
}

fn batch(id: BatchId) -> Batch {
    Batch {
        batch: Some(id),
        created_ts: None,
        download: None,
        status: None,
        updated_ts: None,
        extra: serde_json::Map::new(),
    }
}

/// Reads Twins that are listed by id, as objects, or as objects by id.
pub(crate) fn twins(body: TwinPage) -> Result<PageContent<FoundTwin>> {
    let with_details = |twin: Twin| FoundTwin {
        uuid: twin.creation_certificate.uuid.clone(),
        details: Some(twin),
    };
    let twins: Vec<FoundTwin> = match body.twins {
        TwinListing::Ids(ids) => ids.into_iter().map(twin).collect(),
        TwinListing::Details(twins) => twins.into_iter().map(with_details).collect(),
        TwinListing::ById(twins) => twins.into_values().map(with_details).collect(),
        TwinListing::Unknown(_) => return Err(invalid("twins", "unknown format of the list")),
    };
    Ok(PageContent::new(twins).with_cursor(body.cursor))
}

fn twin(uuid: TwinId) -> FoundTwin {
    FoundTwin {
        uuid,
        details: None,
    }
}

/// Reads the values of Entries. An error for one Entry is an error of the page, without a status.
pub(crate) fn history(body: History) -> Result<PageContent<EntryValue>> {
    let mut found = Vec::new();
    for (entry, history) in body.entries {
        let values = match history {
            EntryHistory::Values(values) => values,
            EntryHistory::Failure(reason) => return Err(entry_error(&reason)),
            EntryHistory::Unknown(_) => {
                return Err(invalid(
                    "entries",
                    "unknown format of the values of an Entry",
                ));
            }
        };
        match values.get("error") {
            None => {}
            Some(serde_json::Value::String(reason)) => return Err(entry_error(reason)),
            Some(reason) => return Err(entry_error(&reason.to_string())),
        }
        for (time, value) in values {
            let time = time.parse::<rolekit_runtime::UnixTimestamp>();
            let time = time.map_err(|_| invalid("entries", "a time is not a number"))?;
            let entry = entry.clone();
            found.push((time.clone(), EntryValue { entry, time, value }));
        }
    }
    Ok(PageContent::by_time(found))
}

fn invalid(path: &str, message: &str) -> Error {
    Error::new(ErrorKind::Decode)
        .with_outcome(Outcome::Applied)
        .with_path(Some(path.to_owned()))
        .with_message(message)
}

fn entry_error(reason: &str) -> Error {
    Error::new(ErrorKind::Api)
        .with_outcome(Outcome::Refused)
        .with_message(reason)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{batches, history, twins};
    use rolekit_runtime::ErrorKind;

    #[test]
    fn every_format_of_a_list_is_read() {
        let twin = |id: &str| json!({"creation_certificate": {"uuid": id}});
        for (listing, details) in [
            (json!(["a", "b"]), false),
            (json!([twin("a"), twin("b")]), true),
            (json!({"a": twin("a"), "b": twin("b")}), true),
        ] {
            let body = json!({"twins": listing, "cursor": "next"});
            let page = twins(serde_json::from_value(body).unwrap()).unwrap();
            assert_eq!(page.cursor.as_deref(), Some("next"));
            let ids: Vec<&str> = page.items.iter().map(|twin| twin.uuid.as_str()).collect();
            assert_eq!(ids, ["a", "b"]);
            assert!(
                page.items
                    .iter()
                    .all(|twin| twin.details.is_some() == details)
            );
        }
        for listing in [
            json!(["a"]),
            json!([{"batch": "a"}]),
            json!({"a": {}}),
            json!({"a": {"batch": "a", "status": "new"}}),
        ] {
            let body = json!({"batches": listing});
            let page = batches(serde_json::from_value(body).unwrap()).unwrap();
            let ids: Vec<_> = page
                .items
                .into_iter()
                .filter_map(|batch| batch.batch)
                .collect();
            assert_eq!(ids, ["a"]);
        }
    }

    #[test]
    fn an_unknown_format_is_an_error() {
        let body = json!({"twins": 7});
        let error = twins(serde_json::from_value(body).unwrap()).unwrap_err();
        assert_eq!(
            (error.kind(), error.path()),
            (ErrorKind::Decode, Some("twins"))
        );
        let body = json!({"batches": "none"});
        batches(serde_json::from_value(body).unwrap()).unwrap_err();
    }

    #[test]
    fn values_have_their_entry_and_time() {
        let read =
            |entries: Value| history(serde_json::from_value(json!({"entries": entries})).unwrap());
        let page = read(json!({"speed": {"9.5": 1, "10": null}, "open": {"7": true}})).unwrap();
        let mut found: Vec<_> = page
            .items
            .iter()
            .map(|item| {
                (
                    item.entry.as_str(),
                    item.time.to_string(),
                    item.value.clone(),
                )
            })
            .collect();
        found.sort_by(|one, other| one.1.cmp(&other.1));
        let expected = [
            ("speed", "10".to_owned(), Value::Null),
            ("open", "7".to_owned(), json!(true)),
            ("speed", "9.5".to_owned(), json!(1)),
        ];
        assert_eq!(found, expected);
        assert_eq!(page.times.len(), 3);

        for failure in [
            json!({"speed": "not found"}),
            json!({"speed": {"error": "not found"}}),
        ] {
            let error = read(failure).unwrap_err();
            assert_eq!(
                (error.kind(), error.message()),
                (ErrorKind::Api, Some("not found"))
            );
        }
        assert_eq!(
            read(json!({"speed": {"soon": 1}})).unwrap_err().kind(),
            ErrorKind::Decode
        );
        read(json!({"speed": 7})).unwrap_err();
    }
}
