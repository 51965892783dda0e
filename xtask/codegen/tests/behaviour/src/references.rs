//! References: dynamic ones, anchors and identifiers; fields of any type or of a name pattern; patterns.

use dynamic_references::types;
use serde_json::{Value, json};

use crate::server::{JSON, with};

fn read<T: serde::de::DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).unwrap()
}

#[test]
fn a_dynamic_reference_is_resolved_per_use() {
    use dynamic_references::Client;
    let responses = vec![
        (200, JSON, r#"{"items":[{"a":"x"}],"more":{"first":{"a":"y"}}}"#),
        (200, JSON, r#"{"items":[{"b":1}],"more":{"first":{"b":2}}}"#),
        (200, JSON, r#"{"items":[{"b":3}]}"#),
    ];
    with(responses, async |url| {
        let client = Client::new(url).unwrap();
        let a: types::PageOfA = client.list_a().await.unwrap();
        assert_eq!(a.items[0].a, "x");
        assert_eq!(a.more.unwrap().first.unwrap().a, "y");
        let b: types::PageOfB = client.list_b().await.unwrap();
        assert_eq!(b.items[0].b, 1);
        assert_eq!(b.more.unwrap().first.unwrap().b, 2);
        let inline: types::PageOfB = client.list_inline().await.unwrap();
        assert_eq!(inline.items[0].b, 3);
    });
    let shelves: types::Shelves = read(json!({
        "a": {"items": [{"a": "x"}]}, "b": {"items": [{"b": 1}]}, "named": {"items": [{"n": true}]}
    }));
    assert_eq!(shelves.a.unwrap().items[0].a, "x");
    assert_eq!(shelves.b.unwrap().items[0].b, 1);
    assert!(shelves.named.unwrap().items[0].n);
}

#[test]
fn a_recursive_schema_is_extended_at_every_depth() {
    let tree: types::MarkedTree =
        read(json!({"mark": 1, "children": [{"mark": 2, "children": [{"mark": 3}]}]}));
    assert_eq!(tree.children[0].children[0].mark, 3);
    serde_json::from_value::<types::MarkedTree>(json!({"mark": 1, "children": [{}]})).unwrap_err();
    let plain: types::Tree = read(json!({"children": [{"name": "x"}]}));
    assert_eq!(plain.children[0].name.as_deref(), Some("x"));
}

#[test]
fn anchors_and_identifiers_are_found() {
    let there = json!({
        "anchor": "w", "relative": {"o": 1}, "within": true, "named": 2, "property": {"y": "z"},
        "defined": [1]
    });
    let read: types::Anchors = read(there.clone());
    assert_eq!(read.relative.as_ref().unwrap().o, Some(1));
    assert_eq!(read.property.as_ref().unwrap().y, "z");
    assert_eq!(serde_json::to_value(&read).unwrap(), there);
    for wrong in [json!({"anchor": 1}), json!({"named": "x"}), json!({"within": 1})] {
        serde_json::from_value::<types::Anchors>(wrong).unwrap_err();
    }
}

#[test]
fn null_and_absent_are_different() {
    use null_or_absent::Client;
    use null_or_absent::types::{Patch, PatchInner, User};
    let responses = vec![(200, JSON, r#"{"any":null}"#), (200, JSON, "{}"), (200, JSON, "{}")];
    let ((), requests) = with(responses, async |url| {
        let client = Client::new(url).unwrap();
        let patch = client.patch_user(&Patch::new()).await.unwrap();
        assert_eq!(patch.any, Some(Value::Null));
        assert_eq!(serde_json::to_string(&patch).unwrap(), r#"{"any":null}"#);
        let inner = PatchInner::new().clear_gone().any(Value::Null);
        let sent = Patch::new().clear_gone().clear_constant().inner(inner).clear_name();
        let patch = client.patch_user(&sent).await.unwrap();
        assert_eq!(patch.any, None);
        client.patch_user(&Patch::new().any(json!({"a": null}))).await.unwrap();
    });
    assert_eq!(requests[0].body, "{}");
    let sent: Value = serde_json::from_str(&requests[1].body).unwrap();
    let inner = json!({"any": null, "gone": null});
    assert_eq!(sent, json!({"constant": null, "gone": null, "inner": inner, "name": null}));
    assert_eq!(requests[2].body, r#"{"any":{"a":null}}"#);
    let nullable = Patch::new().clear_direct().clear_named().clear_twice().clear_one();
    let sent = serde_json::to_value(nullable).unwrap();
    assert_eq!(sent, json!({"direct": null, "named": null, "one": null, "twice": null}));
    for there in [
        json!({}),
        json!({"any": null, "described": null, "alias": null, "gone": null}),
        json!({"any": 1, "described": [], "alias": {}}),
    ] {
        let user: User = read(there.clone());
        assert_eq!(serde_json::to_value(&user).unwrap(), there);
    }
}

#[test]
fn fields_of_name_patterns_are_kept() {
    use pattern_properties::Client;
    use pattern_properties::types::Sent;
    let there = r#"{"beside":{"id":1,"n-a":2,"x-a":"1","y":true,"z":[]},"closed":{"x-a":"1","y":1},"every":{"a":1},"open":{"x-a":"1","y":1}}"#;
    let responses = vec![(200, JSON, there), (204, "", "")];
    let ((), requests) = with(responses, async |url| {
        let client = Client::new(url).unwrap();
        let maps = client.get_maps().await.unwrap();
        assert_eq!(maps.open["y"], 1);
        assert_eq!(maps.every["a"], 1_i64);
        let written = serde_json::to_value(&maps).unwrap();
        assert_eq!(written, serde_json::from_str::<Value>(there).unwrap());
        let closed = [("x-a".to_owned(), "1".to_owned())].into();
        client.put_maps(&Sent::new().closed(closed)).await.unwrap();
    });
    assert_eq!(requests[1].body, r#"{"closed":{"x-a":"1"}}"#);
}

#[test]
fn patterns_are_unicode_patterns() {
    use unicode_patterns::Client;
    use unicode_patterns::types::{GetNameHyphen, GetNameMood, GetNameName, GetNamePrinted};
    let name: GetNameName = "Žofie".parse().unwrap();
    for wrong in ["O'Neil", "", "p{L}"] {
        assert!(wrong.parse::<GetNameName>().is_err(), "{wrong}");
    }
    let mood: GetNameMood = "😀".parse().unwrap();
    assert!("u".parse::<GetNameMood>().is_err());
    let printed: GetNamePrinted = "ab p{C}".parse().unwrap();
    assert!("a\u{7}".parse::<GetNamePrinted>().is_err());
    let hyphen: GetNameHyphen = "a-b".parse().unwrap();
    let ((), requests) = with(vec![(204, "", "")], async |url| {
        let client = Client::new(url).unwrap();
        let request = client.get_name(&name).mood(&mood).printed(&printed).hyphen(&hyphen);
        request.await.unwrap();
    });
    let line = "GET /names/%C5%BDofie?hyphen=a-b&mood=%F0%9F%98%80&printed=ab%20p%7BC%7D";
    assert_eq!(requests[0].line(), line);
}
