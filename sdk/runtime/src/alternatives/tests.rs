use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::Constant::{Bool, Int, Null, Str};
use super::Shape::{
    Any, ByTag, Integer, List, Map, Number, Object, Of, Several, Text, Time, Values,
};
use super::shape::{Alternatives, Choice};
use super::{Shape, Shaped, deserialize, read, write};
use crate::DecodeError;

fn choice(union: &Alternatives, value: Value) -> String {
    match union.choose(&value) {
        Choice::Tagged(variant) => format!("tag {variant}"),
        Choice::Ranked(variants) => format!("{variants:?}"),
    }
}

const BY_SHAPE: Alternatives = Alternatives {
    tag: None,
    variants: &[
        (&[], Any),
        (&[], Values(&[Str("now")])),
        (&[], Time),
        (&[], Number),
        (&[], Integer),
        (&[], Object(&[("a", true, Text)], None)),
        (
            &[],
            Object(&[("a", true, Text), ("b", false, Number)], None),
        ),
        (&[], Map(&Number)),
        (&[], List(&Integer)),
        (&[], Values(&[Bool(true), Null])),
    ],
};

#[test]
fn the_best_fit_comes_first() {
    for (value, expected) in [
        (json!("now"), "[1, 0, 2]"),
        (json!("2024-05-01T10:00:00Z"), "[2, 0, 1]"),
        (json!("later"), "[0, 1, 2]"),
        (json!(1.5), "[3, 0]"),
        (json!(7), "[4, 3, 0]"),
        (json!({"a": "x"}), "[5, 6, 0]"),
        (json!({"a": "x", "b": 1}), "[6, 5, 0]"),
        (json!({"a": "x", "b": "y"}), "[5, 0]"),
        (json!({"a": 1}), "[7, 0]"),
        (json!({"a": null}), "[0]"),
        (json!([1, 2]), "[8, 0]"),
        (json!([1, "x"]), "[0]"),
        (json!(true), "[9, 0]"),
        (json!(false), "[0, 9]"),
        (json!(null), "[9, 0]"),
    ] {
        assert_eq!(choice(&BY_SHAPE, value.clone()), expected, "{value}");
    }
}

const BY_TAG: Alternatives = Alternatives {
    tag: Some("v"),
    variants: &[
        (
            &[Int(1)],
            Object(&[("v", false, Integer), ("a", true, Text)], None),
        ),
        (&[Int(2), Bool(false)], Object(&[("b", true, Text)], None)),
        (&[Null], ByTag),
        (&[Str("s")], ByTag),
        (
            &[Str("s"), Str("t")],
            Object(&[("c", true, Text)], Some(&Any)),
        ),
        (&[], Object(&[("d", true, Text)], None)),
    ],
};

#[test]
fn tags_of_any_type_select_and_the_shape_decides_without_a_known_one() {
    for (value, expected) in [
        (json!({"v": 1}), "tag 0"),
        (json!({"v": 1.0}), "tag 0"),
        (json!({"v": "1"}), "[]"),
        (json!({"v": 2, "a": "x"}), "tag 1"),
        (json!({"v": false}), "tag 1"),
        (json!({"v": null}), "tag 2"),
        (json!({"v": "t"}), "tag 4"),
        // Two variants have this tag.
        (json!({"v": "s", "c": "x"}), "[4, 3]"),
        (json!({"v": "s"}), "[3]"),
        (json!({"a": "x"}), "[0]"),
        (json!({"a": "x", "new": 1}), "[0]"),
        (json!({"v": 7, "a": "x"}), "[0]"),
        // An unknown tag, and fields that are not those of the variant.
        (json!({"v": 7, "a": "x", "new": 1}), "[]"),
        (json!({"v": 7, "d": "x", "new": 1}), "[5]"),
        (json!("text"), "[]"),
    ] {
        assert_eq!(choice(&BY_TAG, value.clone()), expected, "{value}");
    }
}

#[test]
fn several_variants_at_once_need_one_that_fits() {
    const UNION: Alternatives = Alternatives {
        tag: None,
        variants: &[
            (&[], Object(&[("a", true, Text)], None)),
            (&[], Object(&[("b", true, Text)], None)),
            (
                &[],
                Several(&Object(&[("a", false, Text), ("b", false, Text)], None)),
            ),
        ],
    };
    for (value, expected) in [
        (json!({"a": "x"}), "[0, 2]"),
        (json!({"a": "x", "b": "y"}), "[2, 0, 1]"),
        (json!({"a": "x", "b": "y", "new": 1}), "[2, 0, 1]"),
        (json!({"new": 1}), "[]"),
    ] {
        assert_eq!(choice(&UNION, value.clone()), expected, "{value}");
    }
}

/// Contains itself, in each of two variants.
#[derive(Debug, PartialEq)]
enum Tree {
    Left(Left),
    Right(Right),
    Unknown(Value),
}

#[derive(Debug, Deserialize, PartialEq, Serialize)]
struct Left {
    kind: Option<String>,
    trees: Vec<Tree>,
}

#[derive(Debug, Deserialize, PartialEq, Serialize)]
struct Right {
    trees: Vec<Tree>,
    n: i64,
}

const TREES: Shape = List(&Of(super::shape::<Tree>));

impl Shaped for Tree {
    const SHAPE: &'static Shape = &Shape::Union(Alternatives {
        tag: Some("kind"),
        variants: &[
            (
                &[Str("left")],
                Object(&[("kind", false, Text), ("trees", true, TREES)], None),
            ),
            (
                &[Str("right")],
                Object(&[("trees", true, TREES), ("n", true, Integer)], None),
            ),
        ],
    });
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize(
            deserializer,
            &[|v| read(v).map(Self::Left), |v| read(v).map(Self::Right)],
            Self::Unknown,
        )
    }
}

impl Serialize for Tree {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Left(value) => write(value, "kind", Str("left"), serializer),
            Self::Right(value) => write(value, "kind", Str("right"), serializer),
            Self::Unknown(value) => value.serialize(serializer),
        }
    }
}

#[test]
fn an_error_in_a_tagged_variant_has_the_path_and_no_value() {
    let good = json!({"kind": "left", "trees": [{"kind": "right", "trees": [], "n": 1}]});
    let tree: Tree = serde_json::from_value(good.clone()).unwrap();
    assert_eq!(serde_json::to_value(&tree).unwrap(), good);
    let bad = json!([{"kind": "left", "trees": [{"kind": "right", "trees": [], "n": "canary"}]}]);
    let error = DecodeError::locate::<Vec<Tree>>(&bad).unwrap();
    assert_eq!(error.path(), Some("[0].trees[0].n"));
    assert_eq!(error.to_string(), "unexpected string (at [0].trees[0].n)");
    let error = serde_json::from_value::<Vec<Tree>>(bad).unwrap_err();
    assert_eq!(error.to_string(), "unexpected string (at trees[0].n)");
}

#[test]
fn a_type_that_contains_itself_takes_linear_time() {
    let mut value = json!({"n": 1, "trees": []});
    for _ in 0..60 {
        value = json!({"n": 1, "trees": [value]});
    }
    assert!(matches!(
        serde_json::from_value(value).unwrap(),
        Tree::Right(_)
    ));
}

#[test]
fn writes_a_missing_tag_and_keeps_a_present_one() {
    let write = |value: &Value| write(value, "kind", Int(3), serde_json::value::Serializer);
    assert_eq!(write(&json!({"x": 1})).unwrap(), json!({"x": 1, "kind": 3}));
    assert_eq!(write(&json!({"kind": "b"})).unwrap(), json!({"kind": "b"}));
    assert_eq!(write(&json!(1)).unwrap(), json!(1));
}
