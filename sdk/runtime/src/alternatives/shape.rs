//! Shapes of values, as their schemas describe them, and how well a value fits one.

use serde_json::{Map, Value};

use crate::time::Timestamp;

/// Objects within objects that are compared. Deeper values fit anything, so that types that contain
/// themselves take no more time than others.
const DEPTH: usize = 3;

/// A type with a known shape.
pub trait Shaped {
    /// The shape of its values.
    const SHAPE: &'static Shape;
}

/// Returns the shape of a type. A function, since types contain themselves.
pub fn shape<T: Shaped>() -> &'static Shape {
    T::SHAPE
}

/// The shape of a value.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// Any value.
    Any,
    /// An object whose fields are not compared.
    Opaque,
    /// A variant that only its tag selects.
    ByTag,
    /// A variant with the fields of several others, one of which must fit.
    Several(&'static Shape),
    /// A variant that an absent or unknown tag selects.
    Fallback(&'static Shape),
    /// A boolean.
    Boolean,
    /// An integer.
    Integer,
    /// A number.
    Number,
    /// A string.
    Text,
    /// A date-time.
    Time,
    /// One of these values. Others of the same types are kept as unknown.
    Values(&'static [Constant]),
    /// A list of these items.
    List(&'static Shape),
    /// An object with any keys.
    Map(&'static Shape),
    /// An object with these fields (name, whether required, shape), and the shape of other fields; they
    /// are ignored if there is none.
    Object(
        &'static [(&'static str, bool, Shape)],
        Option<&'static Shape>,
    ),
    /// This or null.
    Nullable(&'static Shape),
    /// One of several shapes.
    Union(Alternatives),
    /// That of a named type.
    Of(fn() -> &'static Shape),
}

/// A constant in a document.
#[derive(Clone, Copy, Debug)]
pub enum Constant {
    /// A string.
    Str(&'static str),
    /// An integer.
    Int(i64),
    /// Another number.
    Float(f64),
    /// A boolean.
    Bool(bool),
    /// Null.
    Null,
}

/// The variants of a union.
#[derive(Clone, Copy, Debug)]
pub struct Alternatives {
    /// The property that selects the variant, if there is one.
    pub tag: Option<&'static str>,
    /// Per variant the values of the tag, and the shape.
    pub variants: &'static [(&'static [Constant], Shape)],
}

/// How much of a value a shape understands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fit {
    /// Known fields and values.
    understood: usize,
    /// What the type would ignore, or keep without knowing it.
    unknown: usize,
}

/// The variants that a value may be.
pub(super) enum Choice {
    /// The tag selects this one.
    Tagged(usize),
    /// The best fit first.
    Ranked(Vec<usize>),
}

impl Fit {
    const fn known(understood: usize) -> Self {
        Self {
            understood,
            unknown: 0,
        }
    }

    const fn unknown() -> Self {
        Self {
            understood: 0,
            unknown: 1,
        }
    }

    fn add(&mut self, other: Self) {
        self.understood += other.understood;
        self.unknown += other.unknown;
    }

    fn is_whole(self) -> bool {
        self.unknown == 0 && self.understood > 0
    }

    /// Orders the best fit first.
    fn rank(self) -> impl Ord {
        use std::cmp::Reverse;
        (
            Reverse(self.is_whole()),
            Reverse(self.understood),
            self.unknown,
        )
    }
}

impl Constant {
    /// Returns whether `value` is this constant.
    pub(super) fn equals(self, value: &Value) -> bool {
        match (self, value) {
            (Self::Str(text), Value::String(value)) => text == value,
            (Self::Int(n), Value::Number(value)) => {
                value.as_i64() == Some(n) || value.as_f64() == Some(n as f64)
            }
            (Self::Float(n), Value::Number(value)) => value.as_f64() == Some(n),
            (Self::Bool(flag), Value::Bool(value)) => flag == *value,
            (Self::Null, Value::Null) => true,
            _ => false,
        }
    }

    pub(super) fn to_value(self) -> Value {
        match self {
            Self::Str(text) => text.into(),
            Self::Int(n) => n.into(),
            Self::Float(n) => n.into(),
            Self::Bool(flag) => flag.into(),
            Self::Null => Value::Null,
        }
    }
}

impl Shape {
    /// Returns how well `value` fits, or `None` if it does not.
    fn fit(&self, value: &Value, depth: usize) -> Option<Fit> {
        let when = |fits: bool, understood| fits.then_some(Fit::known(understood));
        match self {
            Self::Any => Some(Fit::known(0)),
            Self::Opaque | Self::ByTag => when(value.is_object(), 1),
            Self::Several(shape) | Self::Fallback(shape) => shape.fit(value, depth),
            Self::Boolean => when(value.is_boolean(), 1),
            // More is known than for a number.
            Self::Integer => when(is_integer(value), 2),
            Self::Number => when(is_float(value), 1),
            Self::Text => when(value.is_string(), 1),
            Self::Time => match Timestamp::from(value.as_str()?).to_utc() {
                Some(_) => Some(Fit::known(2)),
                None => Some(Fit::unknown()),
            },
            Self::Values(values) => {
                if values.iter().any(|constant| constant.equals(value)) {
                    return Some(Fit::known(2));
                }
                let is_alike = |constant: &Constant| {
                    std::mem::discriminant(&constant.to_value()) == std::mem::discriminant(value)
                };
                values.iter().any(is_alike).then_some(Fit::unknown())
            }
            Self::List(item) => each(value.as_array()?, item, depth),
            Self::Map(item) => each(value.as_object()?.values(), item, depth),
            Self::Object(fields, rest) => object(value.as_object()?, fields, *rest, depth),
            Self::Nullable(shape) => match value {
                Value::Null => Some(Fit::known(1)),
                value => shape.fit(value, depth),
            },
            Self::Union(union) => union.fit(value, depth),
            Self::Of(shape) => shape().fit(value, depth),
        }
    }

    /// Returns whether `field` is unknown to an object.
    fn lacks(&self, field: &str) -> bool {
        match self {
            Self::Object(fields, None | Some(Self::Any)) => {
                fields.iter().all(|(name, ..)| *name != field)
            }
            Self::Fallback(shape) => shape.lacks(field),
            Self::Of(shape) => shape().lacks(field),
            _ => false,
        }
    }

    /// Returns the variants of a union, even if it is named.
    fn as_union(&self) -> Option<&Alternatives> {
        match self {
            Self::Union(union) => Some(union),
            Self::Fallback(shape) => shape.as_union(),
            Self::Of(shape) => shape().as_union(),
            _ => None,
        }
    }
}

fn is_integer(value: &Value) -> bool {
    value.is_i64() || value.is_u64() || value.as_f64().is_some_and(|n| n.fract() == 0.0)
}

/// Returns whether a number keeps its value as a float. A large integer is not its nearest float.
fn is_float(value: &Value) -> bool {
    let Value::Number(number) = value else {
        return false;
    };
    match (number.as_i128(), number.as_f64()) {
        (Some(integer), Some(float)) => float as i128 == integer,
        (None, float) => float.is_some(),
        _ => false,
    }
}

fn each<'a>(
    values: impl IntoIterator<Item = &'a Value>,
    shape: &Shape,
    depth: usize,
) -> Option<Fit> {
    let mut fit = Fit::known(1);
    if depth > 0 {
        for value in values {
            fit.add(shape.fit(value, depth - 1)?);
        }
    }
    Some(fit)
}

fn object(
    map: &Map<String, Value>,
    fields: &[(&str, bool, Shape)],
    rest: Option<&Shape>,
    depth: usize,
) -> Option<Fit> {
    let mut fit = Fit::known(1);
    let mut known = 0;
    for (name, required, shape) in fields {
        match map.get(*name) {
            None if *required => return None,
            None => continue,
            Some(Value::Null) if !*required => fit.add(Fit::known(1)),
            Some(_) if depth == 0 => fit.add(Fit::known(1)),
            Some(value) => {
                fit.add(shape.fit(value, depth - 1)?);
                fit.add(Fit::known(1));
            }
        }
        known += 1;
    }
    match rest {
        None | Some(Shape::Any) => fit.unknown += map.len() - known,
        Some(rest) => {
            for (name, value) in map {
                if fields.iter().all(|(field, ..)| field != name) {
                    fit.add(rest.fit(value, depth.saturating_sub(1))?);
                }
            }
        }
    }
    Some(fit)
}

impl Alternatives {
    /// Returns the variants that `value` may be.
    pub(super) fn choose(&self, value: &Value) -> Choice {
        match self.tagged(value)[..] {
            [only] => Choice::Tagged(only),
            _ => {
                let ranked = self.rank(value, DEPTH);
                Choice::Ranked(ranked.into_iter().map(|(variant, _)| variant).collect())
            }
        }
    }

    /// Returns the variants that have the tag of `value`.
    fn tagged(&self, value: &Value) -> Vec<usize> {
        let Some(tag) = self.tag.and_then(|tag| value.get(tag)) else {
            return Vec::new();
        };
        let has_tag = |variant: &usize| {
            self.variants[*variant]
                .0
                .iter()
                .any(|constant| constant.equals(tag))
        };
        (0..self.variants.len()).filter(has_tag).collect()
    }

    /// Returns the variants that fit, the best first. Those with the tag of the value exclude others. If
    /// no variant has it, one with tags must fit wholly.
    fn rank(&self, value: &Value, depth: usize) -> Vec<(usize, Fit)> {
        let tagged = self.tagged(value);
        let tag = self.tag.and_then(|tag| value.get(tag));
        let is_unknown = tagged.is_empty() && tag.is_some_and(|tag| !tag.is_null());
        let mut ranked = Vec::new();
        for (index, (tags, shape)) in self.variants.iter().enumerate() {
            let has_tag = tagged.contains(&index);
            if !(has_tag || tagged.is_empty() && !matches!(shape, Shape::ByTag)) {
                continue;
            }
            let Some(mut fit) = shape.fit(value, depth) else {
                continue;
            };
            // A union of which no variant fits.
            if fit == Fit::unknown() && shape.as_union().is_some() {
                continue;
            }
            if is_unknown && !tags.is_empty() {
                if !fit.is_whole() {
                    continue;
                }
                fit.unknown += 1;
            }
            if has_tag {
                fit.understood += 1;
                fit.unknown -= usize::from(self.tag.is_some_and(|tag| shape.lacks(tag)));
            }
            ranked.push((index, fit));
        }
        let is_several =
            |(variant, _): &(usize, Fit)| matches!(self.variants[*variant].1, Shape::Several(_));
        if ranked.iter().all(is_several) {
            ranked.clear();
        }
        ranked.sort_by_key(|(_, fit)| fit.rank());
        let fallback = |(_, shape): &(_, Shape)| matches!(shape, Shape::Fallback(_));
        if tagged.is_empty()
            && let Some(index) = self.variants.iter().position(fallback)
            && let Some(fit) = self.variants[index].1.fit(value, depth)
        {
            ranked.retain(|(variant, _)| *variant != index);
            ranked.insert(0, (index, fit));
        }
        ranked
    }

    fn fit(&self, value: &Value, depth: usize) -> Option<Fit> {
        match self.rank(value, depth).first() {
            Some((_, fit)) => Some(*fit),
            // The variant that the tag selects does not fit.
            None if self.tagged(value).len() == 1 => None,
            None => Some(Fit::unknown()),
        }
    }
}
