//! The lists of Trusted Twin, whose pagination differs; account and usage.

use std::collections::BTreeMap;
use std::time::Duration;

use futures_util::TryStreamExt;
use rolekit::trusted_twin::types::{
    BatchStatus, EntryValuesUpdate, FoundTwin, NewBatch, NewEntries, StickersPut,
};
use rolekit::trusted_twin::{AccountUpdate, Action, ActivityTable, Client, TwinId, UserId};
use rolekit::{ErrorKind, Position, UnixTimestamp};
use rolekit_e2e::{assert_sent, trusted_twin};
use rolekit_sandbox::faults::CannedResponse;
use rolekit_sandbox::{Fault, Sandbox, TrustedTwinServer};
use serde_json::json;

/// Returns the queries of the requests to a path.
fn queries(server: &TrustedTwinServer, path: &str) -> Vec<String> {
    let requests = server.requests().into_iter();
    let requests = requests.filter(|request| request.path == path);
    requests
        .map(|request| request.query.unwrap_or_default())
        .collect()
}

fn uuids(found: rolekit::Result<Vec<FoundTwin>>) -> Vec<TwinId> {
    found.unwrap().into_iter().map(|twin| twin.uuid).collect()
}

#[tokio::test]
async fn a_scan_follows_cursors() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = trusted_twin(&sandbox);
    let server = sandbox.trusted_twin();
    let mut made: Vec<_> = (0..5).map(|_| TwinId::new(server.add_twin())).collect();
    made.sort();
    assert_eq!(uuids(client.twins().scan().limit(2).all().await), made);
    let (second, fourth) = (&made[1], &made[3]);
    assert_eq!(
        queries(server, "/twins"),
        [
            "count=2".to_owned(),
            format!("count=2&cursor={second}"),
            format!("count=2&cursor={fourth}"),
        ]
    );
    let start = Position::Cursor(fourth.to_string());
    let rest = client.twins().scan().start(&start).all().await;
    assert_eq!(uuids(rest), made[4..]);

    let details = client.twins().scan().details(true);
    let twins = details.clone().all().await.unwrap();
    assert_sent(server, "GET", "/twins?details=true", "");
    let ids: Vec<_> = twins
        .into_iter()
        .map(|twin| twin.details.unwrap().creation_certificate.uuid)
        .collect();
    assert_eq!(ids, made);

    for list in [client.twins().scan(), details] {
        // The sandbox evaluates no rules.
        let error = list.matching("TWIN.a == 'b'").page().await.unwrap_err();
        assert_eq!(error.status().unwrap().as_u16(), 400);
    }
    assert_sent(
        server,
        "GET",
        "/twins?details=true&match=TWIN.a%20%3D%3D%20%27b%27",
        "",
    );
}

#[tokio::test]
async fn twins_and_batches_are_read_in_every_form() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = trusted_twin(&sandbox);
    let server = sandbox.trusted_twin();
    let twin = json!({"creation_certificate": {"uuid": "t"}, "owner": "a"});
    for (twins, expected) in [
        (json!(["t"]), vec![("t", false)]),
        (json!([twin]), vec![("t", true)]),
        (json!({"t": twin}), vec![("t", true)]),
        (json!([]), vec![]),
        (json!({}), vec![]),
    ] {
        let body = json!({"twins": twins, "cursor": null});
        let response = Fault::respond(CannedResponse::new(200).json(body));
        server.inject(response).await.unwrap();
        let found = client.twins().scan().all().await.unwrap();
        let found: Vec<_> = found
            .iter()
            .map(|twin| (twin.uuid.as_str(), twin.details.is_some()))
            .collect();
        assert_eq!(found, expected, "{twins}");
    }
    for batches in [
        json!(["b"]),
        json!([{"batch": "b", "status": "new"}]),
        json!({"b": {"status": "new"}}),
    ] {
        let body = json!({"batches": batches});
        server
            .inject(Fault::respond(CannedResponse::new(200).json(body)))
            .await
            .unwrap();
        let read = client.batches().list().all().await.unwrap();
        assert_eq!(
            read[0].batch.as_ref().map(AsRef::as_ref),
            Some("b"),
            "{batches}"
        );
    }
    // An empty page in the middle; a cursor that stays the same ends the list on an empty page only.
    for (last, read) in [(json!([]), Ok(1)), (json!(["u"]), Err(ErrorKind::Decode))] {
        for (cursor, twins) in [("1", json!(["t"])), ("2", json!([])), ("2", last)] {
            let body = json!({"twins": twins, "cursor": cursor});
            let response = Fault::respond(CannedResponse::new(200).json(body));
            server.inject(response).await.unwrap();
        }
        let all = client.twins().scan().all().await;
        assert_eq!(all.map(|ids| ids.len()).map_err(|error| error.kind()), read);
    }
}

#[tokio::test]
async fn batches_are_listed_and_filtered() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = trusted_twin(&sandbox);
    let server = sandbox.trusted_twin();
    let mut made = Vec::new();
    for _ in 0..5 {
        let body = NewBatch::new(Action::CreateTwin, "handler".to_owned());
        made.push(client.batches().create(&body).await.unwrap().batch);
    }
    let listed = client.batches().list().limit(2).all().await.unwrap();
    let ids: Vec<_> = listed
        .iter()
        .map(|batch| batch.batch.clone().unwrap())
        .collect();
    assert_eq!(ids, made);
    assert_eq!(
        queries(server, "/batches")
            .iter()
            .filter(|query| query.contains("limit=2"))
            .count(),
        3
    );

    server.set_batch_status(ids[1].as_str(), "completed");
    let done = client
        .batches()
        .list()
        .status(BatchStatus::Completed)
        .all()
        .await
        .unwrap();
    assert_eq!(done.len(), 1);
    let time = |index: usize| listed[index].created_ts.clone().unwrap();
    let some = client
        .batches()
        .list()
        .since(time(1))
        .until(time(3))
        .all()
        .await
        .unwrap();
    assert_eq!(some.len(), 3);
    let target = format!("/batches?ge={}&le={}", time(1), time(3));
    assert_sent(server, "GET", &target, "");
}

#[tokio::test]
async fn stickers_are_listed_to_the_last_page() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = trusted_twin(&sandbox);
    let server = sandbox.trusted_twin();
    let twin = TwinId::new(server.add_twin());
    for color in ["red", "green", "blue"] {
        let sticker =
            json!({"stickers": {color: {"note": color, "recipients": [server.account()]}}});
        let sticker: StickersPut = serde_json::from_value(sticker).unwrap();
        client.stickers().put(&twin, &sticker).await.unwrap();
    }
    let list = client.stickers().list();
    let colors = list
        .clone()
        .limit(2)
        .stream()
        .map_ok(|sticker| sticker.color.unwrap());
    let colors: Vec<_> = colors.try_collect().await.unwrap();
    assert_eq!(colors, ["red", "green", "blue"]);
    assert_eq!(
        queries(server, "/stickers"),
        ["limit=2", "limit=2&offset=2", "limit=2&offset=3"]
    );
    assert_eq!(list.clone().offset(1).all().await.unwrap().len(), 2);
    let red = list.clone().color("red").context("personal");
    let red = red.page().await.unwrap();
    assert_sent(server, "GET", "/stickers?color=red&context=personal", "");
    assert_eq!((red.items.len(), red.count), (1, None));
    let time = UnixTimestamp::from_secs(5);
    assert!(
        list.since(UnixTimestamp::from_secs(0))
            .until(time)
            .all()
            .await
            .unwrap()
            .is_empty()
    );
    assert_sent(server, "GET", "/stickers?ge=0&le=5", "");
}

async fn entry(client: &Client, server: &TrustedTwinServer, values: i64) -> TwinId {
    let twin = TwinId::new(server.add_twin());
    let made = json!({"entries": {"speed": {"value": 0, "history": "1D"}}});
    let made: NewEntries = serde_json::from_value(made).unwrap();
    let ledgers = client.ledgers();
    ledgers.add(&twin, "personal", &made).await.unwrap();
    for value in 1..values {
        let next = json!({"entries": {"speed": {"value": value}}});
        let next: EntryValuesUpdate = serde_json::from_value(next).unwrap();
        let update = ledgers.update_values(&twin, "personal", &next);
        update.await.unwrap();
    }
    twin
}

#[tokio::test]
async fn a_history_is_read_backwards_without_loss_or_repetition() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = trusted_twin(&sandbox);
    let server = sandbox.trusted_twin();
    let twin = entry(&client, server, 230).await;
    let history = |ledger: &str| client.ledgers().history(&twin, ledger).entries(["speed"]);
    let personal = history("personal");
    let expected: Vec<_> = (0..230).rev().collect();
    for limit in [1_i64, 7, 99, 100, 1000] {
        let before = server.request_count();
        let values = personal.clone().limit(limit).all().await.unwrap();
        let values: Vec<_> = values
            .iter()
            .map(|value| value.value.as_i64().unwrap())
            .collect();
        assert_eq!(values, expected, "{limit}");
        assert_eq!(
            server.request_count() - before,
            230_u64.div_ceil(limit.min(99).unsigned_abs())
        );
    }
    let page = personal.clone().page().await.unwrap();
    assert_eq!((page.items.len(), page.count), (99, None));
    assert_sent(
        server,
        "GET",
        &format!("/twins/{twin}/ledgers/personal/history?entries=speed&limit=100"),
        "",
    );
    let (newest, oldest) = (&page.items[0].time, &page.items[98].time);
    let some = personal
        .clone()
        .since(oldest.clone())
        .until(newest.clone())
        .all()
        .await
        .unwrap();
    assert_eq!(some, page.items);
    let rest = personal.start(&page.next.unwrap()).all().await.unwrap();
    assert_eq!(rest.len(), 230 - 99);

    let account = client.who_am_i().await.unwrap().account;
    for ledger in ["owner", "creator", account.as_str()] {
        let path = format!("/twins/{twin}/ledgers/{ledger}/history?entries=speed&limit=3");
        let list = history(ledger).limit(2);
        assert_eq!(list.page().await.unwrap().items.len(), 2);
        assert_sent(server, "GET", &path, "");
    }
}

#[tokio::test]
async fn an_error_of_one_entry_is_an_error_of_the_call() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = trusted_twin(&sandbox);
    let server = sandbox.trusted_twin();
    let twin = entry(&client, server, 1).await;
    let history = |name: &str| client.ledgers().history(&twin, "personal").entries([name]);
    let error = history("height").all().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Api);
    assert!(error.to_string().contains("Entry not found"), "{error}");
    for (entry, kind) in [
        (json!({"error": "hidden"}), ErrorKind::Api),
        (json!(7), ErrorKind::Decode),
        (json!({"yesterday": 7}), ErrorKind::Decode),
    ] {
        let body = json!({"entries": {"speed": entry}});
        server
            .inject(Fault::respond(CannedResponse::new(200).json(body)))
            .await
            .unwrap();
        assert_eq!(history("speed").all().await.unwrap_err().kind(), kind);
    }
    server
        .inject(Fault::respond(
            CannedResponse::new(200).json(json!({"entries": {}})),
        ))
        .await
        .unwrap();
    assert!(history("speed").all().await.unwrap().is_empty());
}

#[tokio::test]
async fn the_access_log_is_undefined_empty_null_or_a_value() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = trusted_twin(&sandbox);
    let server = sandbox.trusted_twin();
    let dimensions = BTreeMap::from([("d".to_owned(), "{user}".to_owned())]);
    let table = ActivityTable::new().dimensions(dimensions);
    let tables = BTreeMap::from([("t".to_owned(), table)]);
    let log = ["true", "false"].map(|rule| (rule.to_owned(), tables.clone()));
    for (update, body, rules) in [
        (
            AccountUpdate::new().resource_access_log(BTreeMap::from(log)),
            concat!(
                r#"{"resource_access_log":{"false":{"t":{"dimensions":{"d":"{user}"}}},"#,
                r#""true":{"t":{"dimensions":{"d":"{user}"}}}}}"#,
            ),
            Some(2),
        ),
        (AccountUpdate::new(), "{}", Some(2)),
        (
            AccountUpdate::new().resource_access_log(BTreeMap::new()),
            r#"{"resource_access_log":{}}"#,
            Some(0),
        ),
        (
            AccountUpdate::new().clear_resource_access_log(),
            r#"{"resource_access_log":null}"#,
            None,
        ),
    ] {
        let account = client.account().update(&update).await.unwrap();
        assert_sent(server, "PATCH", "/account", body);
        assert_eq!(account.resource_access_log.map(|log| log.len()), rules);
    }
    let account = client.account().get().await.unwrap();
    assert_sent(server, "GET", "/account", "");
    assert_eq!(account.uuid, server.account().as_str());
    client.trace().await.unwrap();
    assert_sent(server, "POST", "/trace", "");
}

#[tokio::test]
async fn usage_is_returned_by_the_hour() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = trusted_twin(&sandbox);
    let server = sandbox.trusted_twin();
    let user = UserId::new(server.administrator().user.as_str());
    for _ in 0..3 {
        client.trace().await.unwrap();
    }
    sandbox.advance_clock(Duration::from_secs(3600)).unwrap();
    client.trace().await.unwrap();
    let usage = client.usage().of_user(&user).await.unwrap();
    assert_sent(server, "GET", &format!("/usage/{user}"), "");
    assert_eq!(usage.total("task_trace_count"), 4.0);
    assert_eq!(usage.totals()["rest_count"], 4.0);
    let hours: Vec<_> = usage.hours().unwrap().into_keys().collect();
    assert_eq!((hours[1] - hours[0]).num_hours(), 1);
    let account = client.usage().of_account().await.unwrap();
    assert_sent(server, "GET", "/usage", "");
    assert_eq!(account.total("rest_count"), 0.0);
    assert!(
        client
            .usage()
            .of_user(&UserId::new("nobody"))
            .await
            .unwrap_err()
            .is_not_found()
    );
    let body = json!({"usage": {"now": {"rest_count": 1}}});
    server
        .inject(Fault::respond(CannedResponse::new(200).json(body)))
        .await
        .unwrap();
    let usage = client.usage().of_account().await.unwrap();
    assert_eq!(usage.hours().unwrap_err().kind(), ErrorKind::Decode);
}
