//! Responses as streams of typed items, and bodies of several items.

use futures_util::TryStreamExt as _;
use serde_json::{Value, json};

use crate::server::{End, Response, with};

const NDJSON: &str = "application/x-ndjson";
const EVENTS: &str = "text/event-stream";

fn response(media: &str, pieces: &[impl AsRef<[u8]>], end: End) -> Response {
    Response::new(200).header("content-type", media).pieces(pieces, end)
}

#[test]
fn lines_of_any_json() {
    use json_lines::Client;
    let body = response(NDJSON, &["\"a\"\r\n{\"b\":", "1}\n\n"], End::Complete);
    let (items, requests) = with(vec![body], async |url| {
        let lines = Client::new(url).unwrap().get_lines().await.unwrap();
        lines.try_collect::<Vec<Value>>().await.unwrap()
    });
    assert_eq!(items, [json!("a"), json!({"b": 1})]);
    assert_eq!(requests[0].header("accept"), Some(NDJSON));
}

#[test]
fn items_are_read_as_they_arrive() {
    use json_lines::Client;
    // A character and a line are split.
    let text = "\u{feff}{\"id\":1,\"name\":\"é\"}\n{\"id\":2}\n{\"id\":3}".as_bytes();
    let pieces = [&text[..19], &text[19..28], &text[28..]];
    let (body, next) = response("application/jsonl", &pieces, End::Complete).gated();
    let (ids, requests) = with(vec![body], async |url| {
        let mut rows = Client::new(url).unwrap().list_rows().await.unwrap();
        next.send(()).unwrap();
        let first = rows.try_next().await.unwrap().unwrap();
        assert_eq!(first.name.as_deref(), Some("é"));
        next.send(()).unwrap();
        let rest: Vec<_> = rows.try_collect().await.unwrap();
        rest.iter().map(|row| row.id).collect::<Vec<_>>()
    });
    assert_eq!(ids, [2, 3]);
    assert_eq!(requests[0].header("accept"), Some("application/jsonl"));
}

#[test]
fn an_item_that_does_not_decode_has_its_number_and_path() {
    use json_lines::Client;
    use json_lines::runtime::ErrorKind;
    let text = "{\"id\":1}\n{\"id\":\"canary\"}\n{\"id\":3}\n{\"id\":4";
    let body = response("application/jsonl", &[text], End::Complete);
    with(vec![body], async |url| {
        let mut rows = Client::new(url).unwrap().list_rows().await.unwrap();
        assert_eq!(rows.try_next().await.unwrap().unwrap().id, 1);
        let error = rows.try_next().await.unwrap_err();
        assert_eq!((error.kind(), error.path()), (ErrorKind::Decode, Some("[1].id")));
        assert!(!format!("{error} {error:?}").contains("canary"));
        assert_eq!(rows.try_next().await.unwrap().unwrap().id, 3);
        let cut = rows.try_next().await.unwrap_err();
        assert_eq!((cut.kind(), cut.path()), (ErrorKind::Decode, Some("[3]")));
        assert!(rows.try_next().await.unwrap().is_none());
    });
}

#[test]
fn a_broken_connection_ends_a_stream_with_an_error() {
    use json_lines::Client;
    use json_lines::runtime::ErrorKind;
    let body = response("application/jsonl", &["{\"id\":1}\n{\"id\":"], End::Cut);
    with(vec![body], async |url| {
        let mut rows = Client::new(url).unwrap().list_rows().await.unwrap();
        assert_eq!(rows.try_next().await.unwrap().unwrap().id, 1);
        assert_eq!(rows.try_next().await.unwrap_err().kind(), ErrorKind::Transport);
        assert!(rows.try_next().await.unwrap().is_none());
    });
}

#[test]
fn the_size_of_an_item_is_limited() {
    use event_streams::Client as Events;
    use json_lines::Client;
    use json_lines::runtime::{CallOptions, ErrorKind};
    let long = "x".repeat(100);
    let line = response("application/jsonl", &[format!("{{\"id\":1}}\n\"{long}")], End::Complete);
    let event = response(EVENTS, &[format!("data: {long}\n\n")], End::Complete);
    with(vec![line, event], async |url| {
        let options = CallOptions::new().max_response_bytes(50);
        let request = Client::new(url).unwrap().list_rows().options(&options);
        let mut rows = request.await.unwrap();
        assert_eq!(rows.try_next().await.unwrap().unwrap().id, 1);
        assert_eq!(rows.try_next().await.unwrap_err().kind(), ErrorKind::TooLarge);
        assert!(rows.try_next().await.unwrap().is_none());
        let request = Events::new(url).unwrap().get_chunks().options(&options);
        let mut chunks = request.await.unwrap();
        assert_eq!(chunks.try_next().await.unwrap_err().kind(), ErrorKind::TooLarge);
    });
}

#[test]
fn dropping_a_stream_closes_the_connection() {
    use json_lines::Client;
    let body = response("application/jsonl", &["{\"id\":1}\n"], End::Closed);
    let other = response("application/jsonl", &["{\"id\":2}\n"], End::Complete);
    with(vec![body, other], async |url| {
        let client = Client::new(url).unwrap();
        let mut rows = client.list_rows().await.unwrap();
        assert_eq!(rows.try_next().await.unwrap().unwrap().id, 1);
        drop(rows);
        // The server accepts no other connection before.
        let mut rows = client.list_rows().await.unwrap();
        assert_eq!(rows.try_next().await.unwrap().unwrap().id, 2);
    });
}

#[test]
fn records_may_have_line_breaks() {
    use json_lines::Client;
    let text = "\x1e{\"id\":\n1}\n\x1e{\"id\":2}\x1e";
    let body = response("application/geo+json-seq", &[text], End::Complete);
    let (rows, requests) = with(vec![body], async |url| {
        let rows = Client::new(url).unwrap().get_sequence().await.unwrap();
        rows.try_collect::<Vec<_>>().await.unwrap()
    });
    assert_eq!(rows.iter().map(|row| row.id).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(requests[0].header("accept"), Some("application/geo+json-seq"));
}

#[test]
fn a_response_may_be_one_value_or_a_stream() {
    use json_lines::Client;
    use json_lines::operations::GetEitherResponse;
    use json_lines::types::GetItemsResponseItemKind;
    let json = || Response::new(200).header("content-type", "application/json").body("{\"id\":7}");
    let stream = response(NDJSON, &["{\"id\":8}\n", "{\"id\":9}"], End::Complete);
    let items = response("application/jsonl", &["{\"kind\":\"b\"}"], End::Complete);
    let lines = Response::new(200).body("{\"id\":1}\n");
    let (_, requests) = with(vec![json(), stream, items, lines], async |url| {
        let client = Client::new(url).unwrap();
        assert_eq!(client.generate().await.unwrap().id, 7);
        let rows = client.generate_stream().await.unwrap();
        let rows: Vec<_> = rows.try_collect().await.unwrap();
        assert_eq!(rows.iter().map(|row| row.id).collect::<Vec<_>>(), [8, 9]);
        let item = client.get_items().await.unwrap().try_next().await.unwrap().unwrap();
        assert_eq!(item.kind, GetItemsResponseItemKind::B);
        let either = client.get_either().await.unwrap();
        assert!(matches!(either, GetEitherResponse::Ok(body) if body[..] == b"{\"id\":1}\n"[..]));
    });
    let accepted = requests.iter().map(|request| request.header("accept").unwrap());
    assert_eq!(
        accepted.collect::<Vec<_>>(),
        ["application/json", NDJSON, "application/jsonl", "application/jsonl, application/json"]
    );
}

#[test]
fn a_body_has_one_value_on_each_line_or_after_each_separator() {
    use json_lines::Client;
    use json_lines::types::Row;
    let ((), requests) = with(vec![(204, "", ""); 3], async |url| {
        let client = Client::new(url).unwrap();
        let rows: Vec<Row> = serde_json::from_str(r#"[{"id":1,"name":"a\nb"},{"id":2}]"#).unwrap();
        client.send_lines(&rows).await.unwrap();
        client.send_sequence().body(&rows).await.unwrap();
        client.send_lines(&[]).await.unwrap();
    });
    let sent = requests.iter().map(|r| (r.header("content-type").unwrap(), r.body.as_str()));
    assert_eq!(
        sent.collect::<Vec<_>>(),
        [
            (NDJSON, "{\"id\":1,\"name\":\"a\\nb\"}\n{\"id\":2}\n"),
            (
                "application/json-seq",
                "\x1e{\"id\":1,\"name\":\"a\\nb\"}\n\x1e{\"id\":2}\n"
            ),
            (NDJSON, ""),
        ]
    );
}

#[test]
fn events_have_typed_data() {
    use event_streams::Client;
    use event_streams::runtime::ErrorKind;
    let pieces = ["\u{feff}: hello\r\n\r\nevent: token\r\ndata: {\"text\":", "\r\ndata: \"a\"}\r\nid: 5\r\n\r\n"];
    let more = "data: {\"text\":1}\n\ndata: {\"text\":\"b\"}\n\ndata: [DONE]\n\ndata: {\"text\":\"c\"}\n\n";
    let (chat, next) = response(EVENTS, &pieces, End::Complete).gated();
    let chunks = response(EVENTS, &[more], End::Complete);
    let (_, requests) = with(vec![chat, chunks], async |url| {
        let client = Client::new(url).unwrap();
        let mut events = client.chat_stream().await.unwrap();
        next.send(()).unwrap();
        let event = events.try_next().await.unwrap().unwrap();
        assert_eq!((event.event.as_str(), event.data.text.as_str()), ("token", "a"));
        assert_eq!(event.id.as_deref(), Some("5"));
        assert!(events.try_next().await.unwrap().is_none());
        let mut events = client.get_chunks().await.unwrap();
        let error = events.try_next().await.unwrap_err();
        assert_eq!((error.kind(), error.path()), (ErrorKind::Decode, Some("[0].data.text")));
        assert_eq!(events.try_next().await.unwrap().unwrap().data.text, "b");
        assert!(events.try_next().await.unwrap().is_none());
    });
    assert!(requests.iter().all(|request| request.header("accept") == Some(EVENTS)));
}

#[test]
fn events_are_as_their_schema_describes_them() {
    use event_streams::Client;
    use event_streams::types::GetChangesResponseItem as Change;
    let ticks = response(EVENTS, &["data: 1\n\ndata: [DONE]\n\n"], End::Complete);
    let plain = response(EVENTS, &["event: e\ndata: 1\ndata: 2\n\n"], End::Complete);
    let log = "retry: 3\nid: i\ndata: {\"text\":\"a\"}\n\ndata: {\"text\":\"b\"}\n\n";
    let logs = response(EVENTS, &[log], End::Complete);
    let change = "event: removed\ndata: {\"count\":2}\n\nevent: added\ndata: {\"text\":\"c\"}\n\n";
    let changes = response(EVENTS, &[change], End::Complete);
    with(vec![ticks, plain, logs, changes], async |url| {
        let client = Client::new(url).unwrap();
        let ticks: Vec<_> = client.get_ticks().await.unwrap().try_collect().await.unwrap();
        assert_eq!(ticks.iter().map(|e| e.data.as_str()).collect::<Vec<_>>(), ["1", "[DONE]"]);
        let plain: Vec<_> = client.get_plain().await.unwrap().try_collect().await.unwrap();
        assert_eq!((plain[0].event.as_deref(), plain[0].data.as_str()), (Some("e"), "1\n2"));
        let logs: Vec<_> = client.get_logs().await.unwrap().try_collect().await.unwrap();
        assert_eq!((logs[0].id.as_deref(), logs[0].retry), (Some("i"), Some(3)));
        assert_eq!((logs[1].id.as_deref(), logs[1].data.text.as_str()), (None, "b"));
        let changes: Vec<_> = client.get_changes().await.unwrap().try_collect().await.unwrap();
        assert!(matches!(&changes[0], Change::Removed(removed) if removed.data.count == 2));
        assert!(matches!(&changes[1], Change::Added(added) if added.data.text == "c"));
    });
}

#[test]
fn the_data_of_an_event_is_json_if_its_alternative_says_so() {
    use event_streams::Client;
    let event = |name: &str, data: &str| format!("event: {name}\ndata: {data}\n\n");
    let mixed = [
        event("addString", "true"),
        event("addString", "\"quoted\""),
        event("addInt64", "1234"),
        event("addJson", "{\"foo\":1}"),
        event("addString", "null"),
    ];
    let either = ["data: 5\n\n".to_owned(), event("stored", "{\"text\":\"a\"}"), event("other", "{}")];
    let bodies = vec![
        response(EVENTS, &mixed, End::Complete),
        response(EVENTS, &either, End::Complete),
    ];
    let ((mixed, either), _) = with(bodies, async |url| {
        let client = Client::new(url).unwrap();
        let mixed: Vec<_> = client.get_mixed().await.unwrap().try_collect().await.unwrap();
        let either: Vec<_> = client.get_either().await.unwrap().try_collect().await.unwrap();
        (serde_json::to_value(mixed).unwrap(), serde_json::to_value(either).unwrap())
    });
    assert_eq!(
        mixed,
        json!([
            {"event": "addString", "data": "true"},
            {"event": "addString", "data": "\"quoted\""},
            {"event": "addInt64", "data": "1234"},
            {"event": "addJson", "data": {"foo": 1}},
            {"event": "addString", "data": "null"},
        ])
    );
    assert_eq!(
        either,
        json!([
            {"data": "5"},
            {"event": "stored", "data": {"text": "a"}},
            {"event": "other", "data": "{}"},
        ])
    );
}
