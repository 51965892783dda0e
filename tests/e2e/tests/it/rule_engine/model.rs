//! Rules as trees, which are built with the SDK's builder and evaluated by a model.

use proptest::collection::vec;
use proptest::prelude::*;
use rolekit::trusted_twin::rule::{Rule, Value as Operand};
use serde_json::{Map, Value, json};

/// Strings with and without quotes and escapes.
pub(crate) const TEXTS: [&str; 24] = [
    "",
    "a",
    "eu",
    "length",
    "keys",
    "serial-1",
    "\"",
    "'",
    "\\",
    "\\\"",
    "\\\\'",
    "\" or true or \"",
    "' or true or '",
    "\"] == null or true #",
    "\n",
    "\r\n",
    "\t\u{b}\u{c}\u{1f}",
    "\0",
    "\u{7f}\u{85}\u{a0}\u{ad}",
    "\u{2028}\u{2029}\u{202e}\u{feff}",
    "é\\é\\\\é",
    "😀\\U0001f600\u{10ffff}",
    "\\x41\\u0041\\N{DIGIT ONE}\\q",
    "a.b*[c](d)|^$ #-&~",
];

const ROOTS: [&str; 6] = ["TWIN", "USER", "LEDGER", "DICT", "entry_value", "nowhere"];

#[derive(Clone, Debug)]
pub(crate) enum Step {
    Key(String),
    Index(i32),
}

#[derive(Clone, Debug)]
pub(crate) enum Expression {
    Path(usize, Vec<Step>),
    Text(String),
    Integer(i32),
    Large(i64),
    Float(f64),
    Bool(bool),
    Null,
    Array(Vec<Expression>),
    Either(Box<Condition>, Box<Expression>, Box<Expression>),
    Condition(Box<Condition>),
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Order {
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// Comparison, matching and access start at a path: with literals, the engine would fail when it parses
/// the rule.
#[derive(Clone, Debug)]
pub(crate) enum Condition {
    Equal(Expression, Expression),
    Unequal(Expression, Expression),
    Order(Order, Expression, Expression),
    In(Expression, Expression),
    NotIn(Expression, Expression),
    Contains(Expression, Expression),
    StartsWith(Expression, String),
    BeginsWithSmallLetter(Expression),
    IsNull(Expression),
    Truthy(Expression),
    PresentAndLess(Expression, Expression),
    Not(Box<Condition>),
    And(Box<Condition>, Box<Condition>),
    Or(Box<Condition>, Box<Condition>),
    All(Vec<Condition>),
    Any(Vec<Condition>),
}

pub(crate) fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => proptest::sample::select(&TEXTS[..]).prop_map(str::to_owned),
        1 => any::<String>(),
        1 => vec(proptest::sample::select(&TEXTS[..]), 1..4).prop_map(|texts| texts.concat()),
    ]
}

fn path() -> impl Strategy<Value = Expression> {
    let step = prop_oneof![
        5 => text().prop_map(Step::Key),
        1 => (-3..4).prop_map(Step::Index),
    ];
    (0..ROOTS.len(), vec(step, 0..3)).prop_map(|(root, steps)| Expression::Path(root, steps))
}

fn literal() -> impl Strategy<Value = Expression> {
    prop_oneof![
        4 => text().prop_map(Expression::Text),
        3 => (-3..4).prop_map(Expression::Integer),
        1 => any::<i32>().prop_map(Expression::Integer),
        1 => (-(1_i64 << 53)..=1 << 53).prop_map(Expression::Large),
        2 => proptest::sample::select(&[0.5, -0.0, 0.1, 1e300, -1e-300, 2.0][..])
            .prop_map(Expression::Float),
        1 => any::<f64>()
            .prop_filter("finite", |number| number.is_finite())
            .prop_map(Expression::Float),
        1 => any::<bool>().prop_map(Expression::Bool),
        1 => Just(Expression::Null),
    ]
}

fn simple() -> impl Strategy<Value = Expression> {
    prop_oneof![
        4 => path(),
        3 => literal(),
        1 => vec(prop_oneof![path(), literal()], 0..4).prop_map(Expression::Array),
    ]
}

fn container() -> impl Strategy<Value = Expression> {
    prop_oneof![
        path(),
        vec(prop_oneof![path(), literal()], 0..5).prop_map(Expression::Array),
    ]
}

fn leaf() -> impl Strategy<Value = Condition> {
    let order = proptest::sample::select(
        &[
            Order::Less,
            Order::LessOrEqual,
            Order::Greater,
            Order::GreaterOrEqual,
        ][..],
    );
    let bound = || prop_oneof![path(), literal()];
    prop_oneof![
        4 => (simple(), simple()).prop_map(|(a, b)| Condition::Equal(a, b)),
        2 => (simple(), simple()).prop_map(|(a, b)| Condition::Unequal(a, b)),
        2 => (order, path(), bound()).prop_map(|(order, a, b)| Condition::Order(order, a, b)),
        2 => (simple(), container()).prop_map(|(a, b)| Condition::In(a, b)),
        1 => (simple(), container()).prop_map(|(a, b)| Condition::NotIn(a, b)),
        1 => (container(), simple()).prop_map(|(a, b)| Condition::Contains(a, b)),
        2 => (path(), text()).prop_map(|(a, text)| Condition::StartsWith(a, text)),
        1 => path().prop_map(Condition::BeginsWithSmallLetter),
        1 => path().prop_map(Condition::IsNull),
        2 => simple().prop_map(Condition::Truthy),
        2 => (path(), bound()).prop_map(|(a, b)| Condition::PresentAndLess(a, b)),
    ]
}

pub(crate) fn condition() -> impl Strategy<Value = Condition> {
    leaf().prop_recursive(4, 24, 4, |inner| {
        let boxed = || inner.clone().prop_map(Box::new);
        prop_oneof![
            2 => boxed().prop_map(Condition::Not),
            3 => (boxed(), boxed()).prop_map(|(a, b)| Condition::And(a, b)),
            3 => (boxed(), boxed()).prop_map(|(a, b)| Condition::Or(a, b)),
            1 => vec(inner.clone(), 0..4).prop_map(Condition::All),
            1 => vec(inner.clone(), 0..4).prop_map(Condition::Any),
            1 => (boxed(), simple(), simple(), simple()).prop_map(|(condition, yes, no, other)| {
                let either = Expression::Either(condition, Box::new(yes), Box::new(no));
                Condition::Equal(either, other)
            }),
            1 => (boxed(), simple()).prop_map(|(condition, other)| {
                Condition::Unequal(other, Expression::Condition(condition))
            }),
        ]
    })
}

fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        4 => text().prop_map(Value::from),
        3 => (-3..4).prop_map(Value::from),
        1 => Just(json!(0.1)),
        1 => Just(json!(1e300)),
        1 => any::<bool>().prop_map(Value::from),
        1 => Just(Value::Null),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            object(inner),
        ]
    })
}

fn object(inner: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    vec((text(), inner), 0..5).prop_map(|pairs| Value::Object(pairs.into_iter().collect()))
}

/// Generates the values of the variables; one is undefined.
pub(crate) fn context() -> impl Strategy<Value = Value> {
    vec(prop_oneof![4 => object(json_value()), 1 => json_value()], 5).prop_map(|values| {
        let variables: Map<String, Value> = ROOTS
            .iter()
            .map(|root| (*root).to_owned())
            .zip(values)
            .collect();
        Value::Object(variables)
    })
}

impl Expression {
    fn build(&self) -> Operand {
        match self {
            Self::Path(root, steps) => {
                let begin = |root: &usize| Operand::variable(ROOTS[*root]).unwrap();
                // The named functions take a key.
                let (value, steps) = match (ROOTS[*root], steps.split_first()) {
                    ("TWIN", Some((Step::Key(key), rest))) => (Rule::twin(key), rest),
                    ("USER", Some((Step::Key(key), rest))) => (Rule::user(key), rest),
                    ("LEDGER", Some((Step::Key(key), rest))) => (Rule::ledger(key), rest),
                    ("DICT", Some((Step::Key(key), rest))) => (Rule::dict(key), rest),
                    _ => (begin(root), &steps[..]),
                };
                steps.iter().fold(value, |value, step| match step {
                    Step::Key(key) => value.get(key),
                    Step::Index(index) => value.at(*index),
                })
            }
            Self::Text(text) => text.into(),
            Self::Integer(number) => (*number).into(),
            Self::Large(number) => (*number).try_into().unwrap(),
            Self::Float(number) => (*number).try_into().unwrap(),
            Self::Bool(value) => (*value).into(),
            Self::Null => Operand::NULL,
            Self::Array(items) => Operand::array(items.iter().map(Self::build)),
            Self::Either(condition, yes, no) => {
                Operand::either(condition.build(), yes.build(), no.build())
            }
            Self::Condition(condition) => condition.build().into(),
        }
    }

    fn evaluate(&self, context: &Value) -> Result<Value, Failure> {
        Ok(match self {
            Self::Path(root, steps) => {
                let mut value = context[ROOTS[*root]].clone();
                for step in steps {
                    value = access(&value, step)?;
                }
                value
            }
            Self::Text(text) => json!(text),
            Self::Integer(number) => json!(number),
            Self::Large(number) => json!(number),
            Self::Float(number) => json!(number),
            Self::Bool(value) => json!(value),
            Self::Null => Value::Null,
            Self::Array(items) => items
                .iter()
                .map(|item| item.evaluate(context))
                .collect::<Result<_, _>>()?,
            Self::Either(condition, yes, no) => {
                if condition.evaluate(context)? {
                    yes.evaluate(context)?
                } else {
                    no.evaluate(context)?
                }
            }
            Self::Condition(condition) => json!(condition.evaluate(context)?),
        })
    }
}

/// Why a rule has no value.
#[derive(Debug, PartialEq)]
pub(crate) enum Failure {
    /// The evaluation fails.
    Fails,
    /// The model does not define the result, such as the order of arrays and objects.
    Unsure,
}

fn access(value: &Value, step: &Step) -> Result<Value, Failure> {
    let at = |length: usize, index: i32| {
        let length = i64::try_from(length).unwrap();
        let index = i64::from(index);
        let index = if index < 0 { index + length } else { index };
        usize::try_from(index).unwrap_or(usize::MAX)
    };
    match (value, step) {
        (Value::Null, _) | (Value::Object(_), Step::Index(_)) => Ok(Value::Null),
        (Value::Object(object), Step::Key(key)) => Ok(object.get(key).cloned().unwrap_or_default()),
        (Value::Array(items), Step::Index(index)) => Ok(items
            .get(at(items.len(), *index))
            .cloned()
            .unwrap_or_default()),
        (Value::String(text), Step::Index(index)) => {
            let character = text.chars().nth(at(text.chars().count(), *index));
            Ok(character
                .map(|one| json!(one.to_string()))
                .unwrap_or_default())
        }
        _ => Err(Failure::Fails),
    }
}

fn truthy(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(value) => *value,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(object) => !object.is_empty(),
    }
}

/// Equality in the rule language: values of different types differ.
fn equal(one: &Value, other: &Value) -> bool {
    std::mem::discriminant(one) == std::mem::discriminant(other) && inner_equal(one, other)
}

/// Equality in Python, which applies inside arrays and objects: true equals 1.
fn inner_equal(one: &Value, other: &Value) -> bool {
    let number = |value: &Value| match value {
        Value::Bool(value) => Some(f64::from(u8::from(*value))),
        _ => value.as_f64(),
    };
    match (one, other) {
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(a, b)| inner_equal(a, b))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one.iter().all(|(key, value)| {
                    other
                        .get(key)
                        .is_some_and(|found| inner_equal(value, found))
                })
        }
        _ => match (number(one), number(other)) {
            (Some(one), Some(other)) => one == other,
            _ => one == other,
        },
    }
}

fn contains(container: &Value, member: &Value) -> Result<bool, Failure> {
    /// Objects, and arrays that contain them, cannot be keys.
    fn hashable(value: &Value) -> bool {
        match value {
            Value::Object(_) => false,
            Value::Array(items) => items.iter().all(hashable),
            _ => true,
        }
    }
    match (container, member) {
        (Value::Array(items), _) => Ok(items.iter().any(|item| inner_equal(item, member))),
        (Value::Object(object), Value::String(key)) => Ok(object.contains_key(key)),
        (Value::Object(_), _) if hashable(member) => Ok(false),
        (Value::String(text), Value::String(part)) => Ok(text.contains(part)),
        _ => Err(Failure::Fails),
    }
}

fn order(order: Order, one: &Value, other: &Value) -> Result<bool, Failure> {
    let ordering = match (one, other) {
        (Value::Number(one), Value::Number(other)) => {
            one.as_f64().partial_cmp(&other.as_f64()).unwrap()
        }
        (Value::String(one), Value::String(other)) => one.cmp(other),
        (Value::Bool(one), Value::Bool(other)) => one.cmp(other),
        (Value::Null, Value::Null) => std::cmp::Ordering::Equal,
        (Value::Array(_), Value::Array(_)) | (Value::Object(_), Value::Object(_)) => {
            return Err(Failure::Unsure);
        }
        _ => return Err(Failure::Fails),
    };
    Ok(match order {
        Order::Less => ordering.is_lt(),
        Order::LessOrEqual => ordering.is_le(),
        Order::Greater => ordering.is_gt(),
        Order::GreaterOrEqual => ordering.is_ge(),
    })
}

fn begins(value: &Value, with: impl Fn(&str) -> bool) -> Result<bool, Failure> {
    match value {
        Value::Null => Ok(false),
        Value::String(text) => Ok(with(text)),
        _ => Err(Failure::Fails),
    }
}

impl Condition {
    pub(crate) fn build(&self) -> Rule {
        match self {
            Self::Equal(a, b) => a.build().eq(b.build()),
            Self::Unequal(a, b) => a.build().ne(b.build()),
            Self::Order(Order::Less, a, b) => a.build().lt(b.build()),
            Self::Order(Order::LessOrEqual, a, b) => a.build().le(b.build()),
            Self::Order(Order::Greater, a, b) => a.build().gt(b.build()),
            Self::Order(Order::GreaterOrEqual, a, b) => a.build().ge(b.build()),
            Self::In(a, b) => a.build().is_in(b.build()),
            Self::NotIn(a, b) => a.build().is_not_in(b.build()),
            Self::Contains(a, b) => a.build().contains(b.build()),
            Self::StartsWith(a, text) => a.build().starts_with(text),
            Self::BeginsWithSmallLetter(a) => a.build().matches("[a-z]"),
            Self::IsNull(a) => a.build().is_null(),
            Self::Truthy(a) => a.build().is_truthy(),
            Self::PresentAndLess(a, b) => a.build().present_and(|a| a.lt(b.build())),
            Self::Not(a) => !a.build(),
            Self::And(a, b) => a.build().and(b.build()),
            Self::Or(a, b) => a.build().or(b.build()),
            Self::All(all) => Rule::all_of(all.iter().map(Self::build)),
            Self::Any(any) => Rule::any_of(any.iter().map(Self::build)),
        }
    }

    pub(crate) fn evaluate(&self, context: &Value) -> Result<bool, Failure> {
        match self {
            Self::Equal(a, b) => Ok(equal(&a.evaluate(context)?, &b.evaluate(context)?)),
            Self::Unequal(a, b) => Ok(!equal(&a.evaluate(context)?, &b.evaluate(context)?)),
            Self::Order(by, a, b) => order(*by, &a.evaluate(context)?, &b.evaluate(context)?),
            Self::In(a, b) | Self::Contains(b, a) => {
                contains(&b.evaluate(context)?, &a.evaluate(context)?)
            }
            Self::NotIn(a, b) => Ok(!contains(&b.evaluate(context)?, &a.evaluate(context)?)?),
            Self::StartsWith(a, begin) => begins(&a.evaluate(context)?, |text| {
                text.starts_with(begin.as_str())
            }),
            Self::BeginsWithSmallLetter(a) => begins(&a.evaluate(context)?, |text| {
                text.starts_with(|first: char| first.is_ascii_lowercase())
            }),
            Self::IsNull(a) => Ok(a.evaluate(context)?.is_null()),
            Self::Truthy(a) => Ok(truthy(&a.evaluate(context)?)),
            Self::PresentAndLess(a, b) => {
                let value = a.evaluate(context)?;
                Ok(!value.is_null() && order(Order::Less, &value, &b.evaluate(context)?)?)
            }
            Self::Not(a) => Ok(!a.evaluate(context)?),
            Self::And(a, b) => Ok(a.evaluate(context)? && b.evaluate(context)?),
            Self::Or(a, b) => Ok(a.evaluate(context)? || b.evaluate(context)?),
            Self::All(all) => all
                .iter()
                .try_fold(true, |sum, one| Ok(sum && one.evaluate(context)?)),
            Self::Any(any) => any
                .iter()
                .try_fold(false, |sum, one| Ok(sum || one.evaluate(context)?)),
        }
    }
}
