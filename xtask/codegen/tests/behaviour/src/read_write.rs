//! Fields that only requests or only responses have.

use read_only_write_only::Client;
use read_only_write_only::operations::AddFileForm;
use read_only_write_only::runtime::multipart::File;
use read_only_write_only::types::*;
use serde_json::{Value, json};

use crate::server::{JSON, with};

#[test]
fn a_response_lacks_write_only_fields_and_a_request_read_only_ones() {
    let responses = vec![(200, JSON, r#"[{"id":1,"label":"a"}]"#), (204, "", "")];
    let (items, requests) = with(responses, async |url| {
        let client = Client::new(url).unwrap();
        let items = client.list_items().await.unwrap();
        client.add_item(&ItemRequest::new("a".to_owned(), "p".to_owned())).await.unwrap();
        items
    });
    assert_eq!((items[0].id, items[0].label.as_str(), &items[0].pin), (1, "a", &None));
    assert_eq!(requests[1].body, r#"{"label":"a","pin":"p"}"#);
    // Also if the service sends it.
    let item: Item = serde_json::from_value(json!({"id": 1, "label": "a", "pin": "p"})).unwrap();
    assert_eq!(item.pin.as_deref(), Some("p"));
}

#[test]
fn nested_schemas_and_lists_differ_too() {
    let body = r#"{"id":7,"at":"2024-05-01T10:00:00Z","items":[{"id":1,"label":"a"}],"main":{"id":2,"label":"b"},"state":"open","parent":{"id":6,"items":[]}}"#;
    let (order, requests) = with(vec![(200, JSON, body)], async |url| {
        let item = || ItemRequest::new("a".to_owned(), "p".to_owned());
        let order = OrderRequest::new(vec![item()])
            .main(item())
            .state(OrderState::Open)
            .plain(Plain::new(1))
            .parent(OrderRequest::new(vec![]));
        Client::new(url).unwrap().put_order(&order).await.unwrap()
    });
    assert_eq!(order.items[0].id, 1);
    assert_eq!(order.parent.as_ref().map(|parent| serde_json::to_value(&parent.id).unwrap()), Some(json!(6)));
    assert_eq!(order.main.map(|main| main.id), Some(2));
    let sent: Value = serde_json::from_str(&requests[0].body).unwrap();
    let item = json!({"label": "a", "pin": "p"});
    let expected = json!({"items": [item], "main": item, "state": "open", "plain": {"x": 1}, "parent": {"items": []}});
    assert_eq!(sent, expected);
}

#[test]
fn forms_and_unions_have_no_read_only_fields() {
    let responses = vec![
        (200, JSON, r#"{"id":1,"text":"t","owner":{"x":1}}"#),
        (204, "", ""),
        (200, JSON, r#"{"kind":"created","id":1,"what":"w"}"#),
    ];
    let ((), requests) = with(responses, async |url| {
        let client = Client::new(url).unwrap();
        let note = client.add_note(&NoteRequest::new("t".to_owned())).await.unwrap();
        assert_eq!((note.id, note.owner.x), (1, 1));
        let file = File::new("f.txt", "bytes");
        client.add_file(AddFileForm::new(file, "n".to_owned())).await.unwrap();
        let event = client.add_event(&EventRequest::Created(CreatedRequest::new().what("w"))).await.unwrap();
        assert!(matches!(event, Event::Created(created) if created.id == 1));
    });
    assert_eq!(requests[0].body, "text=t");
    assert!(!requests[1].body.contains("name=\"id\""), "{}", requests[1].body);
    let sent: Value = serde_json::from_str(&requests[2].body).unwrap();
    assert_eq!(sent, json!({"kind": "created", "what": "w"}));
}
