//! A document with mistakes.

use as_they_are::Client;
use as_they_are::types::ThingKind;
use serde_json::json;

use crate::server::{JSON, with};

#[test]
fn operations_with_mistakes_are_sent() {
    let (_, requests) = with(vec![(204, "", ""); 7], async |url| {
        let client = Client::new(&format!("{url}/base")).unwrap();
        client.no_slash().await.unwrap();
        client.fragment().await.unwrap();
        client.other_fragment().await.unwrap();
        client.spaces(7, "u").await.unwrap();
        client
            .same("v1", "2024-01-01")
            .api_version_header("2")
            .no_schema("s")
            .await
            .unwrap();
        drop(client.put_versions_api_version("v1").await.unwrap());
        drop(client.post_versions_api_version("v1").await.unwrap());
    });
    let lines: Vec<&str> = requests.iter().map(|request| request.line()).collect();
    assert_eq!(
        lines,
        [
            "GET /base/no-slash",
            "GET /base/fragment",
            "GET /base/fragment",
            "GET /base/7/u",
            "GET /base/versions/v1?api-version=2024-01-01&no-schema=s",
            "PUT /base/versions/v1",
            "POST /base/versions/v1",
        ]
    );
    assert_eq!(requests[4].header("api-version"), Some("2"));
}

#[test]
fn values_of_schemas_with_mistakes_are_read() {
    let body = r#"{"1":"one","text":[1],"array":"x","nothing":{"a":1},"gone":2,"any":null,"items":[1,"2"],"kind":"b","described":null}"#;
    let (thing, _) = with(vec![(200, JSON, body)], async |url| {
        Client::new(url).unwrap().get_things().await.unwrap()
    });
    assert_eq!(thing.kind, Some(ThingKind::B));
    assert_eq!(thing.items, [json!(1), json!("2")]);
    let value = serde_json::to_value(&thing).unwrap();
    assert_eq!(value["1"], "one");
    assert_eq!(
        (&value["text"], &value["array"]),
        (&json!([1]), &json!("x"))
    );
    assert_eq!(
        (&value["nothing"], &value["gone"]),
        (&json!({"a": 1}), &json!(2))
    );
}
