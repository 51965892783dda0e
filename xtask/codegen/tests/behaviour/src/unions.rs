//! Unions: which variant a value is, and that nothing of it is lost when it is written again.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::server::{JSON, with};

/// Reads a value, checks that it is written as it was read, and returns it.
fn read<T: DeserializeOwned + Serialize>(value: Value) -> T {
    let read: T = serde_json::from_value(value.clone()).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), value);
    read
}

/// Reads a value with one field of `All`.
macro_rules! all {
    ($client:ident, $field:ident, $value:tt) => {
        read::<$client::types::All>(json!({stringify!($field): $value}))
            .$field
            .unwrap()
    };
}

#[test]
fn inner_unions_have_tags_and_shapes() {
    use nested_unions::types::*;
    assert!(matches!(all!(nested_unions, outer, {"kind": "c", "n": 1}), AllOuter::Right(Right::C(c)) if c.n == 1));
    assert!(matches!(all!(nested_unions, outer, {"kind": "b", "m": 1}), AllOuter::Left(Left::B(_))));
    assert!(matches!(all!(nested_unions, outer, {"kind": "z", "y": 1}), AllOuter::Unknown(_)));
    assert!(matches!(all!(nested_unions, tagged, {"kind": "c", "n": 1}), AllTagged::Right(Right::C(_))));
    assert!(matches!(all!(nested_unions, tagged, {"kind": "z", "y": 1}), AllTagged::Unknown(_)));
    assert!(matches!(all!(nested_unions, mixed, {"receipt": "r"}), AllMixed::Receipt(_)));
    assert!(matches!(all!(nested_unions, mixed, {"kind": "a", "n": 1}), AllMixed::Left(Left::A(_))));
    assert!(matches!(all!(nested_unions, untagged, {"type": "d", "x": 1}), AllUntagged::High(High::Highest(_))));
    assert!(matches!(all!(nested_unions, untagged, {"type": "a", "x": 1}), AllUntagged::Low(_)));
    assert!(matches!(all!(nested_unions, extended, {"kind": "d", "m": 1, "more": true}), AllExtended::Variant1(_)));
    let list: All = read(json!({"list": [{"receipt": "r"}, [{"kind": "c", "n": 1}], 7]}));
    assert!(matches!(&list.list[..], [AllListItem::Receipt(_), AllListItem::List(_), AllListItem::Unknown(_)]));
}

#[test]
fn a_value_that_fits_beats_a_list_of_others() {
    use nested_unions::types::*;
    let AllWhen::DateTime(time) = all!(nested_unions, when, "2024-05-01T10:00:00Z") else {
        panic!("a time");
    };
    assert!(time.to_utc().is_some());
    assert!(matches!(all!(nested_unions, when, "now"), AllWhen::Variant0(AllWhenVariant0::Now)));
    assert!(matches!(all!(nested_unions, when, "later"), AllWhen::Variant0(AllWhenVariant0::Unknown(_))));
    let seven: All = serde_json::from_value(json!({"level": 7})).unwrap();
    assert_eq!(seven.level, Some(AllLevel::Number(7.0)));
    assert!(matches!(all!(nested_unions, level, 2), AllLevel::Variant0(AllLevelVariant0::Value2)));
    assert!(matches!(all!(nested_unions, level, 1.5), AllLevel::Number(_)));
}

#[test]
fn tags_have_the_type_of_their_property() {
    use tags_of_any_type::Client;
    use tags_of_any_type::types::{Bad, Good, Inherited, Message, Result2};
    let responses = vec![
        (200, JSON, r#"{"version":2,"b":"x"}"#),
        (200, JSON, r#"{"version":1,"a":"x"}"#),
        (200, JSON, r#"{"version":3,"c":"x"}"#),
    ];
    let (messages, requests) = with(responses, async |url| {
        let client = Client::new(url).unwrap();
        let bad = Result2::from(Bad::new("r".to_owned()));
        let good = Result2::from(Good::new(true, "v".to_owned()));
        let unknown = Result2::Unknown(json!({"ok": null}));
        [
            client.send(&bad).await.unwrap(),
            client.send(&good).await.unwrap(),
            client.send(&unknown).await.unwrap(),
        ]
    });
    assert!(matches!(&messages[0], Message::V2(two) if two.b == "x"));
    assert!(matches!(&messages[1], Message::V1(_)));
    assert!(matches!(&messages[2], Message::Unknown(_)));
    let bodies: Vec<Value> = requests.iter().map(|r| serde_json::from_str(&r.body).unwrap()).collect();
    assert_eq!(bodies[0], json!({"ok": false, "reason": "r"}));
    assert_eq!(bodies[1], json!({"ok": true, "value": "v"}));
    assert_eq!(bodies[2], json!({"ok": null}));
    assert!(matches!(read(json!({"ok": false, "reason": "r"})), Result2::Bad(_)));
    assert!(matches!(read(json!({"size": 2, "name": "n"})), Inherited::Small(_)));
    assert!(matches!(read(json!({"size": 3, "name": "n"})), Inherited::Great(_)));
}

#[test]
fn optional_constants_distinguish() {
    use optional_constants::Client;
    use optional_constants::types::ListPetsResponseItem as Pet;
    let body = r#"[{"kind":"dog","name":"R"},{"name":"R"},{"kind":"cat","name":"C"},{"kind":"cow","name":"M"}]"#;
    let (pets, _) = with(vec![(200, JSON, body)], async |url| {
        Client::new(url).unwrap().list_pets().await.unwrap()
    });
    assert!(matches!(&pets[..], [Pet::Dog(_), Pet::Cat(_), Pet::Cat(_), Pet::Unknown(_)]));
    assert_eq!(serde_json::to_value(&pets[0]).unwrap(), json!({"kind": "dog", "name": "R"}));
}

#[test]
fn constants_of_any_type_distinguish() {
    use constants_of_any_type::types::*;
    assert!(matches!(all!(constants_of_any_type, flag, {"ok": false, "body": "x"}), AllFlag::No(_)));
    assert!(matches!(all!(constants_of_any_type, flag, {"ok": true, "body": "x"}), AllFlag::Yes(_)));
    assert!(matches!(all!(constants_of_any_type, part, {"type": 2, "value": "v"}), AllPart::Two(_)));
    assert!(matches!(all!(constants_of_any_type, part, {"type": 3, "value": "v"}), AllPart::Unknown(_)));
    assert!(matches!(all!(constants_of_any_type, nothing, {"state": null, "note": "n"}), AllNothing::Empty(_)));
    assert!(matches!(all!(constants_of_any_type, nothing, {"state": "full"}), AllNothing::Full(_)));
    // No single property distinguishes these.
    assert!(matches!(all!(constants_of_any_type, pair, {"role": "user", "type": "image", "data": "d"}), AllPair::UserImage(_)));
    assert!(matches!(all!(constants_of_any_type, pair, {"role": "bot", "type": "text", "data": "d"}), AllPair::BotText(_)));
}

#[test]
fn children_are_structs_and_their_parent_is_the_choice() {
    use parent_of_its_children::Client;
    use parent_of_its_children::types::{Car, Shape, Square, Vehicle};
    let responses = vec![
        (200, JSON, r#"{"kind":"bike","gears":7}"#),
        (200, JSON, r#"[{"radius":1.5,"colour":"red"},{"length":2.5,"sides":4}]"#),
    ];
    let ((vehicle, shapes), requests) = with(responses, async |url| {
        let client = Client::new(url).unwrap();
        let car = Car::new("car".to_owned(), 4);
        let vehicle = client.put_car(&car).await.unwrap();
        (vehicle, client.put_shape(&Square::new(2.5)).await.unwrap())
    });
    assert!(matches!(vehicle, Vehicle::Bike(bike) if bike.gears == Some(7)));
    assert!(matches!(&shapes[..], [Shape::Round(_), Shape::Square(square)] if square.sides == Some(4)));
    assert_eq!(requests[0].body, r#"{"doors":4,"kind":"car"}"#);
    assert_eq!(requests[1].body, r#"{"length":2.5}"#);
    // A child may be a parent itself.
    use parent_of_its_children::types::{Animal, Pug};
    let value = json!({"kind": "d", "sub": "Pug", "snores": 1});
    assert_eq!(read::<Pug>(value.clone()).snores, Some(1));
    read::<Animal>(value);
}

#[test]
fn overlapping_alternatives_keep_the_fields_of_each() {
    use overlapping_alternatives::Client;
    use overlapping_alternatives::types::{Contact, Owner, Person, Reachable};
    let both = r#"{"mail":"a","phone":"1"}"#;
    let ((), requests) = with(vec![(200, JSON, both), (200, JSON, both)], async |url| {
        let client = Client::new(url).unwrap();
        let contact = client.put_contact(&Contact::new().mail("a").phone("1")).await.unwrap();
        assert_eq!((contact.mail.as_deref(), contact.phone.as_deref()), (Some("a"), Some("1")));
        client.put_contact(&contact).await.unwrap();
    });
    assert!(requests.iter().all(|request| request.body == both));
    read::<Contact>(json!({"phone": "1"}));
    read::<Reachable>(json!({"id": 1, "mail": "a", "phone": "1", "kind": "home"}));
    // Alternatives with names keep them.
    assert!(matches!(read(json!({"name": "n", "books": ["b"], "rank": 1})), Person::Author(_)));
    assert!(matches!(read(json!({"name": "n", "papers": 1, "rank": "r"})), Person::Editor(_)));
    assert!(matches!(read(json!({"name": "n", "books": ["b"], "papers": 2})), Person::Several(_)));
    assert!(matches!(read(json!({"name": "n"})), Person::Unknown(_)));
    assert!(matches!(read(json!("n")), Person::String(_)));
    // An alternative may be a union itself.
    for value in [json!({"name": "n", "vat": "v"}), json!({"name": "n", "members": 2})] {
        let owner: Owner = read(value.clone());
        assert!(matches!(owner, Owner::Several(_)), "{owner:?}");
        assert_eq!(serde_json::to_value(owner).unwrap(), value);
    }
    assert!(matches!(read(json!({"name": "n"})), Owner::Named(_)));
    assert!(matches!(read(json!({"vat": "v"})), Owner::Party(_)));
}

#[test]
fn overlapping_fields_items_and_other_fields_keep_the_fields_of_each() {
    use overlapping_alternatives::types::*;
    let both = json!({"height": 1, "width": 2});
    let two = || both.clone();
    for value in [
        json!({"nested": {"size": two()}}),
        json!({"inner": {"size": two(), "note": "n"}}),
        json!({"lists": [two(), {"height": 1}, {"width": 2}]}),
        json!({"named_lists": [two()]}),
        json!({"named_lists": [{"height": 1}, {"width": 2}]}),
        json!({"maps": {"a": two(), "b": {"width": 2}}}),
        json!({"holds_lists": {"sizes": [two(), {"width": 2}]}}),
        json!({"rest": {"y": "s", "z": "t"}}),
        json!({"rest": {"x": 1, "y": 2, "z": 3}}),
        json!({"rests": {"y": "s", "z": "t"}}),
        json!({"rests": {"x": 1, "y": 2, "z": 3}}),
        json!({"named_rest": {"height": 1, "width": 2, "z": "t"}}),
        json!({"same": {"size": {"height": 1}, "note": "n"}}),
        json!({"apart": {"size": {"kind": "wide", "width": 2}}}),
        json!({"tree": {"height": 1, "width": 2, "tree": two()}}),
    ] {
        read::<All>(value);
    }
    assert!(matches!(all!(overlapping_alternatives, inner, {"size": {"height": 1}}), AllInner::HoldsHigh(_)));
    assert!(matches!(all!(overlapping_alternatives, inner, {"size": {"width": 1}}), AllInner::HoldsWide(_)));
    assert!(matches!(all!(overlapping_alternatives, same, {"size": {"height": 1}}), AllSame::HoldsHigh(_)));
    assert!(matches!(all!(overlapping_alternatives, apart, {"size": {"kind": "high"}}), AllApart::IsHigh(_)));
}

#[test]
fn the_shape_decides_without_a_tag_and_errors_name_the_field() {
    use tag_absent::Client;
    use tag_absent::types::Pet;
    let responses = vec![
        (200, JSON, r#"[{"meows":3},{"barks":2,"new":true},{"kind":"cow","moos":1},{"kind":"wolf","barks":1}]"#),
        (200, JSON, r#"[{"kind":"cat","meows":1},{"kind":"dog","barks":"loud"}]"#),
        (200, JSON, r#"{"owners":[{"pet":{"kind":"dog","barks":1}},{"pet":{"kind":"dog"}}]}"#),
    ];
    with(responses, async |url| {
        let client = Client::new(url).unwrap();
        let pets = client.list_pets().await.unwrap();
        assert!(matches!(&pets[..], [Pet::Cat(cat), Pet::Dog(_), Pet::Unknown(_), Pet::Dog(_)] if cat.meows == 3));
        assert_eq!(serde_json::to_value(&pets[3]).unwrap(), json!({"kind": "wolf", "barks": 1}));
        let error = client.list_pets().await.unwrap_err().to_string();
        assert!(error.contains("unexpected string") && error.contains("[1].barks"), "{error}");
        assert!(!error.contains("loud"), "{error}");
        let error = client.list_owners().await.unwrap_err().to_string();
        assert!(error.contains("missing field \"barks\"") && error.contains("owners[1].pet"), "{error}");
    });
}

#[test]
fn merged_parts_keep_the_fields_of_each() {
    use merged_parts::types::All;
    let both = json!({"height": 1, "width": 2});
    for value in [
        json!({"maps": {"a": both}}),
        json!({"field": {"k": both, "z": {"width": 2}}}),
        json!({"turned": {"k": both, "z": {"width": 2}}}),
        json!({"other": {"id": 1, "z": "t"}}),
        json!({"choice": {"height": 1, "k": 2}}),
        json!({"nothing": {"height": 1}}),
        json!({"text": "someone@example.org"}),
        json!({"text": "01890a5d-ac96-774b-bcce-b302099a8057"}),
        json!({"pet": {"kind": "Puppy", "age": 1, "bark": true}}),
        json!({"key": {"01890a5d-ac96-774b-bcce-b302099a8057": 1}}),
    ] {
        read::<All>(value);
    }
    let high: All = read(json!({"nothing": {"height": 1}}));
    assert_eq!(high.nothing.unwrap().height, Some(1));
}

#[test]
fn several_tags_are_kept() {
    use several_tags::Client;
    use several_tags::types::{ByHand, Cat, Dog, DogKind, Pet, Route};
    let nothing = r#"{"means":"nothing","note":"n"}"#;
    let ((), requests) = with(vec![(200, JSON, nothing), (200, JSON, nothing)], async |url| {
        let client = Client::new(url).unwrap();
        let route = client.put_route(&Route::ByHand(ByHand::new())).await.unwrap();
        assert!(matches!(&route, Route::ByHandNothing(hand) if hand.note.as_deref() == Some("n")));
        client.put_route(&route).await.unwrap();
    });
    assert_eq!(requests[0].body, r#"{"means":"none"}"#);
    let sent: Value = serde_json::from_str(&requests[1].body).unwrap();
    assert_eq!(sent, json!({"means": "nothing", "note": "n"}));
    assert!(matches!(read(json!({"kind": "kitten", "lives": 9})), Pet::Cat(_)));
    assert!(matches!(read(json!({"kind": "puppy"})), Pet::Dog(_)));
    let written = |pet| serde_json::to_value::<Pet>(pet).unwrap();
    assert_eq!(written(Cat::new(9).into()), json!({"kind": "cat", "lives": 9}));
    assert_eq!(written(Cat::new(9).kind("kitten").into()), json!({"kind": "kitten", "lives": 9}));
    assert_eq!(written(Dog::new(DogKind::Puppy).into()), json!({"kind": "puppy"}));
}

#[test]
fn a_union_of_one_stays_open() {
    use union_of_one::Client;
    use union_of_one::types::{B, Tagged};
    let body = r#"{"tagged":{"kind":"c","z":1}}"#;
    let ((), requests) = with(vec![(200, JSON, body)], async |url| {
        let client = Client::new(url).unwrap();
        let one = client.put_one(&B::new("x".to_owned()).into()).await.unwrap();
        assert!(matches!(one.tagged, Some(Tagged::Unknown(_))));
        assert_eq!(serde_json::to_string(&one).unwrap(), body);
    });
    let sent: Value = serde_json::from_str(&requests[0].body).unwrap();
    assert_eq!(sent, json!({"kind": "b", "b": "x"}));
    assert!(matches!(read(json!({"kind": "b", "b": "x"})), Tagged::B(_)));
}

#[test]
fn a_contradiction_is_any_value() {
    use contradiction::types::{GetFineResponse, GetFineResponseSome};
    for none in [json!("a"), json!({"x": [1]}), json!(7)] {
        let fine: GetFineResponse = read(json!({"none": none, "few": none, "kind": none, "some": "b"}));
        assert_eq!(fine.none, Some(none));
        assert_eq!(fine.some, Some(GetFineResponseSome::B));
    }
}
