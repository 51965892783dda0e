//! Values of parameters.

use serde::ser::Serialize;
use serde_json::Value;

use super::scalar::{ScalarError, ScalarSerializer};
use crate::json_value::to_value;

/// The value of a parameter. Implemented for everything that serde can serialize.
///
/// A scalar is written as in JSON, without quotes; lists and objects are written in the style of the
/// parameter. `None` and null are not sent.
pub trait ParameterValue {
    /// Appends a scalar to `text`.
    #[doc(hidden)]
    fn scalar(&self, text: &mut String) -> Scalar;

    /// Returns the value as JSON.
    #[doc(hidden)]
    fn json(&self) -> Result<Value, serde_json::Error>;
}

impl<T: Serialize + ?Sized> ParameterValue for T {
    fn scalar(&self, text: &mut String) -> Scalar {
        match self.serialize(ScalarSerializer(text)) {
            Ok(()) => Scalar::Written,
            Err(ScalarError::Absent) => Scalar::Absent,
            Err(ScalarError::Other) => Scalar::Other,
        }
    }

    fn json(&self) -> Result<Value, serde_json::Error> {
        to_value(self)
    }
}

/// The result of writing a value as a scalar.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scalar {
    /// The value is a scalar, and was appended.
    Written,
    /// The value is absent.
    Absent,
    /// The value is a list or an object, or cannot be serialized.
    Other,
}
