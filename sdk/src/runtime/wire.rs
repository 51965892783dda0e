//! Reading and writing the generated types.
//!
//! serde's derives write some hundred lines for each type, most of which JSON never runs. These
//! macros do the same in a few, which is what makes the crate quick to build; what they have in
//! common is here, once. The pipeline's last stage (`xtask/src/compact/`) writes their calls.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::runtime::Change;

/// Reads and writes a struct as a JSON object.
///
/// Each field has its number, its name, its name on the wire, and its kind, which is a method of
/// [`Writer`]. A last field may take whatever else there is.
macro_rules! object {
    ($name:ident, [$(($number:literal, $field:ident, $wire:literal, $kind:ident)),* $(,)?] $(, $rest:ident)?) => {
        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                $crate::runtime::wire::read(deserializer)
            }
        }

        impl<'de> $crate::runtime::wire::Object<'de> for $name {
            const NAME: &'static str = stringify!($name);
            const FIELDS: &'static [&'static str] = &[$($wire),*];

            fn read<A: ::serde::de::MapAccess<'de>>(
                mut map: A,
            ) -> ::std::result::Result<Self, A::Error> {
                $(let mut $field = ::std::option::Option::None;)*
                $(let mut $rest = ::std::default::Default::default();)?
                let mut next = 0;
                while let ::std::option::Option::Some(key) =
                    $crate::runtime::wire::key!(&mut map, Self::FIELDS, &mut next $(, &mut $rest)?)?
                {
                    match key {
                        $($number => $crate::runtime::wire::fill(&mut map, $wire, &mut $field),)*
                        _ => $crate::runtime::wire::pass_over(&mut map),
                    }?;
                }
                ::std::result::Result::Ok(Self {
                    $($field: $crate::runtime::wire::value!($kind, $field, $wire),)*
                    $($rest,)?
                })
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                #[allow(unused_mut, reason = "an object may have no fields")]
                let mut writer = $crate::runtime::wire::Writer::new(serializer);
                $(writer.$kind($wire, &self.$field);)*
                $(writer.rest(&self.$rest);)?
                writer.end()
            }
        }
    };
}

/// The next key, with or without a place for those that are unknown.
macro_rules! key {
    ($map:expr, $fields:expr, $next:expr) => {
        $crate::runtime::wire::next_key($map, $fields, $next)
    };
    ($map:expr, $fields:expr, $next:expr, $rest:expr) => {
        $crate::runtime::wire::next_known_key($map, $fields, $next, $rest)
    };
}

/// Reads and writes an enum of words, and turns it into text and back.
macro_rules! words {
    ($name:ident) => {
        impl ::std::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl ::std::convert::AsRef<str> for $name {
            #[inline]
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl ::std::convert::From<&str> for $name {
            #[inline]
            fn from(value: &str) -> Self {
                let mut known = Self::KNOWN.iter();
                let known = known.find(|known| known.as_str() == value);
                known
                    .cloned()
                    .unwrap_or_else(|| Self::Unknown(value.to_owned()))
            }
        }

        impl ::std::convert::From<::std::string::String> for $name {
            #[inline]
            fn from(value: ::std::string::String) -> Self {
                let mut known = Self::KNOWN.iter();
                let known = known.find(|known| known.as_str() == value);
                known.cloned().unwrap_or(Self::Unknown(value))
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = ::std::convert::Infallible;

            #[inline]
            fn from_str(value: &str) -> ::std::result::Result<Self, Self::Err> {
                ::std::result::Result::Ok(Self::from(value))
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                $crate::runtime::wire::read_text(deserializer)
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    };
}

/// The value of a field once all entries are read. Only what is required can be missing.
macro_rules! value {
    (required, $field:ident, $wire:literal) => {
        match $field {
            ::std::option::Option::Some(value) => value,
            ::std::option::Option::None => {
                return ::std::result::Result::Err(::serde::de::Error::missing_field($wire));
            }
        }
    };
    (optional, $field:ident, $wire:literal) => {
        $field.flatten()
    };
    ($kind:ident, $field:ident, $wire:literal) => {
        $field.unwrap_or_default()
    };
}

pub(crate) use {key, object, value, words};

/// What is read from a JSON object.
pub(crate) trait Object<'de>: Sized {
    /// What messages call it.
    const NAME: &'static str;
    /// Its fields as they are called on the wire.
    const FIELDS: &'static [&'static str];

    /// Reads the entries.
    fn read<A: MapAccess<'de>>(map: A) -> Result<Self, A::Error>;
}

/// Reads an object.
pub(crate) fn read<'de, T: Object<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    struct Whole<T>(PhantomData<T>);

    impl<'de, T: Object<'de>> Visitor<'de> for Whole<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "struct {}", T::NAME)
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
            T::read(map)
        }
    }

    deserializer.deserialize_struct(T::NAME, T::FIELDS, Whole(PhantomData))
}

/// Which of the fields the next entry is, if it is one, and nothing at the end. Entries mostly come
/// in the order of the document, so `next` is where the search begins.
pub(crate) fn next_key<'de, A: MapAccess<'de>>(
    map: &mut A,
    fields: &'static [&'static str],
    next: &mut usize,
) -> Result<Option<usize>, A::Error> {
    map.next_key_seed(Which { fields, next })
}

/// The same, where entries that are no field go to `rest`.
pub(crate) fn next_known_key<'de, A: MapAccess<'de>>(
    map: &mut A,
    fields: &'static [&'static str],
    next: &mut usize,
    rest: &mut serde_json::Map<String, serde_json::Value>,
) -> Result<Option<usize>, A::Error> {
    while let Some(key) = map.next_key_seed(OneOf(Which { fields, next }))? {
        match key {
            Ok(number) => return Ok(Some(number)),
            Err(name) => {
                let value = map.next_value()?;
                rest.insert(name, value);
            }
        }
    }
    Ok(None)
}

struct Which<'a> {
    fields: &'static [&'static str],
    next: &'a mut usize,
}

impl Which<'_> {
    #[inline]
    fn find(&mut self, name: &str) -> Option<usize> {
        let next = *self.next;
        let found = if self.fields.get(next).is_some_and(|field| *field == name) {
            next
        } else {
            self.fields.iter().position(|field| *field == name)?
        };
        *self.next = found + 1;
        Some(found)
    }
}

impl<'de> DeserializeSeed<'de> for Which<'_> {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Which<'_> {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("field identifier")
    }

    fn visit_str<E: Error>(mut self, name: &str) -> Result<usize, E> {
        Ok(self.find(name).unwrap_or(usize::MAX))
    }
}

/// A field's number, or the name of something else.
struct OneOf<'a>(Which<'a>);

impl<'de> DeserializeSeed<'de> for OneOf<'_> {
    type Value = Result<usize, String>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for OneOf<'_> {
    type Value = Result<usize, String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("field identifier")
    }

    fn visit_str<E: Error>(mut self, name: &str) -> Result<Self::Value, E> {
        Ok(self.0.find(name).ok_or_else(|| name.to_owned()))
    }
}

/// Reads the value of an entry.
pub(crate) fn fill<'de, A: MapAccess<'de>, T: serde::Deserialize<'de>>(
    map: &mut A,
    name: &'static str,
    field: &mut Option<T>,
) -> Result<(), A::Error> {
    if field.is_some() {
        return Err(A::Error::duplicate_field(name));
    }
    *field = Some(map.next_value()?);
    Ok(())
}

/// Leaves the value of an entry unread.
pub(crate) fn pass_over<'de, A: MapAccess<'de>>(map: &mut A) -> Result<(), A::Error> {
    map.next_value::<IgnoredAny>().map(drop)
}

/// Writes the fields of an object, one method for each kind. The first error is kept until the end.
pub(crate) struct Writer<S: Serializer>(Result<S::SerializeMap, S::Error>);

impl<S: Serializer> Writer<S> {
    pub(crate) fn new(serializer: S) -> Self {
        Self(serializer.serialize_map(None))
    }

    /// A field that has to be there.
    pub(crate) fn required<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) {
        if let Ok(map) = &mut self.0
            && let Err(error) = map.serialize_entry(name, value)
        {
            self.0 = Err(error);
        }
    }

    /// A field that may be left out, and is written in any case.
    pub(crate) fn defaulted<T: Serialize>(&mut self, name: &str, value: &T) {
        self.required(name, value);
    }

    /// A field that may be left out or null, and is left out where it is nothing.
    pub(crate) fn optional<T: Serialize>(&mut self, name: &str, value: &Option<T>) {
        if let Some(value) = value {
            self.required(name, value);
        }
    }

    /// A list that may be left out, and is where it is empty.
    pub(crate) fn list<T: Serialize>(&mut self, name: &str, value: &[T]) {
        if !value.is_empty() {
            self.required(name, value);
        }
    }

    /// A field that is kept, cleared or set.
    pub(crate) fn change<T: Serialize>(&mut self, name: &str, value: &Change<T>) {
        if !value.is_keep() {
            self.required(name, value);
        }
    }

    /// What there is no field for.
    pub(crate) fn rest(&mut self, rest: &serde_json::Map<String, serde_json::Value>) {
        for (name, value) in rest {
            self.required(name, value);
        }
    }

    pub(crate) fn end(self) -> Result<S::Ok, S::Error> {
        self.0?.end()
    }
}

/// Reads a text, which any text is.
pub(crate) fn read_text<'de, T, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error>
where
    T: for<'a> From<&'a str> + From<String>,
{
    struct Text<T>(PhantomData<T>);

    impl<T: for<'a> From<&'a str> + From<String>> Visitor<'_> for Text<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a string")
        }

        fn visit_str<E: Error>(self, value: &str) -> Result<T, E> {
            Ok(value.into())
        }

        fn visit_string<E: Error>(self, value: String) -> Result<T, E> {
            Ok(value.into())
        }
    }

    deserializer.deserialize_string(Text(PhantomData))
}
