//! Writes scalars as text.

use std::fmt::{self, Write as _};

use serde::ser::{self, Impossible, Serialize, Serializer};

/// Writes a scalar as text, without building a JSON value.
pub(super) struct ScalarSerializer<'a>(pub(super) &'a mut String);

/// Why a value was not written as a scalar.
#[derive(Debug)]
pub(super) enum ScalarError {
    Absent,
    Other,
}

impl fmt::Display for ScalarError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a scalar")
    }
}

impl std::error::Error for ScalarError {}

impl ser::Error for ScalarError {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self::Other
    }
}

impl ScalarSerializer<'_> {
    fn float(self, value: impl Serialize, is_finite: bool) -> Result<(), ScalarError> {
        let text = serde_json::to_string(&value).map_err(|_| ScalarError::Other)?;
        self.0.push_str(&text);
        // JSON writes null for these.
        if is_finite {
            Ok(())
        } else {
            Err(ScalarError::Other)
        }
    }

    #[allow(
        clippy::unnecessary_wraps,
        reason = "all methods of the serializer return it"
    )]
    fn display(self, value: impl fmt::Display) -> Result<(), ScalarError> {
        // Writing to a `String` does not fail.
        let _ = write!(self.0, "{value}");
        Ok(())
    }
}

type Compound = Impossible<(), ScalarError>;

impl Serializer for ScalarSerializer<'_> {
    type Ok = ();
    type Error = ScalarError;
    type SerializeSeq = Compound;
    type SerializeTuple = Compound;
    type SerializeTupleStruct = Compound;
    type SerializeTupleVariant = Compound;
    type SerializeMap = Compound;
    type SerializeStruct = Compound;
    type SerializeStructVariant = Compound;

    fn serialize_bool(self, value: bool) -> Result<(), ScalarError> {
        self.0.push_str(if value { "true" } else { "false" });
        Ok(())
    }

    fn serialize_i8(self, value: i8) -> Result<(), ScalarError> {
        self.display(value)
    }

    fn serialize_i16(self, value: i16) -> Result<(), ScalarError> {
        self.display(value)
    }

    fn serialize_i32(self, value: i32) -> Result<(), ScalarError> {
        self.display(value)
    }

    fn serialize_i64(self, value: i64) -> Result<(), ScalarError> {
        self.display(value)
    }

    fn serialize_i128(self, value: i128) -> Result<(), ScalarError> {
        self.display(value)
    }

    fn serialize_u8(self, value: u8) -> Result<(), ScalarError> {
        self.display(value)
    }

    fn serialize_u16(self, value: u16) -> Result<(), ScalarError> {
        self.display(value)
    }

    fn serialize_u32(self, value: u32) -> Result<(), ScalarError> {
        self.display(value)
    }

    fn serialize_u64(self, value: u64) -> Result<(), ScalarError> {
        self.display(value)
    }

    fn serialize_u128(self, value: u128) -> Result<(), ScalarError> {
        self.display(value)
    }

    fn serialize_f32(self, value: f32) -> Result<(), ScalarError> {
        self.float(value, value.is_finite())
    }

    fn serialize_f64(self, value: f64) -> Result<(), ScalarError> {
        self.float(value, value.is_finite())
    }

    fn serialize_char(self, value: char) -> Result<(), ScalarError> {
        self.0.push(value);
        Ok(())
    }

    fn serialize_str(self, value: &str) -> Result<(), ScalarError> {
        self.0.push_str(value);
        Ok(())
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<(), ScalarError> {
        Err(ScalarError::Other)
    }

    fn serialize_none(self) -> Result<(), ScalarError> {
        Err(ScalarError::Absent)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), ScalarError> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), ScalarError> {
        Err(ScalarError::Absent)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), ScalarError> {
        Err(ScalarError::Absent)
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<(), ScalarError> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), ScalarError> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), ScalarError> {
        Err(ScalarError::Other)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Compound, ScalarError> {
        Err(ScalarError::Other)
    }

    fn serialize_tuple(self, _: usize) -> Result<Compound, ScalarError> {
        Err(ScalarError::Other)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Compound, ScalarError> {
        Err(ScalarError::Other)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Compound, ScalarError> {
        Err(ScalarError::Other)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Compound, ScalarError> {
        Err(ScalarError::Other)
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Compound, ScalarError> {
        Err(ScalarError::Other)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Compound, ScalarError> {
        Err(ScalarError::Other)
    }

    fn collect_str<T: fmt::Display + ?Sized>(self, value: &T) -> Result<(), ScalarError> {
        self.display(value)
    }
}
