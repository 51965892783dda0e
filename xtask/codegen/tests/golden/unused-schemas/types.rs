// The module `types`.

/// `Order`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Order {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub id: ::std::option::Option<::std::string::String>,
}

impl Order {
    /// Creates a value without any field.
    #[inline]
    pub fn new() -> Self {
        Self {
            id: ::std::default::Default::default(),
        }
    }

    #[inline]
    #[must_use]
    pub fn id(mut self, id: impl Into<::std::string::String>) -> Self {
        self.id = Some(id.into());
        self
    }
}

/// `Parcel`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Parcel {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub weight: ::std::option::Option<f64>,
}

/// `Payment`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Payment {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub order: ::std::option::Option<Order>,
}

/// `ShipmentEvent`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct ShipmentEvent {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub parcel: ::std::option::Option<Parcel>,
}
