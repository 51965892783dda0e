//! Reading and writing the generated types.
//!
//! serde's derives write some hundred lines for each type, most of which JSON never runs. These
//! macros do the same in a few, which is what makes the crate quick to build; what they have in
//! common is here, once. The pipeline's last stage (`xtask/src/compact/`) writes their calls.

#![allow(missing_debug_implementations, reason = "called by macros only")]

use std::fmt;
use std::marker::PhantomData;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor,
};
use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::field::Field;

/// Reads and writes a struct as a JSON object.
///
/// Each field has its name, its name on the wire, and its kind, which is a method of [`Writer`]. A last
/// field may take whatever else there is.
#[macro_export]
macro_rules! object {
    ($name:ident, [$(($field:ident, $wire:literal, $kind:ident)),* $(,)?] $(, $rest:ident)?) => {
        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                $crate::wire::read(deserializer, stringify!($name), &[$($wire),*])
            }
        }

        impl<'de> $crate::wire::Object<'de> for $name {
            fn read<A: ::serde::de::MapAccess<'de>>(
                entries: $crate::wire::Entries<A>,
            ) -> ::std::result::Result<Self, A::Error> {
                $(let mut $field = ::std::option::Option::None;)*
                $(let mut $rest = ::std::default::Default::default();)?
                $crate::__fill!(entries, [$(&mut $field),*] $(, &mut $rest)?)?;
                ::std::result::Result::Ok(Self {
                    $($field: $crate::__value!($kind, $field, $wire),)*
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
                let mut writer = $crate::wire::Writer::new(serializer);
                $(writer.$kind($wire, &self.$field);)*
                $(writer.rest(&self.$rest);)?
                writer.end()
            }
        }
    };
}

/// Reads the entries, with or without a place for those that are unknown.
#[doc(hidden)]
#[macro_export]
macro_rules! __fill {
    ($entries:expr, $fields:expr) => {
        $entries.fill(&mut $fields)
    };
    ($entries:expr, $fields:expr, $rest:expr) => {
        $entries.fill_and_keep(&mut $fields, $rest)
    };
}

/// Reads and writes an enum of words, and turns it into text and back.
#[macro_export]
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
                $crate::wire::read_text(deserializer)
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
#[doc(hidden)]
#[macro_export]
macro_rules! __value {
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

/// What is read from a JSON object.
pub trait Object<'de>: Sized {
    /// Reads the entries.
    fn read<A: MapAccess<'de>>(entries: Entries<A>) -> Result<Self, A::Error>;
}

/// Reads an object that messages call `name`, and whose fields are called so on the wire.
pub fn read<'de, T: Object<'de>, D: Deserializer<'de>>(
    deserializer: D,
    name: &'static str,
    fields: &'static [&'static str],
) -> Result<T, D::Error> {
    struct Whole<T> {
        name: &'static str,
        fields: &'static [&'static str],
        value: PhantomData<T>,
    }

    impl<'de, T: Object<'de>> Visitor<'de> for Whole<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "struct {}", self.name)
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
            let fields = self.fields;
            T::read(Entries { map, fields })
        }
    }

    let value = PhantomData;
    deserializer.deserialize_struct(
        name,
        fields,
        Whole {
            name,
            fields,
            value,
        },
    )
}

/// The entries of an object.
pub struct Entries<A> {
    map: A,
    fields: &'static [&'static str],
}

impl<'de, A: MapAccess<'de>> Entries<A> {
    /// Reads them into the fields, which are given in the order of their names. What is no field is left
    /// unread.
    pub fn fill(mut self, fields: &mut [&mut dyn Slot<'de, A>]) -> Result<(), A::Error> {
        // Entries mostly come in the order of the document, so this is where the search begins.
        let mut next = 0;
        loop {
            let names = self.fields;
            let next = &mut next;
            let Some(key) = self.map.next_key_seed(Which { names, next })? else {
                return Ok(());
            };
            match key.and_then(|key| Some((fields.get_mut(key)?, names.get(key)?))) {
                Some((field, name)) => field.fill(&mut self.map, name)?,
                None => drop(self.map.next_value::<IgnoredAny>()?),
            }
        }
    }

    /// The same, where entries that are no field go to `rest`.
    pub fn fill_and_keep(
        mut self,
        fields: &mut [&mut dyn Slot<'de, A>],
        rest: &mut serde_json::Map<String, serde_json::Value>,
    ) -> Result<(), A::Error> {
        let mut next = 0;
        loop {
            let names = self.fields;
            let next = &mut next;
            let Some(key) = self.map.next_key_seed(OneOf(Which { names, next }))? else {
                return Ok(());
            };
            match key.map(|key| (fields.get_mut(key), names.get(key))) {
                Ok((Some(field), Some(name))) => field.fill(&mut self.map, name)?,
                // A field whose number is none there would be a mistake of this module.
                Ok(_) => drop(self.map.next_value::<IgnoredAny>()?),
                Err(name) => {
                    rest.insert(name, self.map.next_value()?);
                }
            }
        }
    }
}

/// A field that may have been read. Behind `dyn`, so that what reads an object is short.
pub trait Slot<'de, A: MapAccess<'de>> {
    /// Reads the value of an entry.
    fn fill(&mut self, map: &mut A, name: &'static str) -> Result<(), A::Error>;
}

impl<'de, A: MapAccess<'de>, T: Deserialize<'de>> Slot<'de, A> for Option<T> {
    fn fill(&mut self, map: &mut A, name: &'static str) -> Result<(), A::Error> {
        if self.is_some() {
            return Err(A::Error::duplicate_field(name));
        }
        *self = Some(map.next_value()?);
        Ok(())
    }
}

/// Which of the fields an entry is, if it is one.
struct Which<'a> {
    names: &'static [&'static str],
    next: &'a mut usize,
}

impl Which<'_> {
    #[inline]
    fn find(&mut self, name: &str) -> Option<usize> {
        let next = *self.next;
        let found = if self.names.get(next).is_some_and(|field| *field == name) {
            next
        } else {
            self.names.iter().position(|field| *field == name)?
        };
        *self.next = found + 1;
        Some(found)
    }
}

impl<'de> DeserializeSeed<'de> for Which<'_> {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Which<'_> {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("field identifier")
    }

    fn visit_str<E: Error>(mut self, name: &str) -> Result<Self::Value, E> {
        Ok(self.find(name))
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

/// Writes the fields of an object, one method for each kind. The first error is kept until the end.
pub struct Writer<S: Serializer>(Result<S::SerializeMap, S::Error>);

impl<S: Serializer> Writer<S> {
    pub fn new(serializer: S) -> Self {
        Self(serializer.serialize_map(None))
    }

    /// A field that has to be there.
    pub fn required<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) {
        if let Ok(map) = &mut self.0
            && let Err(error) = map.serialize_entry(name, value)
        {
            self.0 = Err(error);
        }
    }

    /// A field that may be left out, and is written in any case.
    pub fn defaulted<T: Serialize>(&mut self, name: &str, value: &T) {
        self.required(name, value);
    }

    /// A field that may be left out or null, and is left out where it is nothing.
    pub fn optional<T: Serialize>(&mut self, name: &str, value: &Option<T>) {
        if let Some(value) = value {
            self.required(name, value);
        }
    }

    /// A list that may be left out, and is where it is empty.
    pub fn list<T: Serialize>(&mut self, name: &str, value: &[T]) {
        if !value.is_empty() {
            self.required(name, value);
        }
    }

    /// A field that is kept, cleared or set.
    pub fn change<T: Serialize>(&mut self, name: &str, value: &Field<T>) {
        if !value.is_undefined() {
            self.required(name, value);
        }
    }

    /// What there is no field for.
    pub fn rest(&mut self, rest: &serde_json::Map<String, serde_json::Value>) {
        for (name, value) in rest {
            self.required(name, value);
        }
    }

    pub fn end(self) -> Result<S::Ok, S::Error> {
        self.0?.end()
    }
}

/// Reads a text, which any text is.
pub fn read_text<'de, T, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error>
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
