//! Schemas that are merged from several.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// Reads a value, and checks that it is written as it was read.
fn read<T: DeserializeOwned + Serialize>(value: Value) -> T {
    let read = serde_json::from_value::<T>(value.clone());
    let read = read.unwrap_or_else(|e| panic!("{value}: {e}"));
    assert_eq!(serde_json::to_value(&read).unwrap(), value);
    read
}

#[test]
fn fields_under_a_condition_are_kept() {
    use conditional_fields::types::{All, AllSeveralTypes};
    for value in [
        json!({"referenced": {"kind": "a", "extra": "x"}}),
        json!({"differing": {"kind": "a", "v": "x"}}),
        json!({"differing": {"kind": "b", "v": 1}}),
        json!({"nested": {"kind": "a", "w": "x"}}),
        json!({"dependent": {"a": "1", "x": "2"}}),
        json!({"dependent": {"a": "1", "extra": "2"}}),
        json!({"open": {"a": "1", "z": 2}}),
        json!({"children": {"kind": "child", "toy": "ball"}}),
        json!({"children": {"kind": "none"}}),
    ] {
        read::<All>(value);
    }
    let all: All = read(json!({"several_types": "text"}));
    assert!(matches!(all.several_types, Some(AllSeveralTypes::String(_))));
    read::<All>(json!({"several_types": {"extra": "x"}}));
}

#[test]
fn unevaluated_fields_are_those_that_no_part_has() {
    use conditional_fields::types::All;
    let all: All = read(json!({"unevaluated": {"extra": "x", "b": 1, "z": {"name": "n"}}}));
    let unevaluated = all.unevaluated.unwrap();
    assert_eq!(unevaluated.extra_2.as_deref(), Some("x"));
    assert_eq!(unevaluated.extra["z"].name, "n");
    read::<All>(json!({"unevaluated_union": {"name": "n", "z": 1}}));
    read::<All>(json!({"unevaluated_union": {"code": "c", "z": 1}}));
    read::<All>(json!({"unevaluated_any": {"extra": "x", "z": [1]}}));
    let all: All = read(json!({"patterns": {"extra": "x", "n-1": 1}}));
    assert_eq!(all.patterns.unwrap().extra_2.as_deref(), Some("x"));
}

#[test]
fn merged_unions_select_by_the_tags_of_each() {
    use merged_unions::types::{All, AllBoth, AllEither, AllNested};
    let all: All = read(json!({"nested": {"kind": "Polygon", "sides": "4", "id": 1, "width": 2.5}}));
    assert!(matches!(all.nested, Some(AllNested::Square(_))), "{:?}", all.nested);
    assert!(matches!(
        read::<All>(json!({"both": {"plan": "Paid", "region": "Far"}})).both,
        Some(AllBoth::Paid2(_))
    ));
    assert!(matches!(
        read::<All>(json!({"either": {"plan": "Free", "y": 1}})).either,
        Some(AllEither::Free2(_))
    ));
    for value in [
        json!({"nested": {"kind": "Circle", "id": 1, "radius": 2.5}}),
        json!({"nested": {"kind": "Polygon", "sides": "3", "id": 1}}),
        json!({"both": {"plan": "Free", "region": "Near", "days": 1, "street": "s"}}),
        json!({"either": {"plan": "Paid", "x": "1", "price": 2}}),
    ] {
        read::<All>(value);
    }
}

#[test]
fn alternatives_of_inner_unions_are_kept() {
    use merged_unions::types::{All, AllEndless, AllExcluded, AllMany};
    let all: All = read(json!({"excluded": {"name": "n", "note": "t"}}));
    assert!(matches!(all.excluded, Some(AllExcluded::Variant0(_))));
    let all: All = read(json!({"endless": {"r": 1, "note": "t"}}));
    assert!(!matches!(all.endless, Some(AllEndless::Unknown(_))));
    let all: All = read(json!({"endless": {"l": 1, "note": "t"}}));
    assert!(!matches!(all.endless, Some(AllEndless::Unknown(_))));
    let all: All = read(json!({"many": {"n1": 1, "n2": 2, "note": "t"}}));
    assert!(matches!(all.many, Some(AllMany::Variant0(_))));
    read::<All>(json!({"open": {"a": 1, "z": [1]}}));
}

#[test]
fn null_is_a_value_of_merged_schemas_if_each_part_accepts_it() {
    use merged_unions::types::All;
    let all: All = read(json!({"nulls": [null, {"a": "1", "b": "2"}]}));
    assert!(all.nulls.unwrap()[0].is_none());
    let all: All = read(json!({"null_alternative": [null, {"a": "1"}, 2]}));
    assert!(all.null_alternative.unwrap()[0].is_none());
    let all: All = read(json!({"null_components": [null, {"a": "1", "c": "2"}]}));
    assert!(all.null_components.unwrap()[0].is_none());
    read::<All>(json!({"not_null": {"a": "1", "d": "2"}}));
}
